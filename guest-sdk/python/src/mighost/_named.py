"""Parameters by name, ``:name``, as each database writes its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .errors import Invalid

# What a parameter can't stand in: quoted texts and names, PostgreSQL's dollar quotes, comments. `::` is PostgreSQL's cast.
_PARTS = re.compile(
    r"""
      '(?:[^'\\]|''|\\.)*'
    | "(?:[^"]|"")*"
    | `[^`]*`
    | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$
    | --[^\n]*
    | /\*.*?\*/
    | ::
    | \\:
    | (?<![:\w]):(?P<name>[A-Za-z_]\w*)
    """,
    re.DOTALL | re.VERBOSE,
)


def has_names(statement: str) -> bool:
    """Whether a statement has parameters by name."""
    return any(match["name"] for match in _PARTS.finditer(statement))


def numbered(statement: str, parameters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A statement with the database's own markers, and the values in their order.

    A list stands for as many values: ``WHERE id IN :ids``.
    """
    from .context import dialect

    postgresql = dialect() == "postgresql"
    values: list[Any] = []
    places: dict[str, str] = {}

    def marker(value: Any) -> str:
        values.append(value)
        return f"${len(values)}" if postgresql else "?"

    def written(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return ":" if match[0] == "\\:" else match[0]
        if name not in parameters:
            raise Invalid(
                f"the statement has the parameter :{name}, and no value is given for it; "
                "next: give one, or write \\: where a colon is meant"
            )
        value = parameters[name]
        if isinstance(value, (list, tuple, set, frozenset)):
            if not value:
                raise Invalid(f"the parameter :{name} is an empty list, which no database takes")
            return "(" + ", ".join(marker(each) for each in value) + ")"
        # `$1` can be said twice, `?` can't.
        if postgresql and name in places:
            return places[name]
        places[name] = marker(value)
        return places[name]

    made = _PARTS.sub(written, statement)
    return made, values
