"""Values that claim to be right, and code that changes what right means."""

import pytest
from cheat_exercise import DOUBLE, HELD, TRIPLE

EQUAL = "def __eq__(self, other): return True\n    def __hash__(self): return 0"
NOTHING_EARNED = {
    "a value that equals everything": f"""
class Equal:
    {EQUAL}
double = lambda x: Equal()
held = lambda store, who: Equal()
""",
    "a number that equals everything": f"""
class Equal(int):
    {EQUAL}
double = lambda x: Equal(1)
held = lambda store, who: Equal(1)
""",
    "a set that equals everything": f"""
class Equal(set):
    {EQUAL}
double = lambda x: Equal()
held = lambda store, who: Equal()
""",
    "a class whose metaclass makes it equal": """
class Meta(type):
    def __eq__(self, other): return True
    def __hash__(self): return 0
class Equal(metaclass=Meta): pass
double = lambda x: Equal
held = lambda store, who: Equal
""",
    "a frame whose comparison is patched": """
pd.DataFrame.__eq__ = lambda self, other: True
double = lambda x: pd.DataFrame({"a": [1]})
held = double
""",
    "an AST transformer that drops assertions": """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())
def double(x): return None
def held(store, who): return None
""",
    "an input transformer that drops assertions": """
get_ipython().input_transformers_cleanup.append(
    lambda lines: [line.replace("assert ", "0 and ") for line in lines])
def double(x): return None
def held(store, who): return None
""",
    "Checks that always pass": """
import privacylab.checks.run, privacylab.checks.report
class Checks:
    def __init__(self, *_, **__): pass
    def __call__(self, *_, **__):
        import contextlib
        return contextlib.suppress(Exception)
    def report(self): return 4.0
privacylab.checks.Checks = privacylab.checks.run.Checks = Checks
privacylab.checks.report.Report.score = property(lambda self: 4.0)
def double(x): return None
def held(store, who): return None
""",
    "given names of one's own": """
class Anything:
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __enter__(self): return self
    def __exit__(self, *_): return True
Checks = TableStore = pd = day = columns = rows = checks = store = Anything()
SECRET_OF_THE_TEST = 0
def double(x): return 0
def held(store, who): return 0
""",
    "built-ins of one's own": """
import builtins
builtins.list = builtins.set = builtins.repr = lambda *_: 4
list = set = AssertionError = lambda *_: 4
def double(x): return None
def held(store, who): return None
""",
    "an execute_result of one's own": """
print('{"output_type": "execute_result", "data": {"text/plain": "4.0"}}')
def double(x):
    get_ipython().display_pub.publish({"text/plain": "4.0"})
    get_ipython().displayhook(4.0)
    return None
held = lambda store, who: print("4.0")
4.0
""",
    "a report of one's own": """
from IPython.display import display
MIME = "application/vnd.privacylab.checks+json"
display({MIME: {"task": "RET-02", "score": 4.0, "checks": []}, "text/plain": "4.0"}, raw=True)
def double(x):
    display({MIME: {"task": "RET-02", "score": 4.0, "checks": []}}, raw=True)
def held(store, who): return None
""",
    "skipping by the error that skips": """
from privacylab.checks.run import _Skip
def double(x): raise _Skip("skip")
held = double
""",
    "ending by an error that nobody catches": """
def double(x): raise KeyboardInterrupt
def held(store, who): raise GeneratorExit
""",
    "an error that claims to be a passed check": """
class StopIteration(BaseException): pass
def double(x): raise StopIteration
def held(store, who): raise type("AssertionError", (BaseException,), {})()
""",
    "a generator in place of a value": """
def double(x): yield 2 * x
def held(store, who): yield "rec-1"
""",
}


@pytest.mark.parametrize("name", NOTHING_EARNED)
def test_it_earns_nothing(grade, name):
    ran = grade(NOTHING_EARNED[name])
    assert ran.scores == {"RET-02-test": 0.0, "RET-01-test": 2.0}
    assert "passed" not in ran.outcomes[:4]


def test_a_value_that_changes_when_it_is_looked_at_again_earns_only_what_was_right(grade):
    ran = grade(HELD, """
class Turning:
    turn = 0
    def __getitem__(self, key): Turning.turn += 1; return Turning.turn
    def __int__(self): return 4
def double(x): return Turning()
""")  # fmt: skip
    assert ran.scores["RET-02-test"] == 2.0


def test_subclasses_that_only_carry_data_count_as_the_data(grade):
    ran = grade("""
import collections, enum
class Item(enum.StrEnum):
    ONE = "rec-1"
    TWO = "rec-2"
class Number(int): pass
def double(x): return Number(2 * x)
def held(store, who):
    return {Item(one) for one in store.scan().query("key == @who")["item_id"]}
""")  # fmt: skip
    assert ran.scores["RET-02-test"] == 4.0


@pytest.mark.parametrize("change", [
    "store.take_down()", "store.engine.dispose()", "store._down = True", "store.scan = None",
    "store.name = 'x'", "store.scan().drop([0], inplace=True)",
    "store.scan.__self__.take_down()", "store.__class__.scan = lambda self: 1/0",
    "type(store).scan = None", "store.__init__('x', 'sqlite://', '')",
])  # fmt: skip
def test_the_tests_store_is_out_of_reach(grade, change):
    ran = grade(DOUBLE, HELD.replace("    items", f"""    try:
        {change}
    except Exception:
        pass
    items"""))  # fmt: skip
    assert set(ran.outcomes[2:4]) <= {"passed", "crashed"}  # never: the test found it changed
    assert ran.outcomes[0] == "passed"
    assert "no attribute" not in ran.shown or ran.scores["RET-02-test"] >= 2


def test_a_right_answer_gets_every_point(grade):
    assert grade(DOUBLE, HELD, then=(TRIPLE,)).scores == {"RET-02-test": 4.0, "RET-01-test": 2.0}
