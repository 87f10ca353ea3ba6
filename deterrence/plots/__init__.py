"""Pictures: one a file, each laid out in points from measured text, so that nothing overlaps whatever the names."""
