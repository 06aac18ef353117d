"""Hostile submissions through the real `autograder grade`, in a PID namespace of their own (tests/adversarial)."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from autograder.cgroups import Cgroups
from autograder.limits import Limits, longest_s
from tests.adversarial import outer
from tests.adversarial.__main__ import run
from tests.adversarial.case import POINTS
from tests.adversarial.collection import CASES
from tests.adversarial.course import LIMITS
from tests.adversarial.inside import CLASS_OF_60, JOBS
from tests.adversarial.layers import GETS_THROUGH
from tests.groups import idle_groups

EVERYTHING_A_USER_SEES_ELSE = ("limit:", "reading:", "network:", "calls:", "escape:", "read")  # where the uid makes a difference
WHO = [pytest.param("root", (), id="root"), pytest.param("user", EVERYTHING_A_USER_SEES_ELSE, id="user")]


def test_there_are_enough_cases_of_every_kind():
    kinds = Counter(case.kind for case in CASES)
    assert sum(kinds.values()) >= 80 and min(kinds.values()) >= 6, kinds
    assert len({case.name for case in CASES}) == len(CASES)


def test_hostile_code_is_not_run_outside_an_outer_namespace():
    done = subprocess.run(
        [sys.executable, "-m", "tests.adversarial.inside", "user", "namespaces"], cwd=outer.KIT, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert done.stdout == "" and "first process of a PID namespace" in done.stderr


def test_another_grader_s_group_at_work_is_not_taken_for_one_left_behind():
    """The suite's survey is made inside a PID namespace, which sees no process of a grader outside."""
    cgroups = Cgroups.find()
    if problem := outer.why_impossible() or ("" if "pids" in cgroups.parents else "no control group can be made here"):
        pytest.skip(problem)
    group = cgroups.make(memory_mib=64, processes=4)
    survey = [*outer.unshare_command(), sys.executable, "-c", "from tests.groups import idle_groups; print(idle_groups(moment_s=0))"]
    try:
        with subprocess.Popen(["sleep", "60"], preexec_fn=group.enter) as at_work:
            told = subprocess.run(survey, cwd=outer.KIT, capture_output=True, text=True, check=True).stdout
            at_work.kill()
        names = {folder.name for _, folder in group.folders.values()}
        assert not any(name in told for name in names)
        assert names <= {os.path.basename(path) for path in idle_groups(moment_s=0)}
    finally:
        group.remove()


@pytest.mark.parametrize(("who", "words"), WHO)
def test_every_case_scores_what_its_honest_part_earns(who, words):
    if problem := outer.why_impossible():
        pytest.skip(problem)
    if who == "root" and os.geteuid() != 0:
        pytest.skip("not root")
    told = run(who, "namespaces", *words)
    assert told["problems"] == []
    assert {case["name"]: case["problems"] for case in told["cases"] if case["problems"]} == {}
    assert sum(case["kind"] == "honest" for case in told["cases"]) >= 5


def test_where_files_of_its_user_are_seen_a_notebook_reaches_none():
    if problem := outer.why_impossible():
        pytest.skip(problem)
    told = run("user", "landlock", "network", "escape")
    assert told["problems"] == []
    assert {case["name"]: case["problems"] for case in told["cases"] if case["problems"]} == {}
    assert len(told["cases"]) > 15


def test_without_a_layer_what_it_holds_off_gets_through():
    if problem := outer.why_impossible() or ("" if os.geteuid() == 0 else "not root"):
        pytest.skip(problem)
    done = outer.run_inside(module="layers", stdout=subprocess.PIPE, text=True, check=True)
    told = {(level, layer): got_through for level, layer, got_through in json.loads(done.stdout)}
    wanted = dict(GETS_THROUGH)
    if not {"memory", "pids"} <= set(Cgroups.find().parents):  # nothing holds this off here, with any layer
        probe = "take 600 MB in eight processes"
        told = {key: [name for name in names if name != probe] for key, names in told.items()}
        wanted = {key: [name for name in names if name != probe] for key, names in wanted.items()}
    assert told == wanted


def test_in_a_class_of_60_half_of_it_hostile_the_honest_lose_nothing_and_the_batch_ends_in_time():
    if problem := outer.why_impossible():
        pytest.skip(problem)
    told = run("root" if os.geteuid() == 0 else "user", "namespaces", CLASS_OF_60)
    honest = [case["scores"] for case in told["cases"] if case["kind"] == "honest"]
    assert honest == [POINTS] * 30 and len(told["cases"]) == 60
    assert told["problems"] == []
    assert told["seconds"] < 60 / JOBS * longest_s(Limits(**LIMITS))
