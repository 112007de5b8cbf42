"""What a migration must not ask for, made an error with a place: without this, it would be the end of the component.

A component has no clock and no randomness, so that a step that is run again does the same again. What measures only how long
something takes stands still.
"""

from __future__ import annotations

import datetime
import os
import random
import sys
import time
from typing import Any, NoReturn

from .errors import Unsupported

def _no_clock(*_: Any, **__: Any) -> NoReturn:
    raise Unsupported(
        "a migration has no clock, so that it does the same whenever it is run; next: let the database say the time, as in "
        "server_default=func.now(), or take it as an argument: context.argument(…)"
    )


def _no_randomness(*_: Any, **__: Any) -> NoReturn:
    raise Unsupported(
        "a migration has no randomness, so that it does the same whenever it is run; next: uuid.uuid5(namespace, name), or "
        "let the database make it"
    )


def _no_sleep(*_: Any, **__: Any) -> NoReturn:
    raise Unsupported("a migration doesn't sleep: it holds a transaction and a lock")


def _kind(real: type) -> type:
    """A metaclass for what stands in the place of a type: whatever makes a value of that type, it is one."""

    class Closed(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, real)

        def __subclasscheck__(cls, other: type) -> bool:
            return issubclass(other, real)

    return Closed


def _asked(function: Any) -> Any:
    """A function that asks the clock where it is given no time."""

    def given(*arguments: Any) -> Any:
        return function(*arguments) if arguments and arguments[0] is not None else _no_clock()

    return given


def close() -> None:
    """Takes the clock and the randomness away. Only in a component."""
    if sys.platform != "wasi":
        return
    # The types are Python's own and can't be changed: others of the same names stand in their places.
    for name, asking in (("datetime", ("now", "utcnow", "today")), ("date", ("today",))):
        real = getattr(datetime, name)
        own = {"__slots__": (), "__module__": "datetime", **{each: classmethod(_no_clock) for each in asking}}
        setattr(datetime, name, _kind(real)(name, (real,), own))
    time.time = _no_clock
    time.sleep = _no_sleep
    for name in ("gmtime", "localtime", "ctime"):
        setattr(time, name, _asked(getattr(time, name)))
    for name in ("time_ns", "monotonic_ns", "perf_counter_ns", "process_time_ns", "thread_time_ns"):
        setattr(time, name, lambda: 0)
    for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
        setattr(time, name, lambda: 0.0)
    os.urandom = _no_randomness
    # It has taken the function's old self already.
    random._urandom = _no_randomness  # type: ignore[attr-defined]


def _opening(event: str, arguments: tuple[Any, ...]) -> None:
    """Python's own audit of what is done. Its parser opens the script too, to show a line that is wrong, and does without."""
    if event == "open":
        raise Unsupported(f"a migration has no files, and this opens {arguments[0]!r}; next: put what is in it into the script")


def _no_file(*arguments: Any, **_: Any) -> NoReturn:
    # Of the kind that is expected where a file isn't there: `os.path.exists` is false, and whoever asks on is told.
    raise FileNotFoundError("a migration has no files; next: put what is needed into the script")


# What of `os` looks at files without Python's audit noticing.
_LOOKING = ("stat", "lstat", "access", "getcwd", "getcwdb", "listdir", "scandir", "readlink", "mkdir", "rmdir", "remove", "unlink", "rename")

_closed = False


def no_files() -> None:
    """From now on an import finds only what is here already, and opening a file is an error: to look for one would end the component."""
    global _closed
    if sys.platform != "wasi" or _closed:
        return
    _closed = True
    sys.path.clear()
    sys.path_importer_cache.clear()
    sys.addaudithook(_opening)
    # Imports look for files by the inner one's.
    for inner in (os, sys.modules.get("posix")):
        for name in _LOOKING:
            if hasattr(inner, name):
                setattr(inner, name, _no_file)
    # Where a name isn't in a module, Python looks for a file of the module's name in the working directory, to tell whoever has one.
    for module in list(sys.modules.values()):
        spec = getattr(module, "__spec__", None)
        if spec is not None:
            spec.has_location = False
            vars(module).pop("__file__", None)
