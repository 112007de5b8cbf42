"""Where this step runs: the database, the revision, what the operator said with ``-x``.

>>> from mighost import context
>>> if context.dialect() == "postgresql":  # doctest: +SKIP
...     tenant = context.argument("tenant")
"""

from __future__ import annotations

from ._host import call, text

__all__ = [
    "argument",
    "arguments",
    "dialect",
    "direction",
    "get_x_argument",
    "package",
    "revision",
    "server_version",
]


def dialect() -> str:
    """The database's dialect: ``sqlite``, ``postgresql``, ``mysql`` or ``mariadb``."""
    is_ = call("context", "dialect")
    name = type(is_).__name__.removeprefix("Dialect_").lower()
    return str(is_.value) if name == "other" else name


def server_version() -> str:
    """The server's version as it states it, such as ``3.46.1`` or ``10.11.6-MariaDB``."""
    return str(call("context", "server_version"))


def revision() -> str:
    """The id of the revision that runs."""
    return str(call("context", "revision"))


def package() -> str | None:
    """The package of the revision that runs; ``None`` for the application's own chain."""
    said = call("context", "package")
    return None if said is None else str(said)


def direction() -> str:
    """``up`` or ``down``."""
    return str(call("context", "direction").name).lower()


def argument(key: str) -> str | None:
    """The value of the operator's ``-x key=value``; an empty text for ``-x key``; ``None`` where it wasn't given."""
    said = call("context", "argument", text(key, "a key"))
    return None if said is None else str(said)


def arguments() -> list[tuple[str, str]]:
    """Every argument of the operator, in the order given."""
    return [(key, value) for key, value in call("context", "arguments")]


def get_x_argument(as_dictionary: bool = False) -> list[str] | dict[str, str]:
    """The same in Alembic's words: ``key=value`` texts, or a dictionary."""
    given = arguments()
    if as_dictionary:
        return dict(given)
    return [f"{key}={value}" if value else key for key, value in given]
