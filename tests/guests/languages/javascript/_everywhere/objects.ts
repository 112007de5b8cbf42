// Views, enumerations, sequences, schemas.
import {
  addLabel, alterSequence, context, createEnumeration, createSchema, createSequence, createTable, createView, dropEnumeration, dropSchema,
  dropSequence, dropTable, dropView, inSchema, inspect, refreshView, renameEnumeration, renameLabel, renameSequence, renameView,
  setViewComment, type ViewOptions,
} from "mighost";
import { nameOf } from "./tables.ts";
import { list, say, tell } from "./tell.ts";

/** Makes them, as far as the database has them. */
export function make(): void {
  views();
  enumerations();
  sequences();
  schemas();
  tell("has triggers", () => inspect.triggers("e_parent").length);
  say("tables", list(inspect.tables().map(nameOf).filter((name) => name.startsWith("e_")).sort()));
}

function views(): void {
  const view = () => createView("e_view", "SELECT id, name FROM e_parent", { columns: ["number", "label"] });
  tell("create a view", view);
  tell("create it again", view);
  tell("put another in its place", () =>
    createView("e_view", "SELECT id AS number, name AS label FROM e_parent WHERE id > 0", { orReplace: true }));
  const found = inspect.view("e_view");
  if (found !== undefined) {
    say("the view's columns", list(found.columns));
  }
  tell("views", () => list(inspect.views().map(nameOf)));
  const first = (name: string, options: ViewOptions) => () => createView(name, "SELECT id FROM e_parent", options);
  tell("a view that is stored", first("e_stored", { materialized: true }));
  tell("fill it", () => refreshView("e_stored"));
  tell("drop it", () => dropView("e_stored", { ifExists: true }));
  tell("a view's comment", () => setViewComment("e_view", "A view"));
  tell("no comment of a view", () => setViewComment("e_view", null));
  tell("create a view to rename", first("e_first", { comment: "First" }));
  tell("rename a view", () => renameView("e_first", "e_second"));
  tell("drop the one name", () => dropView("e_first", { ifExists: true }));
  tell("drop the other name", () => dropView("e_second", { ifExists: true, cascade: true }));
  tell("drop a view that isn't there", () => dropView("e_never"));
}

function enumerations(): void {
  tell("create an enumeration", () => void createEnumeration("e_mood", ["sad", "happy"]));
  tell("create it if it isn't there", () => createEnumeration("e_mood", "sad", { ifNotExists: true }));
  tell("add a label", () => void addLabel("e_mood", "glad"));
  tell("add a label before", () => addLabel("e_mood", "angry", { before: "sad" }));
  tell("add a label behind", () => addLabel("e_mood", "calm", { after: "sad", ifNotExists: true }));
  tell("add a label that is there", () => addLabel("e_mood", "calm", { ifNotExists: true }));
  tell("rename a label", () => renameLabel("e_mood", "glad", "merry"));
  tell("labels", () => list(inspect.enumerations().flatMap(({ labels }) => labels)));
  tell("rename an enumeration", () => renameEnumeration("e_mood", "e_spirit"));
  tell("drop an enumeration", () => dropEnumeration("e_spirit"));
  tell("drop it if it is there", () => dropEnumeration("e_spirit", { ifExists: true }));
}

function sequences(): void {
  const numbers = { start: 5, increment: 2, minValue: 1, maxValue: 99 };
  tell("create a sequence", () => void createSequence("e_numbers", numbers));
  tell("create it if it isn't there", () => createSequence("e_numbers", { ...numbers, ifNotExists: true }));
  tell("change it", () => alterSequence("e_numbers", { increment: 3, cycle: true }));
  tell("its numbers", () => {
    const found = inspect.sequence("e_numbers");
    return found === undefined ? "none" : list([found.start, found.increment, found.maxValue].filter((it) => it !== undefined));
  });
  tell("sequences", () => list(inspect.sequences().map(nameOf).filter((name) => name.startsWith("e_n"))));
  tell("rename a sequence", () => renameSequence("e_numbers", "e_figures"));
  tell("drop a sequence", () => dropSequence("e_figures"));
  tell("drop it if it is there", () => dropSequence("e_figures", { ifExists: true }));
}

/** A schema is a database of the whole server on MySQL: its name is the run's own. */
function schemas(): void {
  const schema = context.argument("schema");
  if (schema === undefined) return;
  tell("create a schema", () => void createSchema(schema));
  tell("create it if it isn't there", () => createSchema(schema, { ifNotExists: true }));
  tell("has it", () => inspect.schemas().includes(schema));
  const inside = inSchema(schema, "e_inside");
  tell("a table in it", () => createTable(inside, (t) => t.integer("id").primaryKey()));
  tell("tables in it", () => list(inspect.tables(schema).map(nameOf)));
  tell("drop the table in it", () => dropTable(inside, { ifExists: true }));
  tell("drop a schema", () => dropSchema(schema, { cascade: true }));
  tell("drop it if it is there", () => dropSchema(schema, { ifExists: true }));
}
