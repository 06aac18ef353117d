"""A notebook in its worker: what becomes of code that hangs, dies or lies."""

import os
import select
import socket
import time
from pathlib import Path

import numpy as np
import pytest
from nbformat.v4 import new_code_cell

from autograder import outcomes
from autograder.engine import Engine
from autograder.conversation import Interrupted, ZygoteClient
from autograder.limits import Limits
from autograder.session import NotebookRun
from tests.runs import ANSWERS_FIRST, call, count_forks, outputs_of, text_of


def test_a_call_sees_the_notebook_as_it_stands_there(run_cells):
    run = run_cells("def f(x): return x + 1", "'test cell'", "def f(x): return -x", test_of={"test_f": 1})
    run.reach("test_f")
    assert call(run, "f", 1).value == 2
    run.finish()


def test_what_a_cell_sets_for_its_context_holds_in_later_cells_and_in_calls(run_cells):
    sets = "import decimal, numpy as np\ndecimal.getcontext().prec = 50\nnp.seterr(over='raise')\nnp.set_printoptions(precision=2)"
    reads = "[decimal.getcontext().prec, np.geterr()['over'], np.get_printoptions()['precision']]"
    run = run_cells(sets, reads, f"def f(x): return {reads}", "'test f'", test_of={"test_f": 3})
    run.reach("test_f")
    assert call(run, "f", 1).value == [50, "raise", 2]
    assert outputs_of(run)[1][0]["data"]["text/plain"] == "[50, 'raise', 2]"


@pytest.mark.parametrize("setting", ["np.seterr(all='raise')", "import warnings; warnings.simplefilter('error')"])
def test_an_overflow_is_no_error_because_of_a_setting_elsewhere(run_cells, setting):
    caught = "def g(x):\n    try: return np.exp(x)\n    except (FloatingPointError, RuntimeWarning): return 'caught'"
    fails = "def h(x): raise FloatingPointError('mine')"
    run = run_cells(f"import numpy as np\n{setting}", "def f(x): return np.exp(x)", caught, fails, "'test f'", test_of={"test_f": 4})
    run.reach("test_f")
    assert call(run, "f", np.array([1000.0])).value == np.array([np.inf])
    assert call(run, "g", np.array([1000.0])).value == "caught"
    assert "FloatingPointError: mine" in call(run, "h", 1.0).problem


@pytest.mark.parametrize(
    ("statement", "outcome", "told"),
    [
        ("while True: pass", outcomes.TIMED_OUT, "did not end within 1 s"),
        ("import time; time.sleep(1000)", outcomes.TIMED_OUT, "did not end within 1 s"),
        ("import os; os._exit(0)", outcomes.CRASHED, "exit status 0"),
        ("import ctypes; ctypes.string_at(0)", outcomes.CRASHED, "SIGSEGV"),
        ("raise SystemExit(0)", outcomes.RAISED, "SystemExit"),
        ("raise KeyboardInterrupt", outcomes.RAISED, "KeyboardInterrupt"),
        ("return (i for i in [1])", outcomes.UNSUPPORTED_VALUE, "a generator"),
        ("return bytearray(10**10) and 1", outcomes.OUT_OF_MEMORY, "memory"),
        ("return f(x)", outcomes.RAISED, "RecursionError"),
        ("return __import__('numpy').zeros(10**7)", outcomes.UNSUPPORTED_VALUE, "bytes"),
    ],
)
def test_a_bad_function_costs_its_own_exercise_only(run_cells, statement, outcome, told):
    run = run_cells(
        f"def f(x):\n    {statement}", "'test f'", "state = 7\ndef g(x): return state", "'test g'",
        **ANSWERS_FIRST,
    )  # fmt: skip
    run.reach("test_f")
    reply = call(run, "f", 1)
    assert reply.outcome == outcome and told in reply.problem
    run.reach("test_g")
    assert call(run, "g", 1).value == 7
    run.finish()


def test_outputs_beyond_reason_are_cut_to_what_decides_a_mark(run_cells, monkeypatch):
    monkeypatch.setattr("autograder.session.MAX_SHOWN", 50_000)
    flood = "import sys\nfor name in 'ab':\n    print(name * 30_000)\n    print(name, file=sys.stderr)\ndisplay('x' * 9)\n'3.5'"
    run = run_cells("print(1)", flood, "2.5", "raise ValueError('y' * 5_000)", "'z' * 2_000", "display(1)")
    run.finish()
    assert text_of(run.outputs[0]) == "1\n"
    assert [(output.output_type, output.get("name")) for output in run.outputs[1]] == [
        ("stream", "stdout"), ("stream", "stderr"), ("execute_result", None),
    ]  # fmt: skip
    assert run.outputs[1][0].text == "a" * 999 + "…" and run.outputs[1][2].data == {"text/plain": "'3.5'"}
    assert [output.data for output in run.outputs[2]] == [{"text/plain": "2.5"}]
    (error,) = run.outputs[3]
    assert error.ename == "ValueError" and error.traceback == [error.evalue] and len(error.evalue) == 1_000
    assert run.outputs[4][0].data["text/plain"].endswith("z…") and run.outputs[5] == []
    assert run.warnings() == ["its outputs hold more than 0.05 million characters: from cell 2 on they are cut"]


def test_a_second_death_ends_the_exercise_but_not_the_notebook(run_cells):
    run = run_cells(
        "import os\ndef f(x): os._exit(3)", "'test f'", "def g(x): return 1", "'test g'",
        **ANSWERS_FIRST,
    )  # fmt: skip
    run.reach("test_f")
    forks = count_forks(run)
    replies = [call(run, "f", 1) for _ in range(5)]
    assert [reply.outcome for reply in replies] == [outcomes.CRASHED] * 5
    assert len(forks) == 1
    run.reach("test_g")
    assert call(run, "g", 1).value == 1


def test_a_cell_that_never_ends_is_left_out_when_the_notebook_is_run_again(run_cells):
    run = run_cells("before = 1", "while True: pass", "print(before)")
    _, stuck, after = outputs_of(run)
    assert stuck[0]["ename"] == outcomes.TIMED_OUT
    assert text_of(after) == "1\n"
    assert "cell 2" in run.warnings()[0]


def test_a_notebook_that_keeps_dying_comes_to_an_end(run_cells):
    limits = Limits(cell_s=1.0, call_s=1.0, deaths=3)
    run = run_cells(*["import os; os._exit(1)"] * 10, limits=limits)
    outputs = outputs_of(run)
    assert sum(bool(out) for out in outputs) == 3
    assert "3 workers" in run.spent


def test_the_budget_of_a_notebook_holds(run_cells):
    limits = Limits(cell_s=5.0, call_s=5.0, notebook_s=2.0)
    started = time.monotonic()
    run = run_cells(*["import time; time.sleep(1.5)"] * 10, limits=limits)
    outputs_of(run)
    assert time.monotonic() - started < 10  # a bound on the promise, not a measurement
    assert run.spent


def test_daemons_and_children_end_with_the_worker(run_cells):
    seconds = f"100{os.getpid()}"  # a command line that nobody else has
    source = f"""
import os, subprocess, time
subprocess.Popen(["sleep", "{seconds}"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("daemon", "w").close()
        os.execvp("sleep", ["sleep", "{seconds}"])
    os._exit(0)
while not os.path.exists("daemon"): time.sleep(0.01)
time.sleep(0.1)
"""
    run = run_cells(source)
    run.run_until(1)
    assert len(processes_with(seconds)) == 2
    run.finish()
    assert processes_with(seconds) == []


def processes_with(argument):
    """Return the folders in /proc of the processes that have this argument."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if argument.encode() in path.read_bytes().split(b"\0"):
                found.append(path.parent)
        except OSError:  # it ended meanwhile
            pass
    return found


def test_arguments_come_back_as_they_are_after_the_call(run_cells):
    run = run_cells("def f(x):\n    x[0] = 9.0\n    return 1.0")
    run.run_until(1)
    reply = call(run, "f", np.zeros(2), watch=True)
    assert reply.arguments[0].tolist() == [9.0, 0.0]


def test_an_array_arrives_as_if_the_notebook_had_made_it(run_cells):
    """np.asarray gives a view of one whose dtype is not NumPy's own, and a shape that is set there is not the argument's."""
    source = "import numpy as np\ndef f(x, y):\n    np.asarray(x, dtype=np.float64).shape = (-1, 1)\n"
    run = run_cells(source + "    return [x.flags.owndata, y is np.asarray(y, dtype=np.float32)]")
    run.run_until(1)
    reply = call(run, "f", np.zeros(2), np.zeros(2, dtype=np.float32), watch=True)
    assert reply.value == [True, True] and reply.arguments[0].shape == (2, 1)


@pytest.mark.parametrize("modules", [["numpy"], ["numpy.random"]])
def test_siblings_draw_different_random_numbers(modules, tmp_path):
    """Also where NumPy's generator was there before the fork."""
    drawn = []
    with Engine() as engine:
        engine.preload(modules)
        engine.wait_until_warm()
        for _ in range(2):
            run = NotebookRun(ZygoteClient(engine.control), [new_code_cell("import numpy, random\nnumpy.random.rand(), random.random()")], tmp_path)
            drawn += eval(outputs_of(run)[0][0]["data"]["text/plain"])
    assert len({*drawn}) == 4, drawn


def test_what_an_undefined_function_says(run_cells):
    run = run_cells("def f(x:\n    return 1", "'test'", exercise_of={0: "f", 1: "f"}, test_of={"test_f": 1})
    run.reach("test_f")
    reply = call(run, "f", 1)
    assert reply.outcome == outcomes.NOT_DEFINED
    assert reply.problem.startswith("You have not defined `f`. Its cell stopped with SyntaxError")
    assert call(run, "g", 1).problem == "You have not defined `g`."


def test_a_function_that_was_defined_while_it_was_timed_says_so(run_cells):
    run = run_cells("%%timeit -n 1 -r 1\ndef f(x):\n    return 1", "'test'", exercise_of={0: "f", 1: "f"}, test_of={"test_f": 1})
    run.reach("test_f")
    assert call(run, "f", 1).problem.endswith(" Its cell begins with %%timeit, after which nothing that the cell defines is kept.")


def test_a_function_under_a_similar_name_is_pointed_at(run_cells):
    source = "import math\n\ndef helper(x):\n    return x\n\ndef normalise(x):\n    return x"
    run = run_cells(source, "'test'", "def normalized(x): return x", exercise_of={0: "normalize", 1: "normalize"}, test_of={"test_normalize": 1})
    run.reach("test_normalize")
    assert call(run, "normalize", 1).problem == "You have not defined `normalize`. Its cell defines `normalise`: is that meant to be `normalize`?"
    run = run_cells("def helper(x):\n    return x", "'test'", exercise_of={0: "normalize", 1: "normalize"}, test_of={"test_normalize": 1})
    run.reach("test_normalize")
    assert call(run, "normalize", 1).problem == "You have not defined `normalize`."


def test_what_is_not_tried_any_more_says_so(run_cells):
    run = run_cells("def f(x):\n    while True: pass")
    run.reach("all")
    told = [call(run, "f", 1).problem for _ in range(4)]
    assert told[:2] == ["the call of `f` did not end within 1 s"] * 2
    assert told[2:] == ["not called any more, after 2 tries: the call of `f` did not end within 1 s"] * 2


def test_a_cell_that_was_stopped_says_so_where_its_function_is_missing(run_cells):
    run = run_cells("1", "'test'", exercise_of={0: "f", 1: "f"}, test_of={"test_f": 1})
    run.reach("test_f")
    run._note_interrupted(0, Interrupted("cell 1 did not end within 1 s", []))
    assert call(run, "f", 1).problem == "You have not defined `f`. Its cell was stopped: cell 1 did not end within 1 s"


WRITE = """
import os, struct, msgpack
def write(data):
    for name in os.listdir("/proc/self/fd"):
        try:
            if os.readlink("/proc/self/fd/" + name).startswith("socket:"): os.write(int(name), data)
        except OSError: pass
def send(message): data = msgpack.packb(message); write(struct.pack("!I", len(data)) + data)
"""
TWO = {"exercise_of": {1: "f", 2: "f", 3: "g", 4: "g"}, "test_of": {"test_f": 2, "test_g": 4}}


@pytest.mark.parametrize(
    "body",
    [
        "send({'value': 5})", "[send({'value': 5}) for _ in range(50)]", "write(struct.pack('!I', 1000) + b'x')", "write(b'\\xff' * 9)",
        "import threading; threading.Timer(0.05, os._exit, (0,)).start()",
    ],
)  # fmt: skip
def test_what_an_exercise_leaves_on_the_connection_is_not_the_next_one_s(run_cells, body):
    run = run_cells(WRITE, f"def f(x):\n    {body}\n    return 1", "'test f'", "def g(x): return 7", "'test g'", **TWO)
    run.reach("test_f")
    call(run, "f", 1)
    time.sleep(0.1)
    run.reach("test_g")
    assert call(run, "g", 1).value == 7


@pytest.mark.parametrize("exponent", [25, 20, 17, 14])  # down to 128 KiB: less than that is left for the reply
def test_memory_that_an_exercise_keeps_is_not_the_next_one_s_lack(run_cells, exponent):
    run = run_cells(
        "import numpy as np\nkept = []", f"def f(x):\n    while True: kept.append(np.empty(2**{exponent}))", "'test f'",
        "def g(x): return np.empty(2**26).nbytes",
        "'test g'", limits=Limits(), **TWO,
    )  # fmt: skip
    run.reach("test_f")
    assert call(run, "f", 1).outcome == outcomes.OUT_OF_MEMORY
    run.reach("test_g")
    assert call(run, "g", 1).value == 2**29


HOARD = (
    "import numpy as np\nkept = []\ndef hoard():\n    try:\n        while True: kept.append(np.empty(2**17))\n"
    "    except MemoryError:\n        while True: kept.append([None] * 20)\n"
)


def test_a_function_that_leaves_no_room_for_a_word_has_run_out_of_memory(run_cells):
    run = run_cells(HOARD, "def f(x): hoard()", "'test f'", "def g(x): return np.empty(2**26).nbytes", "'test g'", limits=Limits(), **TWO)
    run.reach("test_f")
    reply = call(run, "f", 1)
    assert reply.outcome == outcomes.OUT_OF_MEMORY, reply
    run.reach("test_g")
    assert call(run, "g", 1).value == 2**29


def test_a_cell_that_leaves_no_room_for_a_word_says_so(run_cells):
    run = run_cells(HOARD + "hoard()", "print('next')", limits=Limits())
    run.finish()
    assert [output.get("ename") for output in run.outputs[0]] == ["MemoryError"] and not run.warnings()


def test_memory_that_an_exercise_keeps_is_not_the_next_cell_s_lack(run_cells):
    run = run_cells(
        "import numpy as np\nkept = []", "def f(x):\n    while True: kept.append(np.empty(2**24))", "'test f'",
        "table = np.empty(2**26)\ndef g(x): return table.nbytes", "'test g'", limits=Limits(), **TWO,
    )  # fmt: skip
    run.reach("test_f")
    assert call(run, "f", 1).outcome == outcomes.OUT_OF_MEMORY
    run.reach("test_g")
    assert call(run, "g", 1).value == 2**29
    assert not any(output["output_type"] == "error" for output in run.outputs[3])


def test_forged_outputs_are_a_crash_of_the_notebook_s(run_cells):
    worker = "worker = __import__('sys').modules['autograder.worker']\npack = worker._pack_or_refuse\n"
    forge = "worker._pack_or_refuse = lambda reply, *rest: pack({'outputs': 'many'}, *rest)"
    forged, after = outputs_of(run_cells(worker + forge, "print('goes on')"))
    assert forged[0]["ename"] == outcomes.CRASHED and "outputs that are not a list" in forged[0]["evalue"]
    assert text_of(after) == "goes on\n"


def test_a_text_with_lone_surrogates_arrives(run_cells):
    run = run_cells("def f(x): return 'a\\ud800b'")
    run.run_until(1)
    assert call(run, "f", 1).value == "a?b"


def test_imports_may_begin_before_the_course_is_read(tmp_path):
    with Engine() as engine:
        engine.begin_imports(["fractions", "a_module_that_does_not_exist"])
        engine.preload(["colorsys", "another_that_does_not_exist"])
        engine.wait_until_warm()
        source = "import sys\n[name in sys.modules for name in ('fractions', 'colorsys')]"
        run = NotebookRun(ZygoteClient(engine.control), [new_code_cell(source)], tmp_path)
        assert outputs_of(run)[0][0]["data"]["text/plain"] == "[True, True]"


@pytest.mark.parametrize("forks", ["os.fork()", "[os.fork() for _ in range(4)]"])
def test_a_forked_copy_of_the_worker_answers_nothing(run_cells, forks):
    run = run_cells(f"import os\nboth = 1\n{forks};", *(f"own_{i} = {i}" for i in range(10)), "def f(x): return x + sum([own_0, own_9])")
    run.reach("no such cell: all are run")
    assert [call(run, "f", x).value for x in range(10)] == [x + 9 for x in range(10)]
    assert not run.deaths and not run.deadly_cells


def test_a_spare_worker_takes_the_next_notebook(run_cells):
    run = run_cells("import os\nopen('mine.txt', 'w').write('left')\nos.listdir('.')")
    client = run.zygote
    client.prepare_spare()
    pid, _ = client.spare
    folder = Path(client.folders[pid])
    client.prepare_spare()
    assert client.spare[0] == pid
    (files,) = outputs_of(run)
    assert client.spare is None and "mine.txt" in files[0]["data"]["text/plain"]
    assert not client.folders and not folder.exists()


def test_a_notebook_with_files_beside_it_gets_a_worker_of_its_own(run_cells, tmp_path):
    (tmp_path / "data.csv").write_text("1,2")
    run = run_cells("open('data.csv').read()")
    run.zygote.prepare_spare()
    assert outputs_of(run)[0][0]["data"]["text/plain"] == "'1,2'"
    assert run.zygote.spare is None and not run.zygote.folders


def test_a_spare_worker_that_has_died_is_replaced(run_cells):
    run = run_cells("1 + 1")
    run.zygote.prepare_spare()
    run.zygote.end_worker(run.zygote.spare[0])
    assert outputs_of(run)[0][0]["data"]["text/plain"] == "2"
    assert not run.deaths


def test_a_spare_worker_that_dies_once_it_is_ready_is_replaced(run_cells):
    run = run_cells("1 + 1")
    run.zygote.prepare_spare()
    pid, sock = run.zygote.spare
    assert select.select([sock], [], [], 60)[0]
    run.zygote.end_worker(pid)
    assert outputs_of(run)[0][0]["data"]["text/plain"] == "2"
    assert not run.deadly_cells


def test_arguments_that_no_frame_can_hold_are_the_check_s_fault(run_cells):
    run = run_cells("def f(x): return len(x)")
    run.reach("")
    with pytest.raises(ValueError, match="bytes"):
        call(run, "f", np.zeros(5_000_000))
    assert call(run, "f", [1, 2]).value == 2
    assert not run.deaths


def test_a_worker_that_nobody_waits_for_any_more_just_ends(run_cells):
    client = run_cells("1 + 1").zygote
    client.prepare_spare()
    pid, sock = client.spare
    sock.shutdown(socket.SHUT_RD)  # while the worker shuts itself in: so it is where a batch breaks off
    ended = select.poll()
    ended.register(sock, select.POLLHUP)
    ended.poll()
    assert client.end_worker(pid)["exit"] == 0
    sock.close()
    client.spare = None
