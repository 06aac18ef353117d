"""Pages of many submissions: in parallel what they are one by one, made again only where something changed."""

import json
import signal
from types import SimpleNamespace

import pytest

from autograder.commands.feedback import write_pages
from autograder.pages.student_pages import PageTask, make_pages
from tests.pages import cell, lost, passed, result, submission, write_notebook


def tasks_of_nine(folder):
    source = write_notebook(folder / "source.ipynb", [cell("markdown", "# The title `of` it")])
    tasks = []
    for number in range(9):
        marked = submission(f"s{number}", result(f"s{number}", "f", 2.0, [passed(), lost(message=f"got       {number}")]))
        executed = write_notebook(folder / "executed" / f"{number}.ipynb", [cell("code", f"x = {number}")])
        tasks.append(PageTask(marked, "ps1", executed, source, source, source, folder / "pages" / f"{number}.html"))
    return tasks


def test_in_parallel_as_one_by_one_and_only_what_changed(tmp_path):
    tasks = tasks_of_nine(tmp_path)
    assert [made for _, made, _ in make_pages(tasks, 2)] == [True] * 9
    pages = [task.page.read_bytes() for task in tasks]
    assert len(set(pages)) == 9 and all(b"<h1>The title of it</h1>" in page for page in pages)
    assert [made for _, made, _ in make_pages(tasks, 1)] == [False] * 9
    assert [made for _, made, _ in make_pages(tasks, 1, force=True)] == [True] * 9
    assert [task.page.read_bytes() for task in tasks] == pages

    tasks[1].submission.notebooks["ps1"].comments["test_f"] = "Look again."
    write_notebook(tasks[2].executed, [cell("code", "x = 'other'")])
    tasks[3].page.write_text("a page of somebody else")
    tasks[4].page.unlink()
    tasks[5].submission.seconds = 99.0  # no page shows how long it took
    assert [made for _, made, _ in make_pages(tasks, 2)] == [False, True, True, True, True, False, False, False, False]


def test_a_notebook_taken_out_of_the_course_has_a_page_still(tmp_path):
    (task, *_) = tasks_of_nine(tmp_path)
    task.authored.unlink()
    task.executed.write_text(json.dumps({"no": "cells"}))
    assert list(make_pages([task], 1)) == [(task, True, "")]
    assert "There is no notebook that could be run." in task.page.read_text()


class Fatal:
    """Ends the process that unpickles it: in a pool, the one that is to make the page."""

    def __reduce__(self):
        return signal.raise_signal, (signal.SIGKILL,)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_is_ended_costs_the_page_that_it_was_at(tmp_path, jobs):
    tasks = tasks_of_nine(tmp_path)
    tasks[3].executed = Fatal()
    outcomes = list(make_pages(tasks, jobs))
    assert [task.page for task, _, _ in outcomes] == [task.page for task in tasks]
    assert [task.page.is_file() for task in tasks] == [number != 3 for number in range(9)]
    assert [why for _, _, why in outcomes if why] == ["the process that made it was ended"] and outcomes[3][2]


def test_a_page_that_cannot_be_made_is_said_with_its_student_and_notebook(tmp_path, monkeypatch, capsys):
    tasks = tasks_of_nine(tmp_path)
    tasks[4].executed.write_text(json.dumps({"cells": [{"cell_type": "code", "source": ["x"], "outputs": 3}]}))
    monkeypatch.setattr("autograder.commands.feedback.page_tasks", lambda *_: tasks)
    course = SimpleNamespace(path=lambda *_: tmp_path)
    assert write_pages(course, [], jobs=2) == (tmp_path, False)
    assert [task.page.is_file() for task in tasks] == [number != 4 for number in range(9)]
    told = capsys.readouterr().err
    assert "s4, ps1, ps1: the page could not be made: TypeError" in told
    assert "8 pages made, 0 unchanged, 1 could not be made" in told
