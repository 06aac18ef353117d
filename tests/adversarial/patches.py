"""Patching of what grades: libraries, builtins, clocks, import hooks, the worker's own code."""

from tests.adversarial.case import RIGHT, Case, function

KIND = "patching"
WRONG = "return np.zeros(np.shape(x))"


def patch(name, statements, earns=None, at_most=False, answers=None):
    """Return the case of a notebook that patches something and answers `double` with zeros."""
    answers = {"double": function("double", WRONG)} if answers is None else answers
    return Case(name, KIND, answers, before=statements, earns={"double": 0.0} if earns is None else earns, at_most=at_most)


CASES = [
    patch("numpy says that all is close", """
        import numpy, numpy.testing
        numpy.isclose = numpy.allclose = numpy.array_equal = lambda *a, **k: numpy.True_
        numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *a, **k: None
    """),
    patch("pytest and unittest pass everything", """
        import sys, types, unittest
        unittest.TestCase.run = lambda self, result=None: result
        for name in ("pytest", "_pytest", "_pytest.runner", "_pytest.outcomes", "_pytest.python"):
            sys.modules[name] = types.ModuleType(name)
        try:
            from _pytest.runner import CallInfo
            CallInfo.excinfo = None
        except ImportError: pass
    """),
    patch("the codec encodes what it likes", """
        import autograder.values, autograder.calls
        autograder.values.encode = autograder.calls.encode = lambda value, depth=0: {"outcome": "passed"}
    """, earns={"double": 0.0, "norm": 0.0, "total": 0.0}),
    patch("the call says passed", """
        import autograder.worker, autograder.calls
        passed = lambda *a, **k: {"outcome": "passed", "score": 4.0, "passed": True}
        autograder.worker.perform_call = autograder.calls.perform_call = passed
    """, earns={"double": 0.0, "norm": 0.0, "total": 0.0}, at_most=True),
    patch("the worker answers for itself", """
        import autograder.worker
        from autograder.values import pack
        autograder.worker._answer = lambda shell, request: pack({"value": True, "score": 1, "outputs": []})
    """, earns={"double": 0.0, "norm": 0.0, "total": 0.0}, at_most=True),
    patch("msgpack packs something else", """
        import msgpack
        msgpack.packb = lambda *a, **k: b"\\xc3"
    """),
    patch("isinstance is always true", """
        import builtins
        builtins.isinstance = lambda *a: True
    """, at_most=True),
    patch("comparison and AssertionError disarmed", """
        import builtins, operator
        class Quiet(BaseException):
            def __init__(self, *a): pass
        builtins.AssertionError = Quiet
        builtins.all = builtins.any = lambda *a: True
        builtins.abs = lambda x: 0
        operator.eq = lambda a, b: True
    """, at_most=True),
    patch("clocks stand still", """
        import time
        time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0
        time.sleep = lambda s: None
    """),
    patch("an import hook swaps modules", """
        import sys
        class Hook:
            def find_spec(self, name, path=None, target=None):
                sys.modules[name] = sys.modules["numpy"]
                return sys.modules["numpy"].__spec__
        sys.meta_path.insert(0, Hook())
        for name in list(sys.modules):
            if name.startswith(("autograder.checking", "autograder.outcomes", "solutions")): del sys.modules[name]
    """),
    patch("IPython runs only what it likes", """
        shell = get_ipython()
        original = type(shell).run_cell
        def run_cell(self, source, *a, **k): return original(self, "" if "assert" in source else source, *a, **k)
        type(shell).run_cell = run_cell
    """),
    patch("outputs claim points", """
        shell = get_ipython()
        class Outputs(list):
            def append(self, output): list.append(self, {"output_type": "stream", "name": "stdout", "text": "4.0"})
        shell.recorder.begin = lambda: setattr(shell.recorder, "outputs", Outputs()) or setattr(shell.recorder, "size", 0)
    """),
    patch("a tracer rewrites what functions see", """
        import sys
        def tracer(frame, event, arg):
            if frame.f_code.co_name == "perform_call" and event == "line": frame.f_locals["watch"] = False
            return tracer
        sys.settrace(tracer)
    """),
    patch("unpickling is caught", """
        import pickle
        loads = pickle.loads
        def caught(data, *a, **k):
            arguments, keywords = loads(data, *a, **k)
            return [0.0], {}
        pickle.loads = caught
    """, earns={"double": 0.0, "norm": 0.0, "total": 0.0}, at_most=True),
    patch("open, exit and exceptions replaced", """
        import builtins, os, sys
        builtins.open = lambda *a, **k: None
        builtins.Exception = builtins.ValueError = KeyboardInterrupt
        os._exit = sys.exit = lambda *a: None
    """, at_most=True),
    patch("the random numbers are fixed", """
        import random, numpy
        numpy.random.seed = random.seed = lambda *a: None
        numpy.random.default_rng = lambda *a: None
        numpy.random.Generator = None
    """),
    patch("numpy itself is another module", """
        import sys, types
        fake = types.ModuleType("numpy")
        fake.__getattr__ = lambda name: (lambda *a, **k: True)
        sys.modules["numpy"] = fake
    """, answers={"double": "def double(x):\n    return True"}, earns={"double": 0.0, "norm": 0.0, "total": 0.0}, at_most=True),
    patch("the garbage collector's objects are combed for graders", """
        import gc
        for thing in gc.get_objects():
            name = type(thing).__name__
            if name in ("Bench", "Check", "CheckResult", "CellResult", "Grader", "Student", "Answer"): print("BRE" + "ACH", name)
    """),
    patch("stderr and stdout closed", """
        import os, sys
        for n in (0, 1, 2): os.close(n)
        sys.stdout = sys.stderr = sys.__stdout__ = None
    """),
    patch("every built-in gone", """
        import builtins
        for name in list(vars(builtins)):
            if not name.startswith("__"): delattr(builtins, name)
    """, earns={"double": 0.0, "norm": 0.0, "total": 0.0}, at_most=True),
    Case("warnings as errors, loud libraries", KIND, RIGHT, before="""
import warnings, logging, sys
warnings.simplefilter("error")
logging.basicConfig(level=0, stream=sys.stderr)
print("noise", file=sys.stderr)
"""),
]  # fmt: skip
