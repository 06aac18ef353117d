"""An answer that stands elsewhere counts for its untouched cell; whatever else binds a name of it does not."""

from nbformat.v4 import new_notebook

from autograder.notebooks import grade_id_of
from autograder.restoring import restore_cells
from tests.builders import cell, locked, solution, test_cell

STUB = "def half(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


def answer(name, source):
    made = solution(name)
    made.source = source
    return made


def restored(released, submitted):
    """Return (source of the cell that is taken for the answer `half`, whether any cell was set aside, warnings)."""
    result = restore_cells(new_notebook(cells=submitted), new_notebook(cells=released))
    taken = [part.source for part in result.notebook.cells if grade_id_of(part) == "half"]
    return taken, any(part.cell_type == "raw" for part in result.notebook.cells), result.warnings


def kept(released, submitted):
    """Whether the own cell of `half` stays the answer, and nothing is said."""
    own = next(part.source for part in released if grade_id_of(part) == "half")
    return restored(released, submitted) == ([own], False, [])


def test_a_function_in_a_cell_of_the_student_s_own_counts():
    released = [answer("half", STUB), test_cell("half", 1, hidden="")]
    written = "def half(x):\n    return x / 2"
    taken, aside, warnings = restored(released, [cell(written), *released])
    assert (taken, aside) == ([written], True) and "the answer in cell" in warnings[0]


def test_a_function_in_the_cell_of_another_answer_counts_where_that_was_not_to_define_it():
    released = [answer("double", STUB.replace("half", "double")), answer("half", STUB), test_cell("half", 1, hidden="")]
    both = answer("double", "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2")
    _, aside, warnings = restored(released, [both, *released[1:]])
    assert aside and warnings == ["cell `half` is as released: the answer in cell `double` counts"]
    again = [answer("first", STUB), *released[1:]]
    assert kept(again, [answer("first", "def half(x):\n    return 0"), *again[1:]])


def test_variables_that_an_untouched_answer_shares_with_other_cells_move_nothing():
    released = [answer("half", "n = 10\n" + STUB), locked("later", "x = n * 2\nn = 100"), test_cell("half", 1, hidden="")]
    assert kept(released, released)
    assert kept(released, [*released, cell("n = 5")])


def test_a_picture_that_nobody_has_drawn_is_not_taken_from_the_author_s_own_cell():
    released = [answer("half", "fig, ax = plt.subplots()\nraise NotImplementedError()"), cell("fig, ax = plt.subplots()\nax.plot([1, 2])"),
                test_cell("half", 1, hidden="")]  # fmt: skip
    assert kept(released, released)


def test_a_blank_submission_has_nothing_moved():
    other = answer("quarter", STUB + "\n\n" + STUB.replace("half", "quarter"))
    released = [answer("half", STUB), other, locked("given", "def half(x):\n    return 0"), test_cell("half", 1, hidden="")]
    assert kept(released, released)


def test_an_untouched_cell_is_set_aside_whatever_it_defines():
    for stub in ("class half:\n    def of(self):\n        raise NotImplementedError()", "import math\ndef half(x):\n    n = len(x)\n    return None"):
        released = [answer("half", stub), test_cell("half", 1, hidden="")]
        written = "def half(x):\n    return x / 2"
        taken, aside, _ = restored(released, [cell(written), *released])
        assert (taken, aside) == ([written], True)


def test_a_cell_that_defines_its_answer_below_a_condition_or_by_import_keeps_it():
    released = [answer("half", STUB), test_cell("half", 1, hidden="")]
    for source in ("if True:\n    def half(x):\n        return x / 2", "from mine import half", "%%time\ndef half(x):\n    return x / 2"):
        submitted = [cell("def half(x):\n    return 0"), answer("half", source), released[1]]
        assert restored(released, submitted) == ([source], False, [])


def test_a_cell_of_helpers_is_run_where_the_answer_stands_elsewhere():
    released = [answer("half", STUB), test_cell("half", 1, hidden="")]
    submitted = [answer("half", "PART = 0.5"), released[1], cell("def half(x):\n    return x * PART")]
    result = restore_cells(new_notebook(cells=submitted), new_notebook(cells=released))
    assert [part.cell_type for part in result.notebook.cells] == ["code", "code", "code"]
    assert [grade_id_of(part) for part in result.notebook.cells] == [None, "half", "test_half"]


def test_an_answer_that_its_test_finds_is_not_moved():
    released = [answer("half", STUB), test_cell("half", 1, hidden="")]
    written = "def half(x):\n    return x / 2"
    for own, above, below in (
        ("# see above", [cell(written)], "def half(x, y):\n    return 0"), ("", [cell(written)], "def half(x):\n    pass"),
        ("exec('def half(x): return x / 2')", [], "def half(x, y):\n    return 0"),
    ):  # fmt: skip
        assert restored(released, [*above, answer("half", own), released[1], cell(below)]) == ([own], False, [])


def test_an_answer_that_was_not_written_yet_in_another_cell_is_no_answer():
    released = [answer("half", STUB), test_cell("half", 1, hidden="")]
    written = "def half(x):\n    return x / 2"
    taken, aside, _ = restored(released, [*released, cell(written), cell("def half(x):\n    pass")])
    assert (taken, aside) == ([written], True)
