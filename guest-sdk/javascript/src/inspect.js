// Reading the schema.
import {
  liftColumn, liftConstraint, liftEnumeration, liftIndex, liftSequence, liftTable, liftTrigger, liftView,
} from "./definitions.js";
import { call } from "./host.js";
import { liftName, lowerName } from "./names.js";

const found = (answer, lift) => (answer === undefined ? undefined : lift(answer));

export const tables = (schema) => call("inspect", "tables", schema).map(liftName);
export const table = (name) => found(call("inspect", "table", lowerName(name)), liftTable);
export const hasTable = (name) => call("inspect", "hasTable", lowerName(name));
export const hasColumn = (name, column) => call("inspect", "hasColumn", lowerName(name), column);
export const hasIndex = (name, index) => call("inspect", "hasIndex", lowerName(name), index);
export const hasConstraint = (name, constraint) => call("inspect", "hasConstraint", lowerName(name), constraint);
export const columns = (name) => call("inspect", "columns", lowerName(name)).map(liftColumn);
export const indexes = (name) => call("inspect", "indexes", lowerName(name)).map(liftIndex);
export const constraints = (name) => call("inspect", "constraints", lowerName(name)).map(liftConstraint);
export const triggers = (name) => call("inspect", "triggers", lowerName(name)).map(liftTrigger);
export const views = (schema) => call("inspect", "views", schema).map(liftName);
export const view = (name) => found(call("inspect", "view", lowerName(name)), liftView);
export const sequences = (schema) => call("inspect", "sequences", schema).map(liftName);
export const sequence = (name) => found(call("inspect", "sequence", lowerName(name)), liftSequence);
export const enumerations = (schema) => call("inspect", "enumerations", schema).map(liftEnumeration);
export const schemas = () => call("inspect", "schemas");
