//! Some of SQLite's own functions, made anew so that each call takes a time that grows with its arguments and not with
//! their product.
//!
//! The clock is looked at between instructions of SQLite's virtual machine, and one call of a function is one
//! instruction: `instr(X, Y)` of two long blobs would run for hours and nothing could stop it. These give what SQLite's
//! own give, for whatever they get: indexes and generated columns hold their results.

use super::open::LONGEST;
use memchr::memmem;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Result, ffi};
use std::borrow::Cow;
use std::collections::HashMap;

/// Puts the functions on a connection whose file has been read.
pub(super) fn install(connection: &Connection) -> Result<()> {
    // Deterministic and innocuous as SQLite's own: they may stand in an index, a generated column, a view.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    let texts = Texts::like(connection)?;
    connection.create_scalar_function("instr", 2, flags, move |context| instr(context, &texts))?;
    let texts = Texts::like(connection)?;
    connection.create_scalar_function("replace", 3, flags, move |context| replace(context, &texts))?;
    for (name, left, right) in [("trim", true, true), ("ltrim", true, false), ("rtrim", false, true)] {
        for arguments in [1, 2] {
            let texts = Texts::like(connection)?;
            connection
                .create_scalar_function(name, arguments, flags, move |context| trim(context, &texts, left, right))?;
        }
    }
    Ok(())
}

/// How SQLite writes values as texts: asked of SQLite itself, on a connection with the same encoding.
#[derive(Debug)]
struct Texts(Connection);

impl Texts {
    fn like(connection: &Connection) -> Result<Texts> {
        let encoding: String = connection.query_one("PRAGMA encoding", [], |row| row.get(0))?;
        let own = Connection::open_in_memory()?;
        own.pragma_update(None, "encoding", encoding)?;
        Ok(Texts(own))
    }

    /// A value as text; nothing for NULL.
    fn of<'a>(&self, value: ValueRef<'a>) -> Result<Option<Cow<'a, [u8]>>> {
        Ok(Some(match value {
            ValueRef::Null => return Ok(None),
            ValueRef::Text(text) => Cow::Borrowed(text),
            ValueRef::Integer(number) => Cow::Owned(number.to_string().into_bytes()),
            ValueRef::Real(_) | ValueRef::Blob(_) => {
                let mut cast = self.0.prepare_cached("SELECT CAST(?1 AS TEXT)")?;
                let bytes = cast.query_one([ToSqlOutput::Borrowed(value)], |row| {
                    Ok(row.get_ref(0)?.as_bytes().unwrap_or_default().to_vec())
                })?;
                Cow::Owned(bytes)
            }
        }))
    }
}

/// Where the second argument begins in the first, from 1; 0 where it isn't in there.
fn instr(context: &Context<'_>, texts: &Texts) -> Result<Option<i64>> {
    let (hay, needle) = (context.get_raw(0), context.get_raw(1));
    if let (ValueRef::Blob(hay), ValueRef::Blob(needle)) = (hay, needle) {
        return Ok(Some(memmem::find(hay, needle).map_or(0, |at| at as i64 + 1)));
    }
    let (Some(hay), Some(needle)) = (texts.of(hay)?, texts.of(needle)?) else { return Ok(None) };
    // Only where a character begins. A needle that begins inside of one is no text, and is found at the start alone.
    let found = match needle.first() {
        Some(first) if inside(*first) => hay.starts_with(&needle).then_some(0),
        _ => memmem::find(&hay, &needle),
    };
    Ok(Some(found.map_or(0, |at| 1 + hay.iter().take(at + 1).skip(1).filter(|byte| !inside(**byte)).count() as i64)))
}

/// Whether a byte of UTF-8 goes on with a character.
fn inside(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// What a function gives. A text may be broken: the driver's own texts can't.
#[derive(Debug)]
enum Given {
    Text(Vec<u8>),
    Other(Value),
}

impl ToSql for Given {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Given::Text(bytes) => ValueRef::Text(bytes),
            Given::Other(value) => value.into(),
        }))
    }
}

fn replace(context: &Context<'_>, texts: &Texts) -> Result<Given> {
    const NULL: Given = Given::Other(Value::Null);
    let (Some(whole), Some(pattern)) = (texts.of(context.get_raw(0))?, texts.of(context.get_raw(1))?) else {
        return Ok(NULL);
    };
    // SQLite gives the first argument back before it looks at the third.
    if pattern.first().is_none_or(|first| *first == 0) {
        return Ok(Given::Text(whole.into_owned()));
    }
    let Some(by) = texts.of(context.get_raw(2))? else { return Ok(NULL) };
    let mut replaced = Vec::with_capacity(whole.len());
    let mut from = 0;
    for at in memmem::find_iter(&whole, &*pattern) {
        replaced.extend_from_slice(whole.get(from..at).unwrap_or_default());
        replaced.extend_from_slice(&by);
        from = at + pattern.len();
        if replaced.len() > LONGEST as usize {
            return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_TOOBIG), None));
        }
    }
    replaced.extend_from_slice(whole.get(from..).unwrap_or_default());
    Ok(Given::Text(replaced))
}

fn trim(context: &Context<'_>, texts: &Texts, left: bool, right: bool) -> Result<Option<Given>> {
    let Some(whole) = texts.of(context.get_raw(0))? else { return Ok(None) };
    let set = if context.len() == 2 { texts.of(context.get_raw(1))? } else { Some(Cow::Borrowed(&b" "[..])) };
    let Some(set) = set else { return Ok(None) };
    let set = Characters::of(&set);
    let mut rest: &[u8] = &whole;
    while left && let Some(length) = set.matching(|length| rest.get(..length)) {
        rest = rest.get(length..).unwrap_or_default();
    }
    while right && let Some(length) = set.matching(|length| rest.get(rest.len().checked_sub(length)?..)) {
        rest = rest.get(..rest.len() - length).unwrap_or_default();
    }
    Ok(Some(Given::Text(rest.to_vec())))
}

/// The characters to trim: where each first stands, and their lengths in bytes.
#[derive(Debug, Default)]
struct Characters<'a> {
    places: HashMap<&'a [u8], usize>,
    lengths: Vec<usize>,
}

impl<'a> Characters<'a> {
    /// As SQLite takes them apart: up to a NUL; a byte from 0xc0 on takes what goes on with a character.
    fn of(set: &'a [u8]) -> Characters<'a> {
        let mut characters = Characters::default();
        let mut at = 0;
        while let Some(first) = set.get(at).filter(|byte| **byte != 0) {
            let more =
                if *first < 0xc0 { 0 } else { set.iter().skip(at + 1).take_while(|byte| inside(**byte)).count() };
            let character = set.get(at..=at + more).unwrap_or_default();
            characters.places.entry(character).or_insert(at);
            at += 1 + more;
        }
        let mut lengths: Vec<usize> = characters.places.keys().map(|character| character.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        Characters { lengths, ..characters }
    }

    /// The length of the first character that stands there. Only in broken texts more than one can.
    fn matching<'b>(&self, there: impl Fn(usize) -> Option<&'b [u8]>) -> Option<usize> {
        let found = self.lengths.iter().filter_map(|length| Some((self.places.get(there(*length)?)?, *length)));
        found.min().map(|(_, length)| length)
    }
}
