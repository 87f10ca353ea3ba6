"""What a probability, payoff, belief or bound may be: rational, algebraic, or a number known in floats only."""
