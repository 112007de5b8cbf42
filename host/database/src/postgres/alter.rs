//! Changes of a table.

mod change;
mod plan;
mod settled;

pub(super) use settled::settled;

use super::canonical;
use super::read::Fields;
use super::session::{NO_LIMIT, Request};
use super::text::{bare, fragment};
use super::types::{self, quoted};
use super::{Postgres, Transaction};
use crate::{Error, Ran};
use mighost_schema::{Change, ConstraintKey, Error as CallError, ObjectName, Result as CallResult, Table};
use plan::Plan;
use settled::named;
use sqlx::postgres::PgArguments;

fn unsupported<T>(text: String) -> CallResult<T> {
    Err(CallError::Unsupported(text))
}

impl Postgres {
    pub(super) async fn alter_table(
        &mut self,
        name: &ObjectName,
        changes: &[Change],
        ran: &mut Ran,
    ) -> Result<(), Error> {
        let mut table = self.existing(name).await?;
        let mut plan = Plan::new(&table);
        let mut made = Vec::new();
        for change in changes {
            let mut change = change.clone();
            if let Change::DropConstraint { key, .. } = &mut change
                && !matches!(key, ConstraintKey::Name(_))
                && named(&table, key).is_none()
            {
                // It may be about what the changes before this one make, which then has a name.
                plan.flush();
                if self.recording && !plan.statements.is_empty() {
                    return unsupported(format!(
                        "table `{name}`: {key} has its name from the server once the changes before it have been made, so \
                         that dropping it can't be written down before; give the constraint a name"
                    ))
                    .map_err(Error::from);
                }
                for sql in std::mem::take(&mut plan.statements) {
                    self.run(sql, ran).await?;
                }
                table = self.existing(name).await?;
                if let ConstraintKey::Check(expression) = key
                    && named(&table, &ConstraintKey::Check(expression.clone())).is_none()
                    && let Some(written) = self.probe(&table, expression).await?
                {
                    *expression = written;
                }
            }
            let Some(change) = settled(&table, &change, self.stored_only())? else { continue };
            let mut after = table.alter(std::slice::from_ref(&change))?;
            match &change {
                Change::AddColumn { column, .. } => {
                    let holder = format!("column `{}` of table `{name}`", column.name);
                    if self.provide_type(&holder, &column.column_type, ran).await? {
                        made.push(column.column_type.clone());
                    }
                }
                Change::SetType { column, column_type, .. } => {
                    let holder = format!("column `{column}` of table `{name}`");
                    if self.provide_type(&holder, column_type, ran).await? {
                        made.push(column_type.clone());
                    }
                }
                _ => {}
            }
            self.plan(&table, &change, &mut plan)?;
            // What a new type makes of the default's constant.
            for column in &mut after.columns {
                column.default = column.default.as_ref().and_then(|d| canonical::default(d, &column.column_type));
            }
            table = after;
        }
        // A type that came with a column which a later change took away again has no use.
        for unused in made.iter().filter(|made| !table.columns.iter().any(|column| column.column_type == **made)) {
            plan.statement(format!("DROP TYPE {}", types::write(unused)?));
        }
        plan.flush();
        for sql in plan.statements {
            self.run(sql, ran).await?;
        }
        Ok(())
    }

    /// How the server writes a condition of a table: it is told, and what it keeps is read and undone.
    async fn probe(&mut self, table: &Table, expression: &str) -> Result<Option<String>, Error> {
        let condition = fragment("a check", expression)?;
        let open = self.transaction == Transaction::Open;
        self.simple(if open { "SAVEPOINT mighost_probe" } else { "BEGIN" }).await?;
        let target = quoted(&table.name);
        let sql = format!("ALTER TABLE {target} ADD CONSTRAINT mighost_probe CHECK ({condition}) NOT VALID");
        let made = self.ask(Request::One(&sql, PgArguments::default(), NO_LIMIT)).await;
        let written = match &made {
            Ok(_) => {
                let sql = "SELECT pg_catalog.pg_get_expr(conbin, conrelid) FROM pg_catalog.pg_constraint \
                           WHERE conname = 'mighost_probe' AND conrelid = $1::pg_catalog.regclass";
                let rows = self.look(sql, &[Some(&target)]).await?;
                rows.first().map(|row| bare(&Fields::of(row).text()).to_owned())
            }
            // A condition that the table doesn't take can't be one that it has.
            Err(Error::Call(CallError::Database(_))) => None,
            Err(_) => return Err(made.err().unwrap_or_else(|| CallError::Other("no answer".to_owned()).into())),
        };
        let undo = "ROLLBACK TO SAVEPOINT mighost_probe; RELEASE SAVEPOINT mighost_probe";
        self.simple(if open { undo } else { "ROLLBACK" }).await?;
        Ok(written)
    }
}
