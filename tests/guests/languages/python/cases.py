"""Many rows, and the ways to fail

Goes wrong in the way that the operator's argument `-x case=…` names, behind a change that must not stay. Without one it writes and
reads 100,000 rows.
"""

# mighost: uses sql

from mighost import (
    Column,
    DatabaseError,
    IntegrityError,
    Integer,
    Invalid,
    LimitReached,
    String,
    context,
    op,
    report,
    rows,
    sql,
    veto,
)

revision = "cases"
down_revision = None

# How many rows there are, and how many cross to the host at a time.
ROWS = 100_000
BATCH = 5_000


def upgrade():
    op.create_table(
        "numbers",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("name", String(20), nullable=False),
    )
    case = context.argument("case")
    if case is None:
        many_rows()
        return
    insert_one()
    CASES.get(case, unknown)()


def downgrade():
    op.drop_table("numbers")


def unknown():
    veto(f"there is no case {context.argument('case')}")


def exception():
    inner(3)


def inner(number):
    """Ends the step by an exception of Python's own, one call deep."""
    raise ValueError(f"{number} is wrong")


def vetoes():
    veto("one number too many")


def insert_one():
    rows("numbers").insert([(1, "one")], ["id", "name"])


def rethrown():
    try:
        insert_one()
    except DatabaseError as error:
        report.info(f"caught {error.code}")
        raise


def handled():
    """Errors of the database and of the host, caught and gone on from."""
    try:
        insert_one()
        veto("a key was taken twice")
    except IntegrityError:
        report.info("handled")
    try:
        op.drop_table("never")
        veto("a table that isn't there was dropped")
    except Invalid:
        report.info("handled too")
    if rows("numbers").count() != 1:
        veto("a caught error took rows along")


def many_rows():
    made = rows("numbers").batch(BATCH).insert(((n, f"number {n}") for n in range(ROWS)), ["id", "name"])
    same("the rows inserted", made, ROWS)
    total = read = 0
    for row in rows("numbers").columns("id", "name").batch(BATCH):
        total += row[0]
        if row[1] != f"number {read}":
            veto(f"row {read} has another name")
        read += 1
        if read % BATCH == 0:
            report.progress(read, ROWS)
    same("the rows read, and their sum", (read, total), (ROWS, ROWS * (ROWS - 1) // 2))
    total = sum(row[0] for row in sql.cursor("SELECT id FROM numbers ORDER BY id", batch=10_000))
    same("the sum by a cursor of raw SQL", total, ROWS * (ROWS - 1) // 2)
    report.info("all rows are there")


def same(what, is_, should):
    if is_ != should:
        veto(f"{what}: {is_}, not {should}")


def undeclared():
    """Nothing: what goes wrong with it is asked before the step runs."""


# ---- what only Python has -------------------------------------------------------------------------------------------


def limit():
    try:
        sql.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT hex(zeroblob(100000)) FROM n")
    except LimitReached:
        report.info("never said: after a limit the step is over")


def recursion():
    recursion()


def exits():
    raise SystemExit(0)


def cause():
    try:
        inner(3)
    except ValueError as error:
        raise RuntimeError("that went wrong") from error


def clock():
    import datetime

    datetime.datetime.now()


def today():
    import datetime

    datetime.date.today()


def random_uuid():
    import uuid

    uuid.uuid4()


def seconds():
    import time

    time.time()


CASES = {
    "exception": exception,
    "veto": vetoes,
    "database": insert_one,
    "rethrown": rethrown,
    "handled": handled,
    "undeclared": undeclared,
    "limit": limit,
    "recursion": recursion,
    "exits": exits,
    "cause": cause,
    "clock": clock,
    "today": today,
    "uuid": random_uuid,
    "time": seconds,
}
