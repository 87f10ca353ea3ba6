"""Questions along one letter."""
