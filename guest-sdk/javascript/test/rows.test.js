import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect, rows, sql } from "../src/index.js";
import { callsOf, cursor, integer, text } from "./fake.js";

const counted = {
  "data.insert": (table, columns, batch) => BigInt(batch.length),
  "data.update": (table, key, columns, batch) => BigInt(batch.length),
  "data.delete": (table, key, batch) => BigInt(batch.length),
  "data.count": () => 3n,
  "data.updateWhere": () => 2n,
  "data.deleteWhere": () => 2n,
};
const row = (id) => [integer(id), text(`n${id}`)];

test("rows cross in batches and are counted", () => {
  let done;
  const calls = callsOf(() => {
    done = rows("people").batch(2).insert("id", [[1], [2], [3], [4], [5]]);
  }, counted);
  assert.equal(done, 5);
  assert.deepEqual(calls.map((call) => call.at(-1).length), [2, 2, 1]);
  assert.deepEqual(callsOf(() => assert.equal(rows("people").insert("id", []), 0), counted), []);
});

test("rows go by column, by place or as the only value of a key", () => {
  const calls = callsOf(() => {
    rows("people").insert([{ id: 1, name: "Ada" }, { name: "Grace", id: 2 }]);
    rows("people").insert({ id: 1 });
    rows("people").updateByKey("id", [{ name: "Ada", id: 1 }]);
    rows("people").updateByKey(["id"], ["name"], [[1, "Ada"]]);
    rows("people").deleteByKey("id", [1, [2], { id: 3 }]);
  }, counted);
  assert.deepEqual(calls[0].slice(2), [["id", "name"], [[integer(1), text("Ada")], [integer(2), text("Grace")]]]);
  assert.deepEqual(calls[1].slice(2), [["id"], [[integer(1)]]]);
  assert.deepEqual(calls[2].slice(2), [["id"], ["name"], [[integer(1), text("Ada")]]]);
  assert.deepEqual(calls[3].slice(2), calls[2].slice(2));
  assert.deepEqual(calls[4].slice(2), [["id"], [[integer(1)], [integer(2)], [integer(3)]]]);
});

test("rows that aren't alike are refused, and so are conditions that would be ignored", () => {
  callsOf(() => {
    assert.throws(() => rows("a").insert([{ id: 1 }, { id: 2, name: "x" }]), /row 2 has name/);
    assert.throws(() => rows("a").insert([{ id: 1, name: "x" }, { id: 2 }]), /name of row 2 is undefined/);
    assert.throws(() => rows("a").insert("id", 3), /rows are an array/);
    assert.throws(() => rows("a").where({ id: 1 }).insert([{ id: 1 }]), /no conditions/);
    assert.throws(() => rows("a").updateByKey(["a", "b"], [1]), /row 1 is a number/);
  }, counted);
});

test("conditions add up, and leave what they were made of as it was", () => {
  const all = rows("people");
  const calls = callsOf(() => {
    all.where({ theme: null, team: 3 }).where("id", ">", 1).where("id", "in", new Set([1, 2])).where("a", "!=", null).count();
    all.count();
    all.whereNull("a").whereNotNull("b").whereIn("c", ["x"]).where("d", "<", 4).where("e", 5).update({ a: 1, b: null });
    all.where("a", "!=", 1).delete();
    assert.throws(() => all.where("a", "like", "x"), /no condition like; there are = != < > in/);
    assert.throws(() => all.where("a", undefined), /a is undefined/);
  }, counted);
  const tags = (filters) => filters.map(({ column, condition }) => `${column} ${condition.tag}`);
  assert.deepEqual(tags(calls[0].at(-1)), ["theme is-null", "team equals", "id greater", "id one-of", "a is-not-null"]);
  assert.deepEqual(calls[1].at(-1), []);
  assert.deepEqual(calls[2].slice(2, 4), [["a", "b"], [integer(1), { tag: "null" }]]);
  assert.deepEqual(tags(calls[2].at(-1)), ["a is-null", "b is-not-null", "c one-of", "d less", "e equals"]);
  assert.deepEqual(tags(calls[3].at(-1)), ["a differs"]);
});

test("a table is read a batch at a time, and the cursor is freed at its end", () => {
  const open = cursor([row(1), row(2)], [row(3)]);
  let read;
  const [[, selection]] = callsOf(() => {
    read = rows("people").select("id", "name").orderBy("name").batch(2).all();
  }, { "data.scan": () => open });
  assert.deepEqual(read, [{ id: 1, name: "n1" }, { id: 2, name: "n2" }, { id: 3, name: "n3" }]);
  assert.deepEqual([selection.columns, selection.orderBy], [["id", "name"], ["name"]]);
  assert.deepEqual([open.asked, open.closed], [[2, 2, 2], true]);
});

test("a cursor is freed where the reading stops, too", () => {
  const open = cursor([row(1), row(2)]);
  callsOf(() => {
    for (const { id } of rows("people").select("id", "name")) {
      assert.equal(id, 1);
      break;
    }
  }, { "data.scan": () => open });
  assert.ok(open.closed);
  const asked = cursor([row(1)]);
  callsOf(() => assert.deepEqual(rows("people").select("id", "name").first(), { id: 1, name: "n1" }), { "data.scan": () => asked });
  assert.deepEqual([asked.asked, asked.closed], [[1], true]);
});

test("without columns, a table's own are read", () => {
  const columns = ["id", "name"].map((name) => ({ name, columnType: { tag: "date" }, nullable: true, settings: [] }));
  callsOf(() => {
    assert.deepEqual(rows("people").all(), [{ id: 1, name: "n1" }]);
    assert.deepEqual(inspect.columns("people")[0], { name: "id", type: { kind: "date" }, nullable: true, settings: {} });
  }, { "inspect.columns": () => columns, "data.scan": () => cursor([row(1)]) });
});

test("a query gives rows by column, a cursor gives them as they are read", () => {
  const open = cursor([row(1)], [row(2)]);
  const calls = callsOf(() => {
    assert.deepEqual(sql.query("q", [1]), [{ id: 1, name: "n1" }]);
    assert.equal(sql.queryValue("q"), 1);
    assert.deepEqual(sql.resultSet("q"), { columns: ["id", "name"], rows: [[1, "n1"]] });
    const read = sql.cursor("q", [], { batch: 7 });
    assert.deepEqual(read.columns, ["id", "name"]);
    assert.deepEqual([...read].map(({ id }) => id), [1, 2]);
    assert.equal(sql.execute("e", [null]), 4);
    assert.throws(() => sql.query("q", 1), /parameters are an array/);
  }, { "sql.query": () => ({ columns: ["id", "name"], rows: [row(1)] }), "sql.openCursor": () => open, "sql.execute": () => 4n });
  assert.deepEqual(calls[0].slice(1), ["q", [integer(1)]]);
  assert.deepEqual([open.asked, open.closed], [[7, 7, 7], true]);
});
