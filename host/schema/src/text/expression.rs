use super::lexer::{Kind, Token, Tokens};
use super::words::{is_operator_word, is_value_word, written};

/// A place in an expression that names a column.
struct Reference {
    /// The index of the column's token.
    token: usize,
    /// The index of the token that names the table, where one does.
    table: Option<usize>,
}

/// Everything in an expression that is written where only a column can stand.
///
/// An operand that is a bare name is a column. Not columns: names before a parenthesis (functions), before a string
/// (`DATE '…'`), behind `::` and `AS` (types), behind COLLATE, and words in an operator's place (`AND`, `DAY`).
fn references(tokens: &Tokens<'_>) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut operand = true;
    let mut at = 0;
    while let Some(token) = tokens.tokens.get(at) {
        match token.kind {
            Kind::String | Kind::Number => operand = false,
            Kind::Symbol(')' | ']') => operand = false,
            // A field of a composite value: `(a).b`.
            Kind::Symbol('.') if !operand && tokens.is_name(at + 1) => at += 1,
            Kind::Symbol(_) => operand = true,
            Kind::Cast => {
                at = behind_type(tokens, at + 1);
                operand = false;
                continue;
            }
            Kind::Word | Kind::Quoted(_) => {
                let chain = tokens.chain(at);
                let last = chain.last().copied().unwrap_or(at);
                let bare = chain.len() == 1 && token.kind == Kind::Word;
                let raw = tokens.raw(*token);
                if bare && (!operand || ["as", "collate", "using"].iter().any(|w| tokens.is_word(at, w))) {
                    (at, operand) = behind_operator(tokens, at);
                    continue;
                }
                if bare && (is_operator_word(raw) || is_value_word(raw)) && !tokens.is_symbol(at + 1, '.') {
                    operand = is_operator_word(raw);
                } else if tokens.is_symbol(last + 1, '(') {
                    // EXTRACT(year FROM a): the field is no column.
                    if bare && raw.eq_ignore_ascii_case("extract") {
                        at = last + 2;
                    } else {
                        at = last;
                    }
                } else if tokens.tokens.get(last + 1).is_some_and(|t| t.kind == Kind::String) {
                    at = last;
                } else {
                    if operand {
                        found.push(Reference { token: last, table: (last > at).then(|| last - 2) });
                    }
                    at = last;
                    operand = false;
                }
            }
        }
        at += 1;
    }
    found
}

/// Where to go on behind a word in an operator's place, and whether an operand comes then.
fn behind_operator(tokens: &Tokens<'_>, at: usize) -> (usize, bool) {
    // Behind an operand these end it, so that an operator follows: `x ISNULL`, `INTERVAL 1 DAY`.
    const ENDINGS: &[&str] = &[
        "end",
        "isnull",
        "notnull",
        "microsecond",
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "month",
        "quarter",
        "year",
    ];
    let is = |word: &str| tokens.is_word(at, word);
    if is("as") {
        (behind_type(tokens, at + 1), false)
    } else if is("collate") || is("using") {
        let end = tokens.chain(at + 1).last().copied().unwrap_or(at + 1);
        (end + 1, false)
    } else if ENDINGS.iter().any(|w| is(w)) {
        (at + 1, false)
    } else if is("at") && tokens.is_word(at + 1, "time") && tokens.is_word(at + 2, "zone") {
        (at + 3, true)
    } else {
        (at + 1, true)
    }
}

/// The index behind a type's name: `double precision`, `timestamp(3) with time zone`, `s.t`, `text[]`.
fn behind_type(tokens: &Tokens<'_>, first: usize) -> usize {
    const MORE: &[&str] = &[
        "precision",
        "varying",
        "with",
        "without",
        "time",
        "zone",
        "local",
        "unsigned",
        "signed",
        "integer",
        "int",
        "character",
        "large",
        "object",
    ];
    if !tokens.is_name(first) {
        return first;
    }
    let mut at = tokens.chain(first).last().copied().unwrap_or(first) + 1;
    loop {
        if tokens.is_symbol(at, '(') || tokens.is_symbol(at, '[') {
            let close = if tokens.is_symbol(at, '(') { ')' } else { ']' };
            while at < tokens.tokens.len() && !tokens.is_symbol(at, close) {
                at += 1;
            }
            at += 1;
        } else if MORE.iter().any(|w| tokens.is_word(at, w)) {
            at += 1;
        } else {
            return at;
        }
    }
}

/// Which of the columns a name means.
///
/// Names in quotes mean the column that is called exactly so, and one of another case where there is none
/// (SQLite, MySQL). Names without quotes mean the one that is called so in lower case (PostgreSQL), and one of
/// another case where there is none.
fn resolve<'c>(name: &str, quoted: bool, columns: &[&'c str]) -> Option<&'c str> {
    let folded = name.to_ascii_lowercase();
    let first = if quoted { name } else { folded.as_str() };
    let exact = |wanted: &str| columns.iter().copied().find(|c| *c == wanted);
    exact(first).or_else(|| exact(name)).or_else(|| columns.iter().copied().find(|c| c.eq_ignore_ascii_case(name)))
}

/// Which of a table's columns an expression names, each once, in the order of the text.
pub(crate) fn columns_named<'c>(expression: &str, table: &str, columns: &[&'c str]) -> Vec<&'c str> {
    let tokens = Tokens::new(expression);
    let mut named = Vec::new();
    for reference in references(&tokens) {
        if let Some(column) = resolved(&tokens, &reference, table, columns)
            && !named.contains(&column)
        {
            named.push(column);
        }
    }
    named
}

fn resolved<'c>(tokens: &Tokens<'_>, reference: &Reference, table: &str, columns: &[&'c str]) -> Option<&'c str> {
    if reference.table.is_some_and(|t| !tokens.name(t).eq_ignore_ascii_case(table)) {
        return None;
    }
    resolve(&tokens.name(reference.token), quote(tokens, reference.token).is_some(), columns)
}

/// The quote that a name is written with.
pub(super) fn quote(tokens: &Tokens<'_>, index: usize) -> Option<char> {
    match tokens.tokens.get(index)?.kind {
        Kind::Quoted(c) => Some(c),
        _ => None,
    }
}

/// The expression with a column renamed. `columns` are the table's columns before the rename.
pub(crate) fn rename_column(expression: &str, table: &str, columns: &[&str], from: &str, to: &str) -> String {
    let tokens = Tokens::new(expression);
    let replacements: Vec<(Token, String)> = references(&tokens)
        .iter()
        .filter(|r| resolved(&tokens, r, table, columns) == Some(from))
        .map(|r| (tokens.tokens[r.token], written(to, quote(&tokens, r.token))))
        .collect();
    tokens.replaced(&replacements)
}

/// The expression with its table renamed, where it is written before a column.
pub(crate) fn rename_table(expression: &str, from: &str, to: &str) -> String {
    let tokens = Tokens::new(expression);
    let replacements: Vec<(Token, String)> = references(&tokens)
        .iter()
        .filter_map(|r| r.table)
        .filter(|t| tokens.name(*t).eq_ignore_ascii_case(from))
        .map(|t| (tokens.tokens[t], written(to, quote(&tokens, t))))
        .collect();
    tokens.replaced(&replacements)
}

#[cfg(test)]
#[path = "expression_tests.rs"]
mod tests;
