/**
 * What a migration is, as it exports it: `export const revision = { id: "20260105_145517", … }`.
 *
 * A migration can be taken back where it exports a function `downgrade`.
 */
export interface Revision {
  /**
   * Its id, unique in its package: 1 to 255 bytes, no white space, none of `@ + : ,`, no leading `-`, and none of the words `head`,
   * `heads`, `base`, `current`.
   */
  readonly id: string;
  /** The id that it follows; several make a merge, none a base. */
  readonly revises?: string | readonly string[] | null;
  /** What must be applied before: an id or label of this package, or `acme/billing@id` of another. */
  readonly dependsOn?: string | readonly string[] | null;
  /** Names for the branch that begins here. */
  readonly labels?: string | readonly string[] | null;
  /** One line for people. */
  readonly message?: string | null;
  /** When it was written, in RFC 3339: `2026-01-05T14:55:17Z`. */
  readonly created?: string | null;
  /**
   * How the step is run: `"step"`, the default, as one transaction; `"none"` where each operation commits by itself, for what a
   * database can't do in a transaction, such as PostgreSQL's `concurrently`.
   */
  readonly transaction?: "step" | "none";
  /** The package whose chain this is, such as `acme/billing`; none: the application's own. */
  readonly package?: string | null;
}
