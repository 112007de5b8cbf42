//! What differs between MariaDB and MySQL, in one place.

use mighost_schema::{ColumnDefault, ColumnType, Dialect};

/// Which of the two a server is, and its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flavour {
    pub mariadb: bool,
    /// Major, minor, patch.
    pub version: (u32, u32, u32),
}

impl Flavour {
    /// Reads what `SELECT version()` gives: `10.11.6-MariaDB-0+deb12u1`, `8.0.36`, `5.5.5-10.6.7-MariaDB`.
    pub(super) fn of(version: &str) -> Flavour {
        let mariadb = version.to_ascii_lowercase().contains("mariadb");
        // Old clients took 10 for a lower version than 5, so MariaDB says 5.5.5 before its own.
        let version = version.strip_prefix("5.5.5-").filter(|_| mariadb).unwrap_or(version);
        let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
        let mut next = || numbers.next().unwrap_or(0);
        Flavour { mariadb, version: (next(), next(), next()) }
    }

    pub(super) fn dialect(self) -> Dialect {
        if self.mariadb { Dialect::Mariadb } else { Dialect::Mysql }
    }

    /// For messages.
    pub(super) fn name(self) -> &'static str {
        if self.mariadb { "MariaDB" } else { "MySQL" }
    }

    /// The oldest version that mighost speaks to: what it writes needs checks and renames of columns and indexes.
    pub(super) fn too_old(self) -> Option<&'static str> {
        // MariaDB 10.5.2 has RENAME INDEX and RENAME COLUMN, MySQL 8.0.16 has checks.
        let least = if self.mariadb { (10, 5, 2) } else { (8, 0, 16) };
        (self.version < least).then_some(if self.mariadb { "MariaDB 10.5.2" } else { "MySQL 8.0.16" })
    }

    /// A type `uuid` of the server's own. https://mariadb.com/kb/en/uuid-data-type/
    pub(super) fn uuid(self) -> bool {
        self.mariadb && self.version >= (10, 7, 0)
    }

    /// Indexes that run downwards; older servers read the word and forget it.
    pub(super) fn descending(self) -> bool {
        !self.mariadb || self.version >= (10, 8, 0)
    }

    /// Indexes over expressions.
    pub(super) fn expression_indexes(self) -> bool {
        !self.mariadb
    }

    pub(super) fn sequences(self) -> bool {
        self.mariadb
    }

    /// How an index is said to be there but not used.
    pub(super) fn invisible_index(self) -> &'static str {
        if self.mariadb { "IGNORED" } else { "INVISIBLE" }
    }

    /// `information_schema.statistics` as both can be asked: an expression, and whether the index is used.
    pub(super) fn statistics_columns(self) -> &'static str {
        match self.mariadb {
            true if self.version >= (10, 6, 0) => "NULL AS expression, IF(s.ignored = 'YES', 1, 0) AS unused",
            true => "NULL AS expression, 0 AS unused",
            false => "s.expression AS expression, IF(s.is_visible = 'NO', 1, 0) AS unused",
        }
    }

    /// The checks of tables in one schema: table, name, level, condition.
    pub(super) fn checks_query(self) -> &'static str {
        if self.mariadb {
            "SELECT table_name, constraint_name, level, check_clause FROM information_schema.check_constraints \
             WHERE constraint_schema = ?"
        } else {
            "SELECT t.table_name, c.constraint_name, 'Table' AS level, c.check_clause \
             FROM information_schema.check_constraints c JOIN information_schema.table_constraints t \
             ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name \
             AND t.constraint_type = 'CHECK' WHERE c.constraint_schema = ?"
        }
    }

    /// An expression as the catalog gives it: MySQL escapes the quotes of its strings once more.
    pub(super) fn expression(self, text: &str) -> String {
        if self.mariadb { text.to_owned() } else { text.replace("\\'", "'") }
    }

    /// The expression of a default as the catalog gives it, where it is one: `None` is no default, `Some(Err(…))` the
    /// text of a constant.
    pub(super) fn raw_default(self, text: Option<&str>, extra: &str) -> Option<Result<String, String>> {
        let text = text?;
        if !self.mariadb {
            // MySQL gives the constant itself, and says where a text is an expression.
            return Some(match extra.to_ascii_uppercase().contains("DEFAULT_GENERATED") {
                true => Ok(self.expression(text)),
                false => Err(text.to_owned()),
            });
        }
        // MariaDB writes the default as SQL does.
        (!text.eq_ignore_ascii_case("NULL")).then(|| Ok(text.to_owned()))
    }

    /// How `ALTER TABLE` drops a check.
    pub(super) fn drop_check(self, name: &str) -> String {
        if self.mariadb { format!("DROP CONSTRAINT {name}") } else { format!("DROP CHECK {name}") }
    }

    /// How a default that is an expression is written.
    pub(super) fn default_expression(self, expression: &str) -> String {
        // Both take the parentheses; MySQL demands them.
        format!("({expression})")
    }

    /// Whether the type can have a constant as its default; else it must be written as an expression.
    pub(super) fn literal_default(self, column_type: &ColumnType, default: &ColumnDefault) -> bool {
        self.mariadb
            || !matches!(default, ColumnDefault::Literal(_))
            || !matches!(column_type, ColumnType::Text(_) | ColumnType::Blob(_) | ColumnType::Json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_servers_write_them() {
        for (text, mariadb, version) in [
            ("10.11.6-MariaDB-0+deb12u1", true, (10, 11, 6)),
            ("5.5.5-10.6.7-MariaDB", true, (10, 6, 7)),
            ("8.0.36", false, (8, 0, 36)),
            ("8.4.0-commercial", false, (8, 4, 0)),
        ] {
            assert_eq!(Flavour::of(text), Flavour { mariadb, version }, "{text}");
        }
        assert!(Flavour::of("5.7.44-log").too_old().is_some());
    }
}
