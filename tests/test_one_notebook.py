"""`pytest CHECKS --notebook FILE`: what the notebook's code gets at, and for how long."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat import write
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course import Course
from autograder.limits import Limits
from autograder.one_notebook import OneNotebook
from autograder.pytest_plugin import Bench
from tests.runs import outputs_of, start_first_zygote_with, text_of


@pytest.fixture
def bench():
    """Put a notebook on a Bench, as the session of a pytest run with these arguments does; return the Bench."""
    opened = []

    def run(notebook, arguments, folder):
        bench = Bench()
        plugin = OneNotebook(bench, notebook)
        config = SimpleNamespace(args=list(map(str, arguments)), invocation_params=SimpleNamespace(dir=folder))
        plugin.pytest_sessionstart(SimpleNamespace(config=config))
        opened.append(plugin)
        return bench

    yield run
    for plugin in opened:
        plugin.pytest_sessionfinish()


def test_a_course_among_python_s_files_is_hidden_from_the_notebook(small, bench, monkeypatch):
    notebook = small.submit("eve", "ps1")
    small.root.parent.chmod(0o755)  # not its mode is to protect it
    (small.root / "library.txt").write_text("secret")
    source = "try: print(open({!r}).read())\nexcept OSError: print('refused')"
    paths = [small.root / "solutions" / "ps1.py", small.root / "library.txt", Path(__file__)]
    write(new_notebook(cells=[new_code_cell(source.format(str(path))) for path in paths]), notebook)
    start_first_zygote_with(monkeypatch, f"from autograder import readable\nreadable.SYSTEM += {(str(small.root.parent), __file__)!r}")
    told = list(map(text_of, outputs_of(bench(notebook, ["checks/ps1"], small.root).session)))
    assert told[:2] == ["refused\n", "refused\n"] and "refused" not in told[2].splitlines()


@pytest.mark.parametrize("arguments", [["checks/ps1"], ["checks/ps1/test_double.py::doubles_small_numbers"]])
def test_the_limits_are_those_of_the_course_that_the_checks_lie_in(small, bench, tmp_path, arguments):
    small.configure("c.Execute.timeout = 7\nc.Autograder.call_s = 3.0")
    notebook = small.submit("ann", "ps1").rename(tmp_path / "elsewhere.ipynb")
    session = bench(notebook, arguments, small.root).session
    assert session.limits == Course(small.root).limits() and (session.limits.cell_s, session.limits.call_s) == (7.0, 3.0)


def test_a_configuration_that_lies_beside_the_notebook_is_not_read(small, bench, tmp_path):
    """It may be the student's, also where somebody works in that folder."""
    notebook = small.submit("eve", "ps1")
    for name in ("nbgrader_config.py", "source/ps1/ps1.ipynb"):
        (notebook.parent / name).parent.mkdir(parents=True, exist_ok=True)
        (notebook.parent / name).write_text("raise RuntimeError('it was run')")
    assert bench(notebook, [small.root / "checks" / "ps1"], notebook.parent).session.limits == Limits()


def test_a_configuration_that_cannot_be_read_is_said(small, bench):
    small.configure("c.Autograder.cell_s = -1")
    with pytest.raises(pytest.UsageError, match="cell_s"):
        bench(small.submit("ann", "ps1"), ["checks/ps1"], small.root)


def test_a_cell_has_one_default_time(small):
    assert Course(small.root).limits() == Limits()
