"""Checks and known answers of section 04.04."""
