// The types and the code are written apart: this is what holds them together.
import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { AlterBuilder } from "../src/alter.js";
import { ColumnBuilder } from "../src/column.js";
import * as mighost from "../src/index.js";
import { TableBuilder } from "../src/table.js";
import * as testing from "../src/testing.js";
import { callsOf } from "./fake.js";

const at = (name) => new URL(`../types/${name}`, import.meta.url).pathname;
const program = ts.createProgram([at("index.d.ts"), at("testing.d.ts")], { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, types: [] });
const checker = program.getTypeChecker();

const exported = (symbol) => checker.getExportsOfModule(symbol);
const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
const isValue = (symbol) => (resolved(symbol).flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(symbol);
const isTypeOnly = (symbol) => symbol.declarations?.some((it) => ts.isExportSpecifier(it) && it.parent.parent.isTypeOnly) ?? false;
const module = (name) => checker.getSymbolAtLocation(program.getSourceFile(at(name)));
const values = (symbol) => exported(symbol).filter(isValue).map(({ name }) => name).sort();

function members(name, from = "index.d.ts") {
  const symbol = exported(module(from)).find((it) => it.name === name);
  return checker.getDeclaredTypeOfSymbol(resolved(symbol)).getProperties().map((it) => it.name);
}

function methods(object) {
  const names = new Set();
  for (let it = object; it !== Object.prototype; it = Object.getPrototypeOf(it)) {
    Object.getOwnPropertyNames(it).forEach((name) => names.add(name));
  }
  return names;
}

test("what is exported has types, and what has types is exported", () => {
  assert.deepEqual(values(module("index.d.ts")), Object.keys(mighost).sort());
  assert.deepEqual(values(module("testing.d.ts")), Object.keys(testing).sort());
  for (const name of ["inspect", "report", "sql"]) {
    const inner = resolved(exported(module("index.d.ts")).find((it) => it.name === name));
    assert.deepEqual(values(inner), Object.keys(mighost[name]).sort(), name);
  }
});

test("what can be written behind a dot is there", () => {
  const builders = {
    TableBuilder: new TableBuilder("t"),
    AlterBuilder: new AlterBuilder("t"),
    ColumnBuilder: new ColumnBuilder(new TableBuilder("t"), "c", mighost.types.date()),
    Types: mighost.types,
    Context: mighost.context,
  };
  callsOf(() => {
    builders.AddedColumn = new AlterBuilder("t").date("d");
    builders.Rows = mighost.rows("t");
  });
  for (const [name, object] of Object.entries(builders)) {
    const there = methods(object);
    for (const member of members(name).filter((it) => !it.startsWith("__@"))) {
      assert.ok(there.has(member), `${name}.${member}`);
    }
  }
});

test("everything that is exported says what it is", () => {
  const undocumented = [];
  const look = (symbol, path) => {
    const it = resolved(symbol);
    if (it.getDocumentationComment(checker).length === 0 && it.declarations?.[0].kind !== ts.SyntaxKind.SourceFile) {
      undocumented.push(path);
    }
    if (it.flags & ts.SymbolFlags.Interface) {
      for (const member of checker.getDeclaredTypeOfSymbol(it).getProperties()) {
        const own = member.declarations?.some((declaration) => declaration.getSourceFile().fileName.includes("/types/"));
        if (own && !member.name.startsWith("__@") && member.getDocumentationComment(checker).length === 0) {
          undocumented.push(`${path}.${member.name}`);
        }
      }
    }
    if (it.flags & ts.SymbolFlags.ValueModule) {
      exported(it).forEach((inner) => look(inner, `${path}.${inner.name}`));
    }
  };
  exported(module("index.d.ts")).forEach((symbol) => look(symbol, symbol.name));
  exported(module("testing.d.ts")).forEach((symbol) => look(symbol, symbol.name));
  assert.deepEqual(undocumented, []);
});
