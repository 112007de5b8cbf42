// What the operator sees.
import { call } from "./host.js";
import { lowerInteger } from "./values.js";

export const info = (message) => call("report", "log", "info", String(message));
export const debug = (message) => call("report", "log", "debug", String(message));
export const warn = (message) => call("report", "warn", String(message));

export function progress(done, total) {
  const all = total === undefined || total === null ? undefined : lowerInteger(total, "total");
  call("report", "progress", lowerInteger(done, "done"), all);
}
