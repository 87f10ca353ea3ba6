"""Games as solvers take them: exact, flat, types written out."""
