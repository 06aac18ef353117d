"""Read what a worker replies, which is a claim: to a call, into a Reply with words for the student; to a cell, into outputs."""

import re

from autograder import outcomes
from autograder.describing import printable, shorten
from autograder.notebooks import new_output
from autograder.outcomes import Reply
from autograder.values import MAX_REPLY_TEXT, BadFrame

NOISE = re.compile(r"\{\{function_node [^{}]*\}\} ?| name: $")  # what TensorFlow puts around an error in an operation
MAX_BRIEF = 1_000  # characters of an output that is abridged; what is shortened does not end in a number
SIZE_EACH = 200  # characters that any output counts for
MIMES = {
    "text/plain", "text/html", "text/latex", "text/markdown", "image/png", "image/jpeg", "image/svg+xml",
}  # fmt: skip


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
            outcomes.UNSUPPORTED_VALUE, problem=f"your function returned {_with_article(kind)}, which cannot be graded"
        )
    if "not_defined" in message:
        return Reply(outcomes.NOT_DEFINED, problem=_not_defined(name, _text(message["not_defined"])))
    if "raised" in message and isinstance(message["raised"], dict):
        kinds = message["raised"].get("kinds")
        if not isinstance(kinds, list):
            raise BadFrame("kinds of an exception that are not a list")
        told = {key: _text(message["raised"].get(key)) for key in ("name", "message", "where")}
        return _raised(name, told, tuple(map(_text, kinds)))
    raise BadFrame("a reply of an unknown kind")


def _text(value):
    return printable(_plain(value)[:MAX_REPLY_TEXT])


def _not_defined(name, kind):
    if kind == "missing":
        return f"You have not defined `{name}`."
    return f"`{name}` is {_with_article(kind)}, not a function."


def _with_article(noun):
    return f"{'an' if noun[:1].lower() in tuple('aeio') else 'a'} {noun}"  # "a uint8", "a UserList"


def _raised(name, error, kinds):
    if error["name"] == "MemoryError":
        return Reply(outcomes.OUT_OF_MEMORY, problem="it asked for more memory than there is", where=error["where"])
    if error["name"] == "NotImplementedError" and not error["message"]:
        return Reply(outcomes.RAISED, problem=f"`{name}` {outcomes.NOT_WRITTEN}")
    message = NOISE.sub("", error["message"])
    problem = error["name"] + (f": {message}" if message else "")
    return Reply(outcomes.RAISED, problem=problem, where=error["where"], raised=kinds)


def read_outputs(message):
    """Return a cell's outputs as notebook nodes. Raises BadFrame for what is no output."""
    outputs = message.get("outputs")
    if not isinstance(outputs, list):
        raise BadFrame("outputs that are not a list")
    return [_read_output(output) for output in outputs]


def size_of(outputs):
    """Return how much outputs hold, in characters, and what each takes by itself."""
    return sum(
        SIZE_EACH + len(output.get("text", "")) + len(output.get("evalue", "")) + sum(map(len, output.get("traceback", [])))
        + sum(map(len, output.get("data", {}).values()))
        for output in outputs
    )  # fmt: skip


def abridge(outputs):
    """Return what may decide a cell's mark of its outputs, and no more of that than can be read: the first of each kind."""
    first = {}
    for output in outputs:
        if output.output_type != "display_data":
            first.setdefault((output.output_type, output.get("name")), output)
    return [_brief(output) for output in first.values()]


def _brief(output):
    if output.output_type == "stream":
        return new_output("stream", name=output.name, text=shorten(output.text, MAX_BRIEF))
    if output.output_type == "error":
        told = {key: shorten(output[key], MAX_BRIEF) for key in ("ename", "evalue")}
        return new_output("error", **told, traceback=[told["evalue"]])
    return new_output("execute_result", data={"text/plain": shorten(output.data.get("text/plain", ""), MAX_BRIEF)})


def read_state(message):
    """Return what traces.state_of has returned. Raises BadFrame for what it cannot be."""
    state = message.get("state")
    if not isinstance(state, dict) or not all(isinstance(digest, (str, type(None))) for digest in state.values()):
        raise BadFrame("a state that is not a dict of digests")
    return state


def _read_output(output):
    if not isinstance(output, dict):
        raise BadFrame("an output that is not a dict")
    kind = output.get("output_type")
    if kind == "stream" and output.get("name") in ("stdout", "stderr"):
        return new_output("stream", name=output["name"], text=_plain(output.get("text")))
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        return new_output(kind, data={mime: _plain(text) for mime, text in output["data"].items() if mime in MIMES})
    if kind == "error" and isinstance(output.get("traceback"), list):
        lines = [_plain(line) for line in output["traceback"]]
        return new_output("error", ename=_plain(output.get("ename")), evalue=_plain(output.get("evalue")), traceback=lines)
    raise BadFrame("an output of an unknown kind")


def _plain(value):
    if not isinstance(value, str):
        raise BadFrame("a text that is not a string")
    return value
