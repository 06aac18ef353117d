"""Checks of section 04.03, Gradient-Based Optimization."""
