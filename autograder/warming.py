"""Do once, before any worker is forked, what every worker would otherwise do first: import lazily, fill caches.

Runs in the zygote, on nothing but inputs of its own.
"""

import importlib
import io
import os
import select
import signal
import sys
import warnings

LAZY = ("numpy.random", "numpy.polynomial", "numpy.fft")  # NumPy imports these when they are first used: 20 ms in each worker
TRY_S = 30.0  # for a forked child to show that TensorFlow works in it: 0.1 s where the machine is not overloaded


def run_operations_directly():
    """Have TensorFlow run an operation by its kernel, also in processes forked from here; not if it has run one before.

    By default it wraps each in a function of its own first, which it places, optimises and instantiates: 2 ms for each kind of
    operation, in each worker anew. Results are the same, bit for bit, without oneDNN (which workers do without). The setting is
    private: where TensorFlow has it no more, nothing is changed.
    """
    from tensorflow.python import pywrap_tfe

    setting = getattr(pywrap_tfe, "TFE_ContextOptionsSetRunEagerOpAsFunction", None)
    if setting is not None:
        pywrap_tfe.TFE_ContextOptionsSetRunEagerOpAsFunction = lambda options, wanted: setting(options, False)


class Warming:
    """Warm what this process has imported, and see that children forked afterwards can be relied on."""

    def __init__(self):
        self.trial = None  # of TensorFlow in a child
        self.problem = ""

    def begin(self):
        """Use TensorFlow, if it is there, and have a child try whether it works there; import what NumPy imports late."""
        for name in LAZY:
            importlib.import_module(name)
        if "tensorflow" not in sys.modules:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                _warm_tensorflow()
            except Exception as error:  # a private function of TensorFlow's that has gone, say
                self.problem = f"warming TensorFlow: {type(error).__name__}: {error}"
            else:
                self.trial = _Trial(_try_tensorflow)

    def child(self):
        """Return the pid of the child that tries TensorFlow, None where there is none."""
        return self.trial.pid if self.trial is not None else None

    def end(self):
        """Return "" or why children cannot be relied on: then this process must not fork workers, since TensorFlow has run in it."""
        if self.trial is not None and not self.trial.works():
            self.problem = "TensorFlow does not work in a child of a process that has used it"
        self.trial = None
        return self.problem


def draw_a_figure():
    """Draw, where matplotlib is imported, what figures have: fonts, formulas, a legend, a logarithmic axis, an image, contours.

    Once: a layout engine, or to cut the picture to what it holds, would draw it once more and warm nothing more.
    """
    if "matplotlib.pyplot" not in sys.modules:
        return
    from matplotlib.figure import Figure

    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.plot([1, 10], [1, 2], "o-", label="$x_0^2$")
    left.scatter([1, 2], [1, 2], label="points")
    left.set(xscale="log", xlabel=r"$\frac{1}{2}\sqrt{x}$", title="title")
    left.legend()
    left.annotate("text", (1, 1), xytext=(2, 2), arrowprops={"arrowstyle": "->"})
    right.contour([[0, 1], [1, 3]])
    right.imshow([[0, 1], [1, 3]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure.savefig(io.BytesIO())


def _warm_tensorflow():
    """Use TensorFlow, then drop its context, whose threads a fork would not have."""
    from tensorflow.python.eager import context

    _use_tensorflow()
    context._reset_context()


def use_libraries():
    """Use TensorFlow's operations once, where it is imported: in a worker that no notebook is waiting for.

    Then drop its context: a notebook may configure devices and threads, which TensorFlow refuses after its first operation. What is
    left, kernels and modules, still halves what the notebook's first operations take. To drop it is private: where TensorFlow lets
    nobody any more, nothing is used. Nothing is traced here, neither a tf.function nor a Jacobian: that takes 0.3 s, and as long
    again when a notebook does it.
    """
    if "tensorflow" not in sys.modules:
        return
    from tensorflow.python.eager import context

    reset = getattr(context, "_reset_context", None)
    if reset is not None:
        _use_operations()
        reset()


def _use_tensorflow():
    x, gradient, tape = _use_operations()
    tape.jacobian(gradient, x)
    _use_function(x)


def _try_tensorflow():
    """Need whatever a fork may not have: a context, kernels, threads that run a function. The workers wait for it."""
    x, _, _ = _use_operations()
    _use_function(x)


def _use_function(x):
    import tensorflow as tf

    @tf.function
    def cube(x):
        return tf.reduce_sum(x**3) * x[0]

    cube(x)


def _use_operations():
    """Compute without a graph; return a variable, a gradient by it, and the tape that has seen it."""
    import tensorflow as tf

    x = tf.Variable([1.0, 2.0, 3.0], dtype=tf.float64)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.reduce_sum(x**3) + tf.sin(x[0]) * x[1]
        gradient = inner.gradient(y, x)
    matrix = tf.linalg.diag([1.0, 2.0])
    tf.linalg.solve(matrix, tf.ones((2, 1)))
    tf.linalg.inv(matrix)
    tf.linalg.eigvalsh(matrix)
    tf.nn.softmax([1.0, 2.0])
    tf.reduce_logsumexp([1.0, 2.0])
    return x, gradient, outer


class _Trial:
    """A forked child that runs `function`."""

    def __init__(self, function):
        self.reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                function()
                os.write(writer, b"1")
            finally:
                os._exit(0)
        os.close(writer)

    def works(self):
        """Whether the child has come through within TRY_S from now; ends it."""
        ready = select.select([self.reader], [], [], TRY_S)[0]
        works = bool(ready) and os.read(self.reader, 1) == b"1"
        os.close(self.reader)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return works
