"""Which of a release's own cells need not be run again: those that nothing of the student's influences or uses."""

import pytest

from autograder.influence import leaves_a_trace, names_of, needless_cells
from tests.builders import cell, locked, solution, test_cell

PICTURE = "fig, ax = plt.subplots()\nax.plot(grid, grid**2)"
RELEASED = [locked("imports", "import numpy as np\nfrom matplotlib import pyplot as plt"), locked("grid", "grid = np.arange(5)"),
            solution("double", "return 2 * x"), cell(PICTURE), test_cell("double", 1, "assert double(1) == 2", hidden="")]  # fmt: skip


def needless(*changes, picture=PICTURE, more=()):
    """Return whether the picture is left out, in a notebook whose solution cell is followed by cells of the student's."""
    released = [c if c.source != PICTURE else cell(picture) for c in RELEASED]
    cells = [*released[:3], *(cell(source) for source in changes), *released[3:], *(cell(source) for source in more)]
    left_out = needless_cells(cells, released, {picture})
    assert {cells[index].source for index in left_out} <= {picture}
    return bool(left_out)


def test_a_picture_of_the_release_s_own_is_left_out():
    assert needless()
    assert needless("mine = np.ones(3)", "def helper(grid):\n    fig = grid\n    return fig")


@pytest.mark.parametrize(
    "change",
    ["grid = np.ones(5)", "grid[0] = 7", "for grid in range(3): pass", "def grid(): pass", "import math as grid",
     "with open('x') as grid: pass", "def change():\n    global grid\n    grid = 1", "grid.sort()", "del grid", "(grid := 3)",
     "try:\n    pass\nexcept ValueError as grid:\n    pass", "lambda: grid.sort()", "plt = None", "grid += 1"],
)  # fmt: skip
def test_a_picture_that_the_student_may_have_changed_is_drawn(change):
    assert not needless(change)


@pytest.mark.parametrize(
    "change",
    ["%matplotlib inline", "def broken(:", "exec('grid = 3')", "globals()['grid'] = 3", "from os import *", "print = 3",
     "'fig' in dir()", "frame.query('a > @fig')", "import pandas as pd\npd.eval('a + fig', target=frame)", "numexpr.evaluate('2 * fig')", "import __main__",
     "timeit.timeit('fig', setup='from __main__ import fig')", "double.__globals__['fig']", "inspect.currentframe().f_back.f_locals", "doctest.testmod()",
     "IPython.get_ipython().user_ns['fig']"],
)  # fmt: skip
def test_a_notebook_that_cannot_be_read_is_run_in_full(change):
    assert not needless(change)


@pytest.mark.parametrize(
    "use",
    ["fig", "ax.get_title()", "def title():\n    return ax.get_title()", "print(f'{fig}')", "[a for a in [ax]]", "fig += 1", "del fig",
     "def count():\n    global fig\n    fig += 1", "def forget():\n    global fig\n    del fig", "match 1:\n    case _:\n        fig += 1",
     "match 1:\n    case fig.number:\n        pass", "try:\n    fig += 1\nexcept* ValueError:\n    pass", "try:\n    pass\nfinally:\n    fig += 1",
     "try:\n    1 / 0\nexcept ZeroDivisionError:\n    fig += 1", "for i in range(3):\n    fig += i", "while True:\n    del fig", "if True: del fig, ax",
     "with open('x') as file:\n    fig += 1", "with open('x') as file:\n    del (fig, [ax])", "class A:\n    fig += 1", "class A:\n    fig = fig",
     "class A:\n    class B:\n        fig = fig", "def f():\n    class A:\n        fig = fig", "async def count():\n    global fig\n    fig += 1",
     "def count():\n    def inner():\n        global fig\n        fig += 1", "[fig := fig + i for i in range(3)]", "@fig\ndef f(): pass",
     "class A(fig): pass", "def f(x: fig): pass", "def f(x=fig): pass", "fig.x = 1", "fig[0] = 1", "fig.x += 1", "fig: int\nfig"],
)  # fmt: skip
def test_a_picture_whose_names_are_used_later_is_run(use):
    assert not needless(more=[use])


@pytest.mark.parametrize(
    "use",
    ["def count():\n    fig = 0\n    fig += 1\n    return fig", "def forget(fig):\n    del fig", "fig = 0\nfig += 1", "fig = 0\ndel fig",
     "fig: int", "class A:\n    fig = 1", "lambda fig: fig", "[fig for fig in range(3)]"],
)  # fmt: skip
def test_a_picture_whose_names_stand_for_something_else_later_is_left_out(use):
    assert needless(more=[use])


def test_a_picture_whose_names_are_bound_anew_before_use_is_left_out():
    assert needless(more=["fig, ax = 1, 2\nprint(fig)"])
    assert not needless(more=["if grid.any():\n    fig = 1\nprint(fig)"])


def test_a_function_defined_earlier_may_read_what_a_picture_binds():
    assert not needless("def title():\n    return ax.get_title()", more=["title()"])


def test_a_picture_of_the_student_s_function_is_drawn():
    assert not needless(picture="plt.plot([double(x) for x in range(3)])")


def test_influence_is_passed_on():
    picture = "fig = plt.plot(values)"
    cells = [RELEASED[0], RELEASED[2], cell("values = double(np.ones(3))"), cell(picture)]
    assert needless_cells(cells, cells, {picture}) == set()
    fresh = [*cells[:3], cell("values = np.zeros(3)"), cell(picture)]
    assert needless_cells(fresh, fresh, {picture}) == {4}


@pytest.mark.parametrize(
    ("source", "needed"),
    [("numbers.append(1)", True), ("numbers[0] = 2", True), ("numbers.first.value = 2", True), ("del numbers[0]", True),
     ("double(numbers)", True), ("assert count(3) == 4", True), ("assert keep(3)", True), ("assert stir(3)", True), ("double.calls = 0", False),
     ("assert twice(3) == 6", True), ("np.random.seed(0)", True), ("assert double(3) == 6", False), ("x = [2]\nassert double(x) == 4", False),
     ("np.testing.assert_allclose(double(np.ones(3)), 2)", False)],
)  # fmt: skip
def test_a_cell_that_nobody_wants_is_run_for_what_it_does_to_others(source, needed):
    before = [
        RELEASED[0], cell("numbers = [1]"), solution("double", "return 2 * x"),
        cell("def count(x):\n    numbers.append(x)\n    return x + 1"), cell("def twice(x):\n    return 2 * count(x)"),
        cell("def keep(x):\n    global numbers\n    numbers = [x]\n    return numbers"),
        cell("def stir(x):\n    np.random.seed(x)\n    return x"),
    ]  # fmt: skip
    cells = [*before, test_cell("double", 1, source, hidden=""), cell("print(numbers, np.random.rand())")]
    assert needless_cells(cells, cells, {}, {len(before)}) == (set() if needed else {len(before)})


@pytest.mark.parametrize(
    ("source", "after", "traced"),
    [("plt.plot(a)", {"a": "1", "stream": None}, False), ("a = 2", {"a": "2", "stream": None}, False), ("b.sort()", {"a": "2", "stream": None}, True),
     ("del a", {"stream": None}, False), ("next(stream)", {"a": "1", "stream": None}, True), ("stream = 3", {"a": "1", "stream": "3"}, False),
     ("decimal.getcontext().prec = 5", {"a": "1", "stream": None}, True), ("torch.manual_seed(3)", {"a": "1", "stream": None}, True),
     ("tf.keras.backend.set_floatx('float64')", {"a": "1", "stream": None}, True), ("import math\nmath.tau2 = 6", {"a": "1", "stream": None}, True),
     ("from fractions import Fraction\nFraction.__repr__ = str", {"a": "1", "stream": None}, True),
     ("import decimal\ndecimal.getcontext().prec = 5", {"a": "1", "stream": None}, True), ("sys.setrecursionlimit(9)", {"a": "1", "stream": None}, True),
     ("import matplotlib.pyplot as plt\nplt.plot(a)", {"a": "1", "stream": None}, False), ("ax = plt.axes()\nax.set_title('a')", {"a": "1", "stream": None}, False),
     ("a.set_title('a')", {"a": "1", "stream": None}, False), ("plt.title(np.sum(a))", {"a": "1", "stream": None}, False),
     ("def f():\n    return next(stream)\nf()", {"a": "1", "stream": None}, True), ("%time a", {"a": "1", "stream": None}, True)],
)  # fmt: skip
def test_a_cell_leaves_a_trace_where_more_has_changed_than_it_binds(source, after, traced):
    assert leaves_a_trace(source, {"a": "1", "stream": None}, after) == traced


def test_names_of_a_cell():
    names = names_of("total = 0\nfor i in items:\n    total += i\ndef f(a):\n    return a + late + total\ny = f(later)")
    assert names.inputs == {"items", "late", "later"}
    assert names.settled == {"total", "f", "y"}
    assert names.late == {"late", "total"}
