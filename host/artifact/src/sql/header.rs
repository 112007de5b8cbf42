//! The header's lines and the sections' markers: everything that a chain of a thousand files needs read.

use super::error::SqlError;
use crate::{
    Half,
    description::{check, check_created, check_dependency, check_package},
};
use mighost_schema::{Description, Dialect, Transaction};

/// The keys of a header.
const KEYS: [&str; 8] = ["revision", "revises", "depends-on", "labels", "message", "created", "transaction", "package"];
/// The same for people.
pub(crate) const KEYS_TEXT: &str = "revision, revises, depends-on, labels, message, created, transaction, package";
/// How much of a line an error shows, in characters: enough to find it.
const SHOWN: usize = 60;

/// One section of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section<'a> {
    pub(crate) half: Half,
    /// Empty: the general section.
    pub(crate) dialects: Vec<Dialect>,
    /// The line of the marker.
    pub(crate) line: u32,
    /// The line of the next marker.
    pub(crate) next: Option<u32>,
    /// Where the text begins in the file.
    pub(crate) offset: usize,
    /// Everything up to the next marker.
    pub(crate) text: &'a str,
}

/// A file in its parts.
pub(crate) struct File<'a> {
    pub(crate) description: Description,
    pub(crate) sections: Vec<Section<'a>>,
}

impl<'a> File<'a> {
    pub(crate) fn read(text: &'a str) -> Result<File<'a>, SqlError> {
        let mut header = Header::default();
        let mut sections: Vec<Section<'a>> = Vec::new();
        let mut offset = 0;
        let mut number = 0;
        for line in text.split_inclusive('\n') {
            number += 1;
            let start = offset;
            offset += line.len();
            // A block comment in the header may say what it likes; in a section, the lexers see comments.
            let found = if header.in_comment { None } else { marker(line, number)? };
            match found {
                Some((half, dialects)) => {
                    close(&mut sections, text, start, Some(number));
                    distinct(&sections, half, &dialects, number)?;
                    sections.push(Section { half, dialects, line: number, next: None, offset, text: "" });
                }
                _ if sections.is_empty() => header.line(line, number)?,
                _ => {}
            }
        }
        close(&mut sections, text, text.len(), None);
        if text.trim().is_empty() {
            return Err(SqlError::Empty);
        }
        let mut description = header.finish()?;
        if !sections.iter().any(|section| section.half == Half::Upgrade) {
            return Err(SqlError::NoUpgrade);
        }
        description.has_downgrade = sections.iter().any(|section| section.half == Half::Downgrade);
        Ok(File { description, sections })
    }

    /// The section that serves a dialect: its own, MySQL's for MariaDB, or the general one.
    pub(crate) fn section(&self, half: Half, dialect: Dialect) -> Option<usize> {
        let own = |dialect| self.find(half, |section| section.dialects.contains(&dialect));
        own(dialect)
            .or_else(|| if dialect == Dialect::Mariadb { own(Dialect::Mysql) } else { None })
            .or_else(|| self.general(half))
    }

    /// The general section.
    pub(crate) fn general(&self, half: Half) -> Option<usize> {
        self.find(half, |section| section.dialects.is_empty())
    }

    fn find(&self, half: Half, wanted: impl Fn(&Section<'_>) -> bool) -> Option<usize> {
        self.sections.iter().position(|section| section.half == half && wanted(section))
    }
}

fn close<'a>(sections: &mut [Section<'a>], text: &'a str, end: usize, next: Option<u32>) {
    if let Some(last) = sections.last_mut() {
        last.next = next;
        last.text = text.get(last.offset..end).unwrap_or_default();
    }
}

fn distinct(sections: &[Section<'_>], half: Half, dialects: &[Dialect], line: u32) -> Result<(), SqlError> {
    let duplicate = |section: String, first: u32| Err(SqlError::DuplicateSection { line, section, first });
    for section in sections.iter().filter(|section| section.half == half) {
        if section.dialects.is_empty() && dialects.is_empty() {
            return duplicate(format!("-- {half}"), section.line);
        }
        if let Some(dialect) = dialects.iter().find(|dialect| section.dialects.contains(dialect)) {
            return duplicate(format!("-- {half} {dialect}"), section.line);
        }
    }
    match dialects.iter().enumerate().find(|(i, dialect)| dialects[..*i].contains(dialect)) {
        Some((_, dialect)) => duplicate(format!("-- {half} {dialect}"), line),
        None => Ok(()),
    }
}

/// The section that a line begins. A line that only looks like a marker is an error and not a comment:
/// otherwise a misspelt `-- downgrade` would make its statements part of the upgrade.
fn marker(line: &str, number: u32) -> Result<Option<(Half, Vec<Dialect>)>, SqlError> {
    let Some(rest) = line.trim_start().strip_prefix("--") else {
        let block = line.trim().strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/"));
        let exact =
            block.and_then(|text| Half::ALL.into_iter().find(|half| text.trim().eq_ignore_ascii_case(half.name())));
        return match exact.or_else(|| meant(block?)) {
            Some(half) => Err(almost(line, number, &format!("-- {half}"))),
            None => Ok(None),
        };
    };
    let rest = rest.trim();
    let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let Some(half) = Half::ALL.into_iter().find(|half| word.trim_end_matches(':').eq_ignore_ascii_case(half.name()))
    else {
        return match meant(&format!("{word} {rest}")) {
            Some(half) => Err(almost(line, number, &format!("-- {half}"))),
            None => Ok(None),
        };
    };
    let list = rest.split_once("--").map_or(rest, |(list, _)| list).trim();
    let dialects: Result<Vec<Dialect>, &str> = match list {
        "" => Ok(Vec::new()),
        list => list
            .split(',')
            .map(str::trim)
            .map(|name| Dialect::from_name(&name.to_ascii_lowercase()).ok_or(name))
            .collect(),
    };
    match dialects {
        Ok(dialects) if word == half.name() => Ok(Some((half, dialects))),
        Err(name) if word == half.name() => {
            Err(SqlError::UnknownDialect { line: number, half: half.name(), name: shown(name) })
        }
        Ok(_) => Err(almost(line, number, format!("-- {half} {list}").trim_end())),
        Err(_) => Ok(None),
    }
}

fn almost(line: &str, number: u32, expected: &str) -> SqlError {
    SqlError::AlmostMarker { line: number, text: shown(line.trim()), expected: expected.to_owned() }
}

/// What other tools call their sections.
const ELSEWHERE: [(&str, Half); 16] = [
    ("up", Half::Upgrade),
    ("+up", Half::Upgrade),
    ("+goose up", Half::Upgrade),
    ("+migrate up", Half::Upgrade),
    ("migrate:up", Half::Upgrade),
    ("migrate up", Half::Upgrade),
    ("down", Half::Downgrade),
    ("+down", Half::Downgrade),
    ("+goose down", Half::Downgrade),
    ("+migrate down", Half::Downgrade),
    ("migrate:down", Half::Downgrade),
    ("migrate down", Half::Downgrade),
    ("rollback", Half::Downgrade),
    ("--rollback", Half::Downgrade),
    ("undo", Half::Downgrade),
    ("revert", Half::Downgrade),
];

/// The section that a comment of nothing but a word seems to begin: misspelt, or called as another tool calls it.
fn meant(comment: &str) -> Option<Half> {
    let text = comment.trim().trim_end_matches(':').to_ascii_lowercase();
    if let Some((_, half)) = ELSEWHERE.iter().find(|(other, _)| *other == text) {
        return Some(*half);
    }
    // Two slips in a word of seven letters and more; other words of that length aren't as near.
    let near = |half: &Half| strsim::osa_distance(half.name(), &text) <= 2;
    if text.contains(char::is_whitespace) { None } else { Half::ALL.into_iter().find(near) }
}

#[derive(Default)]
struct Header {
    description: Description,
    seen: Vec<(&'static str, u32)>,
    in_comment: bool,
}

impl Header {
    fn line(&mut self, line: &str, number: u32) -> Result<(), SqlError> {
        let line = line.trim();
        if self.in_comment {
            self.in_comment = !line.contains("*/");
            return Ok(());
        }
        if let Some(comment) = line.strip_prefix("/*") {
            self.in_comment = !comment.contains("*/");
            return Ok(());
        }
        if line.is_empty() {
            return Ok(());
        }
        match line.strip_prefix("--") {
            Some(comment) => self.comment(comment.trim(), number),
            None => Err(SqlError::BeforeSection {
                line: number,
                text: shown(line),
                headed: self.seen.iter().any(|s| s.0 == KEYS[0]),
            }),
        }
    }

    fn comment(&mut self, comment: &str, number: u32) -> Result<(), SqlError> {
        let Some((key, value)) = comment.split_once(':') else {
            // `-- revises a1` would make a base of a revision that follows another one.
            let mut words = comment.split_whitespace();
            return match (words.next(), words.next(), words.next()) {
                (Some(key), Some(value), None) if KEYS.contains(&key) => Err(SqlError::UnknownKey {
                    line: number,
                    key: shown(comment),
                    hint: format!(" (write `{key}: {value}`, or say more in the comment)"),
                }),
                _ => Ok(()),
            };
        };
        // `word:` is a key, anything else with a colon in it is a comment.
        if key.is_empty() || !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
            return Ok(());
        }
        let Some(key) = KEYS.into_iter().find(|known| *known == key) else {
            let plain = key.to_ascii_lowercase().replace('_', "-");
            let hint = match KEYS.into_iter().find(|known| *known == plain || known.trim_end_matches('s') == plain) {
                Some(meant) => format!(" (write `{meant}`)"),
                None => String::new(),
            };
            return Err(SqlError::UnknownKey { line: number, key: shown(key), hint });
        };
        if let Some((_, first)) = self.seen.iter().find(|(seen, _)| *seen == key) {
            return Err(SqlError::DuplicateKey { line: number, key: key.to_owned(), first: *first });
        }
        self.seen.push((key, number));
        let value = if key == "message" { value.trim() } else { without_comment(value) };
        self.value(key, value).map_err(|reason| SqlError::BadValue {
            line: number,
            key: key.to_owned(),
            value: shown(value),
            reason,
        })
    }

    fn value(&mut self, key: &str, value: &str) -> Result<(), String> {
        let d = &mut self.description;
        let optional = (!value.is_empty()).then(|| value.to_owned());
        match key {
            "revision" => {
                Description::check_id(value)?;
                d.id = value.to_owned();
            }
            "revises" => d.revises = list(value, Description::check_id)?,
            "depends-on" => {
                d.depends_on = list(value, |item| {
                    check_dependency(item).map_err(|why| {
                        format!(
                            "{why} (it is an id or a label of this chain, or an id of another package: `acme/core@7`)"
                        )
                    })
                })?;
            }
            "labels" => d.labels = list(value, Description::check_id)?,
            "message" => {
                if value.chars().any(char::is_control) {
                    return Err("it must be one line of text".into());
                }
                d.message = optional;
            }
            "created" => {
                if !value.is_empty() {
                    check_created(value)?;
                }
                d.created = optional;
            }
            "transaction" => {
                d.transaction = match value {
                    "step" => Transaction::Step,
                    "none" => Transaction::None,
                    _ => return Err("it is `step` (the whole step is one transaction) or `none`".into()),
                }
            }
            _ => {
                if !value.is_empty() {
                    check_package(value)?;
                }
                d.package = optional;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Description, SqlError> {
        if self.description.id.is_empty() {
            return Err(SqlError::NoRevision);
        }
        check(&self.description).map_err(|reason| SqlError::BadHeader { reason })?;
        Ok(self.description)
    }
}

/// The values of a list, separated by commas; nothing at all is no value.
fn list(value: &str, check: impl Fn(&str) -> Result<(), String>) -> Result<Vec<String>, String> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    let item = |item: &str| match check(item) {
        Ok(()) => Ok(item.to_owned()),
        Err(why) if item.is_empty() => Err(format!("between two commas, {why}")),
        Err(why) if item.contains(char::is_whitespace) => {
            Err(format!("of `{}`, {why}; separate several by commas", item.escape_debug()))
        }
        Err(why) => Err(format!("of `{}`, {why}; choose another word", item.escape_debug())),
    };
    value.split(',').map(|part| item(part.trim())).collect()
}

/// A value without the comment behind it: `--` with white space before it.
fn without_comment(value: &str) -> &str {
    let comment = value.match_indices("--").map(|(at, _)| at).find(|at| value[..*at].ends_with(char::is_whitespace));
    value[..comment.unwrap_or(value.len())].trim()
}

/// The beginning of a text, for an error.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
