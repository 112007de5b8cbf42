// One module of a script, turned into the body of a function: types, imports and exports become spaces, so that every
// character stays in its line and column, and a line before them says what is imported and exported instead.
import ts from "typescript";
import { blankSourceFile } from "ts-blank-space";
import { failureAt } from "./failure.mjs";

/** What the body calls its loader. An author's text can't use that name. */
const LOADER = "$mighost";

/** What an export without a name is called. */
const DEFAULT = "$default";

const isTypeScript = (file) => /\.[mc]?ts$/.test(file);

/**
 * Reads a module.
 * @returns What it imports (`specifier`, `names` by what they are called here, `namespace`), what it exports
 *   (names by what they are called here), and its text without either.
 */
export function parse(file, text) {
  const plain = isTypeScript(file) ? withoutTypes(file, text) : text;
  const source = ts.createSourceFile(file, plain, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  syntax(file, plain, source);
  const module = { file, text: plain, imports: [], exports: new Map(), forwards: [], source };
  const edits = [];
  if (plain.startsWith("#!")) {
    edits.push([0, plain.indexOf("\n") < 0 ? plain.length : plain.indexOf("\n"), ""]);
  }
  for (const statement of source.statements) {
    top(module, statement, edits);
  }
  refuse(file, plain, source);
  module.body = edited(plain, edits);
  return module;
}

function withoutTypes(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  syntax(file, text, source);
  return blankSourceFile(source, (node) => {
    throw failureAt(
      file, text, node.getStart(source),
      "this TypeScript is more than types, and can't be taken out: an enum, a namespace with values, a parameter property, an `import =` "
        + "or a `<T>value`; next: write it in plain JavaScript (a const object for an enum), or `value as T`",
    );
  });
}

function syntax(file, text, source) {
  const [first] = source.parseDiagnostics ?? [];
  if (first !== undefined) {
    throw failureAt(file, text, first.start, ts.flattenDiagnosticMessageText(first.messageText, " "));
  }
}

// ---- imports and exports -------------------------------------------------------------------------------

function top(module, statement, edits) {
  const { source, exports } = module;
  const start = statement.getStart(source);
  const modifiers = new Set(statement.modifiers?.map(({ kind }) => kind));
  const isDefault = modifiers.has(ts.SyntaxKind.DefaultKeyword);
  if (ts.isImportDeclaration(statement)) {
    imported(module, statement);
    edits.push([start, statement.end, ";"]);
  } else if (ts.isExportDeclaration(statement)) {
    exported(module, statement);
    edits.push([start, statement.end, ";"]);
  } else if (ts.isExportAssignment(statement)) {
    exports.set("default", DEFAULT);
    edits.push([start, statement.expression.getStart(source), `let ${DEFAULT}=`]);
  } else if (modifiers.has(ts.SyntaxKind.ExportKeyword)) {
    const keyword = statement.modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const last = isDefault ? statement.modifiers.find(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) : keyword;
    if (isDefault && statement.name === undefined) {
      exports.set("default", DEFAULT);
      edits.push([keyword.getStart(source), last.end, `let ${DEFAULT}=`]);
      return;
    }
    edits.push([keyword.getStart(source), last.end, ""]);
    for (const name of namesOf(statement)) {
      exports.set(isDefault ? "default" : name, name);
    }
  }
}

function namesOf(statement) {
  if (!ts.isVariableStatement(statement)) {
    return [statement.name.text];
  }
  const names = [];
  const bind = (name) => {
    if (ts.isIdentifier(name)) {
      names.push(name.text);
    } else {
      name.elements.filter((element) => !ts.isOmittedExpression(element)).forEach((element) => bind(element.name));
    }
  };
  statement.declarationList.declarations.forEach(({ name }) => bind(name));
  return names;
}

function imported(module, statement) {
  const { importClause: clause, moduleSpecifier } = statement;
  const it = { specifier: moduleSpecifier.text, at: moduleSpecifier.getStart(module.source), names: new Map(), namespace: undefined };
  if (clause?.name !== undefined) {
    it.names.set(clause.name.text, { name: "default", at: clause.name.getStart(module.source) });
  }
  const bindings = clause?.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    it.namespace = bindings.name.text;
  } else {
    for (const element of bindings?.elements ?? []) {
      it.names.set(element.name.text, { name: (element.propertyName ?? element.name).text, at: element.getStart(module.source) });
    }
  }
  module.imports.push(it);
}

function exported(module, statement) {
  const { exportClause: clause, moduleSpecifier } = statement;
  if (moduleSpecifier === undefined) {
    for (const element of clause.elements) {
      module.exports.set(element.name.text, (element.propertyName ?? element.name).text);
    }
    return;
  }
  const forward = { specifier: moduleSpecifier.text, at: moduleSpecifier.getStart(module.source), names: undefined, namespace: undefined };
  if (clause !== undefined && ts.isNamespaceExport(clause)) {
    forward.namespace = clause.name.text;
  } else if (clause !== undefined) {
    forward.names = clause.elements.map((element) => ({
      as: element.name.text,
      name: (element.propertyName ?? element.name).text,
      at: element.getStart(module.source),
    }));
  }
  module.forwards.push(forward);
}

/** What a function's body can't have, or what nothing answers where a migration runs. */
function refuse(file, text, source) {
  const visit = (node, inFunction) => {
    const at = node.getStart(source);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      throw failureAt(file, text, at, "import(…) can't be called in a migration; next: import at the top");
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      throw failureAt(file, text, at, "there is no import.meta in a migration");
    }
    if (!inFunction && (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined))) {
      throw failureAt(file, text, at, "nothing in a migration waits: every call answers at once; next: leave the await out");
    }
    if (ts.isIdentifier(node) && (node.text === LOADER || node.text === DEFAULT)) {
      throw failureAt(file, text, at, `${node.text} is a name that mighost uses itself; next: take another`);
    }
    const within = inFunction || ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, within));
  };
  visit(source, false);
}

/** Whether a name stands anywhere but where it is imported: what doesn't is a type that was imported as a value. */
export function uses(module, name) {
  let found = false;
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      return;
    }
    found ||= ts.isIdentifier(node) && node.text === name;
    ts.forEachChild(node, visit);
  };
  visit(module.source);
  return found;
}

// ---- writing -------------------------------------------------------------------------------------------

/** Puts texts in the place of others, filled up with spaces; line breaks stay. */
function edited(text, edits) {
  let result = "";
  let at = 0;
  for (const [start, end, replacement] of edits) {
    const blank = text.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, " ");
    result += text.slice(at, start) + replacement + blank.slice(replacement.length);
    at = end;
  }
  return result + text.slice(at);
}

/**
 * The body of a module's function.
 * @param {{ body: string }} module What `parse` gave.
 * @param {{ name: string | undefined, names: Map<string, string>, namespace?: string }[]} imports By the names of modules.
 * @param {Map<string, string>} exports Expressions by what they are exported as.
 * @param {Record<string, string>} [texts] The texts of the other modules, in the script's own one.
 */
export function write(module, imports, exports, texts) {
  const line = [];
  if (texts !== undefined && Object.keys(texts).length > 0) {
    line.push(`${LOADER}.modules(${JSON.stringify(texts)});`);
  }
  if (exports.size > 0) {
    line.push(`${LOADER}.give({${[...exports].map(([name, value]) => `${key(name)}:()=>${value}`).join(",")}});`);
  }
  for (const { name, names, namespace } of imports) {
    const from = `${LOADER}.use(${JSON.stringify(name)})`;
    if (namespace !== undefined) {
      line.push(`const ${namespace}=${from};`);
    }
    if (names.size > 0) {
      line.push(`const {${[...names].map(([own, theirs]) => (own === theirs ? own : `${key(theirs)}:${own}`)).join(",")}}=${from};`);
    } else if (namespace === undefined) {
      line.push(`${from};`);
    }
  }
  return `${line.join("")}\n${module.body}`;
}

const key = (name) => (/^[\w$]+$/.test(name) ? name : JSON.stringify(name));
