// What a migration imports from "mighost". Its types and documentation are in ../types/index.d.ts.
export { alterTable } from "./alter.js";
export { context } from "./context.js";
export { currentDate, currentTime, expression, now } from "./definitions.js";
export {
  DatabaseError, DeniedError, ensure, InvalidError, LimitError, MigrationError, OtherError, UnsupportedError, veto, VetoError,
} from "./errors.js";
export * as inspect from "./inspect.js";
export { inSchema } from "./names.js";
export * as report from "./report.js";
export { rows } from "./rows.js";
export {
  addLabel, alterSequence, createEnumeration, createIndex, createSchema, createSequence, createView, dropEnumeration,
  dropIndex, dropSchema, dropSequence, dropView, refreshView, renameEnumeration, renameIndex, renameLabel, renameSequence,
  renameView, setIndexComment, setViewComment,
} from "./schema.js";
export * as sql from "./sql.js";
export { createTable, dropTable, renameTable } from "./table.js";
export { types } from "./types.js";
export {
  CalendarDate, date, decimal, Decimal, float, Float, json, Json, jsonText, native, Native, time, TimeOfDay, timestamp,
  Timestamp, unsigned, Unsigned, uuid, Uuid,
} from "./values.js";
