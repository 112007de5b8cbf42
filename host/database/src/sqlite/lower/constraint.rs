use super::{fragment, main, real_names, settings};
use crate::sqlite::guard::refuse_reserved;
use mighost_schema::{Constraint, Deferral, Error, Result, Table};

pub(super) fn lower_constraint(constraint: &Constraint, table: &Table) -> Result<Constraint> {
    let what = format!("table `{}`", table.name);
    Ok(match constraint {
        Constraint::PrimaryKey(key) => {
            let mut key = key.clone();
            key.columns = real_names(table, &key.columns);
            key.settings = settings(&what, &key.settings, &["on-conflict", "order", "collation", "inline"])?;
            Constraint::PrimaryKey(key)
        }
        Constraint::Unique(key) => {
            if key.nulls_not_distinct {
                return Err(Error::Unsupported(format!(
                    "{what}: in SQLite NULLs are never equal in a unique constraint; make a unique index over \
                     expressions such as coalesce(column, '')"
                )));
            }
            if key.deferral != Deferral::NotDeferrable {
                return Err(Error::Unsupported(format!(
                    "{what}: SQLite checks unique constraints at once; leave the deferral out"
                )));
            }
            let mut key = key.clone();
            key.columns = real_names(table, &key.columns);
            key.settings = settings(&what, &key.settings, &["on-conflict", "order", "collation"])?;
            Constraint::Unique(key)
        }
        Constraint::Check(check) => {
            let mut check = check.clone();
            check.expression = fragment(&format!("a check of {what}"), &check.expression)?;
            check.not_valid = false;
            check.settings = settings(&what, &check.settings, &["on-conflict"])?;
            Constraint::Check(check)
        }
        Constraint::ForeignKey(key) => {
            let mut key = key.clone();
            key.columns = real_names(table, &key.columns);
            key.referred_table = main(&key.referred_table)?;
            refuse_reserved(&key.referred_table.name)?;
            if key.referred_table.name.eq_ignore_ascii_case(&table.name.name) {
                key.referred_table = table.name.clone();
                key.referred_columns = real_names(table, &key.referred_columns);
            }
            key.not_valid = false;
            key.settings = settings(&what, &key.settings, &["match"])?;
            Constraint::ForeignKey(key)
        }
        Constraint::Exclusion(_) => {
            return Err(Error::Unsupported(format!("{what}: SQLite has no exclusion constraints; use a trigger")));
        }
    })
}
