"""Leave out imports that cost a second and serve no notebook."""

import importlib
import importlib.util
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader

# jsonschema, which nbformat validates with, tries to import these for formats that notebooks do not have, and does without
# them where they are missing. The grammar of rfc3987_syntax takes 1.0 of the 1.1 CPU seconds of `import nbformat`.
UNUSED_FORMATS = ("rfc3987_syntax", "isoduration")
# TensorFlow imports it last of all, in a `try`, and for nothing that a notebook sees: a third of the time of `import tensorflow`,
# a fifth of the memory. `tf.keras` imports Keras when it is first used.
KERAS = "keras.src"
# Parts of TensorFlow's interface that a numerical notebook hardly ever uses: 0.1 s of its import, and 13 MiB of memory, for which
# each worker pays by the page when it is forked and when it ends. Each is imported when it is first used. Others cannot be left
# so: operators of tensors and variables come with them.
SELDOM_USED = {f"tensorflow._api.v2.{name}" for name in ("compat.v1", "compat.v2", "lite")}
ASKED_OF_ANY = ("__warningregistry__", "__wrapped__")  # by unittest and inspect, of every module there is


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
    """Import a module; TensorFlow, also where it is imported for a module of its own, without Keras and what is seldom used."""
    if name.partition(".")[0] == "tensorflow" and "tensorflow" not in sys.modules:
        _import_tensorflow()
    return importlib.import_module(name)


def _import_tensorflow():
    sys.modules.setdefault(KERAS, None)  # what imports a part of it gets an ImportError
    finder = _SeldomUsed()
    sys.meta_path.insert(0, finder)
    try:
        importlib.import_module("tensorflow")
    finally:
        sys.meta_path.remove(finder)
        if sys.modules[KERAS] is None:
            del sys.modules[KERAS]


class _SeldomUsed(MetaPathFinder):
    """Finds the modules in SELDOM_USED, each to be executed when it is first used."""

    def find_spec(self, fullname, path, target=None):
        spec = PathFinder.find_spec(fullname, path, target) if fullname in SELDOM_USED else None
        if spec is not None and type(spec.loader) is SourceFileLoader:
            spec.loader = _WhenUsed(spec.loader.name, spec.loader.path)
        return spec


class _WhenUsed(SourceFileLoader):
    """Executes a module when something is asked of it that its import alone has not given it.

    Unlike importlib.util.LazyLoader's it is left alone by what looks through all modules, as inspect does for a traceback.
    """

    def exec_module(self, module):
        run = super().exec_module

        def load():
            waiting = {name: vars(module).pop(name) for name in ("__getattr__", "__dir__")}
            top = vars(sys.modules[module.__name__.partition(".")[0]])
            before = dict(top)
            try:
                run(module)
            except BaseException:
                vars(module).update(waiting)
                raise
            finally:  # imports bind packages there: `tensorflow.lite` would not be what TensorFlow has made of it
                for name in top.keys() - before.keys():
                    del top[name]
                top.update(before)

        def get_attribute(name):
            if name in ASKED_OF_ANY:
                raise AttributeError(name)
            load()
            return getattr(module, name)

        def list_attributes():
            load()
            return dir(module)

        module.__getattr__, module.__dir__ = get_attribute, list_attributes


def _skip_nbgraders_server_extensions():
    """Have the package `nbgrader` without what its __init__ does: import Jupyter's server for four extensions of it.

    Half of the time of `import nbgrader.api` goes into that. Its modules are imported as ever.
    """
    spec = importlib.util.find_spec("nbgrader")
    if "nbgrader" not in sys.modules and spec is not None:
        package = sys.modules["nbgrader"] = importlib.util.module_from_spec(spec)
        package.__version__ = importlib.import_module("nbgrader._version").__version__
