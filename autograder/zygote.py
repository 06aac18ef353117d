"""A warm process that has the heavy libraries imported and forks workers.

Started by start_zygote, it serves the batch's socket and those of the referees, which another process has forked: the court,
forked from here when the libraries are imported, before they are used.
It runs no TensorFlow operation itself (a fork after one would hang) and no student's code,
imports no check and no reference, and reads no gradebook: a worker inherits nothing worth reading.
"""

import gc
import importlib
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress

from autograder import lean, processes, worker
from autograder.frames import Closed, receive_frame, send_frame, send_with_sockets
from autograder.limits import Limits
from autograder.shell import make_shell
from autograder.values import pack, unpack
from autograder.warming import Warming, draw_a_figure, run_operations_directly, use_libraries


class Zygote:
    """Serve fork and kill requests on control sockets until the first one, the batch's, is closed."""

    def __init__(self, control, shell, box, reasons):
        self.control = control
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        self.workers = {}  # pid -> socket of the referee that it works for
        self.lines = set()  # sockets of the referees and of the court
        self.court = None  # pid
        self.warming = Warming()
        self.shell = shell  # every worker's, by the fork
        self.sandbox = box
        self.reasons = reasons  # why the level of isolation is not a better one
        self.forked = 0

    def serve(self):
        """Answer requests until the batch has closed its socket; then end every process started here."""
        try:
            while True:
                for key, _ in self.selector.select(timeout=1.0):
                    if key.fileobj is self.control or key.fileobj in self.lines:  # not ended by the request before
                        self._serve_one(key.fileobj)
                self._end_strays()
        except Closed:
            pass
        finally:
            self._end_workers(list(self.workers))
            if self.court is not None:
                processes.kill_tree(self.court)
            self._end_strays()

    def _serve_one(self, sock):
        try:
            request = unpack(receive_frame(sock))
        except Closed:
            if sock is self.control:
                raise
            self._forget(sock)
            return
        try:
            reply, passed = getattr(self, f"do_{request.pop('do')}")(sock, **request)
        except OSError as error:  # no process, descriptor or control group is to be had: perhaps for the next request again
            reply, passed = {"fault": str(error)}, []
        try:
            send_with_sockets(sock, pack(reply), passed)
        except Closed:
            if sock is self.control:
                raise
            self._forget(sock)

    def _forget(self, sock):
        """End the workers of a referee that has gone."""
        self.selector.unregister(sock)
        sock.close()
        self.lines.remove(sock)
        self._end_workers([pid for pid, owner in self.workers.items() if owner is sock])

    def _end_workers(self, pids):
        for pid in pids:
            del self.workers[pid]
            with suppress(OSError):  # of its control group: the process is a stray from here on
                self.sandbox.end(pid)

    def do_begin_imports(self, sock, modules):
        """Import modules that preload will name too."""
        import_modules(modules)
        return {}, []

    def do_preload(self, sock, modules, limits):
        """Import modules, note the limits. A module that cannot be imported is the notebook's to complain of."""
        self.sandbox.limits = Limits(**limits)
        self.shell.recorder.max_stream = self.sandbox.limits.output_chars
        started = time.perf_counter()
        failed = import_modules(modules)
        if "tensorflow" in sys.modules:
            run_operations_directly()
        if "matplotlib" in sys.modules:
            importlib.import_module("autograder.figures")  # a worker does not see our files any more
        # The collector would touch, and so copy, every page in each fork. Next to nothing of what imports leave is garbage, and to
        # look for it takes 0.4 s in each collection to come.
        gc.freeze()
        gc.enable()
        told = {"failed": failed, "seconds": time.perf_counter() - started}
        return {**told, "isolation": self.sandbox.level, "reasons": self.reasons}, []

    def do_open_court(self, sock):
        """Fork the court, which imports what it needs while this process goes on; the batch gets its socket."""
        ours, theirs = socket.socketpair()
        line, its_line = socket.socketpair()
        self.court = os.fork()
        if self.court == 0:
            self._become_court(theirs, its_line)
        theirs.close()
        its_line.close()
        self._answer_on(line)
        return {}, [ours]

    def do_open_line(self, sock):
        """Answer a referee on a socket of its own; the court gets the other end."""
        line, its_line = socket.socketpair()
        self._answer_on(line)
        return {}, [its_line]

    def _answer_on(self, line):
        self.lines.add(line)
        self.selector.register(line, selectors.EVENT_READ)

    def do_warm_up(self, sock):
        """Use once what every worker will use, which pays from a few workers on; end_warming must come before a worker is forked."""
        gc.disable()
        self.warming.begin()  # where TensorFlow's context is dropped, it collects
        for cell in ("pass", "1 / 0"):  # IPython's own first time, and that of its tracebacks
            self.shell.run_cell(cell, store_history=False)
        return {}, []

    def do_draw_a_figure(self, sock):
        """Use matplotlib once."""
        draw_a_figure()
        return {}, []

    def do_end_warming(self, sock):
        """Say in the reply where warming has done harm: then no worker must be forked from this process any more."""
        gc.collect()
        gc.freeze()
        gc.enable()
        return {"harm": self.warming.end()}, []

    def do_fork_worker(self, sock, folder, warm, cores):
        """Fork a worker for the notebook in `folder`; the referee gets its socket.

        warm : it uses its libraries before it is ready. cores : the referee's.
        """
        ours, theirs = socket.socketpair()
        self.forked += 1
        pid = self.sandbox.fork()
        if pid == 0:
            processes.keep_on(cores)
            self._become_worker(theirs, folder, warm)
        theirs.close()
        self.workers[pid] = sock
        return {"pid": pid}, [ours]

    def do_end_worker(self, sock, pid):
        """Kill a worker with all it has started, if it still lives; say how it ended."""
        if self.workers.get(pid) is not sock:
            return {"error": "not your worker"}, []
        del self.workers[pid]
        return self.sandbox.end(pid), []

    def _become_worker(self, sock, folder, warm):
        try:
            shell, fd = self.shell, sock.fileno()
            os.setsid()
            processes.close_descriptors(keep={0, 1, 2, fd})
            signal.signal(signal.SIGINT, signal.default_int_handler)
            processes.limit_resources(self.sandbox.limits)
            shell.reserve = processes.MemoryReserve()
            inside = self.sandbox.enter(folder, self.forked)
            if warm:
                use_libraries()
            send_frame(sock, pack({"ready": True}))
            worker.serve_notebook(sock, shell, inside, self.sandbox.limits.result_mib * 2**20)
            worker.leave(0)
        except Closed:  # nobody waits for it any more: the batch has come to an end
            worker.leave(0)
        except BaseException:  # nothing of a worker may return into the zygote's loop
            import traceback

            traceback.print_exc()
            worker.leave(70)

    def _become_court(self, sock, line):
        try:
            processes.close_descriptors(keep={0, 1, 2, sock.fileno(), line.fileno()})
            gc.disable()  # while modules are imported: what they make stays
            lean.skip_slow_imports()
            from autograder.court import hold_court

            hold_court(sock, line)
            os._exit(0)
        except Closed:
            os._exit(0)
        except BaseException:  # nothing of the court may return into the zygote's loop
            import traceback

            traceback.print_exc()
            os._exit(70)

    def _end_strays(self):
        """Kill what a worker has left: orphans come to this process, the subreaper."""
        processes.kill_strays({*self.workers, self.court, self.warming.child()})


def import_modules(names):
    """Import modules; return what went wrong, in sentences."""
    failed = []
    for name in names:
        try:
            lean.import_module(name)
        except Exception as error:  # whatever an import may raise
            failed.append(f"{name}: {type(error).__name__}: {error}")
    return failed


def serve(control, box, reasons):
    """Be the zygote on the socket `control`, with the Sandbox `box` prepared; reasons : why it is not a better one."""
    processes.become_subreaper()
    gc.disable()  # while modules are imported: what they make stays
    Zygote(control, make_shell(), box, reasons).serve()
    sys.stderr.flush()
    os._exit(0)  # TensorFlow would take 0.3 s to go
