"""Results as documents: what a paper or a page shows of a game and of its equilibria."""
