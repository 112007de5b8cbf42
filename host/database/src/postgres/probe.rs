//! How the server writes what a migration wrote: it is told about an empty copy of the table, what it keeps is read, and
//! everything is undone. The table itself is only looked at.

use super::inspect::index;
use super::read::Fields;
use super::render;
use super::text::{bare, fragment};
use super::types::quoted;
use super::{Postgres, Transaction};
use crate::Error;
use mighost_schema::{Error as CallError, Index, ObjectName, Table};
use sqlx::postgres::PgRow;

/// The copy and what is made on it: they are never committed.
const COPY: &str = "probe_of_mighost";
const MADE: &str = "probe_of_mighost_made";

impl Postgres {
    /// An index as it reads once it stands. None where the table can't have it.
    pub(super) async fn index_as_written(&mut self, table: &Table, index: &Index) -> Result<Option<Index>, Error> {
        let copy = copy_of(table);
        let named = Index { name: MADE.to_owned(), comment: None, ..index.clone() };
        let make = render::index(&Table { name: copy.clone(), ..table.clone() }, &named, false)?;
        let Some(rows) = self.on_copy(table, &make, &index::query(self.number)).await? else { return Ok(None) };
        let mut tables = vec![Table::new(copy)];
        index::take(&rows, &mut tables);
        let found = tables.pop().and_then(|table| table.indexes.into_iter().next());
        Ok(found.map(|found| Index { name: index.name.clone(), comment: index.comment.clone(), ..found }))
    }

    /// The condition of a check as it reads once it stands. None where the table can't have it.
    pub(super) async fn check_as_written(&mut self, table: &Table, condition: &str) -> Result<Option<String>, Error> {
        let condition = fragment("a check", condition)?;
        let make = format!("ALTER TABLE {} ADD CONSTRAINT {MADE} CHECK ({condition})", quoted(&copy_of(table)));
        let query = format!(
            "SELECT pg_catalog.pg_get_expr(o.conbin, o.conrelid) FROM pg_catalog.pg_constraint o \
             JOIN pg_catalog.pg_class c ON c.oid = o.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = $1 AND c.relname = $2 AND o.conname = '{MADE}'"
        );
        let rows = self.on_copy(table, &make, &query).await?;
        Ok(rows.and_then(|rows| rows.first().map(|row| bare(&Fields::of(row).text()).to_owned())))
    }

    /// What a query about the copy (`$1` its schema, `$2` its name) finds once something was made there. None where it
    /// can't be made, or we may make nothing.
    async fn on_copy(&mut self, table: &Table, make: &str, query: &str) -> Result<Option<Vec<PgRow>>, Error> {
        if self.read_only {
            return Ok(None);
        }
        let copy = copy_of(table);
        let open = self.transaction == Transaction::Open;
        self.restore().await?;
        self.simple(if open { "SAVEPOINT mighost_probe" } else { "BEGIN" }).await?;
        let copying =
            format!("CREATE TABLE {} (LIKE {} INCLUDING GENERATED); {make}", quoted(&copy), quoted(&table.name));
        let found = match self.simple(&copying).await {
            Ok(_) => {
                let schema = self.in_schema(copy.schema.as_deref()).to_owned();
                self.look(query, &[Some(&schema), Some(&copy.name)]).await.map(Some)
            }
            Err(Error::Call(CallError::Database(_))) => Ok(None),
            Err(error) => Err(error),
        };
        if !self.broken {
            let undo = "ROLLBACK TO SAVEPOINT mighost_probe; RELEASE SAVEPOINT mighost_probe";
            self.simple(if open { undo } else { "ROLLBACK" }).await?;
        }
        found
    }
}

fn copy_of(table: &Table) -> ObjectName {
    ObjectName { schema: table.name.schema.clone(), name: COPY.to_owned() }
}
