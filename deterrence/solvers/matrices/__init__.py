"""Nash equilibria of matrices, in letters."""
