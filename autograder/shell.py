"""Run a notebook's cells with IPython's semantics and keep what they put out, without a kernel.

Magics, `display`, rich results, top-level await, inline figures and shell lines are IPython's own; this only
gathers their output in the notebook format and refuses `input()`. Runs in the worker.
"""

import asyncio
import builtins
import getpass
import io
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.processes import MemoryReserve

MAX_STREAM = 100_000  # characters of one stream in one cell
MAX_OUTPUTS = 200  # of one cell
MAX_DATA = 4_000_000  # characters of one rich output
MAX_LINES = 200  # of a traceback
MAX_LINE = 2_000  # characters of such a line
MAX_CELL = 12_000_000  # characters of all outputs of one cell: they travel in one frame
CUT = "\n… the rest of this output was left out: it is too long.\n"


class Recorder:
    """The outputs of the cell that is running, in the notebook format; but the text of a stream that may go on is a StringIO."""

    max_stream = MAX_STREAM

    def __init__(self):
        self.begin()

    def begin(self):
        self.outputs = []
        self.size = 0
        self.to_clear = False

    def clear(self, wait):
        """Forget the cell's outputs, as clear_output() asks for; with `wait`, only when the next one comes."""
        if wait:
            self.to_clear = True
        else:
            self.begin()

    def stream(self, name, text):
        """Append text to a stream; beyond max_stream it is cut, once, with a remark."""
        if not text:
            return
        if self.to_clear:
            self.begin()
        if not self.outputs or self.outputs[-1].get("name") != name:
            self._append({"output_type": "stream", "name": name, "text": io.StringIO()})
        last = self.outputs[-1]
        if last.get("name") != name or isinstance(last["text"], str):  # there was no room for it, or for more of it
            return
        room = self.max_stream - last["text"].tell()
        last["text"].write(text[:room])
        if len(text) > room:
            last["text"] = last["text"].getvalue() + CUT

    def finished(self):
        """Return the outputs so far, in the notebook format."""
        return [{**o, "text": o["text"].getvalue()} if isinstance(o.get("text"), io.StringIO) else o for o in self.outputs]

    def rich(self, output_type, data):
        """Append a display_data or execute_result; only texts are kept, and none beyond MAX_DATA."""
        kept = {mime: value for mime, value in map(_as_text, data.items()) if value is not None}
        if kept:
            self._append({"output_type": output_type, "data": kept}, sum(map(len, kept.values())))

    def result(self, data):
        """Append the value of a cell's last expression. The first is kept whatever came before, as text: it may be a mark."""
        before = [output for output in self.outputs if output["output_type"] == "execute_result"]
        self.rich("execute_result", data)
        if not before and not any(output["output_type"] == "execute_result" for output in self.outputs):
            text = str(data.get("text/plain", ""))[:MAX_STREAM]
            self._append({"output_type": "execute_result", "data": {"text/plain": text}}, decides=True)

    def error(self, name, value, lines):
        """Append an error, whatever else the cell has put out: it decides a mark."""
        lines = [line[:MAX_LINE] for line in [*lines[:MAX_LINES], *lines[MAX_LINES:][-1:]]]
        self._append({"output_type": "error", "ename": name, "evalue": value[:MAX_STREAM], "traceback": lines}, decides=True)

    def _append(self, output, size=0, decides=False):
        if self.to_clear:
            self.begin()
        room = len(self.outputs) < MAX_OUTPUTS and self.size + size <= MAX_CELL  # streams and errors have caps of their own
        if room or decides:
            self.outputs.append(output)
            self.size += size
        elif output.get("name") == "stderr" and self.outputs[-1].get("name") != "stderr":
            self.outputs.append({"output_type": "stream", "name": "stderr", "text": CUT})  # that it was there decides a mark


def _as_text(item):
    mime, value = item
    if isinstance(value, bytes):
        import base64

        value = base64.b64encode(value).decode()
    return mime, value if isinstance(value, str) and len(value) <= MAX_DATA else None


class StreamToRecorder(io.TextIOBase):
    """What sys.stdout and sys.stderr are in a cell."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, recorder, name):
        self.recorder = recorder
        self.name = name

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.recorder.stream("stdout" if self.name == "stderr" and is_importing() else self.name, text)
        return len(text)

    def writable(self):
        return True

    def fileno(self):
        return {"stdout": 1, "stderr": 2}[self.name]


def is_importing():
    """Whether this is called while a module is imported: what a library says then is no fault of the cell's."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False


class RecordingPublisher(DisplayPublisher):
    """Where `display(…)` goes."""

    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **keywords):
        self.shell.recorder.rich("display_data", data)

    def clear_output(self, wait=False):
        self.shell.recorder.clear(wait)


class RecordingHook(DisplayHook):
    """Where the value of a cell's last expression goes."""

    def start_displayhook(self):
        pass

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self.shell.recorder.result(format_dict)

    def finish_displayhook(self):
        pass


class CellShell(InteractiveShell):
    """An InteractiveShell whose output goes to a Recorder."""

    reserve = MemoryReserve(0)  # the worker's, once it is held to its limits
    context = None  # of cells and of calls: what np.seterr(), decimal.getcontext() and the like have set is there for the next one
    loop = None  # the event loop that runs while a cell does, and goes on with its tasks while the next one does

    def __init__(self, **keywords):
        self.recorder = Recorder()
        super().__init__(**keywords)

    def init_io(self):
        pass

    def init_display_pub(self):
        self.display_pub = RecordingPublisher(parent=self, shell=self)

    def init_displayhook(self):
        self.displayhook_class = RecordingHook
        super().init_displayhook()

    def ask_exit(self):
        """Go on after exit() or quit(): a notebook that ends itself would leave the rest ungraded."""
        print("exit() is ignored while a notebook is graded")  # not on standard error, where a word costs a test's points

    def system(self, cmd):
        """Run a shell line; its output follows what the cell has printed so far. No terminal is needed."""
        self.user_ns["_exit_code"] = subprocess.call(self.var_expand(cmd, depth=1), shell=True, stdin=subprocess.DEVNULL)
        self._take_low_level_output()

    def _take_low_level_output(self):
        self.recorder.stream("stdout", read_low_level_output(self.recorder.max_stream))

    def enable_gui(self, gui=None):
        """Accept `%matplotlib inline`: there is no event loop to start."""

    def showtraceback(self, exc_tuple=None, filename=None, tb_offset=None, exception_only=False, running_compiled_code=False):
        self._record_error(*(exc_tuple or sys.exc_info()))

    def showsyntaxerror(self, filename=None, running_compiled_code=False):
        self._record_error(*sys.exc_info())

    def showindentationerror(self):
        self._record_error(*sys.exc_info())

    def _format_exception_for_storage(self, *arguments, **keywords):
        """Keep no traceback for a history that nobody reads: IPython would format it as for a terminal."""
        return {}

    def _record_error(self, kind, error, tb):
        """Record an error with the frames of the notebook only: IPython's own traceback takes 0.4 s with TensorFlow."""
        self.reserve.use()
        frames = [frame for frame in traceback.extract_tb(tb) if "ipython-input" in frame.filename]
        lines = [f"Cell line {frame.lineno}, in {frame.name}\n    {frame.line}" for frame in frames]
        try:
            text = "".join(traceback.format_exception_only(kind, error)).strip()
            value = str(error)
        except BaseException:  # __str__ of a student's exception class
            text, value = kind.__name__, ""
        self.recorder.error(kind.__name__, value, ["Traceback (most recent call last):", *lines, text])

    def run(self, source):
        """Run one code cell; return its outputs in the notebook format."""
        self.recorder.begin()
        out, err = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = StreamToRecorder(self.recorder, "stdout"), StreamToRecorder(self.recorder, "stderr")
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # how a cell that takes too long is stopped
            builtins.input = getpass.getpass = refuse_input  # for each cell anew, as a kernel does
            self._run_until_complete(self._run_in_loop(source))
        except BaseException:  # it came in IPython's own code
            self._record_error(*sys.exc_info())
        finally:
            self.reserve.use()
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sys.stdout, sys.stderr = out, err
        self._take_low_level_output()
        return self.recorder.finished()

    def _run_until_complete(self, coroutine):
        if self.loop is None:  # nobody can close one that runs
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
        task = asyncio.Task(coroutine, loop=self.loop, context=self.context)  # by no factory that a cell may have set
        try:
            while not task.done():
                with suppress(RuntimeError):  # a cell may stop the loop: it goes on
                    self.loop.run_until_complete(task)
            task.result()
        finally:
            if not task.done():  # interrupted while it was waiting: it must not go on in the next cell
                kept, self.recorder.outputs = self.recorder.outputs, []
                task.cancel()
                with suppress(BaseException):
                    self.loop.run_until_complete(task)
                self.recorder.outputs = kept

    async def _run_in_loop(self, source):
        """Run a cell as a kernel does, while an event loop is running: as run_cell() does where none is."""
        try:
            transformed, failure = self.transform_cell(source), None
        except Exception:
            transformed, failure = source, sys.exc_info()
        result = None
        try:
            result = await self.run_cell_async(
                source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failure
            )
        except asyncio.CancelledError:
            self.showtraceback()
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)


def redirect_low_level_output():
    """Send what C code and child processes write to descriptors 1 and 2 to an unnamed file."""
    with tempfile.TemporaryFile() as file:
        os.set_inheritable(file.fileno(), True)
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


def read_low_level_output(max_chars):
    """Return what has come to descriptor 1 since the last call, if it is longer than max_chars a beginning that is, too.

    '' where it is not our file.
    """
    try:
        size = os.fstat(1).st_size
        text = os.pread(1, 4 * (max_chars + 1), 0).decode("utf-8", "replace") if size else ""  # UTF-8: up to four bytes a character
        if size:
            os.ftruncate(1, 0)
            os.lseek(1, 0, os.SEEK_SET)
        return text
    except OSError:  # closed or replaced by the student's code
        return ""


class InputRefused(StdinNotImplementedError, EOFError):
    """What input() raises: a kernel's exception, and that of a Python whose standard input is at its end."""


def refuse_input(prompt="", stream=None):
    """Stand in for input() and getpass() where nobody can answer."""
    raise InputRefused("input() cannot be answered while a notebook is graded; put the value into the notebook instead")


def make_shell():
    """Return the process's CellShell, ready for a notebook: history off, figures inline."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryAccessor.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.autoindent = False
    shell = CellShell.instance(config=config)
    shell.user_ns["__builtins__"] = builtins
    _flush_figures_after_each_cell(shell)
    return shell


def _flush_figures_after_each_cell(shell):
    """Do what the inline backend does in a kernel: show and close the figures that a cell leaves open."""
    from matplotlib import pyplot
    from matplotlib_inline import backend_inline

    # pyplot draws what is new after each cell, as a window would need it. When the inline backend comes first, as it does
    # here, all figures are drawn and closed by then; else each would be drawn once more, for nothing.
    pyplot.uninstall_repl_displayhook()
    backend_inline.configure_inline_support(shell, os.environ["MPLBACKEND"])
    pyplot.install_repl_displayhook()
    shell.display_formatter.formatters["image/png"].for_type(pyplot.Figure, png_of)


def png_of(figure):
    """Return a figure as Jupyter shows it, a PNG in base64 cut to what the figure holds, in three quarters of the time.

    Before matplotlib measures a figure, it draws it for nothing. Layout engines, projections and the like need that.
    """
    from IPython.core.pylabtools import print_figure
    from matplotlib import rcParams

    box = "tight"
    if figure.get_layout_engine() is None and all(axes.name == "rectilinear" for axes in figure.axes):
        box = figure.get_tightbbox().padded(rcParams["savefig.pad_inches"])
    return print_figure(figure, bbox_inches=box, base64=True)


def enter_notebook_folder(folder):
    """Make `folder` the working directory, first on the import path as in Jupyter."""
    os.chdir(folder)
    sys.path.insert(0, "")
