"""Breaks of the algorithms, and whether the tests notice: `make mutants`."""
