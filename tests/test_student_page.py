"""The page of one submission: what it says, and that nothing in it runs, whoever wrote it."""

from types import MappingProxyType

import pytest

from autograder import outcomes
from autograder.checking import CheckFailed
from autograder.outcomes import CheckResult
from autograder.pages.messages import misconception_in, parse_message
from autograder.pages.student_page import make_page
from autograder.pictures import compare_entries, compare_paths
from autograder.rendering import render_cell
from tests.pages import (
    PNG, SCRIPTS, cell, find_dangers, hostile_cells, lost, parse, passed, result, shows, submission, write_notebook,
)  # fmt: skip


@pytest.fixture
def page_of(tmp_path):
    """Return the HTML of a submission whose executed notebook has these cells."""

    def make(marked, cells=(), hidden=MappingProxyType({})):
        executed = write_notebook(tmp_path / "executed.ipynb", list(cells))
        return make_page(marked, "ps1", executed, hidden, "Problem set <1>", "0" * 64)

    return make


def text_of(html):
    return " ".join("".join(parse(html).find("body").itertext()).split())


def test_it_says_what_was_called_expected_and_got(page_of):
    message = CheckFailed("f(x), x: [1]", "2", "3\nand more", "line 4", "look\nagain", misconception="it adds 1.").render()
    html = page_of(submission("anna", result("anna", "f", 2.0, [lost(message=message), passed()]), name="Anna A."))
    terms = [(dt.text, dd.text) for dt, dd in zip(parse(html).iter("dt"), parse(html).iter("dd"))]
    assert terms == [
        ("called", "f(x), x: [1]"), ("expected", "2"), ("got", "3\nand more"), ("where", "line 4"), ("try", "look again"),
    ]  # fmt: skip
    text = text_of(html)
    assert "This is what you get when it adds 1." in text
    assert "0 of 2" in text and "2 of 4 points" in text and "1 check passed" in text and "Anna A. · anna" in text


def test_a_hidden_check_shows_promise_and_advice_only(page_of):
    error = CheckFailed("f(x), x: SECRET", "SECRET", "SECRET", "SECRET", "try this")
    picture = compare_entries([1.0, 2, 3, 4], [1.0, 2, 3, 5])
    check = lost(public=False, message=str(error), shown=error.render(public=False), picture=picture)
    html = page_of(submission("anna", result("anna", "f", 0.0, [check])))
    assert "SECRET" not in html and "<svg" not in html
    assert "keeps its promise" in html and "try this" in html and "This check is hidden" in html


def test_penalty_manual_mark_and_comment_are_shown(page_of):
    marked = submission(
        "anna", result("anna", "f", 4.0, [passed()]), result("anna", "g", 1.0, [passed(), lost()]),
        manual={"test_g": 3.0}, comments={"test_g": "Well argued.\nBut late."}, penalty=2.5,
    )  # fmt: skip
    text = text_of(page_of(marked))
    assert "7 points earned, 2.5 taken off, 4.5 counted" in text and "4.5 of 8 points" in text
    assert "Well argued. But late." in text and "Marked by a person. The checks below gave 1." in text


def test_an_exercise_that_is_not_written_says_so_once(page_of):
    unwritten = CheckFailed("f(x), x: [1]", "2", f"`f` {outcomes.NOT_WRITTEN}").render()
    checks = [lost(f"c{number}", message=unwritten) for number in range(3)]
    text = text_of(page_of(submission("anna", result("anna", "f", 0.0, checks))))
    assert text.count("is not written yet") == 1 and text.count("keeps its promise") == 3
    text = text_of(page_of(submission("anna", result("anna", "f", 0.0, [*checks, passed()]))))
    assert text.count("is not written yet") == 3


def test_a_comment_is_set_as_formgrader_s_markdown_is(page_of):
    comment = "See **why**: $x^3$, `a_b`, [the book](https://book.example).\nNext line.\n\n- one\n- <script>two</script>"
    html = page_of(submission("anna", result("anna", "g", 4.0, [passed()]), comments={"test_g": comment}))
    set_comment = html.partition('<figure class="comment">')[2].partition("</figure>")[0]
    for part in ("<strong>why</strong>", "<msup>", "<code>a_b</code>", '<a href="https://book.example"', "<li>one</li>"):
        assert part in set_comment, set_comment
    assert "**" not in set_comment and find_dangers(html) == ["a href=https://book.example"]


def test_what_looks_like_a_tag_in_a_comment_is_words(page_of):
    comment = "List<int> is no type; you wrote <your name> where a<b and c>d: <https://book.example>"
    html = page_of(submission("anna", result("anna", "g", 4.0, [passed()]), comments={"test_g": comment}))
    assert "List<int> is no type; you wrote <your name> where a<b and c>d: https://book.example" in text_of(html)


def test_a_penalty_never_takes_more_than_there_is(page_of):
    text = text_of(page_of(submission("anna", result("anna", "f", 1.0, [passed(), lost()]), penalty=3.0)))
    assert "0 of 4 points" in text


def test_what_is_not_final_says_so(page_of):
    check = CheckResult("c", outcomes.GRADER_ERROR, 1.0, False, "ZeroDivisionError: SECRET", title="works")
    waiting = result("anna", "f", None, [check], outcome=outcomes.GRADER_ERROR, needs_manual_grade=True)
    html = page_of(submission("anna", waiting, warnings=["cell `f` is missing"]))
    text = text_of(html)
    assert "Not final: 1 exercise waits" in text and "No points are lost by this" in text and "– of 4" in text
    assert "SECRET" not in html and "cell f is missing" in text


def test_the_notebook_stands_below_without_a_second_report(page_of):
    graded = result("anna", "f", 2.0, [lost(message="called    f(x)"), passed()])
    report = render_cell("f", 4.0, 2.0, graded.checks)
    cells = [
        cell("markdown", "# Title\n\nAbout $\\frac{1}{2}$ and [docs](https://docs.example/x)", grade_id="text", locked=True),
        cell("markdown", "[mine](https://docs.example/y)"),
        cell("code", "f(1)", [shows(image__png=PNG, text__plain="<Figure size 1x1>")]),
        cell("code", "assert f(1)", [shows(text__plain=report)], grade_id="test_f", locked=True),
    ]  # fmt: skip
    html = page_of(submission("anna", graded), cells)
    assert "<mfrac>" in html and 'href="https://docs.example/x"' in html and 'href="https://docs.example/y"' not in html
    assert '<h3>Title</h3>' in html and html.count("<h1>") == 1
    assert 'alt="output of cell 3: &lt;Figure size 1x1&gt;"' in html
    assert "f: 2 of 4 points" not in html and "The checks of f are above" in html
    assert 'href="#exercise-test_f"' in html and 'id="exercise-test_f"' in html
    assert find_dangers(html) == []


def test_a_traceback_does_not_quote_hidden_tests(page_of):
    error = {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": ["----> assert f(5) == SECRET"]}
    ran = [cell("code", "assert f(1)\nassert f(5) == SECRET", [error], grade_id="test_f")]
    html = page_of(submission("anna", result("anna", "f", 0.0)), ran, {"test_f": "assert f(1)"})
    assert "SECRET" not in html and "AssertionError" in html


def test_where_it_is_not_known_what_is_hidden_no_traceback_is_quoted(page_of):
    error = {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": ["----> assert f(5) == SECRET"]}
    html = page_of(submission("anna", result("anna", "f", 0.0)), [cell("code", "", [error], grade_id="test_f")], None)
    assert "SECRET" not in html and "AssertionError" in html


@pytest.mark.parametrize("text", SCRIPTS)
def test_nothing_that_a_student_or_a_grader_wrote_becomes_markup(page_of, text):
    message = CheckFailed(text, text, text, text, text, misconception=text).render()
    check = CheckResult(text, outcomes.RAISED, 1.0, True, message, message, title=text)
    marked = submission(text, result(text, text, 0.0, [check]), name=text, warnings=[text], comments={f"test_{text}": text})
    assert find_dangers(page_of(marked)) == []


def test_cells_of_almost_one_name_have_anchors_of_their_own(page_of):
    answer = result("anna", "f", 1.0)
    answer.grade_id = "f"
    assert find_dangers(page_of(submission("anna", result("anna", "f", 4.0, [passed()]), answer))) == []


def test_nothing_in_a_hostile_notebook_runs(page_of):
    html = page_of(submission("anna", result("anna", "f", 0.0, [lost()])), hostile_cells())
    assert find_dangers(html) == []
    assert "default-src 'none'" in html


def test_the_same_input_gives_the_same_bytes_whatever_was_made_before(page_of):
    marked = submission("anna", result("anna", "f", 0.0, [lost(picture=compare_entries([1.0, 2, 3, 4], [1.0, 2, 3, 5]))]))
    first = page_of(marked, hostile_cells())
    page_of(marked, hostile_cells()[::-1])
    assert page_of(marked, hostile_cells()) == first
    assert "stashed-" not in first


def test_a_page_stays_below_its_size(page_of):
    noise = [cell("code", "x" * 90_000, [shows(text__html="<b>y</b>" * 7_000)] * 40) for _ in range(20)]
    html = page_of(submission("anna", result("anna", "f", 0.0, [lost()])), [*noise, cell("markdown", "the end")])
    assert 1_000_000 < len(html.encode()) < 1.5 * 2**20
    assert "Left out here" in html and "the end" in html


def test_a_message_is_taken_apart_as_it_was_put_together():
    long = "the exponentials are taken before the largest entry is out of the way, " * 3
    error = CheckFailed("f(x)", "try\nnot", "got       x", "", f"{long}try it", misconception=long.strip())
    assert parse_message(str(error)) == [
        ("called", "f(x)"), ("expected", "try\nnot"), ("got", "got       x"),
        ("this is", f"what you get when {long.strip()}"), ("try", f"{long}try it"),
    ]  # fmt: skip
    assert misconception_in(str(error)) == long.strip()
    assert misconception_in("try       what you get when x") == ""
    assert parse_message("ZeroDivisionError: x\nsomewhere") == [("", "ZeroDivisionError: x\nsomewhere")]


def test_a_picture_that_several_checks_share_stands_once(page_of):
    same, other = compare_entries([1.0, 2, 3, 4], [1.0, 2, 3, 5]), compare_entries([1.0, 2, 3, 4], [1.0, 2, 3, 6])
    checks = [lost("a", picture=same), lost("b", picture=same), lost("c", picture=other)]
    html = page_of(submission("anna", result("anna", "f", 0.0, checks), result("anna", "g", 0.0, checks[:1])))
    assert html.count('<figure class="picture">') == 3


def test_pictures_are_drawn_for_public_checks(page_of):
    f = lambda x: x[0] ** 2 + 5 * x[1] ** 2  # noqa: E731
    path = [[3.0, -1.0], [1.0, 0.5], [0.2, 0.1]]
    pictures = [
        compare_paths(f, path, [[3.0, -1.0], [float("nan"), 1e300], [9e9, 0.0]]), compare_paths(f, path, "nonsense"[:0] or [1.0]),
        compare_entries([1.0, 2, 3, float("inf")], [float("nan")] * 4), compare_entries([0.0] * 4, [0.0, 1e-300, 0, 0]),
    ]  # fmt: skip
    html = page_of(submission("anna", result("anna", "f", 0.0, [lost(f"c{i}", picture=p) for i, p in enumerate(pictures)])))
    assert html.count("<figure class=\"picture\">") == 4
    assert "some of yours lies outside" in html and "none of yours is a number" in html
    assert find_dangers(html) == [] and "nan" not in html.lower().replace("financ", "")
