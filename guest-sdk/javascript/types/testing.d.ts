/**
 * Running a migration without a host, in a test of it: `import { recorder, withHost } from "mighost/testing"`.
 *
 * @packageDocumentation
 */

/** One call: `["ddl.dropTable", { name: "people" }, { ifExists: false, cascade: false }]`, its values as the contract has them. */
export type Call = [name: string, ...values: unknown[]];

/** Stand-ins for the host that write down each call, and answer what `answers` says: `recorder({ "ddl.createTable": () => true })`. */
export function recorder(answers?: Record<string, (...values: any[]) => unknown>): {
  readonly calls: Call[];
  readonly interfaces: Record<string, object>;
};

/** Runs a step, such as a migration's `upgrade`, against stand-ins for the host. */
export function withHost<T>(interfaces: Record<string, object>, step: () => T): T;
