"""The page for the class, and the same figures as JSON and CSV."""

import base64
import hashlib
import json
import os
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from autograder.describing import printable
from autograder.files import write_atomically
from autograder.pages import class_plots
from autograder.pages.class_figures import class_figures
from autograder.pages.templating import fill_template, read_asset
from autograder.tables import csv_text

PAGE = "report.html"
CHECK_COLUMNS = ("exercise", "check", "title", "public", "tried", "lost", "difficulty", "item_rest", "upper_lower")


def write_report(course, submissions, folder):
    """Write report.html, report.json, students.csv and checks.csv into `folder`; return the page's path."""
    folder = Path(folder)
    figures = class_figures(course, submissions)
    files = {
        "report.json": json.dumps(figures, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
        "students.csv": students_csv(figures),
        "checks.csv": checks_csv(figures),
        PAGE: make_page(course, figures, folder),
    }
    for name, text in files.items():
        write_atomically(folder / name, text)
    return folder / PAGE


def make_page(course, figures, folder):
    """Return the HTML of the class page as it will lie in `folder`: links to feedback pages start from there."""
    script = read_asset("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    students = [_student_view(course, row, figures["assignments"], folder) for row in figures["students"]]
    pages = {(s["student"], cell["assignment"]): cell["page"] for s in students for cell in s["cells"]}
    return fill_template(
        "report.html.j2",
        made_from="",
        course=printable(figures["course"] or course.root.name),
        assignments=[_with_plots(assignment) for assignment in figures["assignments"]],
        students=students,
        page_of=lambda student, assignment: pages.get((student, assignment), ""),
        printable=printable,
        script=Markup(script),
        script_hash=digest,
    )


def _student_view(course, row, assignments, folder):
    """Return a row of the table of students: a cell for each assignment, with a link where there is a page."""
    cells = []
    for assignment in assignments:
        score = row["scores"].get(assignment["assignment"])
        pages = [course.root / page for page in score["pages"]] if score else []
        link = next((_relative_url(page, folder) for page in pages if page.is_file()), "")
        cells.append({"assignment": assignment["assignment"], "score": score, "page": link})
    return {**row, "cells": cells}


def _relative_url(path, folder):
    return quote(os.path.relpath(path.resolve(), folder.resolve()).replace(os.sep, "/"))


def _with_plots(assignment):
    name = assignment["assignment"]
    promises = {f"{c['exercise']}.{c['check']}": f"{c['exercise']}: {c['title'] or c['check']}" for c in assignment["checks"]}
    plots = {
        "marks": class_plots.plot_marks(assignment["scores"], assignment["max_score"], name),
        "items": class_plots.plot_items(assignment["exercises"], assignment["checks"], name),
    }
    if len(assignment["together"]) > 1:
        plots["together"] = class_plots.plot_together([promises[key] for key in assignment["together"]], assignment["jaccard"], name)
    if assignment["seconds_each"]:
        plots["seconds"] = class_plots.plot_seconds(assignment["seconds_each"], name)
    return {**assignment, "plots": plots, "promises": promises}


def students_csv(figures):
    """Return a row for each student: the score of each assignment (empty where none was handed in), sum, what waits."""
    names = [assignment["assignment"] for assignment in figures["assignments"]]
    header = ["student", "name", *names, "score", "max_score", "late_penalty", "waiting"]
    rows = [
        [
            row["student"], row["name"], *[row["scores"].get(name, {}).get("score") for name in names], row["score"],
            row["max_score"], sum(score["penalty"] for score in row["scores"].values()), row["waiting"],
        ]
        for row in figures["students"]
    ]  # fmt: skip
    return csv_text(header, rows)


def checks_csv(figures):
    """Return a row for each check of each assignment."""
    rows = [
        [assignment["assignment"], *[check[column] for column in CHECK_COLUMNS]]
        for assignment in figures["assignments"]
        for check in assignment["checks"]
    ]
    return csv_text(["assignment", *CHECK_COLUMNS], rows)
