"""Every equilibrium at every point of a grid."""
