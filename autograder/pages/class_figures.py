"""What the class page says, as plain data: the same dict makes the page, report.json and the CSV files."""

import os

import numpy as np

from autograder import outcomes
from autograder.pages import item_analysis
from autograder.pages.messages import misconception_in
from autograder.pages.student_pages import assignment_title, page_path
from autograder.rendering import exercise_names

MAX_TOGETHER = 40  # checks in the picture of what is lost together: the ones lost most
TOGETHER = 0.5  # mean Jaccard index down to which checks count as lost together
FAILURES = (
    outcomes.RAISED, outcomes.TIMED_OUT, outcomes.OUT_OF_MEMORY, outcomes.CRASHED, outcomes.NOT_DEFINED, outcomes.UNSUPPORTED_VALUE,
    outcomes.NOT_RUN, outcomes.GRADER_ERROR,
)  # fmt: skip
ALTERED = ("changed", "missing", "more than once", "identity", "metadata")  # words of warnings about cells


def class_figures(course, submissions):
    """Return the figures of a class: {"course", "assignments": [...], "students": [...]}, nothing but JSON's types.

    submissions : MarkedSubmissions, by assignment and student.
    """
    names = list(dict.fromkeys(submission.assignment for submission in submissions))
    groups = {name: [s for s in submissions if s.assignment == name] for name in names}
    return {
        "course": course.directory.course_id,
        "assignments": [_assignment(course, name, group) for name, group in groups.items()],
        "students": _students(course, groups),
    }


def _assignment(course, name, group):
    ran = [s for s in group if not all(result.outcome == outcomes.NOT_RUN for result in s.results)]
    name_of = exercise_names([result for submission in group for result in submission.results])
    cells, points = _points(ran)
    checks = _Checks(ran, name_of, cells, points)
    order, clusters = checks.clusters()
    return {
        "assignment": name,
        "title": assignment_title(course, name),
        "max_score": max(s.max_score for s in group),
        "submissions": len(group),
        "not_run": len(group) - len(ran),
        "marks": item_analysis.summarise_marks([s.score for s in group]),
        "scores": [s.score for s in group],
        "seconds": item_analysis.summarise_marks([s.seconds for s in group if s.seconds is not None]),
        "seconds_each": [s.seconds for s in group if s.seconds is not None],
        "failures": _count(result.outcome for s in group for result in s.results if result.outcome in FAILURES),
        **_exercises(ran, name_of, cells, points),
        "checks": checks.rows(),
        "together": order,
        "clusters": clusters,
        "jaccard": checks.jaccard_of(order),
        "misconceptions": _misconceptions(group, name_of),
        "human": [entry for submission in group for entry in _for_a_person(submission, name_of)],
    }


def _points(ran):
    """Return (cells, points of shape (submissions, cells)): NaN for a mark that is not there, or stands for what never ran."""
    cells = list(dict.fromkeys(_cell(result) for s in ran for result in s.results))
    points = np.full((len(ran), len(cells)), np.nan)
    for row, submission in enumerate(ran):
        for result in submission.results:
            mark = submission.mark(result)
            never_ran = result.outcome == outcomes.NOT_RUN and mark.manual_score is None
            if not mark.unmarked and not never_ran:
                points[row, cells.index(_cell(result))] = mark.score
    return cells, points


def _exercises(ran, name_of, cells, points):
    """Return {"exercises": a row each, "reliability": α of all of them}."""
    totals = item_analysis.totals(points)
    correlations = item_analysis.item_rest_correlations(points)
    rows = []
    for column, cell in enumerate(cells):
        results = [result for s in ran for result in s.results if _cell(result) == cell]
        shares = points[:, column] / (results[0].max_score or 1.0)
        rows.append({
            "exercise": name_of(results[0]),
            "max_score": results[0].max_score,
            "marked": int((~np.isnan(shares)).sum()),
            "difficulty": item_analysis.difficulty(shares),
            "item_rest": correlations[column],
            "upper_lower": item_analysis.upper_lower_index(shares, totals),
            "full": int((shares >= 1 - 1e-9).sum()),
            "nothing": int((shares <= 0).sum()),
            "outcomes": _count(result.outcome for result in results),
        })  # fmt: skip
    return {"exercises": rows, "reliability": item_analysis.reliability(points)}


def _cell(result):
    return result.notebook, result.grade_id


class _Checks:
    """All checks of one assignment, a column each, over the submissions that ran."""

    def __init__(self, ran, name_of, cells, points):
        self.name_of = name_of
        found = {}
        for submission in ran:
            for result in submission.results:
                for check in result.checks:
                    found.setdefault((name_of(result), check.name), check)
        self.first = found
        self.keys = list(found)
        self.passed = np.full((len(ran), len(self.keys)), np.nan)
        self.points = np.zeros_like(self.passed)  # as far as they are in the totals
        self.outcomes = [[] for _ in self.keys]
        self.totals, self.counted = item_analysis.totals(points), dict(zip(cells, item_analysis.in_sums(points)))
        for row, submission in enumerate(ran):
            for result in submission.results:
                self._add(row, result)

    def _add(self, row, result):
        total = sum(check.weight for check in result.checks) or 1.0
        for check in result.checks:
            column = self.keys.index((self.name_of(result), check.name))
            self.outcomes[column].append(check.outcome)
            if check.outcome not in (outcomes.GRADER_ERROR, outcomes.NOT_RUN):
                self.passed[row, column] = check.outcome == outcomes.PASSED
                worth = result.max_score * check.weight / total if self.counted[_cell(result)] else 0.0
                self.points[row, column] = worth * self.passed[row, column]

    def rows(self):
        """Return a row for each check."""
        return [
            {
                "exercise": exercise,
                "check": name,
                "title": self.first[exercise, name].title,
                "public": self.first[exercise, name].public,
                "tried": int((~np.isnan(self.passed[:, column])).sum()),
                "lost": int((self.passed[:, column] == 0).sum()),
                "difficulty": item_analysis.difficulty(self.passed[:, column]),
                "item_rest": item_analysis.correlation(self.passed[:, column], self.totals - self.points[:, column]),
                "upper_lower": item_analysis.upper_lower_index(self.passed[:, column], self.totals),
                "outcomes": _count(self.outcomes[column]),
            }
            for column, (exercise, name) in enumerate(self.keys)
        ]

    def clusters(self):
        """Return (order, clusters) of "exercise.check" among those that two students lost, the most lost ones."""
        lost = self.passed == 0
        counts = lost.sum(axis=0)
        chosen = sorted(np.flatnonzero(counts >= 2), key=lambda column: (-counts[column], column))[:MAX_TOGETHER]
        order, groups = item_analysis.cluster(item_analysis.jaccard_matrix(lost[:, chosen]), TOGETHER)
        return [self._name(chosen[i]) for i in order], [[self._name(chosen[i]) for i in group] for group in groups]

    def jaccard_of(self, names):
        """Return the Jaccard indices of these checks, rounded, as nested lists."""
        columns = [[self._name(c) for c in range(len(self.keys))].index(name) for name in names]
        matrix = item_analysis.jaccard_matrix((self.passed == 0)[:, columns])
        return [[round(float(value), 4) for value in row] for row in matrix]

    def _name(self, column):
        return ".".join(self.keys[column])


def _misconceptions(group, name_of):
    """Return the known wrong ideas that were met, those that most students hold first."""
    held = {}
    for submission in group:
        for result in submission.results:
            for check in result.checks:
                text = misconception_in(check.message)
                if text:
                    held.setdefault((name_of(result), text), {})[submission.student] = True
    rows = [{"exercise": exercise, "text": text, "students": list(who)} for (exercise, text), who in held.items()]
    return sorted(rows, key=lambda row: (-len(row["students"]), row["exercise"], row["text"]))


def _for_a_person(submission, name_of):
    """Return what a person should look at in one submission: {"student", "kind", "what"}."""
    found = []
    waiting = [name_of(r) for r in submission.waiting if r.outcome == outcomes.MANUAL]
    if waiting:
        found.append(("to mark", ", ".join(waiting)))
    again, open_marks = [], []
    for result in submission.results:
        for check in result.checks:
            if check.outcome == outcomes.GRADER_ERROR:
                found.append(("grader error", f"{name_of(result)}, {check.name}: {check.message[:300]}"))
        if result.outcome == outcomes.GRADER_ERROR and not result.checks:
            found.append(("grader error", name_of(result)))
        elif result in submission.waiting and result.outcome not in (outcomes.MANUAL, outcomes.GRADER_ERROR, outcomes.NOT_RUN):
            by_hand = submission.mark(result).manual_score is not None
            (again if by_hand else open_marks).append(name_of(result))
    if again:
        found.append(("look again", ", ".join(again) + ": graded again after a person marked it"))
    if open_marks:
        found.append(("look at", ", ".join(open_marks) + ": not all of it could be judged, the mark is not final"))
    not_run = [name_of(r) for r in submission.results if r.outcome == outcomes.NOT_RUN]
    if not_run:
        found.append(("not run", "the whole notebook" if len(not_run) == len(submission.results) else ", ".join(not_run)))
    for warning in submission.warnings:
        found.append(("altered" if any(word in warning for word in ALTERED) else "notebook", warning))
    return [{"student": submission.student, "kind": kind, "what": what} for kind, what in found]


def _students(course, groups):
    """Return a row for each student over all assignments, by id."""
    rows = {}
    for name, group in groups.items():
        for submission in group:
            row = rows.setdefault(submission.student, {"student": submission.student, "name": "", "scores": {}})
            row["name"] = row["name"] or submission.name
            row["scores"][name] = {
                "score": submission.score,
                "max_score": submission.max_score,
                "penalty": submission.penalty,
                "waiting": len(submission.waiting),
                "pages": [  # below the course's folder
                    os.path.relpath(page_path(course, submission.student, name, notebook), course.root)
                    for notebook in dict.fromkeys(result.notebook for result in submission.results)
                ],
            }
    possible = sum(max(s.max_score for s in group) for group in groups.values())
    for row in rows.values():
        row["score"] = sum(score["score"] for score in row["scores"].values())
        row["max_score"] = possible
        row["waiting"] = sum(score["waiting"] for score in row["scores"].values())
    return [rows[student] for student in sorted(rows)]


def _count(values):
    counts = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))
