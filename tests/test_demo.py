"""The sample class: one student of every kind, graded as their names say."""

import shutil

import pytest

from autograder import sample_class
from autograder.commands import demo
from autograder.engine import Engine
from tests.builders import KIT

NAME = "s1_overflow_underflow"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The demo of section 04.01 alone, run twice; returns (folder, what each run printed)."""
    kit = tmp_path_factory.mktemp("kit")
    shutil.copytree(KIT / "source" / NAME, kit / "source" / NAME)
    (kit / "nbgrader_config.py").write_text("c = get_config()\nc.Autograder.cell_s = 4.0\nc.Autograder.call_s = 2.0\n")
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample_class, "KIT", kit)
        for _ in range(2):
            with Engine() as engine, pytest.MonkeyPatch.context() as output:
                lines = []
                output.setattr("builtins.print", lambda *args, **_: lines.append(" ".join(map(str, args))))
                reports = []
                output.setattr(demo, "show_summary", lambda found, file=None: reports.extend(found))
                assert demo.run(engine, kit / "a demo", None) == 0
            told.append((reports, "\n".join(lines)))
    return kit / "a demo", told


def points(reports):
    return {report.submission.student: sum(result.score or 0 for result in report.results) for report in reports}


def test_every_kind_of_student_is_there_and_graded_as_the_name_says(graded):
    _, ((reports, _), _) = graded
    earned = points(reports)
    assert len(earned) >= 24
    for student, score in earned.items():
        if student.startswith("right_") or student in ("test_cell_deleted", "cell_doubled", "metadata_altered", "renamed_notebook"):
            assert score == 20, student
        elif student.startswith("wrong_"):
            assert score < 20, student
    assert earned["blank"] == earned["broken_json"] == earned["nothing_inside"] == 0
    outcomes = {student: {r.outcome for r in report.results} for report in reports for student in [report.submission.student]}
    assert "timed_out" in outcomes["endless_loop"] and "crashed" in outcomes["crash"]
    assert earned["endless_loop"] == 16 and earned["crash"] == 18


def test_it_says_where_everything_is(graded):
    folder, ((_, told), _) = graded
    for name in ("gradebook.db", "autograded", "feedback", "report/report.html"):
        assert str(folder / name) in told and (folder / name).exists()
    assert len(list((folder / "feedback").glob("*/*/*.html"))) >= 24
    assert f"formgrader: cd '{folder}' && " in told  # to be copied


def test_a_second_run_grades_nothing_again(graded):
    _, ((first, _), (second, _)) = graded
    assert all(report.unchanged for report in second)
    assert points(first) == points(second)


def test_no_page_shows_a_hidden_line(graded):
    folder, _ = graded
    for page in (folder / "feedback").glob("*/*/*.html"):
        text = page.read_text()
        assert "in_kernel" not in text and "HIDDEN TESTS" not in text
