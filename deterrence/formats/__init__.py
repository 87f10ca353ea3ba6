"""How models enter and leave: model files, and the library of models."""
