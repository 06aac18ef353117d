"""Objects that lie in comparison, and values that are not what they look like."""

from tests.adversarial.case import Case, function

KIND = "lying object"


def lie(name, body, before="", outcome=None, exercise="double"):
    """Return the case of a function whose value lies: it earns nothing, its neighbours everything."""
    outcomes = {exercise: outcome} if outcome else {}
    return Case(name, KIND, {exercise: function(exercise, body, before)}, earns={exercise: 0.0}, outcomes=outcomes)


EQUAL = """
class Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __hash__(self): return 0
    def __bool__(self): return True
    def __getattr__(self, name): return self
    def __call__(self, *args, **keywords): return self
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __len__(self): return 2
    def __iter__(self): return iter([self, self])
    def __getitem__(self, index): return self
"""
ARRAY = """
class Array(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __sub__(self, other): return np.zeros(self.shape)
    __rsub__ = __sub__
    def __array_ufunc__(self, *args, **keywords): return np.bool_(True)
    def __array_function__(self, *args, **keywords): return True
"""
CASES = [
    lie("equal to everything", "return Equal()", EQUAL, "unsupported_value"),
    lie("a list of things equal to everything", "return [Equal(), Equal()]", EQUAL, "unsupported_value"),
    lie("an array of things equal to everything", "return np.array([Equal(), None], dtype=object)", EQUAL),
    lie("an array that answers for NumPy", "return np.zeros(np.shape(x)).view(Array)", ARRAY, "failed"),
    lie("an array that lies about its shape", "return np.zeros(7).view(Array)",
        ARRAY + "    shape = property(lambda self: (2,))\n    size = property(lambda self: 2)", "failed"),
    lie("an array that lies about its bytes", "return np.zeros(np.shape(x)).view(Array)",
        ARRAY + "    def tobytes(self, *args): return b'passed'\n    dtype = np.dtype('float64')"),
    lie("an object with __array__", "return Fake()",
        "class Fake:\n    def __array__(self, *args, **keywords): raise SystemExit('passed')", "unsupported_value"),
    lie("an object with numpy()", "return Fake()",
        "class Fake:\n    def numpy(self): return self\n    def __array__(self, *a, **k): return np.zeros(2)", "unsupported_value"),
    lie("a float that is every number", "return Any(0.0)",
        "class Any(float):\n    def __eq__(self, other): return True\n    def __float__(self): return 1.0\n"
        "    __hash__ = None\n    def __abs__(self): return 0.0", exercise="norm"),
    lie("an int that lies about itself", "return Any(0)",
        "class Any(int):\n    def __int__(self): return self\n    __index__ = __trunc__ = __int__\n    def __eq__(self, o): return True",
        exercise="norm"),
    lie("a text that is every text", "return Any('0')",
        "class Any(str):\n    def __eq__(self, other): return True\n    __hash__ = None\n    def __str__(self): return self"),
    lie("a list that lies about its length", "return Any([0.0])",
        "class Any(list):\n    def __len__(self): return 2\n    def __eq__(self, other): return True"),
    lie("a dict that is an array", "return Any(shape=(2,), dtype='float64')",
        "class Any(dict):\n    def __array__(self, *a, **k): return np.zeros(2)\n    def __eq__(self, o): return True", "failed"),
    lie("a list that never ends", "return Endless()",
        "class Endless(list):\n    def __iter__(self):\n        while True: yield 0.0", None),
    lie("a class that poses as an array", "return Fake()",
        "class Fake:\n    @property\n    def __class__(self): return np.ndarray\n    dtype = np.dtype(float); shape = (2,); ndim = 1"),
    lie("a list that holds itself", "value = []\nvalue.append(value)\nreturn value", "", "unsupported_value"),
    lie("a list nested a million deep", "value = 0.0\nfor _ in range(10**6): value = [value]\nreturn value", "", None),
    lie("a broadcast of one number to 8 GB", "return np.broadcast_to(0.0, (10**9,))", "", "unsupported_value"),
    lie("nothing in a hundred million rows", "return np.zeros((10**8, 0))", "", None),
    lie("nothing in 30 million rows", "return np.zeros((3 * 10**7, 0))", "", None),
    lie("fifty million small numbers", "return [[0] * 100_000] * 300", "", None),
    lie("texts in six lists each, six deep",
        "value = ['\\0' * 60] * 6\nfor _ in range(6): value = [value] * 6\nreturn value", "", "failed"),
    lie("an error with 18 million characters",
        "import sys\nsys.modules['autograder.calls'].MAX_REPLY_TEXT = 10**9\nraise ValueError('{{function_node ' * 10**6)", "", "raised"),
    lie("numbers not given", "return np.full(np.shape(x), np.nan)", "", "failed"),
    lie("infinities", "return np.full(np.shape(x), np.inf)", "", "failed"),
    lie("the numbers as texts", "return [str(2 * v) for v in x]", "", "failed"),
    lie("a truth for a number", "return True", "", "failed", "norm"),
    lie("a complex number with a small lie", "return complex(np.linalg.norm(x), 1e-9)", "", None, "norm"),
    lie("a word for a result", "return 'passed'", "", "failed"),
    lie("a result of the grader's own kind", "return {'outcome': 'passed', 'score': 100.0, 'value': [2.0, -4.0]}", "", "failed"),
    lie("a value that raises when read", "return Bad()",
        "class Bad(list):\n    def __iter__(self): raise KeyboardInterrupt", "unsupported_value"),
    lie("a value that ends Python when read", "return Bad([1])",
        "import os\nclass Bad(list):\n    def __iter__(self): os._exit(0)", "crashed"),
]  # fmt: skip
