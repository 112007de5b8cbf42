//! `SET` of a migration.

use super::super::lexer::Token;
use mighost_schema::{Error, Result};

/// Session variables that a migration may set: none changes how SQL is read or what a transaction is.
const VARIABLES: &[&str] = &[
    "foreign_key_checks",
    "unique_checks",
    "sql_safe_updates",
    "sql_notes",
    "group_concat_max_len",
    "sql_big_selects",
    "max_join_size",
    "cte_max_recursion_depth",
    "max_recursive_iterations",
    "sort_buffer_size",
    "join_buffer_size",
    "read_rnd_buffer_size",
    "tmp_table_size",
    "max_heap_table_size",
    "optimizer_switch",
    "default_storage_engine",
    "alter_algorithm",
    "innodb_strict_mode",
    "explicit_defaults_for_timestamp",
    "sql_require_primary_key",
    "insert_id",
    "last_insert_id",
    "timestamp",
    "sql_auto_is_null",
    "div_precision_increment",
    "time_zone",
    "sql_generate_invisible_primary_key",
    "show_create_table_skip_secondary_engine",
    "character_set_client",
    "character_set_results",
    "character_set_connection",
    "collation_connection",
];

/// `SET` of a migration's own variables, and of session variables that are harmless.
pub(super) fn check_set(tokens: &[Token<'_>]) -> Result<()> {
    let refuse = |what: &str, advice: &str| Err(Error::Denied(format!("SET {what}: {advice}")));
    let assignments = tokens.get(1..).unwrap_or_default().split(|t| t.symbol(",") && t.depth == 0);
    for assignment in assignments {
        let mut rest = assignment;
        let user = matches!(rest, [at, name, ..] if at.symbol("@") && !name.symbol("@"));
        if user {
            continue;
        }
        if matches!(rest, [a, b, ..] if a.symbol("@") && b.symbol("@")) {
            rest = rest.get(2..).unwrap_or_default();
        }
        if let [scope, behind @ ..] = rest
            && (scope.is("session") || scope.is("local"))
        {
            rest = behind;
            if let [dot, behind @ ..] = rest
                && dot.symbol(".")
            {
                rest = behind;
            }
        }
        let Some(name) = rest.first() else { return refuse("", "there is nothing to set") };
        if name.is("names") || name.is("charset") || name.is("character") {
            let charset = rest.iter().skip(1).find(|t| !t.is("set")).map(Token::content).unwrap_or_default();
            if !charset.eq_ignore_ascii_case("utf8mb4") {
                return refuse(name.raw, "the connection speaks utf8mb4, and must go on to do so");
            }
            continue;
        }
        let lower = name.content().to_ascii_lowercase();
        if lower.starts_with("character_set") || lower.starts_with("collation") {
            let value = rest.iter().skip(1).find(|t| !t.symbol("=") && !t.symbol(":")).map(Token::content);
            if !value.is_some_and(|value| value.to_ascii_lowercase().starts_with("utf8mb4") || value == "@") {
                return refuse(&lower, "the connection speaks utf8mb4, and must go on to do so");
            }
        }
        if !VARIABLES.contains(&lower.as_str()) {
            let advice = match lower.as_str() {
                "sql_mode" => "it changes how SQL is read; mighost sets a strict mode, the same everywhere",
                "autocommit" | "transaction" => "mighost begins and ends the step's transaction",
                "global" | "persist" | "persist_only" => "a migration can't steer the server",
                _ => "a migration may set variables of its own (@name) and a few harmless ones",
            };
            return refuse(name.raw, advice);
        }
    }
    Ok(())
}
