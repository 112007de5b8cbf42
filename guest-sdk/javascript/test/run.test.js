import assert from "node:assert/strict";
import { test } from "node:test";
import { script } from "../build/script.mjs";
import { revision } from "../src/run.js";
import { recorder } from "../src/testing.js";
import { cursor, folder } from "./fake.js";

/** A script whose description was asked for: that runs it. */
async function described(made) {
  const it = await made;
  assert.ok(it.description);
  return it;
}

/** A migration in its own file, run against a host that answers so. */
async function migration(text, answers, name = "people.ts") {
  return folder({ [name]: text }, async (path) => {
    // What it says it is is asked for too: that is what refuses here.
    const { source } = await described(script(`${path}/${name}`));
    const { calls, interfaces } = recorder(answers);
    return { calls, ...revision(interfaces, () => ({ name, source, exports: undefined })) };
  });
}

function thrown(action) {
  try {
    action();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
}

/** What the bindings throw for an answer of the host that is an error. */
function refuses(tag, val) {
  return () => {
    throw Object.assign(new Error("see error.payload"), { payload: { tag, val } });
  };
}

const HEAD = 'export const revision = { id: "1" };\n';

test("an error of the author's own is told with where it was thrown and who called", async () => {
  const { upgrade } = await migration(`${HEAD}
type Name = string;
export function upgrade(): void {
  check("Ada" as Name);
}
function check(name: Name): asserts name is "Grace" {
  if (name !== "Grace") throw new RangeError(\`\${name} isn't Grace\`, { cause: new Error("deeper") });
}
`);
  const { tag, val } = thrown(upgrade);
  assert.equal(tag, "other");
  const lines = val.split("\n");
  assert.equal(lines[0], "RangeError: Ada isn't Grace");
  assert.match(lines[1], /^ {4}at check \(people\.ts:8:\d+\)$/);
  assert.match(lines[2], /^ {4}at upgrade \(people\.ts:5:\d+\)$/);
  assert.equal(lines[3], "caused by: Error: deeper");
});

test("an error of the host that isn't caught stays what it is, and its place is in the log", async () => {
  const error = { code: "23505", message: "a key twice", constraint: "people_pkey" };
  const { upgrade, calls } = await migration(
    `import { rows } from "mighost";\n${HEAD}export function upgrade() {\n  rows("people").insert({ id: 1 });\n}\n`,
    { "data.insert": refuses("database", error) },
  );
  const { tag, val } = thrown(upgrade);
  assert.equal(tag, "database");
  assert.deepEqual(JSON.parse(JSON.stringify(val)), error);
  const [name, level, line] = calls.at(-1);
  assert.deepEqual([name, level], ["report.log", "info"]);
  assert.match(line, /^DatabaseError at upgrade \(people\.ts:4:\d+\)$/);
});

test("an error of the host can be caught, asked, and thrown again", async () => {
  const { upgrade, downgrade } = await migration(
    `import { dropTable, InvalidError, DatabaseError, rows, report } from "mighost";
${HEAD}
export function upgrade() {
  try { dropTable("a"); } catch (error) {
    if (!(error instanceof InvalidError && error.message === "no a" && error.kind === "invalid")) throw error;
  }
}
export function downgrade() {
  try { rows("a").count(); } catch (error) {
    if (error instanceof DatabaseError) report.info(error.code);
    throw error;
  }
}`,
    { "ddl.dropTable": refuses("invalid", "no a"), "data.count": refuses("limit", "too much") },
  );
  upgrade();
  assert.deepEqual(thrown(downgrade), { tag: "limit", val: "too much" });
});

test("a veto stays a veto", async () => {
  const { upgrade } = await migration(
    `import { ensure } from "mighost";\n${HEAD}export function upgrade() { ensure(1 > 2, () => "not yet"); }`,
  );
  assert.deepEqual(thrown(upgrade), { tag: "veto", val: "not yet" });
});

test("what isn't an error can be thrown, too", async () => {
  const { upgrade, downgrade } = await migration(
    `${HEAD}export function upgrade() { throw { code: 5 }; }\nexport function downgrade() { throw null; }`,
  );
  assert.deepEqual(thrown(upgrade), { tag: "other", val: 'thrown: {"code":5}' });
  assert.deepEqual(thrown(downgrade), { tag: "other", val: "thrown: null" });
});

test("an async step is refused, since nothing would wait for it", async () => {
  const { upgrade } = await migration(`${HEAD}export async function upgrade() {}`);
  assert.match(thrown(upgrade).val, /upgrade is async; next: make it a plain function/);
});

test("raw SQL must be declared, and the error says how", async () => {
  const text = `import { sql } from "mighost";\n${HEAD}export function upgrade() { sql.execute("vacuum"); }\n`;
  const silent = await migration(text, { "sql.execute": () => 0n });
  const { tag, val } = thrown(silent.upgrade);
  assert.equal(tag, "denied");
  assert.match(val, /add this line to it: \/\/ mighost: uses sql$/);
  const declared = await migration(`// mighost: uses sql\n${text}`, { "sql.execute": () => 0n });
  declared.upgrade();
  assert.equal(declared.calls[0][0], "sql.execute");
  const mentioned = await migration(`const text = "// mighost: uses sql";\n${text}`, { "sql.execute": () => 0n });
  assert.equal(thrown(mentioned.upgrade).tag, "denied");
});

test("the host can be called within a step only", async () => {
  const text = 'import { context } from "mighost";\nexport const revision = { id: context.revision };\nexport function upgrade() {}\n';
  await assert.rejects(migration(text), /people\.ts can't be read: Error: context\.revision was called while no step runs/);
});

test("a description says what the script says, and whether it can be taken back", async () => {
  const { describe } = await migration(
    `export const revision = { id: "2", revises: "1", dependsOn: ["a/b@3"], labels: null, message: "m", transaction: "none", package: "a/c" };
export const upgrade = () => {};`,
  );
  assert.deepEqual(describe(), {
    package: "a/c", id: "2", revises: ["1"], dependsOn: ["a/b@3"], labels: [], message: "m", created: undefined, transaction: "none",
    hasDowngrade: false,
  });
});

test("a description that can't be is refused when the script is made", async () => {
  const refused = [
    ["export function upgrade() {}", /doesn't say what it is/],
    ["export const revision = {};", /has no upgrade/],
    ["export const revision = {}; export function upgrade() {}", /has no id/],
    ["export const revision = { id: 1 }; export function upgrade() {}", /revision\.id is a text, not a number/],
    ["export const revision = { id: '1', down_revision: '0' }; export function upgrade() {}", /no down_revision; there are id, revises/],
    ["export const revision = { id: '1', revises: [1] }; export function upgrade() {}", /a list of texts/],
    ["export const revision = { id: '1', transaction: 'all' }; export function upgrade() {}", /"step" or "none"/],
    ["export const revision = { id: '1' }; export function upgrade() {} export const downgrade = null;", /downgrade is null/],
  ];
  for (const [text, message] of refused) {
    await assert.rejects(migration(text), message);
  }
});

test("a step runs in a fresh module each time", async () => {
  const { upgrade, calls } = await migration(
    `import { report } from "mighost";\n${HEAD}let runs = 0;\nexport function upgrade() { runs += 1; report.info(String(runs)); }`,
  );
  upgrade();
  upgrade();
  assert.deepEqual(calls.map((call) => call.at(-1)), ["1", "1"]);
});

test("a cursor that is left by an error is freed", async () => {
  const open = cursor([[{ tag: "null" }]]);
  const { upgrade } = await migration(
    `import { rows } from "mighost";\n${HEAD}export function upgrade() { for (const row of rows("a").select("b")) throw new Error("x"); }`,
    { "data.scan": () => open },
  );
  assert.match(thrown(upgrade).val, /^Error: x/);
  assert.ok(open.closed);
});
