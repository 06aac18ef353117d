"""Similar submissions: planted copies are found, what everybody would write is not, and the page runs nothing."""

import random
import re
from html.parser import HTMLParser

import pytest

from autograder.commands import similar
from autograder.fingerprints import K, WINDOW, code_tokens, winnow
from autograder.similarity import Work, telling_pairs
from tests.builders import cell, solution, test_cell, written_answer

SOFTMAX = [  # what people write, independently of each other
    "def softmax(x):\n    return tf.nn.softmax(x)",
    "def softmax(a):\n    b = tf.exp(a - tf.reduce_max(a))\n    return b / tf.reduce_sum(b)",
    "def softmax(x):\n    x = np.asarray(x, dtype=np.float64)\n    e = np.exp(x - np.max(x))\n    return e / e.sum()",
    "def softmax(x):\n    z = x - max(x)\n    s = sum(np.exp(v) for v in z)\n    return [np.exp(v) / s for v in z]",
]
ODD = '''\
def descent(f, x0, rate, steps):
    position = tf.Variable(tf.reshape(tf.cast(x0, tf.float64), [-1]))
    history = np.zeros((steps + 1, int(tf.size(position))))
    counter = 0
    history[counter] = position.numpy()
    while counter < steps:
        with tf.GradientTape(persistent=False) as recorder:
            height = tf.reduce_sum(f(position))
        slope = recorder.gradient(height, position)
        assert slope is not None, "no gradient"
        counter = counter + 1
        position.assign_sub(tf.multiply(tf.cast(rate, slope.dtype), slope))
        history[counter, :] = np.squeeze(position.numpy())
    return np.array(history, copy=True)
'''
# The same with other names, comments, layout and strings, and two statements that changed places.
COPY = '''\
def descent(f, x0, rate, steps):
    """My own solution."""
    k = 0  # step
    p = tf.Variable( tf.reshape(tf.cast(x0, tf.float64), [-1]) )

    trace = np.zeros((steps + 1, int(tf.size(p))))
    trace[k] = p.numpy()
    # go down the hill
    while k < steps:
        with tf.GradientTape(persistent=False) as t:
            y = tf.reduce_sum(f(p))
        grad = t.gradient(y, p)
        k = k + 1
        assert grad is not None, 'gradient missing'
        p.assign_sub(
            tf.multiply(tf.cast(rate, grad.dtype), grad))
        trace[k, :] = np.squeeze(p.numpy())
    return np.array(trace, copy=True)  # done
'''
ESSAY = (
    "A badly conditioned matrix stretches space like a rubber sheet in one direction, so a breath of noise in the flat "
    "direction is blown up when we walk back through the inverse, whichever algorithm takes the walk for us. "
    "Backward stable code only promises that it solved a neighbouring problem; it cannot promise that neighbours agree."
)


def independent(rng):
    """Return a gradient descent put together from the idioms that people use."""
    names = [rng.choice(options) for options in (("x", "w", "point"), ("path", "xs", "out"), ("g", "grad", "d"))]
    x, path, g = names
    start = rng.choice([f"{x} = tf.constant(x0, dtype=tf.float64)", f"{x} = tf.convert_to_tensor(x0)", f"{x} = tf.Variable(x0)"])
    loop = rng.choice(["for _ in range(steps):", "for i in range(0, steps):", "while len(%s) <= steps:" % path])
    watch = "" if "Variable" in start else f"            tape.watch({x})\n"
    step = rng.choice([f"{x} = {x} - rate * {g}", f"{x} = {x} + (-rate) * {g}", f"{x} -= rate * {g}"])
    end = rng.choice([f"return tf.stack({path})", f"return np.array({path})", f"return tf.convert_to_tensor({path})"])
    keep = rng.choice([f"{path}.append({x})", f"{path} += [{x}]", f"{path}.append(tf.identity({x}))"])
    return (
        f"def descent(f, x0, rate, steps):\n    {start}\n    {path} = [{x}]\n    {loop}\n"
        f"        with tf.GradientTape() as tape:\n{watch}            y = f({x})\n"
        f"        {g} = tape.gradient(y, {x})\n        {step}\n        {keep}\n    {end}"
    )


@pytest.fixture
def class_of_40(course):
    """Forty students who worked alone, and a course whose model answers are theirs to be compared with."""
    course.assignment(
        "ps1",
        solution("softmax", "z = tf.exp(x)\n    return z / tf.reduce_sum(z)"),
        test_cell("softmax", 1),
        solution("descent", "return [x0]", "f, x0, rate, steps"),
        test_cell("descent", 1),
        written_answer("explain", 1),
    )
    rng = random.Random(4)
    for number in range(40):
        words = " ".join(rng.choice(("the", "matrix", "noise", "error", "is", "large", "small", "of", "because")) for _ in range(40))
        course.submit(f"s{number:02}", "ps1", softmax=rng.choice(SOFTMAX), descent=independent(rng), explain=words)
    return course


@pytest.fixture
def look(capsys, tmp_path):
    """Run the command; returns (lines of standard output, the page)."""

    def run(course, threshold=0.6):
        assert similar.run((), str(course.root), str(tmp_path / "similar.html"), threshold) == 0
        return capsys.readouterr().out.splitlines(), (tmp_path / "similar.html").read_text()

    return run


def test_independent_solutions_are_not_reported(class_of_40, look):
    lines, page = look(class_of_40)
    assert lines == [] and "No such pair was found" in page


def test_a_disguised_copy_is_found_and_nothing_else(class_of_40, look):
    class_of_40.submit("odd", "ps1", softmax=SOFTMAX[0], descent=ODD)
    class_of_40.submit("copy", "ps1", softmax=SOFTMAX[0], descent=COPY)
    lines, page = look(class_of_40)
    assert len(lines) == 1 and re.fullmatch(r"copy  odd  ps1  \d+ %  descent", lines[0])
    marked = re.findall("<mark>(.*?)</mark>", page)
    assert "        with tf.GradientTape(persistent=False) as recorder:" in marked


@pytest.mark.parametrize("size", [8, 12, 25, 60])
@pytest.mark.parametrize("seed", range(5))
def test_in_classes_of_any_size_the_copy_stands_out_alone(size, seed):
    rng = random.Random(seed)
    descents = [ODD, COPY] + [independent(rng) for _ in range(size - 2)]
    works = {
        "softmax": [Work(str(n), "", winnow(code_tokens(rng.choice(SOFTMAX)))) for n in range(size)],
        "descent": [Work(str(n), source, winnow(code_tokens(source))) for n, source in enumerate(descents)],
    }
    assert [pair.students for pair in telling_pairs("ps1", works, size, 0.6)] == [("0", "1")]


def noise(line):
    """Return a function that puts a line that does nothing behind each line of a text."""

    def put(source):
        lines = []
        for text in source.splitlines():
            indent = len(text) - len(text.lstrip()) + 4 * text.rstrip().endswith(":")
            lines += [text, " " * indent + line] if text.strip() else []
        return "\n".join(lines)

    return put


DISGUISES = {
    "pass": noise("pass"), "numbers": noise("0"), "texts": noise("'why not'"), "comments": noise("# mine"),
    "brackets": lambda source: source.replace("(", "((").replace(")", "))"),
    "another name of a module": lambda source: "import tensorflow as t_\n" + source.replace("tf.", "t_."),
}  # fmt: skip


@pytest.mark.parametrize("name", DISGUISES)
def test_what_does_nothing_disguises_nothing(class_of_40, look, name):
    class_of_40.submit("odd", "ps1", descent=ODD)
    class_of_40.submit("copy", "ps1", descent=DISGUISES[name](ODD))
    lines, _ = look(class_of_40)
    assert [line.split("  ")[:2] for line in lines] == [["copy", "odd"]] and int(lines[0].split("%")[0].split()[-1]) >= 95


def test_words_are_compared_too(class_of_40, look):
    class_of_40.submit("one", "ps1", explain=ESSAY)
    class_of_40.submit("two", "ps1", explain="I think: " + ESSAY.upper().replace("BREATH", "TOUCH"))
    assert [line.split("  ")[:3] for line in look(class_of_40)[0]] == [["one", "two", "ps1"]]


def test_what_the_model_answer_or_a_known_answer_says_is_explained(class_of_40, look):
    class_of_40.submit("odd", "ps1", descent=ODD)
    class_of_40.submit("copy", "ps1", descent=COPY)
    class_of_40.write("checks/ps1/test_descent.py", "")
    class_of_40.write("checks/ps1/answers_descent.py", ODD.replace("position", "q"))
    assert look(class_of_40)[0] == []


def test_what_many_have_does_not_count(class_of_40, look):
    for number in range(6):
        class_of_40.submit(f"shared{number}", "ps1", descent=ODD)
    assert look(class_of_40)[0] == []


def test_code_in_cells_of_the_student_s_own_is_compared(class_of_40, look):
    for student, source in (("odd", ODD), ("copy", COPY)):
        notebook = class_of_40.student_notebook("ps1", descent="pass")
        notebook.cells.append(cell(source))
        class_of_40.submit(student, "ps1", notebook)
    assert [line.split("  ")[-1] for line in look(class_of_40)[0]] == ["other cells"]


def test_a_cell_that_is_there_twice_hides_nothing(class_of_40, look):
    class_of_40.submit("odd", "ps1", softmax=SOFTMAX[0], descent=ODD)
    notebook = class_of_40.student_notebook("ps1", softmax=SOFTMAX[0], descent=COPY)
    (copied,) = [one for one in notebook.cells if one.source == COPY]
    doubled = cell("def descent(f, x0, rate, steps):\n    return [x0]")
    doubled.metadata = copied.metadata
    notebook.cells.append(doubled)
    class_of_40.submit("copy", "ps1", notebook)
    assert [line.split("  ")[-1] for line in look(class_of_40)[0]] == ["descent"]


def test_broken_notebooks_cost_nobody_else_anything(class_of_40, look, capsys):
    class_of_40.submit("odd", "ps1", descent=ODD)
    class_of_40.submit("copy", "ps1", descent=COPY + "def broken(:\n    '''")
    class_of_40.submit("bad", "ps1", notebook='{"cells": [')
    class_of_40.submit("worse", "ps1", notebook='{"cells": [1, {"source": 3, "metadata": []}, {"source": ["x", null]}]}')
    assert len(look(class_of_40)[0]) == 1


class Elements(HTMLParser):
    """Collects what could run or fetch something."""

    def __init__(self):
        super().__init__()
        self.bad = []

    def handle_starttag(self, tag, attrs):
        odd = [name for name, value in attrs if name.startswith("on") or (name in ("href", "src") and not value.startswith("#"))]
        self.bad += odd + [tag] * (tag in ("script", "img", "iframe", "link", "object", "svg"))


def test_a_line_without_end_does_not_make_the_page_large(class_of_40, look):
    for student, source in (("odd", ODD), ("copy", COPY)):
        class_of_40.submit(student, "ps1", softmax=SOFTMAX[0], descent=source + "\n# " + "x" * 300_000)
    lines, page = look(class_of_40)
    assert len(lines) == 1 and len(page) < 100_000 and " characters more" in page


def test_the_page_runs_and_fetches_nothing(class_of_40, look):
    attack = '    # </pre><script>alert(1)</script><img src=x onerror="alert(1)"> \u202e \x1b[31m {{ 7 * 7 }}\n'
    for student, source in (("odd<script>", ODD), ("copy", COPY)):
        head, rest = source.split("\n", 1)
        class_of_40.submit(student, "ps1", descent=f"{head}\n{attack}{rest}")
    lines, page = look(class_of_40)
    parser = Elements()
    parser.feed(page)
    assert len(lines) == 1 and parser.bad == []
    assert "default-src 'none'" in page and "&lt;script&gt;alert(1)" in page and "{{ 7 * 7 }}" in page
    assert not {"\u202e", "\x1b"} & set(page)


def test_a_run_of_tokens_that_two_texts_share_leaves_a_common_fingerprint():
    rng = random.Random(1)
    for _ in range(200):
        shared = [(rng.choice("abcdefgh"), 1) for _ in range(K + WINDOW - 1)]
        texts = [
            [(rng.choice("ABCD"), 1) for _ in range(rng.randrange(20))] + shared + [(rng.choice("EFGH"), 1) for _ in range(rng.randrange(20))]
            for _ in range(2)
        ]
        assert set(winnow(texts[0])) & set(winnow(texts[1]))
    assert winnow([]) == winnow([("a", 1)] * (K - 1)) == {}


def test_names_comments_and_numbers_are_not_compared_but_what_is_called_is():
    one = code_tokens('def f(a):\n    """Doc."""\n    b = a + 1.5e-3  # c\n    return np.dot(b, "x")')
    two = code_tokens("def g(q):\n    # another\n    zz=q+2\n    return np.dot(zz,'y')")
    assert [text for text, _ in one] == [text for text, _ in two]
    assert [line for _, line in one][-1] == 4
    assert code_tokens("np.dot(a)") != code_tokens("np.sum(a)")
    assert code_tokens("'''never closed")
