"""The reference answers, imported when a test first asks for them: TensorFlow takes seconds to start."""

from functools import lru_cache

import pytest

from autograder.answers import load_module
from tests.builders import KIT


@lru_cache(maxsize=None)
def references(section):
    """Return the module of reference answers to a section, given as "s1" to "s5"."""
    (path,) = (KIT / "solutions").glob(f"{section}_*.py")
    with pytest.MonkeyPatch.context() as patch:  # only for the import: what other tests start has its own environment
        patch.setenv("TF_CPP_MIN_LOG_LEVEL", "3")
        patch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
        return load_module(path, path.stem)
