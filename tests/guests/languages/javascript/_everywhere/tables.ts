// Tables with everything that a table has.
import {
  createTable, date, decimal, dropTable, inspect, renameTable, veto, type Constraint, type TableBuilder, type Name,
} from "mighost";
import { list, say, tell } from "./tell.ts";

/** Creates and reads them. */
export function make(): void {
  parent();
  child();
  existing();
  refused();
  read("e_parent");
  read("e_child");
}

function parent(): void {
  tell("create e_parent", () => createTable("e_parent", (t) => {
    t.integer("id").notNull().autoIncrement();
    t.varchar("name", 40).notNull();
    t.integer("a").notNull().default(-1);
    t.varchar("b", 10).notNull().default("it's");
    t.boolean("flag").notNull().default(true);
    t.bigint("large").default(2n ** 63n - 1n);
    t.double("half").default(0.5);
    t.decimal("price", 10, 2).default(decimal("12.50"));
    t.date("since").default(date("2026-01-31"));
    t.timestamp("at").notNull().defaultNow();
    t.integer("computed").defaultExpression("(1 + 1)");
    t.integer("twice").generatedAs("a * 2", { stored: true });
    t.primaryKey("id");
    t.unique(["a", "b"], { name: "uq_e_parent" });
    t.check("a > -10", { name: "ck_e_parent" });
    t.index("name");
    t.index(["b", "name"], { name: "ix_e_parent_unique", unique: true });
    t.index([{ column: "a", descending: true }, "b"], { name: "ix_e_parent_down" });
    t.comment("Parents of children");
  }));
}

function child(): void {
  tell("create e_child", () => createTable("e_child", (t) => {
    t.integer("id").notNull();
    t.integer("part").notNull();
    t.integer("parent_id");
    t.integer("other_id");
    t.primaryKey(["id", "part"], { name: "pk_e_child" });
    t.foreignKey("parent_id", "e_parent", "id", { onDelete: "cascade", name: "fk_e_parent" });
    t.foreignKey("other_id", "e_parent", [], { onDelete: "set-null", onUpdate: "restrict", name: "fk_e_other" });
    t.foreignKey(["id", "part"], "e_child", ["id", "part"], { name: "fk_e_self" });
  }));
}

function numbered(t: TableBuilder): void {
  t.integer("id").notNull();
  t.primaryKey("id");
}

function existing(): void {
  tell("create e_parent if it isn't there", () => createTable("e_parent", numbered, { ifNotExists: true }));
  tell("create e_parent again", () => createTable("e_parent", numbered));
  tell("create e_first", () => createTable("e_first", numbered));
  tell("rename e_first", () => renameTable("e_first", "e_second"));
  tell("has e_first", () => inspect.hasTable("e_first"));
  tell("has e_second", () => inspect.hasTable("e_second"));
  tell("rename e_never", () => renameTable("e_never", "e_third"));
  tell("drop e_second with all on it", () => dropTable("e_second", { cascade: true }));
}

function refused(): void {
  const one = (more: (t: TableBuilder) => void) => () => createTable("e_never", (t) => {
    t.integer("a").notNull();
    more(t);
  });
  tell("table without columns", () => createTable("e_never", () => {}));
  tell("table with a column twice", one((t) => t.text("a")));
  tell("table with a key of nothing", one((t) => t.primaryKey("b")));
  const always = { always: true, start: 10, increment: 5, cache: 2 };
  const cases: [string, () => boolean][] = [
    ["exclusion", one((t) => t.exclusion([["a", "="]], { using: "btree", name: "ex_e" }))],
    ["equal NULLs", one((t) => t.unique("a", { nullsNotDistinct: true, name: "uq_e" }))],
    ["deferred unique", one((t) => t.unique("a", { deferral: "initially-deferred", name: "uq_e" }))],
    ["deferred foreign key", one((t) => t.foreignKey("a", "e_parent", "id", { deferral: "initially-deferred", name: "fk_e" }))],
    [
      "deferrable foreign key",
      one((t) => t.foreignKey("a", "e_parent", "id", { deferral: "initially-immediate", matchFull: true, name: "fk_e" })),
    ],
    ["always numbered", () => createTable("e_never", (t) => t.integer("a").autoIncrement(always).primaryKey())],
    ["virtual column", one((t) => t.integer("b").generatedAs("a + 1"))],
    ["collation", one((t) => t.varchar("b", 5).collate("e_never"))],
    ["column's comment", one((t) => t.integer("b").comment("A comment"))],
    ["strict", one((t) => t.setting("strict"))],
    ["engine", one((t) => t.setting("engine", "InnoDB"))],
  ];
  for (const [name, create] of cases) {
    tell(`table with ${name}`, create);
    tell(`drop the table with ${name}`, () => dropTable("e_never", { ifExists: true }));
  }
}

function read(name: string): void {
  const table = inspect.table(name) ?? veto(`there is no table ${name}`);
  for (const column of table.columns) {
    const marks = [column.nullable ? "nullable" : "not null"];
    if (column.default !== undefined) marks.push("default");
    if (column.generated !== undefined) marks.push("generated");
    if (column.identity !== undefined) marks.push("numbered");
    say(`${name}.${column.name}`, list(marks));
  }
  for (const constraint of table.constraints) {
    say(name, told(constraint));
  }
  for (const index of table.indexes) {
    say(name, `${index.unique ? "unique index" : "index"} ${index.name} of ${index.parts.length} parts`);
  }
}

function told(constraint: Constraint): string {
  switch (constraint.kind) {
    case "primary-key":
      return `primary key ${list(constraint.columns)}`;
    case "unique":
      return `unique ${list(constraint.columns)}`;
    case "check":
      return `check ${constraint.name ?? ""}`;
    case "foreign-key":
      return `foreign key ${list(constraint.columns)} to ${nameOf(constraint.table)} ${list(constraint.referredColumns ?? [])}`;
    case "exclusion":
      return "exclusion";
  }
}

/** A name without its schema. */
export function nameOf(name: Name): string {
  return typeof name === "string" ? name : name.name;
}
