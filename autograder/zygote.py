"""A warm process that has the heavy libraries imported and forks workers and referees.

Started by start_zygote, it serves the batch's socket and those of its referees.
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

from autograder import lean, processes, worker
from autograder.frames import Closed, receive_frame, send_frame
from autograder.limits import Limits
from autograder.shell import make_shell
from autograder.values import pack, unpack
from autograder.warming import run_operations_directly, use_libraries, warm_libraries


class Zygote:
    """Serve fork and kill requests on control sockets until the first one, the batch's, is closed."""

    def __init__(self, control, shell, box, reasons):
        self.control = control
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        self.workers = {}  # pid -> control socket of the referee that it works for
        self.referees = {}  # control socket -> pid
        self.shell = shell  # every worker's, by the fork
        self.sandbox = box
        self.reasons = reasons  # why the level of isolation is not a better one
        self.forked = 0

    def serve(self):
        """Answer requests until the batch has closed its socket; then end every process started here."""
        try:
            while True:
                for key, _ in self.selector.select(timeout=1.0):
                    if key.fileobj is self.control or key.fileobj in self.referees:  # not ended by the request before
                        self._serve_one(key.fileobj)
                self._end_strays()
        except Closed:
            pass
        finally:
            for pid in self.workers:
                self.sandbox.end(pid)
            for pid in self.referees.values():
                processes.kill_tree(pid)
            self._end_strays()

    def _serve_one(self, sock):
        try:
            request = unpack(receive_frame(sock))
        except Closed:
            if sock is self.control:
                raise
            self._forget_referee(sock)
            return
        reply, descriptors = getattr(self, f"do_{request.pop('do')}")(sock, **request)
        try:
            send_frame(sock, pack(reply))
            if descriptors:
                socket.send_fds(sock, [b"."], descriptors)
        except Closed:
            if sock is self.control:
                raise
            self._forget_referee(sock)
        for descriptor in descriptors:
            os.close(descriptor)

    def _forget_referee(self, sock):
        """End the workers of a referee that has gone."""
        self.selector.unregister(sock)
        sock.close()
        processes.kill_tree(self.referees.pop(sock))
        for pid in [pid for pid, owner in self.workers.items() if owner is sock]:
            self.sandbox.end(pid)
            del self.workers[pid]

    def do_begin_imports(self, sock, modules):
        """Import modules that preload will name too."""
        import_modules(modules)
        return {}, []

    def do_preload(self, sock, modules, limits, warm):
        """Import modules, note the limits. A module that cannot be imported is the notebook's to complain of.

        warm : also use them once, which pays from a few workers on. Where that does harm, the reply says so, and
        this process is of no use any more.
        """
        self.sandbox.limits = Limits(**limits)
        self.shell.recorder.max_stream = self.sandbox.limits.output_chars
        started = time.perf_counter()
        failed = import_modules(modules)
        if "tensorflow" in sys.modules:
            run_operations_directly()
        if "matplotlib" in sys.modules:
            importlib.import_module("autograder.figures")  # a worker does not see our files any more
        lean.allow_slow_imports()
        harm = self._warm_up() if warm else ""
        gc.enable()
        gc.freeze()  # the collector would touch, and so copy, every page in each fork
        seconds = time.perf_counter() - started
        told = {"failed": failed, "seconds": seconds, "harm": harm}
        return {**told, "isolation": self.sandbox.level, "reasons": self.reasons}, []

    def _warm_up(self):
        """Use once what every worker will use; return "" or why no worker must be forked from this process any more."""
        gc.freeze()  # next to nothing of what imports leave is garbage, and to look for it takes 0.4 s in each collection to come
        harm = warm_libraries()  # where TensorFlow's context is dropped, it collects
        for cell in ("pass", "1 / 0"):  # IPython's own first time, and that of its tracebacks
            self.shell.run_cell(cell, store_history=False)
        gc.collect()
        return harm

    def do_fork_worker(self, sock, folder, warm):
        """Fork a worker for the notebook in `folder`; the referee gets its socket. warm : it uses its libraries before it is ready."""
        ours, theirs = socket.socketpair()
        self.forked += 1
        pid = self.sandbox.fork()
        if pid == 0:
            self._become_worker(theirs, folder, warm)
        theirs.close()
        self.workers[pid] = sock
        return {"pid": pid}, [ours.detach()]

    def do_end_worker(self, sock, pid):
        """Kill a worker with all it has started, if it still lives; say how it ended."""
        if self.workers.get(pid) is not sock:
            return {"error": "not your worker"}, []
        del self.workers[pid]
        return self.sandbox.end(pid), []

    def do_fork_referee(self, sock, arguments):
        """Fork a referee; the batch gets the socket on which it takes submissions."""
        ours, theirs = socket.socketpair()
        control, its_control = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._become_referee(theirs, its_control, arguments)
        theirs.close()
        its_control.close()
        self.referees[control] = pid
        self.selector.register(control, selectors.EVENT_READ)
        return {"pid": pid}, [ours.detach()]

    def do_end_referee(self, sock, pid):
        """End one referee, whatever it is at, with its workers."""
        for control in [control for control, known in self.referees.items() if known == pid]:
            self._forget_referee(control)
        return {}, []

    def do_end_referees(self, sock):
        """End every referee, whatever it is at, with its workers."""
        for control in list(self.referees):
            self._forget_referee(control)
        return {}, []

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
        except BaseException:  # nothing of a worker may return into the zygote's loop
            import traceback

            traceback.print_exc()
            worker.leave(70)

    def _become_referee(self, sock, control, arguments):
        try:
            processes.close_descriptors(keep={0, 1, 2, sock.fileno(), control.fileno()})
            from autograder.referee import serve_submissions

            serve_submissions(sock, control, **arguments)
            os._exit(0)
        except Closed:
            os._exit(0)
        except BaseException:  # nothing of a referee may return into the zygote's loop
            import traceback

            traceback.print_exc()
            os._exit(70)

    def _end_strays(self):
        """Kill what a worker has left: orphans come to this process, the subreaper."""
        known = {*self.workers, *self.referees.values()}
        processes.kill_strays(known)


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
