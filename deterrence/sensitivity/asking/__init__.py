"""What every question is asked of, and how: a game or its equilibria, letters fixed, a limit of time."""
