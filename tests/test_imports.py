"""What a course's code imports is found, and which installed versions that is."""

import os

import pytest

from autograder.imports import imported_by, library_versions
from tests.packages import install


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import numpy as np, tensorflow.math", {"numpy", "tensorflow.math"}),
        ("%matplotlib inline\nimport matplotlib.pyplot as plt; import scipy", {"matplotlib.pyplot", "scipy"}),
        ("from matplotlib import (\n    colors,  # of maps\n    cm)", {"matplotlib", "matplotlib.colors", "matplotlib.cm"}),
        ("try:\n    import sympy\nexcept ImportError:\n    sympy = None", {"sympy"}),
        ("import a, \\\n    b as c\nfrom .d import e\nfrom . import f", {"a", "b"}),
        ("import os\nfrom autograder.checking import check\nfrom __future__ import annotations", set()),
        ('"""\nimport the module first\nfrom the start\nimport\n"""\nimportant = 1\nimport_it()', set()),
    ],
)  # fmt: skip
def test_what_a_text_imports(source, modules):
    assert imported_by(source) == modules


def test_versions_are_those_of_the_packages_that_provide_the_modules(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    assert library_versions(["cooling"]) == []
    install(tmp_path, "cooling_cpu", "1.0", "cooling")
    install(tmp_path, "fans", "2.5", "fans")
    (tmp_path / "helper.py").write_text("")
    assert library_versions(["fans.blades", "cooling", "fans", "helper", "autograder.checking"]) == ["cooling_cpu 1.0", "fans 2.5"]
    install(tmp_path, "cooling_cpu", "1.1", "cooling")
    assert library_versions(["cooling"]) == ["cooling_cpu 1.1"]
    os.rename(tmp_path / "cooling_cpu-1.1.dist-info", tmp_path / "cooling_gpu-1.1.dist-info")
    metadata = tmp_path / "cooling_gpu-1.1.dist-info" / "METADATA"
    metadata.write_text(metadata.read_text().replace("cooling_cpu", "cooling_gpu"))
    assert library_versions(["cooling"]) == ["cooling_gpu 1.1"]
