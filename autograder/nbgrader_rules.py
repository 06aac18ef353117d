"""nbgrader's own rules where they decide a mark: what an executed cell is worth, the course's preprocessors, late penalties.

The rules are nbgrader 0.9.6's. Where they are known to be wrong, another rule stands here and in docs/any_course.md.
"""

import base64
import math
import re
import sys
import threading
from functools import cached_property, lru_cache

import cloudpickle
from nbgrader.utils import determine_grade
from traitlets.config import Config

from autograder.course import CourseError

SCALAR = re.compile(r"(?:np|numpy)\.\w+\((.*)\)")  # how NumPy 2 writes a scalar: np.float64(2.5)


def score_outputs(cell):
    """Return (score, remark) of an executed, graded code cell that is no answer.

    nbgrader's rule: an error or a word on standard error is 0, the value of the last expression is the score, anything else is
    full marks. score : None where that value is no number of points from 0 to the maximum; the remark then says so.
    """
    for output in cell.outputs:
        if output.output_type == "error" or output.output_type == "stream" and output.name == "stderr":
            break
        if output.output_type == "execute_result":
            return read_credit(output.data.get("text/plain", ""), float(cell.metadata["nbgrader"]["points"]))
    return float(determine_grade(cell)[0]), ""


def read_credit(text, max_points):
    """Return (points, "") of the text of a partial credit, or (None, why) for one that cannot be a score."""
    text = text.strip()
    if scalar := SCALAR.fullmatch(text):
        text = scalar.group(1)
    try:
        points = float(text)
    except ValueError:
        points = math.nan
    if 0 <= points <= max_points:
        return points, ""
    return None, f"ends in {text[:40]}, which is no number of points from 0 to {max_points:g}: a person is to decide"


def pack_steps(config, root):
    """Return, as text, the preprocessors of `c.Autograde` that are enabled, without those whose work is done here.

    root : the course's folder, where a preprocessor of its own may lie. What is packed may come from a file that is no
    importable module. Raises CourseError for a preprocessor that cannot be imported or made.
    """
    from nbgrader.preprocessors import LimitOutput

    before, after = _own_steps(config, root)
    limits = None
    if after == [LimitOutput]:
        limit = LimitOutput(config=config)
        limits = limit.max_lines, limit.max_traceback
    parts = dict(config), *(cloudpickle.dumps(steps) if steps else b"" for steps in (before, after)), limits
    return base64.b64encode(cloudpickle.dumps(parts)).decode()


def _own_steps(config, root):
    """Return (classes before execution, classes after it)."""
    from nbclient import NotebookClient
    from nbgrader import preprocessors as known
    from nbgrader.converters import Autograde
    from traitlets.utils.importstring import import_item

    _look_into(root)
    converter = Autograde(config=config)
    ours = {known.ClearOutput, known.DeduplicateIds, known.OverwriteKernelspec, known.OverwriteCells,
            known.CheckCellMetadata, known.SaveAutoGrades, known.AssignLatePenalties}  # fmt: skip
    try:
        sanitizing, executing = (
            [import_item(step) if isinstance(step, str) else step for step in steps]
            for steps in (converter.sanitize_preprocessors, converter.autograde_preprocessors)
        )
        place = executing.index(known.Execute) if known.Execute in executing else len(executing)
        before, after = [*sanitizing, *executing[:place]], executing[place + 1 :]
        own = tuple([step for step in steps if step not in ours and _is_enabled(step, config)] for steps in (before, after))
    except Exception as error:  # whatever an import or a setting may raise
        raise CourseError(f"nbgrader_config.py: a preprocessor of c.Autograde: {type(error).__name__}: {error}") from None
    for step in [*own[0], *own[1]]:
        _refuse_a_kind_of(step, [NotebookClient, *ours])
    return own


def _refuse_a_kind_of(step, kinds):
    """Raise CourseError for a preprocessor that would do a part of the grader's own work: run students' code, which is not shut in then."""
    for kind in kinds:
        if isinstance(step, type) and issubclass(step, kind):
            raise CourseError(
                f"nbgrader_config.py: c.Autograde has the preprocessor {step.__name__}, a kind of {kind.__name__}: what that does is "
                "done by the grader itself, in its own way; take it out"
            )


def _is_enabled(step, config):
    """Whether a preprocessor does anything. One that is called in a way of its own may."""
    from nbconvert.preprocessors import Preprocessor

    return getattr(step, "__call__", None) is not Preprocessor.__call__ or step(config=config).enabled


def _look_into(root):
    if root and root not in sys.path:
        sys.path.append(root)


@lru_cache(maxsize=8)
def load_steps(packed, root):
    """Return the Steps that pack_steps has packed for the course in `root`."""
    return Steps(packed, root)


class Steps:
    """The preprocessors of `c.Autograde` other than those whose work is done here, as the course has configured them.

    Importing nbgrader's takes half a second: a step is imported when it is needed, or by begin_imports while something is waited
    for. LimitOutput, which every course has, is not needed for a notebook that writes no more than it lets pass.
    """

    def __init__(self, packed, root):
        _look_into(root)
        config, self._before, self._after, self._limits = cloudpickle.loads(base64.b64decode(packed))
        self.config = Config(config)

    def begin_imports(self):
        """Import what comes after the execution in a thread of its own, where nbgrader's preprocessors are not there yet."""
        if self._after and self._limits is None and "nbgrader.preprocessors" not in sys.modules:
            threading.Thread(target=cloudpickle.loads, args=[self._after], daemon=True).start()

    def prepare(self, notebook, resources):
        """Return a restored notebook as it is to be executed."""
        return self._run(self.before, notebook, resources)

    def finish(self, notebook, resources):
        """Return an executed notebook as it is to be scored."""
        if self._limits is not None and _writes_little(notebook, *self._limits):
            return notebook
        return self._run(self.after, notebook, resources)

    @cached_property
    def before(self):
        """The steps before the execution."""
        return self._load(self._before)

    @cached_property
    def after(self):
        """The steps after it."""
        return self._load(self._after)

    def _load(self, packed):
        return [step(config=self.config) for step in cloudpickle.loads(packed)] if packed else []

    @staticmethod
    def _run(steps, notebook, resources):
        for step in steps:
            try:
                notebook, resources = step(notebook, resources)
            except Exception as error:
                error.add_note(f"This is of the course's own preprocessor {type(step).__name__}, which nbgrader_config.py names.")
                raise
        return notebook


def _writes_little(notebook, max_lines, max_traceback):
    """Whether LimitOutput leaves every cell as it is. max_lines : of a cell's streams; max_traceback : lines; -1 : any number."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = sum(output.text.count("\n") + 1 for output in cell.outputs if output.output_type == "stream")
            traceback = max((len(output.traceback) for output in cell.outputs if output.output_type == "error"), default=0)
            if max_lines != -1 and lines > max_lines or max_traceback != -1 and traceback > max_traceback:
                return False
    return True


def sets_late_penalties(config):
    """Whether a course's configuration says anything of late penalties: nbgrader's plugin gives none unless it is told to."""
    return any({"plugin_class", "penalty_method"} & section.keys() for section in config.values() if hasattr(section, "keys"))


class LatePenalties:
    """The course's LateSubmissionPlugin, asked as AssignLatePenalties asks it."""

    def __init__(self, config):
        from nbgrader.converters import Autograde
        from nbgrader.preprocessors import AssignLatePenalties

        wanted = Autograde(config=config).autograde_preprocessors
        used = any(step is AssignLatePenalties or str(step).endswith(".AssignLatePenalties") for step in wanted)
        self.assigner = AssignLatePenalties(config=config) if used else None
        if self.assigner and self.assigner.enabled:
            self.assigner.init_plugin()
        else:
            self.assigner = None

    def assign(self, submission, notebook):
        """Set the penalty of a submitted notebook whose marks are saved; None where it is not late."""
        if self.assigner is None:
            return
        notebook.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            penalty = self.assigner.plugin_inst.late_submission_penalty(
                submission.student.id, notebook.score, submission.total_seconds_late
            )
            if penalty is not None:
                notebook.late_submission_penalty = self.assigner._check_late_penalty(notebook, penalty)
