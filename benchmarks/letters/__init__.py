"""LetterBench: games with letters in them, their equilibria as formulas, and a scorer for any program's answers."""
