// Tables, indexes, rows: `mighost-build script people.ts people.js`.
import { createTable, dropTable, rows, type Revision } from "mighost";

export const revision: Revision = { id: "20260301_090000", message: "People and their teams" };

export function upgrade(): void {
  createTable("team", (t) => {
    t.integer("id").primaryKey().autoIncrement();
    t.varchar("name", 100).notNull().unique();
  });
  createTable("people", (t) => {
    t.integer("id").primaryKey().autoIncrement();
    t.integer("team_id").references("team", "id", { onDelete: "set-null" }).index();
    t.varchar("name", 200).notNull();
    t.boolean("active").notNull().default(true);
    t.timestamp("created").notNull().defaultNow();
    t.check("length(name) > 0", { name: "people_have_names" });
  });
  rows("team").insert([{ name: "Research" }, { name: "Care" }]);
}

export function downgrade(): void {
  dropTable("people");
  dropTable("team");
}
