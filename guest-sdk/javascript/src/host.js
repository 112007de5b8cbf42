// The way to the host: the bindings that the component was built with, or, in a test, stand-ins for them.
import { DeniedError, fromHost } from "./errors.js";

/** The interfaces by name; one that the artifact doesn't import is missing. */
let bindings = {};

/** The interfaces that the script that runs has declared, while its upgrade or downgrade runs; else null. */
let running = null;

/**
 * Sets what the calls go to.
 * @param {Record<string, object>} interfaces `context`, `inspect`, `ddl`, `data`, `sql`, `report`.
 */
export function connect(interfaces) {
  bindings = interfaces;
}

/**
 * Runs a step: only within may the host be called.
 * @param {ReadonlySet<string>} uses The interfaces that the script has declared beyond those that need no word.
 */
export function during(uses, step) {
  running = uses;
  try {
    return step();
  } finally {
    running = null;
  }
}

/** Calls a function of the host. What it answers as an error is thrown as one of the classes of `errors.js`. */
export function call(interfaceName, functionName, ...values) {
  const functions = reach(interfaceName, functionName);
  return attempt(() => functions[functionName](...values));
}

/** Calls a method of something that the host handed out. */
export function attempt(action) {
  try {
    return action();
  } catch (error) {
    throw fromHost(error);
  }
}

function reach(interfaceName, functionName) {
  if (running === null) {
    throw new Error(
      `${interfaceName}.${functionName} was called while no step runs; next: call it within upgrade or downgrade`,
    );
  }
  const functions = bindings[interfaceName];
  if (interfaceName === "sql" && (functions === undefined || !running.has("sql"))) {
    throw new DeniedError(
      "this migration runs raw SQL and doesn't declare it; next: add this line to it: // mighost: uses sql",
    );
  }
  if (functions === undefined) {
    throw new DeniedError(`this artifact doesn't import ${interfaceName}`);
  }
  return functions;
}
