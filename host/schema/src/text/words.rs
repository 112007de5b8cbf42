/// Words that stand where an operand may stand and are never a column there.
#[rustfmt::skip]
const NEVER_COLUMNS: &[&str] = &[
    "all", "and", "any", "array", "as", "asc", "between", "binary", "both", "by", "case", "cast", "collate", "desc",
    "distinct", "else", "end", "escape", "except", "exists", "from", "glob", "group", "having", "ilike", "in",
    "intersect", "interval", "is", "isnull", "join", "leading", "like", "limit", "not", "notnull", "on", "or", "order",
    "over", "regexp", "rlike", "row", "select", "similar", "some", "then", "trailing", "union", "unknown", "using",
    "values", "when", "where", "with", "xor",
];

/// Words that are a value by themselves.
#[rustfmt::skip]
const VALUES: &[&str] = &[
    "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp",
    "current_user", "default", "false", "localtime", "localtimestamp", "null", "session_user", "true", "utc_date",
    "utc_time", "utc_timestamp",
];

/// Whether an unquoted word is an operator or another part of the grammar, never a column.
pub(super) fn is_operator_word(word: &str) -> bool {
    contains(NEVER_COLUMNS, word)
}

/// Whether an unquoted word is a value by itself.
pub(super) fn is_value_word(word: &str) -> bool {
    contains(VALUES, word)
}

fn contains(list: &[&str], word: &str) -> bool {
    list.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether a name means the same without quotes on every database: lower-case ASCII letters, digits and
/// underscores, not beginning with a digit, and reserved nowhere.
///
/// Names that follow a rename into an expression are written without quotes where the name they replace was and
/// where this holds.
///
/// ```
/// assert!(mighost_schema::is_plain_name("email"));
/// assert!(!mighost_schema::is_plain_name("Email"));
/// assert!(!mighost_schema::is_plain_name("order"));
/// ```
pub fn is_plain_name(name: &str) -> bool {
    name.starts_with(|c: char| c == '_' || c.is_ascii_lowercase())
        && name.bytes().all(|b| b == b'_' || b.is_ascii_lowercase() || b.is_ascii_digit())
        && RESERVED.binary_search(&name).is_err()
}

/// A name in place of one that was written with these quotes, or with none.
pub(super) fn written(name: &str, quote: Option<char>) -> String {
    match quote {
        None if is_plain_name(name) => name.to_owned(),
        Some('`') => format!("`{}`", name.replace('`', "``")),
        // Brackets can't hold every name; only SQLite has them, and it takes double quotes too.
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// What SQLite, PostgreSQL, MySQL or MariaDB reserves, or takes for something else than a name where an expression
/// stands. From the keyword lists in their manuals.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "abort", "accessible", "action", "add", "after", "all", "alter", "always", "analyse", "analyze", "and", "any",
    "array", "as", "asc", "asensitive", "asymmetric", "attach", "authorization", "autoincrement", "before", "begin",
    "between", "bigint", "binary", "blob", "both", "by", "call", "cascade", "case", "cast", "change", "char",
    "character", "check", "collate", "collation", "column", "commit", "concurrently", "condition", "conflict",
    "constraint", "continue", "convert", "create", "cross", "cube", "cume_dist", "current", "current_catalog",
    "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "cursor",
    "database", "databases", "day_hour", "day_microsecond", "day_minute", "day_second", "dec", "decimal", "declare",
    "default", "deferrable", "deferred", "delayed", "delete", "dense_rank", "desc", "describe", "detach",
    "deterministic", "distinct", "distinctrow", "div", "do", "double", "drop", "dual", "each", "else", "elseif",
    "empty", "enclosed", "end", "escape", "escaped", "except", "exclude", "exclusive", "exists", "exit", "explain",
    "fail", "false", "fetch", "filter", "first", "first_value", "float", "float4", "float8", "following", "for",
    "force", "foreign", "freeze", "from", "full", "fulltext", "function", "general", "generated", "get", "glob",
    "grant", "group", "grouping", "groups", "having", "high_priority", "hour_microsecond", "hour_minute",
    "hour_second", "if", "ignore", "ignore_server_ids", "ilike", "immediate", "in", "index", "indexed", "infile",
    "initially", "inner", "inout", "insensitive", "insert", "instead", "int", "int1", "int2", "int3", "int4", "int8",
    "integer", "intersect", "interval", "into", "io_after_gtids", "io_before_gtids", "is", "isnull", "iterate", "join",
    "json_table", "key", "keys", "kill", "lag", "last", "last_value", "lateral", "lead", "leading", "leave", "left",
    "like", "limit", "linear", "lines", "load", "localtime", "localtimestamp", "lock", "long", "longblob", "longtext",
    "loop", "low_priority", "manual", "master_bind", "master_heartbeat_period", "master_ssl_verify_server_cert",
    "match", "materialized", "maxvalue", "mediumblob", "mediumint", "mediumtext", "middleint", "minute_microsecond",
    "minute_second", "mod", "modifies", "natural", "no", "no_write_to_binlog", "not", "nothing", "notnull",
    "nth_value", "ntile", "null", "nulls", "numeric", "of", "offset", "on", "only", "optimize", "optimizer_costs",
    "option", "optionally", "or", "order", "others", "out", "outer", "outfile", "over", "overlaps", "page_checksum",
    "parallel", "parse_vcol_expr", "partition", "percent_rank", "placing", "plan", "position", "pragma", "preceding",
    "precision", "primary", "procedure", "purge", "qualify", "query", "raise", "range", "rank", "read", "read_write",
    "reads", "real", "recursive", "ref_system_id", "references", "regexp", "reindex", "release", "rename", "repeat",
    "replace", "require", "resignal", "restrict", "return", "returning", "revoke", "right", "rlike", "rollback", "row",
    "row_number", "rows", "savepoint", "schema", "schemas", "second_microsecond", "select", "sensitive", "separator",
    "session_user", "set", "show", "signal", "similar", "slow", "smallint", "some", "spatial", "specific", "sql",
    "sql_big_result", "sql_calc_found_rows", "sql_small_result", "sqlexception", "sqlstate", "sqlwarning", "ssl",
    "starting", "stats_auto_recalc", "stats_persistent", "stats_sample_pages", "stored", "straight_join", "symmetric",
    "system", "system_user", "table", "tablesample", "temp", "temporary", "terminated", "then", "ties", "tinyblob",
    "tinyint", "tinytext", "to", "trailing", "transaction", "trigger", "true", "unbounded", "undo", "union", "unique",
    "unknown", "unlock", "unsigned", "update", "usage", "use", "user", "using", "utc_date", "utc_time",
    "utc_timestamp", "vacuum", "values", "varbinary", "varchar", "varcharacter", "variadic", "varying", "verbose",
    "view", "virtual", "when", "where", "while", "window", "with", "without", "write", "xor", "year_month", "zerofill",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_so_that_they_can_be_searched() {
        for list in [NEVER_COLUMNS, VALUES, RESERVED] {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
        }
        // Words of the grammar must come back quoted, or a rename to one would break the expression.
        for word in NEVER_COLUMNS.iter().chain(VALUES) {
            assert!(!is_plain_name(word) || ["both", "asc"].contains(word), "{word}");
        }
    }
}
