// A migration in one file: the script is evaluated when the component is built.
import * as context from "mighost:migration/context@0.1.0";
import * as data from "mighost:migration/data@0.1.0";
import * as ddl from "mighost:migration/ddl@0.1.0";
import * as inspect from "mighost:migration/inspect@0.1.0";
import * as report from "mighost:migration/report@0.1.0";
import { name, source } from "./script.js";
import { makeConsole, revision as of } from "./src/run.js";
import { load } from "./src/script.js";
import { sql } from "./sql.js";

globalThis.console = makeConsole();

const exports = load(name, source);

export const revision = of({ context, data, ddl, inspect, report, sql }, () => ({ name, source, exports }));
