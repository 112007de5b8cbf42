"""The part of Python's library that scripts can import: what is imported here is in the component, and nothing else is."""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "__future__",
    "abc",
    "base64",
    "binascii",
    "bisect",
    "calendar",
    "collections",
    "collections.abc",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "io",
    "itertools",
    "json",
    "keyword",
    "logging",
    "math",
    "numbers",
    "operator",
    "pprint",
    "random",
    "re",
    "statistics",
    "string",
    "struct",
    "sys",
    "textwrap",
    "time",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    "urllib.parse",
    "uuid",
    "warnings",
    "zlib",
    "zoneinfo",
)
"""The modules of Python's library that a migration has."""

SDK = ("alter", "bind", "context", "dialects.mysql", "dialects.postgresql", "dialects.sqlite", "exc", "expression",
       "inspector", "op", "report", "schema", "sql", "statements", "types", "values")  # fmt: skip


def load() -> None:
    """Imports them all."""
    for name in MODULES:
        import_module(name)
    for name in SDK:
        import_module("mighost." + name)
