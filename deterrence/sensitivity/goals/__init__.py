"""What it takes to bring something about."""
