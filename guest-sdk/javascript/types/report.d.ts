// What the operator sees while the step runs. `console.log` and its kin write the same log.

/** Writes a line to the log. */
export function info(message: string): void;
/** Writes a line to the log for whoever looks for a fault. */
export function debug(message: string): void;
/** Says how far a long step is: `done` of `total` in any unit, for the progress line. */
export function progress(done: number | bigint, total?: number | bigint | null): void;
/** A warning that the operator will see when the step ends, and that is kept in the history. */
export function warn(message: string): void;
