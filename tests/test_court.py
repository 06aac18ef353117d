"""The court collects the checks once, beside the zygote, and forks the referees; they are ended and replaced there."""

import os
import select
import socket
import threading
import time
from contextlib import suppress
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell

from autograder.conversation import ZygoteClient
from autograder.engine import Engine, NotIsolated, share_out
from autograder.frames import Closed, receive_frame, receive_socket, send_frame
from autograder.limits import Limits
from autograder.processes import children, descendants
from autograder.pytest_plugin import Bench
from autograder.referee import Referee
from autograder.sandbox import LANDLOCK, NAMESPACES
from autograder.session import NotebookRun
from autograder.values import pack
from benchmarks.watching import inside
from tests.builders import solution, test_cell
from tests.runs import harm_the_first_zygote, text_of

EXERCISE = solution("double", "return 2 * x")
MODEL = "def double(x):\n    return 2 * x"
CHECK = """
import os
from autograder.checking import check

with open({log!r}, "a") as log:
    log.write(f"{{os.getpid()}}\\n")

@check(weight=1)
def doubles(student):
    \"\"\"It doubles.\"\"\"
    student(2.0).is_close_to(4.0, hint="what is twice a number?")
"""
NOTHING_KNOWN = {"known": {}}  # what a referee replies to `looked_up`


@pytest.fixture
def looked_up(tmp_path):
    """An exercise as a referee is asked for what it knows of it: it answers without a worker."""
    request = {"checks_dir": str(tmp_path), "exercises": []}
    return SimpleNamespace(limits=Limits().as_data(), as_request=lambda: request)


def two_referees(engine, checks=()):
    engine.preload(["numpy"], court=True)
    engine.start_referees(dict.fromkeys(map(str, checks), ""), 2)


def test_a_refusal_while_checks_are_imported_ends_the_court_without_a_word(tmp_path, capfd):
    """It would go on in a folder that is gone, and say so at length."""
    (tmp_path / "test_f.py").write_text("import time\n\ntime.sleep(0.5)\nopen('mine')\n")
    with Engine(isolation=NAMESPACES, best=LANDLOCK) as engine:
        engine.preload([], court=True)
        group = engine.process.pid
        with pytest.raises(NotIsolated):
            engine.start_referees({str(tmp_path): ""}, 1)
    with suppress(ProcessLookupError):
        for _ in range(200):  # until it has ended
            os.killpg(group, 0)
            time.sleep(0.05)
    assert capfd.readouterr().err == ""


def test_checks_are_imported_once_for_all_referees(course, grade, tmp_path):
    log = tmp_path / "imported"
    course.assignment("ps1", EXERCISE, test_cell("double", 2), checks={"double": CHECK.format(log=str(log))}, solutions=MODEL)
    for number in range(4):
        course.submit(f"s{number}", "ps1", double=f"def double(x):\n    return {number} * x")
    rows, _ = grade(course, "--jobs", "2")
    assert [rows[f"s{number}", "test_double"]["score"] for number in range(4)] == [0, 0, 2, 0]
    assert len(log.read_text().split()) == 1


def test_a_worker_holds_nothing_of_what_judges(tmp_path):
    source = (
        "import sys\n"
        "ours = {name for name in sys.modules if name.startswith('autograder.')}\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'pytest', 'nbgrader', 'sqlalchemy', 'nbformat'}),\n"
        "      sorted(ours & {'autograder.court', 'autograder.referee', 'autograder.checking', 'autograder.notebooks'}))"
    )
    with Engine() as engine:
        two_referees(engine)
        run = NotebookRun(ZygoteClient(engine.control), [new_code_cell(source)], tmp_path)
        run.finish()
    assert text_of(run.outputs[0]) == "[] []\n"


def test_referees_are_renewed_without_the_checks_being_collected_again(tmp_path, looked_up):
    log = tmp_path / "imported"
    checks = tmp_path / "checks" / "ps1"
    checks.mkdir(parents=True)
    (checks / "test_double.py").write_text(CHECK.format(log=str(log)))
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "ps1.py").write_text("")
    with Engine() as engine:
        two_referees(engine, [checks])
        before = set(engine.pids.values())
        engine.renew_referees()
        assert len(set(engine.pids.values()) - before) == 2
        assert list(engine.run([("task", looked_up)])) == [("task", NOTHING_KNOWN)]
    assert len(log.read_text().split()) == 1


def test_a_referee_that_has_died_between_two_tasks_is_replaced(looked_up):
    with Engine() as engine:
        engine.preload([], court=True)
        engine.start_referees({}, 1)
        send_frame(engine.court, pack({"do": "end_referee", "pid": engine.pids[engine.referees[0]]}))
        receive_frame(engine.court)
        assert list(engine.run([("first", looked_up), ("second", looked_up)])) == [("first", NOTHING_KNOWN), ("second", NOTHING_KNOWN)]


def test_the_workers_of_a_referee_end_with_it(tmp_path):
    """They are the zygote's children: it sees that the referee's line is closed."""
    with Engine() as engine:
        engine.preload([])
        engine.wait_until_warm()
        send_frame(engine.control, pack({"do": "open_line"}))
        receive_frame(engine.control)
        line = receive_socket(engine.control)
        _, worker = ZygoteClient(line).fork_worker(tmp_path)
        line.close()
        with worker, pytest.raises(Closed):
            receive_frame(worker, time.monotonic() + 10)


def test_a_zygote_that_warming_has_harmed_is_replaced_with_its_court(monkeypatch, capfd, looked_up):
    commands = harm_the_first_zygote(monkeypatch)
    with Engine() as engine:
        engine.preload(["numpy"], warm=True, court=True)
        engine.start_referees({}, 2)
        assert list(engine.run([("task", looked_up)])) == [("task", NOTHING_KNOWN)]
    assert len(commands) == 2
    assert "slower than usual: a test" in capfd.readouterr().err


def test_the_court_keeps_no_process_but_its_referees():
    with Engine() as engine:
        two_referees(engine)
        (court,) = children(inside(engine.process.pid))
        assert len(descendants(court)) == len(children(court)) == 2


def cores_of_referees(engine):
    """Return the cores that each referee may use, sorted."""
    (court,) = children(inside(engine.process.pid))
    return sorted(sorted(os.sched_getaffinity(pid)) for pid in children(court))


def test_each_referee_has_its_own_share_of_the_cores():
    cores = sorted(os.sched_getaffinity(0))
    with Engine() as engine:
        engine.preload([], court=True)
        engine.start_referees({}, len(cores))
        assert cores_of_referees(engine) == [[core] for core in cores]
        engine.renew_referees()
        assert cores_of_referees(engine) == [[core] for core in cores]


@pytest.mark.parametrize(("jobs", "shares"), [(1, ["abcd"]), (2, ["ac", "bd"]), (3, ["ad", "b", "c"]), (4, [*"abcd"]), (9, [*"abcd"])])
def test_cores_are_shared_out_whatever_the_number_of_referees(jobs, shares):
    assert share_out("abcd", jobs) == shares


def test_a_worker_runs_where_its_referee_does_and_stays_there(tmp_path):
    cores = os.sched_getaffinity(0)
    with Engine() as engine:
        engine.preload(["numpy"])
        engine.wait_until_warm()
        try:
            os.sched_setaffinity(0, {max(cores)})  # this process stands for the referee
            source = "import os\nos.sched_setaffinity(0, range(64))\nprint(os.sched_getaffinity(0))"
            run = NotebookRun(ZygoteClient(engine.control), [new_code_cell(source)], tmp_path)
            run.finish()
        finally:
            os.sched_setaffinity(0, cores)
    assert text_of(run.outputs[0]) == f"{ {max(cores)} }\n"


COMPUTES = """
import tensorflow as tf
POINTS = tf.linalg.matmul(tf.random.normal((600, 600)), tf.random.normal((600, 600)))[:3]
with open({log!r}, "a") as log:
    log.write("imported\\n")
from autograder.checking import check

@check(weight=1)
def doubles(student, reference):
    \"\"\"It doubles.\"\"\"
    student(POINTS).is_close_to(reference(POINTS), hint="what is twice a number?")
"""
COMPUTED = """
import tensorflow as tf

def double(x):
    return tf.map_fn(lambda row: tf.linalg.matvec(tf.eye(600), row) + row, x)
"""


@pytest.mark.timeout(120)
def test_a_check_may_use_tensorflow_while_it_is_imported(course, grade, tmp_path):
    """A process that has done so has threads, which a fork does not have, and waits for them."""
    log = tmp_path / "imported"
    checks = {"double": COMPUTES.format(log=str(log))}
    course.assignment("ps1", EXERCISE, test_cell("double", 2), checks=checks, solutions=COMPUTED)
    for number in range(3):
        course.submit(f"s{number}", "ps1", double=f"def double(x):\n    return {number} * x")
    rows, _ = grade(course, "--jobs", "2")
    assert [rows[f"s{number}", "test_double"]["score"] for number in range(3)] == [0, 0, 2]
    assert len(log.read_text().split()) == 3, "once in vain, and once in each referee"


@pytest.mark.parametrize("source", ["import os\nos._exit(3)", "raise SystemExit('not today')"])
def test_a_check_that_ends_python_while_it_is_imported_is_told_in_a_sentence(course, grade, source):
    course.assignment("ps1", EXERCISE, test_cell("double", 2), checks={"double": source})
    course.submit("alice", "ps1")
    rows, done = grade(course)
    assert not rows and done.returncode == 2
    assert "the checks cannot be collected" in done.stderr and "Python was ended while pytest imported them" in done.stderr
    assert "frames.Closed" not in done.stderr


def test_a_referee_makes_a_worker_ready_when_no_task_waits(looked_up):
    waiting = []
    ours, theirs = socket.socketpair()
    zygote = SimpleNamespace(prepare_spare=lambda: waiting.append(bool(select.select([theirs], [], [], 0)[0])))
    referee = Referee(theirs, zygote, Bench(), items={}, spare=True)
    request = pack(looked_up.as_request())
    send_frame(ours, request, request)
    thread = threading.Thread(target=pytest.raises, args=(Closed, referee.serve))
    thread.start()
    for _ in range(2):
        receive_frame(ours)
    while not waiting:
        time.sleep(0.01)
    ours.close()
    thread.join()
    theirs.close()
    assert waiting == [False]
