//! Other sessions, as far as we may see them: others' are shown to whoever has the privilege PROCESS.

use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, Row as _};

/// A session, who it is and what it does.
pub(super) async fn described(connection: &mut MySqlConnection, id: i64) -> String {
    let statement = format!(
        "SELECT CAST(user AS CHAR), CAST(host AS CHAR), CAST(time AS SIGNED), CAST(LEFT(info, 500) AS CHAR) \
         FROM information_schema.processlist WHERE id = {id}"
    );
    let row = sqlx::query(AssertSqlSafe(statement)).persistent(false).fetch_optional(connection).await;
    let Ok(Some(row)) = row else { return format!("connection {id} of the server") };
    let doing = match text(&row, 3) {
        Some(statement) => format!("for {} s it has been running: {}", number(&row, 2), shortened(&statement)),
        None => format!("idle for {} s", number(&row, 2)),
    };
    format!("connection {id} of the server ({}; {doing})", who(&row, 0))
}

/// Who may hold what a statement has waited for in vain. The servers don't say whose lock it was; it is the lock of a
/// transaction that is open, and the oldest comes first.
pub(super) async fn blockers(connection: &mut MySqlConnection, statement: &str) -> Option<String> {
    // Three fit a line; whoever has more long transactions looks at the server.
    let open = "SELECT CAST(t.trx_mysql_thread_id AS SIGNED), CAST(p.user AS CHAR), CAST(p.host AS CHAR), \
                CAST(TIMESTAMPDIFF(SECOND, t.trx_started, now()) AS SIGNED), CAST(LEFT(p.info, 500) AS CHAR) \
                FROM information_schema.innodb_trx t JOIN information_schema.processlist p \
                ON p.id = t.trx_mysql_thread_id WHERE t.trx_mysql_thread_id <> connection_id() \
                ORDER BY t.trx_started LIMIT 3";
    let rows = sqlx::query(open).fetch_all(connection).await.unwrap_or_default();
    let sessions: Vec<String> = rows
        .iter()
        .map(|row| {
            let doing = text(row, 4).map_or_else(|| "idle".to_owned(), |info| format!("running {}", shortened(&info)));
            let (id, seconds) = (number(row, 0), number(row, 3));
            format!("connection {id} ({}; in a transaction for {seconds} s, {doing})", who(row, 1))
        })
        .collect();
    let who = if sessions.is_empty() { "another connection".to_owned() } else { sessions.join(" or ") };
    Some(format!("{who}, for which this waited: {}", shortened(statement)))
}

fn text(row: &MySqlRow, at: usize) -> Option<String> {
    row.try_get_unchecked(at).ok().flatten()
}

fn number(row: &MySqlRow, at: usize) -> i64 {
    row.try_get_unchecked::<Option<i64>, _>(at).ok().flatten().unwrap_or_default()
}

fn who(row: &MySqlRow, at: usize) -> String {
    format!("{}, from {}", text(row, at).unwrap_or_default(), text(row, at + 1).unwrap_or_default())
}

/// A statement for a message: its first line or so.
pub(super) fn shortened(statement: &str) -> String {
    // Enough to recognise a statement by, and it fits a line with the message around it.
    const LONGEST: usize = 120;
    let mut text = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}
