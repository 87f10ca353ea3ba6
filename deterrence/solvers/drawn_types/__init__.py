"""Equilibria of trees, in letters: strategies, beliefs, and sets of them."""
