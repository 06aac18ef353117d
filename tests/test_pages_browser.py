"""The pages in Chromium: nothing of a student's runs or loads, tables sort and filter, links lead to submissions."""

from types import SimpleNamespace

import pytest
from nbformat.v4 import new_markdown_cell

from autograder.course import Course
from autograder.outcomes import CheckResult
from autograder.pages.class_page import write_report
from autograder.pages.student_page import make_page
from autograder.pages.student_pages import page_path
from autograder.pictures import compare_paths
from autograder.similar_page import render_page
from tests.browsers import PATIENCE_MS, chromium
from tests.builders import solution, test_cell
from tests.pages import SCRIPTS, hostile_cells, lost, passed, result, submission, write_notebook

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


class Watched:
    """A page, and what it did: requests but for files and data, dialogs, errors, frames, windows."""

    def __init__(self, context):
        self.page = context.new_page()
        self.events = []
        self.page.on("request", self._note_request)
        self.page.on("dialog", lambda dialog: (self.events.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.events.append(f"error {error}"))
        self.page.on("frameattached", lambda frame: self.events.append("frame"))
        context.on("page", lambda page: self.events.append("window"))

    def _note_request(self, request):
        if not request.url.startswith(("file:", "data:image/")):
            self.events.append(f"request {request.url[:80]}")

    def open(self, path):
        self.page.goto(path.as_uri())
        return self.page


@pytest.fixture
def watched(browser):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    yield Watched(context)
    context.close()


@pytest.fixture
def course_with_pages(course):
    """A course with pages of three students, of whom one is hostile."""
    course.assignment("ps1", solution("f"), test_cell("f", 4))
    made = Course(course.root)
    path = compare_paths(lambda x: x[0] ** 2 + x[1] ** 2, [[3.0, 1.0], [1.0, 0.3]], [[3.0, 1.0], [5.0, 2.0]])
    bad = [CheckResult(f"c{i}", "failed", 1.0, True, text, text, title=text) for i, text in enumerate(SCRIPTS)]
    group = [
        submission("anna", result("anna", "f", 4.0, [passed()])),
        submission("ben", result("ben", "f", 1.0, [passed(), lost(picture=path)], needs_manual_grade=True)),
        submission("<img src=x onerror=window.ran=1>", result("x", "f", 0.0, bad), name=SCRIPTS[0], warnings=SCRIPTS),
    ]
    for entry in group:
        executed = write_notebook(course.root / "executed" / f"{len(entry.name)}.ipynb", hostile_cells())
        page = page_path(made, entry.student, "ps1", "ps1")
        page.parent.mkdir(parents=True)
        page.write_text(make_page(entry, "ps1", executed, {}, "Problems", "0" * 64), encoding="utf-8")
    return course.root / "feedback", write_report(made, group, course.root / "report")


def test_a_hostile_page_does_nothing(watched, course_with_pages):
    feedback, _ = course_with_pages
    page = watched.open(feedback / "<img src=x onerror=window.ran=1>" / "ps1" / "ps1.html")
    for link in page.locator("a:not([href^='#'])").all():
        link.evaluate("element => element.click()")
    page.evaluate("document.querySelectorAll('*').forEach(e => ['mouseover', 'focus', 'toggle'].forEach(k => e.dispatchEvent(new Event(k))))")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert watched.events == []


def test_feedback_fits_a_phone_and_keeps_its_pictures(watched, course_with_pages):
    feedback, _ = course_with_pages
    page = watched.open(feedback / "ben" / "ps1" / "ps1.html")
    assert page.evaluate("document.querySelector('#exercises').scrollWidth <= innerWidth")
    assert page.get_by_role("img", name="Your path beside the right one").bounding_box()["width"] <= 390
    assert page.locator("h1").count() == 1 and page.get_by_role("main").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the exercises"


@pytest.mark.parametrize("width", [320, 390])
def test_long_ids_break_and_long_formulas_scroll_on_a_narrow_phone(browser, course, width):
    long = "a_very_long_id_without_a_place_to_break_at_" * 3
    course.assignment("ps1", solution("f"), test_cell("f", 4))
    course.configure("c.CourseDirectory.course_id = 'numerical_computation_in_the_autumn'")
    made = Course(course.root)
    entry = submission(
        long, result(long, "f" * 60, 1.0, [passed(), lost(long)], needs_manual_grade=True), name=long, warnings=[long], penalty=1.0
    )
    formula = "$f(x, y) = -(" + " + ".join(f"{n} x^{n} y^{n}" for n in range(1, 9)) + ")$"
    text = new_markdown_cell(f"# Long formulas\n\nIn a line, {formula}, and\n\n- in a list: {formula}")
    executed = write_notebook(course.root / "executed.ipynb", [text])
    feedback = course.write("page.html", make_page(entry, "ps1", executed, {}, long, "0" * 64))
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in (feedback, write_report(made, [entry, submission("b", result("b", "f", 4.0, [passed()]))], course.root / "report")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
    context.close()


def names(page):
    return [row.inner_text() for row in page.locator("#students tbody tr:visible th").all()]


def test_the_class_page_sorts_filters_and_leads_to_a_submission(watched, course_with_pages):
    _, report = course_with_pages
    page = watched.open(report)
    hostile = "<img src=x onerror=window.ran=1> <script>window.ran = 1; alert(1)</script>"
    assert names(page) == [hostile, "anna", "ben"]
    page.get_by_role("button", name="share").first.click()
    assert names(page) == ["anna", "ben", hostile]
    assert page.locator("#students th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="share").first.press("Enter")
    assert names(page) == [hostile, "ben", "anna"]
    page.get_by_label("Find").fill("ANN")
    assert names(page) == ["anna"] and page.locator("#filter-count").inner_text() == "1 of 3"
    page.get_by_label("Find").fill("")
    page.get_by_label("Show").select_option("waiting")
    assert names(page) == ["ben"]
    assert page.evaluate("window.ran") is None and watched.events == []
    page.get_by_role("link", name="ben, ps1: 1 points").click()
    assert page.url.endswith("/feedback/ben/ps1/ps1.html") and page.locator("h1").inner_text() == "Problems"


def test_the_table_of_students_is_whole_on_a_wide_screen_and_scrolls_by_itself_on_a_narrow_one(browser, course):
    group = []
    for number in range(5):
        course.assignment(f"section_{number}_of_the_book", solution("f"), test_cell("f", 4))
        for student in ("somebody@university.example", "ben"):
            group.append(submission(student, result(student, "f", 4.0, [passed()])))
            group[-1].assignment = f"section_{number}_of_the_book"
    report = write_report(Course(course.root), group, course.root / "report")
    for width, is_whole in ((1280, True), (400, False)):
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.goto(report.as_uri())
        table = page.locator(".scroll").first
        sizes = table.evaluate("element => [element.scrollWidth, element.clientWidth, innerWidth]")
        assert (sizes[0] <= sizes[1]) == is_whole, sizes
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()


def test_the_page_of_similar_submissions_fits_a_phone(watched, tmp_path):
    work = SimpleNamespace(source="x = 1\n" * 3)
    likeness = SimpleNamespace(exercise="least_squares_gradient", part=0.9, works=(work, work), lines=lambda side: {1})
    pair = SimpleNamespace(
        students=("somebody_with_a_long_name@university.example", "another_one_with_a_long_name@university.example"),
        assignment="s5_linear_least_squares", part=0.9, likenesses=[likeness] * 4,
    )  # fmt: skip
    (tmp_path / "similar.html").write_text(render_page([pair]), encoding="utf-8")
    page = watched.open(tmp_path / "similar.html")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_role("region", name="Pairs").locator("table").count() == 1


def test_the_class_page_is_there_without_its_script(browser, course_with_pages):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(course_with_pages[1].as_uri())
    assert len(page.locator("#students tbody tr").all()) == 3
    assert not page.locator("#filter").is_visible()
    context.close()
