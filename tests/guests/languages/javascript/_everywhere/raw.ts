// Raw SQL.
import { context, dropIndex, inspect, sql, type Value } from "mighost";
import { list, say, tell } from "./tell.ts";

/** Parameters as the database writes them: each `?` with its number on PostgreSQL. */
function marked(statement: string): string {
  if (context.dialect !== "postgresql") {
    return statement;
  }
  let number = 0;
  return statement.replaceAll("?", () => `$${number += 1}`);
}

/** Runs statements, queries and cursors. */
export function statements(): void {
  const execute = (what: string, statement: string, parameters: Value[] = []) =>
    tell(what, () => sql.execute(marked(statement), parameters));
  execute("execute an insert", "INSERT INTO e_rows (id, name) VALUES (?, ?), (?, ?)", [101, "a", 102, "b"]);
  execute("execute an update", "UPDATE e_rows SET name = upper(name) WHERE id > ?", [100]);
  execute("execute an index", "CREATE INDEX ix_e_raw ON e_rows (name)");
  tell("has ix_e_raw", () => inspect.hasIndex("e_rows", "ix_e_raw"));
  tell("drop ix_e_raw", () => dropIndex("e_rows", "ix_e_raw"));
  const all = sql.query(marked("SELECT id, name AS label FROM e_rows WHERE id > ? ORDER BY id"), [100]);
  say("the columns", list(Object.keys(all[0]!)));
  for (const { id, label } of all) {
    say("a row", `${id} ${label}`);
  }
  say("one value", String(sql.queryValue("SELECT count(*) FROM e_rows")));
  const none = sql.queryRow(marked("SELECT id FROM e_rows WHERE id = ?"), [-1]);
  say("no row", none === undefined ? "none" : "one");
  for (const batch of [1, 7, 19, 50]) {
    const cursor = sql.cursor<{ square: number }>("SELECT id, id * id AS square FROM e_rows ORDER BY id", [], { batch });
    const sum = [...cursor].reduce((sum, { square }) => sum + square, 0);
    say(`a cursor in batches of ${batch}`, `${list(cursor.columns)} ${sum}`);
  }
  execute("a statement that is none", "SELEC 1");
  execute("a key twice by SQL", "INSERT INTO e_rows (id) VALUES (101)");
  execute("too few parameters", "DELETE FROM e_rows WHERE id = ?");
  for (const statement of ["COMMIT", "ROLLBACK", "BEGIN"]) {
    execute(statement, statement);
  }
  execute("execute a delete", "DELETE FROM e_rows WHERE id > ?", [100]);
}
