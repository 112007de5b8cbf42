//! A guest's calls, one after the other as the contract has them.

use super::StepSession;
use crate::journal::{Beyond, Kind, Outcome};
use async_trait::async_trait;
use mighost_database::{Effect, Origin, RESERVED_PREFIX, Ran};
use mighost_sandbox::{Report, Session, StepContext};
use mighost_schema::{
    Enumeration, Error, Filter, ObjectName, Operation, Page, Result, ResultLimit, Row, RowSet, Schema, Sequence, Table,
    Trigger, Value, View,
};

/// Makes a call that only looks, or answers it from the journal.
macro_rules! look {
    ($self:ident, $what:expr, $arguments:expr, $made:expr) => {{
        let call = $self.call(|| $what, &$arguments);
        if let Some(answer) = $self.answered(call.as_ref())? {
            return answer;
        }
        let result = $made.await;
        let result = $self.plain(result);
        $self.keep(call, Kind::Read, false, &result).await?;
        result
    }};
}

/// Makes a call that changes rows, or answers it from the journal.
macro_rules! change {
    ($self:ident, $table:ident, $what:expr, $arguments:expr, $made:expr) => {{
        let call = $self.call(|| $what, &$arguments).map(|call| call.of_rows($table));
        if let Some(answer) = $self.answered(call.as_ref())? {
            return answer;
        }
        let result = $made.await;
        let result = $self.note(|| $what, result);
        $self.keep(call, Kind::Rows, result.as_ref().is_ok_and(|changed| *changed > 0), &result).await?;
        result
    }};
}

/// Refuses names of mighost's own tables, whatever their case.
fn own(name: &str) -> Result<()> {
    let reserved = name.get(..RESERVED_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(RESERVED_PREFIX));
    if reserved {
        return Err(Error::Denied(format!("`{name}`: names that begin with `{RESERVED_PREFIX}` are mighost's own")));
    }
    Ok(())
}

/// The first line of a statement, for people.
fn first_line(statement: &str) -> String {
    // About what fits a terminal's line.
    const MOST: usize = 100;
    let text = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

#[async_trait]
impl Session for StepSession {
    fn context(&self) -> &StepContext {
        &self.context
    }

    async fn tables(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        look!(self, "list tables".into(), ("tables", schema), self.connection.tables(schema))
    }

    async fn table(&mut self, name: &ObjectName) -> Result<Option<Table>> {
        look!(self, format!("look at table {name}"), ("table", name), self.connection.table(name))
    }

    async fn triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>> {
        look!(self, format!("list triggers of {table}"), ("triggers", table), self.connection.triggers(table))
    }

    async fn views(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        look!(self, "list views".into(), ("views", schema), self.connection.views(schema))
    }

    async fn view(&mut self, name: &ObjectName) -> Result<Option<View>> {
        look!(self, format!("look at view {name}"), ("view", name), self.connection.view(name))
    }

    async fn sequences(&mut self, schema: Option<&str>) -> Result<Vec<ObjectName>> {
        look!(self, "list sequences".into(), ("sequences", schema), self.connection.sequences(schema))
    }

    async fn sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>> {
        look!(self, format!("look at sequence {name}"), ("sequence", name), self.connection.sequence(name))
    }

    async fn enumerations(&mut self, schema: Option<&str>) -> Result<Vec<Enumeration>> {
        look!(self, "list enumerations".into(), ("enumerations", schema), self.connection.enumerations(schema))
    }

    async fn schemas(&mut self) -> Result<Vec<String>> {
        look!(self, "list schemas".into(), ("schemas",), self.connection.schemas())
    }

    async fn operate(&mut self, operation: Operation) -> Result<bool> {
        for touch in operation.touches(&Schema::default()) {
            own(&touch.object.name)?;
        }
        let call = self.call(|| operation.to_string(), &("operate", &operation));
        if let Some(answer) = self.answered(call.as_ref())? {
            return answer;
        }
        let result = match (self.connection.effect_of(&operation), &mut self.journal, call) {
            (Effect::Inside, Some(journal), Some(call)) => {
                let made = journal.operate(self.connection.as_mut(), call, &operation).await;
                made.map_err(|broken| self.end(broken))?
            }
            (Effect::Inside, ..) => self.connection.operate(&operation).await,
            (effect, _, call) => {
                self.beyond(call, effect, Beyond::Operation(&operation)).await?.map(|outcome| match outcome {
                    Outcome::Ran(ran) => ran,
                    _ => Ran::default(),
                })
            }
        };
        let Ran { changed, statements } = self.note(|| operation.to_string(), result)?;
        self.statements.extend(statements);
        Ok(changed)
    }

    async fn insert(&mut self, table: &ObjectName, columns: &[String], rows: Vec<Row>) -> Result<u64> {
        own(&table.name)?;
        change!(
            self,
            table,
            format!("insert into {table}"),
            ("insert", table, columns, &rows),
            self.connection.insert(table, columns, &rows)
        )
    }

    async fn page(&mut self, page: Page<'_>) -> Result<Vec<Row>> {
        own(&page.table.name)?;
        let table = page.table;
        let call = self.call(
            || format!("scan {table}"),
            &("page", table, page.columns, page.filters, page.order_by, page.after, page.limit),
        );
        if let Some(answer) = self.answered(call.as_ref())? {
            return answer;
        }
        let result = self.connection.page(page).await;
        let result = self.note(|| format!("scan {table}"), result);
        self.keep(call, Kind::Read, false, &result).await?;
        result
    }

    async fn count(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        own(&table.name)?;
        look!(self, format!("count {table}"), ("count", table, filters), self.connection.count(table, filters))
    }

    async fn update(&mut self, table: &ObjectName, key: &[String], columns: &[String], rows: Vec<Row>) -> Result<u64> {
        own(&table.name)?;
        change!(
            self,
            table,
            format!("update {table}"),
            ("update", table, key, columns, &rows),
            self.connection.update(table, key, columns, &rows)
        )
    }

    async fn update_where(
        &mut self,
        table: &ObjectName,
        columns: &[String],
        values: Row,
        filters: &[Filter],
    ) -> Result<u64> {
        own(&table.name)?;
        change!(
            self,
            table,
            format!("update {table}"),
            ("update-where", table, columns, &values, filters),
            self.connection.update_where(table, columns, &values, filters)
        )
    }

    async fn delete(&mut self, table: &ObjectName, key: &[String], rows: Vec<Row>) -> Result<u64> {
        own(&table.name)?;
        change!(
            self,
            table,
            format!("delete from {table}"),
            ("delete", table, key, &rows),
            self.connection.delete(table, key, &rows)
        )
    }

    async fn delete_where(&mut self, table: &ObjectName, filters: &[Filter]) -> Result<u64> {
        own(&table.name)?;
        change!(
            self,
            table,
            format!("delete from {table}"),
            ("delete-where", table, filters),
            self.connection.delete_where(table, filters)
        )
    }

    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<u64> {
        self.executed += 1;
        // What is set for the session is gone with it: whoever goes on in another one sets it again.
        let call = match first_word(statement).as_str() {
            "set" | "reset" => None,
            _ => self.call(|| first_line(statement), &("execute", statement, parameters)),
        };
        if let Some(answer) = self.answered(call.as_ref())? {
            return answer;
        }
        let effect = self.effect(statement);
        if effect == Effect::Inside
            && self.connection.may_end_transaction(statement)
            && let (Some(journal), Some(call)) = (&mut self.journal, call.clone())
        {
            let made = journal.perilous(self.connection.as_mut(), call, statement, parameters).await;
            let result = made.map_err(|broken| self.end(broken))?;
            let result = self.note(|| statement.to_owned(), result);
            self.statements.extend(result.is_ok().then(|| statement.to_owned()));
            return result;
        }
        if effect == Effect::Inside {
            self.set_again().await?;
            let result = self.connection.execute(Origin::Guest, statement, parameters).await;
            if let (Some(journal), None, true) = (&mut self.journal, &call, result.is_ok()) {
                journal.set(statement);
            }
            let result = self.note(|| statement.to_owned(), result);
            // A statement that changes no rows may still have changed something: a setting, say, or a table that
            // PostgreSQL makes inside the transaction.
            let kind = if self.rows_only(statement) { Kind::Rows } else { Kind::Statement };
            let changed = match kind {
                Kind::Rows => result.as_ref().is_ok_and(|changed| *changed > 0),
                _ => result.is_ok(),
            };
            self.keep(call, kind, changed, &result).await?;
            self.statements.extend(result.is_ok().then(|| statement.to_owned()));
            return result;
        }
        let result = self.beyond(call, effect, Beyond::Execute(statement, parameters)).await?;
        let changed = self.note(
            || statement.to_owned(),
            result.map(|outcome| match outcome {
                Outcome::Changed(changed) => changed,
                _ => 0,
            }),
        )?;
        self.statements.push(statement.to_owned());
        Ok(changed)
    }

    async fn query(&mut self, statement: &str, parameters: &[Value], limit: ResultLimit) -> Result<RowSet> {
        let call = self.call(|| first_line(statement), &("query", statement, parameters));
        if let Some(answer) = self.answered(call.as_ref())? {
            return answer;
        }
        let effect = self.effect(statement);
        if effect == Effect::Inside {
            self.set_again().await?;
            let result = self.connection.query(Origin::Guest, statement, parameters, limit).await;
            let result = self.note(|| statement.to_owned(), result);
            // `INSERT … RETURNING` is a query as well.
            let (kind, changed) = match looks_only(statement) {
                true => (Kind::Read, false),
                false => (Kind::Rows, result.is_ok()),
            };
            self.keep(call, kind, changed, &result).await?;
            return result;
        }
        let result = self.beyond(call, effect, Beyond::Query(statement, parameters, limit)).await?;
        self.note(
            || statement.to_owned(),
            result.map(|outcome| match outcome {
                Outcome::Rows(rows) => rows,
                _ => RowSet::default(),
            }),
        )
    }

    fn report(&mut self, report: Report) {
        if let Report::Warning(warning) = &report {
            self.warnings.push(warning.clone());
        }
        (self.listener)(report);
    }
}

impl StepSession {
    /// Sets again what the migration has set of the session, where statements of ours came in between.
    async fn set_again(&mut self) -> Result<()> {
        match &mut self.journal {
            Some(journal) => {
                let set = journal.set_again(self.connection.as_mut()).await;
                self.plain(set)
            }
            None => Ok(()),
        }
    }

    /// Whether a statement inside the transaction can't change more than rows: what such a one didn't change is as it
    /// was, and nothing else needs to be committed behind it.
    fn rows_only(&self, statement: &str) -> bool {
        matches!(first_word(statement).as_str(), "insert" | "update" | "delete" | "replace" | "merge" | "select")
    }
}

/// Whether a query can't change anything but through a function that it calls.
fn looks_only(statement: &str) -> bool {
    matches!(first_word(statement).as_str(), "select" | "show" | "explain" | "values" | "table" | "describe" | "desc")
}

/// The first word of a statement, in small letters; nothing where a comment stands before it.
fn first_word(statement: &str) -> String {
    let word = statement.trim_start().trim_start_matches('(').trim_start();
    word.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase()
}
