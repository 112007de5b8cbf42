// The shared runtime: the script comes from the host.
import * as context from "mighost:migration/context@0.1.0";
import * as data from "mighost:migration/data@0.1.0";
import * as ddl from "mighost:migration/ddl@0.1.0";
import * as inspect from "mighost:migration/inspect@0.1.0";
import * as report from "mighost:migration/report@0.1.0";
import * as script from "mighost:migration/script@0.1.0";
import * as sql from "mighost:migration/sql@0.1.0";
import { makeConsole, revision as of } from "./src/run.js";

globalThis.console = makeConsole();

export const revision = of(
  { context, data, ddl, inspect, report, sql },
  () => ({ name: script.name(), source: script.source(), exports: undefined }),
);
