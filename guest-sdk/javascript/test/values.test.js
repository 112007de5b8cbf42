import assert from "node:assert/strict";
import { test } from "node:test";
import * as mighost from "../src/index.js";
import { liftValue, lowerValue } from "../src/values.js";

const { date, decimal, float, json, jsonText, native, time, timestamp, unsigned, uuid } = mighost;

const bytes = new Uint8Array([0, 255]);

test("every kind of value goes as the case that it is", () => {
  const kinds = [
    [null, { tag: "null" }],
    [true, { tag: "boolean", val: true }],
    [7, { tag: "integer", val: 7n }],
    [2 ** 53 - 1, { tag: "integer", val: 9007199254740991n }],
    [-(2n ** 63n), { tag: "integer", val: -(2n ** 63n) }],
    [2n ** 63n, { tag: "unsigned", val: 2n ** 63n }],
    [unsigned(7), { tag: "unsigned", val: 7n }],
    [1.5, { tag: "float", val: 1.5 }],
    [-0, { tag: "float", val: -0 }],
    [NaN, { tag: "float", val: NaN }],
    [float(2), { tag: "float", val: 2 }],
    [float(2 ** 60), { tag: "float", val: 2 ** 60 }],
    ["ü", { tag: "text", val: "ü" }],
    [bytes, { tag: "bytes", val: bytes }],
    [bytes.buffer, { tag: "bytes", val: bytes }],
    [new DataView(bytes.buffer, 1), { tag: "bytes", val: new Uint8Array([255]) }],
    [new Date(Date.UTC(2026, 0, 31, 1, 2, 3, 45)), { tag: "timestamp", val: "2026-01-31T01:02:03.045+00:00" }],
    [decimal("-12.50"), { tag: "decimal", val: "-12.50" }],
    [decimal(2n ** 70n), { tag: "decimal", val: "1180591620717411303424" }],
    [date("2026-01-31"), { tag: "date", val: "2026-01-31" }],
    [date(new Date(0)), { tag: "date", val: "1970-01-01" }],
    [time("23:59"), { tag: "time", val: "23:59" }],
    [timestamp("2026-01-31T23:59"), { tag: "timestamp", val: "2026-01-31T23:59" }],
    [json({ a: [1] }), { tag: "json", val: '{"a":[1]}' }],
    [jsonText('{"a": 1}'), { tag: "json", val: '{"a": 1}' }],
    [uuid("0b6f"), { tag: "uuid", val: "0b6f" }],
    [native("inet", "10.0.0.1"), { tag: "native", val: { typeName: "inet", text: "10.0.0.1" } }],
  ];
  for (const [value, lowered] of kinds) {
    assert.deepEqual(lowerValue(value, "it"), lowered);
  }
});

test("what isn't exact or no value at all is refused, and the error says where and what to do", () => {
  const refused = [
    [undefined, /price of row 3 is undefined; next: .*null/],
    [2 ** 53, /price of row 3 is 9007199254740992: .*9007199254740992n or float/],
    [2n ** 64n, /no integer of 64 bits; next: say decimal\("18446744073709551616"\)/],
    [{ a: 1 }, /an object \(Object\); next: .*json/],
    [[1], /an array/],
    [() => 1, /a function/],
    [new Date(NaN), /no date/],
  ];
  for (const [value, message] of refused) {
    assert.throws(() => lowerValue(value, "price", 3), message);
  }
  assert.throws(() => unsigned(-1), RangeError);
  assert.throws(() => decimal(1.5), /a decimal is made of a text, not of a number/);
  assert.throws(() => json(undefined), TypeError);
});

test("integers come as numbers as long as these are exact", () => {
  assert.equal(liftValue({ tag: "integer", val: 2n ** 53n - 1n }), 2 ** 53 - 1);
  assert.equal(liftValue({ tag: "integer", val: 2n ** 53n }), 2n ** 53n);
  assert.equal(liftValue({ tag: "unsigned", val: 2n ** 64n - 1n }), 2n ** 64n - 1n);
  assert.equal(liftValue({ tag: "integer", val: -5n }), -5);
});

test("what is read can be written again as it was", () => {
  for (const tag of ["decimal", "date", "time", "timestamp", "json", "uuid"]) {
    const value = { tag, val: "1" };
    assert.deepEqual(lowerValue(liftValue(value), "it"), value);
  }
  for (const value of [
    { tag: "null" }, { tag: "boolean", val: false }, { tag: "float", val: 0.5 }, { tag: "text", val: "" },
    { tag: "bytes", val: bytes }, { tag: "native", val: { typeName: "inet", text: "::1" } },
  ]) {
    assert.deepEqual(lowerValue(liftValue(value), "it"), value);
  }
});

test("a value that JavaScript has no type for prints as its text and can be asked for more", () => {
  const price = liftValue({ tag: "decimal", val: "12.50" });
  assert.ok(price instanceof mighost.Decimal);
  assert.equal(`${price}`, "12.50");
  assert.equal(JSON.stringify({ price }), '{"price":"12.50"}');
  assert.equal(price.toNumber(), 12.5);
  assert.deepEqual(json({ a: 1 }).parse(), { a: 1 });
  assert.equal(timestamp("2026-01-31T23:59:58.5+02:00").toDate().toISOString(), "2026-01-31T21:59:58.500Z");
  assert.equal(timestamp("2026-01-31 23:59:58").toDate().toISOString(), "2026-01-31T23:59:58.000Z");
});
