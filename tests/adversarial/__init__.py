"""Hostile submissions, graded by the real command in a PID namespace of their own.

`python -m tests.adversarial` runs them all and prints the table; tests/test_adversarial.py is the same under pytest.
"""
