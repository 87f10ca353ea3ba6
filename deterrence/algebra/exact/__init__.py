"""Polynomials, rational functions and real algebraic numbers: exact, with python-flint underneath."""
