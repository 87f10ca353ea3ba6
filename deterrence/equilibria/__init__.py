"""What solving returns: equilibrium families, the concepts they meet, and what is promised of them. No search."""
