// What the tests have in common.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { recorder, withHost } from "../src/testing.js";

/** The calls that a step makes of a host that answers so. */
export function callsOf(step, answers) {
  const { calls, interfaces } = recorder(answers);
  withHost(interfaces, step);
  return calls;
}

/** A host's cursor over these batches; `closed` says whether it was freed. */
export function cursor(...batches) {
  const fake = {
    asked: [],
    closed: false,
    columns: () => ["id", "name"],
    next(limit) {
      fake.asked.push(limit);
      return batches.shift() ?? [];
    },
    [Symbol.dispose ?? Symbol.for("dispose")]() {
      fake.closed = true;
    },
  };
  return fake;
}

export const text = (val) => ({ tag: "text", val });
export const integer = (val) => ({ tag: "integer", val: BigInt(val) });

/** A folder with these files, for as long as `use` runs. */
export async function folder(files, use) {
  const path = mkdtempSync(join(tmpdir(), "mighost-test-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
    return await use(path);
  } finally {
    rmSync(path, { recursive: true });
  }
}
