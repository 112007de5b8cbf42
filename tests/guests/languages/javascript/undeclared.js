// Raw SQL that isn't declared: refused, with the line to add.
import { sql } from "mighost";

export const revision = { id: "undeclared", message: "Raw SQL without a word" };

export function upgrade() {
  sql.execute("DELETE FROM people");
}
