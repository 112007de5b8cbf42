// Changes of a table: every kind, each looked at afterwards, and the rows that must survive them.
import { alterTable, createIndex, createTable, dropIndex, inspect, renameIndex, rows, types, type IndexPart } from "mighost";
import { columnOf, holds, invalid, same, shown, table, unsupported } from "./check.ts";

const TABLE = "c_changed";

/** Makes and checks them. */
export function make(): void {
  createTable(TABLE, (t) => {
    t.integer("id").notNull();
    t.varchar("name", 20);
    t.integer("team").default(7);
    t.text("gone");
    t.primaryKey("id");
    t.check("team > 0");
    t.unique("name");
    t.index("team");
  });
  rows(TABLE).insert(["id", "name", "team"], [[1, "Ada", 3], [2, "Grace", 4]]);
  columns();
  whatColumnsAre();
  constraints();
  theTable();
  refused();
  const kept = rows(TABLE).select("id", "name", "team").all();
  same("the rows", kept, [{ id: 1, name: "Ada", team: "3" }, { id: 2, name: "Grace", team: "4" }]);
}

function columns(): void {
  alterTable(TABLE, (t) => {
    t.boolean("last").notNull().default(false);
    t.varchar("first", 5).first();
    t.varchar("behind_name", 5).after("name");
    t.text("name").ifNotExists();
    t.enumeration("shade", ["dark", "light"]).ifNotExists();
    t.dropColumn("gone");
    t.dropColumn("gone", { ifExists: true });
    t.renameColumn("last", "active");
  });
  same("the columns", order(), ["first", "id", "name", "behind_name", "team", "active", "shade"]);
  same("a column that was there", columnOf(TABLE, "name").type, types.varchar(20));
  alterTable(TABLE, (t) => t.moveLast("first").moveAfter("behind_name", "id").moveFirst("team"));
  same("the moved columns", order(), ["team", "id", "behind_name", "name", "active", "shade", "first"]);
  alterTable(TABLE, (t) => t.dropColumn("first").dropColumn("behind_name").dropColumn("shade"));
}

function order(): string[] {
  return inspect.columns(TABLE).map(({ name }) => name);
}

function whatColumnsAre(): void {
  alterTable(TABLE, (t) => {
    t.setNotNull("name");
    t.setDefault("name", "nobody");
    t.setType("name", types.varchar(150));
    t.setCollation("name", "NOCASE");
    t.setColumnComment("name", "SQLite keeps none");
  });
  const name = { name: "name", type: types.varchar(150), nullable: true, settings: {} };
  same("the changed column", columnOf(TABLE, "name"), { ...name, nullable: false, default: "nobody", collation: "NOCASE" });
  alterTable(TABLE, (t) => t.columnSetting("name", "on-conflict", "ignore").columnSetting("name", "on-update", "another database's"));
  same("a column's settings", columnOf(TABLE, "name").settings, { "on-conflict": "ignore" });
  alterTable(TABLE, (t) => t.dropColumnSetting("name", "on-conflict"));
  same("a column's settings left", columnOf(TABLE, "name").settings, {});
  alterTable(TABLE, (t) => {
    t.setNullable("name");
    t.dropDefault("name");
    t.setCollation("name", null);
    t.setColumnComment("name", null);
    t.setType("team", types.varchar(8), { using: "CAST(team AS TEXT)" });
    t.dropDefault("team");
  });
  same("the column as before", columnOf(TABLE, "name"), name);
  same("the column of another type", columnOf(TABLE, "team"), { name: "team", type: types.varchar(8), nullable: true, settings: {} });

  const twice = (id: number) => rows(TABLE).select("twice").where("id", id).first()?.["twice"];
  alterTable(TABLE, (t) => {
    t.integer("twice");
    t.setGenerated("twice", "id * 2", { stored: true });
  });
  same("a column computed from now on", columnOf(TABLE, "twice").generated, { expression: "id * 2", stored: true });
  same("what was computed", twice(2), 4);
  alterTable(TABLE, (t) => t.dropGenerated("twice"));
  same("an ordinary column", columnOf(TABLE, "twice"), { name: "twice", type: types.integer(), nullable: true, settings: {} });
  same("a computed value that was kept", twice(2), 4);
  alterTable(TABLE, (t) => t.dropColumn("twice"));

  alterTable(TABLE, (t) => t.setIdentity("id"));
  holds("the rows are numbered", columnOf(TABLE, "id").identity !== undefined);
  same("a numbered row", rows(TABLE).insert({ name: "Edsger" }), 1);
  same("its number", rows(TABLE).where("name", "Edsger").where("id", 3).delete(), 1);
  alterTable(TABLE, (t) => t.dropIdentity("id"));
  holds("the rows aren't numbered any more", columnOf(TABLE, "id").identity === undefined);
}

function constraints(): void {
  rows("c_rowless").insert("id", [["3"], ["4"]]);
  alterTable(TABLE, (t) => {
    t.dropCheck("team > 0");
    t.dropUnique("name");
    t.dropPrimaryKey();
    t.primaryKey("id", { name: "pk_changed" });
    t.unique(["name", "team"], { name: "uq_changed" });
    t.check("id > 0", { name: "ck_changed" });
    t.addConstraint({ kind: "check", name: "ck_changed", expression: "id > 1000" }, { ifNotExists: true });
    t.foreignKey("team", "c_rowless", "id", { deferral: "initially-immediate", name: "fk_changed" });
    t.unique("team", { name: "uq_team" });
  });
  const unique = { kind: "unique", nullsNotDistinct: false, deferral: "not-deferrable", settings: {} };
  const expected = [
    { kind: "primary-key", name: "pk_changed", columns: ["id"], settings: {} },
    { ...unique, name: "uq_changed", columns: ["name", "team"] },
    { kind: "check", name: "ck_changed", expression: "id > 0", notValid: false, settings: {} },
    {
      kind: "foreign-key", name: "fk_changed", columns: ["team"], table: "c_rowless", referredColumns: ["id"], onDelete: "no-action",
      onUpdate: "no-action", deferral: "initially-immediate", matchFull: false, notValid: false, settings: {},
    },
    { ...unique, name: "uq_team", columns: ["team"] },
  ];
  const is = inspect.constraints(TABLE).map(shown);
  for (const constraint of expected) {
    holds(`the table has ${shown(constraint)} among ${is.join(", ")}`, is.includes(shown(constraint)));
  }
  same("the number of constraints", is.length, expected.length);
  holds("a constraint is found by its name", inspect.hasConstraint(TABLE, "uq_changed"));
  alterTable(TABLE, (t) => {
    t.renameConstraint("uq_team", "uq_the_team");
    t.dropConstraint("uq_changed");
    t.dropConstraint("uq_changed", { ifExists: true });
    t.dropForeignKey("team");
    t.dropConstraint("ck_changed", { ifExists: true });
  });
  same("the number of constraints left", inspect.constraints(TABLE).length, 2);
  holds("a renamed constraint has its new name", inspect.hasConstraint(TABLE, "uq_the_team"));
  alterTable(TABLE, (t) => t.dropUnique("team"));
}

function theTable(): void {
  alterTable(TABLE, (t) => t.comment("SQLite keeps none").comment(null).setting("strict"));
  same("the settings", table(TABLE).settings, { strict: "" });
  alterTable(TABLE, (t) => t.dropSetting("strict"));
  same("the settings left", table(TABLE).settings, {});
  alterTable(TABLE, (t) => t.setType("name", types.varchar(150)).setType("team", types.varchar(8)));
  alterTable(TABLE, () => {});
}

function refused(): void {
  const before = table(TABLE);
  unsupported("an array to add", () => alterTable(TABLE, (t) => t.array("never", "integer")));
  invalid("adding a column that is there", () => alterTable(TABLE, (t) => t.text("name")));
  invalid("dropping a column that isn't there", () => alterTable(TABLE, (t) => t.dropColumn("never")));
  invalid("changing a column that isn't there", () => alterTable(TABLE, (t) => t.setNotNull("never")));
  invalid("dropping a constraint that isn't there", () => alterTable(TABLE, (t) => t.dropConstraint("never")));
  invalid("changing a table that isn't there", () => alterTable("c_never", (t) => t.text("name")));
  invalid("validating a constraint that isn't there", () => alterTable(TABLE, (t) => t.validateConstraint("never")));
  // The first change could be made, the second can't: neither is.
  invalid("half a change", () => alterTable(TABLE, (t) => {
    t.text("half");
    t.dropColumn("never");
  }));
  same("the table", table(TABLE), before);
}

/** Indexes, on their own and in a change of the table. */
export function indexes(): void {
  holds("an index is built", createIndex(TABLE, ["name", "id"], { name: "ix_own", unique: true }));
  holds("an index is found by its name", inspect.hasIndex(TABLE, "ix_own"));
  holds("an index isn't built twice", !createIndex(TABLE, "name", { name: "ix_own", ifNotExists: true }));
  invalid("building an index twice", () => createIndex(TABLE, "name", { name: "ix_own" }));
  renameIndex(TABLE, "ix_own", "ix_renamed");
  alterTable(TABLE, (t) => {
    t.index("name");
    t.index("id", { name: "ix_c_changed_name", ifNotExists: true });
    t.index({ column: "name", descending: true, collation: "NOCASE" }, { name: "ix_more", where: "id > 1" });
    t.dropIndex("ix_never", { ifExists: true });
  });
  const names = inspect.indexes(TABLE).map(({ name }) => name).sort();
  same("the indexes", names, ["ix_c_changed_name", "ix_c_changed_team", "ix_more", "ix_renamed"]);
  const never = (parts: IndexPart, about: object) => () => createIndex(TABLE, parts, { name: "ix_never", ...about });
  unsupported("a method", never("name", { using: "gin" }));
  unsupported("columns carried along", never("name", { include: "id" }));
  unsupported("equal NULLs", never("name", { unique: true, nullsNotDistinct: true }));
  unsupported("an operator class", never({ column: "name", operatorClass: "text_pattern_ops", nulls: "last" }, {}));
  alterTable(TABLE, (t) => t.dropIndex("ix_more"));
  holds("an index is dropped", dropIndex(TABLE, "ix_renamed"));
  holds("an index isn't dropped twice", !dropIndex(TABLE, "ix_renamed", { ifExists: true }));
  invalid("dropping an index twice", () => dropIndex(TABLE, "ix_renamed"));
}
