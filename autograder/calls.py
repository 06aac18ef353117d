"""Call a function of the notebook with arguments from the referee; say what came back, as plain data.

Runs where the student's code runs. Every reply is a dict with one of the keys
`value`, `raised`, `unsupported`, `not_defined`.
"""

import operator
import pickle
import traceback

import numpy as np

from autograder.values import MAX_REPLY_TEXT, Count, UnsupportedValue, encode

DATA = "data"
MAX_KINDS = 20  # of an exception, from its own class on
OUT_OF_MEMORY = {"raised": {"name": "MemoryError", "kinds": [], "message": "", "where": ""}}  # made now: there may be no memory for it later

BY_SETTINGS = FloatingPointError, RuntimeWarning  # what becomes of an overflow by np.seterr() or a filter of warnings, set anywhere


def perform_call(namespace, name, payload, watch):
    """Return the reply to a call of `namespace[name]`.

    payload : the pickled (arguments, keywords); they come from the referee, which is trusted here.
    watch : also report the arguments as they are after the call.
    """
    function = namespace.get(name)
    if function is None:
        return {"not_defined": "missing"}
    if not callable(function):
        return {"not_defined": type(function).__name__}
    try:
        return _call_on_copies(function, payload, watch, passing=BY_SETTINGS)
    except BY_SETTINGS:
        with np.errstate(all="ignore"):
            return _call_on_copies(function, payload, watch)


def _call_on_copies(function, payload, watch, passing=()):
    """Return the reply to a call with arguments that nobody else has. passing : exceptions of the function's to pass on."""
    arguments, keywords = pickle.loads(payload)
    arguments = [_as_made_here(argument) for argument in arguments]
    keywords = {name: _as_made_here(argument) for name, argument in keywords.items()}
    before = [_note(argument) for argument in arguments] if watch else []
    try:
        value = function(*arguments, **keywords)
    except passing:
        raise
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException as error:  # also SystemExit and KeyboardInterrupt: none of them may end the worker
        return {"raised": describe_error(error)}
    count = Count(UnsupportedValue)
    try:
        reply = {"value": encode(value, 0, count)}
        if watch:
            reply["arguments"] = [_encode_argument(*pair, count) for pair in zip(arguments, before)]
        return reply
    except UnsupportedValue as error:
        return {"unsupported": str(error)[:MAX_REPLY_TEXT]}
    except BaseException as error:  # the value's own methods, the student's code, raised
        return {"unsupported": f"{type(value).__name__} that raised {type(error).__name__} when it was read"[:MAX_REPLY_TEXT]}


def _as_made_here(argument):
    """Return an argument that came in a pickle as if it were made in this process.

    Such an array has a dtype of its own and another object's memory: np.asarray(x, dtype=np.float64) would be a view of it, and
    a shape that is given to the view is not the argument's.
    """
    return argument.astype(argument.dtype.str) if type(argument) is np.ndarray and argument.dtype.names is None else argument


def _note(argument):
    """Return what _encode_argument needs to know of an argument from before the call: of a list of functions its items."""
    try:
        encode(argument)
    except UnsupportedValue:
        return list(argument) if isinstance(argument, list) else None
    return DATA


def _encode_argument(argument, before, count):
    """Return an argument as it is after the call, or what became of a list that holds functions.

    None for such a list that is as before, and for a function, in which no caller could find a change.
    """
    try:
        return encode(argument, 0, count)
    except UnsupportedValue as error:  # a function put into a list of floats, say
        if before is DATA:
            return str(error)[:MAX_REPLY_TEXT]
    if before is None or len(argument) == len(before) and all(map(operator.is_, argument, before)):
        return None
    now = f"a list of {len(argument)} item{'s' if len(argument) > 1 else ''}"
    return f"{now}, {len(before)} before the call" if len(argument) != len(before) else f"{now}, not those of before the call"


def describe_error(error):
    """Return {"name", "kinds", "message", "where"} of an exception.

    kinds : names of its class and of those that this one is a kind of. where : the last line of the notebook that it passed.
    """
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "ipython-input" in frame.filename
        or "/ipykernel_" in frame.filename
    ]  # fmt: skip
    where = f"line {frames[-1].lineno} of the cell: {frames[-1].line}" if frames else ""
    try:
        message = str(error)
    except BaseException:  # __str__ of a student's exception class
        message = ""
    kinds = [kind.__name__[:100] for kind in type(error).__mro__[:MAX_KINDS]]
    return {"name": kinds[0], "kinds": kinds, "message": message[:MAX_REPLY_TEXT], "where": where[:MAX_REPLY_TEXT]}
