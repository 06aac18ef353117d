"""What to try where a student's function has raised an error: in numerical code a few of them are behind most of the tracebacks."""

import re
import sys

ENDLESS = (
    "what must change for this loop to end, and does it? Print it in the loop for a small input; a `for` loop over a fixed number of steps "
    "always ends."
)
STOPPED = " Its cell stopped with "  # why a function is not defined; the error follows
OTHER_PARAMETERS = r"\(\) (takes \d+ positional|takes from \d+|missing \d+ required|got an unexpected keyword|got multiple values)"
A_VALUE_IS_NONE = "a value is None."  # where_none_comes_from() goes on
ADVICE = [  # (in "Name: message" of the error, what to try); the first one that fits is told
    (r"NoneType|value \(None\)|received None|must not be None", A_VALUE_IS_NONE),
    (
        r"was expected to be an? \w+ tensor but is an? \w+ tensor|to EagerTensor of dtype int",
        "numbers of two kinds meet, float32 and float64 say, and TensorFlow does not mix them: give both one dtype first, with tf.cast.",
    ),
    (
        r"'(list|tuple)' object has no attribute|(operand|unary).*'(list|tuple)'|multiply sequence|list indices must be|of type '(list|float|int)', not tf",
        "a Python list, or a number of Python's, cannot be calculated with like this: make an array or a tensor of the argument first, "
        "with np.asarray or tf.convert_to_tensor.",
    ),
    (r"'numpy\.\w+' object has no attribute", "this is NumPy's, not a tensor: np.asarray and tf.convert_to_tensor take either."),
    (
        r"'(\w+\.)*(EagerTensor|ResourceVariable|SymbolicTensor)' object (does not support item assignment|has no attribute '__setitem__')",
        "entries of a tensor cannot be set one by one: gather them in a list and make a tensor of it, or use a NumPy array.",
    ),
    (
        r"(output array|assignment destination) is read-only",
        "np.asarray of a tensor shows the tensor's own numbers, which cannot be changed: calculate a new array, or change a copy, np.array(…).",
    ),
    (r"'(ResourceVariable|EagerTensor|SymbolicTensor)' has no len\(\)", "a tf.Variable has a shape and no len(): x.shape[0] is what len gives of a list."),
    (r"truth value of an array", "several numbers are compared at once, and `if` wants one answer: all of them, or any?"),
    (
        r"[Ii]ncompatible shapes|could not be broadcast|mismatch in its core dimension|size-incompatible|has different ndims|ndims must be|shapes? .* not aligned",
        "print the shapes of what meets in this line: which of them is not what you expect?",
    ),
    (r"^NameError", "is this name written as in its definition, and is it defined in a cell above, not below?"),
    (r"^ModuleNotFoundError", "this module is not installed where notebooks are graded: those that the notebook itself imports are."),
    (r"^BdbQuit", "breakpoint() and pdb stop here, where nobody can answer a debugger: take it out."),
    (r"[Ss]ingular matrix|not invertible", "the matrix has no inverse here: is it the one you mean, and does the task ask for one that always has an inverse?"),
]  # fmt: skip


def advice_on(problem):
    """Return what to try after an error, told as "Name: message"; '' where there is nothing to say that it does not say itself.

    The error may be the one that has STOPPED the cell of a function that is not defined.
    """
    problem = problem.partition(STOPPED)[2] or problem
    found = next((advice for pattern, advice in ADVICE if re.search(pattern, problem)), "")
    return f"{found} {where_none_comes_from()}" if found == A_VALUE_IS_NONE else found


def where_none_comes_from():
    """Return how a value comes to be None; of TensorFlow's tapes only where TensorFlow is used, and so imported beside the checks."""
    tape = ", and so does a tape for the derivative by what it never met: look up unconnected_gradients"
    return f"A function without `return` gives None{tape if 'tensorflow' in sys.modules else ''}."


def advice_on_parameters(problem, function, parameters):
    """Return what to try where a call of the function itself does not fit its definition, told as "Name: message"; '' elsewhere."""
    if not re.match(rf"TypeError: (?:.*\.)?(?:{re.escape(function)}|<lambda>){OTHER_PARAMETERS}", problem):
        return ""
    return f"`{function}` is called as {function}({', '.join(parameters)}) here: write its definition with these parameters, in this order."
