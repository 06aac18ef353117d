"""A notebook's cells run with IPython's semantics, as in a kernel: outputs, magics, figures, an event loop, input."""

import pytest
from nbformat.v4 import new_code_cell

from autograder.conversation import ZygoteClient
from autograder.engine import Engine
from autograder.limits import Limits
from autograder.session import NotebookRun
from tests.runs import outputs_of, text_of

WORDLESS = "class Odd(Exception):\n    __str__ = lambda self: 1 / 0\nraise Odd"


def test_results_streams_and_errors_are_kept_in_order(run_cells):
    run = run_cells("import sys\nprint('a'); print('b', file=sys.stderr)\n1 + 1", "1/0", "print('goes on')", WORDLESS)
    first, second, third, fourth = outputs_of(run)
    assert [(o["output_type"], o.get("name")) for o in first] == [
        ("stream", "stdout"), ("stream", "stderr"), ("execute_result", None),
    ]  # fmt: skip
    assert first[2]["data"]["text/plain"] == "2"
    assert second[0]["ename"] == "ZeroDivisionError"
    assert text_of(third) == "goes on\n"
    assert [out["ename"] for out in fourth] == ["Odd"]


def test_magics_shell_lines_await_and_figures_work(run_cells):
    run = run_cells(
        "%time x = 1", "!echo shell", "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
        "from matplotlib import pyplot as plt\nplt.plot([1, 2]);", "%%bash\necho bash", "import os\nos.system('echo low');",
        limits=Limits(),
    )  # fmt: skip
    time_, shell, awaited, figure, bash, low = outputs_of(run)
    assert "Wall time" in text_of(time_)
    assert "shell" in text_of(shell) and "bash" in text_of(bash) and "low" in text_of(low)
    assert awaited[-1]["data"]["text/plain"] == "'awaited'"
    assert "image/png" in figure[-1]["data"]


FIGURES = {
    "a legend outside": "figure.subplots().plot([1, 2], label='a long label')\nfigure.legend(loc='center left', bbox_to_anchor=(1, 0.5))",
    "an arrow to a text outside": "figure.subplots().annotate('far', (0, 0), (-0.4, 1.3), arrowprops={'arrowstyle': '->'})",
    "a colour bar": "axes = figure.subplots()\nfigure.colorbar(axes.imshow([[1, 2], [3, 4]]), ax=axes, label='shades')",
    "equal scales": "figure.subplots().set(aspect='equal', xlim=(0, 9), title='wide')",
    "parts of a figure": "for part in figure.subfigures(1, 2): part.subplots().set_xlabel('below')",
    "a layout": "figure.set_layout_engine('constrained')\nfigure.subplots(1, 2)[1].set_ylabel('between')",
    "depth": "figure.add_subplot(projection='3d').set_zlabel('depth')",
    "a circle": "figure.add_subplot(projection='polar').set_title('round')",
    "a table": "figure.subplots().table([['1', '2']], rowLabels=['a long row'], loc='bottom')",
    "no axes": "figure.text(0.5, 0.5, 'a text')\nfigure.lines.append(plt.Line2D([0, 1], [0, 1]))",
}


def test_figures_are_cut_as_jupyter_cuts_them(run_cells):
    jupyter = "from IPython.core.pylabtools import print_figure\nprint(print_figure(figure, base64=True))"
    cells = [cell for make in FIGURES.values() for cell in (f"figure = plt.figure(figsize=(3, 2))\n{make}\nplt.close()", "figure", jupyter)]
    _, *outputs = outputs_of(run_cells("from matplotlib import pyplot as plt", *cells, limits=Limits()))
    for name, shown, expected in zip(FIGURES, outputs[1::3], outputs[2::3]):
        assert shown[-1]["data"].get("image/png") == text_of(expected).rstrip("\n"), name


def test_a_figure_is_drawn_once(run_cells):
    count = "draws, draw = [], Figure.draw\nFigure.draw = lambda *given: (draws.append(1), draw(*given))[1]"
    run = run_cells(
        f"from matplotlib import pyplot as plt\nfrom matplotlib.figure import Figure\n{count}",
        "plt.plot([1, 2]);", "print(len(draws))", limits=Limits(),
    )  # fmt: skip
    assert text_of(outputs_of(run)[-1]) == "1\n"


def test_input_is_refused_and_exit_ignored(run_cells):
    refused, ignored, after = outputs_of(run_cells("input('name?')", "exit()", "print('alive')"))
    assert refused[0]["ename"] == "InputRefused" and "graded" in refused[0]["evalue"]
    assert "ignored" in text_of(ignored)
    assert text_of(after) == "alive\n"


@pytest.mark.parametrize("attempt", ["input()", "__import__('getpass').getpass()"])
@pytest.mark.parametrize("error", ["EOFError", "NotImplementedError"])
def test_what_is_refused_can_be_caught_as_a_kernel_s_or_a_plain_python_s(run_cells, attempt, error):
    (outputs,) = outputs_of(run_cells(f"try:\n    {attempt}\nexcept {error}:\n    print('caught')"))
    assert text_of(outputs) == "caught\n"


def test_a_cell_s_own_input_is_gone_in_the_next_one(run_cells):
    mine, refused = outputs_of(run_cells("import builtins\nbuiltins.input = lambda *a: 'me'\nprint(input())", "input()"))
    assert text_of(mine) == "me\n" and refused[0]["ename"] == "InputRefused"


def test_an_event_loop_runs_as_in_a_kernel(run_cells):
    started, result, loop, refused, interrupted, after = outputs_of(run_cells(
        "import asyncio\nasync def job():\n    await asyncio.sleep(0.01)\n    return 7\ntask = asyncio.create_task(job())", "await task",
        "asyncio.get_running_loop() is not None", "asyncio.run(job())", "await asyncio.sleep(30)", "print(await job())",
    ))  # fmt: skip
    assert started == [] and result[0]["data"]["text/plain"] == "7" and loop[0]["data"]["text/plain"] == "True"
    assert refused[0]["ename"] == "RuntimeError" and "running event loop" in refused[0]["evalue"]
    assert [output["ename"] for output in interrupted if output["output_type"] == "error"] == ["TIMED_OUT".lower()]
    assert text_of(after) == "7\n"


@pytest.mark.parametrize("stop", ["loop.stop()", "loop.call_soon(loop.stop)\nawait asyncio.sleep(0.1)"])
def test_a_cell_that_stops_the_loop_stops_no_other(run_cells, stop):
    _, after = outputs_of(run_cells(f"import asyncio\nloop = asyncio.get_running_loop()\n{stop}", "await asyncio.sleep(0)\nprint('on')"))
    assert text_of(after) == "on\n"


def test_a_cell_that_makes_tasks_in_its_own_way_is_followed_by_others(run_cells):
    makes = "import asyncio\nasyncio.get_running_loop().set_task_factory(lambda loop, coroutine: asyncio.Task(coroutine, loop=loop))"
    _, after = outputs_of(run_cells(makes, "await asyncio.create_task(asyncio.sleep(0))\nprint('on')"))
    assert text_of(after) == "on\n"


def test_standard_output_is_a_text_stream(run_cells):
    tell = "import io, sys\nfor stream in (sys.stdout, sys.stderr):\n    print(isinstance(stream, io.TextIOBase), stream.closed, stream.seekable(), stream.newlines, stream.writable())"
    (outputs,) = outputs_of(run_cells(tell))
    assert text_of(outputs) == 2 * "True False False None True\n"


@pytest.mark.parametrize(
    "flood", ["for i in range(300): display(i)", "for i in range(4): display('x' * 3_900_000)", "score = np.int64(1) if False else 1"]
)
def test_the_value_of_a_cell_is_kept_whatever_it_has_shown_before(run_cells, flood):
    _, outputs = outputs_of(run_cells("import numpy as np", f"score = 1\n{flood}\nscore", limits=Limits()))
    assert outputs[-1]["output_type"] == "execute_result" and outputs[-1]["data"]["text/plain"] == "1"


def test_a_value_too_long_to_keep_is_kept_in_part(run_cells):
    (outputs,) = outputs_of(run_cells("'x' * 5_000_000", limits=Limits()))
    assert outputs[0]["output_type"] == "execute_result" and len(outputs[0]["data"]["text/plain"]) == 100_000


def test_what_a_shell_line_prints_is_cut_like_any_stream(tmp_path):
    limits, cells = Limits(output_chars=300_000), []
    for count in (200_000, 300_000, 400_000):
        cells += [new_code_cell(f"!python3 -c \"print({count} * 'é', end='')\""), new_code_cell(f"print({count} * 'é', end='')")]
    with Engine() as engine:
        engine.preload([], limits)
        engine.wait_until_warm()
        outputs = outputs_of(NotebookRun(ZygoteClient(engine.control), cells, tmp_path, limits))
    assert outputs[::2] == outputs[1::2]
    assert ["too long" in text_of(output) for output in outputs[::2]] == [False, False, True]


def test_endless_output_is_cut(run_cells):
    (outputs,) = outputs_of(run_cells("for i in range(200_000): print('x' * 20)", limits=Limits()))
    assert len(text_of(outputs)) < 110_000 and "too long" in text_of(outputs)
