// What the component exports: the contract's `revision`, over a script.
import { toHost } from "./errors.js";
import { connect, during } from "./host.js";
import * as report from "./report.js";
import { declared, describe, load } from "./script.js";
import { frames, told } from "./trace.js";

/**
 * The contract's `revision` for a script.
 * @param {Record<string, object>} interfaces The host's interfaces.
 * @param {() => { name: string, source: string, exports: object | undefined }} script Reads the script; `exports` where it
 *   is evaluated already.
 */
export function revision(interfaces, script) {
  connect(interfaces);
  const run = (direction) => {
    const { name, source, exports } = script();
    during(declared(source), () => {
      try {
        const answer = (exports ?? load(name, source))[direction]();
        if (typeof answer?.then === "function") {
          throw new TypeError(`${direction} is async; next: make it a plain function, nothing here waits`);
        }
      } catch (error) {
        throw answered(error);
      }
    });
  };
  return {
    describe() {
      const { name, source, exports } = script();
      return describe(exports ?? load(name, source), name);
    },
    upgrade: () => run("upgrade"),
    downgrade: () => run("downgrade"),
  };
}

/** What the host is told of an error that left the script. One that came from the host, or is a refusal, stays what it is. */
function answered(error) {
  const own = toHost(error);
  if (own === undefined) {
    return { tag: "other", val: told(error) };
  }
  const places = frames(error);
  if (places.length > 0) {
    report.info(`${error.name} at ${places.join(", called by ")}`);
  }
  return own;
}

/** The console writes to the operator's log: there is nothing else to write to. */
export function makeConsole() {
  const line = (values) => values.map((value) => (typeof value === "string" ? value : shown(value))).join(" ");
  const info = (...values) => report.info(line(values));
  const debug = (...values) => report.debug(line(values));
  return { log: info, info, warn: info, error: info, debug, trace: debug };
}

function shown(value) {
  try {
    return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner)) ?? String(value);
  } catch {
    return String(value);
  }
}
