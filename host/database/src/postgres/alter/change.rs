//! What becomes of each kind of change.

use super::super::operate::{check_constraint, check_index};
use super::super::render::{self, check_name, name as quoted_name};
use super::super::text::fragment;
use super::super::types::{self, is_text, quoted};
use super::super::value::literal;
use super::super::{Postgres, canonical};
use super::plan::{Action, Pass, Plan};
use super::unsupported;
use crate::Error;
use mighost_schema::{
    Change, Column, ColumnType, Constraint, ConstraintKey, EnumType, Identity, Result as CallResult, Table,
};

impl Postgres {
    pub(super) fn plan(&self, table: &Table, change: &Change, plan: &mut Plan) -> Result<(), Error> {
        let alter = |column: &str, text: &str| format!("ALTER COLUMN {} {text}", quoted_name(column));
        match change {
            Change::AddColumn { column, .. } => {
                plan.one(Pass::Add, &[&column.name], format!("ADD COLUMN {}", render::column(column)?));
                if let Some(text) = &column.comment {
                    let sql = render::column_comment(table, &column.name, Some(text))?;
                    plan.after.push((column.name.clone(), sql));
                }
            }
            Change::DropColumn { name, .. } => {
                plan.one(Pass::Drop, &[name], format!("DROP COLUMN {}", quoted_name(name)));
            }
            Change::RenameColumn { from, to } => {
                check_name(to)?;
                let sql = format!(
                    "ALTER TABLE {} RENAME COLUMN {} TO {}",
                    quoted(&table.name),
                    quoted_name(from),
                    quoted_name(to)
                );
                plan.statement(sql);
            }
            Change::SetType { column, column_type, using } => {
                self.set_type(table, column, column_type, using.as_deref(), plan)?;
            }
            Change::SetNullable { column, nullable: true } => {
                plan.one(Pass::Drop, &[column], alter(column, "DROP NOT NULL"));
            }
            Change::SetNullable { column, nullable: false } => {
                plan.one(Pass::Attribute, &[column], alter(column, "SET NOT NULL"));
            }
            Change::SetDefault { column, default: Some(default) } => {
                let text = format!("SET DEFAULT {}", render::default(default)?);
                plan.one(Pass::Constraint, &[column], alter(column, &text));
            }
            Change::SetDefault { column, default: None } => {
                plan.one(Pass::Drop, &[column], alter(column, "DROP DEFAULT"));
            }
            Change::SetGenerated { column, generated } => {
                let known = table.column(column).and_then(|known| known.generated.as_ref());
                match (known, generated) {
                    (None, None) => {}
                    (Some(_), None) => plan.one(Pass::Drop, &[column], alter(column, "DROP EXPRESSION")),
                    (Some(known), Some(new)) if known.expression == new.expression => {}
                    // Changing the expression came with version 17.
                    (Some(_), Some(new)) if self.number >= 170_000 => {
                        let text =
                            format!("SET EXPRESSION AS ({})", fragment("a generation expression", &new.expression)?);
                        plan.one(Pass::Add, &[column], alter(column, &text));
                    }
                    _ => {
                        return Ok(unsupported(format!(
                            "column `{column}` of table `{}`: PostgreSQL {} can't change how an existing column is \
                             generated; drop the column and add it again",
                            table.name, self.version
                        ))?);
                    }
                }
            }
            Change::SetIdentity { column, identity } => set_identity(table, column, identity.as_ref(), plan),
            Change::SetCollation { column, collation } => {
                let known = table.column(column).map(|known| known.column_type.clone()).unwrap_or(ColumnType::TEXT);
                let collation = quoted_name(collation.as_deref().unwrap_or("default"));
                let text = format!("TYPE {} COLLATE {collation}", types::write(&known)?);
                plan.one(Pass::Type, &[column], alter(column, &text));
            }
            Change::SetColumnComment { column, comment } => {
                let sql = render::column_comment(table, column, comment.as_deref())?;
                plan.after.push((column.clone(), sql));
            }
            // Refused already.
            Change::MoveColumn { .. } => {}
            Change::AddConstraint { constraint, .. } => {
                check_constraint(self.number, &table.name, constraint)?;
                let about: Vec<&str> = everything(table).into_iter().chain(constraint.name()).collect();
                plan.one(Pass::Constraint, &about, format!("ADD {}", render::constraint(constraint)?));
            }
            Change::DropConstraint { key: ConstraintKey::Name(name), .. } => {
                plan.one(Pass::Drop, &[name], format!("DROP CONSTRAINT {}", quoted_name(name)));
                if let Some(Constraint::PrimaryKey(key)) = table.constraint(name) {
                    // As with an identity: a key that an earlier change made leaves its columns as they were.
                    let nullable = |name: &&String| table.column(name).is_some_and(|column| column.nullable);
                    for column in key.columns.iter().filter(nullable) {
                        plan.one(Pass::Drop, &[column], alter(column, "DROP NOT NULL"));
                    }
                }
            }
            Change::DropConstraint { .. } => {}
            Change::RenameConstraint { from, to } => {
                check_name(to)?;
                let names = format!("{} TO {}", quoted_name(from), quoted_name(to));
                plan.statement(format!("ALTER TABLE {} RENAME CONSTRAINT {names}", quoted(&table.name)));
            }
            Change::ValidateConstraint { name } => {
                plan.one(Pass::Other, &[name], format!("VALIDATE CONSTRAINT {}", quoted_name(name)));
            }
            Change::AddIndex { index, .. } => {
                check_index(self.number, &table.name, index)?;
                plan.flush();
                plan.statements.extend(render::create_index(table, index, false)?);
            }
            Change::DropIndex { name, .. } => plan.statement(format!("DROP INDEX {}", render::index_name(table, name))),
            Change::RenameIndex { from, to } => {
                check_name(to)?;
                plan.statement(format!(
                    "ALTER INDEX {} RENAME TO {}",
                    render::index_name(table, from),
                    quoted_name(to)
                ));
            }
            Change::SetIndexComment { index, comment } => {
                plan.statement(render::comment("INDEX", &render::index_name(table, index), comment.as_deref())?);
            }
            Change::SetTableComment { comment } => {
                plan.after.push((String::new(), render::comment("TABLE", &quoted(&table.name), comment.as_deref())?));
            }
            // Nothing of it is left where the changes are settled.
            Change::SetColumnSetting { .. } => {}
            Change::SetSetting { name, value } => set_setting(table, name, value.as_deref(), plan)?,
        }
        Ok(())
    }

    /// A type can't be changed under a default that doesn't fit it: the default steps aside and comes back.
    fn set_type(
        &self,
        table: &Table,
        column: &str,
        column_type: &ColumnType,
        using: Option<&str>,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let Some(known) = table.column(column) else { return Ok(()) };
        let name = quoted_name(column);
        let written = types::write(column_type)?;
        let mut actions = Vec::new();
        let mut add = |pass, text| actions.push(Action { pass, about: vec![column.to_owned()], text });
        if known.default.is_some() {
            add(Pass::Drop, format!("ALTER COLUMN {name} DROP DEFAULT"));
        }
        let collation = known.collation.as_ref().filter(|_| is_text(column_type));
        let collation = collation.map(|collation| format!(" COLLATE {}", quoted_name(collation))).unwrap_or_default();
        let using = match using {
            Some(using) => format!(" USING {}", fragment("how to compute the new value", using)?),
            None => Self::conversion(known, column_type, &written),
        };
        add(Pass::Type, format!("ALTER COLUMN {name} TYPE {written}{collation}{using}"));
        if let Some(default) = known.default.as_ref().and_then(|d| canonical::default(d, column_type)) {
            add(Pass::Constraint, format!("ALTER COLUMN {name} SET DEFAULT {}", render::default(&default)?));
        }
        plan.add(actions);
        Ok(())
    }

    /// How the values of a column become values of another type where the server doesn't know by itself: from and to
    /// texts and enumerations by way of their text.
    fn conversion(column: &Column, to: &ColumnType, written: &str) -> String {
        let texts = |t: &ColumnType| is_text(t) || matches!(t, ColumnType::Enumeration(_));
        let name = quoted_name(&column.name);
        if !(texts(&column.column_type) || texts(to)) || is_text(&column.column_type) && is_text(to) {
            return String::new();
        }
        if is_text(to) {
            // Every type's text can be assigned to a text.
            return String::new();
        }
        if let (
            ColumnType::Enumeration(EnumType { name: Some(a), .. }),
            ColumnType::Enumeration(EnumType { name: Some(b), .. }),
        ) = (&column.column_type, to)
            && a == b
        {
            return String::new();
        }
        format!(" USING {name}::text::{written}")
    }
}

/// Every column and constraint.
fn everything(table: &Table) -> Vec<&str> {
    let constraints = table.constraints.iter().filter_map(Constraint::name);
    table.columns.iter().map(|column| column.name.as_str()).chain(constraints).collect()
}

fn set_identity(table: &Table, column: &str, identity: Option<&Identity>, plan: &mut Plan) {
    let Some(known) = table.column(column) else { return };
    let name = quoted_name(column);
    match (&known.identity, identity) {
        (None, None) => {}
        (Some(_), None) => {
            plan.one(Pass::Drop, &[column], format!("ALTER COLUMN {name} DROP IDENTITY"));
            if known.nullable {
                // It was made not nullable by an earlier change of this list only.
                plan.one(Pass::Drop, &[column], format!("ALTER COLUMN {name} DROP NOT NULL"));
            }
        }
        (None, Some(new)) => {
            let new = canonical::numbers(new, &known.column_type);
            let mut actions = Vec::new();
            let mut add = |pass, text| actions.push(Action { pass, about: vec![column.to_owned()], text });
            if known.default.is_some() || known.settings.contains_key("serial") {
                add(Pass::Drop, format!("ALTER COLUMN {name} DROP DEFAULT"));
            }
            if known.nullable {
                add(Pass::Attribute, format!("ALTER COLUMN {name} SET NOT NULL"));
            }
            add(Pass::Constraint, format!("ALTER COLUMN {name} ADD GENERATED {}", render::identity(&new)));
            plan.add(actions);
        }
        (Some(_), Some(new)) => {
            let new = canonical::numbers(new, &known.column_type);
            let when = if new.always { "ALWAYS" } else { "BY DEFAULT" };
            let number = |word: &str, number: Option<i64>, usual: &str| match number {
                Some(number) => format!(" SET {word} {number}"),
                None => format!(" SET {usual}"),
            };
            let downwards = new.increment.is_some_and(|step| step < 0);
            let first = new.start.or(if downwards { new.max_value } else { new.min_value });
            let text = [
                number("INCREMENT BY", new.increment, "INCREMENT BY 1"),
                number("MINVALUE", new.min_value, "NO MINVALUE"),
                number("MAXVALUE", new.max_value, "NO MAXVALUE"),
                number("START WITH", first, if downwards { "START WITH -1" } else { "START WITH 1" }),
                number("CACHE", new.cache, "CACHE 1"),
                if new.cycle { " SET CYCLE" } else { " SET NO CYCLE" }.to_owned(),
            ]
            .concat();
            plan.one(Pass::Attribute, &[column], format!("ALTER COLUMN {name} SET GENERATED {when}{text}"));
        }
    }
}

fn set_setting(table: &Table, name: &str, value: Option<&str>, plan: &mut Plan) -> CallResult<()> {
    let alter = format!("ALTER TABLE {}", quoted(&table.name));
    match (name, value) {
        ("unlogged", Some(_)) => plan.statement(format!("{alter} SET UNLOGGED")),
        ("unlogged", None) => plan.statement(format!("{alter} SET LOGGED")),
        ("tablespace", value) => {
            let tablespace = quoted_name(value.unwrap_or("pg_default"));
            plan.statement(format!("{alter} SET TABLESPACE {tablespace}"));
        }
        ("partition-by" | "partition-of" | "partition-bound", _) => {
            return unsupported(format!(
                "table `{}`: PostgreSQL can't change how an existing table is partitioned; create a new table and copy \
                 the rows",
                table.name
            ));
        }
        (name, Some(value)) => {
            plan.one(Pass::Other, &[name], format!("SET ({} = {})", quoted_name(name), literal(value)?));
        }
        (name, None) => plan.one(Pass::Other, &[name], format!("RESET ({})", quoted_name(name))),
    }
    Ok(())
}
