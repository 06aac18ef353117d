"""Find the known wrong answer that a student's function agrees with, by running the known ones on the same arguments.

The known answers are the author's own code and run in the referee; none of them may leave anything behind there.
"""

import contextlib
import io
import pickle
import warnings
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from autograder.answers import fresh_copy
from autograder.bounds import TookTooMuch, bounded
from autograder.comparing import same_numbers
from autograder.values import Figure

LIMIT_S = 2.0  # CPU seconds for one call of a known answer: they take milliseconds, but one of them may never end
SAME, ALIKE = 1e-5, 1e-3  # relative: at the call that failed; before it, where precision alone may tell two apart


@dataclass
class Suspicion:
    """What the checks of one exercise have learnt of one submission."""

    suspects: set = field(default_factory=set)  # misconceptions that explain what was wrong so far
    refuted: set = field(default_factory=set)  # those that did not explain what an earlier check saw


def name_misconception(misconceptions, exercise, answers, accepts, resembles, suspicion):
    """Return what is said of the one known wrong answer that explains what a check has seen, else ''.

    misconceptions : functions; each is run as it was defined, whatever earlier calls left in its defaults.
    answers : what the student's function gave: the wrong answer first, then the others of the same check. A known answer
        explains them if it gives the same for all of them. If several with different words do, none is named.
    accepts : says whether a value would have passed where the student's did not; None: none would.
    resembles : says whether the check would take a value for the student's; None: what same_numbers says is enough.
    suspicion : a Suspicion, which is brought up to date. Where one of the suspects explains this too, the others are not asked:
        they did not explain all of it; what an earlier check has refuted is not asked again.
    Of bools, a word or a figure nothing is told: too many wrong ways lead to each.
    """
    if not _can_be_compared(answers[0].value):
        return ""

    def explaining(candidates):
        return {known for known in candidates if _explains(known, exercise, answers, accepts, resembles)}

    found = explaining(suspicion.suspects.intersection(misconceptions))
    if found:
        suspicion.suspects &= found
    else:
        asked = [known for known in misconceptions if known not in suspicion.suspects | suspicion.refuted]
        found = explaining(asked)
        suspicion.suspects |= found
        suspicion.refuted |= set(asked) - found
    words = {" ".join(known.__doc__.split()) for known in found}
    return words.pop() if len(words) == 1 else ""


def _explains(known, exercise, answers, accepts, resembles):
    value = _call(known, exercise, answers[0].payload)
    if value is None or not same_numbers(value[0], answers[0].value, SAME):
        return False
    if (resembles and not resembles(value[0])) or (accepts and accepts(value[0])):
        return False
    return all(_agrees(known, exercise, answer) for answer in answers[1:])


def _can_be_compared(value):
    if isinstance(value, (list, dict)) and value:
        return any(map(_can_be_compared, value.values() if isinstance(value, dict) else value))
    return not (isinstance(value, (bool, str, Figure)) or getattr(value, "dtype", None) == bool)


def _agrees(known, exercise, answer):
    value = _call(known, exercise, answer.payload)
    return value is not None and same_numbers(value[0], answer.value, ALIKE)


@lru_cache(maxsize=2048)  # a check whose inputs are the same for all asks the same of every submission
def _call(known, exercise, payload):
    """Return (value,) of a known answer on pickled arguments; None if it fails on them or takes too long. Not to be changed."""
    arguments, keywords = pickle.loads(payload)
    sink = io.StringIO()  # some of them print instead of returning
    try:
        with bounded(LIMIT_S), warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(sink):
            warnings.simplefilter("ignore")  # what a wrong answer overflows is nobody's concern here
            return (fresh_copy(known, exercise)(*arguments, **keywords),)
    except (Exception, TookTooMuch):
        return None
