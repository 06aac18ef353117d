"""Early exit, signals, crashes in C, and what takes more than it may: time, memory, processes, files, output."""

from tests.adversarial.case import RIGHT, Case, function

WRONG = "return np.zeros(np.shape(x))"


def death(name, body, before="", outcome="crashed", kind="exit or crash", at_most=False):
    """Return the case of a function that ends its worker: it earns nothing, its neighbours everything."""
    outcomes = {"double": outcome} if outcome else {}
    return Case(name, kind, {"double": function("double", body, before)}, earns={"double": 0.0}, outcomes=outcomes, at_most=at_most)


def bomb(name, body, before="", outcome=None, at_most=False):
    return death(name, body, before, outcome, "limit", at_most)


def bad_cell(name, source, kind, earns=None, at_most=False):
    """Return the case of a notebook whose first cell misbehaves while its answers are right."""
    return Case(name, kind, RIGHT, before=source, earns=earns or {}, at_most=at_most)


EXITS = [
    death("os._exit(0) in a call", "import os\nos._exit(0)"),
    death("SystemExit in a call", "raise SystemExit(0)", outcome="raised"),
    death("an own exception that cannot be told", "raise Mute()",
          "class Mute(BaseException):\n    def __str__(self): raise SystemExit\n    __repr__ = __str__", outcome="raised"),
    death("abort", "import os\nos.abort()"),
    death("a null pointer read", "import ctypes\nctypes.string_at(0)"),
    death("the stack of C overflows", "import sys\nsys.setrecursionlimit(10**9)\ndef deep(): return [*map(lambda _: deep(), [0])]\nreturn deep()",
          outcome=None),
    death("SIGKILL to itself", "import os\nos.kill(os.getpid(), 9)\nreturn 0.0", outcome=None),
    death("SIGKILL to all that it can see", "import os\nos.kill(-1, 9)\nreturn 0.0", outcome=None),
    death("SIGKILL to its process group", "import os\nos.killpg(0, 9)\nreturn 0.0", outcome=None),
    death("SIGKILL to every pid from 1 to 40000", """
        import os
        for pid in range(1, 40_000):
            try: os.kill(pid, 9)
            except OSError: pass
        return 0.0
    """, outcome=None),
    death("stopped by itself", "import os\nos.kill(os.getpid(), 19)\nreturn 0.0", outcome=None),
    death("a fork that goes on while the parent exits", "import os\nif os.fork(): os._exit(0)\nreturn 0.0"),
    death("another program in its place", "import os\nos.execv('/bin/sh', ['sh', '-c', 'echo passed; sleep 1000'])", outcome=None),
    death("another Python in its place", "import os, sys\nos.execv(sys.executable, ['python', '-c', 'while True: pass'])", outcome=None),
    death("all signals blocked, then a crash", "import os, signal\nsignal.pthread_sigmask(0, range(1, 65))\nos.abort()"),
    bad_cell("os._exit in a cell", "import os\nos._exit(1)", "exit or crash"),
    bad_cell("exit(), quit() and sys.exit() in a cell", "import sys\nexit()\nquit()\nsys.exit(1)", "exit or crash"),
    bad_cell("a crash in a cell", "import ctypes\nctypes.string_at(0)", "exit or crash"),
    bad_cell("exit handlers that never end", "import atexit, threading\natexit.register(lambda: [None for _ in iter(int, 1)])\n"
             "threading.Thread(target=lambda: [None for _ in iter(int, 1)]).start() if False else None", "exit or crash"),
    bad_cell("a KeyboardInterrupt out of nothing", "import _thread\n_thread.interrupt_main()\nimport time\ntime.sleep(1)", "exit or crash"),
    Case("crashes in every exercise", "exit or crash", {
        name: f"import os\ndef {name}(x):\n    os._exit(3)" for name in RIGHT
    }, earns=dict.fromkeys(RIGHT, 0.0), outcomes=dict.fromkeys(RIGHT, "crashed")),
]  # fmt: skip
FORK = "import os\nimport time\n"
LIMITS = [
    bomb("a loop without end", "while True: pass", outcome="timed_out"),
    bomb("a sleep without end", "import time\ntime.sleep(10**6)", outcome="timed_out"),
    bomb("a loop that ignores every signal", """
        import signal
        for number in range(1, 65):
            try: signal.signal(number, lambda *_: None)
            except (OSError, ValueError): pass
        while True:
            try:
                while True: pass
            except BaseException: pass
    """, outcome="timed_out"),
    bomb("a C call that never returns", "import re\nre.match('(a+)+$', 'a' * 60 + 'b')", outcome="timed_out"),
    bomb("a number with a billion digits", "return 7 ** 10**9 % 3", outcome="timed_out"),
    bomb("a lock that is never released", "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()", outcome="timed_out"),
    bomb("memory in one piece", "return bytearray(10**11) and 0.0", outcome="out_of_memory"),
    bomb("memory in small pieces", "import numpy as np\nkept = []\nwhile True: kept.append(np.ones(2**21))", outcome=None),
    bomb("memory of many children", """
        import os, time
        for _ in range(40):
            if os.fork() == 0:
                kept = bytearray(10**8)
                for i in range(0, len(kept), 4096): kept[i] = 1
                time.sleep(1000)
        time.sleep(1000)
    """),
    bomb("memory in shared memory", "import os\nfor i in range(1000): open(f'/dev/shm/{i}', 'wb').write(bytes(10**7))", outcome=None),
    bomb("memory in pipes and sockets", """
        import os, socket
        kept = []
        while True:
            kept.append(socket.socketpair()); kept[-1][0].setblocking(False)
            try:
                while True: kept[-1][0].send(bytes(65536))
            except BlockingIOError: pass
    """),
    bomb("memory in a mapped file", "import mmap\nm = [mmap.mmap(-1, 10**9) for _ in range(50)]\nfor x in m: x.write(bytes(10**9))"),
    bomb("forks of forks", "while True: os.fork()", FORK),
    bomb("forks that outrun the killer", """
        if os.fork() == 0:
            os.setsid()
            while True:
                if os.fork(): os._exit(0)
        return 0.0
    """, FORK),
    bomb("ten thousand threads", """
        import threading, time
        kept = [threading.Thread(target=time.sleep, args=(1000,), daemon=True) for _ in range(10_000)]
        for thread in kept: thread.start()
    """, outcome=None),
    bomb("descriptors", "kept = []\nwhile True: kept.append(open('/dev/null'))", outcome="raised"),
    bomb("the disk", "for i in range(10**6): open(f'big{i}', 'wb').write(bytes(2**24))", outcome=None),
    bomb("inodes", "import os\nfor i in range(10**7): os.mkdir(f'd{i}')", outcome=None),
    bomb("a sparse file", "with open('sparse', 'wb') as f: f.truncate(2**50)", outcome=None),
    bomb("a directory ten thousand deep", "import os\nfor i in range(10_000): os.mkdir('d'); os.chdir('d')\nreturn 0.0", outcome=None),
    bomb("recursion", "return double(x)", outcome="raised"),
    bomb("a result of a gigabyte", "return np.zeros(2**27)"),
    bomb("a text of a hundred megabytes", "return 'x' * 10**8"),
    bomb("a result of many texts", "return ['x' * 10**6] * 100"),
    bomb("an exception with a message of a hundred megabytes", "raise ValueError('x' * 10**8)"),
    bomb("printing without end in a call", "while True: print('x' * 1000)", outcome="timed_out"),
    bad_cell("printing a gigabyte", "import sys\nfor _ in range(1000): sys.stdout.write('x' * 10**6)", "limit", at_most=True),
    bad_cell("printing a gigabyte through a shell", "!head -c 300000000 /dev/zero", "limit", at_most=True),
    bad_cell("a thousand displays of a megabyte",
             "from IPython.display import HTML, display\nfor _ in range(100): display(HTML('x' * 10**6))", "limit", at_most=True),
    bad_cell("a cell that loops for ever", "while True: pass", "limit"),
    bad_cell("a cell that sleeps in C", "import ctypes\nctypes.CDLL(None).sleep(10**6)", "limit"),
    bad_cell("a cell with a fork bomb", "import os\nwhile True: os.fork()", "limit", at_most=True),
    bad_cell("every cell after it slow", "import sys, time\nget_ipython().events.register('pre_run_cell', lambda *_: time.sleep(0.3))",
             "limit", at_most=True),
    Case("a request that nobody reads", "limit", {**RIGHT, "norm": "#" + "x" * 3_000_000 + "\n" + RIGHT["norm"]},
         before="import ctypes, threading\nthreading.Timer(0.1, lambda: ctypes.PyDLL(None).sleep(10**6)).start()", at_most=True),
    bad_cell("a stream that nobody reads", "import subprocess\np = subprocess.Popen(['yes'], stdout=subprocess.PIPE)", "limit"),
]  # fmt: skip
CASES = EXITS + LIMITS
