"""The checks, one folder an assignment, one file an exercise; known answers beside them."""
