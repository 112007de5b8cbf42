// A data migration: looks first, refuses with a reason, works in batches, says how far it is.
import { alterTable, ensure, inspect, report, rows } from "mighost";

/** @type {import("mighost").Revision} */
export const revision = { id: "20260302_090000", revises: "20260301_090000", message: "Split names into first and last" };

export function upgrade() {
  const nameless = rows("people").where("name", "").count();
  ensure(nameless === 0, `${nameless} people have no name; give them one first`);
  if (!inspect.hasColumn("people", "first_name")) {
    alterTable("people", (t) => {
      t.varchar("first_name", 100);
      t.varchar("last_name", 100);
    });
  }

  const total = rows("people").count();
  let done = 0;
  for (const people of rows("people").select("id", "name").batches()) {
    rows("people").updateByKey("id", people.map(({ id, name }) => {
      const [, first, last] = /^(?:(.*?) )?(.*)$/.exec(name);
      return { id, first_name: first ?? "", last_name: last };
    }));
    done += people.length;
    report.progress(done, total);
  }
  alterTable("people", (t) => t.setNotNull("last_name").dropColumn("name"));
}

export function downgrade() {
  alterTable("people", (t) => t.varchar("name", 200));
  for (const people of rows("people").select("id", "first_name", "last_name").batches()) {
    rows("people").updateByKey("id", people.map(({ id, first_name, last_name }) => ({ id, name: `${first_name ?? ""} ${last_name}`.trim() })));
  }
  alterTable("people", (t) => t.setNotNull("name").dropColumn("first_name").dropColumn("last_name"));
}
