//! Reading the catalogs.

mod column;
mod constraint;
mod index;
mod object;

use super::Postgres;
use super::read::Fields;
use crate::Error;
use mighost_schema::{ObjectName, Schema, Table, Trigger};

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
        let sql = "SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname NOT LIKE 'pg\\_%' \
                   AND nspname <> 'information_schema' ORDER BY nspname COLLATE \"C\"";
        let rows = self.look(sql, &[]).await?;
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
        let sql = format!(
            "SELECT c.relname::text, pg_catalog.obj_description(c.oid, 'pg_class'), c.relpersistence::text, \
             array_to_string(c.reloptions, E'\\x01'), pg_catalog.pg_get_partkeydef(c.oid), \
             (SELECT i.inhparent::pg_catalog.regclass::text FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND c.relispartition), \
             pg_catalog.pg_get_expr(c.relpartbound, c.oid), s.spcname::text \
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace \
             WHERE n.nspname = $1 AND ($2::text IS NULL OR c.relname = $2) AND c.relkind IN ('r', 'p') AND {NOT_OWN} \
             ORDER BY c.relname COLLATE \"C\""
        );
        let rows = self.look(&sql, &[Some(schema), name]).await?;
        let mut tables = Vec::new();
        for row in &rows {
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
        if tables.is_empty() {
            return Ok(tables);
        }
        self.read_columns(schema, name, &mut tables).await?;
        self.read_constraints(schema, name, &mut tables).await?;
        self.read_indexes(schema, name, &mut tables).await?;
        Ok(tables)
    }

    pub(super) async fn read_schema(&mut self) -> Result<Schema, Error> {
        let name = self.schema.clone();
        let mut schema = Schema::default();
        schema.tables.extend(self.read_tables(&name, None).await?.into_iter().map(|t| (t.name.clone(), t)));
        schema.views.extend(self.read_views(None, None).await?.into_iter().map(|v| (v.name.clone(), v)));
        schema.sequences.extend(self.read_sequences(None, None).await?.into_iter().map(|s| (s.name.clone(), s)));
        schema.enumerations.extend(self.read_enumerations(None).await?.into_iter().map(|e| (e.name.clone(), e)));
        schema.schemas.extend(self.list_schemas().await?.into_iter().filter(|other| *other != name));
        Ok(schema)
    }
}

/// The table of that name among some.
fn table_mut<'t>(tables: &'t mut [Table], name: &str) -> Option<&'t mut Table> {
    tables.iter_mut().find(|table| table.name.name == name)
}
