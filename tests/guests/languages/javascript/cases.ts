// Goes wrong in the way that the operator's argument `-x case=…` names, behind a change that must not stay. Without one it writes and
// reads 100,000 rows.
//
// mighost: uses sql
import {
  context, createTable, DatabaseError, dropTable, ensure, InvalidError, report, rows, sql, veto, type Revision,
} from "mighost";

export const revision: Revision = { id: "cases", message: "Many rows, and the ways to fail" };

/** How many rows there are, and after how many the progress is said. They cross in batches of 1,000: the engine collects too late for more. */
const ROWS = 100_000;
const STRIDE = 5_000;

export function upgrade(): unknown {
  createTable("numbers", (t) => {
    t.integer("id").notNull();
    t.varchar("name", 20).notNull();
    t.primaryKey("id");
  });
  const name = context.argument("case");
  if (name === undefined) {
    return manyRows();
  }
  insertOne();
  const run = cases[name] ?? veto(`there is no case ${name}`);
  return run();
}

export function downgrade(): void {
  dropTable("numbers");
}

const cases: Record<string, () => unknown> = {
  exception: () => inner(3),
  veto: () => veto("one number too many"),
  database: insertOne,
  rethrown,
  handled,
  undeclared: () => {},

  // What only this language has. Everything can be thrown, and an error has others behind it.
  text: () => {
    throw "3 is wrong";
  },
  cause,
  /** A value that isn't there: what most exceptions are. */
  undefined: () => ([{ name: "Ada" }, {}] as { name: string }[]).map(initial),
  /** An answer to wait for, which nothing waits for. */
  async: async () => rows("numbers").count(),
  /** A mistake that the SDK finds before the host is asked. */
  option: () => createTable("never", (t) => t.varchar("name", 5), { ifExists: true } as object),
  /** A mistake that only the bindings find: the types were talked out of saying so. */
  bindings: () => dropTable({ name: "numbers", schema: Symbol("s") as unknown as string }),
  recursion,
  endless: () => {
    for (;;);
  },
  memory: () => {
    const all: number[][] = [];
    for (;;) all.push(new Array(100_000).fill(all.length));
  },
};

/** Ends the step by an exception, one call deep. */
function inner(number: number): never {
  interface Reason { number: number }

  const reason: Reason = { number };
  throw new Error(`${reason.number} is wrong`);
}

function insertOne(): void {
  rows("numbers").insert({ id: 1, name: "one" });
}

/** An error that is caught and thrown again: the step ends with it as it was. */
function rethrown(): void {
  try {
    insertOne();
  } catch (error) {
    report.info(`caught ${(error as DatabaseError).code}`);
    throw error;
  }
}

/** Errors of the database and of the host, caught and gone on from. */
function handled(): void {
  try {
    insertOne();
    veto("a key was taken twice");
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    report.info("handled");
  }
  try {
    dropTable("never");
    veto("a table that isn't there was dropped");
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    report.info("handled too");
  }
  ensure(rows("numbers").count() === 1, "a caught error took rows along");
}

function cause(): void {
  try {
    insertOne();
  } catch (error) {
    throw new Error("the numbers can't be written", { cause: error });
  }
}

function initial(person: { name: string }): string {
  return person.name.slice(0, 1);
}

function recursion(): number {
  return 1 + recursion();
}

function manyRows(): void {
  const made = rows("numbers").insert(["id", "name"], numbered());
  ensure(made === ROWS, `${made} rows were inserted`);
  let [sum, read] = [0, 0];
  for (const { id, name } of rows<{ id: number; name: string }>("numbers").select("id", "name")) {
    sum += id;
    ensure(name === `number ${read}`, `row ${read} has another name`);
    read += 1;
    if (read % STRIDE === 0) {
      report.progress(read, ROWS);
    }
  }
  const expected = ROWS * (ROWS - 1) / 2;
  ensure(read === ROWS && sum === expected, `${read} rows were read, and their sum is ${sum}`);
  sum = 0;
  for (const { id } of sql.cursor<{ id: number }>("SELECT id FROM numbers ORDER BY id")) {
    sum += id;
  }
  ensure(sum === expected, `the sum by a cursor of raw SQL is ${sum}`);
  report.info("all rows are there");
}

function* numbered(): Iterable<[number, string]> {
  for (let id = 0; id < ROWS; id += 1) {
    yield [id, `number ${id}`];
  }
}
