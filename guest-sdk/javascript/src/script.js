// A script, in the form that the build tool makes of a migration, and what it says about itself.
//
// The form is the text of a function's body. Its first line says what it imports and exports; the author's own text follows, each
// character in the column where the author wrote it and one line further down.
import * as sdk from "./index.js";
import { told } from "./values.js";

/** What a body is wrapped in. A line break behind it, since the last line may be a comment. */
const HEAD = "(function ($mighost) { \"use strict\"; ";

/** The line by which a migration declares what it uses beyond what needs no word. */
const DECLARATION = /^[ \t]*\/\/[ \t]*mighost:[ \t]*uses[ \t]+([a-z, \t]+?)[ \t]*$/gm;

/** The interfaces that a migration declares. */
export function declared(source) {
  const uses = new Set();
  for (const [, names] of source.matchAll(DECLARATION)) {
    for (const name of names.split(/[ \t,]+/)) {
      uses.add(name);
    }
  }
  return uses;
}

/** The files that are the author's, by what an engine calls them. */
const files = new Map();

/** The file and its line in the author's text; nothing for a place that isn't the author's. */
export function ownLine(file, line) {
  const name = files.get(file);
  return name !== undefined && line > 1 ? { name, line: line - 1 } : undefined;
}

/**
 * Evaluates a script. Its modules are evaluated when they are first imported.
 * @param {string} name The file's name, for messages.
 * @param {string} source The script.
 * @param {(code: string, name: string) => Function} [evaluate]
 */
export function load(name, source, evaluate = evaluateHere) {
  const modules = new Map([[name, source]]);
  const loaded = new Map();
  const one = (file) => {
    if (loaded.has(file)) {
      return loaded.get(file);
    }
    const text = modules.get(file);
    const exports = {};
    loaded.set(file, exports);
    // An engine takes no spaces there.
    const url = encodeURI(file);
    files.set(url, file);
    evaluate(`${HEAD}${text}\n})\n//# sourceURL=${url}`, url)({
      /** What a module exports: getters, since a function may stand behind its use. */
      give(getters) {
        for (const [key, get] of Object.entries(getters)) {
          Object.defineProperty(exports, key, { enumerable: true, get });
        }
      },
      /** What another module exports. */
      use: (wanted) => (wanted === "mighost" ? sdk : one(wanted)),
      /** The texts of the modules that belong to the script. */
      modules(texts) {
        for (const [key, value] of Object.entries(texts)) {
          modules.set(key, value);
        }
      },
    });
    return exports;
  };
  return one(name);
}

function evaluateHere(code) {
  // An indirect eval: the script sees the globals and nothing of this module.
  return (0, eval)(code);
}

// ---- what a script says about itself -------------------------------------------------------------------

const FIELDS = ["id", "revises", "dependsOn", "labels", "message", "created", "transaction", "package"];

/** The description of a script, as the contract has it. */
export function describe(script, name) {
  const { revision } = script;
  if (revision === null || typeof revision !== "object") {
    throw new TypeError(`${name} doesn't say what it is; next: export const revision = { id: "…", revises: "…", message: "…" }`);
  }
  for (const key of Object.keys(revision)) {
    if (!FIELDS.includes(key)) {
      throw new TypeError(`${name}: revision has no ${key}; there are ${FIELDS.join(", ")}`);
    }
  }
  if (typeof script.upgrade !== "function") {
    throw new TypeError(`${name} has no upgrade; next: export function upgrade() { … }`);
  }
  if (script.downgrade !== undefined && typeof script.downgrade !== "function") {
    throw new TypeError(`${name}: downgrade is ${told(script.downgrade)}, not a function`);
  }
  const transaction = revision.transaction ?? "step";
  if (transaction !== "step" && transaction !== "none") {
    throw new TypeError(`${name}: transaction is "step" or "none", not ${JSON.stringify(transaction)}`);
  }
  const one = (key) => textField(name, key, revision[key]);
  if (one("id") === undefined) {
    throw new TypeError(`${name}: revision has no id`);
  }
  return {
    package: one("package"),
    id: one("id"),
    revises: several(name, "revises", revision.revises),
    dependsOn: several(name, "dependsOn", revision.dependsOn),
    labels: several(name, "labels", revision.labels),
    message: one("message"),
    created: one("created"),
    transaction,
    hasDowngrade: script.downgrade !== undefined,
  };
}

function textField(name, key, value) {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== "string") {
    throw new TypeError(`${name}: revision.${key} is a text, not ${told(value)}`);
  }
  return value;
}

function several(name, key, value) {
  if (value === undefined || value === null) {
    return [];
  }
  const all = typeof value === "string" ? [value] : value;
  if (!Array.isArray(all) || all.some((one) => typeof one !== "string")) {
    throw new TypeError(`${name}: revision.${key} is a text or a list of texts, not ${told(value)}`);
  }
  return all;
}
