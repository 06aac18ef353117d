"""Parts of TensorFlow that are seldom used are imported when they are used, and nothing else depends on them."""

import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell

from autograder import lean
from autograder.conversation import ZygoteClient
from autograder.engine import Engine
from autograder.session import NotebookRun
from benchmarks.commands import ONE_THREAD, QUIET
from tests.builders import KIT
from tests.runs import text_of

IMPORT = "import sys\nfrom autograder import lean\nlean.import_module('tensorflow')\nimport tensorflow as tf\n"
WAITING = "waiting = [name for name in lean.SELDOM_USED if '__getattr__' in vars(sys.modules[name])]\n"


def output_of(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=KIT, env={**QUIET, **ONE_THREAD}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_parts_wait_until_they_are_used_and_not_for_a_look_at_all_modules():
    looks = (
        "import inspect, traceback, unittest, warnings\n"
        "@tf.function\ndef square(x):\n    return x * x\n"
        "square(tf.constant(2.0))\n"
        "inspect.getmodule(square.python_function)\n"
        "with unittest.TestCase().assertWarns(UserWarning):\n    warnings.warn('a test')\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.format_exc()\n"
    )
    assert output_of(IMPORT + looks + WAITING + "print(len(waiting))") == "3\n"


def test_parts_are_there_when_they_are_used():
    uses = (
        "assert 'Session' in dir(tf.compat.v1)\n"
        "with tf.compat.v1.Session(graph=tf.Graph()) as session:\n    assert session.run(tf.constant(2.0) * 3) == 6\n"
        "assert tf.compat.v2.constant is tf.constant\n"
        "assert tf.lite.Interpreter and tf.lite is sys.modules['tensorflow._api.v2.lite']\n"
        "import tensorflow.compat.v1 as v1\n"
        "assert v1.placeholder is tf.compat.v1.placeholder\n"
        "assert not hasattr(tf.lite, 'no_such_thing') and not hasattr(tf, 'python') and not hasattr(tf, 'compiler')\n"
    )
    assert output_of(IMPORT + uses + WAITING + "print(waiting)") == "[]\n"


def test_a_notebook_uses_them_in_its_worker(tmp_path):
    source = "import tensorflow as tf\nprint(tf.compat.v1.Session.__name__, tf.lite.Interpreter.__name__)"
    with Engine() as engine:
        engine.preload(["tensorflow"])
        engine.wait_until_warm()
        run = NotebookRun(ZygoteClient(engine.control), [new_code_cell(source)], tmp_path)
        run.finish()
    assert text_of(run.outputs[0]) == "Session Interpreter\n"


def test_nothing_that_computes_comes_with_them():
    """But the gradient of an operation that tf.lite itself brings along."""
    known = (
        "from tensorflow.python.framework import ops, tensor_conversion_registry as conversions\n"
        "from tensorflow.python.framework.tensor import Tensor\n"
        "from tensorflow.python.framework.weak_tensor import WeakTensor\n"
        "from tensorflow.python.ops.resource_variable_ops import ResourceVariable\n"
        "def known():\n"
        "    classes = {(one.__name__, name) for one in (Tensor, WeakTensor, ResourceVariable) for name in vars(one)}\n"
        "    converted = {str(kind) for kind in conversions._tensor_conversion_func_registry}\n"
        "    return {*ops.gradient_registry.list(), *classes, *converted, *vars(tf)}\n"
        "before = known()\n"
        "for part in (tf.compat.v1, tf.compat.v2, tf.lite):\n    dir(part)\n"
    )
    assert output_of(IMPORT + known + WAITING + "print(waiting, len(before) > 500, known() ^ before)") == "[] True {'AudioMicrofrontend'}\n"


def test_what_cannot_be_imported_says_so_each_time(tmp_path, monkeypatch):
    (tmp_path / "holds").mkdir()
    part = tmp_path / "holds" / "waits.py"
    (tmp_path / "holds" / "__init__.py").touch()
    part.write_text("import a_module_that_does_not_exist\n")
    monkeypatch.setattr(lean, "SELDOM_USED", {"holds.waits"})
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(sys, "meta_path", [lean._SeldomUsed(), *sys.meta_path])
    from holds import waits

    try:
        for _ in range(2):
            with pytest.raises(ImportError, match="a_module_that_does_not_exist"):
                waits.something
        part.write_text("something = 2.0\n")
        assert waits.something == 2.0 and waits.__spec__.origin == str(part)
    finally:
        del sys.modules["holds"], sys.modules["holds.waits"]
