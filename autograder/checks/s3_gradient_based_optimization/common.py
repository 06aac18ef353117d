"""Functions to differentiate and minimise, shared by the checks of section 04.03.

Each is made of TensorFlow operations, works in the dtype of the tensor it gets, can be traced, and says in its
docstring what it computes: that is how a message calls it. A factory's function holds the numbers that define it, never
an answer: a quadratic holds A and b, not its minimum.
"""

import sys

import cloudpickle
import numpy as np
# By name, not as tf.…: cloudpickle walks through every module of a package that a function names, 1.5 ms each.
from tensorflow import (
    convert_to_tensor, cos, exp, expand_dims, matmul, ones_like, reduce_sum, sin, sqrt, stack, unstack,
)  # fmt: skip
from tensorflow import constant as to_constant
from tensorflow import square as squared
from tensorflow.linalg import matvec

from autograder.pictures import compare_paths

# The functions travel to a worker by value: it has no checks to import them from.
cloudpickle.register_pickle_by_value(sys.modules[__name__])


# ---- random numbers that define functions


def symmetric_matrix(rng, eigenvalues, decimals=None):
    """Return a symmetric matrix (n, n), float64, with the given eigenvalues and random eigenvectors.

    decimals : round the entries, so that a docstring can print them in full; moves an eigenvalue by at most
        n/2 units of the last decimal.
    """
    q, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))
    matrix = (q * np.asarray(eigenvalues, dtype=np.float64)) @ q.T
    matrix = (matrix + matrix.T) / 2
    return matrix if decimals is None else np.round(matrix, decimals)


def signed(rng, shape, low=0.5, high=2.0):
    """Return random numbers of both signs with low ≤ |number| ≤ high, rounded to two decimals: none is near 0."""
    return np.round(rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape), 2)


def random_quadratic(rng, eigenvalues):
    """Return (f, A, b): f(x) = ½xᵀAx − bᵀx, A with about these eigenvalues (see symmetric_matrix)."""
    matrix = symmetric_matrix(rng, eigenvalues, decimals=2)
    b = signed(rng, len(eigenvalues))
    return quadratic(matrix, b), matrix, b


# ---- ℝⁿ → ℝ


def quadratic(matrix, b=None, c=0.0):
    """Return f(x) = ½xᵀAx − bᵀx + c. Its gradient is Ax − b, its Hessian A, for a symmetric A (n, n)."""
    matrix = np.array(matrix, dtype=np.float64)
    b = np.zeros(len(matrix)) if b is None else np.array(b, dtype=np.float64)

    def f(x):
        row = expand_dims(_tensor(x), 0)
        value = reduce_sum(row * (_half_times(matrix, row) - to_constant(b, row.dtype)))
        return value + to_constant(c, row.dtype) if c else value

    return _named(f, f"½xᵀAx − bᵀx{f' + {c:g}' if c else ''}, A = {_listed(matrix)}, b = {_listed(b)}")


def quartic_bowl(matrix, b):
    """Return f(x) = ½xᵀAx − bᵀx + ¼Σxᵢ⁴: gradient Ax − b + x³, Hessian A + 3·diag(x²), convex for A ≥ 0."""
    matrix, b = np.array(matrix, dtype=np.float64), np.array(b, dtype=np.float64)

    def f(x):
        row = expand_dims(_tensor(x), 0)
        slopes = _half_times(matrix, row) - to_constant(b, row.dtype)
        return reduce_sum(row * slopes + squared(squared(row) * to_constant(0.5, row.dtype)))

    return _named(f, f"½xᵀAx − bᵀx + ¼Σxᵢ⁴, A = {_listed(matrix)}, b = {_listed(b)}")


def rosenbrock(a=100.0):
    """Return f(x) = Σ a·(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)² for any n ≥ 2; its minimum is (1, …, 1).

    In float32 keep a small (say 3): at a = 100 the terms of the Hessian cancel.
    """

    def f(x):
        x = _tensor(x)
        head, tail = x[:-1], x[1:]
        return reduce_sum(a * squared(tail - squared(head)) + squared(1.0 - head))

    return _named(f, f"Σ {a:g}(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²")


def chapter_polynomial(x):
    """x₀³ − 2x₀x₁ − x₁⁶"""
    u, v = _entries(x)
    return u * u * u - 2 * u * v - squared(v * v * v)


def waves(x):
    """x₀² + x₁² + x₀ sin x₁ + x₁ sin x₀"""
    u, v = _entries(x)
    return squared(u) + squared(v) + u * sin(v) + v * sin(u)


def waves_at_y_1(x):
    """x² + y² + x sin y + y sin x with y = 1"""
    x = _tensor(x)
    y = to_constant(1.0, x.dtype)
    return squared(x) + squared(y) + x * sin(y) + y * sin(x)


def ellipse(x):
    """x₀² + 5x₁²"""
    u, v = _entries(x)
    return squared(u) + 5 * squared(v)


def saddle(x):
    """x₀² − x₁²"""
    u, v = _entries(x)
    return squared(u) - squared(v)


def mixed_cubic(x):
    """x₀³ + x₀x₁²"""
    u, v = _entries(x)
    return u * (squared(u) + squared(v))


def hyperbolas(x):
    """Σ√(1 + xᵢ²)"""
    # Newton's step takes xᵢ to −xᵢ³: beyond 1 it leads away from the minimum, though f is convex.
    return reduce_sum(sqrt(1 + squared(_tensor(x))))


def ripples(x):
    """Σ sin(12xᵢ)"""
    # Difference quotients over steps of a hundredth are off by a thousandth, which smooth functions do not show.
    return reduce_sum(sin(12 * _tensor(x)))


def linear(c):
    """Return f(x) = cᵀx: gradient c, Hessian 0."""
    c = np.array(c, dtype=np.float64)

    def f(x):
        x = _tensor(x)
        return reduce_sum(to_constant(c, x.dtype) * x)

    return _named(f, f"cᵀx, c = {_listed(c)}")


def first_entry_only(x):
    """x₀³ + x₀², which leaves the other entries of x out"""
    first = _tensor(x)[0]
    return squared(first) * (first + 1)  # of two powers: with one alone, wrong formulas give right numbers


def constant(x):
    """3, whatever x is"""
    x = _tensor(x)
    return to_constant(3.0, x.dtype)


# ---- ℝ → ℝ, entry by entry


def square(x):
    """x²"""
    x = _tensor(x)
    return x * x


def cube(x):
    """x³"""
    x = _tensor(x)
    return x * x * x


def small_cube(x):
    """0.00002x³"""
    return 2e-5 * cube(x)


def minus_fourth_power(x):
    """−x⁴"""
    x = _tensor(x)
    return -squared(x * x)


def line(slope, intercept):
    """Return f(x) = ax + b, entry by entry."""

    def f(x):
        x = _tensor(x)
        return slope * x + intercept

    return _named(f, f"{slope:g}x + {intercept:g}")


def level(x):
    """3 at each entry, whatever x is"""
    x = _tensor(x)
    return 3 * ones_like(x)


def wavy_cubic(amplitude, frequency, cubic):
    """Return f(x) = a·sin(kx) + c·x³, entry by entry: f' = ak·cos(kx) + 3cx², f'' = −ak²·sin(kx) + 6cx."""
    # NumPy numbers would bring a dtype of their own.
    amplitude, frequency, cubic = float(amplitude), float(frequency), float(cubic)

    def f(x):
        x = _tensor(x)
        return amplitude * sin(frequency * x) + cubic * x * x * x

    return _named(f, f"{amplitude:g}·sin({frequency:g}x) + {cubic:g}x³")


# ---- two scalars → ℝ, of one precision: TensorFlow does not mix them


def plane(x, y):
    """2x − y"""
    x, y = _two(x, y)
    return 2 * x - y


def waves_of_two(x, y):
    """x² + y² + x sin y + y sin x"""
    x, y = _two(x, y)
    return squared(x) + squared(y) + x * sin(y) + y * sin(x)


def ripples_of_two(x, y):
    """y sin(12x)"""
    # As for ripples: difference quotients over steps of a hundredth are off by a thousandth.
    x, y = _two(x, y)
    return y * sin(12 * x)


def x_only(x, y):
    """x³, which leaves y out"""
    x, y = _two(x, y)
    return x * x * x


def y_only(x, y):
    """y³, which leaves x out"""
    x, y = _two(x, y)
    return y * y * y


def neither(x, y):
    """3, whatever x and y are"""
    x, _ = _two(x, y)
    return to_constant(3.0, x.dtype)


def lopsided(a, b):
    """Return f(x, y) = a·x²y + b·eʸ: its two partial derivatives have nothing in common."""
    # NumPy numbers would bring a dtype of their own.
    a, b = float(a), float(b)

    def f(x, y):
        x, y = _two(x, y)
        return a * x * x * y + b * exp(y)

    return _named(f, f"{a:g}x²y + {b:g}eʸ")


def _two(x, y):
    """Return x and y as tensors, each in its own precision; only what has none yet takes on that of the other."""
    x = _tensor(x, getattr(y, "dtype", None))
    return x, _tensor(y, x.dtype)


# ---- ℝᵐ → ℝⁿ


def squares(x):
    """x², entry by entry"""
    x = _tensor(x)
    return x * x


def polar(x):
    """(x₀ cos x₁, x₀ sin x₁)"""
    u, v = _entries(x)
    return stack([u * cos(v), u * sin(v)])


def affine_map(matrix, b):
    """Return f(x) = Mx + b, M of shape (n, m): its Jacobian is M everywhere."""
    matrix, b = np.array(matrix, dtype=np.float64), np.array(b, dtype=np.float64)

    def f(x):
        x = _tensor(x)
        return matvec(to_constant(matrix, x.dtype), x) + to_constant(b, x.dtype)

    return _named(f, f"Mx + b, M = {_listed(matrix)}, b = {_listed(b)}")


def sine_map(matrix):
    """Return f(x) = M sin(5x), M of shape (n, m): its Jacobian is 5M·diag(cos 5x)."""
    # Difference quotients over steps of a hundredth are off by 4e-4 of it.
    matrix = np.array(matrix, dtype=np.float64)

    def f(x):
        x = _tensor(x)
        return matvec(to_constant(matrix, x.dtype), sin(5 * x))

    return _named(f, f"M sin(5x), M = {_listed(matrix)}")


def two_of_three(x):
    """(x₀², 3), which leaves the other entries of x out"""
    x = _tensor(x)
    return stack([squared(x[0]), to_constant(3.0, x.dtype)])


def constant_map(x):
    """(3, 4), whatever x is"""
    x = _tensor(x)
    return to_constant([3.0, 4.0], x.dtype)


# ---- helpers


def _tensor(x, hint=None):
    """Return x as a tensor. Lists are refused: an f as it is written down, x**2 say, has no use for one.

    hint : the dtype of what is no tensor yet, if it can be that.
    """
    if isinstance(x, (list, tuple)):
        raise TypeError(f"f takes a tensor and was given a {type(x).__name__}")
    return convert_to_tensor(x, dtype_hint=hint)


def _half_times(matrix, row):
    """Return ½xᵀA, shape (1, n), for xᵀ, shape (1, n), and a symmetric A.

    A Hessian of this takes TensorFlow four fifths of the time of one of matvec; dividing by 2 afterwards would add ten operations.
    """
    return matmul(row, to_constant(matrix / 2, row.dtype))


def _entries(x):
    """Return x₀ and x₁ of a vector of two entries: taken apart at once, since x[0] costs TensorFlow ten times a product."""
    return unstack(_tensor(x), 2)


def over(f):
    """Return the picture of a path beside the right one over contours of f, for Answer.is_close_to."""
    return lambda expected, got: compare_paths(f, expected, got)


def _named(function, text):
    function.__doc__ = text
    return function


def _listed(array):
    """Return an array as nested lists, up to nine numbers; beyond that its shape."""
    if array.size > 9:
        return f"a matrix of shape {array.shape}" if array.ndim > 1 else f"a vector of {array.size}"
    return str(np.vectorize(lambda number: float(f"{number:.7g}"), otypes=[float])(array).tolist())


TILTED = quadratic([[2.0, 1.0], [1.0, 3.0]], [1.0, 2.0])  # its minimum is (0.2, 0.6), its Hessian not diagonal
HARDLY_CURVED = quadratic([[2e-5, 0.0], [0.0, 3e-5]])  # small numbers, which do not cancel: float32 is fine
