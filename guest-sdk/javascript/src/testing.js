// Running a migration without a host: for tests of migrations, and of this package.
import { connect, during } from "./host.js";

/**
 * Runs a step against stand-ins for the host's interfaces.
 * @param {Record<string, object>} interfaces
 * @param {() => unknown} step
 */
export function withHost(interfaces, step) {
  connect(interfaces);
  try {
    return during(new Set(["sql"]), step);
  } finally {
    connect({});
  }
}

/** Stand-ins that write down each call, and answer what `answers` says: `{ "ddl.createTable": () => true }`. */
export function recorder(answers = {}) {
  const calls = [];
  const of = (interfaceName) =>
    new Proxy({}, {
      get: (_, functionName) => (...values) => {
        calls.push([`${interfaceName}.${functionName}`, ...values]);
        return answers[`${interfaceName}.${functionName}`]?.(...values);
      },
    });
  const names = ["context", "data", "ddl", "inspect", "report", "sql"];
  return { calls, interfaces: Object.fromEntries(names.map((name) => [name, of(name)])) };
}
