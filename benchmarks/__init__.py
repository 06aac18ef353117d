"""The benchmark: how fast, how small and how robust the grader is, side by side with what it is compared to.

`python -m benchmarks` (or `make bench`) takes every measurement in one run; each module here takes one and returns rows of
plain data (measurement.py).
"""
