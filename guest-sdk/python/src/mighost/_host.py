"""The way to the host's functions, and what is checked before they are called.

The bindings (``wit_world``) exist only inside a component, where the tool chain makes them. Outside of one this package
can be imported all the same: for an editor, a type checker, or to read its documentation.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from . import errors
from .errors import Invalid, Other

INTERFACES = ("types", "context", "inspect", "ddl", "data", "sql", "report")
"""What the contract has to import. A component has those of its world."""

DECLARE_SQL = "# mighost: uses sql"
"""The line that a script needs to call raw SQL."""

# The host's builder reads the same line, without running anything.
_DECLARATION = re.compile(r"^[ \t]*#[# \t]*mighost: uses ([a-z, ]+?)[ \t]*\r?$", re.MULTILINE)

_loaded: dict[str, Any] = {}
_declared: frozenset[str] = frozenset()
_script = "the script"


def declared(source: str) -> frozenset[str]:
    """The interfaces that a script declares in lines such as ``# mighost: uses sql``."""
    found: set[str] = set()
    for line in _DECLARATION.findall(source):
        found.update(name for name in re.split(r"[, \t]+", line) if name)
    return frozenset(found)


def begin(name: str, uses: frozenset[str]) -> None:
    """Says which script runs from now on, and what it declares."""
    global _declared, _script
    _declared, _script = uses, name


def load() -> None:
    """Imports all bindings that there are, so that a pre-initialised component holds them."""
    for name in INTERFACES:
        try:
            _loaded[name] = import_module("wit_world.imports." + name)
        except ImportError:
            continue


def interface(name: str) -> Any:
    """The bindings of an interface."""
    if name not in _loaded:
        try:
            _loaded[name] = import_module("wit_world.imports." + name)
        except ImportError:
            raise Other(
                f"`{name}` isn't here: migrations run inside mighost; next: `mighost build`, then `mighost upgrade`"
            ) from None
    return _loaded[name]


def wit() -> Any:
    """The bindings' types."""
    return interface("types")


def call(interface_name: str, function: str, *arguments: Any) -> Any:
    """Calls a function of the host; its error is raised as one of :mod:`mighost.errors`."""
    if interface_name == "sql":
        need_sql()
    return guarded(getattr(interface(interface_name), function), *arguments)


def guarded(function: Any, *arguments: Any) -> Any:
    """Calls anything of the bindings; its error is raised as one of :mod:`mighost.errors`."""
    try:
        return function(*arguments)
    except Exception as error:
        # The bindings' own `Err` isn't importable outside of a component.
        if type(error).__name__ == "Err" and hasattr(error, "value"):
            raised = lift_error(error.value)
        else:
            raise
    raise raised


def need_sql() -> None:
    """Raises where the script calls raw SQL without having declared it."""
    if "sql" not in _declared:
        raise Invalid(
            f"{_script} runs raw SQL and doesn't declare it; next: add this line to the script: {DECLARE_SQL}"
        )


def lift_error(error: Any) -> errors.Error:
    """A host's error as an exception."""
    kind, said = type(error).__name__.removeprefix("Error_"), error.value
    if kind == "Database":
        make = errors.IntegrityError if errors.broken_constraint(said.code) else errors.DatabaseError
        return make(
            said.code,
            said.message,
            detail=said.detail,
            hint=said.hint,
            position=said.position,
            statement=said.statement,
            constraint=said.constraint,
        )
    return _KINDS.get(kind, Other)(said)


def lower_error(error: errors.Error) -> Any:
    """An exception as the host's error."""
    types = wit()
    if isinstance(error, errors.DatabaseError):
        return types.Error_Database(
            types.DatabaseError(
                error.code,
                error.message,
                error.detail,
                error.hint,
                error.position,
                error.statement,
                error.constraint,
            )
        )
    for kind, make in _KINDS.items():
        if isinstance(error, make):
            return getattr(types, "Error_" + kind)(error.message)
    return types.Error_Other(error.message)


_KINDS: dict[str, type[errors.Error]] = {
    "Denied": errors.Denied,
    "Unsupported": errors.Unsupported,
    "Invalid": errors.Invalid,
    "Limit": errors.LimitReached,
    "Veto": errors.Veto,
    "Other": errors.Other,
}


def text(value: Any, what: str) -> str:
    """A text that may cross to the host. What the bindings can't take would end the step without a place."""
    if not isinstance(value, str):
        raise Invalid(f"{what} must be a text, and is {value!r}")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Invalid(f"{what} isn't Unicode text: {value!r}") from None
    return str(value)


def optional_text(value: Any, what: str) -> str | None:
    """A text or none."""
    return None if value is None else text(value, what)


def texts(values: Any, what: str) -> list[str]:
    """A list of texts; one text is a list of one."""
    if isinstance(values, str):
        values = [values]
    return [text(value, what) for value in values]


def number(value: Any, what: str, least: int, most: int) -> int:
    """A whole number in a range."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(f"{what} must be a whole number, and is {value!r}")
    if not least <= value <= most:
        raise Invalid(f"{what} must be from {least} to {most}, and is {value}")
    return value


def optional_number(value: Any, what: str, least: int, most: int) -> int | None:
    """A whole number in a range, or none."""
    return None if value is None else number(value, what, least, most)


def object_name(name: Any, schema: Any = None) -> Any:
    """A name of a table, view, type or sequence, in a schema where one is given."""
    if isinstance(name, tuple) and len(name) == 2 and schema is None:
        schema, name = name
    full = getattr(name, "name", None)
    if full is not None and not isinstance(name, str):
        schema = schema if schema is not None else getattr(name, "schema", None)
        name = full
    return wit().ObjectName(optional_text(schema, "a schema"), text(name, "a name"))
