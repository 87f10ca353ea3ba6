"""Why conditions cannot hold together, in a form that a short program can check."""
