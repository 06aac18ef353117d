"""The pictures that a release draws by itself: made in one run of the release, and kept for all submissions."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from autograder.conversation import Died
from autograder.files import write_atomically
from autograder.imports import without_imports
from autograder.influence import can_be_read, leaves_a_trace, uninfluenced_cells
from autograder.limits import Limits
from autograder.notebooks import read_own
from autograder.session import NotebookRun
from autograder.side_files import assignment_files, folder_with


@dataclass
class Drawing:
    """A run of a notebook as it was released, for the pictures that need not be drawn again in each submission."""

    released: str
    files: dict
    limits: dict

    def as_request(self):
        """Return what a referee is sent."""
        return {"drawing": asdict(self)}


def missing_drawings(course, assignment):
    """Return [((assignment, notebook), Drawing)] of the releases that draw, as it seems, what is not known yet."""
    files, limits = assignment_files(course, assignment.name, assignment.authored), course.limits().as_data()
    return [
        ((assignment, name), Drawing(str(assignment.released / f"{name}.ipynb"), files, limits))
        for name in assignment.notebooks()
        if not assignment.pictures(name).exists() and name not in assignment.refused and assignment.plots(name)
    ]


def draw_in_submissions(assignment):
    """Whether submissions to an assignment draw, as it seems, what is not known from a run of its release."""
    return any(
        cell.cell_type == "code" and "plot" in without_imports(cell.source) and cell.source not in read_pictures(known)
        for name in assignment.notebooks()
        for known in [assignment.known_pictures(name)]
        for cell in read_own(assignment.released / f"{name}.ipynb").cells
    )


def longest_first(drawings):
    """Sort what missing_drawings has returned, so that no referee waits for the others at the end."""
    return sorted(drawings, key=lambda drawing: -drawing[0][0].plots(drawing[0][1]))


def draw_pictures(engine, drawings):
    """Have the referees of an engine make the pictures, and keep them; return [(assignment, notebook, why there are none)]."""
    replies = engine.run(longest_first(drawings))
    return [(*key, why) for key, reply in replies if (why := keep_pictures(*key, reply))]


def draw(zygote, drawing):
    """Run the release itself; return (pictures, why it broke off, or "").

    pictures : {source: outputs} of the cells that draw, need no answer and leave no other trace; none if it broke off.
    """
    cells = read_own(drawing.released).cells
    if not can_be_read(cells):
        return {}, ""
    times = Counter(cell.source for cell in cells if cell.cell_type == "code")
    plain = [index for index in sorted(uninfluenced_cells(cells, cells)) if times[cells[index].source] == 1]
    states = {}  # position -> what there is when the cells before it have run
    with folder_with(drawing.files) as folder:
        run = NotebookRun(zygote, cells, folder, Limits(**drawing.limits))
        try:
            for position in sorted({*plain, *(index + 1 for index in plain)}):
                run.run_until(position)
                states[position] = run.state()
        except Died as death:
            return {}, str(death)
        finally:
            run.close()
    if run.warnings():
        return {}, "; ".join(run.warnings())
    pictures = {
        cells[index].source: run.outputs[index]
        for index in plain
        if _is_picture(run.outputs.get(index, []))
        and not leaves_a_trace(cells[index].source, states[index], states[index + 1])
    }
    return pictures, ""


def _is_picture(outputs):
    kinds = {output.output_type for output in outputs}
    return "error" not in kinds and any("image/png" in output.get("data", {}) for output in outputs)


def keep_pictures(assignment, notebook, reply):
    """Keep what a referee has replied to a Drawing; return why there are no pictures, or "".

    A release that breaks off would do it again: that it has none is kept, too, and its submissions are run in full.
    """
    if "pictures" not in reply:
        return (reply.get("full") or reply["error"]).strip().rpartition("\n")[2]
    write_atomically(assignment.pictures(notebook), json.dumps(reply["pictures"]))
    return reply["broke"] and f"as released it does not run to its end ({reply['broke']})"


@lru_cache(maxsize=64)
def read_pictures(path):
    """Return the pictures that draw() returned, from the file that they were written to; {} where there is none."""
    return json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
