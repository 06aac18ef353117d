"""What is done to the libraries before workers are forked changes no result."""

import os
import subprocess
import sys
import time
import types

import pytest
from nbformat.v4 import new_code_cell

from autograder import warming
from autograder.conversation import ZygoteClient
from autograder.course import Course
from autograder.engine import Engine, NotIsolated
from autograder.imports import modules_of
from autograder.sandbox import LANDLOCK, NAMESPACES
from autograder.session import NotebookRun
from benchmarks.commands import ONE_THREAD, QUIET
from tests.builders import KIT, solution, test_cell
from tests.runs import harm_the_first_zygote


def test_operations_that_run_directly_give_the_same_bits_and_the_same_errors():
    command = [sys.executable, "-m", "tests.operations"]
    done = subprocess.run(command, cwd=KIT, env={**QUIET, **ONE_THREAD}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize("warm", [False, True])
def test_a_worker_runs_operations_directly(tmp_path, warm):
    with Engine() as engine:
        engine.preload(["numpy", "tensorflow"], warm=warm)
        engine.wait_until_warm()
        cell = new_code_cell("import tensorflow as tf\ntf.ones((2, 3)) @ tf.ones((2, 3))")
        run = NotebookRun(ZygoteClient(engine.control), [cell], tmp_path)
        run.finish()
        (error,) = run.outputs[0]
        assert "incompatible" in error["evalue"] and "function_node" not in error["evalue"]


CONFIGURES = """
import tensorflow as tf
tf.config.threading.set_inter_op_parallelism_threads(2)
tf.config.threading.set_intra_op_parallelism_threads(2)
tf.config.set_visible_devices(tf.config.list_physical_devices("CPU"), "CPU")
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2)
print(len(tf.config.list_logical_devices()), tf.config.threading.get_inter_op_parallelism_threads(), float(tf.reduce_sum(tf.ones(5))))
"""


def test_a_notebook_may_configure_tensorflow_in_a_spare_worker_too(tmp_path):
    """TensorFlow lets itself be configured before its first operation only."""
    with Engine() as engine:
        engine.preload(["numpy", "tensorflow"], warm=True)
        engine.wait_until_warm()
        client = ZygoteClient(engine.control)
        client.prepare_spare()
        run = NotebookRun(client, [new_code_cell(CONFIGURES)], tmp_path)
        run.finish()
        assert client.spare is None
        assert [out.get("text", out.get("evalue")) for out in run.outputs[0]] == ["2 2 5.0\n"]


@pytest.mark.parametrize("use", [lambda: os._exit(1), lambda: time.sleep(60), lambda: 1 / 0], ids=["dies", "hangs", "raises"])
def test_a_child_that_does_not_come_through_is_noticed(monkeypatch, capfd, use):
    monkeypatch.setitem(sys.modules, "tensorflow", types.ModuleType("tensorflow"))
    monkeypatch.setattr(warming, "_warm_tensorflow", lambda: None)
    monkeypatch.setattr(warming, "TRY_S", 1.0)
    monkeypatch.setattr(warming, "_try_tensorflow", lambda: None)
    assert complaint_of_warming() == ""
    monkeypatch.setattr(warming, "_try_tensorflow", use)
    assert "does not work in a child" in complaint_of_warming()


def complaint_of_warming():
    """Return what is said of this process when it was warmed."""
    started = warming.Warming()
    started.begin()
    return started.end()


def test_a_zygote_that_warming_has_harmed_is_replaced_by_one_that_is_not_warmed(tmp_path, monkeypatch, capfd):
    commands = harm_the_first_zygote(monkeypatch)
    with Engine() as engine:
        engine.preload(["numpy"], warm=True)
        engine.wait_until_warm()
        run = NotebookRun(ZygoteClient(engine.control), [new_code_cell("print(1 + 1)")], tmp_path)
        run.finish()
        assert run.outputs[0][0]["text"] == "2\n"
    assert len(commands) == 2
    assert "slower than usual: a test" in capfd.readouterr().err


KERAS = [
    "import sys\nprint('keras' in sys.modules)",
    "import tensorflow as tf\nx = tf.Variable(3.0)\n"
    "tf.keras.optimizers.SGD(0.5).apply_gradients([(tf.constant(2.0), x)])\nprint(float(x))",
    "import keras\nfrom tensorflow.keras import layers\nprint(layers.Dense is keras.layers.Dense)",
]


@pytest.mark.parametrize("level", [NAMESPACES, LANDLOCK])
def test_keras_is_imported_by_the_notebook_that_uses_it(tmp_path, level):
    assert what_keras_cells_print(tmp_path, ["numpy", "tensorflow"], level) == ["False", "2.0", "True"]


@pytest.mark.parametrize("modules", [["tensorflow.keras.layers"], ["keras", "tensorflow"]], ids=str)
def test_keras_is_imported_before_where_the_course_uses_it(tmp_path, modules):
    assert what_keras_cells_print(tmp_path, modules) == ["True", "2.0", "True"]


def what_keras_cells_print(folder, modules, level=NAMESPACES):
    """Run the cells KERAS in a worker of a zygote that has imported the modules; return what each prints."""
    with Engine(level, best=level) as engine:
        engine.preload(modules)
        try:
            engine.wait_until_warm()
        except NotIsolated as error:
            pytest.skip(str(error))
        run = NotebookRun(ZygoteClient(engine.control), list(map(new_code_cell, KERAS)), folder)
        run.finish()
        return ["".join(out.get("text", out.get("evalue", "")) for out in run.outputs[index]).strip() for index in range(len(KERAS))]


def test_keras_is_imported_once_for_all_where_many_submissions_use_it(course):
    course.assignment("ps1", solution("f"), test_cell("f", 2))
    for number in range(4):
        course.submit(f"s{number}", "ps1", f="return tf.keras.activations.softmax(x)" if number else "return tf.nn.softmax(x)")
    folder = course.root / "submitted" / "s0" / "ps1"
    (folder / "a folder.ipynb").mkdir()
    os.mkfifo(folder / "a pipe.ipynb")  # nobody writes to it
    (folder / "a link.ipynb").symlink_to("nowhere")
    submissions = Course(course.root).submissions(["ps1"])
    assert len(submissions) == 4
    assert modules_of(submissions) == ["keras"]
    assert modules_of(submissions[:3]) == []
