//! One step's view of the database: what a guest's calls become.

use crate::journal::{Beyond, Broken, Call, Journal, Kind, Outcome};
use async_trait::async_trait;
use mighost_artifact::{Artifact, Half};
use mighost_database::{Connection, Effect, Origin, RESERVED_PREFIX, Ran};
use mighost_sandbox::{Direction, Report, Session, StepContext};
use mighost_schema::{
    Enumeration, Error, Filter, ObjectName, Operation, Page, Result, ResultLimit, Row, RowSet, Schema, Sequence, Table,
    Trigger, Value, View,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Takes what a step reports while it runs.
pub(crate) type Listener = Arc<dyn Fn(Report) + Send + Sync>;

/// The session of one step: it owns the connection while the guest runs and gives it back afterwards.
pub(crate) struct StepSession {
    connection: Box<dyn Connection>,
    context: StepContext,
    listener: Listener,
    /// Where the step isn't one transaction.
    journal: Option<Journal>,
    /// The statements that operations ran, in order.
    statements: Vec<String>,
    /// What the guest warned of.
    warnings: Vec<String>,
    /// How many raw statements were run or tried: an SQL migration's place in its file.
    executed: usize,
    /// The last statement or operation that failed, for the message.
    failed: Option<String>,
    /// Why the journal ended the step.
    broken: Option<Broken>,
    /// Something else held what a call needed, for too long.
    busy: bool,
    /// The connection was lost.
    gone: bool,
}

/// A statement or operation that failed.
pub(crate) struct Failed {
    /// Which.
    pub(crate) what: String,
    /// Its line in an SQL migration's file.
    pub(crate) line: Option<u32>,
}

/// What a session has to tell when its step is over.
pub(crate) struct Told {
    /// The connection, for the host again.
    pub(crate) connection: Box<dyn Connection>,
    /// What was written down.
    pub(crate) journal: Option<Journal>,
    /// What the migration warned of.
    pub(crate) warnings: Vec<String>,
    /// The last call, where it failed.
    pub(crate) failed: Option<Failed>,
    /// The statements that ran.
    pub(crate) statements: Vec<String>,
    /// How many raw statements were run or tried.
    pub(crate) executed: usize,
    /// Why the journal ended the step.
    pub(crate) broken: Option<Broken>,
    /// Something else held what a call needed, for too long: another try may succeed.
    pub(crate) busy: bool,
    /// The connection was lost.
    pub(crate) gone: bool,
}

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

impl StepSession {
    /// A session over a connection whose transaction is open.
    pub(crate) fn new(
        connection: Box<dyn Connection>,
        context: StepContext,
        listener: Listener,
        journal: Option<Journal>,
    ) -> Self {
        StepSession {
            connection,
            context,
            listener,
            journal,
            statements: Vec::new(),
            warnings: Vec::new(),
            executed: 0,
            failed: None,
            broken: None,
            busy: false,
            gone: false,
        }
    }

    /// Ends the session. `artifact` is what ran: an SQL migration's knows the lines of its statements.
    pub(crate) fn told(self, artifact: &Artifact) -> Told {
        let half = match self.context.direction {
            Direction::Up => Half::Upgrade,
            Direction::Down => Half::Downgrade,
        };
        let place = self.executed.checked_sub(1);
        let line = artifact.source().zip(place).and_then(|(source, n)| source.line(half, self.context.dialect, n));
        Told {
            connection: self.connection,
            journal: self.journal,
            warnings: self.warnings,
            failed: self.failed.map(|what| Failed { what, line }),
            statements: self.statements,
            executed: self.executed,
            broken: self.broken,
            busy: self.busy,
            gone: self.gone,
        }
    }

    /// Runs a call and remembers what failed.
    fn note<T>(&mut self, what: impl FnOnce() -> String, result: Result<T, mighost_database::Error>) -> Result<T> {
        match result {
            Ok(value) => {
                self.failed = None;
                self.busy = false;
                Ok(value)
            }
            Err(error) => {
                self.failed = Some(what());
                self.busy = is_busy(&error);
                self.plain(Err(error))
            }
        }
    }

    /// A connection's error as a guest sees it.
    fn plain<T>(&mut self, result: Result<T, mighost_database::Error>) -> Result<T> {
        result.map_err(|error| {
            self.gone |= matches!(error, mighost_database::Error::Unreachable { .. });
            match error {
                mighost_database::Error::Call(error) => error,
                other => Error::Other(other.to_string()),
            }
        })
    }

    /// A call for the journal, where there is one.
    fn call(&self, what: impl FnOnce() -> String, arguments: &impl Serialize) -> Option<Call> {
        self.journal.as_ref().map(|_| Call::new(what(), arguments))
    }

    /// The answer that an interrupted run of the step was given to the same call.
    fn answered<T: DeserializeOwned>(&mut self, call: Option<&Call>) -> Result<Option<Result<T>>> {
        let (Some(journal), Some(call)) = (&mut self.journal, call) else { return Ok(None) };
        match journal.answer(call) {
            Ok(None) => Ok(None),
            Ok(Some(answer)) => match serde_json::from_str(&answer) {
                Ok(answer) => Ok(Some(answer)),
                Err(error) => Err(Error::Limit(format!("the journal's answer to `{}`: {error}", call.what))),
            },
            Err(broken) => Err(self.end(broken)),
        }
    }

    /// Ends the step, whatever the guest makes of the error.
    fn end(&mut self, broken: Broken) -> Error {
        let text = broken.to_string();
        self.broken.get_or_insert(broken);
        // Of all errors this is the one that a guest can't catch.
        Error::Limit(text)
    }

    async fn keep<T: Serialize>(
        &mut self,
        call: Option<Call>,
        kind: Kind,
        changed: bool,
        answer: &Result<T>,
    ) -> Result<()> {
        let (Some(journal), Some(call)) = (&mut self.journal, call) else { return Ok(()) };
        let kept = journal.keep(self.connection.as_mut(), call, kind, changed, answer).await;
        kept.map_err(|broken| self.end(broken))
    }

    /// Makes a call that a transaction can't hold.
    async fn beyond(
        &mut self,
        call: Option<Call>,
        effect: Effect,
        work: Beyond<'_>,
    ) -> Result<Result<Outcome, mighost_database::Error>> {
        let (Some(journal), Some(call)) = (&mut self.journal, call) else {
            return Ok(Err(Error::Unsupported(
                "this can't be done inside a transaction; declare the revision with `transaction: none`".into(),
            )
            .into()));
        };
        let made = journal.beyond(self.connection.as_mut(), call, effect, work).await;
        made.map_err(|broken| self.end(broken))
    }

    /// What a raw statement does to the transaction, as far as that matters to the step.
    fn effect(&self, statement: &str) -> Effect {
        self.connection.effect(statement)
    }
}

/// Whether another try may succeed: a lock that wasn't to be had, or a deadlock.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>,
/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>
fn is_busy(error: &mighost_database::Error) -> bool {
    match error {
        mighost_database::Error::Busy { .. } => true,
        mighost_database::Error::Call(Error::Database(said)) => {
            matches!(said.code.as_str(), "40P01" | "55P03" | "1205" | "1213")
        }
        _ => false,
    }
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
        if effect == Effect::Inside {
            let result = self.connection.execute(Origin::Guest, statement, parameters).await;
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
