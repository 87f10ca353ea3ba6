"""Repeated games and games with states, in letters."""
