"""Many rows, and every way to fail

`-x fail=KIND` says how it fails; without, it doesn't.
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
    Veto,
    context,
    op,
    report,
    rows,
    sql,
    veto,
)

revision = "cases"
down_revision = None

MANY = 100_000


def upgrade():
    op.create_table("numbers", Column("id", Integer, primary_key=True), Column("name", String(20), nullable=False))
    kind = context.argument("fail")
    if kind is not None:
        # A row that must be gone afterwards, with the table.
        rows("numbers").insert([{"id": 1, "name": "one"}])
        FAILURES[kind]()
        return
    many_rows()


def downgrade():
    op.drop_table("numbers")


def many_rows():
    made = rows("numbers").batch(10_000).insert(((n, f"number {n}") for n in range(MANY)), ["id", "name"])
    same("rows inserted", made, MANY)
    total, done = 0, 0
    for batch in rows("numbers").columns("id").batches(5_000):
        total += sum(row.id for row in batch)
        done += len(batch)
        report.progress(done, MANY)
    same("their sum", total, MANY * (MANY - 1) // 2)
    total = sum(row.id for row in sql.cursor("SELECT id FROM numbers", batch=10_000))
    same("their sum by a cursor of raw SQL", total, MANY * (MANY - 1) // 2)


def same(what, is_, should):
    if is_ != should:
        veto(f"{what} is {is_}, not {should}")


def raises():
    inner(3)


def inner(number):
    raise ValueError(f"{number} is wrong")


def vetoes():
    raise Veto("one number too many")


def database():
    rows("numbers").insert([{"id": 1, "name": "again"}])


def rethrown():
    try:
        database()
    except DatabaseError as error:
        report.info(f"caught {error.code}")
        raise


def handled():
    try:
        database()
    except IntegrityError:
        report.info("handled")
    try:
        op.drop_table("never")
    except Invalid:
        report.info("handled too")
    same("the rows left", rows("numbers").count(), 1)


def limit():
    try:
        sql.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT hex(zeroblob(100000)) FROM n")
    except LimitReached:
        report.info("never said: after a limit the step is over")


def recursion():
    recursion()


def exits():
    raise SystemExit(0)


FAILURES = {
    "raises": raises,
    "vetoes": vetoes,
    "database": database,
    "rethrown": rethrown,
    "handled": handled,
    "limit": limit,
    "recursion": recursion,
    "exits": exits,
}
