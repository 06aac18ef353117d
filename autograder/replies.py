"""Read a worker's reply to a call, which is a claim, into a Reply with words for the student."""

from autograder import outcomes
from autograder.checking import Reply
from autograder.describing import printable
from autograder.values import BadFrame


def read_reply(name, message):
    """Return the Reply that a worker's `message` stands for. Raises BadFrame for what no honest worker sends.

    name : the function that was called.
    """
    if "value" in message:
        arguments = message.get("arguments")
        if arguments is not None and not isinstance(arguments, list):
            raise BadFrame("arguments that are not a list")
        return Reply(outcomes.PASSED, value=message["value"], arguments=arguments)
    if "unsupported" in message:
        kind = _text(message["unsupported"])
        return Reply(
            outcomes.UNSUPPORTED_VALUE, problem=f"your function returned a {kind}, which cannot be graded"
        )
    if "not_defined" in message:
        return Reply(outcomes.NOT_DEFINED, problem=_not_defined(name, _text(message["not_defined"])))
    if "raised" in message and isinstance(message["raised"], dict):
        return _raised(name, {key: _text(message["raised"].get(key)) for key in ("name", "message", "where")})
    raise BadFrame("a reply of an unknown kind")


def _text(value):
    if not isinstance(value, str):
        raise BadFrame("a text that is not a string")
    return printable(value)


def _not_defined(name, kind):
    if kind == "missing":
        return f"You have not defined `{name}`."
    return f"`{name}` is a {kind}, not a function."


def _raised(name, error):
    if error["name"] == "MemoryError":
        return Reply(outcomes.OUT_OF_MEMORY, problem="it asked for more memory than there is", where=error["where"])
    if error["name"] == "NotImplementedError" and not error["message"]:
        return Reply(outcomes.RAISED, problem=f"`{name}` is not written yet (NotImplementedError)")
    problem = error["name"] + (f": {error['message']}" if error["message"] else "")
    return Reply(outcomes.RAISED, problem=problem, where=error["where"])
