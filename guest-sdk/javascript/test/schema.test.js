import assert from "node:assert/strict";
import { test } from "node:test";
import * as m from "../src/index.js";
import { liftTable, lowerTable } from "../src/definitions.js";
import { callsOf } from "./fake.js";

const created = { "ddl.createTable": () => true };

test("a table keeps its parts in the order in which they were given", () => {
  const [[, table, ifNotExists]] = callsOf(() => {
    const was = m.createTable("people", (t) => {
      t.bigint("id").primaryKey().autoIncrement({ start: 10, cycle: true });
      t.varchar("name", 200).notNull().collate("NOCASE").comment("who");
      t.integer("team").unsigned().references("team", "id", { onDelete: "cascade", name: "fk" }).index();
      t.timestamp("at", { precision: 3, withZone: true }).defaultNow();
      t.enumeration("colour", ["red"], { type: { schema: "s", name: "colour" } });
      t.unique(["name", "team"], { name: "uq", nullsNotDistinct: true, deferral: "initially-deferred" });
      t.check("id > 0", { notValid: true });
      t.exclusion([["span", "&&"], ["room", "="]], { using: "gist", where: "active" });
      t.index([{ column: "name", descending: true, prefix: 3 }, "id"], { name: "ix", unique: true, include: "team" });
      t.comment("people").setting("strict");
    }, { ifNotExists: true });
    assert.equal(was, true);
  }, created);
  assert.equal(ifNotExists, true);
  assert.deepEqual(table.columns.map(({ name, nullable }) => [name, nullable]), [
    ["id", false], ["name", false], ["team", true], ["at", true], ["colour", true],
  ]);
  assert.deepEqual(table.columns[0].identity, {
    always: false, cycle: true, start: 10n, increment: undefined, minValue: undefined, maxValue: undefined, cache: undefined,
  });
  assert.deepEqual(table.columns[2].columnType, { tag: "integer", val: { width: "normal", unsigned: true } });
  assert.deepEqual(table.columns[3].columnType, { tag: "timestamp", val: { precision: 3, withZone: true } });
  assert.deepEqual(table.columns[3].defaultValue, { tag: "current-timestamp" });
  assert.deepEqual(table.columns[4].columnType, { tag: "enumeration", val: { name: { schema: "s", name: "colour" }, labels: ["red"] } });
  assert.deepEqual(table.constraints.map(({ tag }) => tag), ["primary-key", "foreign-key", "unique", "check", "exclusion"]);
  assert.equal(table.constraints[1].val.onDelete, "cascade");
  assert.deepEqual(table.constraints[4].val.elements, [{ expression: "span", operator: "&&" }, { expression: "room", operator: "=" }]);
  assert.deepEqual(table.indexes.map(({ name }) => name), ["ix_people_team", "ix"]);
  assert.deepEqual(table.settings, [{ name: "strict", value: "" }]);
  assert.deepEqual(liftTable(lowerTable(liftTable(table))), liftTable(table));
});

test("columns that each are the primary key are one key", () => {
  const [[, table]] = callsOf(() => m.createTable("people", (t) => {
    t.integer("a").primaryKey({ name: "pk" });
    t.integer("b").primaryKey();
  }), created);
  assert.deepEqual(table.constraints, [{ tag: "primary-key", val: { name: "pk", columns: ["a", "b"], settings: [] } }]);
});

test("a table can be created as another one is", () => {
  const table = { name: "people", columns: [{ name: "id", type: m.types.integer() }] };
  const [[, like]] = callsOf(() => m.createTable({ ...table, name: m.inSchema("s", "p") }), created);
  assert.deepEqual(like.name, { schema: "s", name: "p" });
  assert.equal(like.columns[0].nullable, true);
});

test("changes go in the order in which they were said, and one that changes nothing isn't made", () => {
  const [[name, , changes]] = callsOf(() => m.alterTable("people", (t) => {
    t.varchar("email", 150).notNull().after("name").ifNotExists();
    t.integer("team").references("team").first();
    t.dropColumn("old", { ifExists: true });
    t.renameColumn("a", "b");
    t.setType("age", m.types.bigint(), { using: "age * 12" });
    t.setNotNull("a").setNullable("b");
    t.setDefault("a", m.expression("1 + 1")).setDefault("b", null).dropDefault("c");
    t.setGenerated("a", "b * 2").dropGenerated("a");
    t.setIdentity("a").dropIdentity("a");
    t.setCollation("a", "NOCASE").setCollation("a", null).setColumnComment("a", "c");
    t.moveFirst("a").moveAfter("a", "b").moveLast("a");
    t.addConstraint({ kind: "check", expression: "a > 0", name: "ck" }, { ifNotExists: true });
    t.dropConstraint("ck").dropPrimaryKey().dropUnique(["a", "b"]).dropForeignKey("a", { ifExists: true }).dropCheck("a > 0");
    t.renameConstraint("a", "b").validateConstraint("b");
    t.index("a", { ifNotExists: true }).dropIndex("ix");
    t.comment("c").comment(null).setting("engine", "InnoDB").dropSetting("engine");
    t.columnSetting("a", "on-update", "current_timestamp").dropColumnSetting("a", "on-update");
  }));
  assert.equal(name, "ddl.alterTable");
  assert.deepEqual(changes.map(({ tag }) => tag), [
    "add-column", "add-column", "add-constraint", "drop-column", "rename-column", "set-type", "set-nullable", "set-nullable",
    "set-default", "set-default", "set-default", "set-generated", "set-generated", "set-identity", "set-identity", "set-collation",
    "set-collation", "set-column-comment", "move-column", "move-column", "move-column", "add-constraint", "drop-constraint",
    "drop-constraint", "drop-constraint", "drop-constraint", "drop-constraint", "rename-constraint", "validate-constraint", "add-index",
    "drop-index", "set-table-comment", "set-table-comment", "set-setting", "drop-setting", "set-column-setting", "set-column-setting",
  ]);
  const [email, team] = changes.map(({ val }) => val);
  assert.deepEqual([email.position, email.ifNotExists, email.column.nullable], [{ tag: "after", val: "name" }, true, false]);
  assert.deepEqual([team.position, team.ifNotExists], [{ tag: "first" }, false]);
  assert.deepEqual(changes[8].val.defaultValue, { tag: "expression", val: "1 + 1" });
  assert.deepEqual(changes[9].val.defaultValue, { tag: "literal", val: { tag: "null" } });
  assert.equal(changes[10].val.defaultValue, undefined);
  assert.deepEqual(changes[23].val.key, { tag: "primary-key" });
  assert.equal(changes[29].val.index.name, "ix_people_a");
  assert.deepEqual(callsOf(() => m.alterTable("people", () => {})), []);
});

test("the rest of the schema goes to the function that it is of", () => {
  const calls = callsOf(() => {
    m.dropTable("a", { cascade: true });
    m.renameTable("a", m.inSchema("s", "b"));
    m.createIndex("a", ["b", m.expression("lower(c)")], { name: "ix", concurrently: true });
    m.dropIndex("a", "ix", { ifExists: true });
    m.createView("v", "select 1", { columns: "one", orReplace: true });
    m.refreshView("v", { concurrently: true });
    m.addLabel("colour", "blue", { after: "red" });
    m.createSequence("n", { start: 5n, ifNotExists: true });
    m.dropSchema("s", { cascade: true });
    m.setIndexComment("a", "ix", null);
    m.report.progress(3, 10);
    m.report.progress(3n);
  });
  assert.deepEqual(calls[0], ["ddl.dropTable", { schema: undefined, name: "a" }, { ifExists: false, cascade: true }]);
  assert.deepEqual(calls[1].at(-1), { schema: "s", name: "b" });
  assert.deepEqual(calls[2].at(-1), { ifNeeded: false, concurrently: true });
  assert.deepEqual(calls[2][2].parts.map(({ key }) => key), [{ tag: "column", val: "b" }, { tag: "expression", val: "lower(c)" }]);
  assert.deepEqual(calls[3].slice(2), ["ix", { ifNeeded: true, concurrently: false }]);
  assert.equal(calls[4].at(-1), true);
  assert.equal(calls[5].at(-1), true);
  assert.deepEqual(calls[6].slice(2), ["blue", { tag: "after", val: "red" }, false]);
  assert.deepEqual([calls[7][1].numbers.start, calls[7].at(-1)], [5n, true]);
  assert.deepEqual(calls[8].slice(1), ["s", { ifExists: false, cascade: true }]);
  assert.deepEqual(calls[9].slice(2), ["ix", undefined]);
  assert.deepEqual(calls.slice(10), [["report.progress", 3n, 10n], ["report.progress", 3n, undefined]]);
});

test("a slip of the pen is an error, and asks nothing of the host", () => {
  const slips = [
    [() => m.createTable("people", (t) => t.varchar("a", "20")), /length of varchar/],
    [() => m.createTable("people", (t) => t.integer("a").references("b", "c", { ondelete: "cascade" })), /no option ondelete/],
    [() => m.createTable("people", () => {}, { ifNotExist: true }), /there are ifNotExists/],
    [() => m.createTable("people"), /a function that says what is in the table/],
    [() => m.createTable("people", async () => {}), /async/],
    [() => m.createTable("people", (t) => t.text("a").unsigned()), /no integer/],
    [() => m.createTable("people", (t) => t.index(m.expression("a"))), /no name of its own/],
    [() => m.alterTable("people", (t) => t.setType("a", "bigint")), /types\.varchar/],
    [() => m.alterTable("people", (t) => t.setDefault("a", undefined)), /dropDefault/],
    [() => m.alterTable(undefined, (t) => t.dropColumn("a")), /a name is a text/],
    [() => m.addLabel("a", "b", { before: "c", after: "d" }), /not both/],
  ];
  for (const [slip, message] of slips) {
    assert.deepEqual(callsOf(() => assert.throws(slip, message)), []);
  }
});
