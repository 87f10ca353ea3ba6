"""Polynomial sign conditions: what they leave possible, what follows from them, and their shortest form."""
