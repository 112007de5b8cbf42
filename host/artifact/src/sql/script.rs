use super::{
    error::SqlError,
    header::{File, Section},
    pack,
    split::{Statement, statements},
};
use crate::{Error, Half};
use mighost_schema::{Description, Dialect};
use std::{borrow::Cow, ops::Range};

/// The most bytes of an SQL file: 16 MiB. Its text lies in the component's memory, four times of which a step
/// may have; rows by the million are loaded by other means than a migration.
pub const MAX_TEXT: usize = 16 * 1024 * 1024;

/// What a packed component can meet: every dialect, and one that it doesn't know.
pub(crate) const TARGETS: usize = Dialect::ALL.len() + 1;

/// One statement's place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) range: Range<usize>,
    pub(crate) line: u32,
}

/// What is done on one dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// The statements of that list.
    Run(usize),
    /// Nothing but to say so.
    Refuse(String),
}

/// An SQL migration: its header and its statements for every database.
///
/// A section for one database replaces the general one there; on MariaDB, MySQL's serves where it has none of
/// its own. Databases read texts differently, so the general section is split by each one's rules. Where some
/// can't read it, it serves the others: [`Script::problems`] has the reasons.
///
/// Line ends of Windows are read as plain ones, so that a checkout there gives the same artifact.
#[derive(Clone, Debug)]
pub struct Script {
    pub(crate) text: String,
    description: Description,
    pub(crate) lists: Vec<Vec<Piece>>,
    plans: [Vec<Plan>; 2],
    problems: Vec<(Half, Dialect, SqlError)>,
}

impl Script {
    /// Reads an SQL file.
    pub fn parse(text: &str) -> Result<Script, Error> {
        let text = normalized(text)?.into_owned();
        let file = File::read(&text)?;
        let mut builder = Builder { lists: Vec::new(), problems: Vec::new() };
        let up = builder.half(&file, Half::Upgrade)?;
        let down = builder.half(&file, Half::Downgrade)?;
        let Builder { lists, problems } = builder;
        let description = file.description;
        Ok(Script { description, lists, problems, plans: [up, down], text })
    }

    /// What the header says.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The statements that are run on a dialect, in order; `None` where it isn't supported.
    pub fn statements(&self, half: Half, dialect: Dialect) -> Option<Vec<Statement<'_>>> {
        let statement = |piece: &Piece| Statement {
            text: self.text.get(piece.range.clone()).unwrap_or_default(),
            line: piece.line,
            offset: piece.range.start,
        };
        Some(self.pieces(half, dialect)?.iter().map(statement).collect())
    }

    /// The line, from 1, of the statement that is run on a dialect as number `statement`, from 0.
    pub fn statement_line(&self, half: Half, dialect: Dialect, statement: usize) -> Option<u32> {
        Some(self.pieces(half, dialect)?.get(statement)?.line)
    }

    /// Why the general section can't be read by the rules of some dialects, where others can read it. The packed
    /// component answers `unsupported` there, with the same text.
    pub fn problems(&self) -> impl Iterator<Item = (Half, Dialect, &SqlError)> {
        self.problems.iter().map(|(half, dialect, error)| (*half, *dialect, error))
    }

    /// Packs the script into a sealed component. No compiler is needed, and the same text gives the same bytes.
    pub fn pack(&self) -> Result<Vec<u8>, Error> {
        pack::component(self)
    }

    /// Whether there is any statement in it.
    pub(crate) fn executes(&self) -> bool {
        self.lists.iter().any(|list| !list.is_empty())
    }

    pub(crate) fn plans(&self, half: Half) -> &[Plan] {
        &self.plans[half as usize]
    }

    fn pieces(&self, half: Half, dialect: Dialect) -> Option<&[Piece]> {
        let target = Dialect::ALL.iter().position(|known| *known == dialect)?;
        match self.plans(half).get(target)? {
            Plan::Run(list) => self.lists.get(*list).map(Vec::as_slice),
            Plan::Refuse(_) => None,
        }
    }
}

/// Reads a file's header and its sections' markers, and none of its SQL: for loading chains.
pub fn read_header(text: &str) -> Result<Description, Error> {
    checked(text)?;
    Ok(File::read(text.strip_prefix('\u{feff}').unwrap_or(text))?.description)
}

fn checked(text: &str) -> Result<(), SqlError> {
    if text.len() > MAX_TEXT {
        return Err(SqlError::TooLarge { size: text.len(), limit: MAX_TEXT });
    }
    Ok(())
}

fn normalized(text: &str) -> Result<Cow<'_, str>, SqlError> {
    checked(text)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) })
}

struct Builder {
    lists: Vec<Vec<Piece>>,
    problems: Vec<(Half, Dialect, SqlError)>,
}

impl Builder {
    /// What is done on each dialect and on an unknown one.
    fn half(&mut self, file: &File<'_>, half: Half) -> Result<Vec<Plan>, Error> {
        let id = &file.description.id;
        if !file.sections.iter().any(|section| section.half == half) {
            let mut plans =
                vec![Plan::Refuse(format!("revision `{id}` has no section `-- {half}`")); Dialect::ALL.len()];
            plans.push(Plan::Refuse(format!("revision `{id}` has no section `-- {half}` for ")));
            return Ok(plans);
        }
        let general = file.general(half);
        let mut plans = Vec::with_capacity(TARGETS);
        let (mut readable, mut first_problem) = (false, None);
        for dialect in Dialect::ALL {
            let number = file.section(half, dialect);
            let Some(section) = number.and_then(|number| file.sections.get(number)) else {
                plans.push(Plan::Refuse(format!("{} {dialect}", unsupported(file, half))));
                continue;
            };
            match read(section, dialect) {
                Ok(pieces) => {
                    readable |= number == general;
                    plans.push(Plan::Run(self.list(pieces)));
                }
                Err(error) if number == general => {
                    plans.push(Plan::Refuse(format!("revision `{id}`, {half}: {error}")));
                    self.problems.push((half, dialect, error.clone()));
                    first_problem.get_or_insert(error);
                }
                Err(error) => return Err(error.into()),
            }
        }
        // A general section that no dialect can read is a mistake in the file.
        match first_problem {
            Some(error) if !readable => return Err(error.into()),
            _ => {}
        }
        plans.push(match self.unknown(file, general) {
            Some(list) => Plan::Run(list),
            None => Plan::Refuse(format!("{} ", unsupported(file, half))),
        });
        Ok(plans)
    }

    /// An unknown dialect gets the general section where its statements are the same by everybody's rules.
    fn unknown(&mut self, file: &File<'_>, general: Option<usize>) -> Option<usize> {
        let section = file.sections.get(general?)?;
        let [first, others @ ..] = Dialect::ALL;
        let pieces = read(section, first).ok()?;
        let same = others.into_iter().all(|dialect| read(section, dialect).is_ok_and(|other| other == pieces));
        same.then(|| self.list(pieces))
    }

    /// The number of a list; equal lists are one.
    fn list(&mut self, pieces: Vec<Piece>) -> usize {
        self.lists.iter().position(|list| *list == pieces).unwrap_or_else(|| {
            self.lists.push(pieces);
            self.lists.len() - 1
        })
    }
}

/// A section's statements by the rules of a dialect.
fn read(section: &Section<'_>, dialect: Dialect) -> Result<Vec<Piece>, SqlError> {
    // The section's first line is the one behind its marker.
    let found = statements(dialect, section.text).map_err(|error| moved(error, section))?;
    let piece = |statement: &Statement<'_>| {
        let start = section.offset + statement.offset;
        Piece { range: start..start + statement.text.len(), line: statement.line.saturating_add(section.line) }
    };
    Ok(found.iter().map(piece).collect())
}

/// The text up to the name of the dialect.
fn unsupported(file: &File<'_>, half: Half) -> String {
    let id = &file.description.id;
    if file.general(half).is_some() {
        return format!(
            "the `-- {half}` of revision `{id}` reads differently on every database, and has no section for"
        );
    }
    let sections = file.sections.iter().filter(|section| section.half == half);
    let names: Vec<&str> = sections.flat_map(|section| &section.dialects).map(|dialect| dialect.name()).collect();
    format!("the `-- {half}` of revision `{id}` is for {}; it has no section for", names.join(", "))
}

/// The error with lines of the file instead of lines of the section.
fn moved(mut error: SqlError, section: &Section<'_>) -> SqlError {
    if let SqlError::Unterminated { line, .. } | SqlError::Unreadable { line, .. } = &mut error {
        *line = line.saturating_add(section.line);
    }
    // A marker inside of a comment or text is a marker all the same, and then this is why it has no end.
    if let (SqlError::Unterminated { expected, .. }, Some(next)) = (&mut error, section.next) {
        expected.push_str(&format!(", before the next section begins in line {next}"));
    }
    error
}
