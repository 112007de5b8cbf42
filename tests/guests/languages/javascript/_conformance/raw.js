// Raw SQL: parameters, results, cursors, and what is refused.
import { DeniedError, inspect, sql, veto } from "mighost";
import { database, holds, invalid, same, shown } from "./check.ts";

/** Runs and checks statements. */
export function statements() {
  same("rows inserted", sql.execute("INSERT INTO c_rows (id, name) VALUES (?1, ?2), (?3, ?4)", [1, "a", 2, "b"]), 2);
  same("rows updated", sql.execute("UPDATE c_rows SET name = upper(name) WHERE id > ?", [0]), 2);
  same("rows of a change of the schema", sql.execute("CREATE INDEX ix_raw ON c_rows (name)"), 0);
  holds("a change by raw SQL is seen", inspect.hasIndex("c_rows", "ix_raw"));
  same("rows of a change of the schema", sql.execute("DROP INDEX ix_raw"), 0);
  const all = "SELECT id, name AS label FROM c_rows ORDER BY id";
  same("the rows", sql.query(all), [{ id: 1, label: "A" }, { id: 2, label: "B" }]);
  same("the rows as arrays", sql.resultSet(all), { columns: ["id", "label"], rows: [[1, "A"], [2, "B"]] });
  same("no rows", sql.query("SELECT * FROM c_rows WHERE id = 99"), []);
  same("one value", sql.queryValue("SELECT count(*) FROM c_rows"), 2);
  same("no row", sql.queryRow("SELECT id FROM c_rows WHERE id = ?", [null]), undefined);
  same("one value of no row", sql.queryValue("SELECT id FROM c_rows WHERE 0"), undefined);
  cursors();
  refused();
  same("rows deleted", sql.execute("DELETE FROM c_rows"), 2);
}

function cursors() {
  const numbers =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, i * i AS square FROM n";
  for (const batch of [1, 7, 50, 51]) {
    const cursor = sql.cursor(numbers, [50], { batch });
    same("a cursor's columns", cursor.columns, ["i", "square"]);
    const squares = [...cursor].map(({ square }) => square);
    same("what a cursor gave", squares, Array.from({ length: 50 }, (_, at) => (at + 1) ** 2));
  }
  for (const { i } of sql.cursor(numbers, [50], { batch: 2 })) {
    same("a cursor may be left before its end", i, 1);
    break;
  }
}

function refused() {
  database("a statement that is none", "SQLITE_ERROR", () => sql.execute("SELEC 1"));
  database("a table that isn't there", "SQLITE_ERROR", () => sql.query("SELECT * FROM c_never"));
  database("a key twice", "SQLITE_CONSTRAINT_PRIMARYKEY", () => sql.execute("INSERT INTO c_rows (id) VALUES (1)"));
  invalid("too few parameters", () => sql.execute("DELETE FROM c_rows WHERE id = ?"));
  const forbidden = ["COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT s", "ATTACH ':memory:' AS other", "PRAGMA writable_schema = 1"];
  for (const statement of forbidden) {
    let answer;
    try {
      answer = sql.execute(statement);
    } catch (error) {
      answer = error;
    }
    if (!(answer instanceof DeniedError && answer.message !== "")) {
      veto(`${statement} gave ${shown(answer)}, not denied`);
    }
  }
  // A refused statement takes nothing of the step with it.
  same("the rows", sql.queryValue("SELECT count(*) FROM c_rows"), 2);
}
