// A migration and what it imports, as one script: the form that the runtime evaluates.
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, posix, relative, resolve, sep } from "node:path";
import vm from "node:vm";
import * as sdk from "../src/index.js";
import { declared, describe, load } from "../src/script.js";
import { told } from "../src/trace.js";
import { Failure, failureAt } from "./failure.mjs";
import { parse, uses, write } from "./module.mjs";

const ENDINGS = [".ts", ".mts", ".js", ".mjs", ".json"];

/** How long a script may take to say what it is: it has nothing to do for that. */
const MOST_MILLISECONDS = 5000;

/**
 * Makes a script of a migration. Nothing of it is run: it may be a stranger's, and Node keeps nobody from this machine. What it says
 * it is, the host finds out in its sandbox; whoever asks for `description` here runs it.
 * @param {string} file Its path.
 * @returns {Promise<{ name: string, source: string, uses: Set<string>, description: object }>}
 */
export async function script(file) {
  if (!/\.(m?ts|m?js)$/.test(file)) {
    throw new Failure(`${file} is neither JavaScript nor TypeScript; next: name it .js, .mjs, .ts or .mts`);
  }
  const root = dirname(resolve(file));
  const graph = { root, modules: new Map(), packages: new Map() };
  const main = basename(file);
  readModule(graph, main, []);
  await readPackages(graph);
  const texts = {};
  for (const name of [...graph.modules.keys()].filter((name) => name !== main).sort()) {
    texts[name] = written(graph, graph.modules.get(name));
  }
  const source = written(graph, graph.modules.get(main), texts);
  return {
    name: main,
    source,
    uses: declared(source),
    get description() {
      return said(main, source);
    },
  };
}

// ---- reading -------------------------------------------------------------------------------------------

function readModule(graph, name, path) {
  const { modules, root } = graph;
  if (path.includes(name)) {
    throw new Failure(`${[...path, name].join(" imports ")}: a circle; next: move what both need into a module of its own`);
  }
  if (modules.has(name)) {
    return;
  }
  const text = readFileSync(join(root, name), "utf8").replace(/^\uFEFF/, "");
  const module = name.endsWith(".json") ? jsonModule(name, text) : parse(name, text);
  for (const it of [...module.imports, ...module.forwards]) {
    it.module = resolved(graph, module, it);
    if (it.module.kind === "file") {
      readModule(graph, it.module.name, [...path, name]);
    }
  }
  modules.set(name, module);
}

function jsonModule(file, text) {
  try {
    const body = `const $default=${JSON.stringify(JSON.parse(text))};`;
    return { file, text, body, imports: [], forwards: [], exports: new Map([["default", "$default"]]) };
  } catch (error) {
    throw new Failure(`${file}: ${error.message}`);
  }
}

/** Which module is meant. */
function resolved(graph, module, { specifier, at, names, namespace }) {
  if (specifier === "mighost") {
    return { kind: "sdk", name: "mighost" };
  }
  if (specifier.startsWith("./") || specifier.startsWith("../")) {
    const wanted = join(graph.root, dirname(module.file), specifier);
    const found = [wanted, wanted.replace(/\.(m?)js$/, ".$1ts"), ...ENDINGS.map((ending) => wanted + ending),
      ...ENDINGS.map((ending) => join(wanted, `index${ending}`))].find((path) => existsSync(path) && statSync(path).isFile());
    if (found === undefined) {
      throw failureAt(module.file, module.text, at, `there is no file ${specifier}`);
    }
    return { kind: "file", name: relative(graph.root, found).split(sep).join(posix.sep) };
  }
  if (specifier.startsWith("node:") || specifier.startsWith("/") || specifier.includes("://")) {
    throw failureAt(
      module.file, module.text, at,
      `${specifier} can't be imported: a migration has no files, no network and nothing of Node; next: import from "mighost", a file beside it or a package`,
    );
  }
  const wanted = graph.packages.get(specifier) ?? { names: new Set(), all: false, from: module, at };
  if (namespace !== undefined || names === undefined) {
    wanted.all = true;
  }
  for (const { name } of names?.values() ?? []) {
    wanted.names.add(name);
  }
  graph.packages.set(specifier, wanted);
  return { kind: "package", name: `npm:${specifier}` };
}

/** Packages are bundled, each into one module, with no more of them than is imported. */
async function readPackages({ root, modules, packages }) {
  if (packages.size === 0) {
    return;
  }
  const esbuild = await import("esbuild");
  for (const [specifier, { names, all, from, at }] of [...packages].sort()) {
    const wanted = JSON.stringify(specifier);
    const contents = (all ? `export * from ${wanted};` : "") + (names.size > 0 ? `export { ${[...names].sort().join(", ")} } from ${wanted};` : "");
    let result;
    try {
      result = await esbuild.build({
        stdin: { contents: contents || `import ${wanted};`, resolveDir: join(root, dirname(from.file)) },
        absWorkingDir: root,
        bundle: true,
        write: false,
        format: "esm",
        platform: "neutral",
        mainFields: ["module", "main"],
        target: "es2022",
        external: ["mighost"],
        minifySyntax: true,
        minifyWhitespace: true,
        legalComments: "none",
        logLevel: "silent",
      });
    } catch (error) {
      const [first] = error.errors ?? [];
      throw failureAt(from.file, from.text, at, `${specifier} can't be bundled: ${first?.text ?? error.message}; next: npm install it, or write without it`);
    }
    const name = `npm:${specifier}`;
    const module = parse(`${name}.js`, result.outputFiles[0].text);
    for (const it of [...module.imports, ...module.forwards]) {
      it.module = { kind: "sdk", name: "mighost" };
    }
    modules.set(name, module);
  }
}

// ---- writing -------------------------------------------------------------------------------------------

function written(graph, module, texts) {
  const exports = new Map(module.exports);
  const imports = module.imports.map((it) => {
    const there = exportsOf(graph, it.module);
    const names = new Map();
    for (const [own, { name, at }] of it.names) {
      if (there.has(name)) {
        names.set(own, name);
      } else if (uses(module, own) || !/ts$/.test(module.file)) {
        throw failureAt(module.file, module.text, at, missing(it, name, there));
      }
    }
    return { name: it.module.name, names, namespace: it.namespace };
  });
  module.forwards.forEach((forward, number) => {
    const { name } = forward.module;
    const there = exportsOf(graph, forward.module);
    const own = `$mighost$${number}`;
    imports.push({ name, names: new Map(), namespace: own });
    if (forward.namespace !== undefined) {
      exports.set(forward.namespace, own);
      return;
    }
    const wanted = forward.names ?? [...there].filter((it) => it !== "default" && !exports.has(it)).map((it) => ({ as: it, name: it }));
    for (const { as, name: theirs, at } of wanted) {
      if (!there.has(theirs)) {
        throw failureAt(module.file, module.text, at, missing(forward, theirs, there));
      }
      exports.set(as, `${own}.${theirs}`);
    }
  });
  return write(module, imports, exports, texts);
}

function exportsOf(graph, { kind, name }) {
  if (kind === "sdk") {
    return new Set(Object.keys(sdk));
  }
  const module = graph.modules.get(name);
  const all = new Set(module.exports.keys());
  for (const { namespace, names, module: from } of module.forwards) {
    if (namespace !== undefined) {
      all.add(namespace);
    } else if (names !== undefined) {
      names.forEach(({ as }) => all.add(as));
    } else {
      [...exportsOf(graph, from)].filter((it) => it !== "default").forEach((it) => all.add(it));
    }
  }
  return all;
}

function missing({ specifier }, name, there) {
  const like = [...there].find((it) => it.toLowerCase() === name.toLowerCase() || it.startsWith(name) || name.startsWith(it));
  return `${specifier} exports no ${name}${like === undefined ? "" : `; did you mean ${like}?`}`;
}

// ---- a look at the result ------------------------------------------------------------------------------

/** What the script says it is. It is evaluated for that, with nothing of Node within reach of a plain name. */
function said(name, source) {
  const context = vm.createContext({ console: Object.freeze({}) });
  const evaluate = (code, filename) => (loader) => {
    context.$run = vm.runInContext(code, context, { filename }).bind(undefined, loader);
    // What has the time is what is called from within.
    vm.runInContext("$run()", context, { timeout: MOST_MILLISECONDS });
  };
  let exports;
  try {
    exports = load(name, source, evaluate);
  } catch (error) {
    throw new Failure(`${name} can't be read: ${told(error)}`);
  }
  try {
    return describe(exports, name);
  } catch (error) {
    throw new Failure(error.message);
  }
}
