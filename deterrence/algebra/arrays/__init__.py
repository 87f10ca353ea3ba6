"""Formulas and conditions at many points at once, as arrays."""
