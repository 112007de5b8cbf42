// Calls everything in the contract on whichever database it runs, and reports the answer to each call in a line of its own.
//
// It is Rust's `everywhere`, call for call: a test runs it in every language on every database and compares what they asked for, the SQL
// that came of it, what they were answered, and what is left. So nothing is judged here. What a database can't do is refused, the line
// says with which kind of error, and the step goes on.
//
// mighost: uses sql, schemas
import { context, dropTable, dropView, report, type Revision } from "mighost";
import * as changes from "./_everywhere/changes.ts";
import * as objects from "./_everywhere/objects.ts";
import { statements } from "./_everywhere/raw.ts";
import { rowsOfATable } from "./_everywhere/structured.ts";
import * as tables from "./_everywhere/tables.ts";
import { say, tell } from "./_everywhere/tell.ts";
import * as types from "./_everywhere/types.ts";
import { bothWays } from "./_everywhere/values.ts";

export const revision: Revision = {
  id: "everywhere",
  message: "Everything that the contract has, on any database",
  created: "2026-01-31T12:00:00Z",
  labels: "whole",
  transaction: "step",
};

export function upgrade(): void {
  place();
  const parts: [string, () => void][] = [
    ["types", types.all],
    ["tables", tables.make],
    ["changes", changes.make],
    ["objects", objects.make],
    ["values", bothWays],
    ["rows", rowsOfATable],
    ["raw SQL", statements],
  ];
  parts.forEach(([name, part], done) => {
    report.debug(name);
    report.progress(done, parts.length);
    part();
  });
  report.progress(parts.length);
  report.warn("a warning that is kept");
}

/** Drops what the upgrade left. */
export function downgrade(): void {
  place();
  tell("drop view e_view", () => dropView("e_view"));
  for (const table of ["e_child", "e_parent", "e_changed", "e_values", "e_rows"]) {
    tell(`drop table ${table}`, () => dropTable(table));
  }
  tell("drop table e_rows again", () => dropTable("e_rows", { ifExists: true }));
  tell("drop table e_rows without asking", () => dropTable("e_rows"));
}

/** Where the step runs. */
function place(): void {
  say("dialect", context.dialect);
  say("server version", context.serverVersion === "" ? "none" : "known");
  say("revision", context.revision);
  say("package", context.package ?? "none");
  say("direction", context.direction);
  for (const key of ["tenant", "dry", "never"]) {
    const value = context.argument(key);
    say(`argument ${key}`, value === undefined ? "none" : `\`${value}\``);
  }
  say("arguments", context.arguments.map(([key, value]) => `${key}=${value}`).join(", "));
}
