"""What the commands do, a module each: call the library, show what came back; `run` returns the exit code.

Results go to standard output, everything else to standard error.
"""
