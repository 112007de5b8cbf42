// Errors of the database and of the host, caught, looked at, and gone on from.
import { createTable, DatabaseError, dropTable, ensure, InvalidError, MigrationError, report, rows, type Revision } from "mighost";

export const revision: Revision = { id: "caught", message: "Errors that are caught" };

export function upgrade(): void {
  createTable("c_caught", (t) => {
    t.integer("id").primaryKey();
  });
  rows("c_caught").insert({ id: 1 });
  try {
    rows("c_caught").insert({ id: 1 });
    ensure(false, "a key was taken twice");
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    report.info(`the database said ${error.code}`);
  }
  try {
    rows("c_never").count();
    ensure(false, "a table that isn't there has rows");
  } catch (error) {
    ensure(error instanceof InvalidError && error instanceof MigrationError && error.kind === "invalid", String(error));
  }
  rows("c_caught").insert({ id: 2 });
  ensure(rows("c_caught").count() === 2, "a caught error took rows along");
}

export function downgrade(): void {
  dropTable("c_caught");
}
