"""Objects that lie about themselves, each as a class with the name Thing."""

LYING = "__eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True\n    "
LYING += "__ne__ = lambda self, other: False\n    __hash__ = lambda self: 0"
ALL_METHODS = """
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return Thing()
    def __call__(self, *args, **kwargs): return Thing()
"""
EVERYTHING = f"""
import random
class Thing:
    {LYING}
    count = 0
    def __contains__(self, one): return True
    def __bool__(self):
        Thing.count += 1
        return Thing.count % 2 == 1
    def __len__(self): return 1
    def __iter__(self): return iter(())
    def __getitem__(self, key): return Thing()
"""
OBJECTS = {
    "contains everything": "class Thing:\n    def __contains__(self, one): return True\n",
    "equals everything": f"class Thing:\n    {LYING}\n",
    "is true and false by turns": """
class Thing:
    count = 0
    def __bool__(self):
        Thing.count += 1
        return Thing.count % 2 == 1
""",
    "is everything at once": EVERYTHING + ALL_METHODS,
    "is everything at once, and returns itself to every question": EVERYTHING
    + """
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return lambda *args, **kwargs: self
    def __call__(self, *args, **kwargs): return self
""",
    "says yes to every question": EVERYTHING
    + """
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return lambda *args, **kwargs: True
    def __call__(self, *args, **kwargs): return True
""",
    "gives back what it is told": EVERYTHING
    + """
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return lambda *args, **kwargs: args[-1] if args else self
    def __call__(self, *args, **kwargs): return args[-1] if args else self
    def __getitem__(self, key): return key
""",
    "is a frame that lies": f"""
import pandas as pd
class Thing(pd.DataFrame):
    {LYING}
    equals = lambda self, other: True
    def __init__(self, *args, **kwargs): super().__init__()
    def __getitem__(self, key): return self
    def __contains__(self, one): return True
    def __bool__(self): return True
    empty = property(lambda self: True)
    _constructor = property(lambda self: Thing)
""",
    "is a series that lies": f"""
import pandas as pd
class Thing(pd.Series):
    {LYING}
    equals = lambda self, other: True
    def __init__(self, *args, **kwargs): super().__init__([True])
    def __contains__(self, one): return True
    def __bool__(self): return True
""",
    **{
        f"is a {base} that lies": f"""
class Thing({base}):
    {LYING}
    def __new__(cls, *args, **kwargs): return {base}.__new__(cls)
    def __init__(self, *args, **kwargs): pass
    def __contains__(self, one): return True
    def __bool__(self): return True
    def get(self, key, default=None): return default
    issubset = issuperset = isdisjoint = startswith = endswith = lambda self, other: True
"""
        for base in ("str", "int", "float", "list", "tuple", "set", "frozenset", "dict", "bytes")
    },
    "is a moment that lies": f"""
import datetime
class Moment(datetime.datetime):
    {LYING}
def Thing(): return Moment(2023, 8, 31)
""",
    "is a generator without an end": """
def Thing():
    while True: yield Thing()
""",
    "yields one number after another without an end": """
def Thing():
    number = 0
    while True:
        yield number
        number += 1
""",
    "says that it is longer than memory": """
class Thing:
    def __len__(self): return 2**62
    def __iter__(self): return iter(())
    def __getitem__(self, key): raise IndexError
""",
    "is a module": "import types\ndef Thing():\n    return types.ModuleType('nothing')\n",
    "is a class whose metaclass lies": f"""
class Meta(type):
    {LYING}
    def __contains__(cls, one): return True
    def __bool__(cls): return True
class Made(metaclass=Meta): pass
def Thing(): return Made
""",
}


def answer(code: str, names: list[str]) -> str:
    """An answer cell whose functions, and classes, all give a Thing."""
    lines = [code, "def _give(*args, **kwargs):", "    return Thing()"]
    return "\n".join([*lines, *(f"{name} = _give" for name in names)])
