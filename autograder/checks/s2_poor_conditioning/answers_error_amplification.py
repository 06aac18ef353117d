"""Known answers to `error_amplification`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

EVERYTHING = (
    "agrees_on_the_system_of_the_section",
    "agrees_on_random_systems",
    "depends_on_the_directions",
    "takes_b_and_delta_b_as_vectors",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
ALL_BUT_SECTION = EVERYTHING[1:]


@misconception(*EVERYTHING)
def absolute_errors(A, b, delta_b):
    """‖Δx‖ is divided by ‖Δb‖ as they are, not relative to ‖x‖ and ‖b‖."""
    A, delta_b = np.array(A, dtype=np.float64), np.array(delta_b, dtype=np.float64)
    return np.linalg.norm(np.linalg.solve(A, delta_b)) / np.linalg.norm(delta_b)


@misconception(*EVERYTHING)
def error_of_x_alone(A, b, delta_b):
    """the relative error of x is not divided by the relative error of b."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    return np.linalg.norm(np.linalg.solve(A, delta_b)) / np.linalg.norm(np.linalg.solve(A, b))


@misconception(*EVERYTHING)
def upside_down(A, b, delta_b):
    """the relative error of b is divided by that of x."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    x, delta_x = np.linalg.solve(A, b), np.linalg.solve(A, delta_b)
    norm = np.linalg.norm
    return (norm(delta_b) / norm(b)) / (norm(delta_x) / norm(x))


@misconception(*EVERYTHING)
def frobenius_condition_number(A, b, delta_b):
    """the condition number of A is returned: that bounds the amplification from above, whatever b and delta_b are."""
    A = np.array(A, dtype=np.float64)
    return np.linalg.norm(A) * np.linalg.norm(np.linalg.inv(A))


@misconception(*EVERYTHING)
def two_norm_condition_number(A, b, delta_b):
    """the condition number of A is returned: that bounds the amplification from above, whatever b and delta_b are."""
    return np.linalg.cond(np.array(A, dtype=np.float64))


@misconception(*EVERYTHING)
def delta_b_for_the_new_b(A, b, delta_b):
    """delta_b is taken for the new b, so that Δx is A⁻¹ delta_b − x."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    x = np.linalg.solve(A, b)
    delta_x = np.linalg.solve(A, delta_b) - x
    norm = np.linalg.norm
    return (norm(delta_x) / norm(x)) / (norm(delta_b - b) / norm(b))


@misconception(*EVERYTHING)
def new_x_for_its_change(A, b, delta_b):
    """x + Δx is taken for Δx: x is not subtracted."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    x, new_x = np.linalg.solve(A, b), np.linalg.solve(A, b + delta_b)
    norm = np.linalg.norm
    return (norm(new_x) / norm(x)) / (norm(delta_b) / norm(b))


@misconception(*EVERYTHING)
def relative_to_the_new_x(A, b, delta_b):
    """‖Δx‖ is divided by ‖x + Δx‖, not by ‖x‖."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    x, new_x = np.linalg.solve(A, b), np.linalg.solve(A, b + delta_b)
    norm = np.linalg.norm
    return (norm(new_x - x) / norm(new_x)) / (norm(delta_b) / norm(b))


@misconception(*ALL_BUT_SECTION)
def relative_to_the_new_b(A, b, delta_b):
    """‖Δb‖ is divided by ‖b + Δb‖, not by ‖b‖."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    norm = np.linalg.norm
    relative_error = norm(np.linalg.solve(A, delta_b)) / norm(np.linalg.solve(A, b))
    return relative_error / (norm(delta_b) / norm(b + delta_b))


@misconception(*EVERYTHING)
def difference_of_norms(A, b, delta_b):
    """norms are subtracted, ‖x + Δx‖ − ‖x‖, where the norm of the difference is meant."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    x, new_x = np.linalg.solve(A, b), np.linalg.solve(A, b + delta_b)
    norm = np.linalg.norm
    return (abs(norm(new_x) - norm(x)) / norm(x)) / (norm(delta_b) / norm(b))


@misconception(*EVERYTHING)
def largest_entries(A, b, delta_b):
    """vectors are measured by their largest entry, not by the Euclidean norm."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    x, delta_x = np.linalg.solve(A, b), np.linalg.solve(A, delta_b)
    return (abs(delta_x).max() / abs(x).max()) / (abs(delta_b).max() / abs(b).max())


@misconception(*EVERYTHING)
def sums_of_entries(A, b, delta_b):
    """vectors are measured by the sum of their absolute entries, not by the Euclidean norm."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    x, delta_x = np.linalg.solve(A, b), np.linalg.solve(A, delta_b)
    return (abs(delta_x).sum() / abs(x).sum()) / (abs(delta_b).sum() / abs(b).sum())


@misconception(*EVERYTHING)
def root_forgotten(A, b, delta_b):
    """squares are added up and no root is taken."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    x, delta_x = np.linalg.solve(A, b), np.linalg.solve(A, delta_b)
    return ((delta_x**2).sum() / (x**2).sum()) / ((delta_b**2).sum() / (b**2).sum())


@misconception(*EVERYTHING)
def multiplied_by_A(A, b, delta_b):
    """x and Δx are A b and A Δb: A is not inverted."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    norm = np.linalg.norm
    return (norm(A @ delta_b) / norm(A @ b)) / (norm(delta_b) / norm(b))


@misconception(*EVERYTHING)
def transposed(A, b, delta_b):
    """the system of the transposed A is solved."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    norm = np.linalg.norm
    return (norm(np.linalg.solve(A.T, delta_b)) / norm(np.linalg.solve(A.T, b))) / (norm(delta_b) / norm(b))


@misconception(*ALL_BUT_SECTION)
def typed_in(A, b, delta_b):
    """the section's number is returned whatever the arguments are."""
    return 1235.5317


@misconception(*ALL_BUT_SECTION)
def section_error_for_every_delta_b(A, b, delta_b):
    """0.01 is added to the first entry of b, and delta_b is not looked at."""
    A, b = np.array(A, dtype=np.float64), np.array(b, dtype=np.float64)
    delta_b = np.zeros_like(b)
    delta_b[0] = 0.01
    norm = np.linalg.norm
    return (norm(np.linalg.solve(A, delta_b)) / norm(np.linalg.solve(A, b))) / (norm(delta_b) / norm(b))


@misconception("takes_b_and_delta_b_as_vectors")
def columns_only(A, b, delta_b):
    """b and delta_b have to be columns already."""
    A, b, delta_b = (tf.constant(np.asarray(argument, dtype=np.float64)) for argument in (A, b, delta_b))
    x = tf.linalg.solve(A, b)
    delta_x = tf.linalg.solve(A, b + delta_b) - x
    return (tf.norm(delta_x) / tf.norm(x)) / (tf.norm(delta_b) / tf.norm(b))


@misconception("agrees_on_the_system_of_the_section", "agrees_on_random_systems", "depends_on_the_directions",
               "accepts_every_kind_of_argument", "leaves_its_arguments_alone")  # fmt: skip
def vectors_only(A, b, delta_b):
    """b and delta_b have to be vectors already."""
    A, b, delta_b = (tf.constant(np.asarray(argument, dtype=np.float64)) for argument in (A, b, delta_b))
    inverse = tf.linalg.inv(A)
    x, delta_x = tf.linalg.matvec(inverse, b), tf.linalg.matvec(inverse, delta_b)
    return (tf.norm(delta_x) / tf.norm(x)) / (tf.norm(delta_b) / tf.norm(b))


@misconception("accepts_every_kind_of_argument")
def precisions_mixed(A, b, delta_b):
    """every argument keeps the precision that it comes in, which TensorFlow does not mix."""
    b, delta_b = tf.reshape(b, (-1, 1)), tf.reshape(delta_b, (-1, 1))
    x = tf.linalg.solve(A, b)
    delta_x = tf.linalg.solve(A, b + delta_b) - x
    return (tf.norm(delta_x) / tf.norm(x)) / (tf.norm(delta_b) / tf.norm(b))


@misconception("leaves_its_arguments_alone")
def added_in_place(A, b, delta_b):
    """b += delta_b puts the disturbed right-hand side into the caller's b."""
    A, b, delta_b = np.asarray(A), np.asarray(b), np.asarray(delta_b)
    if not b.flags.writeable or b.dtype != delta_b.dtype:  # a tensor's numbers
        b = b.astype(np.float64)
    x, size = np.linalg.solve(A, b), np.linalg.norm(b)
    b += delta_b
    delta_x = np.linalg.solve(A, b) - x
    return (np.linalg.norm(delta_x) / np.linalg.norm(x)) / (np.linalg.norm(delta_b) / size)


@right_answer
def tensorflow_difference_in_float32(A, b, delta_b):
    """As the definition is written, the new solution minus the old one, in float32."""
    A, b, delta_b = (tf.constant(np.asarray(argument, dtype=np.float32)) for argument in (A, b, delta_b))
    b, delta_b = tf.reshape(b, (-1, 1)), tf.reshape(delta_b, (-1, 1))
    x = tf.linalg.inv(A) @ b
    delta_x = tf.linalg.inv(A) @ (b + delta_b) - x
    return (tf.norm(delta_x) / tf.norm(x)) / (tf.norm(delta_b) / tf.norm(b))


@right_answer
def numpy_difference_in_float32(A, b, delta_b):
    """The same by LAPACK in float32; a Python float."""
    A, b, delta_b = (np.array(argument, dtype=np.float32) for argument in (A, b, delta_b))
    x = np.linalg.solve(A, b)
    delta_x = np.linalg.solve(A, b + delta_b) - x
    norm = np.linalg.norm
    return float((norm(delta_x) / norm(x)) / (norm(delta_b) / norm(b)))


@right_answer
def both_columns_at_once(A, b, delta_b):
    """One system with two right-hand sides, Δx = A⁻¹ Δb; norms along the columns."""
    A = tf.cast(tf.convert_to_tensor(A), tf.float64)
    b, delta_b = tf.cast(tf.convert_to_tensor(b), tf.float64), tf.cast(tf.convert_to_tensor(delta_b), tf.float64)
    sides = tf.concat([tf.reshape(b, (-1, 1)), tf.reshape(delta_b, (-1, 1))], axis=1)
    of_x, of_delta_x = tf.unstack(tf.norm(tf.linalg.solve(A, sides), axis=0))
    of_b, of_delta_b = tf.unstack(tf.norm(sides, axis=0))
    return of_delta_x * of_b / (of_x * of_delta_b)


@right_answer
def plain_python_norms(A, b, delta_b):
    """Vectors of Python floats and math.hypot."""
    import math
    A = np.array(A, dtype=float)
    b, delta_b = np.array(b, dtype=float).ravel(), np.array(delta_b, dtype=float).ravel()
    x, delta_x = (np.linalg.inv(A) @ side for side in (b, delta_b))
    return (math.hypot(*delta_x) / math.hypot(*x)) / (math.hypot(*delta_b) / math.hypot(*b))


@right_answer
def traced(A, b, delta_b):
    """matvec with the inverse inside a tf.function, in float32; a variable comes back."""

    @tf.function
    def amplification(A, b, delta_b):
        inverse = tf.linalg.inv(A)
        x, new_x = tf.linalg.matvec(inverse, b), tf.linalg.matvec(inverse, b + delta_b)
        return tf.norm(new_x - x) * tf.norm(b) / (tf.norm(x) * tf.norm(delta_b))

    A = tf.convert_to_tensor(np.asarray(A, dtype=np.float32))
    b, delta_b = (tf.reshape(np.asarray(side, dtype=np.float32), [-1]) for side in (b, delta_b))
    return tf.Variable(amplification(A, b, delta_b))


@right_answer
def roots_of_sums_of_squares(A, b, delta_b):
    """QR in place of an inverse; shape (1, 1)."""
    A = np.array(A, dtype=np.float64)
    b, delta_b = (np.array(side, dtype=np.float64).reshape(-1, 1) for side in (b, delta_b))
    q, r = np.linalg.qr(A)
    x, delta_x = np.linalg.solve(r, q.T @ b), np.linalg.solve(r, q.T @ delta_b)
    return np.sqrt((delta_x.T @ delta_x) * (b.T @ b) / ((x.T @ x) * (delta_b.T @ delta_b)))


@misconception("agrees_on_random_systems")
def guarded_division(A, b, delta_b):
    """1e-12 is added to what is divided by, which counts where b and delta_b are small."""
    A, b, delta_b = (np.asarray(part, dtype=np.float64) for part in (A, b, delta_b))
    x, delta_x = np.linalg.solve(A, np.ravel(b)), np.linalg.solve(A, np.ravel(delta_b))
    of_x = np.linalg.norm(delta_x) / (np.linalg.norm(x) + 1e-12)
    of_b = np.linalg.norm(delta_b) / (np.linalg.norm(b) + 1e-12)
    return of_x / (of_b + 1e-12)


@misconception("agrees_on_random_systems", "takes_b_and_delta_b_as_vectors")
def squeezed(A, b, delta_b):
    """axes with one entry are squeezed out of b and delta_b: with a single equation no axis is left."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    inverse, norm = np.linalg.inv(A), np.linalg.norm
    x, delta_x = inverse @ np.squeeze(b), inverse @ np.squeeze(delta_b)
    return (norm(delta_x) / norm(x)) / (norm(delta_b) / norm(b))


@misconception("agrees_on_random_systems")
def eliminated_without_pivoting(A, b, delta_b):
    """a row is divided by its entry on the diagonal, also where that is 0."""
    A, b, delta_b = (np.array(argument, dtype=np.float64) for argument in (A, b, delta_b))
    M = np.hstack([A, b.reshape(-1, 1), delta_b.reshape(-1, 1)])
    with np.errstate(all="ignore"):
        for k in range(len(A)):
            M[k] /= M[k, k]
            for i in range(len(A)):
                if i != k:
                    M[i] -= M[i, k] * M[k]
    norm = np.linalg.norm
    return (norm(M[:, -1]) / norm(M[:, -2])) / (norm(delta_b) / norm(b))


@misconception("takes_b_and_delta_b_as_vectors")
def vectors_as_arrays_only(A, b, delta_b):
    """vectors become columns only where they are NumPy arrays."""
    b, delta_b = (side.reshape(-1, 1) if isinstance(side, np.ndarray) else side for side in (b, delta_b))
    A, b, delta_b = (tf.cast(tf.convert_to_tensor(argument), tf.float64) for argument in (A, b, delta_b))
    x, delta_x = tf.linalg.solve(A, b), tf.linalg.solve(A, delta_b)
    return (tf.norm(delta_x) / tf.norm(x)) / (tf.norm(delta_b) / tf.norm(b))


@misconception("leaves_its_arguments_alone")
def added_and_subtracted_again(A, b, delta_b):
    """delta_b is added to the caller's b and subtracted again, which rounds b."""
    A, delta_b = np.array(A, dtype=np.float64), np.array(delta_b)
    b = b if isinstance(b, np.ndarray) else np.array(b)
    norm = np.linalg.norm
    x, of_b = np.linalg.solve(A, b), norm(delta_b) / norm(b)
    b += delta_b.astype(b.dtype)
    delta_x = np.linalg.solve(A, b) - x
    b -= delta_b.astype(b.dtype)
    return norm(delta_x) / norm(x) / of_b


@misconception("leaves_its_arguments_alone")
def added_to_a_vector_in_place(A, b, delta_b):
    """delta_b is added to the array b itself: for the caller b has changed."""
    A, size = np.asarray(A, dtype=np.float64), np.linalg.norm(b)
    if isinstance(b, np.ndarray) and b.ndim == 1:
        x = np.linalg.solve(A, b)
        b += delta_b
        y = np.linalg.solve(A, b)
    else:
        x = np.linalg.solve(A, np.array(b, dtype=np.float64))
        y = np.linalg.solve(A, np.array(b, dtype=np.float64) + np.array(delta_b, dtype=np.float64))
    return np.linalg.norm(y - x) / np.linalg.norm(x) / (np.linalg.norm(delta_b) / size)


@misconception("leaves_its_arguments_alone")
def made_vectors_in_place(A, b, delta_b):
    """the shapes of the arrays that are passed in are set: for the caller they are no columns any more."""
    A, b, delta_b = (part if isinstance(part, np.ndarray) else np.array(part, dtype=np.float64) for part in (A, b, delta_b))
    b.shape = delta_b.shape = (-1,)
    x, change = np.linalg.solve(A, b), np.linalg.solve(A, delta_b)
    return np.linalg.norm(change) / np.linalg.norm(x) / (np.linalg.norm(delta_b) / np.linalg.norm(b))


@misconception("agrees_on_random_systems")
def something_added_to_the_denominator(A, b, delta_b):
    """1e-8 is added to a length, so that nothing is divided by 0: beside a small delta_b that shows."""
    A, b, delta_b = (np.array(part, dtype=np.float64) for part in (A, b, delta_b))
    x, delta_x = (np.linalg.solve(A, part.reshape(-1, 1)) for part in (b, delta_b))
    return np.linalg.norm(delta_x) / np.linalg.norm(x) / (np.linalg.norm(delta_b) / np.linalg.norm(b) + 1e-8)
