"""Grade notebooks of a numerical computing course outside the student's process."""

__version__ = "0.1.0"
