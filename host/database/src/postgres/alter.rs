//! Changes of a table.

mod change;
mod plan;
mod settled;

pub(super) use settled::settled;

use super::Postgres;
use super::canonical;
use super::types;
use crate::{Error, Ran};
use mighost_schema::{
    Change, Check, Constraint, ConstraintKey, Error as CallError, ObjectName, Result as CallResult, Table,
};
use plan::Plan;
use settled::named;

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
            if self.is_about_what_has_no_name(&table, &change, &mut plan, ran).await? {
                let before = std::mem::replace(&mut table, self.existing(name).await?);
                for column in &mut table.columns {
                    // What a key that a change of this list made forbids is allowed again once the key goes.
                    column.nullable |= before.column(&column.name).is_some_and(|known| known.nullable);
                }
                self.rewrite_condition(&table, &mut change).await?;
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

    /// Whether a change is about a constraint without a name that the table as it is known doesn't have: it may stand in the
    /// server's own words, or be what the changes before this one make, which then has a name. These are made now.
    async fn is_about_what_has_no_name(
        &mut self,
        table: &Table,
        change: &Change,
        plan: &mut Plan,
        ran: &mut Ran,
    ) -> Result<bool, Error> {
        let unknown = match change {
            Change::DropConstraint { key: ConstraintKey::Name(_), .. } => false,
            Change::DropConstraint { key, .. } => named(table, key).is_none(),
            Change::AddConstraint {
                constraint: Constraint::Check(Check { name: None, expression, .. }),
                if_not_exists: true,
            } => {
                named(table, &ConstraintKey::Check(expression.clone())).is_none()
                    && table.constraints.iter().any(|known| matches!(known, Constraint::Check(_)))
            }
            _ => false,
        };
        if !unknown {
            return Ok(false);
        }
        plan.flush();
        if self.recording && !plan.statements.is_empty() {
            return match change {
                Change::DropConstraint { key, .. } => unsupported(format!(
                    "table `{}`: {key} gets its name from the server once the changes before it have been made, so that \
                     dropping it can't be written down before; give the constraint a name",
                    table.name
                ))
                .map_err(Error::from),
                _ => Ok(false),
            };
        }
        for sql in std::mem::take(&mut plan.statements) {
            self.run(sql, ran).await?;
        }
        Ok(true)
    }

    /// Puts a check's condition into the server's words.
    async fn rewrite_condition(&mut self, table: &Table, change: &mut Change) -> Result<(), Error> {
        match change {
            Change::DropConstraint { key: key @ ConstraintKey::Check(_), .. } => {
                let ConstraintKey::Check(expression) = &*key else { return Ok(()) };
                if named(table, key).is_none()
                    && let Some(written) = self.check_as_written(table, expression).await?
                {
                    *key = ConstraintKey::Check(written);
                }
            }
            Change::AddConstraint { constraint: Constraint::Check(check), if_not_exists: true } => {
                let written = self.check_as_written(table, &check.expression).await?;
                let stands = |known: &Constraint| matches!((known, &written), (Constraint::Check(known), Some(written)) if known.expression == *written);
                if table.constraints.iter().any(stands)
                    && let Some(written) = written
                {
                    check.expression = written;
                }
            }
            _ => {}
        }
        Ok(())
    }
}
