//! What runs only while no transaction is open.

use super::text::{Kind, Text, Token};
use crate::Effect;
use mighost_schema::Operation;

/// What a statement does to the transaction around it: the server refuses [`Effect::Outside`] in a transaction block.
///
/// Whether a table is partitioned is not looked up: `REINDEX` and `CLUSTER` of one are refused by the server itself.
pub(super) fn of_statement(sql: &str) -> Effect {
    let text = Text::new(sql);
    // Semicolons before a statement are nothing to the server. What stands in parentheses are options and definitions.
    let words = words(&text);
    let word = |at: usize| words.get(at).map_or("", |(word, _)| word.as_str());
    let has = |wanted: &str| words.iter().any(|(word, _)| word == wanted);
    // Options may be written in parentheses before what is worked on: `REINDEX (CONCURRENTLY) INDEX i`.
    let options = options(&text);
    let outside = match (word(0), word(1)) {
        ("vacuum", _) => true,
        ("create" | "drop", "database" | "tablespace" | "subscription") => true,
        ("create" | "drop", "index") => word(2) == "concurrently",
        ("create", "unique") => word(2) == "index" && word(3) == "concurrently",
        ("reindex", what) => {
            matches!(what, "database" | "system" | "schema")
                || word(2) == "concurrently"
                || options.iter().any(|option| option == "concurrently")
        }
        // All tables that were clustered before: nothing stands behind the command but its options.
        ("cluster", "" | "verbose") => !names_more(&text, if word(1) == "verbose" { 2 } else { 1 }),
        ("alter", "system") => true,
        ("alter", "database") => words.windows(2).any(|pair| {
            let [(first, _), (second, _)] = pair else { return false };
            first == "set" && second == "tablespace"
        }),
        ("alter", "subscription") => {
            has("publication") || options.iter().any(|option| matches!(option.as_str(), "failover" | "two_phase"))
        }
        ("alter", "table") => has("detach") && has("partition") && has("concurrently"),
        _ => false,
    };
    if outside { Effect::Outside } else { Effect::Inside }
}

/// What an operation does to the transaction around it.
pub(super) fn of_operation(operation: &Operation) -> Effect {
    match operation {
        Operation::CreateIndex { concurrently: true, .. } | Operation::DropIndex { concurrently: true, .. } => {
            Effect::Outside
        }
        _ => Effect::Inside,
    }
}

/// Whether a statement waits for other transactions without holding anybody up itself: a limit of that wait breaks it
/// off and leaves an invalid index behind.
pub(super) fn waits_for_others(sql: &str) -> bool {
    let text = Text::new(sql);
    words(&text).iter().any(|(word, _)| word == "concurrently") || options(&text).iter().any(|o| o == "concurrently")
}

/// The unquoted words outside of parentheses, in lower case, each with its token's index.
fn words(text: &Text<'_>) -> Vec<(String, usize)> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (at, token) in text.tokens.iter().enumerate() {
        match token.kind {
            Kind::Symbol('(') => depth += 1,
            Kind::Symbol(')') => depth = depth.saturating_sub(1),
            Kind::Word if depth == 0 => found.push((text.raw(*token).to_ascii_lowercase(), at)),
            _ => {}
        }
    }
    found
}

/// The words in the first parentheses, in lower case.
fn options(text: &Text<'_>) -> Vec<String> {
    let inside = text.tokens.iter().skip_while(|token| token.kind != Kind::Symbol('('));
    let inside = inside.take_while(|token| token.kind != Kind::Symbol(')'));
    inside.filter(|token| token.kind == Kind::Word).map(|token| text.raw(*token).to_ascii_lowercase()).collect()
}

/// Whether names stand behind so many words of a command and its options.
fn names_more(text: &Text<'_>, skip: usize) -> bool {
    let mut depth = 0_usize;
    let mut names = 0_usize;
    for Token { kind, .. } in &text.tokens {
        match kind {
            Kind::Symbol('(') => depth += 1,
            Kind::Symbol(')') => depth = depth.saturating_sub(1),
            Kind::Word | Kind::Quoted if depth == 0 => names += 1,
            _ => {}
        }
    }
    names > skip
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_refuses_in_a_transaction_is_known_however_it_is_written() {
        for sql in [
            "CREATE INDEX CONCURRENTLY i ON t (a)",
            " ;; create /* x */ unique\n-- c\nindex concurrently if not exists i on t (a)",
            "DROP INDEX CONCURRENTLY i",
            "REINDEX INDEX CONCURRENTLY i",
            "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
            "reindex database d",
            "REINDEX (VERBOSE) SYSTEM d",
            "REINDEX SCHEMA s",
            "VACUUM",
            "VACUUM (FULL) t",
            "CREATE DATABASE d",
            "DROP DATABASE IF EXISTS d WITH (FORCE)",
            "ALTER DATABASE d SET TABLESPACE s",
            "CREATE TABLESPACE s LOCATION '/x'",
            "DROP TABLESPACE s",
            "ALTER SYSTEM SET work_mem = '1MB'",
            "CLUSTER",
            "CLUSTER VERBOSE;",
            "CLUSTER (VERBOSE)",
            "ALTER TABLE p DETACH PARTITION c CONCURRENTLY",
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
            "DROP SUBSCRIPTION s",
            "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
            "ALTER SUBSCRIPTION s SET (failover = true)",
        ] {
            assert_eq!(of_statement(sql), Effect::Outside, "{sql}");
        }
    }

    #[test]
    fn everything_else_is_a_part_of_the_transaction() {
        for sql in [
            "CREATE INDEX i ON t (concurrently)",
            "CREATE INDEX \"concurrently\" ON t (a)",
            "SELECT 'CREATE INDEX CONCURRENTLY'",
            "-- CREATE INDEX CONCURRENTLY i ON t (a)\nSELECT 1",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
            "REINDEX TABLE t",
            "CLUSTER t USING i",
            "CLUSTER VERBOSE t",
            "CLUSTER \"verbose\"",
            "ALTER TABLE p DETACH PARTITION c",
            "ALTER TABLE p DETACH PARTITION c FINALIZE",
            "ALTER DATABASE d SET work_mem = '1MB'",
            "ALTER SUBSCRIPTION s DISABLE",
            "ALTER SUBSCRIPTION s SET (slot_name = NONE)",
            "ANALYZE t",
            "ALTER TYPE e ADD VALUE 'x'",
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ VACUUM $$",
            "",
        ] {
            assert_eq!(of_statement(sql), Effect::Inside, "{sql}");
        }
    }

    #[test]
    fn only_what_waits_for_others_is_let_wait() {
        assert!(waits_for_others("REINDEX (concurrently) INDEX i"));
        assert!(waits_for_others("DROP INDEX CONCURRENTLY i"));
        assert!(!waits_for_others("VACUUM FULL t"));
    }
}
