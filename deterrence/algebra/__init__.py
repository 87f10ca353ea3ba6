"""Exact formulas and conditions in the parameters of a game."""
