"""What games are made of, whatever their form."""
