//! Who may do what: SQLite's authorizer, and the clock that stops what runs too long.
//!
//! SQLite asks the authorizer about everything that a statement would do, while it compiles the statement and while
//! it runs statements of its own inside it: so what a statement does decides, however it is written.

use super::defines::Defines;
use crate::connection::{RESERVED_PREFIX, Wall};
use mighost_schema::{Error, Result};
use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization, TransactionOperation};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The name that a table has while it is rebuilt. Nothing else may be called so: it has the reserved prefix.
pub(super) const REBUILD: &str = "mighost_rebuild";

/// On whose behalf a statement runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// mighost's own: anything goes.
    #[default]
    Host,
    /// A statement that mighost wrote, with expressions in it that a migration wrote.
    Operation,
    /// A migration's.
    Guest,
}

/// Something a statement does that whoever runs it must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Rows are inserted, perhaps in the place of others, where a trigger does it.
    Insert { table: String, by_trigger: bool },
    /// Rows are deleted.
    Delete { table: String },
    /// A column is updated.
    Update { table: String, column: String, by_trigger: bool },
    /// Something is created.
    Create { name: String },
    /// A table is dropped.
    Drop { table: String },
    /// A table is altered.
    Alter { table: String },
    /// Something temporary is created.
    Temporary,
}

#[derive(Debug, Default)]
struct State {
    mode: Mode,
    /// What statements of a migration may reach, where its package is confined.
    wall: Option<Arc<dyn Wall>>,
    denied: Option<String>,
    /// The statement changes the schema: SQLite then writes tables of its own.
    alters: bool,
    /// It makes a table, and hasn't written the schema yet: what is read now, its own query reads.
    fills: bool,
    events: Vec<Event>,
    /// What is compiled only to see what it uses: each table, and the view or trigger that uses it.
    uses: Option<HashSet<(String, String)>>,
}

/// The authorizer's and the clock's side that a connection keeps.
#[derive(Debug)]
pub(super) struct Guard {
    state: Arc<Mutex<State>>,
    /// Nanoseconds behind `started`; 0 is no deadline.
    deadline: Arc<AtomicU64>,
    /// The same for the statement that runs.
    statement: Arc<AtomicU64>,
    started: Instant,
    /// How long a statement of a migration may run.
    limit: Option<Duration>,
}

/// How many instructions of SQLite's virtual machine run between two looks at the clock: some ten microseconds of
/// them, while a look costs some ten nanoseconds.
const INSTRUCTIONS: i32 = 1000;

impl Guard {
    /// Puts the hooks on a connection.
    pub(super) fn install(connection: &mut Connection) -> rusqlite::Result<Guard> {
        let state = Arc::new(Mutex::new(State::default()));
        let asked = Arc::clone(&state);
        connection.authorizer(Some(move |context: AuthContext<'_>| lock(&asked).authorize(&context)))?;
        let deadline = Arc::new(AtomicU64::new(0));
        let statement = Arc::new(AtomicU64::new(0));
        let (due, limited, started) = (Arc::clone(&deadline), Arc::clone(&statement), Instant::now());
        connection.progress_handler(
            INSTRUCTIONS,
            Some(move || match (due.load(Ordering::Relaxed), limited.load(Ordering::Relaxed)) {
                (0, 0) => false,
                (0, due) | (due, 0) => nanoseconds(started, Instant::now()) > due,
                (one, other) => nanoseconds(started, Instant::now()) > one.min(other),
            }),
        )?;
        Ok(Guard { state, deadline, statement, started, limit: None })
    }

    /// From now on, statements are of this mode, and what they do is written down anew.
    pub(super) fn enter(&self, mode: Mode) {
        let limit = self.limit.filter(|_| mode != Mode::Host);
        let due = limit.and_then(|limit| Instant::now().checked_add(limit));
        self.statement.store(due.map_or(0, |due| nanoseconds(self.started, due).max(1)), Ordering::Relaxed);
        let mut state = lock(&self.state);
        *state = State { mode, wall: state.wall.take(), ..State::default() };
    }

    /// Compiles something of our own and tells what it uses: each table in lower case, with the name, in lower case, of
    /// the innermost view or trigger that uses it.
    pub(super) fn uses<T>(&self, compile: impl FnOnce() -> T) -> (T, HashSet<(String, String)>) {
        lock(&self.state).uses = Some(HashSet::new());
        let result = compile();
        (result, lock(&self.state).uses.take().unwrap_or_default())
    }

    /// Keeps statements of a migration to what a wall lets through; `None`: to nothing less than everybody's.
    pub(super) fn confine(&self, wall: Option<Arc<dyn Wall>>) {
        lock(&self.state).wall = wall;
    }

    /// What statements of a migration are kept to.
    pub(super) fn wall(&self) -> Option<Arc<dyn Wall>> {
        lock(&self.state).wall.clone()
    }

    /// Changes the mode and keeps what is written down.
    pub(super) fn switch(&self, mode: Mode) {
        lock(&self.state).mode = mode;
    }

    /// What statements did since it was last asked.
    pub(super) fn events(&self) -> Vec<Event> {
        std::mem::take(&mut lock(&self.state).events)
    }

    /// Why something was denied, if something was.
    pub(super) fn denied(&self) -> Option<Error> {
        lock(&self.state).denied.take().map(Error::Denied)
    }

    /// Stops statements that run past this moment.
    pub(super) fn set_deadline(&self, deadline: Option<Instant>) {
        // One that has passed already is at 1, since 0 means none.
        let due = deadline.map_or(0, |deadline| nanoseconds(self.started, deadline).max(1));
        self.deadline.store(due, Ordering::Relaxed);
    }

    /// Stops statements of a migration that run for longer than this.
    pub(super) fn set_limit(&mut self, limit: Option<Duration>) {
        self.limit = limit;
        self.statement.store(0, Ordering::Relaxed);
    }

    /// Takes the deadline off while a transaction is rolled back, which must not be stopped.
    pub(super) fn without_deadline<T>(&self, run: impl FnOnce() -> T) -> T {
        let due = self.deadline.swap(0, Ordering::Relaxed);
        self.statement.store(0, Ordering::Relaxed);
        let result = run();
        self.deadline.store(due, Ordering::Relaxed);
        result
    }
}

fn nanoseconds(from: Instant, to: Instant) -> u64 {
    // 2^64 nanoseconds are 584 years.
    u64::try_from(to.saturating_duration_since(from).as_nanos()).unwrap_or(u64::MAX)
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // Nothing that can fail runs under the lock, so a poisoned one holds no half-done change.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a name is one of mighost's own.
pub(super) fn reserved(name: &str) -> bool {
    name.get(..RESERVED_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(RESERVED_PREFIX))
}

/// Refuses mighost's own tables to structured calls.
pub(super) fn refuse_reserved(name: &str) -> Result<()> {
    if reserved(name) {
        return Err(Error::Denied(format!("`{name}`: names that begin with `{RESERVED_PREFIX}` are mighost's own")));
    }
    Ok(())
}

/// Reads that tell about the schema and can change nothing. Full-text and R-tree tables ask the last two themselves.
const PRAGMAS: &[&str] = &[
    "application_id",
    "collation_list",
    "compile_options",
    "encoding",
    "foreign_key_check",
    "foreign_key_list",
    "foreign_keys",
    "freelist_count",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "module_list",
    "page_count",
    "pragma_list",
    "quick_check",
    "schema_version",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
    "data_version",
    "page_size",
];

/// Of these pragmas the argument says what to tell about; an argument of any other would set something.
const PRAGMAS_WITH_ARGUMENT: &[&str] = &[
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// Virtual tables that keep their rows in the database itself.
const MODULES: &[&str] = &["fts3", "fts4", "fts5", "fts5vocab", "fts4aux", "rtree", "rtree_i32", "geopoly"];

/// Tables that aren't tables: the file's pages, other files, the connection's own statements.
const OUTSIDE: &[&str] =
    &["bytecode", "csv", "dbstat", "fsdir", "sqlite_dbpage", "sqlite_memstat", "sqlite_stmt", "tables_used", "zipfile"];

/// Tables that SQLite writes for a statement before it says what the statement does: the schema, by the names that
/// SQLite asks about, which SQLite itself lets nobody else write; and the planner's statistics, which hold no data.
const WRITTEN_ALONG: &[&str] = &["sqlite_master", "sqlite_temp_master", "sqlite_stat1", "sqlite_stat4"];

/// Functions that load code, touch files or take pointers.
const FUNCTIONS: &[&str] =
    &["edit", "fts3_tokenizer", "load_extension", "readfile", "writefile", "zipfile", "sqlite_rename_table"];

impl State {
    fn authorize(&mut self, context: &AuthContext<'_>) -> Authorization {
        if self.mode == Mode::Host {
            if let Some(uses) = &mut self.uses
                && let AuthAction::Read { table_name, .. }
                | AuthAction::Insert { table_name }
                | AuthAction::Delete { table_name }
                | AuthAction::Update { table_name, .. } = context.action
            {
                let by = context.accessor.unwrap_or_default().to_ascii_lowercase();
                uses.insert((table_name.to_ascii_lowercase(), by));
            }
            return Authorization::Allow;
        }
        let within = |state: &State| match (&state.wall, state.mode) {
            (Some(wall), Mode::Guest) => {
                super::wall::check(wall.as_ref(), &context.action, state.alters && !state.fills)
            }
            _ => Ok(()),
        };
        // The first of the two notes that a statement changes the schema.
        match self.check(context).and_then(|()| within(self)) {
            Ok(()) => {
                self.record(context);
                Authorization::Allow
            }
            Err(reason) => {
                // The first refusal is the reason; SQLite may go on asking.
                self.denied.get_or_insert(reason);
                Authorization::Deny
            }
        }
    }

    fn check(&mut self, context: &AuthContext<'_>) -> std::result::Result<(), String> {
        let by = context.accessor.map(|name| format!(" (by `{name}`)")).unwrap_or_default();
        let ours = |name: &str| {
            let rebuilding = self.mode == Mode::Operation && name.eq_ignore_ascii_case(REBUILD);
            if reserved(name) && !rebuilding {
                return Err(format!("`{name}`{by}: names that begin with `{RESERVED_PREFIX}` are mighost's own"));
            }
            Ok(())
        };
        if let Some(Defines { name, table }) = Defines::of(&context.action) {
            ours(name)?;
            ours(table.unwrap_or_default())?;
            self.alters = true;
            let tables = matches!(context.action, AuthAction::CreateTable { .. } | AuthAction::CreateTempTable { .. });
            self.fills |= tables && !internal(name);
            return Ok(());
        }
        match context.action {
            AuthAction::Transaction { operation } => Err(format!(
                "{}: mighost begins and ends the step's transaction",
                match operation {
                    TransactionOperation::Begin => "BEGIN",
                    TransactionOperation::Rollback => "ROLLBACK",
                    _ => "COMMIT",
                }
            )),
            AuthAction::Savepoint { operation, savepoint_name } => Err(format!(
                "{} {savepoint_name}: mighost keeps the step's savepoints",
                match operation {
                    TransactionOperation::Begin => "SAVEPOINT",
                    TransactionOperation::Rollback => "ROLLBACK TO",
                    _ => "RELEASE",
                }
            )),
            AuthAction::Attach { .. } => Err("ATTACH: a migration can't open other files".to_owned()),
            AuthAction::Detach { .. } => Err("DETACH: a migration can't close databases".to_owned()),
            AuthAction::Pragma { pragma_name, pragma_value } => {
                if let Some(value) = pragma_value {
                    ours(value)?;
                }
                pragma(pragma_name, pragma_value)
            }
            AuthAction::Function { function_name } => {
                let internal = self.alters && function_name.eq_ignore_ascii_case("sqlite_rename_table");
                if listed(FUNCTIONS, function_name) && !internal {
                    return Err(format!("{function_name}(){by}: a migration can't load code or reach files"));
                }
                Ok(())
            }
            AuthAction::Read { table_name, .. } => {
                if listed(OUTSIDE, table_name) {
                    return Err(format!("`{table_name}`{by} shows more than the database's own rows"));
                }
                ours(table_name)
            }
            AuthAction::Insert { table_name }
            | AuthAction::Delete { table_name }
            | AuthAction::Update { table_name, .. } => {
                self.fills &= !internal(table_name);
                // A statement that changes the schema makes SQLite itself write these. The counters of AUTOINCREMENT are
                // SQLite's documented way of saying where numbers go on.
                let counters = table_name.eq_ignore_ascii_case("sqlite_sequence");
                if internal(table_name) && !self.alters && !counters && !listed(WRITTEN_ALONG, table_name) {
                    return Err(format!("writing `{table_name}`{by}: SQLite keeps that table itself"));
                }
                ours(table_name)
            }
            AuthAction::CreateTempTrigger { trigger_name, .. } => {
                Err(format!("temporary trigger `{trigger_name}`: a trigger must be part of the schema"))
            }
            AuthAction::CreateVtable { table_name, module_name } => {
                self.alters = true;
                if !listed(MODULES, module_name) {
                    return Err(format!(
                        "virtual table `{table_name}`: the module {module_name} may reach outside of the database; \
                         allowed are {}",
                        MODULES.join(", ")
                    ));
                }
                ours(table_name)
            }
            // Of all tables, ours among them, and changes none.
            AuthAction::Select | AuthAction::Recursive | AuthAction::Analyze { .. } => Ok(()),
            other => Err(format!("{other:?}: mighost doesn't know what this does")),
        }
    }

    fn record(&mut self, context: &AuthContext<'_>) {
        let by_trigger = context.accessor.is_some();
        let event = match context.action {
            AuthAction::Insert { table_name } => Event::Insert { table: table_name.to_owned(), by_trigger },
            AuthAction::Delete { table_name } => Event::Delete { table: table_name.to_owned() },
            AuthAction::Update { table_name, column_name } => {
                Event::Update { table: table_name.to_owned(), column: column_name.to_owned(), by_trigger }
            }
            AuthAction::CreateTable { table_name: name }
            | AuthAction::CreateVtable { table_name: name, .. }
            | AuthAction::CreateView { view_name: name }
            | AuthAction::CreateIndex { index_name: name, .. }
            | AuthAction::CreateTrigger { trigger_name: name, .. } => Event::Create { name: name.to_owned() },
            AuthAction::DropTable { table_name } => Event::Drop { table: table_name.to_owned() },
            AuthAction::AlterTable { table_name, .. } => Event::Alter { table: table_name.to_owned() },
            AuthAction::CreateTempTable { .. }
            | AuthAction::CreateTempView { .. }
            | AuthAction::CreateTempIndex { .. } => Event::Temporary,
            _ => return,
        };
        let written = match &event {
            Event::Insert { table, .. } | Event::Delete { table } | Event::Update { table, .. } => Some(table),
            _ => None,
        };
        if written.is_some_and(|table| internal(table)) || self.events.contains(&event) {
            return;
        }
        self.events.push(event);
    }
}

/// Whether a table is one of SQLite's own.
pub(super) fn internal(table: &str) -> bool {
    table.get(.."sqlite_".len()).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"))
}

fn listed(list: &[&str], name: &str) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(name))
}

fn pragma(name: &str, value: Option<&str>) -> std::result::Result<(), String> {
    let allowed = match value {
        None => listed(PRAGMAS, name),
        Some(_) => listed(PRAGMAS_WITH_ARGUMENT, name),
    };
    if allowed {
        return Ok(());
    }
    let written = value.map_or_else(|| name.to_owned(), |value| format!("{name} = {value}"));
    let advice = if name.eq_ignore_ascii_case("foreign_keys") || name.eq_ignore_ascii_case("defer_foreign_keys") {
        "foreign keys are never enforced inside a step and always checked before it commits, so the line can go"
    } else {
        "a migration may read what the schema is, and set nothing of the connection or the file"
    };
    Err(format!("PRAGMA {written}: {advice}"))
}
