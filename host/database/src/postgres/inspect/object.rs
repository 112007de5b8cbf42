use super::super::Postgres;
use super::super::read::Fields;
use super::column::numbers;
use super::{NOT_OWN, SCHEMA};
use crate::Error;
use mighost_schema::{ColumnType, Enumeration, Sequence, View};
use sqlx::postgres::PgRow;

/// The views of the schema `$1` and of the name `$2` or all.
pub(super) fn views() -> String {
    format!(
        "SELECT c.relname::text, pg_catalog.pg_get_viewdef(c.oid), c.relkind::text, \
         pg_catalog.obj_description(c.oid, 'pg_class') \
         FROM pg_catalog.pg_class c WHERE c.relnamespace = {SCHEMA} AND ($2 IS NULL OR c.relname = $2) AND c.relkind IN ('v', 'm') AND {NOT_OWN} \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass \
         AND e.objid = c.oid AND e.deptype = 'e') ORDER BY c.relname COLLATE \"C\""
    )
}

/// The sequences of the schema `$1` and of the name `$2` or all. One that a column owns is a part of the column.
pub(super) fn sequences() -> String {
    format!(
        "SELECT c.relname::text, pg_catalog.format_type(s.seqtypid, NULL), \
         s.seqstart::text, s.seqincrement::text, s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle::text \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid \
         WHERE c.relnamespace = {SCHEMA} AND ($2 IS NULL OR c.relname = $2) AND {NOT_OWN} \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend o WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass \
         AND o.objid = c.oid AND o.deptype IN ('a', 'i') AND o.refobjsubid > 0) ORDER BY c.relname COLLATE \"C\""
    )
}

/// The enumerations of the schema `$1`.
pub(super) const ENUMERATIONS: &str = "SELECT t.typname::text, \
     (SELECT string_agg(e.enumlabel, E'\\x01' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e \
     WHERE e.enumtypid = t.oid) \
     FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
     WHERE n.nspname = $1 AND t.typtype = 'e' AND t.typname NOT LIKE 'mighost\\_%' \
     ORDER BY t.typname COLLATE \"C\"";

impl Postgres {
    pub(in super::super) async fn read_views(
        &mut self,
        schema: Option<&str>,
        name: Option<&str>,
    ) -> Result<Vec<View>, Error> {
        let schema = self.in_schema(schema).to_owned();
        let rows = self.look(&views(), &[Some(&schema), name]).await?;
        Ok(self.made_views(&schema, &rows))
    }

    pub(super) fn made_views(&self, schema: &str, rows: &[PgRow]) -> Vec<View> {
        let read = |row| {
            let mut fields = Fields::of(row);
            View {
                name: self.known_as(schema.to_owned(), fields.text()),
                // The query names its columns itself.
                columns: Vec::new(),
                query: fields.text().trim().trim_end_matches(';').to_owned(),
                materialized: fields.text() == "m",
                comment: fields.maybe(),
            }
        };
        rows.iter().map(read).collect()
    }

    pub(in super::super) async fn read_sequences(
        &mut self,
        schema: Option<&str>,
        name: Option<&str>,
    ) -> Result<Vec<Sequence>, Error> {
        let schema = self.in_schema(schema).to_owned();
        let rows = self.look(&sequences(), &[Some(&schema), name]).await?;
        Ok(self.made_sequences(&schema, &rows))
    }

    pub(super) fn made_sequences(&self, schema: &str, rows: &[PgRow]) -> Vec<Sequence> {
        let read = |row| {
            let mut fields = Fields::of(row);
            let name = self.known_as(schema.to_owned(), fields.text());
            let counted = super::super::types::read(&fields.text()).unwrap_or(ColumnType::BIGINT);
            Sequence { name, numbers: numbers(&mut fields, &counted, false) }
        };
        rows.iter().map(read).collect()
    }

    pub(in super::super) async fn read_enumerations(
        &mut self,
        schema: Option<&str>,
    ) -> Result<Vec<Enumeration>, Error> {
        let schema = self.in_schema(schema).to_owned();
        let rows = self.look(ENUMERATIONS, &[Some(&schema)]).await?;
        Ok(self.made_enumerations(&schema, &rows))
    }

    pub(super) fn made_enumerations(&self, schema: &str, rows: &[PgRow]) -> Vec<Enumeration> {
        let read = |row| {
            let mut fields = Fields::of(row);
            Enumeration { name: self.known_as(schema.to_owned(), fields.text()), labels: fields.list() }
        };
        rows.iter().map(read).collect()
    }
}
