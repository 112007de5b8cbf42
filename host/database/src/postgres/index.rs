//! Indexes that are built and dropped on their own.

use super::canonical;
use super::operate::{check_index, invalid};
use super::read::Fields;
use super::render;
use super::{Postgres, Transaction};
use crate::{Error, Ran};
use mighost_schema::{Change, Index, ObjectName, Table};

impl Postgres {
    fn outside(&self, what: &str) -> Result<(), Error> {
        if self.transaction == Transaction::None || self.recording {
            return Ok(());
        }
        invalid(format!(
            "{what} without stopping writers can't be done in a transaction; declare the step with transaction: none, or \
             leave out `concurrently`"
        ))
    }

    /// Runs a statement that waits for every other transaction, outside of one.
    async fn run_outside(&mut self, sql: String, ran: &mut Ran) -> Result<(), Error> {
        if self.recording {
            return self.run(sql, ran).await;
        }
        self.limits_outside(true).await?;
        self.run(sql, ran).await?;
        self.restore().await
    }

    async fn drop_index(&mut self, table: &Table, name: &str, concurrently: bool, ran: &mut Ran) -> Result<(), Error> {
        let name = render::index_name(table, name);
        if concurrently {
            return self.run_outside(format!("DROP INDEX CONCURRENTLY {name}"), ran).await;
        }
        self.run(format!("DROP INDEX {name}"), ran).await
    }

    /// Builds an index. One that a broken build left behind is dropped and built anew, and one that only lacks its comment,
    /// since the build was interrupted before that, gets it: the same operation run again always ends right.
    pub(super) async fn build_index(
        &mut self,
        table: &ObjectName,
        index: &Index,
        if_not_exists: bool,
        concurrently: bool,
        ran: &mut Ran,
    ) -> Result<(), Error> {
        if concurrently {
            self.outside(&format!("building index `{}`", index.name))?;
        }
        let table = self.existing(table).await?;
        check_index(self.number, &table.name, index)?;
        let wanted = canonical::index(&table, index);
        match table.index(&index.name) {
            Some(known) if known.settings.contains_key("invalid") => {
                self.drop_index(&table, &known.name, concurrently, ran).await?;
            }
            Some(known) if concurrently && known.comment.is_none() && wanted.comment.is_some() => {
                let known = known.clone();
                let written = self.index_as_written(&table, &Index { comment: None, ..wanted.clone() }).await?;
                if written.is_some_and(|written| written == known) {
                    let name = render::index_name(&table, &known.name);
                    return self.run(render::comment("INDEX", &name, wanted.comment.as_deref())?, ran).await;
                }
                if if_not_exists {
                    return Ok(());
                }
                return taken(&table, index);
            }
            Some(_) if if_not_exists => return Ok(()),
            // Finds what makes no sense before anything runs.
            _ => drop(table.alter(&[Change::AddIndex { index: index.clone(), if_not_exists: false }])?),
        }
        let mut statements = render::create_index(&table, &wanted, concurrently)?.into_iter();
        if let Some(create) = statements.next() {
            if concurrently {
                self.run_outside(create, ran).await?;
            } else {
                self.run(create, ran).await?;
            }
        }
        for sql in statements {
            self.run(sql, ran).await?;
        }
        Ok(())
    }

    pub(super) async fn remove_index(
        &mut self,
        table: &ObjectName,
        name: &str,
        if_exists: bool,
        concurrently: bool,
        ran: &mut Ran,
    ) -> Result<(), Error> {
        if concurrently {
            self.outside(&format!("dropping index `{name}`"))?;
        }
        if if_exists && self.seen(table).await?.is_none() {
            return Ok(());
        }
        let table = self.existing(table).await?;
        if table.index(name).is_none() && if_exists {
            return Ok(());
        }
        table.alter(&[Change::DropIndex { name: name.to_owned(), if_exists: false }])?;
        self.drop_index(&table, name, concurrently, ran).await
    }

    pub(super) async fn list_invalid_indexes(&mut self) -> Result<Vec<ObjectName>, Error> {
        // An index of a partitioned table is invalid for as long as a partition lacks its own; that is nobody's accident.
        let sql = "SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_index i \
                   JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                   WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname NOT LIKE 'pg\\_%' \
                   ORDER BY n.nspname <> current_schema(), n.nspname COLLATE \"C\", c.relname COLLATE \"C\"";
        let rows = self.look(sql, &[]).await?;
        let read = |row| {
            let mut fields = Fields::of(row);
            let schema = fields.text();
            self.known_as(schema, fields.text())
        };
        Ok(rows.iter().map(read).collect())
    }
}

fn taken(table: &Table, index: &Index) -> Result<(), Error> {
    invalid(format!(
        "table `{}` has an index `{}` already, and it isn't the one that is asked for; drop it first, or give this one \
         another name",
        table.name, index.name
    ))
}
