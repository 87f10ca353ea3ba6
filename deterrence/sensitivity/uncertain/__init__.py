"""What follows when letters are uncertain."""
