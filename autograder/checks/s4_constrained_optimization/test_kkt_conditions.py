"""Checks of `kkt_conditions(f, equalities, inequalities, x, lambdas, alphas, tolerance=1e-4)`.

A `Case` is a random problem with a point and multipliers that meet all four conditions exactly; `near_misses` varies
it so that one condition fails and the others hold. Points, gradients and multipliers are small multiples of 1/2 and
deviations are powers of two: float32 computes all of it without rounding, and nothing comes nearer to a tolerance
than a factor of three.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import tensorflow as tf

from autograder.checking import check
from autograder.checks.s4_constrained_optimization.common import (
    quadratic,
    quadratic_at,
    section_problem,
    steep_at,
)

# 2⁻¹⁵ is below a third of 1e-4, length and sum of 16 are above 1e-4. 2⁻¹¹ is five times as much, but 2⁻¹⁵ on average of 16.
ALL_SMALL, ONE_LARGE, ALL_ONE = [2.0**-15] * 16, [0.0] * 7 + [2.0**-11] + [0.0] * 8, [1.0] * 16
HINTS = {
    "stationarity": "how large is the largest entry, without its sign, of the gradient of the whole Lagrangian?",
    "primal_feasibility": "what does is_feasible say of x, with this tolerance? The multipliers play no part in it.",
    "dual_feasibility": "which multipliers have, each by itself, a sign to keep, and which sign? x plays no part in it.",
    "complementary_slackness": "look at each product αⱼhⱼ(x) by itself: how far is it from 0?",
}
as_list = np.ndarray.tolist


@dataclass(frozen=True)
class Case:
    """A point x, multipliers, and what the constraints are there; f is such that L has the gradient `tilt` at x."""

    x: np.ndarray  # (n,)
    g: np.ndarray  # values of the equalities at x, (2,)
    g_gradients: np.ndarray  # (2, n)
    lambdas: np.ndarray
    h: np.ndarray  # values of the inequalities at x, (4,)
    h_gradients: np.ndarray  # (4, n)
    alphas: np.ndarray
    tilt: np.ndarray

    def arguments(self, kinds=(np.array, as_list, as_list)):
        """Return the arguments of kkt_conditions; kinds : what to make x, λ and α of."""
        pull = self.lambdas @ self.g_gradients + self.alphas @ self.h_gradients
        f = quadratic_at(self.x, 0.0, self.tilt - pull, 1.0)
        equalities = [quadratic_at(self.x, *g, -1.0) for g in zip(self.g, self.g_gradients)]
        inequalities = [quadratic_at(self.x, *h, 0.5) for h in zip(self.h, self.h_gradients)]
        numbers = (kind(part) for kind, part in zip(kinds, (self.x, self.lambdas, self.alphas)))
        return f, equalities, inequalities, *numbers

    def changed(self, part, index, value):
        """Return the case with one entry of one of its vectors replaced."""
        vector = np.array(getattr(self, part))
        vector[index] = value
        return replace(self, **{part: vector})


def draw_case(rng):
    """Return a case in which all four conditions hold.

    λ has both signs. In random order, two inequalities are tight with α > 0, one is tight with α = 0 (so that the
    two factors of a product may both be 0), and one is loose with α = 0.
    """
    n = int(rng.integers(2, 5))
    x = rng.choice([-1.5, -1.0, -0.5, 0.5, 1.0, 1.5], n)
    lambdas = rng.permutation([-rng.integers(1, 5) / 2, rng.integers(1, 5) / 2])
    order = rng.permutation(4)
    alphas = np.array([*rng.choice([0.5, 1.0, 1.5, 2.0], 2, replace=False), 0.0, 0.0])[order]
    h = np.array([0.0, 0.0, 0.0, -rng.integers(2, 7) / 2])[order]
    while True:  # until neither part of ∇L is small, nor their sum: a part left out, or with another sign, shows
        g_gradients, h_gradients = rng.integers(-3, 4, (2, n)), rng.integers(-3, 4, (4, n))
        of_g, of_h = lambdas @ g_gradients, alphas @ h_gradients
        if min(np.abs(part).max() for part in (of_g, of_h, of_g + of_h)) >= 1:
            return Case(x, np.zeros(2), g_gradients, lambdas, h, h_gradients, alphas, np.zeros(n))


def case_of(rng, *kinds, equalities=1):
    """Return such a case of one equality, with λ < 0, or of two, and of inequalities of these kinds.

    Each function, and each call, costs a student milliseconds: half a second for both, where a graph is traced in every call.

    "pushing" are the two that are tight with α > 0, "idle" is tight with α = 0, "loose" is loose.
    """
    case = draw_case(rng)
    where = {"pushing": case.alphas > 0, "idle": (case.alphas == 0) & (case.h == 0), "loose": case.h < 0}
    h = np.concatenate([np.flatnonzero(where[kind]) for kind in kinds])
    g = np.argsort(case.lambdas)[:equalities]
    return replace(
        case, g=case.g[g], g_gradients=case.g_gradients[g], lambdas=case.lambdas[g],
        h=case.h[h], h_gradients=case.h_gradients[h], alphas=case.alphas[h],
    )  # fmt: skip


def draw_wide_case(n):
    """Return a case of n entries in which all four conditions hold, with an equality that pulls and a loose inequality."""
    ones, pulls = np.ones(1), np.ones((1, n))
    return Case(np.full(n, 0.5), 0 * ones, pulls, ones, -ones, pulls, 0 * ones, np.zeros(n))


def flat_case(g=(0.0,), h=(0.0,), alphas=(0.0,)):
    """Return a case of one entry with constraints of these values, whatever x is, and with these α; every λ is 0."""
    g, h, alphas = (np.array(part, dtype=float) for part in (g, h, alphas))
    flat_g, flat_h = np.zeros((len(g), 1)), np.zeros((len(h), 1))
    return Case(np.array([0.5]), g, flat_g, 0 * g, h, flat_h, alphas, np.zeros(1))


def _tight(case):
    """Return the indices of the inequalities with α > 0, the smaller α first: with its sign changed, Σα is positive still."""
    return sorted(np.flatnonzero(case.alphas), key=case.alphas.__getitem__)


def near_misses(case, condition):
    """Return cases in which this condition alone fails."""
    tight, loose = _tight(case), np.flatnonzero(case.h)
    if condition == "stationarity":
        return [case.changed("tilt", -1, -0.25), case.changed("tilt", [0, 1], [0.25, -0.25])]
    if condition == "primal_feasibility":
        equalities = [case.changed("g", 0, 0.25), case.changed("g", 1, -0.25), case.changed("g", [0, 1], [0.25, -0.25])]
        return [*equalities, *(case.changed("h", j, 0.25) for j in np.flatnonzero(case.alphas == 0))]
    if condition == "dual_feasibility":  # an inactive constraint's multiplier has a sign to keep, too
        return [*(case.changed("alphas", j, -case.alphas[j]) for j in tight), case.changed("alphas", loose, -1.0)]
    return [case.changed("h", tight[0], -0.25), case.changed("alphas", loose, 0.5)]


def spoiled(case, conditions):
    """Return the case with all of these conditions failing at once, and the others holding."""
    tight = _tight(case)[0]
    changes = {
        "stationarity": ("tilt", 0, -0.25),
        "primal_feasibility": ("g", 0, 0.25),
        "dual_feasibility": ("alphas", tight, -case.alphas[tight]),
        "complementary_slackness": ("h", tight, -0.25),
    }
    for condition in conditions:
        case = case.changed(*changes[condition])
    return case


def tells(answer, expected):
    """Fail unless the answer is a dict with the bools `expected`; what else it may hold is not looked at."""
    found = answer.value
    answer.requires(isinstance(found, dict), "a dict of four bools", "return {'stationarity': …, …}.")
    for condition, wanted in expected.items():
        answer.requires(condition in found, f"the key {condition!r} in the dict", "compare the spelling of your keys.")
        value = found[condition]
        if isinstance(value, np.ndarray) and value.dtype == bool and value.size == 1:
            value = bool(value.reshape(()))
        answer.requires(isinstance(value, bool), f"True or False for {condition!r}", "make it a bool.")
        answer.requires(value == wanted, f"{condition!r}: {wanted}", HINTS[condition])


def all_but(*failing):
    """Return the dict of four bools in which these conditions fail."""
    return {condition: condition not in failing for condition in HINTS}


def judges(student, case, condition):
    """Check the value under one key: where all conditions hold, where it alone fails, where all the others do."""
    tells(student(*case.arguments()), {condition: True})
    for miss in near_misses(case, condition):
        tells(student(*miss.arguments()), {condition: False})
    tells(student(*spoiled(case, [other for other in HINTS if other != condition]).arguments()), {condition: True})


@check(weight=1, public=True)
@pytest.mark.parametrize(
    ("sign", "x", "lam", "alpha", "failing"),
    [
        (1, (1.26089, 2.00463), 0.65915, 4.83759, ()),  # the optimum and its multipliers
        (1, (1.3, 2.197), 0.0, 0.0, ("stationarity",)),  # feasible, but not the lowest point
        (1, (2.0, 1.0), 0.0, 0.0, ("primal_feasibility",)),  # the lowest point, but not feasible
        (-1, (1.26089, 2.00463), -0.65915, -4.83759, ("dual_feasibility",)),  # as if −f were to be minimised
        (1, (1.3, 2.197), 0.62993, 5.55807, ("complementary_slackness",)),  # a multiplier for an inactive constraint
    ],
)
def tells_the_four_apart_on_the_sections_problem(student, sign, x, lam, alpha, failing):
    """says of the section's problem which one condition fails, or none"""
    f, equalities, inequalities = section_problem()
    objective = f if sign > 0 else negated(f)
    answer = student(objective, equalities, inequalities, np.array(x), [lam], [alpha, 0.0, 0.0, 0.0, 0.0], 0.01)
    tells(answer, all_but(*failing))


def negated(f):
    def minus_f(x):
        """2x₀x₁ + 2x₀ − x₀² − 2x₁²"""
        return -f(x)

    return minus_f


@check(weight=2)
def judges_stationarity(student, rng):
    """'stationarity' is True where the gradient of the Lagrangian is zero, and only there"""
    judges(student, case_of(rng, "pushing"), "stationarity")
    # Among 16 entries length and mean are far from the largest one: 4 times 2⁻¹⁵ is above 1e-4, 2⁻¹² / 4 below.
    case = draw_wide_case(16)
    all_small, one_large = replace(case, tilt=np.full(16, 2.0**-15)), case.changed("tilt", 7, 2.0**-12)
    tells(student(*all_small.arguments(), 1e-4), {"stationarity": True})
    tells(student(*one_large.arguments(), 1e-4), {"stationarity": False})
    # 1024 pulls against 1024, and against 1024 + 2⁻⁹: 19 times the tolerance, however small a share of them.
    strong = replace(draw_wide_case(1), lambdas=np.array([1024.0]))
    tells(student(*strong.arguments()), {"stationarity": True})
    tells(student(*strong.changed("tilt", 0, 2.0**-9).arguments()), {"stationarity": False})
    x = np.array([128.0, -0.5])  # the same beside a large f(x) and a long x: neither is what the gradient is compared with
    f, met, loose = (quadratic_at(x, value, slope, 1.0) for value, slope in ((1024.0, [2.0**-9, 0.0]), (0.0, 1.0), (-1.0, 1.0)))
    tells(student(f, [met], [loose], x, [0.0], [0.0]), {"stationarity": False})
    tells(student(steep_at(x), [met], [loose], x, [0.0], [0.0]), {"stationarity": True})


@check(weight=2, public=True)
def judges_primal_feasibility(student, rng):
    """'primal_feasibility' is True where x meets every constraint, and only there"""
    judges(student, case_of(rng, "pushing", "idle", "loose", equalities=2), "primal_feasibility")
    case = case_of(rng, "pushing")  # a multiplier does not make a constraint tight
    tells(student(*case.changed("h", 0, 0.25).arguments()), {"primal_feasibility": False})
    all_small = flat_case(ALL_SMALL, ALL_SMALL, np.zeros(16))
    tells(student(*all_small.arguments()), {"primal_feasibility": True})
    tells(student(*flat_case(ONE_LARGE).arguments()), {"primal_feasibility": False})


@check(weight=2, public=True)
def judges_dual_feasibility(student, rng):
    """'dual_feasibility' is True where no α is below 0, as far as the tolerance tells, and only there"""
    judges(student, case_of(rng, "pushing", "loose"), "dual_feasibility")
    all_small = flat_case(h=np.zeros(16), alphas=np.negative(ALL_SMALL))
    tells(student(*all_small.arguments()), {"dual_feasibility": True})


@check(weight=2)
def judges_complementary_slackness(student, rng):
    """'complementary_slackness' is True where every product αⱼhⱼ(x) is zero, and only there"""
    judges(student, case_of(rng, "pushing", "idle", "loose"), "complementary_slackness")
    case = case_of(rng, "pushing")
    cancelling = case.alphas[::-1] * [0.25, -0.25]  # αⱼhⱼ and its opposite
    tells(student(*case.changed("h", [0, 1], cancelling).arguments()), {"complementary_slackness": False})
    # The sign of a product and the size of a single factor are not asked for. 2⁻¹⁶ is a sixth of 1e-4, 2⁻⁸ 39 times as much.
    for alpha, value, holds in [
        (1.0, 0.25, False),
        (-1.0, -1.0, False),
        (2.0**-8, -(2.0**-8), True),
        (2.0**-15, -128.0, False),
        (128.0, -(2.0**-15), False),
    ]:
        variant = case.changed("alphas", 0, alpha).changed("h", 0, value)
        tells(student(*variant.arguments()), {"complementary_slackness": holds})
    for sizes, holds in [(ALL_SMALL, True), (ONE_LARGE, False)]:
        case = flat_case(h=np.negative(sizes), alphas=ALL_ONE)
        tells(student(*case.arguments()), {"complementary_slackness": holds})


@check(weight=1)
@pytest.mark.parametrize(("options", "allowed", "refused"), [((), 2.0**-17, 2.0**-9), ((2.0**-4,), 2.0**-8, 1.0)])
def goes_by_the_tolerance(student, rng, options, allowed, refused):
    """allows each condition what the tolerance allows, 1e-4 where none is given, and nothing more"""
    case = case_of(rng, "pushing", "idle").changed("alphas", 0, 1.0)

    def off_by(deviation, above=0.0):
        """Return the case with this deviation from each condition, and h₂ too large by `above`."""
        case_so_far = case.changed("h", 2, above)
        for part, index, sign in (("tilt", 0, 1), ("g", 0, -1), ("alphas", 2, -1), ("h", 0, -1)):
            case_so_far = case_so_far.changed(part, index, sign * deviation)
        return case_so_far.arguments()

    tells(student(*off_by(allowed, allowed), *options), all_but())
    tells(student(*off_by(refused), *options), all_but(*HINTS))
    tells(student(*off_by(0.0, refused), *options), all_but("primal_feasibility"))


@check(weight=0.5, public=True)
def takes_empty_lists(student, rng):
    """a list of constraints may be empty, and so may both"""
    case = draw_case(rng)
    f = quadratic_at(case.x, 0.0, 0.0, 1.0)
    g, h = draw_pair(case, 0.0), draw_pair(case, -1.0)
    tells(student(f, [], [], case.x, [], []), all_but())
    tells(student(f, [], [], case.x + 1.0, [], []), all_but("stationarity"))
    tells(student(f, g, [], case.x, [0.0, 0.0], []), all_but())
    tells(student(f, g, [], case.x, [1.0, 1.0], []), all_but("stationarity"))
    tells(student(f, [], h, case.x, [], [0.0, 0.0]), all_but())
    tells(student(f, [], g, case.x, [], [-1.0, 0.0]), all_but("stationarity", "dual_feasibility"))


def draw_pair(case, value):
    """Return two functions that are `value` at the case's point, with the gradients 1 and 2 in every direction."""
    return [quadratic_at(case.x, value, gradient, 1.0) for gradient in (1.0, 2.0)]


@check(weight=0.5)
def takes_an_f_without_x(student):
    """a constant f has the gradient 0, a linear f its slope"""

    def constant(x):
        """3, whatever x is"""
        return tf.constant(3.0, x.dtype)

    x, plane = np.array([0.5, -1.0]), quadratic((0, 0), (2, 1))  # the plane goes through x
    tells(student(constant, [], [], x, [], []), all_but())
    tells(student(constant, [plane], [], x, [0.0], []), all_but())
    tells(student(constant, [plane], [], x, [1.0], []), all_but("stationarity"))
    tells(student(plane, [plane], [], x, [-1.0], []), all_but())


def tensor32(numbers):
    return tf.constant(numbers, tf.float32)


def variable32(numbers):
    return tf.Variable(numbers, dtype=tf.float32)


@check(weight=0.5, public=True)
def accepts_every_kind_of_argument(student, rng):
    """x and the multipliers may be lists, arrays or tensors, each in its own precision"""
    case = case_of(rng, "pushing")
    tilted = case.changed("tilt", 0, 0.5)
    for variant, failing, kinds in [
        (case, (), (as_list, as_list, as_list)),
        (tilted, ("stationarity",), (as_list, np.array, tf.constant)),
        (case, (), (np.float32, np.array, np.float32)),
        (case, (), (np.array, np.float32, tensor32)),
        (tilted, ("stationarity",), (tf.constant, tensor32, np.array)),
        (case, (), (tensor32, tf.constant, tf.constant)),
        (tilted, ("stationarity",), (tf.Variable, as_list, tensor32)),
        (case, (), (variable32, np.array, tf.constant)),
    ]:
        tells(student(*variant.arguments(kinds)), all_but(*failing))


@check(weight=0.5)
def leaves_its_arguments_alone(student, rng):
    """is right twice, and changes none of its arguments"""
    case = case_of(rng, "pushing", "loose")
    spoilt = spoiled(case, ["dual_feasibility"])
    for variant, of_x, failing in [(case, np.array, ()), (spoilt, tf.Variable, ("dual_feasibility",)), (case, np.array, ())]:
        answer = student(*variant.arguments((of_x, np.array, np.array)), watch=True)
        tells(answer, all_but(*failing))
        answer.leaves_arguments_alone()
