"""`python -m tests.operations`: whether TensorFlow gives the same, bit for bit, where each operation runs directly."""

import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context

from autograder.replies import NOISE
from autograder.warming import run_operations_directly

UNARY = (
    "exp log log1p expm1 sqrt square abs negative sign sin tanh sigmoid softplus erf cumsum reduce_sum reduce_mean reduce_max "
    "reduce_prod reduce_std reduce_logsumexp argmax l2_normalize is_finite"
)
BINARY = "add subtract multiply divide pow maximum floormod less squared_difference xlogy"
MATRIX = "inv det cholesky eigh eigvalsh svd qr pinv expm trace lu"
ERRORS = {
    "shapes": lambda: tf.matmul(tf.ones((2, 3)), tf.ones((2, 3))),
    "broadcast": lambda: tf.ones(3) + tf.ones(4),
    "dtypes": lambda: tf.constant(1.0) + tf.constant(1.0, tf.float64),
    "singular": lambda: tf.linalg.solve(tf.zeros((2, 2)), tf.ones((2, 1))),
    "reshape": lambda: tf.reshape(tf.ones(5), [2, 2]),
    "index": lambda: tf.gather([1, 2], 5),
    "not finite": lambda: tf.debugging.check_numerics([1.0, np.nan], "bad"),
}


def second_order(x):
    """Return gradient and Hessian of a function of a vector."""
    x = tf.Variable(x)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.reduce_sum(x**3 * tf.sin(x)) + tf.reduce_logsumexp(x)
        gradient = inner.gradient(y, x)
    return gradient, outer.jacobian(gradient, x)


def descend(x):
    """Return where three steps of an optimizer lead."""
    x, optimizer = tf.Variable(x), tf.keras.optimizers.Adam(0.1)
    for _ in range(3):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(x * x)
        optimizer.apply_gradients([(tape.gradient(loss, x), x)])
    return x.numpy()


def compute():
    """Return ({what was computed: its bytes}, {what is refused: the error's text})."""
    found, chance = {}, np.random.default_rng(4)
    for dtype in (np.float32, np.float64):
        a, b = (tf.constant(chance.normal(size=(40, 40)).astype(dtype)) for _ in range(2))
        spd = tf.matmul(a, a, transpose_a=True) + tf.eye(40, dtype=dtype)
        calls = {name: lambda name=name: getattr(tf.math, name)(a) for name in UNARY.split()}
        calls |= {name: lambda name=name: getattr(tf.math, name)(a, b) for name in BINARY.split()}
        calls |= {name: lambda name=name: getattr(tf.linalg, name)(spd) for name in MATRIX.split()}
        calls |= {
            "softmax": lambda: tf.nn.softmax(a),
            "log_softmax": lambda: tf.nn.log_softmax(a),
            "matmul": lambda: a @ b,
            "matvec": lambda: tf.linalg.matvec(a, b[0]),
            "einsum": lambda: tf.einsum("ij,kj->ik", a, b),
            "solve": lambda: tf.linalg.solve(a, b),
            "lstsq": lambda: tf.linalg.lstsq(a, b, fast=False),
            "slice": lambda: a[1:3, ::-1],
            "where": lambda: tf.where(a > 0, a, b),
            "sort": lambda: tf.sort(a),
            "scan": lambda: tf.scan(lambda x, y: x + y, a),
            "loop": lambda: tf.while_loop(lambda x: x[0] < 9, lambda x: (2 * x + 9,), [a[0]]),
            "function": lambda: tf.function(lambda x: tf.nn.softmax(2 * x))(a),
            "own function": lambda: tf.numpy_function(np.cbrt, [a], a.dtype),
            "second order": lambda: second_order(a[0]),
            "descend": lambda: descend(a[0]),
        }
        for name, call in calls.items():
            found[name, dtype] = [np.asarray(part).tobytes() for part in tf.nest.flatten(call())]
    tf.random.set_seed(3)
    for turn in range(2):
        found["random", turn] = [tf.random.normal([5]).numpy().tobytes(), tf.random.uniform([5], seed=4).numpy().tobytes()]
        found["shuffle", turn] = tf.random.shuffle(tf.range(20)).numpy().tobytes()
    raised = {}
    for name, call in ERRORS.items():
        try:
            call()
        except Exception as error:
            raised[name] = f"{type(error).__name__}: {error}"
    return found, raised


def without_noise(raised):
    """Return the errors as a student reads them."""
    return {name: NOISE.sub("", error) for name, error in raised.items()}


def main():
    """Compute twice, in a context with TensorFlow's own setting and in one with ours."""
    wrapped, wrapped_errors = compute()
    run_operations_directly()
    context._reset_context()
    direct, direct_errors = compute()
    different = [key for key in wrapped if wrapped[key] != direct[key]]
    assert len(wrapped) > 100 and not different, different
    assert len(direct_errors) == len(ERRORS), direct_errors
    assert "function_node" in wrapped_errors["shapes"] and not any("function_node" in error for error in direct_errors.values())
    assert without_noise(wrapped_errors) == without_noise(direct_errors)


if __name__ == "__main__":
    main()
