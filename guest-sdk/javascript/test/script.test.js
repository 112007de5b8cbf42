import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { script } from "../build/script.mjs";
import { load } from "../src/script.js";
import { folder } from "./fake.js";

const HEAD = 'export const revision = { id: "1" };\nexport function upgrade() {}\n';

const made = (files, main = "m.ts") => folder(files, (path) => script(`${path}/${main}`));
const exportsOf = async (files, main) => {
  const { name, source } = await made(files, main);
  return load(name, source);
};

test("every character stays in its line and column, one line further down", async () => {
  const text = `// first line
import { rows, type Value } from "mighost";
import type { Table } from "mighost";

export const revision = { id: "1" } as const;
interface Person { id: number }
export function upgrade<T extends Value>(this: void, a?: T): void {
  const person = rows<Person>("people").first()!;
  return void (person satisfies Person);
}
export default (class Named {});
`;
  const { source } = await made({ "m.ts": text });
  const [, ...lines] = source.split("\n");
  const before = text.split("\n");
  assert.equal(lines.length, before.length);
  lines.forEach((line, at) => {
    assert.equal(line.length, before[at].length, line);
    // The engine knows no types: what is left stands where it stood.
    for (const word of line.matchAll(/[$A-Za-z_][$\w]*/g)) {
      if (word[0] !== "let" && word[0] !== "$default") {
        assert.equal(before[at].slice(word.index, word.index + word[0].length), word[0], line);
      }
    }
  });
  assert.doesNotMatch(source, /interface|satisfies|\bvoid \{|Person \{/);
});

test("the same text makes the same script, in any folder", async () => {
  const files = { "m.ts": `import "./b.ts"; import "./a.ts";\n${HEAD}`, "a.ts": "export {};", "b.ts": "export {};" };
  assert.equal((await made(files)).source, (await made(files)).source);
});

test("modules beside the script come along, with their own names for places", async () => {
  const exports = await exportsOf({
    "m.ts": `import names, { count as many, type T } from "./lib/names.js";
import * as all from "./lib/names";
import data from "./data.json" with { type: "json" };
export { fail } from "./lib/names.ts";
export * as inner from "./lib/names.ts";
export * from "./more.mjs";
${HEAD}export const seen = [names, many(), Object.keys(all).sort(), data];`,
    "lib/names.ts": `export type T = string;
export default ["Ada"];
export function count(): number { return later; }
export const [later, { deep: other = 2 }] = [1, {} as { deep?: number }];
export const fail = () => {
  throw new Error("here");
};
export { other as renamed };`,
    "data.json": '{"a": [1]}',
    "more.mjs": "export class More {}\nexport let less = 1, least = 0;",
  });
  assert.deepEqual(JSON.parse(JSON.stringify(exports.seen)), [
    ["Ada"], 1, ["count", "default", "fail", "later", "other", "renamed"], { a: [1] },
  ]);
  assert.deepEqual(Object.keys(exports).sort(), ["More", "fail", "inner", "least", "less", "revision", "seen", "upgrade"]);
  try {
    exports.fail();
    assert.fail();
  } catch (error) {
    assert.match(error.stack, /lib\/names\.ts:7:/);
  }
});

test("a package is bundled, no more of it than is imported", async () => {
  const files = {
    "m.js": `import slug, { words } from "slug";\n${HEAD}export const seen = [slug("A b"), words];`,
    "node_modules/slug/package.json": '{"name": "slug", "version": "1.0.0", "type": "module", "exports": "./index.js"}',
    "node_modules/slug/index.js": 'import { low } from "./low.js";\nexport const words = 2;\nexport const unused = "not imported by anybody";\nexport default (text) => low(text).replace(" ", "-");',
    "node_modules/slug/low.js": "export const low = (text) => text.toLowerCase();",
  };
  const { source } = await made(files, "m.js");
  assert.deepEqual(load("m.js", source).seen, ["a-b", 2]);
  assert.doesNotMatch(source, /not imported/);
});

test("what can't be is said with its place and what to do", async () => {
  const refused = [
    [{ "m.ts": `${HEAD}enum Colour { Red }` }, /^m\.ts:3:1: this TypeScript is more than types.*a const object/],
    [{ "m.ts": `${HEAD}const a = ;` }, /^m\.ts:3:11: Expression expected/],
    [{ "m.ts": `import { craeteTable } from "mighost";\n${HEAD}craeteTable();` }, /^m\.ts:1:10: mighost exports no craeteTable/],
    [{ "m.ts": `import { x } from "./none.ts";\n${HEAD}` }, /^m\.ts:1:19: there is no file \.\/none\.ts/],
    [{ "m.ts": `import { a } from "./b.ts";\n${HEAD}a();`, "b.ts": "export const b = 1;" }, /^m\.ts:1:10: \.\/b\.ts exports no a/],
    [{ "m.ts": `import fs from "node:fs";\n${HEAD}` }, /^m\.ts:1:16: node:fs can't be imported: a migration has no files/],
    [{ "m.ts": `import x from "no-such-package";\n${HEAD}` }, /^m\.ts:1:15: no-such-package can't be bundled: .*npm install/],
    [{ "m.ts": `${HEAD}const x = await 1;` }, /^m\.ts:3:11: nothing in a migration waits/],
    [{ "m.ts": `${HEAD}const x = () => import("./a");` }, /^m\.ts:3:17: import\(…\) can't be called/],
    [{ "m.ts": `${HEAD}const $mighost = 1;` }, /^m\.ts:3:7: \$mighost is a name/],
    [{ "m.ts": `import "./a.ts";\n${HEAD}`, "a.ts": 'import "./m.ts";' }, /m\.ts imports a\.ts imports m\.ts: a circle/],
    [{ "m.ts": `${HEAD}throw new Error("too early");` }, /m\.ts can't be read: Error: too early\n {4}at .*m\.ts:3:7/],
    [{ "m.ts": `${HEAD}for (;;);` }, /timed out/],
  ];
  for (const [files, message] of refused) {
    const described = async () => (await made(files)).description;
    await assert.rejects(described(), (error) => {
      assert.match(error.message, message);
      return true;
    });
  }
  // Making it runs nothing of it.
  const late = await made({ "m.ts": `${HEAD}for (;;);` });
  assert.match(late.source, /for \(;;\)/);
  await assert.rejects(script("m.tsx"), /neither JavaScript nor TypeScript/);
});

test("a type that is imported as if it were a value is left out", async () => {
  const { source } = await made({ "m.ts": `import { Table, rows } from "mighost";\n${HEAD}export const t = (x: Table) => rows(x.name);` });
  assert.match(source, /const \{rows\}=/);
});

test("what declares the use of SQL is found", async () => {
  assert.deepEqual([...(await made({ "m.ts": `// mighost: uses sql\n${HEAD}` })).uses], ["sql"]);
  assert.deepEqual([...(await made({ "m.ts": `${HEAD}/* no */ // mighost: uses sql` })).uses], []);
});

test("the examples and the migrations that call everything are scripts, and small ones", async () => {
  const here = new URL("..", import.meta.url).pathname;
  const tests = "../../tests/guests/languages/javascript";
  for (const file of ["examples/people.ts", "examples/split_names.js", `${tests}/conformance.ts`, `${tests}/everywhere.ts`]) {
    const { source } = await script(here + file);
    // What a further revision of a chain may take at most.
    assert.ok(source.length < 100_000, `${file}: ${source.length}`);
    assert.ok(readFileSync(here + file, "utf8").length <= source.length);
  }
});
