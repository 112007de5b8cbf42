#!/usr/bin/env node
// Builds what a host runs: `mighost build` calls this.
import { readFile, rename, writeFile } from "node:fs/promises";
import { Failure } from "./build/failure.mjs";

const USAGE = `usage: mighost-build script SCRIPT OUT.js …      the form of migrations that the runtime evaluates
       mighost-build component SCRIPT OUT.wasm   a migration in one file
       mighost-build runtime OUT.wasm            what the scripts of one version share
       mighost-build describe SCRIPT             what a migration says it is, as JSON: runs it, with all that Node can do`;

/** A file that is there whole or not at all. */
async function put(path, content) {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}

const tool = {
  async script(...pairs) {
    const { script } = await import("./build/script.mjs");
    for (let at = 0; at < pairs.length; at += 2) {
      await put(pairs[at + 1], (await script(pairs[at])).source);
    }
  },
  async component(file, out) {
    const { script } = await import("./build/script.mjs");
    const { component, worlds } = await import("./build/componentize.mjs");
    const { name, source, uses } = await script(file);
    const sql = uses.has("sql") ? "export * as sql from \"mighost:migration/sql@0.1.0\";" : "export const sql = undefined;";
    const text = `export const name = ${JSON.stringify(name)};\nexport const source = ${JSON.stringify(source)};\n`;
    await put(out, await component("component.entry.js", worlds.component(uses), { "script.js": text, "sql.js": `${sql}\n` }));
  },
  async runtime(out) {
    const { component, worlds } = await import("./build/componentize.mjs");
    await put(out, await component("runtime.entry.js", worlds.runtime));
  },
  async describe(file) {
    const { script } = await import("./build/script.mjs");
    const made = await script(file);
    console.log(JSON.stringify({ ...made.description, uses: [...made.uses] }));
  },
};

/** How many words each command takes: so many, or a multiple of them. */
const WORDS = { script: 2, component: 2, runtime: 1, describe: 1 };
const MANY = new Set(["script"]);

const [command, ...words] = process.argv.slice(2);
if (command === "--version") {
  console.log(JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8")).version);
} else if (words.length === 0 || (MANY.has(command) ? words.length % WORDS[command] !== 0 : WORDS[command] !== words.length)) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    await tool[command](...words);
  } catch (error) {
    if (error.code === "ERR_MODULE_NOT_FOUND") {
      console.error(`error: the tools that build migrations aren't installed; next: npm ci --prefix ${new URL(".", import.meta.url).pathname}`);
    } else {
      console.error(`error: ${error instanceof Failure || error.code === "ENOENT" ? error.message : error.stack}`);
    }
    process.exitCode = 1;
  }
}
