"""The kinds in which the same numbers may reach a function: a list, arrays, tensors and variables in either precision.

For authors of checks. TensorFlow is imported where a tensor or a variable is made and not before: a course without it
gives its checks ARRAY_KINDS.
"""

import numpy as np

# Neighbours differ in container and mostly in precision: a few of them in a row show most of what can go wrong.
KINDS = (
    "list",
    "float32 array",
    "float64 tensor",
    "float32 variable",
    "float64 array",
    "float32 tensor",
    "float64 variable",
)
CONTAINERS = KINDS[:4]  # one of each, for functions that are slow to call
ARRAY_KINDS = ("list", "float32 array", "float64 array")
CHANGEABLE_KINDS = ("list", "float64 array", "float32 array", "float64 variable", "float32 variable")


def as_kind(kind, numbers):
    """Return numbers (any nesting, or a single one) as one of KINDS; always a copy."""
    if kind not in KINDS:
        raise ValueError(f"no such kind: {kind!r}; there are {', '.join(KINDS)}")
    if kind == "list":
        return np.asarray(numbers, dtype=np.float64).tolist()
    precision, container = kind.split()
    array = np.array(numbers, dtype=precision)
    if container == "array":
        return array
    import tensorflow as tf

    return tf.constant(array) if container == "tensor" else tf.Variable(array)


def kinds_of(numbers, kinds=KINDS):
    """Return the same numbers in each of the kinds; a single number as a list is a Python float."""
    return [as_kind(kind, numbers) for kind in kinds]


def mixed_kinds_of(*arguments, kinds=KINDS, columns=False):
    """Yield the same arguments, a tuple, as often as there are kinds: each argument in every kind, never all in one.

    columns : whether vectors (n,) also come as columns (n, 1), in every combination; what is no vector keeps its shape.
    """
    apart = max(1, (len(kinds) - 1) // 2)
    for turn in range(len(kinds)):
        given, vectors = [], 0
        for place, argument in enumerate(arguments):
            argument = np.asarray(argument)
            if argument.ndim == 1:
                argument = argument[:, None] if columns and (turn >> vectors) % 2 else argument
                vectors += 1
            given.append(as_kind(kinds[(turn + apart * place) % len(kinds)], argument))
        yield tuple(given)


def changeable_columns_of(*arguments):
    """Yield the same arguments, a tuple, as arrays in either precision, vectors as columns (n, 1): their shape can be changed, too."""
    columns = [column if np.ndim(column) != 1 else np.asarray(column)[:, None] for column in arguments]
    yield from changeable_kinds_of(*columns, kinds=("float64 array", "float32 array"))


def changeable_kinds_of(*arguments, kinds=CHANGEABLE_KINDS):
    """Yield the same arguments, a tuple, in each kind that a function can change in place."""
    for kind in kinds:
        yield tuple(as_kind(kind, argument) for argument in arguments)
