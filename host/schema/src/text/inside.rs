//! What is inside an expression or a query that somebody else wrote.

use super::lexer::{Kind, Tokens};
use std::collections::HashSet;

/// What an SQL expression or query has in it, as far as its words tell: for whoever must decide whether it may run.
///
/// ```
/// use mighost_schema::Inside;
///
/// let inside = Inside::of("lower(name) <> '' AND age > 0");
/// assert_eq!(inside.functions, ["lower"]);
/// assert!(inside.is_one_expression && !inside.has_query);
///
/// assert!(Inside::of("(SELECT count(*) FROM secrets) > 0").has_query);
/// assert!(!Inside::of("true), ADD COLUMN x integer CHECK (true").is_one_expression);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    /// The functions that are called, in small letters, each once; a schema before the name belongs to it.
    pub functions: Vec<String>,
    /// The types that values are cast to with `::` or `CAST`, in small letters, by their first word, each once; a schema before it too.
    pub types: Vec<String>,
    /// Whether it has a query in it, or anything else that isn't computed from columns and values: a word such as
    /// SELECT, TABLE or INTO, or a variable.
    pub has_query: bool,
    /// Whether a query may read a table that doesn't stand behind FROM, JOIN or a comma between them, or names the database's
    /// catalog: by a word that lets a table stand elsewhere, or hides that one does, such as WITH, TABLE or FOR.
    pub hides_tables: bool,
    /// Whether it is one expression: its parentheses match, and no comma or semicolon stands outside of them, and no
    /// comment or open quote anywhere.
    pub is_one_expression: bool,
    /// What names are enclosed by, each once: `"`, `` ` `` or `[`. To a database that hasn't these quotes, it is code that stands there.
    pub quotes: Vec<char>,
}

/// Words that read or change something, wherever they stand in an expression.
#[rustfmt::skip]
const QUERIES: [&str; 16] = [
    "alter", "call", "create", "delete", "drop", "execute", "from", "insert", "into", "join", "match", "pragma", "select",
    "table", "update", "with",
];

/// Words behind which a table may stand, or that end a list of tables for a reader though it goes on: `USE INDEX FOR ORDER BY (i),
/// t`, and `offset` is a name on some databases.
#[rustfmt::skip]
const HIDING: [&str; 11] = [
    "apply", "fetch", "for", "force", "ignore", "offset", "straight_join", "table", "use", "window", "with",
];

/// What names of the databases' own catalogs begin with, and the schemas that are catalogs.
const CATALOG: [&str; 4] = ["mighost_", "pg_", "pragma_", "sqlite_"];
const CATALOGS: [&str; 3] = ["information_schema", "mysql", "performance_schema"];

impl Inside {
    /// Looks at an expression or a query.
    pub fn of(text: &str) -> Inside {
        let tokens = Tokens::new(text);
        let mut inside =
            Inside { is_one_expression: !text.trim().is_empty() && is_plain(text, &tokens), ..Inside::default() };
        // What closes the brackets that are open, and where the parentheses among them opened.
        let mut closing = Vec::new();
        let mut opened = Vec::new();
        for (at, token) in tokens.tokens.iter().enumerate() {
            match token.kind {
                Kind::Symbol(bracket @ ('(' | '[')) => {
                    closing.push(if bracket == '(' { ')' } else { ']' });
                    if bracket == '(' {
                        opened.push(at);
                    }
                }
                Kind::Symbol(bracket @ (')' | ']')) => {
                    inside.is_one_expression &= closing.pop() == Some(bracket);
                    if bracket == ')' {
                        opened.pop();
                    }
                }
                Kind::Symbol(',') => inside.is_one_expression &= !closing.is_empty(),
                // MySQL's comments begin with `#`.
                Kind::Symbol(';' | '\\' | '#') => inside.is_one_expression = false,
                // A variable of MySQL's, or a parameter.
                Kind::Symbol('@' | '$' | '?') => inside.has_query = true,
                Kind::Cast => inside.cast(&tokens, at + 1),
                Kind::Word | Kind::Quoted(_) => {
                    if let Kind::Quoted(quote) = token.kind
                        && !inside.quotes.contains(&quote)
                    {
                        inside.quotes.push(quote);
                    }
                    inside.word(&tokens, at, opened.last());
                }
                Kind::Number => {
                    inside.has_query |= !tokens.raw(*token).starts_with(|c: char| c.is_ascii_digit() || c == '.')
                }
                Kind::String | Kind::Symbol(_) => {}
            }
        }
        inside.is_one_expression &= closing.is_empty();
        // Each once. A text may have a hundred thousand of them, and whoever wrote it may want us to be slow.
        for names in [&mut inside.functions, &mut inside.types] {
            let mut seen = HashSet::new();
            names.retain(|name| seen.insert(name.clone()));
        }
        inside
    }

    fn word(&mut self, tokens: &Tokens<'_>, at: usize, opened: Option<&usize>) {
        let Some(token) = tokens.tokens.get(at) else { return };
        let word = tokens.raw(*token).to_ascii_lowercase();
        if token.kind == Kind::Word && QUERIES.contains(&word.as_str()) {
            // `EXTRACT(year FROM x)`, `TRIM(x FROM y)` and `SUBSTRING(x FROM 1)` are expressions.
            self.has_query |= word != "from" || !opened.is_some_and(|open| takes_from(tokens, *open));
        }
        // MariaDB draws a number from a sequence by `NEXT VALUE FOR ids`.
        self.has_query |= word == "for" && at > 0 && tokens.is_word(at - 1, "value");
        let name = tokens.name(at).to_ascii_lowercase();
        // SQLite reads a table there; elsewhere only a list in parentheses stands behind IN.
        let in_table = token.kind == Kind::Word && word == "in" && tokens.is_name(at + 1);
        self.hides_tables |= in_table
            || (token.kind == Kind::Word && HIDING.contains(&word.as_str()))
            || CATALOG.iter().any(|start| name.starts_with(start))
            || CATALOGS.contains(&name.as_str());
        // `regclass 'people'` is a cast as well.
        if tokens.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::String) {
            self.cast(tokens, at);
        }
        if token.kind == Kind::Word && word == "as" {
            self.cast(tokens, at + 1);
        }
        // The last part of a dotted name, behind which the arguments stand.
        let begins = at == 0 || !tokens.is_symbol(at - 1, '.');
        let chain = if begins { tokens.chain(at) } else { Vec::new() };
        if let Some(last) = chain.last()
            && tokens.is_symbol(last + 1, '(')
            && !(chain.len() == 1
                && token.kind == Kind::Word
                && super::words::is_operator_word(&word)
                && word != "values")
        {
            let name = chain.iter().map(|part| tokens.name(*part).to_ascii_lowercase()).collect::<Vec<_>>().join(".");
            self.functions.push(name);
        }
    }

    fn cast(&mut self, tokens: &Tokens<'_>, at: usize) {
        for part in tokens.chain(at) {
            self.types.push(tokens.name(part).to_ascii_lowercase());
        }
    }
}

/// Whether the parentheses that open here are those of a function that takes FROM: `EXTRACT(… FROM …)`.
fn takes_from(tokens: &Tokens<'_>, open: usize) -> bool {
    let function = open.checked_sub(1).map(|name| tokens.name(name).to_ascii_lowercase());
    function.is_some_and(|f| ["extract", "trim", "substring", "overlay"].contains(&f.as_str()))
}

/// Whether nothing is hidden from the words: no comment, no open quote, no string that one database reads otherwise than
/// another.
fn is_plain(text: &str, tokens: &Tokens<'_>) -> bool {
    // Other spaces are letters to a database.
    let spaces_only = |gap: &str| gap.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c'));
    let mut at = 0;
    for token in &tokens.tokens {
        if !spaces_only(text.get(at..token.start).unwrap_or("-")) {
            return false;
        }
        let raw = tokens.raw(*token);
        let before = text.get(..token.start).unwrap_or_default().chars().next_back();
        let closed = match token.kind {
            // A backslash is an escape on some databases, and a letter on others; so is a dollar quote.
            Kind::String => {
                raw.len() > 1
                    && raw.ends_with('\'')
                    && !raw.contains('\\')
                    && !raw.contains('$')
                    && raw.starts_with('\'')
            }
            Kind::Quoted('[') => raw.ends_with(']'),
            // PostgreSQL's `U&"…"` has escapes in it, for which `UESCAPE` may choose any letter.
            Kind::Quoted(quote) => raw.len() > 1 && raw.ends_with(quote) && before != Some('&'),
            _ => true,
        };
        if !closed {
            return false;
        }
        at = token.end;
    }
    spaces_only(text.get(at..).unwrap_or("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_hides_its_tables_is_seen() {
        for text in [
            "select 1 from a where x in b",
            "select 1 from a where (x, y) not in \"b\"",
            "select 1 from a union table b",
            "select 1 from a straight_join c.b",
            "select 1 from a use index for order by (i), c.b",
            "select 1 from a as offset, b",
            "select (with b as (select 1) select 1) from b",
            "select 1 from PG_shadow",
            "select 1 from main.sqlite_schema",
            "select 1 from information_schema.tables",
        ] {
            assert!(Inside::of(text).hides_tables, "{text}");
        }
        let plain = "select a.x, b.* from a left join b on a.id = b.id, (c) where a.y in (select 1) order by 1 limit 2";
        assert!(!Inside::of(plain).hides_tables);
    }

    #[test]
    fn a_number_drawn_from_a_sequence_is_more_than_an_expression() {
        assert!(Inside::of("NEXT VALUE FOR ids").has_query && Inside::of("(previous value for s.ids) + 1").has_query);
        assert!(!Inside::of("substring(value from 1 for 2)").has_query);
    }

    #[test]
    fn a_cast_is_seen_however_it_is_written() {
        for text in
            ["'a'::regclass", "regclass 'a'", "CAST('a' AS regclass)", "'a'::pg_catalog.regclass", "'a'::\"regclass\""]
        {
            assert!(Inside::of(text).types.iter().any(|name| name == "regclass"), "{text}");
        }
    }

    #[test]
    fn an_expression_is_one_where_nothing_leaves_it() {
        for text in [
            "age > 0",
            "(a, b) = (1, 2)",
            "lower(name) IN ('a', 'b')",
            "CASE WHEN a THEN 1 ELSE 2 END",
            "x::numeric(10, 2) > 0",
            "extract(year from born) > 1900",
            "\"Order\" = 'it''s'",
        ] {
            let inside = Inside::of(text);
            assert!(inside.is_one_expression && !inside.has_query, "{text}: {inside:?}");
        }
    }

    #[test]
    fn whatever_leaves_an_expression_is_seen() {
        for text in [
            "",
            "true), ADD COLUMN x integer, CHECK (true",
            "1; DROP TABLE people",
            "1 -- the rest",
            "1 /* hidden */",
            "1 # hidden",
            "1, 2",
            "'open",
            "\"open",
            "(1",
            "1)",
            "a[)] OR (b",
            "\u{a0}a > 0",
            "E'a\\'' || 'b'",
            "$$a$$",
            "'people'::U&\"regcl!0061ss\" UESCAPE '!'",
        ] {
            assert!(!Inside::of(text).is_one_expression, "{text}");
        }
    }

    #[test]
    fn queries_and_variables_are_seen() {
        for text in [
            "(SELECT 1)",
            "EXISTS (select * from t)",
            "a IN (TABLE secrets)",
            "(WITH x AS (VALUES (1)) SELECT * FROM x)",
            "@@hostname",
            "@x := 1",
            "$1",
            "1 FROM secrets",
        ] {
            assert!(Inside::of(text).has_query, "{text}");
        }
    }

    #[test]
    fn quotes_that_not_every_database_has_are_seen() {
        assert_eq!(Inside::of("tags [pg_sleep(1)] = \"a\" || [b]").quotes, ['[', '"']);
        assert_eq!(Inside::of("tags[1] = `a`").quotes, ['`']);
    }

    #[test]
    fn functions_are_named_with_their_schema() {
        let functions = |text| Inside::of(text).functions;
        assert_eq!(functions("Pg_Read_File('/etc/passwd')"), ["pg_read_file"]);
        assert_eq!(functions("pg_catalog.\"pg_sleep\" (1)"), ["pg_catalog.pg_sleep"]);
        assert_eq!(functions("a AND (b) OR NOT (c)"), Vec::<String>::new());
        assert_eq!(functions("coalesce(lower(a), lower(b))"), ["coalesce", "lower"]);
    }

    #[test]
    fn types_of_casts_are_named() {
        assert_eq!(Inside::of("'secrets'::regclass").types, ["regclass"]);
        assert_eq!(Inside::of("CAST(a AS regclass)").types, ["regclass"]);
    }
}
