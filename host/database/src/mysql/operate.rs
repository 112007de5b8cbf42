//! Operations: look, lower, write, run.

use super::inspect::{Read, integer, optional, text};
use super::keys::needed;
use super::lower::lower;
use super::render::{self, name as quoted, object};
use super::{Mysql, alter};
use crate::{Error, Ran};
use mighost_schema::{
    AlterTable, Change, Constraint, ConstraintKey, Error as CallError, ForeignKey, ObjectName, Operation, ResultLimit,
    Schema, Table, Value, View,
};
use std::collections::BTreeSet;

/// What an operation will do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub statements: Vec<String>,
    pub changed: bool,
}

impl Mysql {
    /// Runs one operation. What is open is committed before and after each of its statements.
    pub(super) async fn run_operation(&mut self, operation: &Operation) -> Result<Ran, Error> {
        self.usable()?;
        let plan = self.plan(operation).await?;
        let mut ran = Ran { changed: plan.changed, statements: Vec::new() };
        const NOTHING: ResultLimit = ResultLimit { rows: 0, bytes: 0 };
        for statement in plan.statements {
            self.run_committing(&statement, &[], NOTHING, false).await?;
            ran.statements.push(statement);
        }
        Ok(ran)
    }

    /// What an operation will do, without doing it.
    pub(super) async fn plan(&mut self, operation: &Operation) -> Result<Plan, Error> {
        let before = self.read_around(operation).await?;
        let lowered = lower(operation, &before, &self.rules())?;
        if let Operation::AlterTable(alter) = &lowered {
            return self.plan_alteration(operation, alter, &before).await;
        }
        let mut after = before.clone();
        let changed = after.apply(&lowered)?;
        let mut statements = Vec::new();
        if changed {
            self.write(operation, &lowered, &before, &after, &mut statements).await?;
        }
        Ok(Plan { statements, changed })
    }

    /// The part of the schema that an operation needs to be looked at with.
    pub(super) async fn read_around(&mut self, operation: &Operation) -> Result<Schema, Error> {
        let rules = self.rules();
        let mut tables: BTreeSet<ObjectName> = BTreeSet::new();
        let refers = |key: &ForeignKey| rules.object(&key.referred_table);
        let mut relation = None;
        match operation {
            Operation::CreateTable { table, .. } => {
                relation = Some(rules.object(&table.name));
                tables.extend(table.constraints.iter().filter_map(|c| match c {
                    Constraint::ForeignKey(key) => Some(refers(key)),
                    _ => None,
                }));
            }
            Operation::AlterTable(AlterTable { table, changes }) => {
                let table = rules.object(table);
                relation = Some(table.clone());
                tables.extend(changes.iter().filter_map(|change| match change {
                    Change::AddConstraint { constraint: Constraint::ForeignKey(key), .. } => Some(refers(key)),
                    _ => None,
                }));
            }
            Operation::CreateIndex { table, .. } | Operation::DropIndex { table, .. } => {
                relation = Some(rules.object(table));
            }
            Operation::CreateSchema { .. } => {}
            Operation::DropSchema { name, .. } => return self.schema_of(name).await,
            _ => return self.everything(operation).await,
        }
        let mut schema = Schema::default();
        if matches!(operation, Operation::CreateSchema { .. }) {
            schema.schemas = self.read_schemas().await?.into_iter().collect();
            return Ok(schema);
        }
        let creates = matches!(operation, Operation::CreateTable { .. });
        if let Some(name) = relation {
            match self.kind_of(&name).await?.as_deref() {
                None if creates => {}
                // The whole schema knows better names for what was meant.
                None => return self.everything(operation).await,
                Some("VIEW") => {
                    if let Some(view) = self.read_view(&name).await? {
                        schema.views.insert(name.clone(), view);
                    }
                }
                Some(_) => {
                    tables.insert(name);
                }
            }
        }
        if let Operation::AlterTable(AlterTable { table, .. }) = operation {
            // Their foreign keys go and come back where the type of a column changes that they refer to.
            tables.extend(self.children_of(table).await?);
        }
        for name in tables {
            if let Some(read) = self.read_table(&name).await? {
                schema.tables.insert(read.table.name.clone(), read.table);
            }
        }
        Ok(schema)
    }

    /// Everything in the default schema, and in the one that an operation names.
    async fn everything(&mut self, operation: &Operation) -> Result<Schema, Error> {
        let mut schema = self.read_schema().await?;
        let mut named: BTreeSet<String> =
            operation.touches(&schema).into_iter().filter_map(|touch| touch.object.schema).collect();
        named.remove(&self.facts.database);
        for name in named {
            let other = self.schema_of(&name).await?;
            schema.tables.extend(other.tables);
            schema.views.extend(other.views);
            schema.sequences.extend(other.sequences);
            schema.schemas.extend(other.schemas);
        }
        Ok(schema)
    }

    /// A schema beside the default one, and the names of all.
    async fn schema_of(&mut self, name: &str) -> Result<Schema, Error> {
        let mut schema = Schema { schemas: self.read_schemas().await?.into_iter().collect(), ..Schema::default() };
        for read in self.read_tables(Some(name), None).await? {
            schema.tables.insert(read.table.name.clone(), read.table);
        }
        for view in self.read_views(Some(name), None).await? {
            schema.views.insert(view.name.clone(), view);
        }
        if self.flavour.sequences() {
            for sequence in self.names_of(Some(name), "SEQUENCE").await? {
                if let Some(read) = self.read_sequence(&sequence).await? {
                    schema.sequences.insert(sequence, read);
                }
            }
        }
        Ok(schema)
    }

    async fn write(
        &mut self,
        operation: &Operation,
        lowered: &Operation,
        before: &Schema,
        after: &Schema,
        statements: &mut Vec<String>,
    ) -> Result<(), Error> {
        match lowered {
            Operation::CreateTable { table, .. } => {
                let start = match operation {
                    Operation::CreateTable { table, .. } => {
                        table.columns.iter().find_map(|c| c.identity.as_ref().and_then(|i| i.start))
                    }
                    _ => None,
                };
                statements.push(render::create_table(table, start, &self.rules()));
            }
            Operation::DropTable { name, .. } => {
                for (child, table) in &after.tables {
                    if before.tables.get(child).is_some_and(|was| was != table) {
                        statements.extend(self.without_references(child, name).await?);
                    }
                }
                drop_views(before, after, statements);
                statements.push(format!("DROP TABLE {}", object(name)));
            }
            Operation::RenameTable { from, to } | Operation::RenameView { from, to } => {
                if let Operation::RenameView { .. } = lowered
                    && from.schema != to.schema
                {
                    return Err(CallError::Unsupported(format!(
                        "a view can't move to another database; drop `{from}` and create `{to}`"
                    ))
                    .into());
                }
                statements.push(format!("RENAME TABLE {} TO {}", object(from), object(to)));
                for (name, view) in &after.views {
                    if before.views.get(name).is_some_and(|was| was.query != view.query) {
                        let security = self.security_of(view).await?;
                        statements.push(render::create_view(view, true, &security));
                    }
                }
            }
            Operation::RenameSequence { from, to } => {
                statements.push(format!("RENAME TABLE {} TO {}", object(from), object(to)));
            }
            Operation::CreateView { view, .. } => {
                let replaces = before.views.contains_key(&view.name);
                let security = if replaces { self.security_of(view).await? } else { String::new() };
                statements.push(render::create_view(view, replaces, &security));
            }
            Operation::DropView { name, .. } => {
                drop_views(before, after, statements);
                if statements.is_empty() {
                    statements.push(format!("DROP VIEW {}", object(name)));
                }
            }
            Operation::CreateSequence { sequence, .. } => {
                statements.push(format!(
                    "CREATE SEQUENCE {}{}",
                    object(&sequence.name),
                    render::numbers(&sequence.numbers)
                ));
            }
            Operation::AlterSequence { sequence } => {
                let numbers = render::numbers(&sequence.numbers);
                let cycle = match before.sequences.get(&sequence.name) {
                    Some(was) if was.numbers.cycle != sequence.numbers.cycle => {
                        if sequence.numbers.cycle {
                            " CYCLE"
                        } else {
                            " NOCYCLE"
                        }
                    }
                    _ => "",
                };
                if !(numbers.is_empty() && cycle.is_empty()) {
                    statements.push(format!("ALTER SEQUENCE {}{numbers}{cycle}", object(&sequence.name)));
                }
            }
            Operation::DropSequence { name, .. } => statements.push(format!("DROP SEQUENCE {}", object(name))),
            Operation::CreateSchema { name, .. } => statements.push(format!("CREATE DATABASE {}", quoted(name))),
            Operation::DropSchema { name, .. } => statements.push(format!("DROP DATABASE {}", quoted(name))),
            // Nothing of these is left behind lowering, or it is kept by no server.
            Operation::AlterTable(_)
            | Operation::CreateIndex { .. }
            | Operation::DropIndex { .. }
            | Operation::RefreshView { .. }
            | Operation::SetViewComment { .. }
            | Operation::CreateEnumeration { .. }
            | Operation::AddLabel { .. }
            | Operation::RenameLabel { .. }
            | Operation::RenameEnumeration { .. }
            | Operation::DropEnumeration { .. } => {}
        }
        if let Operation::CreateSequence { sequence, .. } = lowered
            && sequence.numbers.cycle
        {
            statements.iter_mut().for_each(|statement| statement.push_str(" CYCLE"));
        }
        Ok(())
    }

    async fn plan_alteration(
        &mut self,
        operation: &Operation,
        alter: &AlterTable,
        before: &Schema,
    ) -> Result<Plan, Error> {
        // The model has the words for what makes no sense.
        let mut after = before.clone();
        let changed = after.apply(&Operation::AlterTable(alter.clone()))?;
        let Some(mut read) = self.read_table(&alter.table).await? else { return Ok(Plan::default()) };
        let start = match operation {
            Operation::AlterTable(AlterTable { changes, .. }) => changes.iter().find_map(|change| match change {
                Change::SetIdentity { identity: Some(identity), .. } => identity.start,
                Change::AddColumn { column, .. } => column.identity.as_ref().and_then(|identity| identity.start),
                _ => None,
            }),
            _ => None,
        };
        let mut start = start.filter(|start| *start != 1 && changed);
        let mut statements = Vec::new();
        let mut schema = before.clone();
        for changes in alter::parts(&read.table, &alter.changes)? {
            let children = children(&schema, &alter.table);
            schema
                .apply(&Operation::AlterTable(AlterTable { table: alter.table.clone(), changes: changes.to_vec() }))?;
            let Some(table) = schema.tables.get(&alter.table) else { return Ok(Plan::default()) };
            let numbers = table.columns.iter().any(|column| column.identity.is_some());
            let wanted = alter::Wanted { table, start: start.take_if(|_| numbers) };
            statements.extend(alter::statements(&read, &wanted, changes, &children, &self.rules())?);
            read = Read { implicit: needed(table), table: table.clone() };
        }
        Ok(Plan { changed: changed && !alter.changes.is_empty(), statements })
    }

    /// The statements that take a table's foreign keys to another one away.
    async fn without_references(&mut self, child: &ObjectName, parent: &ObjectName) -> Result<Vec<String>, Error> {
        let Some(read) = self.read_table(child).await? else { return Ok(Vec::new()) };
        let keys = read.table.constraints.iter().filter_map(|c| match c {
            Constraint::ForeignKey(key) if key.referred_table == *parent => key.name.clone(),
            _ => None,
        });
        let changes: Vec<Change> =
            keys.map(|key| Change::DropConstraint { key: ConstraintKey::Name(key), if_exists: true }).collect();
        let after: Table = read.table.alter(&changes)?;
        let wanted = alter::Wanted { table: &after, start: None };
        Ok(alter::statements(&read, &wanted, &changes, &[], &self.rules())?)
    }

    /// The tables whose foreign keys refer to a table.
    async fn children_of(&mut self, table: &ObjectName) -> Result<Vec<ObjectName>, Error> {
        let (database, name) = (Value::Text(self.database_of(table)), Value::Text(table.name.clone()));
        let mut sql = "SELECT DISTINCT table_schema, table_name FROM information_schema.key_column_usage \
                       WHERE referenced_table_schema = ? AND referenced_table_name = ?"
            .to_owned();
        let mut parameters = vec![&database, &name];
        if !self.referred_to_from_elsewhere(&database).await? {
            sql.push_str(" AND table_schema = ?");
            parameters.push(&database);
        }
        let rows = self.rows(&sql, &parameters).await?;
        let rules = self.rules();
        Ok(rows.iter().map(|row| rules.object(&ObjectName { schema: optional(row, 0), name: text(row, 1) })).collect())
    }

    /// Whether foreign keys of other databases may refer to one. MariaDB would open every table of the server to tell,
    /// so its storage engine is asked before.
    async fn referred_to_from_elsewhere(&mut self, database: &Value) -> Result<bool, Error> {
        let plain =
            matches!(database, Value::Text(name) if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
        if !self.flavour.mariadb || !plain {
            return Ok(true);
        }
        let sql = "SELECT count(*) FROM information_schema.innodb_sys_foreign \
                   WHERE SUBSTRING_INDEX(ref_name, '/', 1) = ? AND SUBSTRING_INDEX(for_name, '/', 1) <> ?";
        Ok(match self.rows(sql, &[database, database]).await {
            Ok(rows) => rows.first().and_then(|row| integer(row, 0)).is_some_and(|count| count > 0),
            // ER_SPECIFIC_ACCESS_DENIED_ERROR: whoever may not ask so has no rights on other databases, most often; and
            // the server refuses a change that a key of theirs forbids.
            Err(Error::Call(CallError::Database(said))) if said.code == "1227" => false,
            Err(error) => return Err(error),
        })
    }

    /// How a view that is made anew says whose rights it reads with.
    async fn security_of(&mut self, view: &View) -> Result<String, Error> {
        let (database, name) = (Value::Text(self.database_of(&view.name)), Value::Text(view.name.name.clone()));
        let sql = "SELECT security_type FROM information_schema.views WHERE table_schema = ? AND table_name = ?";
        let rows = self.rows(sql, &[&database, &name]).await?;
        let invoker = rows.first().is_some_and(|row| text(row, 0) == "INVOKER");
        Ok(if invoker { "SQL SECURITY INVOKER ".to_owned() } else { String::new() })
    }
}

/// The foreign keys that refer to a table.
fn children(schema: &Schema, table: &ObjectName) -> Vec<(ObjectName, ForeignKey)> {
    let constraints = schema.tables.values().flat_map(|child| child.constraints.iter().map(|c| (&child.name, c)));
    constraints
        .filter_map(|(child, constraint)| match constraint {
            Constraint::ForeignKey(key) if key.referred_table == *table => Some((child.clone(), key.clone())),
            _ => None,
        })
        .collect()
}

fn drop_views(before: &Schema, after: &Schema, statements: &mut Vec<String>) {
    let gone: Vec<String> = before.views.keys().filter(|name| !after.views.contains_key(*name)).map(object).collect();
    if !gone.is_empty() {
        statements.push(format!("DROP VIEW {}", gone.join(", ")));
    }
}
