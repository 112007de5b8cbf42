//! What a `migration!` in Rust says, read without compiling it: its fields and the texts in them.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

/// A piece of code, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

/// The texts in each field of the first `migration!`; none where there is no such macro, or it has no end.
pub fn fields(code: &str) -> Option<BTreeMap<String, Vec<String>>> {
    let tokens = tokens(code);
    let begins = |three: &[Token]| matches!(three, [Token::Word(word), Token::Sign('!'), Token::Sign('{' | '(' | '[')] if word == "migration");
    let start = tokens.windows(3).position(begins)? + 3;
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut depth, mut field, mut last) = (1, None, None);
    for token in tokens.into_iter().skip(start) {
        match &token {
            Token::Sign('{' | '(' | '[') => depth += 1,
            Token::Sign('}' | ')' | ']') => depth -= 1,
            Token::Sign(',') if depth == 1 => field = None,
            Token::Sign(':') if depth == 1 && field.is_none() => {
                if let Some(Token::Word(word)) = last.take() {
                    fields.entry(word.clone()).or_default();
                    field = Some(word);
                }
            }
            Token::Text(text) => {
                if let Some(texts) = field.as_ref().and_then(|field| fields.get_mut(field)) {
                    texts.push(text.clone());
                }
            }
            _ => {}
        }
        if depth == 0 {
            return Some(fields);
        }
        last = Some(token);
    }
    None
}

fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => while chars.next().is_some_and(|c| c != '\n') {},
            '/' if chars.peek() == Some(&'*') => {
                let mut before = ' ';
                while let Some(c) = chars.next().filter(|c| !(before == '*' && *c == '/')) {
                    before = c;
                }
            }
            '"' => tokens.push(Token::Text(literal(&mut chars))),
            // A quotation mark that is a character begins no text.
            '\'' if chars.peek() == Some(&'"') => {
                chars.next();
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(c);
                }
                tokens.push(Token::Word(word));
            }
            c if !c.is_whitespace() => tokens.push(Token::Sign(c)),
            _ => {}
        }
    }
    tokens
}

/// A literal behind its first quotation mark.
fn literal(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(c) = chars.next().filter(|c| *c != '"') {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('0') => text.push('\0'),
            Some('u') => {
                let digits: String = chars.by_ref().skip_while(|c| *c == '{').take_while(|c| *c != '}').collect();
                text.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
            }
            other => text.extend(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::fields;

    #[test]
    fn the_fields_are_found_between_comments_and_texts_that_look_like_them() {
        let code = r#"
            // migration! { id: "comment" }
            /* migration! { id: "block" } */
            const QUOTE: char = '"';
            migration! {
                id: "7\u{e9}\"\\", // id: "other",
                revises: ["a", "b"],
                message: "id: \"x\", revises: [",
                upgrade: steps::upgrade,
            }
            fn id() { f("z"); }
        "#;
        let fields = fields(code).unwrap();
        assert_eq!(fields["id"], ["7é\"\\"]);
        assert_eq!(fields["revises"], ["a", "b"]);
        assert_eq!(fields["message"], ["id: \"x\", revises: ["]);
        assert!(fields["upgrade"].is_empty() && !fields.contains_key("labels"));
    }

    #[test]
    fn a_macro_that_isnt_there_or_has_no_end_has_no_fields() {
        assert_eq!(fields("fn main() {}"), None);
        assert_eq!(fields("migration! { id: \"7\","), None);
        assert_eq!(fields("/* never ends"), None);
    }
}
