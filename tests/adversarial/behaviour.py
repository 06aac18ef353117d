"""Script in outputs, names and messages; hard-coded answers, behaviour that changes under grading, state kept between calls."""

from tests.adversarial.case import RIGHT, Case, function

SHOWN = "script or control characters"
CHANGING = "hard-coded or changing"
WRONG = "return np.zeros(np.shape(x))"
ANSI = "\\x1b[2J\\x1b]0;owned\\x07\\u202e\\u2066\\u200f\\r\\x08"
CASES = [
    Case("HTML and script in outputs", SHOWN, RIGHT, before="""
from IPython.display import HTML, Javascript, display
display(HTML("<script>alert(1)</script><img src=x onerror=alert(1)>"))
display(Javascript("alert(1)"))
display({"application/x-evil": "x", "text/html": "<iframe src='javascript:alert(1)'></iframe>", "application/javascript": "x"}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}, raw=True)
"""),
    Case("control and bidirectional characters in outputs", SHOWN, RIGHT, before=f"print('{ANSI}')\nraise ValueError('{ANSI}')"),
    Case("control characters in an error of a call", SHOWN,
         {"double": function("double", f"raise type('Evil{ANSI}<script>', (Exception,), {{}})('{ANSI}<script>alert(1)</script>')")},
         earns={"double": 0.0}, outcomes={"double": "raised"}),
    Case("control characters in a value", SHOWN, {"double": function("double", f"return ['{ANSI}<script>', {{'{ANSI}': '{ANSI}'}}]")},
         earns={"double": 0.0}, outcomes={"double": "failed"}),
    Case("a type's name with script", SHOWN,
         {"double": function("double", f"return type('Evil{ANSI}<script>', (), {{}})()")}, earns={"double": 0.0},
         outcomes={"double": "unsupported_value"}),
    Case("a spreadsheet's formula as an answer", SHOWN, {"double": function("double", "return '=HYPERLINK(\"http://x\", \"y\")'")},
         earns={"double": 0.0}, outcomes={"double": "failed"}),
    Case("lone surrogates", SHOWN, {"double": function("double", "raise ValueError('\\ud800')")}, before="print('\\ud800')",
         earns={"double": 0.0}),
    Case("lone surrogates in a value", SHOWN, {"double": function("double", "return '\\ud800'")}, earns={"double": 0.0}),
    Case("the visible inputs in a table", CHANGING, {"double": function("double", """
        known = {(1.0, -2.0): [2.0, -4.0]}
        return known.get(tuple(x), [0.0] * len(x))
    """)}, earns={"double": 2.0}),
    Case("right the first time only", CHANGING, {"double": function("double", """
        double.calls = getattr(double, "calls", 0) + 1
        return [2.0 * v for v in x] if double.calls == 1 else [0.0 for v in x]
    """)}, earns={"double": 0.0}),
    Case("right only while it is not graded", CHANGING, {"double": function("double", """
        import sys
        graded = "autograder.worker" in sys.modules or "SANDBOX" in os.environ
        return np.zeros(np.shape(x)) if graded else np.asarray(x) * 2
    """, "import os")}, earns={"double": 0.0}),
    Case("an answer changed after it was given", CHANGING, {"double": function("double", """
        if "kept" not in globals(): globals()["kept"] = np.zeros(4)
        kept[: len(x)] = np.asarray(x) * 2
        return kept[: len(x)]
    """)}),
    Case("its argument changed in place", CHANGING, {"double": function("double", """
        y = np.asarray(x)
        y *= 2
        return y
    """)}, earns={"double": 3.0}),
    Case("its caller's frames read and changed", CHANGING, {"double": function("double", """
        import sys
        frame = sys._getframe(1)
        while frame:
            for name in ("watch", "payload", "reply", "expected"):
                if name in frame.f_locals: frame.f_locals[name] = None
            frame = frame.f_back
        return np.zeros(np.shape(x))
    """)}, earns={"double": 0.0}),
    Case("a random guess", CHANGING, {"norm": "def norm(x):\n    return np.random.rand() * 10"}, earns={"norm": 0.0}),
    Case("a later cell redefines an earlier exercise", CHANGING, {**RIGHT, "double": function("double", WRONG)},
         after="def double(x): return np.asarray(x) * 2", earns={"double": 0.0}),
    Case("a later cell spoils an earlier exercise", CHANGING, RIGHT, after="del double, norm, total\nnp = None"),
    Case("an exercise that redefines the next ones", CHANGING, {"double": RIGHT["double"] + "\ndef total(x): return 0.0\n"}),
    Case("the function is something else that can be called", CHANGING, {"norm": "norm = type('N', (), {'__call__': lambda s, x: 0.0})()"},
         earns={"norm": 0.0}),
    Case("the function is no function", CHANGING, {"norm": "norm = 5.0"}, earns={"norm": 0.0}, outcomes={"norm": "not_defined"}),
    Case("files written in one exercise for another", CHANGING, {
        "double": function("double", "open('answers.txt', 'w').write('0.0')\nreturn np.asarray(x) * 2"),
        "norm": "def norm(x):\n    return float(open('answers.txt').read())",
    }, earns={"norm": 0.0}),
    Case("sockets and threads left open", CHANGING, RIGHT, before="""
import socket, threading, time
pairs = [socket.socketpair() for _ in range(50)]
for _ in range(20): threading.Thread(target=time.sleep, args=(1000,)).start()
"""),
]  # fmt: skip
