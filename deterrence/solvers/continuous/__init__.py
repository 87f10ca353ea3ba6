"""Choices from intervals made at the same time, in letters."""
