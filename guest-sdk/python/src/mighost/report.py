"""What the operator sees while a step runs. ``print`` does the same as :func:`info`."""

from __future__ import annotations

from typing import Any

from ._host import call, interface, number, text

__all__ = ["debug", "info", "progress", "warn"]

_MOST = 2**64 - 1


def _line(message: Any) -> str:
    return text(message if isinstance(message, str) else str(message), "a line")


def info(message: Any) -> None:
    """Writes a line to the log."""
    call("report", "log", interface("report").Level.INFO, _line(message))


def debug(message: Any) -> None:
    """Writes a line to the log for whoever looks for a fault."""
    call("report", "log", interface("report").Level.DEBUG, _line(message))


def warn(message: Any) -> None:
    """A warning that the operator will see when the step ends, and that is kept in the history."""
    call("report", "warn", _line(message))


def progress(done: int, total: int | None = None) -> None:
    """Says how far a long step is: ``done`` of ``total`` in any unit, for the progress line."""
    all_ = None if total is None else number(total, "a total", 0, _MOST)
    call("report", "progress", number(done, "what is done", 0, _MOST), all_)
