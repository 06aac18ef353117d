"""Known answers to `lagrange_multiplier_solution`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

FEASIBLE = "meets_both_constraints"
LARGEST = "has_the_largest_value"
FIRST = "has_the_multiplier_of_x_plus_2y"
SECOND = "has_the_multiplier_of_x_minus_3z"


@misconception(SECOND)
def alpha_added():
    """the Lagrangian has +α(x − 3z): α comes out with the other sign."""
    M = [[0, 1, 0, -1, 1], [1, 0, 1, -2, 0], [0, 1, 0, 0, -3], [1, 2, 0, 0, 0], [1, 0, -3, 0, 0]]
    return np.linalg.solve(np.array(M, dtype=float), [0, 0, 0, 6, 0])


@misconception(FIRST, SECOND)
def both_terms_added():
    """the Lagrangian has +λ and +α: both come out with the other sign."""
    M = [[0, 1, 0, 1, 1], [1, 0, 1, 2, 0], [0, 1, 0, 0, -3], [1, 2, 0, 0, 0], [1, 0, -3, 0, 0]]
    return np.linalg.solve(np.array(M, dtype=float), [0, 0, 0, 6, 0])


@misconception(FEASIBLE, LARGEST, SECOND)
def z_constraint_forgotten():
    """the constraint x − 3z = 0 is left out."""
    x, y, z, multiplier = 3.0, 1.5, 1.5, 2.0
    return np.array([x, y, z, multiplier, 0.0])


@misconception(FEASIBLE, LARGEST, FIRST, SECOND)
def right_hand_side_in_the_wrong_row():
    """the 6 stands in the row of x − 3z instead of that of x + 2y."""
    M = [[0, 1, 0, -1, -1], [1, 0, 1, -2, 0], [0, 1, 0, 0, 3], [1, 2, 0, 0, 0], [1, 0, -3, 0, 0]]
    return np.linalg.solve(np.array(M, dtype=float), [0, 0, 0, 0, 6])


@misconception(FEASIBLE, LARGEST, FIRST, SECOND)
def all_zero_on_the_right():
    """the 6 of the first constraint is missing: 0 solves the system."""
    M = [[0, 1, 0, -1, -1], [1, 0, 1, -2, 0], [0, 1, 0, 0, 3], [1, 2, 0, 0, 0], [1, 0, -3, 0, 0]]
    return np.linalg.solve(np.array(M, dtype=float), [0, 0, 0, 0, 0])


@misconception(FEASIBLE, LARGEST, FIRST, SECOND)
def plus_3z():
    """the constraint is taken to be x + 3z = 0."""
    M = [[0, 1, 0, -1, -1], [1, 0, 1, -2, 0], [0, 1, 0, 0, -3], [1, 2, 0, 0, 0], [1, 0, 3, 0, 0]]
    return np.linalg.solve(np.array(M, dtype=float), [0, 0, 0, 6, 0])


@misconception(FEASIBLE, LARGEST, FIRST, SECOND)
def multipliers_first():
    """the multipliers stand before x, y and z."""
    return np.array([2.0, -0.5, 3.0, 1.5, 1.0])


@misconception(FIRST, SECOND)
def multipliers_swapped():
    """λ and α have changed places."""
    return np.array([3.0, 1.5, 1.0, -0.5, 2.0])


@misconception(FEASIBLE, LARGEST, FIRST, SECOND)
def point_without_multipliers():
    """only x, y and z come back: the multipliers belong to the answer."""
    return [3.0, 1.5, 1.0]


@misconception(FEASIBLE, LARGEST, FIRST, SECOND)
def alpha_missing():
    """four of the five numbers come back: α is missing."""
    return tf.constant([[3.0], [1.5], [1.0], [2.0]])


@misconception(LARGEST, FIRST, SECOND)
def some_feasible_point():
    """the point is feasible, but another feasible point has a larger xy + yz."""
    return np.array([6.0, 0.0, 2.0, 4.0, 0.0])


@misconception(FIRST)
def factor_two_lost():
    """the 2 of x + 2y is forgotten when L is differentiated by y."""
    return np.array([3.0, 1.5, 1.0, 4.0, -0.5])


@right_answer
def linear_system_in_single_precision():
    """The five equations as a 5 × 5 system in float32; a column comes back."""
    M = tf.constant(
        [[0, 1, 0, -1, -1], [1, 0, 1, -2, 0], [0, 1, 0, 0, 3], [1, 2, 0, 0, 0], [1, 0, -3, 0, 0]], dtype=tf.float32
    )
    return tf.linalg.solve(M, tf.constant([[0.0], [0.0], [0.0], [6.0], [0.0]]))


@right_answer
def numbers_worked_out_by_hand():
    """The numbers themselves, as a list."""
    return [3, 1.5, 1, 2, -0.5]


@right_answer
def along_the_constraints():
    """xy + yz = 12z − 6z² on the constraints, the rest from the equations; a tuple of mixed kinds comes back."""
    z = 12 / (2 * 6)
    x, y = 3 * z, (6 - 3 * z) / 2
    return tf.constant(x), y, np.float32(z), (x + z) / 2, -y / 3


@right_answer
def pseudoinverse_of_the_system():
    """The pseudoinverse of the system's matrix, by NumPy in float32; a variable comes back."""
    M = np.array([[0, 1, 0, -1, -1], [1, 0, 1, -2, 0], [0, 1, 0, 0, 3], [1, 2, 0, 0, 0], [1, 0, -3, 0, 0]], np.float32)
    return tf.Variable(np.linalg.pinv(M) @ np.array([0, 0, 0, 6, 0], dtype=np.float32))
