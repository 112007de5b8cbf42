// A migration that refuses, behind a change that must not stay.
import { createTable, veto } from "mighost";

export const revision = { id: "veto", message: "A refusal" };

export function upgrade() {
  createTable("c_veto", (t) => {
    t.integer("id").primaryKey();
  });
  veto("some people have no name; give them one first");
}
