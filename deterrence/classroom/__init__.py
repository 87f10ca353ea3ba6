"""The toolkit itself in one file that a browser runs, with nothing to install."""
