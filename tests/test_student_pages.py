"""Pages of many submissions: in parallel what they are one by one, made again only where something changed."""

import json

from autograder.pages.student_pages import PageTask, make_pages
from tests.pages import cell, lost, passed, result, submission, write_notebook


def tasks_of_nine(folder):
    source = write_notebook(folder / "source.ipynb", [cell("markdown", "# The title `of` it")])
    tasks = []
    for number in range(9):
        marked = submission(f"s{number}", result(f"s{number}", "f", 2.0, [passed(), lost(message=f"got       {number}")]))
        executed = write_notebook(folder / "executed" / f"{number}.ipynb", [cell("code", f"x = {number}")])
        tasks.append(PageTask(marked, "ps1", executed, source, folder / "pages" / f"{number}.html"))
    return tasks


def test_in_parallel_as_one_by_one_and_only_what_changed(tmp_path):
    tasks = tasks_of_nine(tmp_path)
    assert [made for _, made in make_pages(tasks, 2)] == [True] * 9
    pages = [task.page.read_bytes() for task in tasks]
    assert len(set(pages)) == 9 and all(b"<h1>The title of it</h1>" in page for page in pages)
    assert [made for _, made in make_pages(tasks, 1)] == [False] * 9
    assert [made for _, made in make_pages(tasks, 1, force=True)] == [True] * 9
    assert [task.page.read_bytes() for task in tasks] == pages

    tasks[1].submission.notebooks["ps1"].comments["test_f"] = "Look again."
    write_notebook(tasks[2].executed, [cell("code", "x = 'other'")])
    tasks[3].page.write_text("a page of somebody else")
    tasks[4].page.unlink()
    tasks[5].submission.seconds = 99.0  # no page shows how long it took
    assert [made for _, made in make_pages(tasks, 2)] == [False, True, True, True, True, False, False, False, False]


def test_a_notebook_taken_out_of_the_course_has_a_page_still(tmp_path):
    (task, *_) = tasks_of_nine(tmp_path)
    task.authored.unlink()
    task.executed.write_text(json.dumps({"no": "cells"}))
    assert list(make_pages([task], 1)) == [(task, True)]
    assert "There is no notebook that could be run." in task.page.read_text()
