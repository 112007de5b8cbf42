//! The texts of errors that need more than a line.

use super::WayOn;

/// A database's error with what to do next.
pub(super) fn with_advice(error: &mighost_database::Error) -> String {
    use mighost_database::Error as E;
    match error {
        E::Address { advice, .. } | E::Unreachable { advice, .. } | E::Pooled { advice, .. } => {
            format!("{error}. {advice}")
        }
        E::Busy { target, waited, holder: Some(holder) } => format!(
            "{target} is locked by {holder}, and after {:.1} s it still was; run the command again when that is done, or \
             wait longer with `--lock-timeout SECONDS`",
            waited.as_secs_f64()
        ),
        E::Busy { target, waited, .. } => format!(
            "{target} is locked by another connection, and after {:.1} s it still was; run the command again, or wait \
             longer with `--lock-timeout SECONDS` (`fuser` or `lsof` on the file shows who has it open)",
            waited.as_secs_f64()
        ),
        E::Missing { target } if target.starts_with("sqlite:") => format!("{error}; `mighost upgrade` makes it"),
        E::Missing { .. } => format!("{error}. Create the database, or correct its name in the address."),
        E::Call(mighost_schema::Error::Database(said)) => match environment(&said.code) {
            Some(advice) => format!("{error}; {advice}"),
            None => error.to_string(),
        },
        other => other.to_string(),
    }
}

/// An unfinished step, what it did, and what to do.
pub(super) fn unfinished(step: &crate::journal::Unfinished, reasons: &[String], next: &str) -> String {
    let done = step.calls.iter().filter(|call| call.state == "done").count();
    let calls = if done == 1 { "call" } else { "calls" };
    let mut text = format!(
        "the {} of `{}`, begun {} by {}, is unfinished: {done} {calls} done",
        step.direction, step.revision, step.started, step.host
    );
    for reason in reasons {
        text.push_str("\n  because:   ");
        text.push_str(reason);
    }
    text.push_str("\n  next:      ");
    text.push_str(next);
    text
}

/// What a login may do, and what to type: a few of them.
pub(super) fn too_strong(excess: &[mighost_database::Excess]) -> String {
    // What one can take in; when these are gone, the others are told.
    const MOST: usize = 8;
    let mut text = String::new();
    for excess in excess.iter().take(MOST) {
        text.push_str(&format!("\n  it {}\n    next: {}", excess.what, excess.remedy));
    }
    if excess.len() > MOST {
        text.push_str(&format!("\n  … and {} more", excess.len() - MOST));
    }
    text
}

/// Revisions of several packages, one behind the other.
pub(super) fn circle(revisions: &[(String, String)]) -> String {
    let named = |(package, id): &(String, String)| match package.as_str() {
        "" => format!("`{id}`"),
        package => format!("`{package}@{id}`"),
    };
    revisions.iter().map(named).collect::<Vec<_>>().join(" → ")
}

/// What to do without a revision's file.
pub(super) fn way_on(id: &str, way: &WayOn) -> String {
    match way {
        WayOn::Back(target) => {
            format!(", or go back without it: `mighost downgrade {target}` uses the artifact kept in the database")
        }
        WayOn::None => String::new(),
        WayOn::Forget(rows) if rows.is_empty() => {
            ", or say at which revision the database really is: `mighost stamp --purge ID`".to_owned()
        }
        WayOn::Forget(rows) => {
            format!(", or forget `{id}` and keep the others: `mighost stamp --purge {}`", rows.join(" "))
        }
    }
}

/// What to do about a failure that isn't the migration's but the machine's, by the database's code.
pub(super) fn environment(code: &str) -> Option<&'static str> {
    match code {
        "SQLITE_FULL" => Some("the disk is full; free some space"),
        // disk_full; ER_RECORD_FILE_FULL, ER_DISK_FULL
        "53100" | "1114" | "1021" => Some("the server's disk or tablespace is full; make room there"),
        // read_only_sql_transaction; ER_OPTION_PREVENTS_STATEMENT, ER_READ_ONLY_MODE
        "25006" | "1290" | "1836" => Some("the server takes no changes; connect to the primary, or make it writable"),
        // insufficient_privilege; ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR,
        // ER_SPECIFIC_ACCESS_DENIED_ERROR, ER_PROCACCESS_DENIED_ERROR
        "42501" | "1044" | "1142" | "1143" | "1227" | "1370" => {
            Some("the login lacks a privilege; grant it, or connect as the owner of the schema")
        }
        // out_of_memory, insufficient_resources
        "53000" | "53200" => Some("the server lacks resources; give it more, or wait"),
        "SQLITE_CANTOPEN" => Some("the database's folder can't be used; look at its permissions"),
        code if code.starts_with("SQLITE_READONLY") => {
            Some("the database or its folder is read-only to this user; make both writable")
        }
        code if code.starts_with("SQLITE_IOERR") => Some("the disk failed; look at the machine's log and the mount"),
        code if code.starts_with("SQLITE_CORRUPT") => Some("the database file is damaged; restore it from a backup"),
        _ => None,
    }
}

/// At most the first lines of a statement: enough to recognise it.
pub(super) fn shorten(statement: &str) -> String {
    // 400 characters are about five lines of a terminal.
    const MOST: usize = 400;
    let text = statement.trim();
    let cut: String = text.chars().take(MOST).collect();
    let dots = if cut.len() < text.len() { " …" } else { "" };
    format!("{}{dots}", cut.replace('\n', "\n             "))
}

/// A migration's own text as a message shows it: no more than a person reads, and every line behind the margin, so that none passes
/// for a line of ours.
pub(super) fn within(text: &str) -> String {
    // Some twenty lines. A panic with its place, or a server's longest complaint, has fewer.
    const MOST: usize = 1500;
    let cut = text.floor_char_boundary(MOST);
    let more = if cut < text.len() { "…" } else { "" };
    text[..cut].replace('\n', "\n             ") + more
}

/// Some lines of a list under one name: as many as help, and how many more there are.
pub(super) fn list(f: &mut std::fmt::Formatter<'_>, name: &str, lines: &[String]) -> std::fmt::Result {
    // What one can take in with the rest of the message; `status` has them all.
    const MOST: usize = 8;
    for line in lines.iter().take(MOST) {
        writeln!(f, "  {name}{line}")?;
    }
    match lines.len().checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(f, "  {name}… and {more} more"),
    }
}
