"""Equilibrium conditions solved for probabilities and beliefs."""
