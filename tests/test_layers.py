"""The layers are one-way: a module imports only modules of its own layer or of those below."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent
LAYERS = [
    {"bounds", "cgroups", "lean", "limits", "linux", "processes", "readable", "removing", "rendezvous"},
    {"sandbox", "handing_over", "pickling"},
    {"values", "frames", "files", "outcomes", "advice", "describing", "comparing", "stages", "tables", "fingerprints", "pictures", "references", "scratch",
     "definitions", "figures", "figure_geometry", "figure_images", "figure_legends", "traces", "warming"},
    {"calls", "shell", "worker", "zygote", "start_zygote", "figure_views", "launching"},
    {"checking", "naming", "argument_kinds", "answers", "replies", "notebooks", "rendering"},
    {"conversation", "influence", "identities"},
    {"restoring", "check_files"},
    {"session", "pytest_plugin", "in_kernel"},
    {"course", "side_files", "tasks", "executed"},
    {"imports", "locking", "nbgrader_rules", "records", "refusals"},
    {"assignments", "gradebook", "drawings"},
    {"grading", "referee", "finding", "model_answers", "mutants"},
    {"court"},
    {"roster", "marks", "archives", "reports"},
    {"grade_tables", "hand_ins"},
    {"engine", "authoring", "splitting"},
    {"batch", "changes", "verification", "sample_class", "one_notebook", "exporting", "collecting", "similarity"},
    {"similar_page", "warm_engine"},
    {"service"},
    {"command_line", "pytest_entry", "nbgrader_plugin"},
    {"__main__"},
]
LAYER = {module: index for index, layer in enumerate(LAYERS) for module in layer}
WORKER_SIDE = {"start_zygote", "linux", "sandbox", "zygote", "warming", "lean", "worker", "shell", "traces", "calls", "figures", "values", "frames", "processes", "cgroups", "limits", "readable"}
SECRETS = {"checks", "answers", "checking", "referee", "grading", "tasks", "gradebook", "course", "assignments", "in_kernel"}


def imports(path, top_only=False):
    """Return the modules of this package that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "autograder":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("autograder.")}
    return found & {path.stem for path in PACKAGE.glob("*.py")} | found & {"checks"}


MODULES = sorted(path for path in PACKAGE.glob("*.py") if path.stem != "__init__")


def test_only_the_command_line_loads_the_commands():
    assert {path.stem for path in MODULES if "autograder.commands" in path.read_text(encoding="utf-8")} == {"command_line"}


def test_only_commands_make_pages():
    """What makes pages decides no mark: nothing that grades may lean on it. nbgrader_plugin is for nbgrader's commands."""
    leaning = {path.stem for path in MODULES if "autograder.pages" in path.read_text(encoding="utf-8")}
    assert leaning <= {"nbgrader_plugin"}
    below = {"assignments", "bounds", "course", "describing", "files", "outcomes", "records", "rendering", "tables"}
    for path in (PACKAGE / "pages").glob("*.py"):
        assert imports(path) <= below, path.stem


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_from_below(path):
    assert path.stem in LAYER, f"give {path.stem} a layer"
    allowed = {"zygote": {"court"}}  # in the forked child that becomes the court, never in the zygote itself
    above = {name for name in imports(path) if LAYER.get(name, 99) > LAYER[path.stem]}
    assert above <= allowed.get(path.stem, set())


@pytest.mark.parametrize("module", sorted(WORKER_SIDE))
def test_the_worker_side_reaches_no_secret(module):
    seen, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        seen.add(name)
        more = imports(PACKAGE / f"{name}.py", top_only=name == "zygote")
        waiting += more - seen
    assert not seen & SECRETS


@pytest.mark.parametrize("arguments", [["--help"], ["grade", "--help"]])
def test_help_loads_nothing_heavy(arguments):
    code = (
        "import sys; from autograder.command_line import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        "heavy = {'tensorflow', 'numpy', 'nbgrader', 'matplotlib', 'pytest', 'IPython'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_command_that_is_handed_over_loads_nothing_heavy():
    """What a client of `autograder serve` imports: this package's own light modules, the standard library."""
    code = (
        "import sys; from autograder import handing_over\n"
        "handing_over.hand_over(['grade']); handing_over.describe_client([])\n"
        "ours = {name for name in sys.modules if name.startswith('autograder.')}\n"
        "assert ours == {'autograder.handing_over', 'autograder.rendezvous'}, ours\n"
        "others = {name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)\n"
        "others = {name for name in others if not name.startswith('_')} - {'autograder', 'sitecustomize'}\n"
        "assert not others, others"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
