//! The section `mighost:source`: from which line of its SQL file each statement of a packed artifact comes.

use crate::{Error, walk};
use mighost_schema::Dialect;

/// The version of the section's encoding.
const FORMAT: u8 = 1;
/// The most statements the table may name; a file of the largest size holds fewer.
const MAX_LINES: usize = 8 * 1024 * 1024;

/// Which half of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Half {
    /// What `upgrade` runs.
    Upgrade,
    /// What `downgrade` runs.
    Downgrade,
}

impl Half {
    /// Both, in the order they stand in tables.
    pub const ALL: [Half; 2] = [Half::Upgrade, Half::Downgrade];

    /// Its name in section markers: `upgrade` or `downgrade`.
    pub fn name(self) -> &'static str {
        match self {
            Half::Upgrade => "upgrade",
            Half::Downgrade => "downgrade",
        }
    }
}

impl std::fmt::Display for Half {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The lines of a packed SQL file: the statement that a packed component executes as its n-th comes from one
/// line of the file it was packed from.
///
/// Encoded, it is a format byte, the number of lists, each list (its length, then each line as the distance
/// from the one before), and for each half and dialect the number of its list from 1, or 0. All numbers are
/// unsigned LEB128.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    lists: Vec<Vec<u32>>,
    rows: [[usize; Dialect::ALL.len()]; 2],
}

impl Source {
    /// The line, from 1, of the statement that is executed as number `statement`, from 0.
    pub fn line(&self, half: Half, dialect: Dialect, statement: usize) -> Option<u32> {
        self.lines(half, dialect)?.get(statement).copied()
    }

    /// The lines of everything that is executed in one half on one dialect; `None` where that isn't supported.
    pub fn lines(&self, half: Half, dialect: Dialect) -> Option<&[u32]> {
        let number = *self.rows[half as usize].get(position(dialect))?;
        self.lists.get(number.checked_sub(1)?).map(Vec::as_slice)
    }

    pub(crate) fn set(&mut self, half: Half, dialect: Dialect, lines: Vec<u32>) {
        let number = match self.lists.iter().position(|list| *list == lines) {
            Some(found) => found,
            None => {
                self.lists.push(lines);
                self.lists.len() - 1
            }
        };
        if let Some(row) = self.rows[half as usize].get_mut(position(dialect)) {
            *row = number + 1;
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = vec![FORMAT];
        walk::push_leb(&mut out, self.lists.len());
        for list in &self.lists {
            walk::push_leb(&mut out, list.len());
            let mut before = 0;
            for line in list {
                walk::push_leb(&mut out, line.saturating_sub(before) as usize);
                before = *line;
            }
        }
        for row in self.rows.iter().flatten() {
            walk::push_leb(&mut out, *row);
        }
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Source, Error> {
        let error = |reason: &str| Error::Source { reason: reason.to_owned() };
        match bytes.first() {
            Some(&FORMAT) => {}
            Some(other) => {
                return Err(error(&format!("it has format {other} and this mighost reads format {FORMAT}")));
            }
            None => return Err(error("it is empty")),
        }
        let mut at = 1;
        let mut total = 0;
        let mut number = || walk::leb(bytes, &mut at, 0).map_err(|_| error("a number is cut off"));
        let mut source = Source::default();
        for _ in 0..number()? {
            let length = number()?;
            total += length + 1;
            if total > MAX_LINES {
                return Err(error("it names more statements than an artifact can hold"));
            }
            let mut line = 0u32;
            // No capacity in advance: the length is only a claim.
            let mut list = Vec::new();
            for _ in 0..length {
                let step = u32::try_from(number()?).map_err(|_| error("a line is too large"))?;
                line = line.checked_add(step).ok_or_else(|| error("a line is too large"))?;
                list.push(line);
            }
            source.lists.push(list);
        }
        for row in source.rows.iter_mut().flatten() {
            *row = number()?;
            if *row > source.lists.len() {
                return Err(error("it names a list that isn't there"));
            }
        }
        if at != bytes.len() {
            return Err(error("there are bytes behind its end"));
        }
        Ok(source)
    }
}

/// The place of a dialect in the table; part of the encoding, so never changed.
fn position(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Sqlite => 0,
        Dialect::Postgresql => 1,
        Dialect::Mysql => 2,
        Dialect::Mariadb => 3,
    }
}
