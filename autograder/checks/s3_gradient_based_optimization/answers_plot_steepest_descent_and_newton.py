"""Known answers to `plot_steepest_descent_and_newton`."""

import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt

from autograder.answers import misconception, right_answer


@misconception("draws_the_path_of_newton_s_method", "accepts_every_kind_and_leaves_it_alone")
def newton_stops_early(f, x0, learning_rate, steps):
    """Newton's path ends as soon as it has converged, with fewer than steps + 1 points."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent = [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
    newton = [start]
    while len(newton) <= steps:
        g, h = derivatives(newton[-1])
        if tf.norm(g) < 1e-1:
            break
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_the_path_of_steepest_descent", "draws_the_path_of_newton_s_method",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def x0_left_out(f, x0, learning_rate, steps):
    """the paths begin with the first step and not with x0."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    x = z = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [], []
    for _ in range(steps):
        x = x - learning_rate * derivatives(x)[0]
        g, h = derivatives(z)
        z = z - tf.linalg.solve(h, g[:, None])[:, 0]
        descent.append(x)
        newton.append(z)
    points = np.concatenate([descent, newton, [np.asarray(x0)]])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_the_path_of_steepest_descent", "draws_the_path_of_newton_s_method",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def titles_swapped(f, x0, learning_rate, steps):
    """each path stands under the title of the other method."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (newton, descent), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def rows_and_columns_exchanged(f, x0, learning_rate, steps):
    """the grid's values belong to exchanged coordinates: the contours are those of f(x₁, x₀)."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    X, Y = np.meshgrid(np.linspace(-12, 12, 60), np.linspace(-12, 12, 60))
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape).T
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 20)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def window_fixed(f, x0, learning_rate, steps):
    """the contours are drawn on [−2, 2]² whatever x0 is, so that the path runs outside of them."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    X, Y = np.meshgrid(np.linspace(-2, 2, 60), np.linspace(-2, 2, 60))
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 20)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def contours_around_descent_only(f, x0, learning_rate, steps):
    """both axes have the contours around the path of steepest descent, and Newton's runs outside of them."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.array(descent)
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def contours_around_newton_only(f, x0, learning_rate, steps):
    """both axes have the contours around Newton's path, and that of steepest descent runs outside of them."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.array(newton)
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def contours_of_the_chapter(f, x0, learning_rate, steps):
    """the contours are those of the chapter's x² + 5y² and not of f."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    X, Y = np.meshgrid(np.linspace(-12, 12, 60), np.linspace(-12, 12, 60))
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, X**2 + 5 * Y**2, 20)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def contours_of_the_quadratic_at_x0(f, x0, learning_rate, steps):
    """the contours are those of the quadratic with the gradient and the Hessian that f has at x0."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    g, h = (part.numpy() for part in derivatives(descent[0]))
    X, Y = np.meshgrid(np.linspace(-12, 12, 60), np.linspace(-12, 12, 60))
    steps = np.dstack([X, Y]) - descent[0].numpy()
    Z = f(descent[0]).numpy() + steps @ g + np.einsum("ijk,kl,ijl->ij", steps, h, steps) / 2
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 20)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def whole_grid_given_to_f(f, x0, learning_rate, steps):
    """f is given a whole grid at once, though it takes one point."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, f(tf.constant([X, Y])))
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def no_contours(f, x0, learning_rate, steps):
    """there are the two paths, but no contours under them."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_the_path_of_newton_s_method", "accepts_every_kind_and_leaves_it_alone")
def learning_rate_in_newton_s_method(f, x0, learning_rate, steps):
    """the Newton step is multiplied by the learning rate as well."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - learning_rate * tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_the_path_of_newton_s_method")
def hessian_of_x0_kept(f, x0, learning_rate, steps):
    """the Hessian at x0 serves for all steps: right for a quadratic only."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    inverse = tf.linalg.inv(derivatives(descent[0])[1])
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        newton.append(newton[-1] - tf.linalg.matvec(inverse, derivatives(newton[-1])[0]))
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("accepts_every_kind_and_leaves_it_alone")
def x0_moved(f, x0, learning_rate, steps):
    """the iteration works on x0 itself, which is somewhere else afterwards."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g.numpy(), outer.jacobian(g, x, experimental_use_pfor=False).numpy()

    x = x0.numpy() if hasattr(x0, "numpy") else np.asarray(x0)
    z = x.copy()
    descent, newton = [x.copy()], [z.copy()]
    for _ in range(steps):
        x -= learning_rate * derivatives(tf.constant(x))[0]
        g, h = derivatives(tf.constant(z))
        z -= np.linalg.solve(h, g)
        descent.append(x.copy())
        newton.append(z.copy())
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("accepts_every_kind_and_leaves_it_alone")
def x0_moved_in_float32(f, x0, learning_rate, steps):
    """the iteration works on x0 itself, which is somewhere else afterwards."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.array(descent + newton)
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    if isinstance(x0, list) or isinstance(x0, np.ndarray) and x0.dtype == np.float32:
        x0[:] = descent[-1].numpy().tolist()
    return fig


@misconception("titles_both_axes")
def axes_without_titles(f, x0, learning_rate, steps):
    """no title says which axes show which method."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    descent = [tf.constant(np.asarray(x0), tf.float64)]
    newton = descent[:]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path in zip(axes, (descent, newton)):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
    return fig


@misconception("draws_the_path_of_steepest_descent", "draws_the_path_of_newton_s_method", "titles_both_axes",
               "draws_contours_of_f_on_both_axes", "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def right_titles_only(f, x0, learning_rate, steps):
    """the two axes have the right titles and nothing in them."""
    fig, axes = plt.subplots(1, 2)
    axes[0].set_title("Steepest Descent")
    axes[1].set_title("Newton's Method")
    return fig


@right_answer
def tapes_and_a_looped_grid(f, x0, learning_rate, steps):
    """float64 tapes; f is evaluated at one grid point at a time."""
    def gradient_and_hessian(x):
        x = tf.Variable(x)
        with tf.GradientTape(persistent=True) as outer:
            with tf.GradientTape() as inner:
                y = f(x)
            g = inner.gradient(y, x)
        return g.numpy(), outer.jacobian(g, x, experimental_use_pfor=False).numpy()

    start = np.array(x0, dtype=np.float64)
    paths = {"Steepest Descent": [start], "Newton's Method": [start]}
    for _ in range(steps):
        x = paths["Steepest Descent"][-1]
        paths["Steepest Descent"].append(x - learning_rate * gradient_and_hessian(x)[0])
        x = paths["Newton's Method"][-1]
        g, h = gradient_and_hessian(x)
        paths["Newton's Method"].append(x - np.linalg.inv(h) @ g)
    fig, axes = plt.subplots(1, 2, figsize=(10, 4))
    for ax, (title, path) in zip(axes, paths.items()):
        path = np.array(path)
        reach = np.abs(path).max() + 1
        a = np.linspace(-reach, reach, 18)
        Z = [[float(f(tf.constant([u, v]))) for u in a] for v in a]
        ax.contour(a, a, Z, levels=15, cmap="viridis")
        ax.plot(path[:, 0], path[:, 1], "r.-", label="path")
        ax.set_title(title)
        ax.legend()
    return fig


@right_answer
def float32_and_filled_contours(f, x0, learning_rate, steps):
    """float32 throughout, contourf with a colorbar, map_fn for the grid, pyplot's interface, arrows besides."""
    x0 = tf.cast(tf.convert_to_tensor(x0), tf.float32)

    @tf.function
    def grad_hess(x):
        with tf.GradientTape() as t2:
            t2.watch(x)
            with tf.GradientTape() as t1:
                t1.watch(x)
                y = f(x)
            g = t1.gradient(y, x)
        return g, t2.jacobian(g, x)

    gd, nm = [x0], [x0]
    for _ in range(steps):
        gd.append(gd[-1] - learning_rate * grad_hess(gd[-1])[0])
        g, h = grad_hess(nm[-1])
        nm.append(nm[-1] - tf.reshape(tf.linalg.inv(h) @ tf.reshape(g, [2, 1]), [2]))
    gd, nm = tf.stack(gd).numpy(), tf.stack(nm).numpy()
    both = np.vstack([gd, nm])
    lo, hi = both.min(0) - 2, both.max(0) + 2
    X, Y = np.meshgrid(np.linspace(lo[0], hi[0], 50), np.linspace(lo[1], hi[1], 50))
    grid = tf.constant(np.stack([X.ravel(), Y.ravel()], 1), tf.float32)
    Z = tf.reshape(tf.vectorized_map(f, grid), X.shape)
    plt.figure(figsize=(12, 5))
    for k, (p, name) in enumerate([(gd, "Steepest descent"), (nm, "Newton's method")], 1):
        plt.subplot(1, 2, k)
        plt.contourf(X, Y, Z, 30)
        plt.colorbar()
        plt.plot(p[:, 0], p[:, 1], color="white")
        d = np.diff(p, axis=0)
        plt.quiver(p[:-1, 0], p[:-1, 1], d[:, 0], d[:, 1], angles="xy", scale_units="xy", scale=1)
        plt.title(name)
        plt.xlabel("$x_1$")
        plt.ylabel("$x_2$")
    plt.suptitle("Two ways down")
    plt.tight_layout()
    return plt.gcf()


@right_answer
def one_below_the_other(f, x0, learning_rate, steps):
    """A Figure without pyplot, wide fixed window, levels in powers of two, markers only."""
    from matplotlib.figure import Figure
    x = z = tf.reshape(tf.cast(tf.convert_to_tensor(x0), tf.float64), [2])
    descent, newton = [x.numpy()], [z.numpy()]

    def gradient(point):
        with tf.GradientTape() as tape:
            tape.watch(point)
            value = f(point)
        return tape.gradient(value, point)

    for _ in range(steps):
        x = x - learning_rate * gradient(x)
        descent.append(x.numpy())
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(z)
            slope = gradient(z)
            parts = tf.unstack(slope)
        rows = [tape.gradient(part, z) for part in parts]
        z = z - tf.linalg.lstsq(tf.stack(rows), slope[:, tf.newaxis])[:, 0]
        newton.append(z.numpy())
    fig = Figure(layout="constrained")
    top, bottom = fig.subplots(2, 1, sharex=True)
    X, Y = np.meshgrid(np.linspace(-20, 20, 21), np.linspace(-20, 20, 21))
    Z = np.apply_along_axis(lambda point: f(tf.constant(point)).numpy(), 0, np.array([X, Y]))
    for ax, path, title in [(top, descent, "Steepest Descent"), (bottom, newton, "Newton’s Method")]:
        lines = ax.contour(X, Y, Z, levels=2.0 ** np.arange(-2, 12))
        ax.clabel(lines)
        ax.plot(np.array(path)[:, 0], np.array(path)[:, 1], "x", color="red")
        ax.set(title=f"{title} ({steps} steps)", xlim=(-12, 12), ylim=(-12, 12))
    return fig


@right_answer
def arrows_along_the_path(f, x0, learning_rate, steps):
    """The chapter's way: one quiver arrow for each step; finite differences would not do, so tapes."""
    x = tf.cast(tf.convert_to_tensor(x0), tf.float64)
    fig = plt.figure()
    grid = np.linspace(-15.0, 15.0, 40)
    X, Y = np.meshgrid(grid, grid)
    points = tf.constant(np.column_stack([X.ravel(), Y.ravel()]))
    Z = tf.reshape(tf.function(lambda table: tf.map_fn(f, table))(points), X.shape)
    for position, title in ((121, "Steepest Descent"), (122, "Newton's Method")):
        ax = fig.add_subplot(position)
        ax.set_title(title)
        ax.contour(X, Y, Z, 25, colors="grey")
        point = x
        for _ in range(steps):
            with tf.GradientTape(persistent=True) as second:
                second.watch(point)
                with tf.GradientTape() as first:
                    first.watch(point)
                    value = f(point)
                slope = first.gradient(value, point)
            step = -learning_rate * slope
            if position == 122:
                hessian = second.jacobian(slope, point, experimental_use_pfor=False)
                step = -tf.linalg.solve(hessian, slope[:, None])[:, 0]
            ax.quiver(*point.numpy(), *step.numpy(), angles="xy", scale_units="xy", scale=1, color="purple")
            point = point + step
    return fig


@misconception("draws_the_path_of_steepest_descent")
def rate_halved_where_f_rises(f, x0, learning_rate, steps):
    """the learning rate is halved until f falls: the path of another rate than the one asked for."""
    def derivatives(p):
        p = tf.constant(p)
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(p)
            with tf.GradientTape() as inner:
                inner.watch(p)
                y = f(p)
            g = inner.gradient(y, p, unconnected_gradients="zero")
            parts = tf.unstack(g)
        rows = [outer.gradient(part, p, unconnected_gradients="zero") for part in parts]
        return float(y), g.numpy(), np.stack(rows)

    descent = [np.array(x0, dtype=np.float64).ravel()]
    newton, rate = [descent[0]], float(learning_rate)
    for _ in range(steps):
        y, g, _ = derivatives(descent[-1])
        while float(f(tf.constant(descent[-1] - rate * g))) > y and rate > 1e-8:
            rate /= 2
        descent.append(descent[-1] - rate * g)
        _, g, H = derivatives(newton[-1])
        newton.append(newton[-1] - np.linalg.solve(H, g))
    fig, axes = plt.subplots(1, 2, figsize=(10, 4))
    for ax, path, title in zip(axes, (np.array(descent), np.array(newton)), ("Steepest Descent", "Newton's Method")):
        low, high = path.min(0) - 1, path.max(0) + 1
        X, Y = np.meshgrid(np.linspace(low[0], high[0], 60), np.linspace(low[1], high[1], 60))
        values = tf.vectorized_map(f, tf.constant(np.stack([X.ravel(), Y.ravel()], axis=1)))
        ax.contour(X, Y, tf.reshape(values, X.shape), 15)
        ax.plot(path[:, 0], path[:, 1], "ro-")
        ax.set_title(title)
    return fig


@misconception("draws_the_path_of_steepest_descent", "draws_contours_of_f_on_both_axes",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def window_of_another_plot(f, x0, learning_rate, steps):
    """both axes show the square from −2 to 2 alone: paths that begin outside of it are cut off."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set(title=title, xlim=(-2, 2), ylim=(-2, 2))
    return fig


@misconception("draws_the_path_of_steepest_descent", "draws_the_path_of_newton_s_method", "draws_contours_of_f_on_both_axes",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def limits_far_from_the_paths(f, x0, learning_rate, steps):
    """both y axes show the numbers from 100 to 101, and nothing of the paths."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set(title=title, ylim=(100, 101))
    return fig


@misconception("draws_the_path_of_steepest_descent", "draws_the_path_of_newton_s_method",
               "accepts_every_kind_and_leaves_it_alone")  # fmt: skip
def points_of_the_path_alone(f, x0, learning_rate, steps):
    """the points of the paths are drawn, and no line that joins them."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.scatter(*np.array(path).T)
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def levels_end_below_the_path(f, x0, learning_rate, steps):
    """the highest level is 20, which f exceeds on the way: the contours surround the end of the path alone."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 80) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, levels=np.logspace(0, np.log10(20), 10))
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def contours_of_the_logarithm(f, x0, learning_rate, steps):
    """the contours have the levels of log f."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a - 1, b + 1, 40) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, np.log(Z + 1e-9), 15)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def grid_ends_where_x_ends(f, x0, learning_rate, steps):
    """one limit of the grid is that of the other coordinate: the path may leave the contours there."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    low, high = points.min(0) - 1, points.max(0) + 1
    X, Y = np.meshgrid(np.linspace(low[0], high[0], 40), np.linspace(low[1], high[0], 40))
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 15)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def grid_begins_where_y_begins(f, x0, learning_rate, steps):
    """one limit of the grid is that of the other coordinate: the path may leave the contours there."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    low, high = points.min(0) - 1, points.max(0) + 1
    X, Y = np.meshgrid(np.linspace(low[1], high[0], 40), np.linspace(low[1], high[1], 40))
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 15)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def grid_as_wide_as_high(f, x0, learning_rate, steps):
    """one limit of the grid is that of the other coordinate: the path may leave the contours there."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    low, high = points.min(0) - 1, points.max(0) + 1
    X, Y = np.meshgrid(np.linspace(low[0], high[1], 40), np.linspace(low[1], high[1], 40))
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 15)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def grid_as_low_as_x(f, x0, learning_rate, steps):
    """one limit of the grid is that of the other coordinate: the path may leave the contours there."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    low, high = points.min(0) - 1, points.max(0) + 1
    X, Y = np.meshgrid(np.linspace(low[0], high[0], 40), np.linspace(low[0], high[1], 40))
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 15)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@misconception("draws_contours_of_f_on_both_axes")
def margin_taken_off(f, x0, learning_rate, steps):
    """the grid's margin is taken off a short path instead of being put around it."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    margin = 0.1 * np.ptp(points, axis=0) - 0.5
    low, high = points.min(0) - margin, points.max(0) + margin
    X, Y = np.meshgrid(np.linspace(low[0], high[0], 40), np.linspace(low[1], high[1], 40))
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 15)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@right_answer
def grid_in_steps_of_a_half(f, x0, learning_rate, steps):
    """A grid in steps of ½ whatever the path is, just around it; float32."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float32)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    low, high = points.min(0) - 0.5, points.max(0) + 1
    X, Y = np.meshgrid(*[np.arange(a, b, 0.5, dtype=np.float32) for a, b in zip(low, high)])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z, 12)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig


@right_answer
def grid_from_corner_to_corner(f, x0, learning_rate, steps):
    """A grid that ends where the paths do, without a margin."""
    def derivatives(x):
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return g, outer.jacobian(g, x, experimental_use_pfor=False)

    start = tf.constant(np.asarray(x0), tf.float64)
    descent, newton = [start], [start]
    for _ in range(steps):
        descent.append(descent[-1] - learning_rate * derivatives(descent[-1])[0])
        g, h = derivatives(newton[-1])
        newton.append(newton[-1] - tf.linalg.solve(h, g[:, None])[:, 0])
    points = np.concatenate([descent, newton])
    X, Y = np.meshgrid(*[np.linspace(a, b, 30) for a, b in zip(points.min(0), points.max(0))])
    Z = np.reshape(tf.vectorized_map(f, tf.constant(np.column_stack([X.ravel(), Y.ravel()]))), X.shape)
    fig, axes = plt.subplots(1, 2)
    for ax, path, title in zip(axes, (descent, newton), ("Steepest Descent", "Newton's Method")):
        ax.contour(X, Y, Z)
        ax.plot(*np.array(path).T, "o-")
        ax.set_title(title)
    return fig
