/// A guest's text as it may go to a terminal or a log: at most `most` bytes, and no control characters but line
/// breaks and tabs, so that no guest can move the cursor, hide a line or set a title.
pub(crate) fn plain(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most));
    for c in text.chars() {
        // Escaped, a character takes up to 10 bytes (`\u{10ffff}`): the check keeps the promise for those too.
        if out.len() + 10 > most {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\t' => out.push(c),
            // The marks that reorder text are no control characters to Rust, but they hide what a line says.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.extend(c.escape_unicode()),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        assert_eq!(plain("a\tb\n\u{1b}[2Jc\r\u{202e}", 100), "a\tb\n\\u{1b}[2Jc\\u{d}\\u{202e}");
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        let cut = plain(&"ä".repeat(100), 50);
        assert!(cut.ends_with('…'));
        assert!(cut.len() <= 50, "{}", cut.len());
    }
}
