"""Pairs of submissions that are alike beyond what the release, the model answer and the known answers explain.

What many have is no sign of anything: a fingerprint weighs log2(students / students that have it), and nothing if more than a
few have it. A short exercise has too few fingerprints to stand out at all. What is found is a place to look, not a finding.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from math import log2

from autograder.files import is_closed
from autograder.fingerprints import aliases_in, code_tokens, grams, text_tokens, winnow
from autograder.notebooks import UnreadableNotebook, read_raw_notebook

OTHER = "other cells"  # code outside the exercises' cells
STUBS = "# YOUR CODE HERE\nraise NotImplementedError()\nYOUR ANSWER HERE"
MIN_SHARED = 20  # fingerprints: about 45 tokens or words, five lines; people who work alone share up to 18
MIN_BITS = 50.0  # of weight
MAX_SHARE = 0.05  # of the class may have a fingerprint that still counts …
MAX_FEW = 4  # … or so many, in a small class


@dataclass
class Work:
    """One student's answer to one exercise."""

    student: str
    source: str
    prints: dict  # fingerprint -> lines, without those that are explained


@dataclass
class Likeness:
    """What two students' answers to one exercise have in common."""

    exercise: str
    works: tuple
    shared: float  # weight of what they share
    own: float  # weight of the shorter one
    count: int  # of shared fingerprints that weigh anything
    weights: dict = field(repr=False)  # of the class's fingerprints

    @property
    def part(self):
        """Return the share of the shorter answer that both have, by weight."""
        return self.shared / self.own if self.own else 0.0

    def lines(self, side):
        """Return the numbers of the lines of one side, 0 or 1, that hold what both have and few others."""
        mine, other = self.works[side].prints, self.works[1 - side].prints
        common = [f for f in mine if f in other and f in self.weights]
        return {line for f in common for line in range(mine[f][0], mine[f][1] + 1)}


@dataclass
class Pair:
    """Two students alike in one assignment."""

    assignment: str
    students: tuple
    likenesses: list = field(default_factory=list)

    @property
    def shared(self):
        return sum(likeness.shared for likeness in self.likenesses)

    @property
    def part(self):
        own = sum(likeness.own for likeness in self.likenesses)
        return self.shared / own if own else 0.0


def find_pairs(course, assignment, threshold):
    """Return (Pairs of one assignment, the most alike first; [sentences on what could not be read])."""
    authored, problems = _authored_cells(course, assignment), []
    explained = _explained(course, assignment, authored)
    works = defaultdict(list)  # exercise -> Works
    submissions = course.submissions([assignment])
    for submission in submissions:
        if is_closed(submission.folder):
            problems.append(f"{submission.student}, {submission.assignment}: the folder cannot be read")
        answers = _answers(submission, authored, problems)
        aliases = aliases_in("\n".join(source for source, is_code in answers.values() if is_code))
        for exercise, (source, is_code) in answers.items():
            prints = {p: lines for p, lines in _prints(source, is_code, aliases).items() if p not in explained}
            works[exercise].append(Work(submission.student, source, prints))
    return telling_pairs(assignment, works, len(submissions), threshold), problems


def telling_pairs(assignment, works, students, threshold):
    """Return the Pairs that stand out, the most alike first.

    works : {exercise: Works}. students : how many are in the class.
    """
    pairs = {}
    for exercise, of_class in works.items():
        for both, likeness in compare(exercise, of_class, students):
            pairs.setdefault(both, Pair(assignment, both)).likenesses.append(likeness)
    found = [told for pair in pairs.values() if (told := _telling(pair, threshold))]
    return sorted(found, key=lambda pair: (-pair.shared, pair.students))


def compare(exercise, works, students):
    """Yield ((student, student), Likeness) for the pairs that share anything rare in one exercise.

    works : a Work of each student who has one. students : how many are in the class.
    """
    having = defaultdict(list)
    for index, work in enumerate(works):
        for fingerprint in work.prints:
            having[fingerprint].append(index)
    few = max(MAX_FEW, int(MAX_SHARE * students))
    weights = {f: log2(students / len(who)) for f, who in having.items() if len(who) <= few}
    own = [sum(weights.get(f, 0.0) for f in work.prints) for work in works]
    shared, counts = Counter(), Counter()
    for fingerprint in weights:
        for pair in combinations(having[fingerprint], 2):
            shared[pair] += weights[fingerprint]
            counts[pair] += 1
    for (a, b), weight in shared.items():
        both = works[a], works[b]
        yield (both[0].student, both[1].student), Likeness(exercise, both, weight, min(own[a], own[b]), counts[a, b], weights)


def _telling(pair, threshold):
    """Return the Pair with the exercises that stand out, or all of them if only together they do; None if neither."""
    alike = [found for found in pair.likenesses if found.part >= threshold]
    strong = [found for found in alike if found.count >= MIN_SHARED and found.shared >= MIN_BITS]
    if not strong:
        count, shared = sum(found.count for found in alike), sum(found.shared for found in alike)
        strong = alike if count >= 2 * MIN_SHARED and shared >= 2 * MIN_BITS else []
    return Pair(pair.assignment, pair.students, strong) if strong else None


@lru_cache(maxsize=100_000)
def _prints(source, is_code, aliases=()):
    return winnow(code_tokens(source, aliases) if is_code else text_tokens(source))


def _authored_cells(course, assignment):
    """Return {grade_id: (source, is code)} of the cells that students fill in, and of the others by "": all that is released."""
    cells = {}
    for path in sorted(course.path("source", ".", assignment).glob("*.ipynb")):
        for grade_id, mark, source, is_code in _cells(path):
            key = grade_id if mark.get("solution") else f"\0{len(cells)}"
            cells[key] = source, is_code
    return cells


def _explained(course, assignment, authored):
    """Return the hashes of all that students were given, or that is known to be found by many: model and known answers."""
    sources = [*authored.values(), (STUBS, True), (STUBS, False)]
    if checks_dir := course.checks_dir(assignment):
        sources += [(path.read_text(encoding="utf-8"), True) for path in sorted(checks_dir.glob("answers_*.py"))]
    return {value for source, is_code in sources for value in grams(code_tokens(source) if is_code else text_tokens(source))}


def _answers(submission, authored, problems):
    """Return {exercise: (source, is code)} of a submission; code in cells of the student's own under OTHER.

    An exercise that is there more than once, doubled or in two notebooks, is all of its cells.
    """
    answers = defaultdict(list)
    for path in submission.notebooks():
        try:
            cells = _cells(path)
        except UnreadableNotebook as error:
            problems.append(f"{submission.student}, {submission.assignment}: {path.name}: {error}")
            continue
        for grade_id, _, source, is_code in cells:
            if grade_id in authored:
                answers[grade_id].append(source)
            elif grade_id is None and is_code:
                answers[OTHER].append(source)
    return {name: ("\n\n".join(sources), name == OTHER or authored[name][1]) for name, sources in answers.items()}


def _cells(path):
    """Return [(grade_id or None, nbgrader's metadata, source, is code)] of a notebook's file, whatever is in it."""
    found = []
    for cell in read_raw_notebook(path)["cells"]:
        if not isinstance(cell, dict):
            continue
        metadata, source = cell.get("metadata"), cell.get("source", "")
        mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        mark = mark if isinstance(mark, dict) else {}
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        grade_id = mark.get("grade_id") if isinstance(mark.get("grade_id"), str) else None
        found.append((grade_id, mark, source if isinstance(source, str) else "", cell.get("cell_type") == "code"))
    return found
