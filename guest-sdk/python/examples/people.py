"""Give everybody a theme"""

from mighost import Boolean, Column, DateTime, ForeignKey, Integer, String, func, inspect, op, report, rows, veto

revision = "20260302_090000"
down_revision = None
branch_labels = None
depends_on = None
created = "2026-03-02T09:00:00Z"


def upgrade():
    if not inspect().has_table("people"):
        op.create_table(
            "team",
            Column("id", Integer, primary_key=True),
            Column("name", String(100), nullable=False, unique=True),
        )
        op.create_table(
            "people",
            Column("id", Integer, primary_key=True),
            Column("team_id", Integer, ForeignKey("team.id", ondelete="SET NULL"), index=True),
            Column("name", String(200), nullable=False),
            Column("active", Boolean, nullable=False, server_default="1"),
            Column("joined", DateTime, nullable=False, server_default=func.now()),
        )
        op.bulk_insert("people", [{"name": "Ada"}, {"name": "Grace"}])

    nameless = rows("people").where(name="").count()
    if nameless:
        veto(f"{nameless} people have no name; give them one first")

    if not inspect().has_column("people", "theme"):
        op.add_column("people", Column("theme", String(40)))

    people = rows("people").where(theme=None)
    total, done = people.count(), 0
    for batch in people.columns("id", "name").batches(1_000):
        themes = [(person.id, "dark" if person.name < "E" else "light") for person in batch]
        done += rows("people").update_by("id", themes, columns=["theme"])
        report.progress(done, total)
    report.info(f"{done} people have a theme")

    op.alter_column("people", "theme", nullable=False, server_default="light")


def downgrade():
    op.drop_table("people")
    op.drop_table("team")
