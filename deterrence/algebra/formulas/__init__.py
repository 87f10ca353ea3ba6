"""The formula language: what people write, read without evaluating it, and written back."""
