"""Whether what was found is an equilibrium, by code that did not find it."""
