use super::super::Postgres;
use super::super::read::Fields;
use super::super::text::bare;
use super::{NOT_OWN, SCHEMA, table_mut};
use mighost_schema::{
    Check, Constraint, Deferral, Exclusion, ExclusionElement, ForeignKey, ForeignKeyAction, PrimaryKey, Settings,
    Table, Unique,
};
use sqlx::postgres::PgRow;

/// A constraint that is written down only; the last column of a key is a span of time that doesn't overlap another.
pub(in super::super) const NOT_ENFORCED: &str = "not-enforced";
pub(in super::super) const PERIOD: &str = "period";

/// The constraints of the tables of the schema `$1` and of the name `$2` or all; `number` is the server's version.
pub(super) fn query(number: u32) -> String {
    // Which columns, in the constraint's order.
    let columns = |relation: &str, key: &str| {
        format!(
            "(SELECT string_agg(a.attname, E'\\x01' ORDER BY k.n) FROM unnest({key}) WITH ORDINALITY AS k(at, n) \
                 JOIN pg_catalog.pg_attribute a ON a.attrelid = {relation} AND a.attnum = k.at)"
        )
    };
    // Whether NULLs are distinct is known since version 15.
    let distinct = if number >= 150_000 { "i.indnullsnotdistinct" } else { "false" };
    // Constraints that nobody enforces, and keys over spans of time, came with version 18.
    let (enforced, period) = if number >= 180_000 { ("o.conenforced", "o.conperiod") } else { ("true", "false") };
    format!(
        "SELECT c.relname::text, o.contype::text, o.conname::text, {}, o.condeferrable::text, o.condeferred::text, \
             o.convalidated::text, o.connoinherit::text, pg_catalog.pg_get_expr(o.conbin, o.conrelid), \
             (SELECT fn.nspname::text FROM pg_catalog.pg_class f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace \
         WHERE f.oid = o.confrelid), (SELECT f.relname::text FROM pg_catalog.pg_class f WHERE f.oid = o.confrelid), {}, o.confdeltype::text, o.confupdtype::text, o.confmatchtype::text, \
             {distinct}::text, \
             (SELECT string_agg(a.attname, E'\\x01' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a \
             WHERE a.attrelid = i.indexrelid AND a.attnum > i.indnkeyatts), \
             i.amname::text, \
             (SELECT string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, false), E'\\x01' ORDER BY k) \
             FROM generate_series(1, i.indnkeyatts) AS k), \
             (SELECT string_agg(p.oprname, E'\\x01' ORDER BY k.n) FROM unnest(o.conexclop) WITH ORDINALITY AS k(op, n) \
             JOIN pg_catalog.pg_operator p ON p.oid = k.op), \
             pg_catalog.pg_get_expr(i.indpred, i.indrelid), array_to_string(i.reloptions, E'\\x01'), \
             {enforced}::text, {period}::text \
             FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_class c ON c.oid = o.conrelid \
         LEFT JOIN LATERAL (SELECT i.*, ic.reloptions, am.amname FROM pg_catalog.pg_index i \
         JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid JOIN pg_catalog.pg_am am ON am.oid = ic.relam \
         WHERE i.indexrelid = o.conindid AND o.contype IN ('p', 'u', 'x') LIMIT 1) AS i ON true \
         WHERE c.relnamespace = {SCHEMA} AND ($2 IS NULL OR c.relname = $2) AND c.relkind IN ('r', 'p') AND {NOT_OWN} \
             AND o.contype IN ('p', 'u', 'c', 'f', 'x') \
             ORDER BY c.relname, o.contype <> 'p', o.oid",
        columns("o.conrelid", "o.conkey"),
        columns("o.confrelid", "o.confkey"),
    )
}

impl Postgres {
    pub(super) fn take_constraints(&self, rows: &[PgRow], tables: &mut [Table]) {
        for row in rows {
            let mut fields = Fields::of(row);
            let table = fields.text();
            let constraint = self.constraint(&mut fields);
            if let (Some(table), Some(constraint)) = (table_mut(tables, &table), constraint) {
                table.constraints.push(constraint);
            }
        }
    }

    fn constraint(&self, fields: &mut Fields) -> Option<Constraint> {
        let kind = fields.text();
        let name = fields.maybe();
        let columns = fields.list();
        let deferral = match (fields.flag(), fields.flag()) {
            (false, _) => Deferral::NotDeferrable,
            (true, false) => Deferral::InitiallyImmediate,
            (true, true) => Deferral::InitiallyDeferred,
        };
        let not_valid = !fields.flag();
        let no_inherit = fields.flag();
        let condition = fields.maybe();
        let (schema, referred) = (fields.text(), fields.text());
        let referred_columns = fields.list();
        let (on_delete, on_update) = (action(&fields.text()), action(&fields.text()));
        let match_full = fields.text() == "f";
        let nulls_not_distinct = fields.flag();
        let include = fields.list();
        let method = fields.maybe();
        let (expressions, operators) = (fields.list(), fields.list());
        let predicate = fields.maybe();
        let mut settings = Settings::new();
        for option in fields.list() {
            if let Some((name, value)) = option.split_once('=') {
                settings.insert(name.to_owned(), value.to_owned());
            }
        }
        let enforced = fields.flag();
        if !enforced {
            settings.insert(NOT_ENFORCED.to_owned(), String::new());
        }
        if fields.flag() {
            settings.insert(PERIOD.to_owned(), String::new());
        }
        // What isn't enforced isn't validated either.
        let not_valid = not_valid && enforced;
        if !include.is_empty() && kind != "x" {
            settings.insert("include".to_owned(), include.join(","));
        }
        Some(match kind.as_str() {
            "p" => {
                if deferral != Deferral::NotDeferrable {
                    let word = if deferral == Deferral::InitiallyDeferred { "deferred" } else { "immediate" };
                    settings.insert("deferrable".to_owned(), word.to_owned());
                }
                Constraint::PrimaryKey(PrimaryKey { name, columns, settings })
            }
            "u" => Constraint::Unique(Unique { name, columns, nulls_not_distinct, deferral, settings }),
            "c" => {
                if no_inherit {
                    settings.insert("no-inherit".to_owned(), String::new());
                }
                let expression = bare(&condition.unwrap_or_default()).to_owned();
                Constraint::Check(Check { name, expression, not_valid, settings })
            }
            "f" => Constraint::ForeignKey(ForeignKey {
                name,
                columns,
                referred_table: self.known_as(schema, referred),
                referred_columns,
                on_delete,
                on_update,
                deferral,
                match_full,
                not_valid,
                settings,
            }),
            "x" => Constraint::Exclusion(Exclusion {
                name,
                method,
                elements: expressions
                    .into_iter()
                    .zip(operators)
                    .map(|(expression, operator)| ExclusionElement {
                        expression: bare(&expression).to_owned(),
                        operator,
                    })
                    .collect(),
                predicate: predicate.map(|p| bare(&p).to_owned()),
                deferral,
            }),
            _ => return None,
        })
    }
}

fn action(letter: &str) -> ForeignKeyAction {
    match letter {
        "r" => ForeignKeyAction::Restrict,
        "c" => ForeignKeyAction::Cascade,
        "n" => ForeignKeyAction::SetNull,
        "d" => ForeignKeyAction::SetDefault,
        _ => ForeignKeyAction::NoAction,
    }
}
