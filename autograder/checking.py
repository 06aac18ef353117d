"""What an author of checks imports.

A check is a function in `checks/<assignment>/test_<exercise>.py`, named after its promise:

    @check(weight=2, public=True)
    def adds_up_to_one(student, rng):
        '''the entries add up to 1'''
        answer = student(rng.normal(size=5))
        answer.requires(abs(answer.vector().sum() - 1) < 1e-5, "entries that add up to 1", hint="…")

pytest collects it and fills the fixtures: `student` calls the function in the submitted notebook,
`reference` is the function of the same name in `solutions/<assignment>.py`, `rng` is a
numpy Generator seeded per run, student and check. What an Answer method finds wrong, it
raises as CheckFailed; anything else that a check raises is a fault of the grader.
"""

import itertools
import pickle
import textwrap
from dataclasses import dataclass, field

import numpy as np

from autograder import outcomes
from autograder.advice import ENDLESS, advice_on, advice_on_parameters, where_none_comes_from
from autograder.comparing import as_numbers, describe_kind, fits, is_close, same_numbers
from autograder.describing import describe_call, describe_change, describe_nearness, describe_value, describe_worst, shorten
from autograder.figure_views import read_figure, view_of
from autograder.naming import SAME, Suspicion, name_misconception
from autograder.pickling import pickled
from autograder.pictures import compare_entries, compare_figures
from autograder.values import BadFrame, Figure


AHEAD = 8  # calls of Student.each that go to the worker at once
WIDTH = 72  # characters of a line of advice
MAX_PART = 5_000  # characters of one part of a message: what a student returns is in it


@dataclass(frozen=True)
class Check:
    """What `@check` notes about a check function."""

    weight: float
    public: bool


def check(weight=1.0, public=False):
    """Mark a function as a check.

    weight : its share of the exercise's points, relative to the exercise's other checks.
    public : whether a student may see the inputs in the feedback; of a hidden check only its promise is shown.
    """
    if callable(weight):
        raise ValueError(f"check {weight.__name__} is marked without parentheses: write @check()")
    if not weight > 0:
        raise ValueError(f"a check needs a weight above 0, not {weight}")

    def mark(function):
        if not function.__doc__:
            raise ValueError(f"check {function.__name__} needs a docstring: the promise that the student reads")
        function.autograder_check = Check(float(weight), public)
        function.__test__ = True  # how pytest knows a test that is not called test_…
        return function

    return mark


class CheckFailed(Exception):
    """A check that the submission did not pass, in the words that the student reads."""

    def __init__(
        self, called="", expected="", got="", where="", hint="", outcome=outcomes.FAILED, misconception="", picture=None
    ):  # fmt: skip
        """picture : a function of no arguments that returns what pictures.py describes; called if it will be shown."""
        self.called = called
        self.expected = expected
        self.got = got
        self.where = where
        self.hint = hint
        self.outcome = outcome
        self.misconception = misconception
        self.picture = picture
        super().__init__(self.render())

    def render(self, public=True):
        """Return the message: a line for each part that there is something to say about.

        public : False leaves out what tells the inputs of a hidden check.
        """
        facts = [("called", self.called), ("expected", self.expected), ("got", self.got), ("where", self.where)]
        advice = [("this is", textwrap.fill(self._named(), WIDTH)), ("try", textwrap.fill(self.hint, WIDTH))]
        parts = (facts if public else []) + advice
        return "\n".join(f"{label:<10}{_indent(text)}" for label, text in parts if text)

    def _named(self):
        return f"what you get when {self.misconception}" if self.misconception else ""


def _indent(text):
    return shorten(str(text), MAX_PART).replace("\n", "\n" + " " * 10)


@dataclass
class Memory:
    """What the checks of one exercise have learnt of one submission and tell each other."""

    replies: dict = field(default_factory=dict)  # of Student.once: (payload, watch) -> Reply
    suspicion: Suspicion = field(default_factory=Suspicion)


@dataclass
class Student:
    """The student's function of one exercise, called in the worker."""

    session: object  # has call(name, payload, watch, following) -> Reply
    exercise: str
    parameters: list[str]  # names, for the messages
    misconceptions: list = field(default_factory=list)  # those that lose this check
    answers: list = field(default_factory=list)  # of this check so far
    memory: Memory = field(default_factory=Memory)
    reference: object = None  # the reference answer, for a figure beside the student's

    def __call__(self, *arguments, watch=False, **keywords):
        """Call the student's function and return its Answer.

        Raises CheckFailed if no value came back.
        watch : also bring back the arguments as they are after the call, for Answer.leaves_arguments_alone.
        """
        payload = pickled((arguments, keywords))
        return self._judge(self.session.call(self.exercise, payload, watch), payload)

    def each(self, cases, watch=False):
        """Yield (case, Answer) for each case, in order, as single calls do. The worker goes from one call to the next.

        cases : one argument each, or a tuple of several. The first goes alone: most checks that fail do so there. When one has failed
        later, up to AHEAD - 1 calls that come after it have been made: for functions that are quick to call.
        """
        cases, size = iter(cases), 1
        while group := list(itertools.islice(cases, size)):
            size = AHEAD
            payloads = [pickled((case if isinstance(case, tuple) else (case,), {})) for case in group]
            for place, (case, payload) in enumerate(zip(group, payloads)):
                following = () if place else payloads[1:]
                yield case, self._judge(self.session.call(self.exercise, payload, watch, following), payload)

    def once(self, *arguments, watch=False):
        """Return the Answer as a call does, but call only if no check of the exercise has asked for just this before.

        For slow functions of which several checks judge the same result, such as plots.
        """
        payload = pickled((arguments, {}))
        replies = self.memory.replies
        if (payload, watch) not in replies:
            replies[payload, watch] = self.session.call(self.exercise, payload, watch)
        return self._judge(replies[payload, watch], payload)

    def raises(self, kind, *arguments, hint="", **keywords):
        """Call the student's function; raise CheckFailed unless it raises an exception of this kind.

        kind : an exception class, known by its name. That of a stub, an exercise that is not written yet, does not count.
        """
        payload = pickled((arguments, keywords))
        reply = self.session.call(self.exercise, payload, False)
        if reply.outcome != outcomes.PASSED and not reply.raised:
            self._judge(reply, payload)
        if kind.__name__ not in reply.raised:
            got = reply.problem or describe_value(reply.value)
            raise CheckFailed(self.describe(payload), f"{kind.__name__} raised", got, reply.where, hint)

    def _judge(self, reply, payload):
        if reply.outcome != outcomes.PASSED:
            raise CheckFailed(
                self.describe(payload), got=reply.problem, where=reply.where, hint=self._advice_on(reply), outcome=reply.outcome
            )  # fmt: skip
        answer = Answer(self, payload, reply.value, reply.arguments)
        self.answers.append(answer)
        return answer

    def _advice_on(self, reply):
        if reply.outcome == outcomes.TIMED_OUT:
            return ENDLESS
        if reply.outcome not in (outcomes.RAISED, outcomes.NOT_DEFINED):
            return ""
        # A function that is raised in below the call has a line of the notebook, the call itself has none.
        return (not reply.where and advice_on_parameters(reply.problem, self.exercise, self.parameters)) or advice_on(reply.problem)

    def describe(self, payload):
        """Return a call in words, from its pickled arguments; most calls are right and need none."""
        return describe_call(self.exercise, self.parameters, *pickle.loads(payload))


@dataclass
class Answer:
    """What the student's function returned, and what may be said of it."""

    student: Student
    payload: bytes  # the arguments, pickled: a fresh copy for whoever wants to call something else with them
    value: object
    arguments_after: list | None = None
    view: object = None  # of a figure, once it was read

    @property
    def called(self):
        return self.student.describe(self.payload)

    def fresh_arguments(self):
        """Return (arguments, keywords) as they were before the call."""
        return pickle.loads(self.payload)

    def fail(self, expected, hint="", got=None, where="", accepts=None, resembles=None, picture=None):
        """Raise CheckFailed for this answer.

        accepts : a function that says whether a value would have passed: a known wrong answer that would is not named.
        resembles : a function that says whether a value is as good as this one: a known wrong answer that is not is not named.
        picture : see CheckFailed.
        """
        got = describe_value(self.value) if got is None else got
        student = self.student
        answers = [self, *(answer for answer in student.answers if answer is not self)]
        known = name_misconception(
            student.misconceptions, student.exercise, answers, accepts, resembles, student.memory.suspicion
        )
        if picture is None and self.view is not None and student.reference is not None:
            picture = self._draw_beside_reference
        raise CheckFailed(self.called, expected, got, where, hint, misconception=known, picture=picture)

    def _draw_beside_reference(self):
        arguments, keywords = self.fresh_arguments()
        return compare_figures(view_of(self.student.reference(*arguments, **keywords)), self.view)

    def requires(self, holds, expected, hint="", got=None, picture=None):
        """Fail unless `holds`; `expected` says in words what should have been so."""
        if not holds:
            self.fail(expected, hint, got, picture=picture)

    def array(self, expected="numbers"):
        """Return the value as a real numeric array (bool, str, None, complex and ragged lists fail)."""
        array = as_numbers(self.value)
        if array is None:
            more = f" {where_none_comes_from()}" if self.value is None else ""
            self.fail(expected, f"return numbers: {describe_kind(self.value)} was returned.{more}")
        return array

    def vector(self, size=None):
        """Return the value as shape (n,); a column (n, 1) with the same numbers is accepted."""
        def fits_here(shape):
            return len(shape) in (1, 2) and shape[1:] in ((), (1,)) and size in (None, shape[0])

        array = self.array("a vector")
        if not fits_here(array.shape):
            wanted = "a vector" if size is None else f"a vector of shape ({size},)"
            self.fail(wanted, "look at the shape of what you return.", f"shape {array.shape}", accepts=_accepts_shape(fits_here))
        return array.reshape(-1)

    def scalar(self):
        """Return the value as a float; an array with one element is accepted."""
        array = self.array("a number")
        if array.size != 1:
            self.fail("a single number", "return one number.", f"shape {array.shape}", accepts=_accepts_shape(lambda shape: np.prod(shape) == 1))
        return float(array.reshape(()))

    def is_close_to(self, expected, rtol=1e-5, atol=0.0, hint="", exact_shape=False, picture=compare_entries):
        """Fail unless every entry is within atol + rtol·|expected| of `expected`.

        The shape follows from `expected`: a number accepts any array with one element, a vector accepts a
        column and a column a vector, a matrix only its own shape. exact_shape : accept nothing else.
        NaN equals NaN, an infinity only itself. picture(expected, got) : what a page may draw beside a lost check.
        """
        expected = np.asarray(expected, dtype=np.float64)
        array = self._shaped_like(expected, hint, exact_shape, picture)
        with np.errstate(all="ignore"):
            close = np.isclose(array, expected, rtol=rtol, atol=atol, equal_nan=True)
        if not close.all():
            where = "; ".join(filter(None, [describe_worst(array, expected, close), describe_nearness(array, expected)]))
            self.fail(
                describe_value(expected), hint, describe_value(array), where, _accepts(expected, rtol, atol),
                _accepts(array, max(rtol, SAME), atol), picture=lambda: picture(expected, array),
            )  # fmt: skip

    def _shaped_like(self, expected, hint, exact_shape, picture):
        array = self.array(describe_value(expected))
        def fits_here(shape):
            return shape == expected.shape or not exact_shape and fits(shape, expected.shape)

        if fits_here(array.shape):
            return array.reshape(expected.shape)
        got = f"shape {array.shape}, expected shape {expected.shape}"
        self.fail(describe_value(expected), hint, got, accepts=_accepts_shape(fits_here), picture=lambda: picture(expected, array))

    def pair(self, expected="two things", hint=""):
        """Return the two things of the value as two real arrays; a tuple, a list and an array of two rows are alike."""
        value = self.value
        is_pair = isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim > 0)
        self.requires(is_pair and len(value) == 2, expected, hint or "return two things, separated by a comma.")
        first, second = map(as_numbers, value)
        self.requires(first is not None and second is not None, expected, hint)
        return first, second

    def is_pair_close_to(self, expected, rtol=1e-5, atol=0.0, hint=""):
        """Fail unless the value is two things close to the two of `expected`: scalars or vectors, empty ones included.

        Each part may have the shapes that is_close_to allows.
        """
        wanted = tuple(np.asarray(part, dtype=np.float64) for part in expected)
        told = f"the pair {describe_value(wanted)}"
        found = self.pair(told, hint)
        if not all(is_close(part, of, rtol, atol) for part, of in zip(found, wanted)):
            resembles = _accepts_pair(found, max(rtol, SAME), atol)
            where = "; ".join(
                f"the {place} is {near}"
                for place, part, of in zip(("first", "second"), found, wanted)
                if not is_close(part, of, rtol, atol) and part.size == of.size and (near := describe_nearness(part.reshape(of.shape), of))
            )
            self.fail(told, hint, where=where, accepts=_accepts_pair(wanted, rtol, atol), resembles=resembles)

    def boolean(self):
        """Return the value as a bool; a boolean array with one element is accepted, 0 and 1 are not."""
        if isinstance(self.value, bool):
            return self.value
        if isinstance(self.value, np.ndarray) and self.value.dtype == bool and self.value.size == 1:
            return bool(self.value.reshape(()))
        self.fail("True or False", f"return a bool: {describe_kind(self.value)} was returned.")

    def is_bool(self, expected, hint=""):
        """Fail unless the value is the bool `expected`."""
        if self.boolean() != expected:
            self.fail(str(expected), hint)

    def is_text(self, expected, hint=""):
        """Fail unless the value is the string `expected`."""
        if not isinstance(self.value, str) or self.value != expected:
            self.fail(repr(expected), hint)

    def figure(self):
        """Return what the Figure that was returned holds, as a figure_views.FigureView."""
        if self.view is not None:
            return self.view
        expected = "a matplotlib Figure"
        if not isinstance(self.value, Figure):
            hint = "return the Figure, for example `return fig`."
            raise CheckFailed(self.called, expected, describe_value(self.value), hint=hint)
        try:
            self.view = read_figure(self.value.data)
        except BadFrame as error:
            raise CheckFailed(self.called, expected, f"a figure that cannot be read: {error}") from None
        return self.view

    def has_one_entry_for_the_line(self, f):
        """Fail if the figure draws y = f(x) over and over, with an entry of the legend each time."""
        label = self.figure().repeated_entry(f)
        hint = "how many lines does ax.plot draw, and of which shape are the x and y that it is given? A table is a line for each column."
        got = f"{self.figure().legend.count(label)} entries {label!r}"
        self.requires(not label, "one entry of the legend for a line", hint, got)

    def leaves_arguments_alone(self, hint="work on a copy: the caller still needs what was passed in."):
        """Fail if the call changed one of its arguments in place. Needs student(…, watch=True)."""
        if self.arguments_after is None:
            raise ValueError("leaves_arguments_alone needs student(…, watch=True)")
        before, _ = self.fresh_arguments()
        for name, old, new in zip(self.student.parameters, before, self.arguments_after):
            if new is not None and not same_numbers(old, new, exact_shape=True):  # None: functions, which do not come back
                in_words = isinstance(new, str) and not isinstance(old, str)  # a list of functions, or what is no data any more
                got = f"{name} is now: {new}" if in_words else f"{name} = {describe_value(new)} after the call"
                numbers = as_numbers(old), as_numbers(new)
                where = "" if any(array is None for array in numbers) else describe_change(*numbers)
                # The value itself is as good as any: it is no trace of a misconception.
                self.fail(f"{name} unchanged after the call", hint, got, where, accepts=lambda value: True)


def _accepts_shape(fits_here):
    """Return the function that says whether a value's numbers have a shape of which fits_here(shape) holds."""

    def accepts(value):
        array = as_numbers(value)
        return array is not None and bool(fits_here(array.shape))

    return accepts


def _accepts(expected, rtol, atol):
    """Return the function that says whether a value is close to `expected`."""

    def accepts(value):
        array = as_numbers(value)
        return array is not None and is_close(array, expected, rtol, atol)

    return accepts


def _accepts_pair(expected, rtol, atol):
    """Return the function that says whether a value is two things close to the two of `expected`."""

    def accepts(value):
        if not isinstance(value, (list, tuple, np.ndarray)) or len(value) != 2:
            return False
        return all(_accepts(wanted, rtol, atol)(part) for part, wanted in zip(value, expected))

    return accepts
