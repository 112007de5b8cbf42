//! Views.

use super::super::types::quoted;
use super::super::{Postgres, Transaction, canonical, render};
use super::invalid;
use crate::{Error, Ran};
use mighost_schema::{DatabaseError, Error as CallError, ObjectName, View};

impl Postgres {
    pub(super) async fn view_word(&mut self, name: &ObjectName) -> Result<&'static str, Error> {
        Ok(if self.seen(name).await? == Some('m') { "MATERIALIZED VIEW" } else { "VIEW" })
    }

    pub(super) async fn create_view(&mut self, view: &View, or_replace: bool, ran: &mut Ran) -> Result<(), Error> {
        let view = View { comment: canonical::comment(&view.comment), ..view.clone() };
        let create = |or_replace| render::create_view(&view, or_replace);
        let there = match self.seen(&view.name).await? {
            None => None,
            Some(kind @ ('v' | 'm')) if or_replace => Some(kind),
            Some(_) => return invalid(format!("`{}` exists already", view.name)),
        };
        let mut statements = Vec::new();
        match there {
            None => statements = create(false)?,
            Some('v') if !view.materialized => {
                // The server replaces a view whose columns stay; another one takes its place.
                let replaced = create(true)?;
                let (first, rest) = replaced.split_first().map(|(f, r)| (f.clone(), r.to_vec())).unwrap_or_default();
                if self.transaction == Transaction::Open && !self.recording {
                    self.simple("SAVEPOINT mighost_try").await?;
                }
                match self.run(first, ran).await {
                    Ok(()) => statements = rest,
                    // 42P16: the columns don't fit.
                    Err(Error::Call(CallError::Database(DatabaseError { code, .. }))) if code == "42P16" => {
                        if self.transaction == Transaction::Open {
                            self.simple("ROLLBACK TO SAVEPOINT mighost_try").await?;
                        }
                        statements.push(format!("DROP VIEW {}", quoted(&view.name)));
                        statements.extend(create(false)?);
                    }
                    Err(error) => return Err(error),
                }
            }
            Some(kind) => {
                let word = if kind == 'm' { "MATERIALIZED VIEW" } else { "VIEW" };
                statements.push(format!("DROP {word} {}", quoted(&view.name)));
                statements.extend(create(false)?);
            }
        }
        for sql in statements {
            self.run(sql, ran).await?;
        }
        Ok(())
    }
}
