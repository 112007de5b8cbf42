// An error of the database that is caught and thrown again: the step ends with it as it was.
import { createTable, report, rows } from "mighost";

export const revision = { id: "rethrown", message: "An error that is thrown again" };

export function upgrade() {
  createTable("c_rethrown", (t) => {
    t.integer("id").primaryKey();
  });
  try {
    rows("c_rethrown").insert([{ id: 1 }, { id: 1 }]);
  } catch (error) {
    report.info(`caught ${error.name}`);
    throw error;
  }
}
