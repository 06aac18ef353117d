"""Checks of section 04.02, Poor Conditioning."""
