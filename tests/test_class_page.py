"""The page for the class: its figures, its files, and that names and warnings are only text on it."""

import csv
import io
import json

import numpy as np
import pytest

from autograder import outcomes
from autograder.course import Course
from autograder.outcomes import CheckResult
from autograder.pages import item_analysis
from autograder.pages.class_figures import class_figures
from autograder.pages.class_page import write_report
from autograder.pages.records import Mark
from autograder.pages.templating import read_asset
from tests.builders import solution, test_cell, written_answer
from tests.pages import SCRIPTS, find_dangers, lost, parse, passed, result, submission

ADDS_ONE = "got       3\nthis is   what you get when one is added\n          too often\ntry       again"


@pytest.fixture
def course_of_five(course):
    """A course, and five submissions: of f (two checks of 3 and 1 points), g (2 points) and a written answer."""
    course.assignment("ps1", solution("f"), test_cell("f", 4), written_answer("explain", 2))
    course.configure("c.CourseDirectory.course_id = '<b>'")
    return Course(course.root)


def work(student, first, second, g, **more):
    """first, second : whether the checks of f passed; g : points of 2."""
    checks = [passed("first", 3.0) if first else lost("first", message=ADDS_ONE, weight=3.0)]
    checks += [passed("second") if second else lost("second", message="try       x")]
    written = result(student, "explain", None, max_score=2.0, outcome=outcomes.MANUAL, needs_manual_grade=True)
    f = result(student, "f", 3.0 * first + 1.0 * second, checks)
    return submission(student, f, result(student, "g", g, max_score=2.0), written, **more)


@pytest.fixture
def five():
    return [
        work("a", True, True, 2.0), work("b", True, False, 1.0), work("c", True, False, 2.0, penalty=1.0),
        work("d", False, False, 0.0), work("e", False, True, 1.0, seconds=9.0, warnings=["cell `f` is missing"]),
    ]  # fmt: skip


def test_items_by_hand(course_of_five, five):
    # f: 4 3 3 0 1, g: 2 1 2 0 1, of which each is the other's rest (the written answer has no mark).
    # Means 2.2 and 1.2: products 1.8·0.8 − 0.8·0.2 + 0.8·0.8 + 2.2·1.2 + 1.2·0.2 = 4.8; squares 10.8 and 2.8.
    (figures,) = class_figures(course_of_five, five)["assignments"]
    f, g, written = figures["exercises"]
    assert f["item_rest"] == g["item_rest"] == pytest.approx(4.8 / np.sqrt(10.8 * 2.8))
    assert (f["difficulty"], g["difficulty"], written["difficulty"]) == (pytest.approx(2.2 / 4), 0.6, None)
    assert (f["full"], f["nothing"], f["marked"], written["marked"]) == (1, 1, 5, 0)
    # Variances 2.7 and 0.7, of the totals 6 4 5 0 2: 23.2 / 4 = 5.8. α = 2 (1 − 3.4 / 5.8).
    assert figures["reliability"] == pytest.approx(2 * (1 - 3.4 / 5.8))
    first, second = figures["checks"]
    assert (first["lost"], second["lost"], first["tried"]) == (2, 3, 5)
    # `first` 1 1 1 0 0 with all other points 3 1 2 0 2 (its 3 taken off): means 0.6 and 1.6; products
    # 0.4·1.4 − 0.4·0.6 + 0.4·0.4 + 0.6·1.6 − 0.6·0.4 = 1.2; squares 1.2 and 5.2.
    assert first["item_rest"] == pytest.approx(1.2 / np.sqrt(1.2 * 5.2))
    assert figures["marks"]["median"] == 4.0 and figures["scores"] == [6.0, 4.0, 4.0, 0.0, 2.0]
    # Lost by either b c d e, by both d.
    assert figures["together"] == ["f.first", "f.second"] or figures["together"] == ["f.second", "f.first"]
    assert figures["jaccard"] == [[1.0, 0.25], [0.25, 1.0]] and figures["clusters"] == []


def test_a_written_answer_without_a_mark_is_not_one_that_earned_nothing(course_of_five, five):
    (before,) = class_figures(course_of_five, five)["assignments"]

    def mark_written(student, points):
        five["abcde".index(student)].notebooks["ps1"].marks["test_explain"] = Mark(points, None, points, None, False)

    mark_written("d", 2.0)
    mark_written("e", 2.0)
    (figures,) = class_figures(course_of_five, five)["assignments"]
    f, g, written = figures["exercises"]
    assert written["marked"] == 2 and written["item_rest"] is written["upper_lower"] is None
    assert [(row["item_rest"], row["upper_lower"]) for row in (f, g)] == [
        (row["item_rest"], row["upper_lower"]) for row in before["exercises"][:2]
    ]
    assert [(row["item_rest"], row["upper_lower"]) for row in figures["checks"]] == [
        (row["item_rest"], row["upper_lower"]) for row in before["checks"]
    ]
    # Most are marked: c has f 3, g 2 and 1 of 2, d 0, 0, 2 and e 1, 1, 2. Sums are those of these three.
    mark_written("c", 1.0)
    (figures,) = class_figures(course_of_five, five)["assignments"]
    f, g, written = figures["exercises"]
    # f: 3 0 1 with the rest 3 2 3: means 4/3 and 8/3; products (5/3)(1/3) + (4/3)(2/3) − (1/3)(1/3) = 12/9; squares 14/3 and 2/3.
    assert f["item_rest"] == pytest.approx(12 / 9 / np.sqrt(14 / 3 * 2 / 3))
    # Totals 6 2 4: c above, d below; f in quarters 3/4 and 0.
    assert f["upper_lower"] == pytest.approx(0.75) and written["upper_lower"] == pytest.approx(0.5 - 1.0)
    # `first` 1 0 0 with the totals less its 3 points, 3 2 4: means 1/3 and 3; products 0 + (1/3) − (1/3) = 0.
    assert figures["checks"][0]["item_rest"] == pytest.approx(0.0)
    assert figures["checks"][0]["tried"] == 5 and figures["checks"][0]["upper_lower"] == pytest.approx(1.0)


def test_misconceptions_name_who_holds_them(course_of_five, five):
    (figures,) = class_figures(course_of_five, five)["assignments"]
    assert figures["misconceptions"] == [{"exercise": "f", "text": "one is added too often", "students": ["d", "e"]}]


def test_marks_that_are_not_final_are_told_from_marks_given_by_hand(course_of_five, five):
    waiting = [result("p", name, 0.0, needs_manual_grade=True) for name in ("f", "g")]
    marked = result("q", "f", 1.0, needs_manual_grade=True)
    five += [submission("p", *waiting), submission("q", marked, manual={marked.grade_id: 3.0})]
    (figures,) = class_figures(course_of_five, five)["assignments"]
    told = {entry["student"]: (entry["kind"], entry["what"]) for entry in figures["human"]}
    assert told["p"] == ("look at", "f, g: not all of it could be judged, the mark is not final")
    assert told["q"] == ("look again", "f: graded again after a person marked it")


def test_what_needs_a_person(course_of_five, five):
    broken = CheckResult("first", outcomes.GRADER_ERROR, 1.0, False, "KeyError: 1\nline 3")
    five.append(submission("x", result("x", "f", None, [broken], outcome=outcomes.GRADER_ERROR, needs_manual_grade=True)))
    lost_file = result("y", "f", 0.0, outcome=outcomes.NOT_RUN, needs_manual_grade=True)
    five.append(submission("y", lost_file, warnings=["the file is not a notebook"]))
    (figures,) = class_figures(course_of_five, five)["assignments"]
    told = {(entry["student"], entry["kind"]): entry["what"] for entry in figures["human"]}
    assert told["a", "to mark"] == "explain"
    assert told["x", "grader error"] == "f, first: KeyError: 1\nline 3"
    assert told["y", "not run"] == "the whole notebook" and told["y", "notebook"] == "the file is not a notebook"
    assert told["e", "altered"] == "cell `f` is missing"
    assert not [kind for _, kind in told if kind in ("look again", "look at")]
    assert figures["not_run"] == 1 and figures["exercises"][0]["marked"] == 5
    assert figures["checks"][0]["tried"] == 5
    five[0].results[1].outcome = outcomes.NOT_RUN  # g, in a notebook of which the rest ran
    (figures,) = class_figures(course_of_five, five)["assignments"]
    assert figures["exercises"][1]["marked"] == 4
    assert figures["failures"] == {"grader_error": 1, "not_run": 2}


def test_what_is_lost_together_is_named_by_exercise_and_promise(course_of_five, five, tmp_path):
    for name, promise in (("first", "finds that 0.3 is three tenths"), ("second", "keeps `x` as it is")):
        for entry in five:
            next(check for check in entry.results[0].checks if check.name == name).title = promise
    html = write_report(course_of_five, five, tmp_path).read_text()
    drawn = html[html.index("Lost together") :]
    assert "f: finds that 0.3 is three tenths" in drawn
    assert "f: keeps x as it is" in drawn and "f: first" not in drawn


def test_files_beside_the_page_say_the_same(course_of_five, five, tmp_path):
    five[0].name = "=HYPERLINK(1)"
    page = write_report(course_of_five, five, tmp_path / "out")
    figures = json.loads((tmp_path / "out" / "report.json").read_text())
    students = list(csv.DictReader(io.StringIO((tmp_path / "out" / "students.csv").read_text())))
    checks = list(csv.DictReader(io.StringIO((tmp_path / "out" / "checks.csv").read_text())))
    assert [row["score"] for row in figures["students"]] == [float(row["score"]) for row in students] == [6, 4, 4, 0, 2]
    assert students[0]["name"] == "'=HYPERLINK(1)" and students[2]["late_penalty"] == "1.0"
    assert [float(row["item_rest"]) for row in checks] == [row["item_rest"] for row in figures["assignments"][0]["checks"]]
    first = page.read_bytes()
    write_report(course_of_five, five, tmp_path / "out")
    assert page.read_bytes() == first


def test_students_without_a_submission_have_no_score(course_of_five, five, tmp_path):
    other = submission("f", result("f", "h", 4.0, [passed()]))
    other.assignment = "ps2"
    write_report(course_of_five, [*five, other], tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "students.csv").read_text())))
    assert (rows[0]["ps2"], rows[-1]["ps1"], rows[-1]["max_score"]) == ("", "", "12.0")


def test_nothing_on_the_page_is_markup_but_the_page_s_own(course_of_five, five, tmp_path):
    for text in SCRIPTS:
        check = CheckResult(text, outcomes.FAILED, 1.0, True, f"this is   what you get when {text}", title=text)
        twice = [result(text, text, 0.0, [check, lost("b")]), result(text, "z", 1.0, [passed(), lost()])]
        five += [submission(text, *twice, name=text, warnings=[text]), submission(text + "2", *twice)]
    html = write_report(course_of_five, five, tmp_path).read_text()
    assert find_dangers(html, own_script=read_asset("report.js")) == []
    assert len(list(parse(html).iter("script"))) == 1


def test_a_class_of_one_has_a_page_too(course_of_five, tmp_path):
    html = write_report(course_of_five, [work("a", True, True, 2.0)], tmp_path).read_text()
    assert find_dangers(html, own_script=read_asset("report.js")) == []
    assert item_analysis.summarise_marks([6.0])["sd"] == 0


def test_links_lead_from_the_report_to_the_feedback(course_of_five, five, tmp_path):
    five[0].student = "odd name #1?"
    page = course_of_five.root / "feedback" / five[0].student / "ps1" / "ps1.html"
    page.parent.mkdir(parents=True)
    page.write_text("")
    html = write_report(course_of_five, five, course_of_five.root / "report").read_text()
    links = [a.get("href") for a in parse(html).iter("a") if a.get("href").startswith("..")]
    assert set(links) == {"../feedback/odd%20name%20%231%3F/ps1/ps1.html"}


def test_exercises_of_one_name_in_two_notebooks_are_told_apart(course_of_five, tmp_path):
    def work(student, one, two):
        results = []
        for notebook, points, passes in (("one", 2.0, one), ("two", 10.0, two)):
            check = passed("agrees") if passes else lost("agrees", message=ADDS_ONE)
            results.append(result(student, "f", points * passes, [check], max_score=points, notebook=notebook))
        return submission(student, *results, result(student, "g", None, max_score=1.0, outcome=outcomes.MANUAL, needs_manual_grade=True))

    group = [work("a", True, True), work("b", True, False), work("c", False, False), work("d", True, False)]
    (figures,) = class_figures(course_of_five, group)["assignments"]
    assert [(row["exercise"], row["max_score"], row["difficulty"]) for row in figures["exercises"]] == [
        ("one/f", 2.0, 0.75), ("two/f", 10.0, 0.25), ("g", 1.0, None),
    ]  # fmt: skip
    assert figures["reliability"] is not None
    assert [(row["exercise"], row["tried"], row["lost"]) for row in figures["checks"]] == [("one/f", 4, 1), ("two/f", 4, 3)]
    assert {row["exercise"]: row["students"] for row in figures["misconceptions"]} == {"one/f": ["c"], "two/f": ["b", "c", "d"]}
    write_report(course_of_five, group, tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "checks.csv").read_text())))
    assert [row["exercise"] for row in rows] == ["one/f", "two/f"]
