"""What parameters do to equilibria: one question a file."""
