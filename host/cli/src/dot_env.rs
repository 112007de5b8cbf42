//! The variables of `.env`, whoever wrote it and for whatever program.

use mighost::Variables;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

/// What `.env` in this folder says, as far as it can be read.
#[derive(Debug, Default)]
pub struct DotEnv {
    variables: HashMap<String, String>,
    /// The lines that aren't of the form `NAME=value`, counted from 1.
    unreadable: Vec<usize>,
}

impl DotEnv {
    /// Reads it. The file is there for other programs too: what can't be read is passed over, never an error.
    pub fn read() -> DotEnv {
        // A folder of this name is a Python environment; neither it nor a missing file says anything.
        let Ok(mut bytes) = std::fs::read(Path::new(".env")) else { return DotEnv::default() };
        // The mark that editors on Windows put first; it is no part of the first name.
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes.drain(..3);
        }
        let (readable, unreadable) = sort_out(&bytes);
        // The readable lines at once, since a value may use the variables before it.
        let variables = dotenvy::Iter::new(readable.as_slice()).flatten().collect();
        DotEnv { variables, unreadable }
    }

    /// A variable: of the environment, else of the file. An empty one is none.
    pub fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().or_else(|| self.variables.get(name).cloned()).filter(|value| !value.is_empty())
    }

    /// The variables of the file.
    pub fn variables(&self) -> Variables {
        Variables::new(self.variables.clone())
    }

    /// Which lines were passed over, if any. Never what is in them: that may be a password.
    pub fn passed_over(&self) -> Option<String> {
        let numbers: Vec<String> = self.unreadable.iter().map(ToString::to_string).collect();
        match numbers.as_slice() {
            [] => None,
            [number] => Some(format!(".env: line {number} can't be read and is passed over")),
            _ => Some(format!(".env: lines {} can't be read and are passed over", numbers.join(", "))),
        }
    }
}

/// The lines that can be read, and the numbers of the others.
fn sort_out(text: &[u8]) -> (Vec<u8>, Vec<usize>) {
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let (mut readable, mut unreadable) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let begin = line.trim_ascii_start();
        if begin.is_empty() || begin.starts_with(b"#") {
            at += 1;
            continue;
        }
        let mut reader = LineByLine { lines: &lines[at..], part: 0, ended: 0 };
        let read = dotenvy::Iter::new(&mut reader).next();
        // A value in quotes may go on over several lines. One whose quote never ends takes only its own line along.
        let length = if matches!(read, Some(Ok(_))) { reader.ended.max(1) } else { 1 };
        match read {
            Some(Err(_)) => unreadable.push(at + 1),
            _ => lines[at..].iter().take(length).for_each(|line| readable.extend_from_slice(line)),
        }
        at += length;
    }
    (readable, unreadable)
}

/// Hands out a line at a time, so that it is known how many were taken.
struct LineByLine<'a> {
    lines: &'a [&'a [u8]],
    /// How much of the first line was handed out.
    part: usize,
    /// How many lines were handed out whole.
    ended: usize,
}

impl Read for LineByLine<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let Some((line, after)) = self.lines.split_first() else { return Ok(0) };
        let mut left = &line[self.part..];
        let count = left.read(buffer)?;
        self.part += count;
        if self.part == line.len() {
            (self.lines, self.part, self.ended) = (after, 0, self.ended + 1);
        }
        Ok(count)
    }
}
