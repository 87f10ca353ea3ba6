"""One limit of time that everything below a public call keeps."""
