use mighost_schema::Dialect;

/// A name, quoted. Always: whether a name needs quotes depends on the server's version, and a plan reads the same
/// everywhere.
pub(crate) fn identifier(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Sqlite | Dialect::Postgresql => format!("\"{}\"", name.replace('"', "\"\"")),
        Dialect::Mysql | Dialect::Mariadb => format!("`{}`", name.replace('`', "``")),
    }
}

/// Names, quoted and separated by commas.
pub(crate) fn identifiers<N: AsRef<str>>(dialect: Dialect, names: &[N]) -> String {
    names.iter().map(|name| identifier(dialect, name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A text as a literal of standard SQL.
pub(crate) fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_names_and_texts_are_doubled() {
        assert_eq!(identifier(Dialect::Sqlite, "a\"b"), "\"a\"\"b\"");
        assert_eq!(identifier(Dialect::Mysql, "a`b"), "`a``b`");
        assert_eq!(string("it's"), "'it''s'");
    }
}
