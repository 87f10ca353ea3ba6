"""Numerical kernels: one algorithm a file, on plain arrays, for games of numbers.

Each kernel knows nothing of the game classes; a file is named after its algorithm and opens with what it
computes, what it guarantees, what it costs and the paper it follows.
"""
