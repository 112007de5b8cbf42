//! Reading the catalogs.

mod column;
pub(super) mod constraint;
pub(super) mod index;
mod object;

use super::Postgres;
use super::read::Fields;
use crate::Error;
use mighost_schema::{ObjectName, Schema, Table, Trigger};
use sqlx::postgres::PgRow;

/// The schema that is asked for: looked up once, for each of the queries.
const SCHEMA: &str = "(SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = $1)";
/// What hides mighost's own tables, and what hangs on them.
const NOT_OWN: &str = "c.relname NOT LIKE 'mighost\\_%'";

/// What kind of relation something is, as the catalog writes it: `r` table, `p` partitioned, `v` view, `m` materialized
/// view, `S` sequence.
pub(super) type Kind = char;

impl Postgres {
    /// The schema that a name means.
    pub(super) fn in_schema<'s>(&'s self, schema: Option<&'s str>) -> &'s str {
        schema.unwrap_or(&self.schema)
    }

    /// What a name stands for.
    pub(super) async fn relation(&mut self, name: &ObjectName) -> Result<Option<Kind>, Error> {
        let schema = self.in_schema(name.schema.as_deref()).to_owned();
        let sql = "SELECT c.relkind::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                   WHERE n.nspname = $1 AND c.relname = $2";
        let rows = self.look(sql, &[Some(&schema), Some(&name.name)]).await?;
        Ok(rows.first().and_then(|row| Fields::of(row).text().chars().next()))
    }

    pub(super) async fn list_tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>, Error> {
        let schema = self.in_schema(schema).to_owned();
        let sql = format!(
            "SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND {NOT_OWN} ORDER BY c.relname COLLATE \"C\""
        );
        let rows = self.look(&sql, &[Some(&schema)]).await?;
        Ok(rows.iter().map(|row| self.known_as(schema.clone(), Fields::of(row).text())).collect())
    }

    pub(super) async fn list_schemas(&mut self) -> Result<Vec<String>, Error> {
        let rows = self.look(SCHEMAS, &[]).await?;
        Ok(rows.iter().map(|row| Fields::of(row).text()).collect())
    }

    pub(super) async fn list_triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>, Error> {
        let schema = self.in_schema(table.schema.as_deref()).to_owned();
        let sql = "SELECT t.tgname::text, pg_catalog.pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t \
                   JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                   WHERE n.nspname = $1 AND c.relname = $2 AND NOT t.tgisinternal ORDER BY t.tgname COLLATE \"C\"";
        let rows = self.look(sql, &[Some(&schema), Some(&table.name)]).await?;
        let read = |row| {
            let mut fields = Fields::of(row);
            Trigger { name: fields.text(), table: table.clone(), definition: fields.text() }
        };
        Ok(rows.iter().map(read).collect())
    }

    pub(super) async fn look_at_table(&mut self, name: &ObjectName) -> Result<Option<Table>, Error> {
        if name.name.starts_with(crate::RESERVED_PREFIX) {
            return Ok(None);
        }
        let schema = self.in_schema(name.schema.as_deref()).to_owned();
        Ok(self.read_tables(&schema, Some(&name.name)).await?.pop())
    }

    /// The tables of a schema, or one of them, whole.
    pub(super) async fn read_tables(&mut self, schema: &str, name: Option<&str>) -> Result<Vec<Table>, Error> {
        let queries = self.table_queries();
        let queries: Vec<&str> = queries.iter().map(String::as_str).collect();
        let mut sets = self.look_all(&queries, &[Some(schema), name]).await?.into_iter();
        Ok(self.made_tables(schema, &mut sets))
    }

    /// The queries for tables and for all that is theirs, of the schema `$1` and of the name `$2` or all.
    fn table_queries(&self) -> [String; 4] {
        let tables = format!(
            "SELECT c.relname::text, pg_catalog.obj_description(c.oid, 'pg_class'), c.relpersistence::text, \
             array_to_string(c.reloptions, E'\\x01'), pg_catalog.pg_get_partkeydef(c.oid), \
             (SELECT i.inhparent::pg_catalog.regclass::text FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND c.relispartition), \
             pg_catalog.pg_get_expr(c.relpartbound, c.oid), s.spcname::text \
             FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace \
             WHERE c.relnamespace = {SCHEMA} AND ($2 IS NULL OR c.relname = $2) AND c.relkind IN ('r', 'p') AND {NOT_OWN} \
             ORDER BY c.relname COLLATE \"C\""
        );
        [tables, column::query(), constraint::query(self.number), index::query(self.number)]
    }

    /// The tables that the answers to [`Postgres::table_queries`] hold.
    fn made_tables(&self, schema: &str, sets: &mut impl Iterator<Item = Vec<PgRow>>) -> Vec<Table> {
        let mut tables = Vec::new();
        for row in &sets.next().unwrap_or_default() {
            let mut fields = Fields::of(row);
            let mut table = Table::new(self.known_as(schema.to_owned(), fields.text()));
            table.comment = fields.maybe();
            if fields.text() == "u" {
                table.settings.insert("unlogged".to_owned(), String::new());
            }
            for option in fields.list() {
                if let Some((name, value)) = option.split_once('=') {
                    table.settings.insert(name.to_owned(), value.to_owned());
                }
            }
            for setting in ["partition-by", "partition-of", "partition-bound", "tablespace"] {
                if let Some(value) = fields.maybe() {
                    table.settings.insert(setting.to_owned(), value);
                }
            }
            tables.push(table);
        }
        self.take_columns(&sets.next().unwrap_or_default(), &mut tables);
        self.take_constraints(&sets.next().unwrap_or_default(), &mut tables);
        index::take(&sets.next().unwrap_or_default(), &mut tables);
        tables
    }

    pub(super) async fn read_schema(&mut self) -> Result<Schema, Error> {
        let name = self.schema.clone();
        let tables = self.table_queries();
        let views = object::views();
        let sequences = object::sequences();
        let mut queries: Vec<&str> = tables.iter().map(String::as_str).collect();
        queries.extend([views.as_str(), sequences.as_str(), object::ENUMERATIONS, SCHEMAS]);
        let mut sets = self.look_all(&queries, &[Some(&name), None]).await?.into_iter();
        let mut schema = Schema::default();
        schema.tables.extend(self.made_tables(&name, &mut sets).into_iter().map(|t| (t.name.clone(), t)));
        let mut rows = || sets.next().unwrap_or_default();
        schema.views.extend(self.made_views(&name, &rows()).into_iter().map(|v| (v.name.clone(), v)));
        schema.sequences.extend(self.made_sequences(&name, &rows()).into_iter().map(|s| (s.name.clone(), s)));
        schema.enumerations.extend(self.made_enumerations(&name, &rows()).into_iter().map(|e| (e.name.clone(), e)));
        schema.schemas.extend(rows().iter().map(|row| Fields::of(row).text()).filter(|other| *other != name));
        Ok(schema)
    }
}

/// The schemas that aren't the server's own.
const SCHEMAS: &str = "SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\\_%' \
                       AND nspname <> 'information_schema' ORDER BY nspname COLLATE \"C\"";

/// The table of that name among some.
fn table_mut<'t>(tables: &'t mut [Table], name: &str) -> Option<&'t mut Table> {
    tables.iter_mut().find(|table| table.name.name == name)
}
