// A cursor over 100,000 rows, each of them changed on the way, with progress; then the same rows by raw SQL.
//
// mighost: uses sql
import { createTable, dropTable, ensure, report, rows, sql, type Revision } from "mighost";

export const revision: Revision = { id: "many_rows", message: "100,000 rows" };

/** As many as an issue asks for: far more than a batch, and than a step may hold at once. */
const ROWS = 100_000;

export function upgrade(): void {
  createTable("c_many", (t) => {
    t.integer("id").primaryKey();
    t.varchar("name", 20).notNull();
    t.bigint("square");
  });
  rows("c_many").batch(5_000).insert(["id", "name"], numbered());
  let read = 0;
  for (const some of rows<{ id: number }>("c_many").select("id").batch(5_000).batches()) {
    rows("c_many").batch(5_000).updateByKey("id", "square", some.map(({ id }) => [id, id * id]));
    read += some.length;
    report.progress(read, ROWS);
  }
  ensure(read === ROWS, `${read} rows were read`);
  let sum = 0n;
  for (const { square } of sql.cursor<{ square: number }>("SELECT square FROM c_many ORDER BY id", [], { batch: 10_000 })) {
    sum += BigInt(square);
  }
  // n (n + 1) (2n + 1) / 6
  ensure(sum === 333_338_333_350_000n, `the squares are ${sum} together`);
}

function* numbered(): Iterable<[number, string]> {
  for (let id = 1; id <= ROWS; id += 1) {
    yield [id, `n${id}`];
  }
}

export function downgrade(): void {
  dropTable("c_many");
}
