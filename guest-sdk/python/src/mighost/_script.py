"""Running a script: what it says of itself, its two steps, and how its errors reach the operator."""

from __future__ import annotations

import io
import linecache
import re
import sys
import types
from collections.abc import Callable
from typing import Any

from . import _host, report
from .errors import Error, Invalid, Veto

# The deepest that a script may call: before the host's stack for a component ends, so that a recursion without an end is
# an error with a place and no trap.
RECURSION = 400

# How many places of the script a trace names: the outermost and innermost ones are what one looks for.
TRACE = 6

_transaction = "step"


def commits_by_itself() -> bool:
    """Whether the script says `transaction = "none"`."""
    return _transaction == "none"


class _Lines:
    """Standard output and standard error: whole lines go to the log."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self) -> None:
        self.rest = ""

    def write(self, text: str) -> int:
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            report.info(line.encode("utf-8", "replace").decode())
        return len(text)

    def flush(self) -> None:
        pass

    def finish(self) -> None:
        if self.rest:
            self.write("\n")

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True


def take_output() -> None:
    """From now on what is printed goes to the log: a component has nowhere else to write."""
    sys.stdout = _Lines()  # type: ignore[assignment]
    sys.stderr = _Lines()  # type: ignore[assignment]


def silence() -> None:
    """From now on what is printed goes nowhere, so that the last line in the log stays the last."""
    sys.stdout = sys.stderr = io.StringIO()


class Script:
    """A script that was read: its module, made anew from its source."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.source = source
        self.uses = _host.declared(source)
        # For the lines in traces: there is no file to read them from.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        _host.begin(name, self.uses)
        self.module = types.ModuleType("migration")
        self.module.__file__ = name
        # `dataclasses` and `typing` look a class's module up by its name.
        sys.modules["migration"] = self.module
        exec(compile(source, name, "exec", dont_inherit=True), self.module.__dict__)

    def step(self, name: str) -> Callable[[], Any] | None:
        """`upgrade` or `downgrade`."""
        found = getattr(self.module, name, None)
        if found is not None and not callable(found):
            raise Invalid(f"{self.name}: `{name}` must be a function, and is {found!r}")
        return found

    def description(self) -> dict[str, Any]:
        """What the revision is, from the script's variables."""
        get = self.module.__dict__.get
        revision = get("revision")
        if not isinstance(revision, str) or not revision:
            raise Invalid(f'{self.name} has no revision id; next: say revision = "…" at its top level')
        if self.step("upgrade") is None:
            raise Invalid(f"{self.name} has no upgrade; next: write def upgrade(): …")
        transaction = get("transaction", "step")
        if transaction not in ("step", "none"):
            raise Invalid(f'{self.name}: transaction is "step" or "none", and not {transaction!r}')
        message = get("message")
        if message is None:
            message = _first_paragraph(self.module.__doc__)
        return {
            "package": _one(self.name, "package", get("package")),
            "id": revision,
            "revises": _several(self.name, "down_revision", get("down_revision")),
            "depends_on": _several(self.name, "depends_on", get("depends_on")),
            "labels": _several(self.name, "branch_labels", get("branch_labels")),
            "message": _one(self.name, "message", message),
            "created": _one(self.name, "created", get("created", _created(self.module.__doc__))),
            "transaction": transaction,
            "has_downgrade": self.step("downgrade") is not None,
        }

    def run(self, name: str) -> None:
        """Runs a step."""
        global _transaction
        _host.begin(self.name, self.uses)
        _transaction = self.module.__dict__.get("transaction", "step")
        try:
            step = self.step(name)
            if step is not None:
                step()
        finally:
            for stream in (sys.stdout, sys.stderr):
                if isinstance(stream, _Lines):
                    stream.finish()


def _one(script: str, name: str, given: Any) -> str | None:
    if given is None or isinstance(given, str):
        return given or None
    raise Invalid(f"{script}: {name} is a text, and not {given!r}")


def _several(script: str, name: str, given: Any) -> list[str]:
    """None, one or several, as Alembic writes them."""
    if given is None:
        return []
    if isinstance(given, str):
        return [given]
    if isinstance(given, (list, tuple, set, frozenset)) and all(isinstance(each, str) for each in given):
        return sorted(given) if isinstance(given, (set, frozenset)) else list(given)
    raise Invalid(f"{script}: {name} is a text, a tuple of texts or None, and not {given!r}")


def _first_paragraph(doc: str | None) -> str | None:
    """The docstring up to its first empty line, as one line: what Alembic takes as the message."""
    if doc is None:
        return None
    first = re.split(r"\n[ \t]*\n", doc.strip(), maxsplit=1)[0]
    lines = [line.strip() for line in first.splitlines()]
    # Alembic's own header has no empty line before it where the message is empty.
    kept = [line for line in lines if not re.match(r"(Revision ID|Revises|Create Date):", line)]
    return " ".join(kept) or None


# `Create Date: 2026-01-05 14:55:17.123456`, which Alembic's template writes in local time: taken as UTC.
_CREATE_DATE = re.compile(r"^Create Date:\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?\s*$", re.MULTILINE)


def _created(doc: str | None) -> str | None:
    match = _CREATE_DATE.search(doc or "")
    if match is None:
        return None
    date, time, _, zone = match.groups()
    if zone is None or zone == "Z":
        zone = "Z"
    elif ":" not in zone:
        zone = zone[:3] + ":" + zone[3:]
    return f"{date}T{time}{zone}"


# ---- errors ---------------------------------------------------------------------------------------------------------


def trace(error: BaseException, script: str) -> list[str]:
    """Where in the script an error came from, the innermost place first; frames of this package and of Python are left out."""
    if isinstance(error, SyntaxError) and error.filename == script:
        line = (error.text or "").strip()
        return [f"{script}:{error.lineno}" + (f": {line}" if line else "")]
    places = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == script:
            line = linecache.getline(script, step.tb_lineno).strip()
            inside = "" if code.co_name == "<module>" else f", in {code.co_name}"
            places.append(f"{script}:{step.tb_lineno}{inside}" + (f": {line}" if line else ""))
        step = step.tb_next
    places.reverse()
    if len(places) > TRACE:
        left_out = len(places) - TRACE
        places[TRACE - 1 : -1] = [f"… {left_out} more places"]
    return places


def said(error: BaseException) -> str:
    """An error's kind and message in Python's way."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if isinstance(error, ModuleNotFoundError):
        return _not_found(error)
    try:
        message = str(error)
    except Exception:
        message = "(its message can't be shown)"
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _not_found(error: ModuleNotFoundError) -> str:
    """What to do where a module isn't there."""
    name = error.name or "?"
    root = name.partition(".")[0]
    if root == "alembic":
        hint = "say `from mighost import op` (and `context`) in the place of alembic's"
    elif name.startswith("sqlalchemy.dialects"):
        hint = f"say `from mighost.dialects import {name.rpartition('.')[2]}`"
    elif name.startswith("sqlalchemy.orm"):
        hint = "there are no models and sessions here; rows are read and changed with mighost.rows(…)"
    elif root == "sqlalchemy":
        hint = "say `import mighost as sa`"
    else:
        hint = "a migration is one file with mighost and a part of Python's own library; copy what is needed into it"
    return f"ModuleNotFoundError: there is no module {name} here; next: {hint}"


def lowered(error: BaseException, script: str) -> Any:
    """An uncaught error as the host's error: what came from the host keeps its kind, and its place goes to the log."""
    places = trace(error, script)
    if isinstance(error, Error):
        if not isinstance(error, Veto) or error.__cause__ is not None:
            for place in places:
                report.info(f"at {place}")
            cause = error.__cause__
            if cause is not None:
                report.info(f"because of {said(cause)}")
        return _host.lower_error(error)
    text = said(error)
    cause = error.__cause__
    if cause is not None:
        text += f"\n  because of {said(cause)}"
    for place in places:
        text += f"\n  at {place}"
    return _host.wit().Error_Other(text.encode("utf-8", "replace").decode())
