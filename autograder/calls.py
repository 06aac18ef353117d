"""Call a function of the notebook with arguments from the referee; say what came back, as plain data.

Runs where the student's code runs. Every reply is a dict with one of the keys
`value`, `raised`, `unsupported`, `not_defined`.
"""

import pickle
import traceback

from autograder.values import UnsupportedValue, encode

MAX_TEXT = 2_000


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
    arguments, keywords = pickle.loads(payload)
    try:
        value = function(*arguments, **keywords)
    except MemoryError:
        return {"raised": {"name": "MemoryError", "message": "", "where": ""}}
    except BaseException as error:  # also SystemExit and KeyboardInterrupt: none of them may end the worker
        return {"raised": describe_error(error)}
    try:
        reply = {"value": encode(value)}
    except UnsupportedValue as error:
        return {"unsupported": str(error)[:MAX_TEXT]}
    except BaseException as error:  # the value's own methods, the student's code, raised
        return {"unsupported": f"{type(value).__name__} that raised {type(error).__name__} when it was read"[:MAX_TEXT]}
    if watch:
        reply["arguments"] = [_encode_argument(argument) for argument in arguments]
    return reply


def _encode_argument(argument):
    try:
        return encode(argument)
    except UnsupportedValue:  # a function: nothing that a caller could find changed
        return None


def describe_error(error):
    """Return {"name", "message", "where"} of an exception: where is the last line of the notebook that it passed."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "ipython-input" in frame.filename
        or "/ipykernel_" in frame.filename
    ]  # fmt: skip
    where = f"line {frames[-1].lineno} of the cell: {frames[-1].line}" if frames else ""
    try:
        message = str(error)
    except BaseException:  # __str__ of a student's exception class
        message = ""
    return {"name": type(error).__name__[:100], "message": message[:MAX_TEXT], "where": where[:MAX_TEXT]}
