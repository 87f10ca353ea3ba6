"""Whether the claims of a model are true."""
