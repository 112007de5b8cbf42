"""What a migration must not ask for, made an error with a place: without this, it would be the end of the component.

A component has no clock and no randomness, so that a step that is run again does the same again. What measures only how long
something takes stands still.
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from typing import Any, NoReturn

from .errors import Unsupported

_REAL = datetime.datetime


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


class _Datetime(type):
    """Whatever makes a datetime, it is one."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _REAL)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, _REAL)


def close() -> None:
    """Takes the clock and the randomness away. Only in a component."""
    if sys.platform != "wasi":
        return
    # The type is Python's own and can't be changed: one of the same name stands in its place.
    closed = _Datetime("datetime", (_REAL,), {"__slots__": (), "__module__": "datetime", "now": classmethod(_no_clock),
                                             "utcnow": classmethod(_no_clock), "today": classmethod(_no_clock)})  # fmt: skip
    datetime.datetime = closed  # type: ignore[misc, assignment]
    time.time = _no_clock
    time.sleep = _no_sleep
    for name in ("time_ns", "monotonic_ns", "perf_counter_ns", "process_time_ns", "thread_time_ns"):
        setattr(time, name, lambda: 0)
    for name in ("monotonic", "perf_counter", "process_time", "thread_time"):
        setattr(time, name, lambda: 0.0)
    os.urandom = _no_randomness
