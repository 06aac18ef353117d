"""What a referee is sent of a submission, and what comes back."""

from dataclasses import asdict, dataclass, field

from autograder.outcomes import CellResult


@dataclass
class Task:
    """One notebook of one submission. Paths are strings: a task travels as plain data."""

    student: str
    assignment: str
    notebook: str
    submitted: str  # the submitted notebook; may be missing
    released: str  # the notebook as students got it
    complete: str  # the released notebook with its hidden tests
    output: str  # where the executed notebook goes; "" for nowhere
    seed: str
    checks_dir: str = ""  # "" for an assignment without pytest checks
    files: dict = field(default_factory=dict)  # what else lies beside the notebook: relative path -> file
    only: list = field(default_factory=list)  # exercises to judge; all, if empty
    checks_only: bool = False  # which checks are lost, and no more: not what test cells show a student, nor what is told of a lost check
    to_the_end: bool = True  # run also the cells after the last one that is judged
    executed: str = ""  # with `only`: the notebook of the earlier run, whose other cells stay as they are
    limits: dict = field(default_factory=dict)
    isolation: str = ""
    refused: str = ""  # why the notebook cannot be run here; "" if it can
    steps: str = ""  # nbgrader's preprocessors that do their work here (nbgrader_rules.pack_steps)
    root: str = ""  # the course's folder
    db_url: str = ""
    warnings: list = field(default_factory=list)  # what was odd about the submission before it was opened
    pictures: str = ""  # file with the outputs of the release's own pictures; "" or no file: every cell is run

    def as_request(self):
        """Return what a referee is sent."""
        return {"task": asdict(self)}


@dataclass
class Graded:
    """What came of a task."""

    results: list  # CellResult
    warnings: list = field(default_factory=list)
    no_response: list = field(default_factory=list)  # grade_ids of answers left as they were released
    seconds: float = 0.0
    spent: dict = field(default_factory=dict)  # stage -> [wall-clock seconds, CPU seconds] (stages.STAGES)

    def as_data(self):
        """Return it as plain data."""
        return {**vars(self), "results": [result.as_data() for result in self.results]}

    @classmethod
    def from_data(cls, data):
        """Return the Graded that `as_data` made `data` of."""
        return cls(**{**data, "results": [CellResult.from_data(result) for result in data["results"]]})
