/** Where this step runs. Nothing here tells about the machine, the clock or the connection. It can be read within a step only. */
export declare const context: Context;

/** Where a step runs. */
export interface Context {
  /** The database's dialect. */
  readonly dialect: "sqlite" | "postgresql" | "mysql" | "mariadb" | (string & {});
  /** The server's version as it states it, such as `3.46.1` or `10.11.6-MariaDB`. */
  readonly serverVersion: string;
  /** The id of the revision that runs. */
  readonly revision: string;
  /** The package of the revision that runs; undefined: the application's own chain. */
  readonly package: string | undefined;
  /** Which way the step goes. */
  readonly direction: "up" | "down";
  /** The value of the operator's argument `-x key=value`; `""` for `-x key`; undefined where it wasn't given. */
  argument(key: string): string | undefined;
  /** Every argument of the operator, in the order given. */
  readonly arguments: readonly (readonly [key: string, value: string])[];
}
