use super::super::read::Fields;
use super::super::text::bare;
use super::{NOT_OWN, SCHEMA, table_mut};
use mighost_schema::{Index, IndexKey, IndexPart, NullsOrder, Settings, Table};
use sqlx::postgres::PgRow;

/// The indexes of the tables of the schema `$1` and of the name `$2` or all, without those of constraints; `number` is the
/// server's version.
pub(in super::super) fn query(number: u32) -> String {
    let distinct = if number >= 150_000 { "i.indnullsnotdistinct" } else { "false" };
    // A row is a key of an index; the columns that are carried along follow the keys. An expression has the
    // collation of the columns in it: only another one was asked for.
    format!(
        "SELECT c.relname::text, ic.relname::text, i.indisunique::text, am.amname::text, \
             pg_catalog.pg_get_expr(i.indpred, i.indrelid), {distinct}::text, \
             pg_catalog.obj_description(ic.oid, 'pg_class'), array_to_string(ic.reloptions, E'\\x01'), i.indisvalid::text, \
             (k.n > i.indnkeyatts)::text, a.attname::text, \
             CASE WHEN a.attname IS NULL THEN pg_catalog.pg_get_indexdef(ic.oid, k.n::integer, false) END, \
             CASE WHEN k.n <= i.indnkeyatts THEN i.indoption[k.n - 1]::text END, \
             CASE WHEN CASE WHEN a.attname IS NOT NULL THEN co.oid <> a.attcollation ELSE co.collname <> 'default' \
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute x WHERE x.attrelid = c.oid \
             AND x.attcollation = co.oid) END THEN co.collname::text END, \
             CASE WHEN NOT oc.opcdefault THEN oc.opcname::text END \
             FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid \
             JOIN pg_catalog.pg_class c ON c.oid = i.indrelid \
             JOIN pg_catalog.pg_am am ON am.oid = ic.relam \
             CROSS JOIN LATERAL generate_series(1, i.indnatts) AS k(n) \
             LEFT JOIN LATERAL (SELECT x.attname, x.attcollation FROM pg_catalog.pg_attribute x WHERE x.attrelid = c.oid \
         AND x.attnum = i.indkey[k.n - 1] AND x.attnum > 0 LIMIT 1) AS a ON true \
         LEFT JOIN LATERAL (SELECT x.oid, x.collname FROM pg_catalog.pg_collation x WHERE k.n <= i.indnkeyatts \
         AND x.oid = i.indcollation[k.n - 1] LIMIT 1) AS co ON true \
         LEFT JOIN LATERAL (SELECT x.opcname, x.opcdefault FROM pg_catalog.pg_opclass x WHERE k.n <= i.indnkeyatts \
         AND x.oid = i.indclass[k.n - 1] LIMIT 1) AS oc ON true \
         WHERE c.relnamespace = {SCHEMA} AND ($2 IS NULL OR c.relname = $2) AND c.relkind IN ('r', 'p') AND {NOT_OWN} \
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.conindid = ic.oid AND o.contype IN ('p', 'u', 'x')) \
             ORDER BY c.relname, ic.relname COLLATE \"C\", k.n"
    )
}

/// Gives the tables their indexes.
pub(in super::super) fn take(rows: &[PgRow], tables: &mut [Table]) {
    for row in rows {
        let mut fields = Fields::of(row);
        let Some(table) = table_mut(tables, &fields.text()) else { continue };
        let name = fields.text();
        let mut head = Index::new(&name, Vec::<String>::new());
        head.unique = fields.flag();
        // What every index is by itself.
        head.method = fields.maybe().filter(|method| method != "btree");
        head.predicate = fields.maybe().map(|predicate| bare(&predicate).to_owned());
        head.nulls_not_distinct = fields.flag();
        head.comment = fields.maybe();
        head.settings = settings(fields.list());
        if !fields.flag() {
            head.settings.insert("invalid".to_owned(), String::new());
        }
        if table.indexes.last().is_none_or(|last| last.name != name) {
            table.indexes.push(head);
        }
        let Some(index) = table.indexes.last_mut() else { continue };
        let carried = fields.flag();
        let column = fields.maybe();
        if carried {
            index.include.extend(column);
            continue;
        }
        let expression = fields.maybe();
        let key = match (column, expression) {
            (Some(column), _) => IndexKey::Column(column),
            (None, expression) => IndexKey::Expression(bare(&expression.unwrap_or_default()).to_owned()),
        };
        // The bits say descending, and NULLs first.
        let option = fields.number().unwrap_or_default();
        let (descending, first) = (option & 1 != 0, option & 2 != 0);
        index.parts.push(IndexPart {
            key,
            descending,
            nulls: match (descending, first) {
                (false, true) => NullsOrder::First,
                (true, false) => NullsOrder::Last,
                _ => NullsOrder::Default,
            },
            collation: fields.maybe(),
            operator_class: fields.maybe(),
            prefix_length: None,
        });
    }
}

fn settings(options: Vec<String>) -> Settings {
    options.iter().filter_map(|option| option.split_once('=')).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}
