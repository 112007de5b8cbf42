// Calls everything in the contract that SQLite can do, checks what came of it, and refuses to run where something differs. What
// SQLite can't do must be refused as unsupported and change nothing. It is the Rust SDK's conformance migration, operation for
// operation.
//
// The upgrade leaves its tables behind for the downgrade to find and undo.
//
// mighost: uses sql, schemas
import { context, inspect, report, type Revision } from "mighost";
import * as changes from "./_conformance/changes.ts";
import { holds, nameOf, same } from "./_conformance/check.ts";
import * as objects from "./_conformance/objects.ts";
import { statements } from "./_conformance/raw.js";
import { rowsOfATable } from "./_conformance/structured.js";
import * as tables from "./_conformance/tables.ts";
import { bothWays } from "./_conformance/values.ts";

export const revision: Revision = {
  id: "conformance",
  message: "Everything that the contract has",
  created: "2026-01-31T12:00:00Z",
  labels: ["everything"],
  transaction: "step",
};

export function upgrade(): void {
  where("up");
  const parts: [string, () => void][] = [
    ["tables", tables.create],
    ["changes", changes.make],
    ["indexes", changes.indexes],
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
  report.info("everything holds");
  report.warn("a warning that is kept");
}

export function downgrade(): void {
  where("down");
  objects.unmake();
  tables.dropAll();
  same("tables left", inspect.tables().map(nameOf).filter((name) => name.startsWith("c_")), []);
  same("views left", inspect.views(), []);
}

function where(direction: "up" | "down"): void {
  same("the dialect", context.dialect, "sqlite");
  holds("the server's version begins with 3.", context.serverVersion.startsWith("3."));
  same("the revision", context.revision, "conformance");
  same("the package", context.package, undefined);
  same("the direction", context.direction, direction);
  same("an argument that wasn't given", context.argument("never given"), undefined);
  for (const [key] of context.arguments) {
    holds("an argument that was given is found by its key", context.argument(key) !== undefined);
  }
}
