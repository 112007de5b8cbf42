use super::super::Postgres;
use super::super::read::Fields;
use super::super::text::{Kind, Text, bare};
use super::super::types;
use super::{NOT_OWN, SCHEMA, table_mut};
use mighost_schema::{Column, ColumnDefault, ColumnType, EnumType, Generated, Identity, Table, Value};
use sqlx::postgres::PgRow;

/// The columns of the tables of the schema `$1` and of the name `$2` or all.
pub(super) fn query() -> String {
    // Few joins, and the rest looked up by their keys: a server that plans a join of ten takes longer for that than for
    // the answer.
    format!(
        "SELECT c.relname::text, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), t.typtype::text, \
         (SELECT tn.nspname::text FROM pg_catalog.pg_namespace tn WHERE tn.oid = t.typnamespace), t.typname::text, \
         CASE WHEN t.typtype = 'e' THEN (SELECT string_agg(e.enumlabel, E'\\x01' ORDER BY e.enumsortorder) \
         FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) END, \
         CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN pg_catalog.format_type(t.typelem, a.atttypmod) END, \
         a.attndims::text, a.attnotnull::text, a.attidentity::text, a.attgenerated::text, \
         CASE WHEN a.atthasdef THEN (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d \
         WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END, \
         CASE WHEN a.attcollation <> t.typcollation THEN (SELECT co.collname::text FROM pg_catalog.pg_collation co \
         WHERE co.oid = a.attcollation) END, \
         pg_catalog.col_description(c.oid, a.attnum), \
         s.kind, s.relname::text, s.nspname::text, \
         s.seqstart::text, s.seqincrement::text, s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle::text \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid \
         JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
         LEFT JOIN LATERAL (SELECT CASE o.deptype WHEN 'a' THEN 'serial' ELSE 'identity' END AS kind, sc.relname, \
         sc.relnamespace::pg_catalog.regnamespace::text AS nspname, x.* FROM pg_catalog.pg_depend o \
         JOIN pg_catalog.pg_sequence x ON x.seqrelid = o.objid JOIN pg_catalog.pg_class sc ON sc.oid = o.objid \
         WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass \
         AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjid = c.oid \
         AND o.refobjsubid = a.attnum AND (o.deptype = 'i' OR o.deptype = 'a' AND a.atthasdef \
         AND EXISTS (SELECT FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_depend dd ON dd.objid = d.oid \
         AND dd.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND dd.refobjid = o.objid \
         WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)) LIMIT 1) AS s ON true \
         WHERE c.relnamespace = {SCHEMA} AND ($2 IS NULL OR c.relname = $2) AND c.relkind IN ('r', 'p') AND {NOT_OWN} \
         AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum"
    )
}

impl Postgres {
    pub(super) fn take_columns(&self, rows: &[PgRow], tables: &mut [Table]) {
        for row in rows {
            let mut fields = Fields::of(row);
            let table = fields.text();
            let name = fields.text();
            let (written, kind) = (fields.text(), fields.text());
            let (type_schema, type_name) = (fields.text(), fields.text());
            let labels = fields.list();
            let element = fields.maybe();
            let dimensions = fields.number();
            let column_type = if kind == "e" {
                ColumnType::Enumeration(EnumType { name: Some(self.known_as(type_schema, type_name)), labels })
            } else if let Some(element) = element.filter(|_| written.ends_with("[]")) {
                let dimensions = dimensions.and_then(|d| u32::try_from(d).ok()).unwrap_or(1).max(1);
                ColumnType::Array { element, dimensions }
            } else {
                types::read(&written).unwrap_or(ColumnType::Native(written))
            };
            let mut column = Column::new(name, column_type);
            column.nullable = !fields.flag();
            let identity = fields.text();
            let generated = fields.text();
            let expression = fields.maybe();
            column.collation = fields.maybe();
            column.comment = fields.maybe();
            let drawn = fields.maybe();
            let sequence = (fields.text(), fields.text());
            let numbers = numbers(&mut fields, &column.column_type, identity == "a");
            match (expression, generated.as_str(), drawn.as_deref()) {
                (Some(expression), "s" | "v", _) => {
                    column.generated =
                        Some(Generated { expression: bare(&expression).to_owned(), stored: generated == "s" });
                }
                (_, _, Some("identity")) => column.identity = Some(numbers),
                (_, _, Some(_)) => {
                    // A serial column: an integer whose default draws from a sequence of its own.
                    let usual = format!("{table}_{}_seq", column.name);
                    let own = if sequence.0 == usual { String::new() } else { sequence.0 };
                    column.settings.insert("serial".to_owned(), own);
                }
                (Some(expression), ..) => column.default = Some(default(&expression, &column.column_type)),
                (None, ..) => {}
            }
            if let Some(table) = table_mut(tables, &table) {
                table.columns.push(column);
            }
        }
    }
}

/// What a sequence counts, without what is so by itself.
pub(super) fn numbers(fields: &mut Fields, column_type: &ColumnType, always: bool) -> Identity {
    let read = Identity {
        start: fields.number(),
        increment: fields.number(),
        min_value: fields.number(),
        max_value: fields.number(),
        cache: fields.number(),
        cycle: fields.flag(),
        always,
    };
    super::super::canonical::numbers(&read, column_type)
}

/// A default as the catalog writes it.
pub(in super::super) fn default(expression: &str, column_type: &ColumnType) -> ColumnDefault {
    match expression {
        "CURRENT_TIMESTAMP" => return ColumnDefault::CurrentTimestamp,
        "CURRENT_DATE" => return ColumnDefault::CurrentDate,
        "CURRENT_TIME" => return ColumnDefault::CurrentTime,
        _ => {}
    }
    match constant(expression).and_then(|(text, string)| literal(&text, string, column_type)) {
        Some(value) => ColumnDefault::Literal(value),
        None => ColumnDefault::Expression(expression.to_owned()),
    }
}

/// The text of a constant, cast to whatever type, and whether it is written as a string.
fn constant(expression: &str) -> Option<(String, bool)> {
    let expression = bare(expression);
    let text = Text::new(expression);
    let mut at = 0;
    let negative = text.tokens.first().is_some_and(|token| token.kind == Kind::Symbol('-'));
    if negative {
        at += 1;
    }
    let token = *text.tokens.get(at)?;
    let raw = text.raw(token);
    let value = match token.kind {
        Kind::String if !negative => {
            let (inner, escapes) = match raw.strip_prefix(['E', 'e']) {
                Some(inner) => (inner, true),
                None => (raw, false),
            };
            let inner = inner.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'");
            (if escapes { inner.replace("\\\\", "\\") } else { inner }, true)
        }
        Kind::Number => (format!("{}{raw}", if negative { "-" } else { "" }), false),
        Kind::Word if matches!(raw, "true" | "false") && !negative => (raw.to_owned(), false),
        _ => return None,
    };
    // Behind it may stand a cast to a type, and nothing else: `::character varying(10)[]`.
    let mut rest = text.tokens.iter().skip(at + 1);
    match rest.next().map(|token| token.kind) {
        None => return Some(value),
        Some(Kind::Symbol(':')) => {}
        Some(_) => return None,
    }
    let typed = rest.all(|token| {
        matches!(
            token.kind,
            Kind::Word | Kind::Quoted | Kind::Number | Kind::Symbol(':' | '(' | ')' | '.' | '[' | ']' | ',')
        )
    });
    typed.then_some(value)
}

fn literal(text: &str, string: bool, column_type: &ColumnType) -> Option<Value> {
    let owned = || text.to_owned();
    Some(match column_type {
        ColumnType::Boolean => match text {
            "true" | "t" => Value::Boolean(true),
            "false" | "f" => Value::Boolean(false),
            _ => return None,
        },
        ColumnType::Integer { .. } => Value::Integer(text.parse().ok()?),
        ColumnType::Decimal { .. } => Value::Decimal(owned()),
        ColumnType::Real | ColumnType::Double => Value::Float(text.parse().ok()?),
        ColumnType::Char(_) | ColumnType::Varchar(_) | ColumnType::Text(_) | ColumnType::Enumeration(_) if string => {
            Value::Text(owned())
        }
        ColumnType::Date if string => Value::Date(owned()),
        ColumnType::Time { .. } if string => Value::Time(owned()),
        ColumnType::Timestamp { .. } if string => Value::Timestamp(text.replacen(' ', "T", 1)),
        ColumnType::Json | ColumnType::Jsonb if string => Value::Json(owned()),
        ColumnType::Uuid if string => Value::Uuid(owned()),
        ColumnType::Blob(_) if string => {
            let hex = text.strip_prefix("\\x")?;
            let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
            Value::Bytes((0..hex.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>()?)
        }
        ColumnType::Blob(_)
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Uuid
        | ColumnType::Date
        | ColumnType::Time { .. }
        | ColumnType::Timestamp { .. } => return None,
        _ if string => Value::Text(owned()),
        _ => return None,
    })
}
