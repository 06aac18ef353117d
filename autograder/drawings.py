"""The pictures that a release draws by itself: made in one run of the release, and kept for all submissions."""

import json

from autograder.files import write_atomically
from autograder.grading import Drawing
from autograder.side_files import assignment_files


def missing_drawings(course, assignment):
    """Return [((assignment, notebook), Drawing)] of the releases that draw, as it seems, what is not known yet."""
    files, limits = assignment_files(course, assignment.name, assignment.authored), course.limits().as_data()
    return [
        ((assignment, name), Drawing(str(assignment.released / f"{name}.ipynb"), files, limits))
        for name in assignment.notebooks()
        if not assignment.pictures(name).exists() and name not in assignment.refused and assignment.plots(name)
    ]


def draw_pictures(engine, drawings):
    """Have the referees of an engine make the pictures, and keep them."""
    for (assignment, name), reply in engine.run(drawings):
        keep_pictures(assignment, name, reply)


def keep_pictures(assignment, notebook, reply):
    """Keep what a referee has replied to a Drawing; nothing, if the release broke off: its submissions are run in full."""
    if reply.get("pictures") is not None:
        write_atomically(assignment.pictures(notebook), json.dumps(reply["pictures"]))
