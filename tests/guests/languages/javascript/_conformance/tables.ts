// Tables: every column type, default, constraint and index that SQLite keeps, and whole definitions read back.
import {
  createTable, currentDate, currentTime, decimal, dropTable, expression, inspect, renameTable, rows, types, type ColumnType,
  type Constraint, type Index, type Table, type TableBuilder,
} from "mighost";
import { database, holds, invalid, same, shown, table, unsupported } from "./check.ts";

const TABLES = ["c_types", "c_parent", "c_child", "c_strict", "c_rowless", "c_like_parent", "c_values", "c_rows", "c_changed"];

/** Creates and checks them. */
export function create(): void {
  everyType();
  whole();
  options();
  existing();
  refused();
}

/** Drops what the upgrade left. */
export function dropAll(): void {
  // A table that others refer to is dropped behind them.
  for (const name of ["c_child", ...TABLES]) {
    dropTable(name, { ifExists: true });
  }
  holds("a table that isn't there isn't dropped", !dropTable("c_types", { ifExists: true }));
  invalid("dropping a table that isn't there", () => dropTable("c_types"));
}

function everyType(): void {
  const kept: [string, ColumnType][] = [
    ["a_boolean", types.boolean()],
    ["a_tinyint", types.tinyint()],
    ["a_smallint", types.smallint()],
    ["a_mediumint", types.mediumint()],
    ["an_integer", types.integer()],
    ["a_bigint", types.bigint()],
    ["a_decimal", types.decimal(10, 2)],
    ["a_numeric", types.decimal()],
    ["a_real", types.real()],
    ["a_double", types.double()],
    ["a_char", types.char(3)],
    ["a_varchar", types.varchar(20)],
    ["a_varchar_unbounded", types.varchar()],
    ["a_text", types.text()],
    ["a_binary", types.binary(16)],
    ["a_varbinary", types.varbinary(32)],
    ["a_blob", types.blob()],
    ["a_date", types.date()],
    ["a_time", types.time()],
    ["a_time_3", types.time({ precision: 3 })],
    ["a_time_zoned", types.time({ withZone: true })],
    ["a_timestamp", types.timestamp()],
    ["a_timestamp_6", types.timestamp({ precision: 6 })],
    ["a_timestamp_zoned", types.timestamp({ withZone: true })],
    ["a_json", types.json()],
    ["a_uuid", types.uuid()],
    ["a_native", types.native("POINT")],
  ];
  // What SQLite keeps as something else.
  const changed: [string, ColumnType, ColumnType][] = [
    ["a_long_text", types.text("long"), types.text()],
    ["a_tiny_blob", types.blob("tiny"), types.blob()],
    ["a_jsonb", types.jsonb(), types.json()],
    ["an_enumeration", types.enumeration(["red", "green"]), types.varchar(5)],
    ["a_named_enumeration", types.enumeration(["red", "green"], { type: "colour" }), types.varchar(5)],
  ];
  const created = createTable("c_types", (t) => {
    for (const [name, type] of [...kept, ...changed]) {
      t.column(name, type);
    }
  });
  holds("the table is new", created);
  const expected = [...kept, ...changed.map(([name, , is]) => [name, is])];
  const is = inspect.columns("c_types").map(({ name, type }) => [name, type]);
  same("the number of columns", is.length, expected.length);
  is.forEach((column, at) => same("a column", column, expected[at]));
  database("a label that isn't one", "SQLITE_CONSTRAINT_CHECK", () => rows("c_types").insert({ an_enumeration: "blue" }));
  same("a label that is one", rows("c_types").insert({ an_enumeration: "red" }), 1);
}

/** A table with everything, read back whole. */
function whole(): void {
  let expected: Table | undefined;
  createTable("c_parent", (t) => {
    t.integer("id").notNull().autoIncrement();
    t.varchar("name", 40).notNull().collate("NOCASE");
    t.integer("a").notNull().default(-1);
    t.varchar("b", 10).notNull().default("it's");
    t.boolean("flag").notNull().default(true);
    t.blob("bytes").default(new Uint8Array([0, 255]));
    t.decimal("price", 10, 2).default(decimal("12.50"));
    t.timestamp("at").notNull().defaultNow();
    t.date("on_day").default(currentDate());
    t.time("at_time").default(currentTime());
    t.integer("computed").defaultExpression("1 + 1");
    t.integer("twice").generatedAs("a * 2");
    t.integer("thrice").generatedAs("a * 3", { stored: true });
    t.primaryKey("id");
    t.unique(["a", "b"], { name: "uq_c_parent" });
    t.unique("b", { settings: { "on-conflict": "ignore" } });
    t.check("a > -10", { name: "ck_c_parent" });
    t.check("length(name) > 0");
    t.index("name");
    t.index(["b", "name"], { name: "ix_c_parent_unique", unique: true });
    t.index("a", { name: "ix_c_parent_partial", where: "flag" });
    t.index([{ column: "a", descending: true }, { column: "b", collation: "RTRIM" }], { name: "ix_c_parent_parts" });
    t.index(expression("lower(name)"), { name: "ix_c_parent_expression" });
    expected = t.definition;
  });
  const is = table("c_parent");
  const should = expected!;
  same("the columns' names", names(is), names(should));
  is.columns.forEach((column, at) => {
    const wanted = should.columns[at]!;
    same("a column's nullability", [column.name, column.nullable], [wanted.name, wanted.nullable]);
    same("a column's collation", column.collation, wanted.collation);
    same("a column's identity", column.identity !== undefined, wanted.identity !== undefined);
    same("whether a column is generated and stored", column.generated?.stored, wanted.generated?.stored);
    if (column.name !== "computed" && column.name !== "price") {
      same("a default", column.default, wanted.default);
    }
  });
  same("a default that is an expression", is.columns.find(({ name }) => name === "computed")?.default, expression("1 + 1"));
  same("how a column is computed", is.columns.find(({ name }) => name === "twice")?.generated?.expression, "a * 2");
  standing(is.constraints, [
    { kind: "primary-key", columns: ["id"], settings: {} },
    unique(["a", "b"], { name: "uq_c_parent" }),
    unique(["b"], { settings: { "on-conflict": "ignore" } }),
    { kind: "check", name: "ck_c_parent", expression: "a > -10", notValid: false, settings: {} },
    { kind: "check", expression: "length(name) > 0", notValid: false, settings: {} },
  ]);
  same("the number of constraints", is.constraints.length, should.constraints!.length);
  const part = (about: object) => ({ descending: false, nulls: "default", ...about });
  const indexes = [
    index("ix_c_parent_name", [part({ column: "name" })]),
    index("ix_c_parent_unique", [part({ column: "b" }), part({ column: "name" })], { unique: true }),
    index("ix_c_parent_partial", [part({ column: "a" })], { where: "flag" }),
    index("ix_c_parent_parts", [part({ column: "a", descending: true }), part({ column: "b", collation: "RTRIM" })]),
    index("ix_c_parent_expression", [part({ expression: "lower(name)" })]),
  ];
  for (const wanted of indexes) {
    same("an index", is.indexes.find(({ name }) => name === wanted.name), wanted);
  }
  same("the number of indexes", is.indexes.length, should.indexes!.length);
  const found = inspect.indexes("c_parent").filter(({ name }) => name === "ix_c_parent_expression").flatMap(({ parts }) => parts);
  same("an index's expression", found, [part({ expression: "lower(name)" })]);
  child();
}

function child(): void {
  createTable("c_child", (t) => {
    t.integer("id").notNull();
    t.integer("part").notNull();
    t.integer("parent_id");
    t.integer("other_id");
    t.integer("third_id").default(1);
    t.primaryKey(["id", "part"], { name: "pk_c_child" });
    t.foreignKey("parent_id", "c_parent", "id", { onDelete: "cascade", name: "fk_c_parent" });
    t.foreignKey("other_id", "c_parent", "id", { onDelete: "set-null", deferral: "initially-deferred" });
    t.foreignKey("third_id", "c_parent", [], { onDelete: "set-default", onUpdate: "restrict" });
    t.foreignKey(["id", "part"], "c_child", ["id", "part"]);
  });
  standing(inspect.constraints("c_child"), [
    { kind: "primary-key", name: "pk_c_child", columns: ["id", "part"], settings: {} },
    foreignKey(["parent_id"], "c_parent", ["id"], { name: "fk_c_parent", onDelete: "cascade" }),
    foreignKey(["other_id"], "c_parent", ["id"], { onDelete: "set-null", deferral: "initially-deferred" }),
    foreignKey(["third_id"], "c_parent", [], { onDelete: "set-default", onUpdate: "restrict" }),
    foreignKey(["id", "part"], "c_child", ["id", "part"], {}),
  ]);
}

function options(): void {
  createTable("c_strict", (t) => {
    t.integer("id").notNull();
    t.text("name");
    t.primaryKey("id");
    t.setting("strict");
  });
  same("a strict table's settings", table("c_strict").settings, { strict: "" });
  database("bytes in a strict table's text", "SQLITE_CONSTRAINT_DATATYPE", () =>
    rows("c_strict").insert({ id: 1, name: Uint8Array.of(98, 121, 116, 101, 115) }));
  createTable("c_rowless", (t) => {
    t.varchar("id", 10).notNull();
    t.primaryKey("id");
    t.setting("without-rowid");
    t.comment("SQLite keeps no comments");
  });
  same("a rowless table's settings", table("c_rowless").settings, { "without-rowid": "" });
}

function existing(): void {
  const again = (t: TableBuilder) => {
    t.integer("id").notNull();
    t.primaryKey("id");
  };
  holds("a table that exists isn't created again", !createTable("c_strict", again, { ifNotExists: true }));
  invalid("creating a table that exists", () => createTable("c_strict", again));

  createTable({ ...table("c_parent"), name: "c_like_parent", indexes: [] });
  same("a table made like another", names(table("c_like_parent")), names(table("c_parent")));

  createTable("c_first_name", again);
  renameTable("c_first_name", "c_second_name");
  same("which of the names there is", [inspect.hasTable("c_first_name"), inspect.hasTable("c_second_name")], [false, true]);
  invalid("renaming a table that isn't there", () => renameTable("c_first_name", "c_third_name"));
  holds("the table was there to drop", dropTable("c_second_name", { cascade: true }));
}

function refused(): void {
  const never = (build: (t: TableBuilder) => void) => () => createTable("c_never", build);
  unsupported("an interval", never((t) => t.interval("a")));
  unsupported("a set", never((t) => t.set("a", ["x", "y"])));
  unsupported("bits", never((t) => t.bit("a", 3)));
  unsupported("varying bits", never((t) => t.varbit("a", 3)));
  unsupported("an array", never((t) => t.array("a", "integer")));
  unsupported("an unsigned integer", never((t) => t.integer("a").unsigned()));
  unsupported("an enumeration by its name", never((t) => t.enumeration("a", [], { type: "colour" })));
  unsupported("an exclusion constraint", never((t) => {
    t.integer("a");
    t.exclusion([["a", "="], ["a", "&&"]], { using: "gist" });
  }));
  unsupported("NULLs that are equal", never((t) => {
    t.integer("a");
    t.unique("a", { nullsNotDistinct: true });
  }));
  invalid("a table without columns", never(() => {}));
  invalid("a column twice", never((t) => {
    t.integer("a");
    t.text("a");
  }));
  invalid("a key over a column that isn't there", never((t) => {
    t.integer("a");
    t.primaryKey("b");
  }));
  holds("nothing was created", !inspect.hasTable("c_never"));
}

// ---- what is read back ---------------------------------------------------------------------------------

function unique(columns: string[], about: object): object {
  return { kind: "unique", columns, nullsNotDistinct: false, deferral: "not-deferrable", settings: {}, ...about };
}

function foreignKey(columns: string[], table: string, referredColumns: string[], about: object): object {
  const usual = { onDelete: "no-action", onUpdate: "no-action", deferral: "not-deferrable", matchFull: false, notValid: false };
  return { kind: "foreign-key", columns, table, referredColumns, ...usual, settings: {}, ...about };
}

function index(name: string, parts: object[], about: object = {}): Index {
  return { name, parts, unique: false, include: [], nullsNotDistinct: false, settings: {}, ...about } as Index;
}

function standing(is: readonly Constraint[], expected: object[]): void {
  const all = is.map(shown);
  for (const constraint of expected) {
    holds(`the table has ${shown(constraint)} among ${all.join(", ")}`, all.includes(shown(constraint)));
  }
}

function names(of: Table): string[] {
  return of.columns.map(({ name }) => name);
}
