//! Opening a file, without changing it.

use super::failure::{code_name, failed};
use super::foreign_keys::ForeignKeys;
use super::guard::Guard;
use super::{Sqlite, Transaction, functions, is_busy};
use crate::{Error, OpenMode, Options, Timeouts};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, ffi};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The longest text, blob or row: 256 MiB, so that a migration can't take a gigabyte.
pub(super) const LONGEST: i32 = 256 << 20;

/// Opens a database in memory.
pub(crate) fn open_memory(options: &Options) -> Result<Sqlite, Error> {
    let connection = Connection::open_in_memory_with_flags(flags(OpenMode::Create));
    prepare(connection, "sqlite::memory:", OpenMode::Create, options)
}

/// Opens a file.
pub(crate) fn open_file(path: &Path, target: &str, mode: OpenMode, options: &Options) -> Result<Sqlite, Error> {
    let unreachable = |reason: String, advice: &str| Error::Unreachable {
        target: target.to_owned(),
        reason,
        advice: advice.to_owned(),
    };
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            return Err(unreachable("it is a directory".into(), "Name a file in it, such as app.db."));
        }
        // Opening a pipe would wait for someone at its other end.
        Ok(found) if !found.is_file() => {
            return Err(unreachable("it is a pipe, a device or a socket, not a file".into(), "Name an ordinary file."));
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if mode != OpenMode::Create {
                return Err(Error::Missing { target: target.to_owned() });
            }
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                return Err(unreachable(
                    format!("there is no directory {}", folder.display()),
                    "Create it, or name another file.",
                ));
            }
        }
        Err(error) => return Err(unreachable(error.to_string(), "Check the path and its permissions.")),
    }
    // SQLite takes a name that begins with `file:` for a URI, in which `?` opens other doors.
    let plain = if path.is_absolute() { path.to_owned() } else { PathBuf::from(".").join(path) };
    let open = |mode| Connection::open_with_flags(&plain, flags(mode));
    match prepare(open(mode), target, mode, options) {
        Err(Error::Unreachable { .. }) if mode == OpenMode::ReadOnly && left_unfinished(open(mode)) => {
            // Whoever was killed half-way left a journal. Any reader that may write rolls it back first; one that
            // may only read can't.
            drop(open(OpenMode::Existing).and_then(|connection| look(&connection)));
            prepare(open(mode), target, mode, options)
        }
        result => result,
    }
}

/// Whether reading fails because a transaction must be rolled back first.
fn left_unfinished(opened: rusqlite::Result<Connection>) -> bool {
    let code = opened.and_then(|connection| look(&connection)).err().and_then(|error| {
        let error = error.sqlite_error()?;
        Some(error.extended_code)
    });
    matches!(code, Some(ffi::SQLITE_READONLY_ROLLBACK | ffi::SQLITE_READONLY_RECOVERY))
}

/// Reads the file for the first time: a file that is no database shows now.
fn look(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_one("SELECT count(*) FROM main.sqlite_schema", [], |row| row.get::<_, i64>(0)).map(drop)
}

fn flags(mode: OpenMode) -> OpenFlags {
    // One thread at a time uses a connection: Rust sees to that, so SQLite needn't lock.
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match mode {
        OpenMode::ReadOnly => flags | OpenFlags::SQLITE_OPEN_READ_ONLY,
        OpenMode::Existing => flags | OpenFlags::SQLITE_OPEN_READ_WRITE,
        OpenMode::Create => flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    }
}

fn prepare(
    opened: rusqlite::Result<Connection>,
    target: &str,
    mode: OpenMode,
    options: &Options,
) -> Result<Sqlite, Error> {
    let unopened = |error: rusqlite::Error| unopened(error, target, options);
    let mut connection = opened.map_err(unopened)?;
    connection.busy_timeout(patience(options.lock_timeout)).map_err(unopened)?;
    for (setting, on) in [
        // A step enforces no foreign keys, so that a table can be dropped and made anew under the rows that refer to
        // it; inside a transaction this can't be changed any more.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false),
        // No writing to the schema table, to the tables behind virtual tables, to the file's header.
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        // Views and triggers of a database that others may have made call nothing that has effects.
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
        // Renaming follows into views and triggers.
        (DbConfig::SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, false),
    ] {
        connection.set_db_config(setting, on).map_err(unopened)?;
    }
    for (limit, most) in [
        // ATTACH and VACUUM INTO are refused by the authorizer; this refuses them again.
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_LENGTH, LONGEST),
    ] {
        connection.set_limit(limit, most).map_err(unopened)?;
    }
    // Inspection and bookkeeping together are some thirty different statements.
    connection.set_prepared_statement_cache_capacity(64);
    let guard = Guard::install(&mut connection).map_err(unopened)?;
    look(&connection).map_err(unopened)?;
    functions::install(&connection).map_err(unopened)?;
    if mode != OpenMode::ReadOnly && connection.is_readonly("main").map_err(unopened)? {
        return Err(Error::Unreachable {
            target: target.to_owned(),
            reason: "the file can be read but not written".to_owned(),
            advice: "Check the permissions of the file and of its directory.".to_owned(),
        });
    }
    Ok(Sqlite {
        connection,
        guard,
        target: target.to_owned(),
        lock_timeout: options.lock_timeout,
        timeouts: Timeouts::default(),
        transaction: Transaction::None,
        foreign_keys: ForeignKeys::default(),
        temporary: false,
        tracking: true,
    })
}

/// How long SQLite itself waits. It counts milliseconds in 32 bits: some 24 days at most.
pub(super) fn patience(lock_timeout: Duration) -> Duration {
    lock_timeout.min(Duration::from_millis(i32::MAX as u64))
}

fn unopened(error: rusqlite::Error, target: &str, options: &Options) -> Error {
    if is_busy(&error) {
        return Error::Busy { target: target.to_owned(), waited: options.lock_timeout, holder: None };
    }
    let code = error.sqlite_error().map(|error| (error.code, error.extended_code));
    let (reason, advice) = match code {
        Some((ffi::ErrorCode::NotADatabase, _)) => (
            "the file is not an SQLite database (or it is encrypted)".to_owned(),
            "Check that the address names the right file; it is left as it is.",
        ),
        Some((ffi::ErrorCode::DatabaseCorrupt, _)) => (
            "the database is damaged".to_owned(),
            "Look at it with `PRAGMA integrity_check` in the sqlite3 shell, or restore a copy.",
        ),
        Some((ffi::ErrorCode::CannotOpen | ffi::ErrorCode::PermissionDenied, code)) => (
            format!("the file can't be opened ({})", code_name(code)),
            "Check that it exists, and make it and its folder readable and writable for this user: a database in WAL mode \
             needs files beside it.",
        ),
        // Reading a database in WAL mode makes two files beside it.
        Some((ffi::ErrorCode::ReadOnly, code @ (ffi::SQLITE_READONLY_DIRECTORY | ffi::SQLITE_READONLY_CANTINIT))) => (
            format!("the files that SQLite needs beside the database can't be made ({})", code_name(code)),
            "Make its folder writable for this user, and the files beside it whose names end with -wal and -shm.",
        ),
        Some((ffi::ErrorCode::ReadOnly, code @ (ffi::SQLITE_READONLY_ROLLBACK | ffi::SQLITE_READONLY_RECOVERY))) => (
            format!("the database can't be read without writing ({})", code_name(code)),
            "An unfinished transaction of another program must be rolled back first: open it once for writing.",
        ),
        Some((ffi::ErrorCode::ReadOnly, code)) => (
            format!("the database can't be read without writing beside it ({})", code_name(code)),
            "Make the file and its folder writable for this user.",
        ),
        _ => (failed(error, "").to_string(), "Check the file, its directory and the disk."),
    };
    Error::Unreachable { target: target.to_owned(), reason, advice: advice.to_owned() }
}
