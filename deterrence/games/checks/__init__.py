"""Whether a game as it is written is one: its letters, formulas, probabilities and assumptions."""
