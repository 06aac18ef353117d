"""A check's message taken apart again: what checking.CheckFailed.render has put into lines."""

LABELS = ("called", "expected", "got", "where", "this is", "try")
COLUMN = 10  # of the text
KNOWN = "what you get when "
PROSE = ("this is", "try")  # wrapped when the message was made


def parse_message(message):
    """Return [(label, text)] of a message; ("", text) for what stands before any label, as in an error of the grader."""
    parts = []
    for line in message.splitlines():
        label, text = line[:COLUMN].rstrip(), line[COLUMN:]
        if label in LABELS:
            parts.append((label, [text]))
        elif parts:
            parts[-1][1].append(text if not label else line)
        else:
            parts.append(("", [line]))
    return [(label, (" " if label in PROSE else "\n").join(lines)) for label, lines in parts]


def misconception_in(message):
    """Return the misconception that a message names, else ''."""
    return known_in(dict(parse_message(message)).get("this is", ""))


def known_in(text):
    """Return the misconception that the part "this is" of a message names, without a full stop, else ''."""
    return text.removeprefix(KNOWN).rstrip(".") if text.startswith(KNOWN) else ""
