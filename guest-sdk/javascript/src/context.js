// Where the step runs.
import { call } from "./host.js";

export const context = Object.freeze({
  get dialect() {
    const { tag, val } = call("context", "dialect");
    return tag === "other" ? val : tag;
  },
  get serverVersion() {
    return call("context", "serverVersion");
  },
  get revision() {
    return call("context", "revision");
  },
  get package() {
    return call("context", "package");
  },
  get direction() {
    return call("context", "direction");
  },
  argument: (key) => call("context", "argument", key),
  get arguments() {
    return call("context", "arguments");
  },
});
