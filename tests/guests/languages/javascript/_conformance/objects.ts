// Views, triggers, and what SQLite doesn't have.
import {
  addLabel, alterSequence, alterTable, createEnumeration, createSchema, createSequence, createView, dropEnumeration, dropSchema,
  dropSequence, dropView, inSchema, inspect, refreshView, renameEnumeration, renameLabel, renameSequence, renameView, rows,
  setIndexComment, setViewComment, sql, veto,
} from "mighost";
import { holds, invalid, nameOf, same, unsupported } from "./check.ts";

/** Makes and checks them. */
export function make(): void {
  views();
  triggers();
  inspecting();
  refused();
}

/** Drops the view that is left. */
export function unmake(): void {
  holds("the view was there", dropView("c_view"));
  holds("the view is dropped once", !dropView("c_view", { ifExists: true }));
}

function views(): void {
  createView("c_view", "SELECT id, name FROM c_parent", { columns: ["number", "label"] });
  const view = inspect.view("c_view") ?? veto("there is no view");
  same("the view's columns", view.columns, ["number", "label"]);
  same("the view's query", view.query, "SELECT id, name FROM c_parent");
  createView("c_view", "SELECT a FROM c_parent", { orReplace: true });
  same("the view in its place", inspect.view("c_view")?.query, "SELECT a FROM c_parent");
  same("the views", inspect.views(), ["c_view"]);
  invalid("creating a view that is there", () => createView("c_view", "SELECT 1"));
  same("a view that isn't there", inspect.view("c_never"), undefined);
}

function triggers(): void {
  const text = "CREATE TRIGGER c_trigger AFTER INSERT ON c_strict BEGIN UPDATE c_strict SET name = 'set' WHERE id = new.id; END";
  sql.execute(text);
  same("the triggers", inspect.triggers("c_strict"), [{ name: "c_trigger", table: "c_strict", definition: text }]);
  // A rebuild of the table takes the trigger along.
  alterTable("c_strict", (t) => {
    t.text("late").notNull().default("");
    t.setDefault("late", "none");
    t.moveFirst("late");
  });
  same("the triggers behind a rebuild", inspect.triggers("c_strict").length, 1);
  rows("c_strict").insert({ id: 9 });
  same("a trigger at work", rows("c_strict").where("name", "set").count(), 1);
}

function inspecting(): void {
  const tables = inspect.tables().map(nameOf);
  same("tables by name", tables, [...tables].sort());
  holds("the host's own tables aren't listed", tables.every((table) => table.startsWith("c_")));
  same("the tables of main", inspect.tables("main").length, tables.length);
  same("a table in main", inspect.hasTable(inSchema("main", "c_parent")), true);
  same("a table that isn't there", inspect.table("c_never"), undefined);
  holds("a column is found", inspect.hasColumn("c_parent", "name"));
  holds("a column that isn't there isn't", !inspect.hasColumn("c_parent", "never"));
  holds("a column of no table isn't", !inspect.hasColumn("c_never", "name"));
  holds("an index of no table isn't", !inspect.hasIndex("c_never", "ix"));
  holds("a constraint of no table isn't", !inspect.hasConstraint("c_never", "ck"));
  invalid("the columns of no table", () => inspect.columns("c_never"));
  invalid("the indexes of no table", () => inspect.indexes("c_never"));
  invalid("the constraints of no table", () => inspect.constraints("c_never"));
  invalid("the triggers of no table", () => inspect.triggers("c_never"));
  same("the views of main", inspect.views("main").length, 1);
  same("the sequences", inspect.sequences(), []);
  same("the sequences of main", inspect.sequences("main"), []);
  same("a sequence", inspect.sequence("c_never"), undefined);
  same("the enumerations", inspect.enumerations(), []);
  same("the enumerations of main", inspect.enumerations("main"), []);
  same("the schemas", inspect.schemas(), ["main"]);
}

function refused(): void {
  unsupported("a materialized view", () => createView("c_never", "SELECT 1", { materialized: true }));
  unsupported("renaming a view", () => renameView("c_view", "c_never"));
  unsupported("refreshing a view", () => refreshView("c_view", { concurrently: true }));
  unsupported("creating an enumeration", () => createEnumeration("c_colour", ["red"]));
  unsupported("creating an enumeration if missing", () => createEnumeration("c_colour", ["red"], { ifNotExists: true }));
  unsupported("adding a label", () => addLabel("c_colour", "blue"));
  unsupported("adding a label somewhere", () => addLabel("c_colour", "blue", { before: "red", ifNotExists: true }));
  unsupported("renaming a label", () => renameLabel("c_colour", "red", "blue"));
  invalid("renaming an enumeration", () => renameEnumeration("c_colour", "c_color"));
  holds("an enumeration that can't be isn't dropped", !dropEnumeration("c_colour", { ifExists: true }));
  invalid("dropping an enumeration", () => dropEnumeration("c_colour", { cascade: true }));
  unsupported("creating a sequence", () => createSequence("c_numbers", { start: 10, increment: 2 }));
  unsupported("creating a sequence if missing", () => createSequence("c_numbers", { ifNotExists: true }));
  invalid("changing a sequence", () => alterSequence("c_numbers", { minValue: 1, maxValue: 9, cycle: true, cache: 5 }));
  invalid("renaming a sequence", () => renameSequence("c_numbers", "c_others"));
  holds("a sequence that can't be isn't dropped", !dropSequence("c_numbers", { ifExists: true }));
  invalid("dropping a sequence", () => dropSequence("c_numbers", { cascade: true }));
  unsupported("creating a schema", () => createSchema("c_schema"));
  unsupported("creating a schema if missing", () => createSchema("c_schema", { ifNotExists: true }));
  holds("a schema that can't be isn't dropped", !dropSchema("c_schema", { ifExists: true }));
  invalid("dropping a schema", () => dropSchema("c_schema"));
  // SQLite keeps no comments: setting one changes nothing, and says nothing.
  setViewComment("c_view", "a comment");
  setIndexComment("c_parent", "ix_c_parent_name", "a comment");
  same("a view's comment", inspect.view("c_view")?.comment, undefined);
}
