"""Which kinds of arguments the checks of section 04.03 try: few, because every call may differentiate or trace anew."""

from autograder import argument_kinds
from autograder.argument_kinds import CONTAINERS

CHANGEABLE = ("float64 array", "float64 variable")
KINDS = ("list", "float32 tensor", *CHANGEABLE)  # every container, both precisions; the calls with the last two serve two checks


def kinds_of(numbers):
    """Return the same numbers as a list (or Python float), a float32 tensor, a float64 array and a float64 variable."""
    return argument_kinds.kinds_of(numbers, KINDS)


def mixed_kinds_of(first, second):
    """Return pairs of the same two arguments, of a different kind and mostly of a different precision each."""
    return list(argument_kinds.mixed_kinds_of(first, second, kinds=CONTAINERS))


def changeable_kinds_of(numbers):
    """Return the same numbers as a list, an array in either precision and a float64 variable: what can be changed in place.

    A student's np.asarray copies an array of another precision, and changes the caller's own of the same one. After
    kinds_of only the float32 array is a call more.
    """
    return argument_kinds.kinds_of(numbers, ("list", "float32 array", *CHANGEABLE))
