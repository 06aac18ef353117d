"""What is done to the libraries before workers are forked changes no result."""

import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell

from autograder.conversation import ZygoteClient
from autograder.engine import Engine
from autograder.session import NotebookRun
from tests.builders import KIT

QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": ""}  # as in a worker


def test_operations_that_run_directly_give_the_same_bits_and_the_same_errors():
    command = [sys.executable, "-m", "tests.operations"]
    done = subprocess.run(command, cwd=KIT, env=QUIET, capture_output=True, text=True)
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
