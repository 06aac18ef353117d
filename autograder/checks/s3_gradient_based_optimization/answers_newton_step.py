"""Known answers to `newton_step`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer

DIAGONAL = ("jumps_to_the_minimum_of_the_chapters_quadratic",)
COUPLED = (
    "reaches_the_minimum_of_random_quadratics",
    "takes_one_step_where_f_is_no_quadratic",
    "goes_to_saddles_and_maxima_as_well",
    "accepts_every_kind_of_argument",
    "leaves_its_arguments_alone",
)
EVERY_CHECK = DIAGONAL + COUPLED


@misconception(*EVERY_CHECK)
def step_added(f, x):
    """the step is added: that leads away from the critical point."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
    return x + step


@misconception(*EVERY_CHECK)
def step_alone(f, x):
    """the step H⁻¹∇f(x) is returned, not the point that it leads to."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
    return -step


@misconception(*EVERY_CHECK)
def hessian_not_inverted(f, x):
    """the gradient is multiplied with H instead of H⁻¹."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return x - tf.linalg.matvec(H, g)


@misconception(*EVERY_CHECK)
def steepest_descent_step(f, x):
    """the Hessian plays no part: this is a step of gradient descent."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    g = tape.gradient(y, x, unconnected_gradients="zero")
    return x - 0.25 * g


@misconception(*DIAGONAL)
def small_eigenvalues_left_out(f, x):
    """the pseudoinverse leaves eigenvalues below a hundredth of the largest out, though H is regular."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return x - tf.linalg.matvec(tf.linalg.pinv(H, rcond=1e-2), g)


@misconception("goes_to_saddles_and_maxima_as_well")
def rows_not_exchanged(f, x):
    """H is eliminated without exchanging rows, which divides by the 0 in its corner."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    H, g = H.numpy(), g.numpy()
    for i in range(len(g)):
        for j in range(i + 1, len(g)):
            g[j] -= H[j, i] / H[i, i] * g[i]
            H[j] -= H[j, i] / H[i, i] * H[i]
    for i in reversed(range(len(g))):
        g[i] = (g[i] - H[i, i + 1 :] @ g[i + 1 :]) / H[i, i]
    return x - g


@misconception(*COUPLED)
def divided_by_the_diagonal(f, x):
    """each entry of the gradient is divided by its own second derivative: the mixed ones are left out."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return x - g / tf.linalg.diag_part(H)


@misconception(*COUPLED)
def divided_by_column_sums(f, x):
    """the gradient of the gradient is taken for the Hessian: it holds the column sums only."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    h = outer.gradient(g, x, unconnected_gradients="zero")
    return x - g / h


@misconception(*EVERY_CHECK)
def inverse_entry_by_entry(f, x):
    """the entries of H are inverted one by one: that is not the inverse matrix."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return x - tf.linalg.matvec(1 / H, g)


@misconception(*EVERY_CHECK)
def half_a_step(f, x):
    """the step is shortened by a learning rate: Newton's method needs none."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
    return x - 0.5 * step


@misconception("jumps_to_the_minimum_of_the_chapters_quadratic", *COUPLED)
def hessian_of_the_chapters_quadratic(f, x):
    """the inverse Hessian of x₀² + 5x₁², diag(1/2, 1/10), is used for every f."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    g = tape.gradient(y, x, unconnected_gradients="zero")
    return x - g * tf.constant([0.5, 0.1], x.dtype)


@misconception("takes_one_step_where_f_is_no_quadratic")
def iterated_until_it_stands_still(f, x):
    """steps are repeated until they change nothing: one was asked for."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    for _ in range(12):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        H = outer.jacobian(g, x, experimental_use_pfor=False)
        step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
        x = x - step
        if tf.norm(step) < 1e-9:
            break
    return x


@misconception("jumps_to_the_minimum_of_the_chapters_quadratic")
def small_determinant_taken_for_zero(f, x):
    """H is taken for singular where its determinant is small, as it is on every shallow function."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x)
    H = outer.jacobian(g, x, experimental_use_pfor=False)
    if abs(tf.linalg.det(H)) < 1e-3:
        return x
    return x - tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]


@misconception("takes_one_step_where_f_is_no_quadratic", "goes_to_saddles_and_maxima_as_well")
def eigenvalues_made_positive(f, x):
    """negative eigenvalues of H are made positive: that avoids saddles, but is another method."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    eigenvalues, vectors = tf.linalg.eigh(H)
    along = tf.linalg.matvec(vectors, g, transpose_a=True)
    return x - tf.linalg.matvec(vectors, along / tf.abs(eigenvalues))


@misconception(*COUPLED)
def one_triangle_of_the_hessian(f, x):
    """only one triangle of H is used to solve the system."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return x - tf.linalg.triangular_solve(H, g[:, tf.newaxis], lower=True)[:, 0]


@misconception("accepts_every_kind_of_argument", "leaves_its_arguments_alone")
def float32_identity(f, x):
    """a float32 identity matrix meets a Hessian in float64."""
    x = tf.convert_to_tensor(x)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x)
    H = outer.jacobian(g, x, experimental_use_pfor=False)
    inverse = tf.linalg.solve(H, tf.eye(len(g)))
    return x - tf.linalg.matvec(inverse, g)


@misconception("leaves_its_arguments_alone")
def step_taken_in_place(f, x):
    """the step is taken in place, so that the caller's own x has moved."""
    original = x
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
    if isinstance(original, np.ndarray):
        original -= step.numpy().astype(original.dtype)
        return original
    if isinstance(original, tf.Variable):
        return original.assign_sub(tf.cast(step, original.dtype))
    return x - step


@misconception("leaves_its_arguments_alone")
def step_taken_in_float32(f, x):
    """the step is taken in place, so that the caller's own x has moved."""
    original = x
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
    if isinstance(original, list) or isinstance(original, np.ndarray) and original.dtype == np.float32:
        for i, entry in enumerate(step.numpy()):
            original[i] -= entry
        return original
    return x - step


@misconception("goes_to_saddles_and_maxima_as_well", "takes_one_step_where_f_is_no_quadratic")
def cholesky_factor(f, x):
    """the system is solved by Cholesky's method, which takes H for positive definite."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    return x - tf.linalg.cholesky_solve(tf.linalg.cholesky(H), g[:, tf.newaxis])[:, 0]


@right_answer
def inverse_in_float32(f, x):
    """The inverse matrix, columns, everything in float32; shape (n, 1) comes back."""
    x = tf.cast(tf.convert_to_tensor(x), tf.float32)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x)
    H = outer.jacobian(g, x)
    return x[:, None] - tf.linalg.inv(H) @ g[:, None]


@right_answer
def numpy_solve_and_a_list(f, x):
    """A Hessian row by row from a variable in x's own precision, NumPy's solver, a list comes back."""
    x = tf.Variable(x)
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            y = f(x)
        g = tf.convert_to_tensor(inner.gradient(y, x))
        entries = tf.unstack(g)
    H = np.array([outer.gradient(entry, x) for entry in entries])
    return (x.numpy() - np.linalg.solve(H, g.numpy())).tolist()


@right_answer
def traced_tf_hessians(f, x):
    """tf.hessians and tf.gradients inside a tf.function, least squares as the solver; a variable comes back."""

    @tf.function
    def derivatives(x):
        y = f(x)
        return tf.gradients(y, x)[0], tf.hessians(y, x)[0]

    x = tf.convert_to_tensor(x)
    g, H = derivatives(x)
    return tf.Variable(x - tf.reshape(tf.linalg.lstsq(H, tf.reshape(g, [-1, 1]), fast=False), [-1]))


@right_answer
def central_differences(f, x):
    """Differences of f in float64, gradient and Hessian, and the pseudoinverse."""
    x = np.array(x, dtype=np.float64)
    n, h = len(x), 1e-3

    def at(*moves):
        point = x.copy()
        for index, sign in moves:
            point[index] += sign * h
        return float(f(tf.constant(point)))

    g = np.array([(at((i, 1)) - at((i, -1))) / (2 * h) for i in range(n)])
    H = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            corners = [s * t * at((i, s), (j, t)) for s in (1, -1) for t in (1, -1)]
            H[i, j] = sum(corners) / (4 * h**2)
    return x - np.linalg.pinv(H) @ g


@right_answer
def hessian_vector_products(f, x):
    """The columns of H by forward over reverse, one unit vector at a time, in float32."""
    x = tf.constant(np.array(x, dtype="float32"))

    def gradient(point):
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = f(point)
        return tape.gradient(value, point)

    columns = []
    for unit in tf.eye(len(x)):
        with tf.autodiff.ForwardAccumulator(x, unit) as forward:
            g = gradient(x)
        columns.append(forward.jvp(g, unconnected_gradients="zero").numpy())
    return x.numpy() - np.linalg.inv(np.stack(columns, axis=1)).dot(g.numpy())


@misconception("jumps_to_the_minimum_of_the_chapters_quadratic")
def small_determinant_taken_for_singular(f, x):
    """no step is taken where |det H| is below 1e-6, which it is for a regular H of small entries, too."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    zero = tf.UnconnectedGradients.ZERO
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            value = f(x)
        gradient = inner.gradient(value, x, unconnected_gradients=zero)
    H = outer.jacobian(gradient, x, unconnected_gradients=zero, experimental_use_pfor=False)
    if abs(float(tf.linalg.det(H))) < 1e-6:
        return x
    return x - tf.linalg.solve(H, gradient[:, tf.newaxis])[:, 0]


@misconception("takes_one_step_where_f_is_no_quadratic")
def step_halved_until_f_falls(f, x):
    """the step is halved until f is no larger than at x: eq. (10) takes it whole, wherever it leads."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    step = tf.linalg.solve(H, g[:, tf.newaxis])[:, 0]
    while tf.reduce_sum(g * step) > 0 and f(x - step) > y:
        step = step / 2
    return x - step


@misconception("jumps_to_the_minimum_of_the_chapters_quadratic")
def tiny_eigenvalues_taken_for_zero(f, x):
    """eigenvalues of H below 1e-5 are left out, all of them where f is shallow."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x, unconnected_gradients="zero")
    H = outer.jacobian(g, x, unconnected_gradients="zero", experimental_use_pfor=False)
    eigenvalues, vectors = np.linalg.eigh(H)
    inverses = [1 / number if abs(number) > 1e-5 else 0.0 for number in eigenvalues]
    return x - vectors @ (inverses * (vectors.T @ g.numpy()))


@misconception("takes_one_step_where_f_is_no_quadratic")
def step_clipped(f, x):
    """each entry of the step is clipped to ±10: eq. (10) takes the whole step, however long."""
    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        g = inner.gradient(y, x)
    H = outer.jacobian(g, x, experimental_use_pfor=False)
    return x - tf.clip_by_value(tf.linalg.solve(H, g[:, tf.newaxis])[:, 0], -10, 10)
