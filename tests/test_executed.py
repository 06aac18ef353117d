"""What lies in autograded/: the notebooks that were run of this submission, what belongs beside them, and nothing else."""

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.builders import solution, test_cell

CHECK = '''
from autograder.checking import check


@check()
def is_right_at_one(student):
    """is right at 1"""
    student(1.0).is_close_to(VALUE)
'''


@pytest.fixture
def means(course):
    """A course with two exercises, and Ann's right answers to them."""
    course.assignment(
        "means", solution("mean", "return x"), test_cell("mean", 4), solution("range", "return 2 * x"), test_cell("range", 4),
        checks={"mean": CHECK.replace("VALUE", "1.0"), "range": CHECK.replace("VALUE", "2.0")},
        solutions="def mean(x):\n    return x\n\n\ndef range(x):\n    return 2 * x\n",
    )  # fmt: skip
    course.submit("ann", "means")
    return course


def lying_in(course):
    """Return what lies in Ann's folder of autograded/ and, hidden, beside it: {path: text}, of notebooks ""."""
    root = course.root / "autograded" / "ann"
    found = {path.relative_to(root): path for path in root.rglob("*") if path.is_file()}
    return {
        str(name.relative_to("means") if name.parts[0] == "means" else name): "" if path.suffix == ".ipynb" else path.read_text()
        for name, path in found.items()
    }


def scores(rows):
    return {grade_id: row["score"] for (_, grade_id), row in rows.items()}


@pytest.mark.parametrize("what", ["empty", "missing"])
def test_the_notebook_before_does_not_stand_for_one_that_could_not_be_run(means, grade, autograder, what):
    means.write("submitted/ann/means/notes.txt", "1")
    grade(means)
    assert lying_in(means) == {"means.ipynb": "", "notes.txt": "1"}
    page = means.root / "feedback" / "ann" / "means" / "means.html"
    autograder("feedback", "--course-dir", means.root)
    assert "mean: 4 of 4 points" in means.executed("ann", "means").cells[1].outputs[-1]["data"]["text/plain"]
    path = means.submit("ann", "means", notebook="")
    if what == "missing":
        path.unlink()
    rows, done = grade(means)
    assert scores(rows) == {"test_mean": 0.0, "test_range": 0.0} and done.returncode == 0, done.stderr
    assert lying_in(means) == {}
    done = autograder("feedback", "--course-dir", means.root)
    assert "There is no notebook that could be run." in page.read_text() and done.returncode == 0, done.stderr
    means.submit("ann", "means")
    rows, _ = grade(means)
    assert scores(rows) == {"test_mean": 4.0, "test_range": 4.0} and lying_in(means) == {"means.ipynb": "", "notes.txt": "1"}


def test_of_several_notebooks_the_broken_one_goes(means, grade):
    other = nbformat.v4.new_notebook(cells=[solution("mode", "return x"), test_cell("mode", 1, hidden="assert mode(3) == 3")])
    means.write("source/means/other.ipynb", nbformat.writes(other))
    means.write("submitted/ann/means/other.ipynb", nbformat.writes(other))
    grade(means)
    assert lying_in(means) == {"means.ipynb": "", "other.ipynb": ""}
    means.submit("ann", "means", notebook="{")
    rows, _ = grade(means)
    assert scores(rows) == {"test_mean": 0.0, "test_range": 0.0, "test_mode": 1.0}
    assert lying_in(means) == {"other.ipynb": ""}
    means.write("checks/means/test_mean.py", CHECK.replace("VALUE", "1.5"))
    _, done = grade(means)
    assert "1 graded" in done.stderr and lying_in(means) == {"other.ipynb": ""}
    _, done = grade(means)
    assert "0 graded, 1 unchanged" in done.stderr


def test_a_file_that_became_a_folder_and_one_that_was_taken_away(means, grade):
    for name in ("data", "gone.txt", "kept.txt"):
        means.write(f"submitted/ann/means/{name}", "1")
    grade(means)
    assert lying_in(means) == {"means.ipynb": "", "data": "1", "gone.txt": "1", "kept.txt": "1"}
    for name in ("data", "gone.txt"):
        (means.root / "submitted/ann/means" / name).unlink()
    means.write("submitted/ann/means/data/x.csv", "2")
    for _ in range(2):
        rows, done = grade(means)
        assert scores(rows) == {"test_mean": 4.0, "test_range": 4.0} and done.returncode == 0, done.stderr
        assert lying_in(means) == {"means.ipynb": "", "data/x.csv": "2", "kept.txt": "1"}
        (means.root / "autograded/ann/means/kept.txt").chmod(0o444)
        means.submit("ann", "means", mean="def mean(x):\n    return 1 * x")


def test_where_the_assignment_has_a_folder_a_student_s_file_is_left_out_and_the_other_way_round(means, grade):
    means.write("source/means/data/x.csv", "ours")
    means.write("source/means/table", "ours")
    means.write("submitted/ann/means/data", "theirs")
    for name in "ab":
        means.write(f"submitted/ann/means/table/{name}.csv", "theirs")
    rows, done = grade(means)
    assert scores(rows) == {"test_mean": 4.0, "test_range": 4.0}, done.stderr
    assert lying_in(means) == {"means.ipynb": "", "data/x.csv": "ours", "table": "ours"}
    lines = [line for line in done.stderr.splitlines() if line.startswith("ann, means: ")]
    assert lines == [
        "ann, means: the file data is left out: the assignment has a folder of that name",
        "ann, means: the folder table is left out: the assignment has a file of that name",
    ]


def test_a_notebook_that_was_deleted_from_autograded_is_graded_in_full(means, grade):
    grade(means)
    (means.root / "autograded/ann/means/means.ipynb").unlink()
    means.write("checks/means/test_range.py", CHECK.replace("VALUE", "3.0"))
    rows, done = grade(means)
    assert scores(rows) == {"test_mean": 4.0, "test_range": 0.0} and done.returncode == 0, done.stderr
    assert lying_in(means) == {"means.ipynb": ""}


def test_a_regrade_in_part_that_fails_leaves_the_rest_as_it_was(means, grade):
    means.write("submitted/ann/means/notes.txt", "1")
    grade(means)
    executed = means.root / "autograded/ann/means/means.ipynb"
    whole = executed.read_bytes()
    executed.chmod(0o644)
    executed.write_text("{")
    means.write("checks/means/test_range.py", CHECK.replace("VALUE", "3.0"))
    rows, done = grade(means)
    assert done.returncode == 3 and "ann, means: the grader failed" in done.stderr
    assert scores(rows) == {"test_mean": 4.0, "test_range": None}
    assert [rows["ann", f"test_{name}"]["outcome"] for name in ("mean", "range")] == ["passed", "grader_error"]
    assert lying_in(means) == {"means.ipynb": "", "notes.txt": "1"} and executed.read_text() == "{"
    with Gradebook(f"sqlite:///{means.root}/gradebook.db") as book:
        grades = book.find_submission_notebook("means", "means", "ann").grades
        marks = {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in grades}
    assert marks == {"test_mean": (4.0, False), "test_range": (None, True)}
    rows, done = grade(means)
    assert scores(rows) == {"test_mean": 4.0, "test_range": 0.0} and done.returncode == 0
    assert len(executed.read_bytes()) > len(whole) / 2
