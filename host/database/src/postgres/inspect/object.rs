use super::super::Postgres;
use super::super::read::Fields;
use super::NOT_OWN;
use super::column::numbers;
use crate::Error;
use mighost_schema::{ColumnType, Enumeration, Sequence, View};

impl Postgres {
    pub(in super::super) async fn read_views(
        &mut self,
        schema: Option<&str>,
        name: Option<&str>,
    ) -> Result<Vec<View>, Error> {
        let schema = self.in_schema(schema).to_owned();
        let sql = format!(
            "SELECT c.relname::text, pg_catalog.pg_get_viewdef(c.oid), c.relkind::text, \
             pg_catalog.obj_description(c.oid, 'pg_class') \
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = $1 AND ($2::text IS NULL OR c.relname = $2) AND c.relkind IN ('v', 'm') AND {NOT_OWN} \
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass \
             AND e.objid = c.oid AND e.deptype = 'e') ORDER BY c.relname COLLATE \"C\""
        );
        let rows = self.look(&sql, &[Some(&schema), name]).await?;
        let read = |row| {
            let mut fields = Fields::of(row);
            View {
                name: self.known_as(schema.clone(), fields.text()),
                // The query names its columns itself.
                columns: Vec::new(),
                query: fields.text().trim().trim_end_matches(';').to_owned(),
                materialized: fields.text() == "m",
                comment: fields.maybe(),
            }
        };
        Ok(rows.iter().map(read).collect())
    }

    pub(in super::super) async fn read_sequences(
        &mut self,
        schema: Option<&str>,
        name: Option<&str>,
    ) -> Result<Vec<Sequence>, Error> {
        let schema = self.in_schema(schema).to_owned();
        // A sequence that a column owns is a part of the column.
        let sql = format!(
            "SELECT c.relname::text, pg_catalog.format_type(s.seqtypid, NULL), \
             s.seqstart::text, s.seqincrement::text, s.seqmin::text, s.seqmax::text, s.seqcache::text, s.seqcycle::text \
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid \
             WHERE n.nspname = $1 AND ($2::text IS NULL OR c.relname = $2) AND {NOT_OWN} \
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend o WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass \
             AND o.objid = c.oid AND o.deptype IN ('a', 'i') AND o.refobjsubid > 0) ORDER BY c.relname COLLATE \"C\""
        );
        let rows = self.look(&sql, &[Some(&schema), name]).await?;
        let read = |row| {
            let mut fields = Fields::of(row);
            let name = self.known_as(schema.clone(), fields.text());
            let counted = super::super::types::read(&fields.text()).unwrap_or(ColumnType::BIGINT);
            Sequence { name, numbers: numbers(&mut fields, &counted, false) }
        };
        Ok(rows.iter().map(read).collect())
    }

    pub(in super::super) async fn read_enumerations(
        &mut self,
        schema: Option<&str>,
    ) -> Result<Vec<Enumeration>, Error> {
        let schema = self.in_schema(schema).to_owned();
        let sql = "SELECT t.typname::text, \
                   (SELECT string_agg(e.enumlabel, E'\\x01' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e \
                   WHERE e.enumtypid = t.oid) \
                   FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
                   WHERE n.nspname = $1 AND t.typtype = 'e' AND t.typname NOT LIKE 'mighost\\_%' \
                   ORDER BY t.typname COLLATE \"C\"";
        let rows = self.look(sql, &[Some(&schema)]).await?;
        let read = |row| {
            let mut fields = Fields::of(row);
            Enumeration { name: self.known_as(schema.clone(), fields.text()), labels: fields.list() }
        };
        Ok(rows.iter().map(read).collect())
    }
}
