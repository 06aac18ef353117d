"""Forged, endless, slow, nested and oversized frames, written to the socket that the worker has open."""

from tests.adversarial.case import RIGHT, Case, function

KIND = "forged frames"
SOCKET = """
import os, socket, struct, threading, time
import msgpack
def sockets():
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink("/proc/self/fd/" + name).startswith("socket:"): found.append(int(name))
        except OSError: pass
    return found
def write(data):
    for number in sockets():
        try: os.write(number, data)
        except OSError: pass
def send(message): 
    data = message if isinstance(message, bytes) else msgpack.packb(message)
    write(struct.pack("!I", len(data)) + data)
"""
WRONG = "return np.zeros(np.shape(x))"


def forge(name, body, before="", earns=None, at_most=False, exercise="double"):
    """Return the case of a function that writes frames while it is called, and answers wrongly."""
    answers = {exercise: function(exercise, body, SOCKET + before)}
    return Case(name, KIND, answers, earns={exercise: 0.0} if earns is None else earns, at_most=at_most)


CASES = [
    forge("says passed before it answers", "send({'outcome': 'passed', 'score': 4.0, 'passed': True})\n" + WRONG),
    forge("an answer more, for the next exercise", "send({'value': [0.0]})\nsend({'value': 0.0})\n" + WRONG),
    forge("a hundred answers in store", "for _ in range(100): send({'value': 0.0})\n" + WRONG),
    forge("half a frame left behind", "write(struct.pack('!I', 1000) + b'x' * 10)\n" + WRONG),
    forge("bytes that are no frame", "write(os.urandom(1000))\n" + WRONG),
    forge("four gigabytes announced", "write(b'\\xff\\xff\\xff\\xff')\n" + WRONG),
    forge("32 MiB announced, a byte a second", """
        write(struct.pack('!I', 32 * 2**20))
        while True:
            write(b'x'); time.sleep(0.2)
    """),
    forge("an endless stream of frames", "while True: send({'value': 0.0, 'id': 'x'})"),
    forge("nested ten thousand deep", "send(b'\\x91' * 10_000 + b'\\xc0')\n" + WRONG),
    forge("a list of four billion announced", "send(b'\\xdd\\xff\\xff\\xff\\xff')\n" + WRONG),
    forge("32 million items", "send(b'\\x82\\xa2id\\xa1x\\xa5value' + b'\\xdd\\x00\\x01\\x86\\xa0' + (b'\\xdc\\x01\\x2c' + b'\\x00' * 300) * 100_000)\n" + WRONG),
    forge("a figure inside a figure, a timestamp, a wrong dtype", """
        for value in (msgpack.ExtType(2, msgpack.packb(msgpack.ExtType(2, b'\\x80'))), msgpack.Timestamp(1),
                      msgpack.ExtType(1, msgpack.packb(['object', [1], b'12345678'])), msgpack.ExtType(99, b'')):
            send({'value': value})
        return np.zeros(np.shape(x))
    """),
    forge("a pickle", "import pickle\nsend(pickle.dumps(Bomb()))\nreturn Bomb()",
          "class Bomb:\n    def __reduce__(self): return (exec, ('print(\"BRE\" + \"ACH\")',))\n"),
    forge("a second ready", "send({'ready': True})\n" + WRONG),
    forge("the end of the stream", "\nfor n in sockets(): os.close(n)\n" + WRONG),
    forge("the connection shut down for reading", "\nfor n in sockets(): socket.socket(fileno=os.dup(n)).shutdown(0)\n" + WRONG),
    forge("an error in the grader's name", "send({'error': 'the referee failed'})\nsend({'raised': None})\n" + WRONG),
    Case("a thread that writes from then on", KIND, {"double": function("double", WRONG)}, before=SOCKET + """
def chatter():
    while True:
        send({"value": 0.0}); time.sleep(0.05)
threading.Thread(target=chatter, daemon=True).start()
""", earns={"double": 0.0}),
    Case("a thread that writes rubbish from then on", KIND, {"double": function("double", WRONG)}, before=SOCKET + """
def chatter():
    while True:
        write(b"rubbish"); time.sleep(0.01)
threading.Thread(target=chatter, daemon=True).start()
""", earns={"double": 0.0}, at_most=True),
    Case("a thread that reads the requests away", KIND, {"double": function("double", WRONG)}, before=SOCKET + """
def thief():
    while True:
        for number in sockets():
            try: os.read(number, 65536)
            except OSError: pass
threading.Thread(target=thief, daemon=True).start()
""", earns={"double": 0.0}, at_most=True),
    Case("a child that writes after its parent", KIND, {"double": function("double", WRONG, SOCKET + """
if os.fork() == 0:
    while True: send({"value": 0.0}); time.sleep(0.05)
""")}, earns={"double": 0.0}),
    Case("a reply in store for the next exercise, both wrong", KIND, {
        "double": function("double", "send({'value': [2.0, -4.0]})\nsend({'value': 5.0})\n" + WRONG, SOCKET),
        "norm": "def norm(x):\n    return 0.0",
    }, earns={"double": 0.0, "norm": 0.0}),
    Case("replies that copy the request", KIND, {"double": function("double", """
        frame = __import__("sys")._getframe()
        while frame and "request" not in frame.f_locals: frame = frame.f_back
        request = frame.f_locals["request"] if frame else {}
        for _ in range(3): send({**{k: v for k, v in request.items() if k != "payload"}, "value": [0.0, 0.0]})
        return np.zeros(np.shape(x))
    """, SOCKET)}, earns={"double": 0.0}),
    Case("the test cell's outputs forged", KIND, {**RIGHT, "double": function("double", WRONG, SOCKET + """
forged = [{"output_type": "execute_result", "data": {"text/plain": "4.0"}}]
send({"outputs": forged}); send({"outputs": "many"}); send({"outputs": [{"output_type": "stream", "name": "x", "text": 1}]})
""")}, earns={"double": 0.0}),
]  # fmt: skip
