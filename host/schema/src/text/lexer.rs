/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or keyword without quotes.
    Word,
    /// A name in quotes: `"a"`, `` `a` ``, `[a]`. The character is the opening one.
    Quoted(char),
    /// A string, whatever its quotes.
    String,
    /// A number or a numbered parameter.
    Number,
    /// The cast `::`.
    Cast,
    /// Any other character.
    Symbol(char),
}

/// A token and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// A text and its tokens, without spaces and comments.
pub(crate) struct Tokens<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
}

impl<'a> Tokens<'a> {
    /// Splits a text. Anything splits: what is left open goes on to the end.
    pub fn new(text: &'a str) -> Self {
        // MySQL escapes a quote by a backslash, the others don't. A text that leaves a string open under the
        // standard's rule, and doesn't under MySQL's, is MySQL's.
        let (mut tokens, open) = split(text, false);
        if open {
            let (other, still_open) = split(text, true);
            if !still_open {
                tokens = other;
            }
        }
        Tokens { text, tokens }
    }

    /// A token's text as written.
    pub fn raw(&self, token: Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// Whether the token at an index is this symbol.
    pub fn is_symbol(&self, index: usize, symbol: char) -> bool {
        self.tokens.get(index).is_some_and(|t| t.kind == Kind::Symbol(symbol))
    }

    /// Whether the token at an index is this word, in any case.
    pub fn is_word(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index).is_some_and(|t| t.kind == Kind::Word && self.raw(*t).eq_ignore_ascii_case(word))
    }

    /// Whether the token at an index is a name, quoted or not.
    pub fn is_name(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Quoted(_)))
    }

    /// The name that the token at an index writes, without its quotes.
    pub fn name(&self, index: usize) -> String {
        self.tokens.get(index).map(|t| unquote(self.raw(*t), t.kind)).unwrap_or_default()
    }

    /// The indexes of the parts of a dotted name that begins at an index.
    pub fn chain(&self, first: usize) -> Vec<usize> {
        let mut parts = vec![first];
        let mut last = first;
        while self.is_symbol(last + 1, '.') && self.is_name(last + 2) {
            last += 2;
            parts.push(last);
        }
        parts
    }

    /// The text with some tokens replaced; the replacements stand in the order of the text.
    pub fn replaced(&self, replacements: &[(Token, String)]) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for (token, new) in replacements {
            out.push_str(&self.text[at..token.start]);
            out.push_str(new);
            at = token.end;
        }
        out.push_str(&self.text[at..]);
        out
    }
}

fn unquote(raw: &str, kind: Kind) -> String {
    let inner = || raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
    match kind {
        Kind::Quoted('"') => inner().replace("\"\"", "\""),
        Kind::Quoted('`') => inner().replace("``", "`"),
        Kind::Quoted(_) => inner().to_owned(),
        _ => raw.to_owned(),
    }
}

/// The tokens, and whether a quote was left open.
fn split(text: &str, backslash: bool) -> (Vec<Token>, bool) {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open = false;
    let mut at = 0;
    // Behind the last one no bracket closes, and nobody looks for one to the end of the text each time.
    let last_bracket = text.rfind(']');
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        let rest = &text[at..];
        let kind = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if rest.starts_with("--") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |i| i + 2);
            continue;
        } else if c == '\'' {
            // PostgreSQL's E'…' escapes by a backslash whatever the rest of the text does.
            let escapes = backslash || tokens.last().is_some_and(|t| t.end == start && is_escape_prefix(text, *t));
            let (length, closed) = quoted_length(rest, '\'', escapes);
            open |= !closed;
            at += length;
            Kind::String
        } else if c == '"' || c == '`' {
            let (length, closed) = quoted_length(rest, c, false);
            open |= !closed;
            at += length;
            if closed { Kind::Quoted(c) } else { Kind::String }
        } else if c == '[' && !is_subscript(text, &tokens, start) {
            match last_bracket.filter(|last| *last > start).and_then(|_| rest.find(']')) {
                Some(end) => {
                    at += end + 1;
                    Kind::Quoted('[')
                }
                None => {
                    at += 1;
                    Kind::Symbol('[')
                }
            }
        } else if let Some(tag) = dollar_tag(rest) {
            let body = &rest[tag.len()..];
            at += body.find(tag).map_or(rest.len(), |i| i + 2 * tag.len());
            Kind::String
        } else if c.is_ascii_digit() || (c == '$' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
            at += number_length(rest);
            Kind::Number
        } else if is_name_start(c) {
            at += rest.find(|d: char| !is_name_char(d)).unwrap_or(rest.len());
            Kind::Word
        } else if rest.starts_with("::") {
            at += 2;
            Kind::Cast
        } else {
            at += c.len_utf8();
            Kind::Symbol(c)
        };
        tokens.push(Token { kind, start, end: at });
    }
    (tokens, open)
}

fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic() || !c.is_ascii()
}

fn is_name_char(c: char) -> bool {
    is_name_start(c) || c.is_ascii_digit() || c == '$'
}

fn is_escape_prefix(text: &str, token: Token) -> bool {
    token.kind == Kind::Word && text[token.start..token.end].eq_ignore_ascii_case("e")
}

/// How long a quoted text is, its quotes included, and whether it is closed. A doubled quote stands for one.
fn quoted_length(rest: &str, quote: char, backslash: bool) -> (usize, bool) {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((i, c)) = chars.next() {
        if c == '\\' && backslash {
            chars.next();
        } else if c == quote {
            match chars.peek() {
                Some((_, next)) if *next == quote => {
                    chars.next();
                }
                _ => return (i + 1, true),
            }
        }
    }
    (rest.len(), false)
}

/// `[` after a name, a bracket or ARRAY is a subscript; else it opens a quoted name. An empty pair never is a name.
fn is_subscript(text: &str, tokens: &[Token], start: usize) -> bool {
    if text[start + 1..].trim_start().starts_with(']') {
        return true;
    }
    let Some(last) = tokens.last() else { return false };
    let raw = &text[last.start..last.end];
    match last.kind {
        Kind::Word if raw.eq_ignore_ascii_case("array") => true,
        Kind::Word => last.end == start && !super::words::is_operator_word(raw),
        Kind::Quoted(_) | Kind::Symbol(')' | ']') => last.end == start,
        _ => false,
    }
}

/// The opening tag of a dollar-quoted string: `$$` or `$tag$`.
fn dollar_tag(rest: &str) -> Option<&str> {
    let body = rest.strip_prefix('$')?;
    let length = body.find(|c: char| !is_name_char(c) || c == '$').unwrap_or(body.len());
    let tag = &body[..length];
    (body[length..].starts_with('$') && !tag.starts_with(|c: char| c.is_ascii_digit())).then(|| &rest[..length + 2])
}

/// Numbers in all forms: `1`, `1.5`, `1e-5`, `0xff`, `1_000`, `$1`.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut i = 1;
    while let Some(b) = bytes.get(i) {
        let sign_of_exponent = matches!(b, b'+' | b'-')
            && matches!(bytes[i - 1], b'e' | b'E')
            && !rest.starts_with("0x")
            && !rest.starts_with("0X")
            && bytes.get(i + 1).is_some_and(u8::is_ascii_digit);
        if b.is_ascii_alphanumeric() || *b == b'_' || *b == b'.' || sign_of_exponent {
            i += 1;
        } else {
            break;
        }
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let tokens = Tokens::new(text);
        tokens.tokens.iter().map(|t| tokens.raw(*t)).collect()
    }

    #[test]
    fn splits_quotes_numbers_and_comments() {
        assert_eq!(
            words("a>1.5e-3 -- b\n AND\"c d\"='it''s' /* e */ +[f]"),
            ["a", ">", "1.5e-3", "AND", "\"c d\"", "=", "'it''s'", "+", "[f]"]
        );
    }

    #[test]
    fn a_backslash_is_plain_unless_the_text_needs_it() {
        assert_eq!(words(r"a = '\' or b"), ["a", "=", r"'\'", "or", "b"]);
        assert_eq!(words(r"a = 'it\'s' or b"), ["a", "=", r"'it\'s'", "or", "b"]);
        assert_eq!(words(r"a = E'it\'s' or b = ''"), ["a", "=", "E", r"'it\'s'", "or", "b", "=", "''"]);
    }

    #[test]
    fn brackets_are_names_or_subscripts() {
        assert_eq!(words("[a]=b[1]"), ["[a]", "=", "b", "[", "1", "]"]);
        assert_eq!(words("ARRAY [a]"), ["ARRAY", "[", "a", "]"]);
        assert_eq!(words("x AND[a]"), ["x", "AND", "[a]"]);
        assert_eq!(words("a::text[]"), ["a", "::", "text", "[", "]"]);
    }

    #[test]
    fn dollar_quotes_are_strings() {
        assert_eq!(words("a = $x$ b $x$ + $1"), ["a", "=", "$x$ b $x$", "+", "$1"]);
    }

    #[test]
    fn an_open_quote_goes_to_the_end() {
        assert_eq!(words("a = 'b"), ["a", "=", "'b"]);
        assert_eq!(words("\"a"), ["\"a"]);
        assert_eq!(words("[a"), ["[", "a"]);
    }
}
