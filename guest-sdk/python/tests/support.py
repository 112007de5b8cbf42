"""A host for tests: the tool chain's own bindings, whose functions record their calls and answer what a test says.

The bindings are made once, into ``target/python/bindings`` of the workspace, by ``python build.py bindings``.
"""

import importlib
import shutil
import sys
import unittest
from pathlib import Path

SDK = Path(__file__).resolve().parent.parent
BINDINGS = SDK.parent.parent / "target" / "python" / "bindings"

sys.path.insert(0, str(SDK / "src"))

from mighost import _host, build  # noqa: E402


def _newest_contract() -> float:
    return max(file.stat().st_mtime for file in (SDK / "src" / "mighost" / "wit").glob("*.wit"))


def prepare() -> None:
    """Makes the bindings where they are missing or older than the contract."""
    made = BINDINGS / "wit_world" / "__init__.py"
    if not made.exists() or made.stat().st_mtime < _newest_contract():
        shutil.rmtree(BINDINGS, ignore_errors=True)
        build.bindings(BINDINGS)
    if str(BINDINGS) not in sys.path:
        sys.path.insert(0, str(BINDINGS))


prepare()

wit = importlib.import_module("wit_world.imports.types")
ddl = importlib.import_module("wit_world.imports.ddl")
data = importlib.import_module("wit_world.imports.data")
raw = importlib.import_module("wit_world.imports.sql")
Err = importlib.import_module("componentize_py_types").Err


class Cursor:
    """Gives what it was made of, a batch at a time."""

    def __init__(self, rows, columns=()):
        self.rows = list(rows)
        self.names = list(columns)
        self.closed = False

    def columns(self):
        return self.names

    def next(self, limit):
        batch, self.rows = self.rows[:limit], self.rows[limit:]
        return batch

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closed = True


class HostCase(unittest.TestCase):
    """A test with a host. `self.calls` is what was called; `self.answers["ddl.create_table"]` what it answers."""

    dialect = "Sqlite"

    def setUp(self):
        self.calls = []
        self.answers = {"context.dialect": getattr(wit, "Dialect_" + self.dialect)()}
        for name in (*_host.INTERFACES, "script"):
            module = importlib.import_module("wit_world.imports." + name)
            for function in [key for key, value in vars(module).items() if type(value).__name__ == "function"]:
                self._replace(module, name, function)
        _host.begin("test.py", frozenset())

    def _replace(self, module, name, function):
        kept = getattr(module, function)
        full = f"{name}.{function}"

        def answer(*arguments):
            if full != "context.dialect":
                self.calls.append((full, *arguments))
            said = self.answers.get(full, DEFAULTS.get(full))
            if isinstance(said, Exception):
                raise said
            return said(*arguments) if callable(said) else said

        setattr(module, function, answer)
        self.addCleanup(setattr, module, function, kept)

    def uses_sql(self):
        """As if the script declared raw SQL."""
        _host.begin("test.py", frozenset({"sql"}))

    def only(self, function):
        """The arguments of the only call of a function."""
        found = [arguments for name, *arguments in self.calls if name == function]
        self.assertEqual(len(found), 1, self.calls)
        return found[0]

    def changes(self):
        """The changes of the only `alter_table`."""
        return self.only("ddl.alter_table")[1]


DEFAULTS = {
    "ddl.create_table": True,
    "ddl.drop_table": True,
    "ddl.create_index": True,
    "ddl.drop_index": True,
    "inspect.has_column": False,
    "inspect.tables": [],
    "inspect.constraints": [],
    "context.arguments": [],
    "data.insert": lambda table, columns, rows: len(rows),
    "data.update": lambda table, key, columns, rows: len(rows),
    "data.delete": lambda table, key, rows: len(rows),
    "data.count": 0,
    "data.update_where": 0,
    "data.delete_where": 0,
    "sql.execute": 0,
}
