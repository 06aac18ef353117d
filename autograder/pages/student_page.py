"""The page of one notebook of one submission: what a student reads."""

from dataclasses import dataclass, field
from functools import partial

from markupsafe import Markup

from autograder import outcomes
from autograder.describing import printable
from autograder.pages.drawing import draw_picture
from autograder.pages.markdown import render_markdown
from autograder.pages.messages import known_in, parse_message
from autograder.pages.notebook import anchor_of, keep_within, render_notebook
from autograder.pages.plain import Typesetter
from autograder.pages.templating import fill_template
from autograder.rendering import points, render_cell

TEST = "test_"
MAX_PAGE = 1_550_000  # bytes: below 1.5 MiB
MAX_FACT = 4_000  # characters of one part of a message
WORDS = {
    outcomes.PASSED: "passed",
    outcomes.FAILED: "not met",
    outcomes.RAISED: "raised an error",
    outcomes.TIMED_OUT: "took too long",
    outcomes.OUT_OF_MEMORY: "out of memory",
    outcomes.CRASHED: "ended Python",
    outcomes.NOT_DEFINED: "not defined",
    outcomes.UNSUPPORTED_VALUE: "no value to grade",
    outcomes.NOT_RUN: "not run",
    outcomes.GRADER_ERROR: "grader error",
}


@dataclass
class CheckView:
    """A check as the page shows it."""

    title: str
    word: str
    passed: bool
    worth: str
    public: bool
    open: bool  # a person has to decide: nothing is lost
    facts: list = field(default_factory=list)  # (label, text)
    misconception: str = ""
    picture: str = ""  # SVG


@dataclass
class ExerciseView:
    """An exercise as the page shows it."""

    name: str
    anchor: str
    mark: object  # records.Mark
    max_score: float
    state: str  # full, part, none, waiting
    said: str  # how the mark came about, where that is not plain from the checks
    comment: str  # HTML
    lost: list = field(default_factory=list)
    passed: list = field(default_factory=list)


def make_page(submission, notebook, executed, hidden, title, made_from):
    """Return the HTML of one notebook's page.

    submission : MarkedSubmission. executed : path of the notebook. hidden : as of notebook.hidden_tests(). made_from : kept in
    the page; a page with the same one need not be made again.
    """
    results = [result for result in submission.results if result.notebook == notebook]
    reports = {r.grade_id: _report(r) for r in results if r.checks}
    typesetter = Typesetter()
    exercises = [_view_exercise(submission, result, typesetter) for result in results]
    penalty = submission.notebooks[notebook].penalty if notebook in submission.notebooks else 0.0
    earned = sum(exercise.mark.score for exercise in exercises)
    cells = render_notebook(executed, reports, hidden, typesetter)
    fill = partial(
        fill_template,
        "feedback.html.j2",
        made_from=made_from,
        title=title,
        student=printable(submission.student),
        name=printable(submission.name),
        exercises=exercises,
        earned=earned,
        penalty=penalty,
        total=max(0.0, earned - penalty),
        max_score=sum(exercise.max_score for exercise in exercises),
        waiting=sum(exercise.state == "waiting" for exercise in exercises),
        notes=[printable(warning) for warning in submission.warnings],
    )
    keep_within(cells, MAX_PAGE - len(fill(cells=[]).encode()))
    return fill(cells=cells)


def _report(result):
    """Return the text that grading left under this test cell."""
    return render_cell(result.grade_id.removeprefix(TEST), result.max_score, result.score, result.checks)


def _view_exercise(submission, result, typesetter):
    mark = submission.mark(result)
    total = sum(check.weight for check in result.checks) or 1.0
    checks = [_view_check(check, result.max_score * check.weight / total) for check in result.checks]
    _drop_repeated_pictures(checks)
    name = result.grade_id.removeprefix(TEST)
    said = _say(result, mark)
    if _is_unwritten(result):
        said = f"{said} `{name}` {outcomes.NOT_WRITTEN}.".strip()
        for check in checks:
            check.facts = []
    notebook = submission.notebooks.get(result.notebook)
    return ExerciseView(
        name=name,
        anchor=anchor_of(result.grade_id),
        mark=mark,
        max_score=result.max_score,
        state=_state(mark, result.max_score),
        said=said,
        comment=_set_comment(typesetter, notebook.comments.get(result.grade_id, "")) if notebook else "",
        lost=[check for check in checks if not check.passed],
        passed=[check for check in checks if check.passed],
    )


def _set_comment(typesetter, comment):
    """Return a person's comment, Markdown as in formgrader, as HTML; `x<y` and `<your name>` in it are words."""
    text = printable(comment)
    return Markup(typesetter.set(lambda: render_markdown(text, links=True, tags=False), text)) if text else ""


def _is_unwritten(result):
    """Whether the checks of an exercise say one and all that it is not written yet: the page then says so once."""
    return bool(result.checks) and all(outcomes.NOT_WRITTEN in check.message for check in result.checks)


def _drop_repeated_pictures(checks):
    """Leave a picture at the first check only: several that look at one figure were lost over the same one."""
    seen = set()
    for check in checks:
        if check.picture in seen:
            check.picture = ""
        seen.add(check.picture)


def _state(mark, max_score):
    if mark.needs_manual_grade:
        return "waiting"
    if mark.score >= max_score:
        return "full"
    return "part" if mark.score > 0 else "none"


def _say(result, mark):
    """Return how a mark came about, '' where the checks say all."""
    extra = f", {points(mark.extra_credit)} of it extra" if mark.extra_credit else ""
    if mark.needs_manual_grade and mark.manual_score is None:
        return "A person has still to look at this: the mark is not final."
    if mark.needs_manual_grade:
        return f"Marked by a person{extra}; graded again since, so that a person will look once more."
    if mark.manual_score is not None:
        program = f" The checks below gave {points(mark.auto_score)}." if result.checks and mark.auto_score is not None else ""
        return f"Marked by a person{extra}.{program}"
    if result.outcome == outcomes.NOT_RUN and not result.checks:
        return "Not run: see the notes on your notebook."
    if not result.checks and result.outcome != outcomes.MANUAL:
        return "Graded by the tests in the notebook: what they put out stands below their cell."
    return f"{points(mark.extra_credit)} points extra." if mark.extra_credit else ""


def _view_check(check, worth):
    passed = check.outcome == outcomes.PASSED
    view = CheckView(
        title=check.title or check.name,
        word=WORDS.get(check.outcome, check.outcome),
        passed=passed,
        worth=points(worth) if passed else f"0 of {points(worth)}",
        public=check.public,
        open=check.outcome in (outcomes.GRADER_ERROR, outcomes.NOT_RUN),
    )
    if not passed:
        for label, text in parse_message(printable(check.shown)):
            text = text if len(text) <= MAX_FACT else text[:MAX_FACT] + "…"
            if label == "this is" and known_in(text):
                view.misconception = known_in(text)
            else:
                view.facts.append((label, text))
        view.picture = draw_picture(check.picture) if check.public and check.picture else ""
    return view
