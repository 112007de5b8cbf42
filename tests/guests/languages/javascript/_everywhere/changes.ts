// Changes of a table: every kind there is, and indexes.
import {
  alterTable, createIndex, createTable, dropIndex, expression, inspect, renameIndex, rows, setIndexComment, types, type AlterBuilder,
} from "mighost";
import { list, say, tell } from "./tell.ts";

const TABLE = "e_changed";

/** Makes them. */
export function make(): void {
  createTable(TABLE, (t) => {
    t.integer("id").notNull();
    t.varchar("name", 20);
    t.integer("team").default(7);
    t.text("gone");
    t.primaryKey("id");
    t.check("team > 0", { name: "ck_e_team" });
    t.unique("name", { name: "uq_e_name" });
    t.index("team");
  });
  rows(TABLE).insert(["id", "name", "team"], [[1, "Ada", 3], [2, "Grace", 4]]);
  columns();
  whatColumnsAre();
  constraints();
  theTable();
  indexes();
  refused();
  order();
}

function one(what: string, change: (t: AlterBuilder) => void): void {
  tell(what, () => alterTable(TABLE, change));
}

function columns(): void {
  one("several changes at once", (t) => {
    t.boolean("last").notNull().default(false);
    t.text("name").ifNotExists();
    t.dropColumn("gone");
    t.dropColumn("gone", { ifExists: true });
    t.renameColumn("last", "active");
  });
  one("add first", (t) => t.varchar("first", 5).first());
  one("add behind", (t) => t.varchar("behind", 5).after("name"));
  one("move last", (t) => t.moveLast("active"));
  one("move first", (t) => t.moveFirst("team"));
  one("move behind", (t) => t.moveAfter("active", "id"));
  order();
}

/** Reports the columns in their order. */
function order(): void {
  say("columns", list(inspect.columns(TABLE).map(({ name }) => name)));
}

function whatColumnsAre(): void {
  one("not null and a default", (t) => t.setNotNull("name").setDefault("name", "nobody"));
  one("a longer text", (t) => t.setType("name", types.varchar(150)));
  one("a type by an expression", (t) => t.setType("team", types.integer(), { using: "team + 1" }));
  one("nullable without a default", (t) => t.setNullable("name").dropDefault("name"));
  one("a default that is computed", (t) => t.setDefault("team", expression("(2 + 3)")));
  one("a collation that isn't there", (t) => t.setCollation("name", "e_never"));
  one("no collation", (t) => t.setCollation("name", null));
  one("a column's comment", (t) => t.setColumnComment("name", "A name"));
  one("no comment", (t) => t.setColumnComment("name", null));
  one("add a column to compute", (t) => t.integer("twice"));
  one("a computed column", (t) => t.setGenerated("twice", "id * 2", { stored: true }));
  one("a column that isn't computed", (t) => t.dropGenerated("twice"));
  one("numbered rows", (t) => t.setIdentity("id"));
  one("rows without numbers", (t) => t.dropIdentity("id"));
  one("a column's setting", (t) => t.columnSetting("name", "on-conflict", "ignore"));
  one("no setting of a column", (t) => t.dropColumnSetting("name", "on-conflict"));
}

function constraints(): void {
  one("drop by what they are", (t) => t.dropUnique("name").dropPrimaryKey().primaryKey("id", { name: "pk_e_changed" }));
  one("add a unique", (t) => t.unique(["name", "team"], { name: "uq_e_changed" }));
  one("add a check", (t) => t.check("id > 0", { name: "ck_e_changed" }));
  one("add a check that is there", (t) =>
    t.addConstraint({ kind: "check", expression: "id > 1000", name: "ck_e_changed" }, { ifNotExists: true }));
  one("add a foreign key", (t) => t.foreignKey("team", "e_parent", "id", { name: "fk_e_changed" }));
  one("add a foreign key that isn't checked", (t) =>
    t.foreignKey("team", "e_parent", "id", { notValid: true, name: "fk_e_changed" }));
  one("check it now", (t) => t.validateConstraint("fk_e_changed"));
  one("add an exclusion", (t) => t.exclusion([["team", "="]], { using: "btree", name: "ex_e_changed" }));
  tell("has uq_e_changed", () => inspect.hasConstraint(TABLE, "uq_e_changed"));
  one("rename a constraint", (t) => t.renameConstraint("uq_e_changed", "uq_e_renamed"));
  one("drop a constraint if it is there", (t) => t.dropConstraint("uq_e_never", { ifExists: true }));
  one("drop a constraint", (t) => t.dropConstraint("ck_e_changed"));
  one("drop a foreign key", (t) => t.dropForeignKey("team"));
  one("drop a check by its text", (t) => t.dropCheck("team > 0"));
  one("drop by a key", (t) => t.dropConstraint("uq_e_never", { ifExists: true }));
}

function theTable(): void {
  one("the table's comment", (t) => t.comment("Changed"));
  one("no comment of the table", (t) => t.comment(null));
  one("a setting", (t) => t.setting("strict"));
  one("no setting", (t) => t.dropSetting("strict"));
  one("nothing", () => {});
}

function indexes(): void {
  const build = (what: string, ...index: [Parameters<typeof createIndex>[1], Parameters<typeof createIndex>[2]]) =>
    tell(what, () => createIndex(TABLE, ...index));
  build("build an index", ["name", "id"], { name: "ix_e_own", unique: true });
  build("build it if it isn't there", "name", { name: "ix_e_own", ifNotExists: true });
  build("build it again", "name", { name: "ix_e_own" });
  tell("has ix_e_own", () => inspect.hasIndex(TABLE, "ix_e_own"));
  tell("rename an index", () => renameIndex(TABLE, "ix_e_own", "ix_e_renamed"));
  one("indexes in a change", (t) => {
    t.index("name");
    t.index("id", { name: "ix_e_changed_name", ifNotExists: true });
    t.index([{ column: "name", descending: true }, "id"], { name: "ix_e_more" });
    t.dropIndex("ix_e_never", { ifExists: true });
  });
  build("part of a table", "name", { name: "ix_e_part", where: "id > 1" });
  build("an expression", expression("(id + 1)"), { name: "ix_e_expression" });
  build("a prefix", { column: "name", prefix: 5 }, { name: "ix_e_prefix" });
  build("a method", "name", { name: "ix_e_method", using: "hash" });
  build("a method that isn't there", "name", { name: "ix_e_none", using: "e_never" });
  build("columns carried along", "name", { name: "ix_e_include", include: "id" });
  build("equal NULLs", "name", { name: "ix_e_nulls", unique: true, nullsNotDistinct: true });
  build("an operator class", { column: "name", operatorClass: "text_pattern_ops", nulls: "last" }, { name: "ix_e_class" });
  build("a collation of a part", { column: "name", collation: "C" }, { name: "ix_e_collation" });
  build("an index's comment", "name", { name: "ix_e_comment", comment: "A comment" });
  build("build without stopping writers", "name", { name: "ix_e_concurrent", concurrently: true });
  tell("set an index's comment", () => setIndexComment(TABLE, "ix_e_renamed", "Another"));
  one("drop an index in a change", (t) => t.dropIndex("ix_e_more"));
  tell("drop an index", () => dropIndex(TABLE, "ix_e_renamed"));
  tell("drop it if it is there", () => dropIndex(TABLE, "ix_e_renamed", { ifExists: true }));
  tell("drop it again", () => dropIndex(TABLE, "ix_e_renamed"));
  say("indexes", list(inspect.indexes(TABLE).map(({ name }) => name).sort()));
}

function refused(): void {
  one("add a column that is there", (t) => t.text("name"));
  one("drop a column that isn't there", (t) => t.dropColumn("never"));
  one("change a column that isn't there", (t) => t.setNotNull("never"));
  one("drop a constraint that isn't there", (t) => t.dropConstraint("never"));
  one("half a change", (t) => {
    t.text("half");
    t.dropColumn("never");
  });
  tell("change a table that isn't there", () => alterTable("e_never", (t) => t.text("name")));
}
