"""What is secret stays so where it lies among the files that Python is made of: an installed kit, a course in an environment."""

import shutil

import pytest
from nbformat.v4 import new_code_cell

from autograder import readable
from autograder.batch import Batch
from autograder.conversation import ZygoteClient
from autograder.course import Course, CourseError
from autograder.engine import Engine, NotIsolated
from autograder.sandbox import LANDLOCK, NAMESPACES
from autograder.session import NotebookRun
from tests.builders import KIT, solution, test_cell
from tests.runs import start_first_zygote_with

LEVELS = pytest.mark.parametrize("level", [NAMESPACES, LANDLOCK])
SECRET = "secret"


@pytest.fixture
def look(monkeypatch, tmp_path):
    """Run statements in a worker that Python's files in `parts` belong to, too; return what they print, "refused" for an OSError."""

    def run(level, parts, statements, hidden=()):
        start_first_zygote_with(monkeypatch, f"from autograder import readable\nreadable.SYSTEM += {tuple(map(str, parts))!r}")
        tmp_path.chmod(0o755)  # not its mode is to protect it
        folder = tmp_path.parent / f"{tmp_path.name}-notebook"
        folder.mkdir()
        cells = [new_code_cell(f"try: {one}\nexcept OSError: print('refused')") for one in statements]
        with Engine(level, best=level, hidden=hidden) as engine:
            engine.preload([])
            try:
                engine.wait_until_warm()
            except NotIsolated as error:
                if "environment" in str(error):
                    raise
                pytest.skip(str(error))
            session = NotebookRun(ZygoteClient(engine.control), cells, folder)
            session.finish()
            return ["".join(out.get("text", out.get("evalue", "")) for out in session.outputs[index]).strip() for index in range(len(cells))]

    return run


def reads(path):
    return f"print(open({str(path)!r}).read())"


@LEVELS
def test_an_installed_kit_keeps_its_checks_and_answers(look, tmp_path, monkeypatch, level):
    site = tmp_path / "lib" / "site-packages"
    for name in ("autograder", "solutions"):
        shutil.copytree(KIT / name, site / name, ignore=shutil.ignore_patterns("__pycache__"))
    (site / "numbers_of_mine").mkdir()
    (site / "numbers_of_mine" / "__init__.py").write_text("ONE = 1")
    (site / "module_of_mine.py").write_text("TWO = 2")
    monkeypatch.setattr("autograder.launching.__file__", str(site / "autograder" / "launching.py"))
    check = next((site / "autograder" / "checks").rglob("test_*.py"))
    imports = "import numbers_of_mine, module_of_mine; print(numbers_of_mine.ONE + module_of_mine.TWO)"
    told = look(level, [tmp_path], [reads(check), reads(site / "solutions" / "s1_overflow_underflow.py"), reads(site / "autograder" / "court.py"), imports])
    assert told == ["refused", "refused", "refused", "3"]


@LEVELS
def test_a_course_below_what_python_is_made_of_is_hidden_but_for_its_own_environment(look, tmp_path, level):
    course = tmp_path / "share" / "course"
    for path in ("gradebook.db", "submitted/amy/ps1/ps1.ipynb", ".venv/library.txt"):
        (course / path).parent.mkdir(parents=True, exist_ok=True)
        (course / path).write_text(SECRET)
    (tmp_path / "share" / "library.txt").write_text("readable")
    paths = [course / "gradebook.db", course / "submitted/amy/ps1/ps1.ipynb", course / ".venv/library.txt", tmp_path / "share" / "library.txt"]
    names = f"import os; print(os.listdir({str(course / 'submitted')!r}))"
    told = look(level, [tmp_path, course / ".venv"], [*map(reads, paths), names], hidden=[course])
    assert told == ["refused", "refused", SECRET, "readable", "refused"]


@LEVELS
def test_an_environment_made_in_the_course_s_own_folder_is_refused_in_a_sentence(look, tmp_path, level):
    with pytest.raises(NotIsolated, match="make the environment in a folder of its own"):
        look(level, [tmp_path], [], hidden=[tmp_path])


def test_a_course_whose_configured_folder_was_not_hidden_is_not_graded(course, tmp_path, monkeypatch):
    course.assignment("ps1", solution("f"), test_cell("f", 1))
    course.submit("amy", "ps1")
    monkeypatch.setattr(readable, "SYSTEM", (*readable.SYSTEM, str(tmp_path)))
    with Engine() as engine, pytest.raises(CourseError, match="students' code could read"):
        list(Batch(Course(course.root), []).run(engine))
    with Engine(hidden=[course.root]) as engine:
        assert not engine.shows(course.root)
