"""Write migrations for mighost in Python, as Alembic's scripts are written.

.. code-block:: python

    '''Add people'''
    from mighost import op, inspect, Column, Integer, String

    revision = "20260105_145517"
    down_revision = None

    def upgrade():
        if not inspect().has_table("people"):
            op.create_table("people", Column("id", Integer, primary_key=True), Column("name", String(100)))

    def downgrade():
        op.drop_table("people")

A script that was written for Alembic is ported by its imports: ``from mighost import op`` in the place of ``from alembic
import op``, and ``import mighost as sa`` in the place of ``import sqlalchemy as sa``.

==================================  ====================================================================================
:mod:`mighost.op`                   the operations
:func:`inspect`                     the schema as it is now
:func:`rows`                        reading and changing rows without SQL, in batches
:mod:`mighost.sql`                  raw SQL, in a script that declares it: ``# mighost: uses sql``
:mod:`mighost.report`               what the operator sees
:mod:`mighost.context`              where the step runs
:mod:`mighost.types`                the types of columns
:mod:`mighost.values`               Python's values as the database's
:mod:`mighost.errors`               what can go wrong
==================================  ====================================================================================
"""

from . import context, exc, op, report, schema, sql, types
from .constraints import (
    CheckConstraint,
    ExcludeConstraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from .errors import (
    DatabaseError,
    Denied,
    Error,
    IntegrityError,
    Invalid,
    LimitReached,
    Other,
    Unsupported,
    Veto,
    veto,
)
from .expression import DefaultClause, bindparam, desc, false, func, literal, null, text, true
from .indexes import Index, part
from .inspector import Inspector, inspect
from .objects import CreateSequence, DropSequence
from ._rows import Rows, rows
from .schema import Column, Computed, Enumeration, ForeignKey, Identity, Sequence, Trigger, View
from .statements import delete, insert, select, update
from ._table import MetaData, Table, and_, column, table
from .types import *  # noqa: F403
from .types import __all__ as _types
from .values import Exact, Json, Native, Row

__version__ = "0.1.0"

__all__ = [
    "CheckConstraint", "Column", "Computed", "CreateSequence", "DatabaseError", "DefaultClause", "Denied", "DropSequence",
    "Enumeration", "Error", "Exact", "ExcludeConstraint", "ForeignKey", "ForeignKeyConstraint", "Identity", "Index",
    "Inspector", "IntegrityError", "Invalid", "Json", "LimitReached", "MetaData", "Native", "Other", "PrimaryKeyConstraint",
    "Row", "Rows", "Sequence", "Table", "Trigger", "UniqueConstraint", "Unsupported", "Veto", "View", "and_", "bindparam",
    "column", "context", "delete", "desc", "exc", "false", "func", "insert", "inspect", "literal", "null", "op", "part",
    "report", "rows", "schema", "select", "sql", "table", "text", "true", "types", "update", "veto", *_types,
]  # fmt: skip

