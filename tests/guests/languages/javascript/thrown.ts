// An exception of the author's own: its message, and line 17 with its callers, reach the operator.
import { createTable, type Revision } from "mighost";

export const revision: Revision = { id: "thrown", message: "An exception" };

export function upgrade(): void {
  createTable("c_thrown", (t) => {
    t.integer("id").primaryKey();
  });
  const people: { name?: string }[] = [{ name: "Ada" }, {}];
  people.forEach(initial);
}

function initial(person: { name?: string }): string {
  interface Named { name: string }

  return (person as Named).name.slice(0, 1);
}
