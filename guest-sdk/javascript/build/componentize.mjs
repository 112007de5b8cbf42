// JavaScript modules and a world of the contract, made into a component: the steps of componentize-js, done so that the same
// sources give the same bytes, in any folder and at any time.
//
// What would differ otherwise: the paths that the engine sees (here always /mighost/…), random numbers (a seed of the engine's own,
// read while it starts) and the clock. No WASI is left in the component.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Failure } from "./failure.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const SDK = join(HERE, "..");

/** Where the engine sees the sources. It is in stack traces, and so in the component. */
const SEEN = "/mighost";

/** What every migration may use without a word; `sql` only where it is declared, since importing it asks for a grant. */
const USUAL = ["types", "context", "inspect", "ddl", "data", "report"];

/** The interfaces of a world. */
export const worlds = {
  runtime: [...USUAL, "sql", "script"],
  component: (uses) => (uses.has("sql") ? [...USUAL, "sql"] : USUAL),
};

/**
 * Makes a component.
 * @param {string} entry The name of the module of `build/` that exports `revision`.
 * @param {string[]} interfaces What it may import.
 * @param {Record<string, string>} [sources] Further modules, by name.
 * @returns {Promise<Uint8Array>}
 */
export async function component(entry, interfaces, sources = {}) {
  const work = await mkdtemp(join(tmpdir(), "mighost-javascript-"));
  try {
    return await made(work, entry, interfaces, sources);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function made(work, entry, interfaces, sources) {
  const { splicer, wizer, jco, esbuild } = await tools();
  const wit = join(work, "wit");
  await cp(join(SDK, "wit"), wit, { recursive: true, dereference: true });
  const imports = interfaces.map((name) => `import ${name};`).join(" ");
  await writeFile(join(wit, "component.wit"), `package mighost:migration@0.1.0;\nworld component { ${imports} export revision; }\n`);

  const engine = await readFile(splicer.engine);
  const spliced = splicer.spliceBindings(engine, [], undefined, wit, "component", false);

  // The bindings log each instruction for a debugger that isn't there, which takes most of their time and half of their size.
  const bindings = await esbuild.transform(givingBack(spliced.jsBindings), { minify: true, target: "es2022", pure: ["_debugLog"] });
  const seen = join(work, "sources");
  await mkdir(seen);
  await writeFile(join(seen, "bindings.js"), bindings.code);
  await writeFile(join(seen, "entry.js"), await bundled(work, entry, sources, esbuild));

  const started = start(work, seen, wizer, spliced);
  await checked(started);
  const core = withoutTime(() => splicer.stubWasi(started, [], undefined, wit, "component"));
  const adapter = await readFile(jco.preview1AdapterReactorPath());
  const whole = await jco.componentNew(core, [["wasi_snapshot_preview1", adapter]], false);
  return jco.metadataAdd(whole, [["language", [["JavaScript", ""]]], ["processed-by", [["componentize-js", splicer.version]]]]);
}

/** Lends memory for what a call of the host is given. */
const LENDING = `
const lent = [];
const lend = (old, oldSize, align, size) => {
  const at = $realloc(old, oldSize, align, size);
  if (size > 0) lent.push(at, size, align);
  return at;
};
const giveBack = () => {
  for (let at = 0; at < lent.length; at += 3) $dealloc(lent[at], lent[at + 1], lent[at + 2]);
  lent.length = 0;
};
`;

/**
 * The bindings write what they hand to the host into memory that they never free: a million rows inserted would be kept to the end
 * of the step. The host only reads it during the call, so here it is freed behind each.
 */
export function givingBack(bindings) {
  const [imports, exports] = parted(bindings, /^async function export_/m);
  const [names, functions] = parted(imports, /(?<=^delete globalThis\.\$bindings;$)/m);
  const calls = /^\s*(?:ret = )?\$import_.*\);$/gm;
  return names + LENDING + functions.replaceAll("$realloc", "lend").replace(calls, (call) => `${call} giveBack();`) + exports;
}

function parted(text, where) {
  const at = text.search(where);
  if (at < 0) {
    throw new Error("the bindings aren't those of the version that this was written for");
  }
  return [text.slice(0, at), text.slice(at)];
}

/** All modules in one: where the engine looks for further ones, it keeps in its memory when these were written. */
async function bundled(work, entry, sources, esbuild) {
  const folder = join(work, "modules");
  await cp(join(SDK, "src"), join(folder, "src"), { recursive: true, dereference: true });
  await cp(join(HERE, entry), join(folder, "entry.js"));
  for (const [name, text] of Object.entries(sources)) {
    await writeFile(join(folder, name), text);
  }
  const { outputFiles: [whole] } = await esbuild.build({
    entryPoints: ["entry.js"],
    absWorkingDir: folder,
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["mighost:*"],
    // The names of classes are in messages.
    keepNames: true,
    legalComments: "none",
    logLevel: "silent",
  });
  return whole.contents;
}

/** The tools of componentize-js, in the versions that the lock file of this package names. */
async function tools() {
  try {
    const root = join(dirname(fileURLToPath(import.meta.resolve("@bytecodealliance/componentize-js"))), "..");
    const { splicer } = await import(pathToFileURL(join(root, "lib/spidermonkey-embedding-splicer.js")).href);
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const { default: wizer } = await import("@bytecodealliance/wizer");
    const jco = await import("@bytecodealliance/jco");
    const esbuild = await import("esbuild");
    return { splicer: { ...splicer, engine: join(root, "lib/starlingmonkey_embedding.wasm"), version }, wizer, jco, esbuild };
  } catch (error) {
    if (error.code === "ERR_MODULE_NOT_FOUND") {
      throw new Failure(`the tools that make components aren't installed; next: npm ci --prefix ${SDK}`);
    }
    throw error;
  }
}

// ---- the engine's start --------------------------------------------------------------------------------

const WASI = "wasi_snapshot_preview1";

/**
 * While the engine starts, its import of random numbers answers with the number of environment variables, which has the same
 * parameters and is the same each time, and isn't zero: for ever the engine would look for a seed that isn't. Its clock stands still.
 */
const RANDOM = [[WASI, "random_get"], [WASI, "environ_sizes_get"]];
const CLOCK = [[WASI, "clock_time_get"], ["mighost", "clock_time_get"]];
const STILL = "(module (func (export \"clock_time_get\") (param i32 i64 i32) (result i32) i32.const 0))";

/** Starts the engine, lets it evaluate the modules, and keeps what its memory is then. */
function start(work, seen, wizer, { wasm, exports, imports }) {
  const [input, output, clock] = ["in.wasm", "out.wasm", "clock.wat"].map((name) => join(work, name));
  writeFileSync(input, renamed(renamed(Buffer.from(wasm), ...RANDOM), ...CLOCK));
  writeFileSync(clock, STILL);
  const env = {
    SOURCE_NAME: "entry.js",
    EXPORT_CNT: String(exports.length),
    IMPORT_CNT: String(imports.length),
    FEATURE_CLOCKS: "",
    DEBUG: "",
  };
  for (const [at, [name, it]] of exports.entries()) {
    env[`EXPORT${at}_NAME`] = name;
    env[`EXPORT${at}_ARGS`] = (it.paramptr ? "*" : "") + it.params.join(",");
    env[`EXPORT${at}_RET`] = (it.retptr ? "*" : "") + (it.ret ?? "");
    env[`EXPORT${at}_RETSIZE`] = String(it.retsize);
  }
  for (const [at, [, name, count]] of imports.entries()) {
    env[`IMPORT${at}_NAME`] = name;
    env[`IMPORT${at}_ARGCNT`] = String(count);
  }
  const options = ["--allow-wasi", "--init-func", "componentize.wizer", `--mapdir=${SEEN}::${seen}`, `--preload=mighost=${clock}`,
    "--wasm-bulk-memory=true", "--inherit-env=true", `-o=${output}`, input];
  const words = `--initializer-script-path ${SEEN}/bindings.js --strip-path-prefix ${SEEN}/ ${SEEN}/entry.js`;
  const { status, error, stdout, stderr } = spawnSync(wizer, options, { env, input: words, encoding: "utf8" });
  if (status !== 0) {
    throw new Failure(`the engine didn't start: ${[error?.message, stdout, stderr].filter(Boolean).join("\n")}`);
  }
  const [realRandom, seed] = RANDOM;
  const [realClock, stillClock] = CLOCK;
  return renamed(renamed(readFileSync(output), stillClock, realClock), seed, realRandom);
}

/** Asks the engine whether it could evaluate the modules: what went wrong it writes to its standard error. */
async function checked(core) {
  let exports;
  let said = "";
  const write = (file, vectors, count, written) => {
    const memory = new DataView(exports.memory.buffer);
    let total = 0;
    for (let at = vectors; at < vectors + count * 8; at += 8) {
      const length = memory.getUint32(at + 4, true);
      said += new TextDecoder().decode(new Uint8Array(exports.memory.buffer, memory.getUint32(at, true), length));
      total += length;
    }
    memory.setUint32(written, total, true);
    return 0;
  };
  const module = await WebAssembly.compile(core);
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = from === WASI && name === "fd_write" ? write : () => { throw new Error(`${from} ${name} was called`); };
  }
  ({ exports } = await WebAssembly.instantiate(module, imports));
  const status = exports.check_init();
  if (status !== 0) {
    throw new Failure(`the engine couldn't evaluate the modules (${status}): ${said.trim()}`);
  }
}

/** The splicer freezes the clock of the component at the time of its building: let it be 1970, which nobody takes for the time. */
function withoutTime(action) {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return action();
  } finally {
    Date.now = now;
  }
}

// ---- names of imports ----------------------------------------------------------------------------------

/** The section of a core module that lists its imports. */
const IMPORTS = 2;

/** A core module with the last import of that name called otherwise. */
function renamed(module, from, to) {
  // Behind the magic number and the version.
  let at = 8;
  while (module[at] !== IMPORTS) {
    const [length, body] = number(module, at + 1);
    at = body + length;
  }
  const [length, body] = number(module, at + 1);
  const section = module.subarray(body, body + length);
  const [old, next] = [entry(from), entry(to)];
  const found = section.lastIndexOf(old);
  if (found < 0) {
    throw new Error(`the engine imports no ${from.join(".")}: it isn't the version that this was written for`);
  }
  const changed = Buffer.concat([section.subarray(0, found), next, section.subarray(found + old.length)]);
  return Buffer.concat([module.subarray(0, at + 1), leb(changed.length), changed, module.subarray(body + length)]);
}

const entry = (names) => Buffer.concat(names.flatMap((name) => [leb(name.length), Buffer.from(name)]));

/** An unsigned number in the variable length that WebAssembly writes, and where it ends. */
function number(bytes, at) {
  let [value, shift, byte] = [0, 0, 0];
  do {
    byte = bytes[at];
    value |= (byte & 0x7f) << shift;
    shift += 7;
    at += 1;
  } while (byte & 0x80);
  return [value >>> 0, at];
}

function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return Buffer.from(bytes);
}
