//! Changes of a table.

use super::canonical;
use super::operate::check_settings;
use super::read::Fields;
use super::render::{self, check_name, name as quoted_name};
use super::session::{NO_LIMIT, Request};
use super::text::{bare, fragment, loosely};
use super::types::{self, is_text, quoted};
use super::value::literal;
use super::{Postgres, Transaction};
use crate::{Error, Ran};
use mighost_schema::{
    Change, Column, ColumnType, Constraint, ConstraintKey, EnumType, Error as CallError, Identity, ObjectName,
    Position, Result as CallResult, Table,
};

use sqlx::postgres::PgArguments;

/// When the server does an action of a statement, whatever its place in it: its passes, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pass {
    Drop,
    Type,
    Add,
    Attribute,
    Constraint,
    Other,
}

struct Action {
    pass: Pass,
    /// The columns and constraints that it is about.
    about: Vec<String>,
    text: String,
}

/// The statements of an alteration. What can be done in one `ALTER TABLE` is.
struct Plan {
    table: String,
    statements: Vec<String>,
    actions: Vec<Action>,
    /// Statements behind the actions, each with the column it is about.
    after: Vec<(String, String)>,
}

impl Plan {
    fn new(table: &Table) -> Plan {
        Plan { table: quoted(&table.name), statements: Vec::new(), actions: Vec::new(), after: Vec::new() }
    }

    /// Adds actions that belong together. Where the server would do one before an earlier one about the same thing,
    /// they get a statement of their own.
    fn add(&mut self, actions: Vec<Action>) {
        let overtakes = actions.iter().any(|new| {
            let meets = |name: &String| new.about.contains(name);
            self.actions.iter().any(|old| new.pass < old.pass && old.about.iter().any(meets))
                || new.pass == Pass::Drop && self.after.iter().any(|(about, _)| meets(about))
        });
        if overtakes {
            self.flush();
        }
        self.actions.extend(actions);
    }

    fn one(&mut self, pass: Pass, about: &[&str], text: String) {
        self.add(vec![Action { pass, about: about.iter().map(|name| (*name).to_owned()).collect(), text }]);
    }

    fn flush(&mut self) {
        if !self.actions.is_empty() {
            let texts: Vec<String> = self.actions.drain(..).map(|action| action.text).collect();
            self.statements.push(format!("ALTER TABLE {} {}", self.table, texts.join(", ")));
        }
        self.statements.extend(self.after.drain(..).map(|(_, sql)| sql));
    }

    fn statement(&mut self, sql: String) {
        self.flush();
        self.statements.push(sql);
    }
}

fn unsupported<T>(text: String) -> CallResult<T> {
    Err(CallError::Unsupported(text))
}

/// The constraint of the table that a key means, by the server's name.
fn named(table: &Table, key: &ConstraintKey) -> Option<String> {
    let fits = |constraint: &&Constraint| match (key, constraint) {
        (ConstraintKey::Name(name), constraint) => constraint.name() == Some(name),
        (ConstraintKey::PrimaryKey, Constraint::PrimaryKey(_)) => true,
        (ConstraintKey::Unique(columns), Constraint::Unique(c)) => c.columns == *columns,
        (ConstraintKey::ForeignKey(columns), Constraint::ForeignKey(c)) => c.columns == *columns,
        (ConstraintKey::Check(expression), Constraint::Check(c)) => {
            c.expression == *expression || loosely(&c.expression) == loosely(expression)
        }
        _ => false,
    };
    // One that its author gave no name is found by what it says before one that has one.
    let mut found = table.constraints.iter().rev().filter(fits);
    let first = found.clone().next();
    found.find(|constraint| is_given(constraint)).or(first).and_then(Constraint::name).map(str::to_owned)
}

/// Whether a constraint's name is one that the server gives: `<table>_<columns>_check`, with a number behind it where there
/// are several.
fn is_given(constraint: &Constraint) -> bool {
    let ending = match constraint {
        Constraint::PrimaryKey(_) => "_pkey",
        Constraint::Unique(_) => "_key",
        Constraint::Check(_) => "_check",
        Constraint::ForeignKey(_) => "_fkey",
        Constraint::Exclusion(_) => "_excl",
    };
    constraint.name().is_some_and(|name| name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(ending))
}

/// A change in the form that the table has: the names of constraints, canonical definitions, no positions. None
/// where there is nothing to do.
pub(super) fn settled(table: &Table, change: &Change, stored: bool) -> CallResult<Option<Change>> {
    let what = format!("table `{}`", table.name);
    Ok(Some(match change {
        Change::AddColumn { column, if_not_exists, .. } => {
            if *if_not_exists && table.column(&column.name).is_some() {
                return Ok(None);
            }
            check_settings(&format!("{what}, column `{}`", column.name), &column.settings, &["serial"])?;
            let column = canonical::column(table, column, stored);
            Change::AddColumn { column, position: Position::Last, if_not_exists: false }
        }
        Change::DropColumn { name, if_exists: true } if table.column(name).is_none() => return Ok(None),
        Change::SetType { column, column_type, using } => Change::SetType {
            column: column.clone(),
            column_type: types::canonical(column_type, &table.name, column),
            using: using.clone(),
        },
        Change::SetDefault { column, default: Some(default) } => Change::SetDefault {
            column: column.clone(),
            default: match table.column(column) {
                Some(known) => canonical::default(default, &known.column_type),
                None => Some(default.clone()),
            },
        },
        Change::SetColumnComment { column, comment } => {
            Change::SetColumnComment { column: column.clone(), comment: canonical::comment(comment) }
        }
        Change::SetIndexComment { index, comment } => {
            Change::SetIndexComment { index: index.clone(), comment: canonical::comment(comment) }
        }
        Change::SetTableComment { comment } => Change::SetTableComment { comment: canonical::comment(comment) },
        Change::MoveColumn { column, .. } => {
            return unsupported(format!(
                "{what}: PostgreSQL can't move column `{column}`; add a new column, copy the values and drop the old one, \
                 or list the columns in the order you want where you read them"
            ));
        }
        Change::AddConstraint { constraint, if_not_exists } => {
            let constraint = canonical::constraint(constraint);
            if *if_not_exists && stands(table, &constraint) {
                return Ok(None);
            }
            Change::AddConstraint { constraint, if_not_exists: false }
        }
        Change::DropConstraint { key, if_exists } => match named(table, key) {
            Some(name) => Change::DropConstraint { key: ConstraintKey::Name(name), if_exists: false },
            None if *if_exists => return Ok(None),
            // The model says what is there.
            None => change.clone(),
        },
        Change::AddIndex { index, if_not_exists } => {
            if *if_not_exists && table.index(&index.name).is_some() {
                return Ok(None);
            }
            check_settings(&format!("index `{}`", index.name), &index.settings, canonical::INDEX_SETTINGS)?;
            Change::AddIndex { index: canonical::index(table, index), if_not_exists: false }
        }
        Change::DropIndex { name, if_exists: true } if table.index(name).is_none() => return Ok(None),
        Change::SetColumnSetting { column, name, .. } => {
            let what = format!("{what}, column `{column}`");
            check_settings(&what, &[(name.clone(), String::new())].into_iter().collect(), &["serial"])?;
            if name == "serial" {
                return unsupported(format!("{what}: a column is made to number rows by setting its identity"));
            }
            // A setting of another database's; but the column must be there.
            table.alter(std::slice::from_ref(change))?;
            return Ok(None);
        }
        Change::SetSetting { name, value } => {
            let given = [(name.clone(), value.clone().unwrap_or_default())].into_iter().collect();
            check_settings(&what, &given, canonical::TABLE_SETTINGS)?;
            if !canonical::TABLE_SETTINGS.contains(&name.as_str()) {
                return Ok(None);
            }
            change.clone()
        }
        other => other.clone(),
    }))
}

/// Whether a constraint like this one stands: of its name, or, without one, of its content.
fn stands(table: &Table, constraint: &Constraint) -> bool {
    let alike = |known: &Constraint| match (known, constraint) {
        (Constraint::PrimaryKey(a), Constraint::PrimaryKey(b)) => a.columns == b.columns,
        (Constraint::Unique(a), Constraint::Unique(b)) => a.columns == b.columns,
        (Constraint::ForeignKey(a), Constraint::ForeignKey(b)) => {
            a.columns == b.columns && a.referred_table == b.referred_table
        }
        (Constraint::Check(a), Constraint::Check(b)) => loosely(&a.expression) == loosely(&b.expression),
        _ => false,
    };
    match constraint.name() {
        Some(name) => table.constraint(name).is_some(),
        None => table.constraints.iter().any(alike),
    }
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

    fn plan(&self, table: &Table, change: &Change, plan: &mut Plan) -> Result<(), Error> {
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
