"""The checks of section 04.05, linear least squares."""
