"""Families of games of any size: a name and a few whole numbers in, a game with letters out."""
