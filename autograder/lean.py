"""Leave out imports that cost a second and serve no notebook."""

import importlib
import importlib.util
import sys

# jsonschema, which nbformat validates with, tries to import these for formats that notebooks do not have, and does without
# them where they are missing. The grammar of rfc3987_syntax takes 1.0 of the 1.1 CPU seconds of `import nbformat`.
UNUSED_FORMATS = ("rfc3987_syntax", "isoduration")
# TensorFlow imports it last of all, in a `try`, and for nothing that a notebook sees: a third of the time of `import tensorflow`,
# a fifth of the memory. `tf.keras` imports Keras when it is first used.
KERAS = "keras.src"


def skip_slow_imports():
    """Keep out what the libraries that we stand on would import for nothing. Call before the first import of them."""
    for name in UNUSED_FORMATS:
        sys.modules.setdefault(name, None)
    _skip_nbgraders_server_extensions()


def allow_slow_imports():
    """Let a notebook import what skip_slow_imports kept out."""
    for name in UNUSED_FORMATS:
        if sys.modules.get(name, name) is None:
            del sys.modules[name]


def import_module(name):
    """Import a module; TensorFlow, also where it is imported for a module of its own, without Keras."""
    if name.partition(".")[0] == "tensorflow" and "tensorflow" not in sys.modules:
        _import_tensorflow()
    return importlib.import_module(name)


def _import_tensorflow():
    sys.modules.setdefault(KERAS, None)  # what imports a part of it gets an ImportError
    try:
        importlib.import_module("tensorflow")
    finally:
        if sys.modules[KERAS] is None:
            del sys.modules[KERAS]


def _skip_nbgraders_server_extensions():
    """Have the package `nbgrader` without what its __init__ does: import Jupyter's server for four extensions of it.

    Half of the time of `import nbgrader.api` goes into that. Its modules are imported as ever.
    """
    spec = importlib.util.find_spec("nbgrader")
    if "nbgrader" not in sys.modules and spec is not None:
        package = sys.modules["nbgrader"] = importlib.util.module_from_spec(spec)
        package.__version__ = importlib.import_module("nbgrader._version").__version__
