//! Printing for people and for programs.

use crate::args::Global;
use anstyle::{AnsiColor, Style};
use mighost::Error;
use serde_json::{Value, json};
use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::sync::OnceLock;

/// Good news.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Bad news.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Worth a look.
pub const WARN: Style = AnsiColor::Yellow.on_default();
/// Less important.
pub const DIM: Style = Style::new().dimmed();
/// Ids.
pub const ID: Style = AnsiColor::Cyan.on_default();

/// A text in a style; the stream drops the style where it isn't shown.
pub fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Why standard output takes nothing any more. The process has one standard output, so there is one of these.
static FAILURE: OnceLock<std::io::Error> = OnceLock::new();

/// Prints a line to standard output. A run goes on where that fails: half a chain is worse than a missing line.
fn print(text: impl Display) {
    if FAILURE.get().is_none()
        && let Err(error) = writeln!(anstream::stdout().lock(), "{text}")
    {
        // The first failure is the one to tell; another can't be set.
        let _ = FAILURE.set(error);
    }
}

/// Prints a line to standard error. Where that fails there is nobody left to tell.
fn complain(text: impl Display) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Where output goes, and how much of it.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// JSON instead of text.
    pub json: bool,
    /// Errors only.
    pub quiet: bool,
    /// More.
    pub verbose: u8,
}

impl Output {
    /// As the flags say.
    pub fn new(global: &Global) -> Self {
        Output { json: global.json, quiet: global.quiet, verbose: global.verbose }
    }

    /// Prints a line for people.
    pub fn line(&self, text: impl Display) {
        if !self.json && !self.quiet {
            print(&text);
        }
    }

    /// Prints what was asked for: a line that `--quiet` doesn't silence.
    pub fn answer(&self, text: impl Display) {
        if !self.json {
            print(&text);
        }
    }

    /// Prints a warning to standard error.
    pub fn warn(&self, text: impl Display) {
        if !self.json && !self.quiet {
            complain(format!("{} {text}", paint(WARN, "warning:")));
        }
    }

    /// Prints one object or event for programs.
    pub fn object(&self, value: &Value) {
        if self.json {
            print(value);
        }
    }

    /// Complains if something couldn't be printed; whether it did. A reader who has seen enough is no failure.
    pub fn failed(&self, changed: bool) -> bool {
        if FAILURE.get().is_none()
            && let Err(error) = std::io::stdout().flush()
        {
            let _ = FAILURE.set(error);
        }
        match FAILURE.get() {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                let after = if changed { "; the database was changed as asked: `mighost current`" } else { "" };
                complain(format!("{} couldn't write the output: {error}{after}", paint(BAD, "error:")));
                true
            }
            _ => false,
        }
    }

    /// Prints an error: for people to standard error, for programs as an object to standard output.
    pub fn error(&self, error: &Error) {
        if self.json {
            self.object(&json!({ "event": "error", "error": describe(error) }));
        } else {
            complain(format!("{} {error}", paint(BAD, "error:")));
        }
    }
}

/// An error's facts.
fn describe(error: &Error) -> Value {
    let mut facts = json!({ "kind": error.kind(), "message": error.to_string(), "exit_code": error.exit_code() });
    if let Error::Step(step) = error {
        let more = json!({
            "revision": step.revision,
            "direction": direction(step.direction),
            "origin": step.origin.to_string(),
            "line": step.line,
            "statement": step.statement,
            "cause": step.cause.to_string(),
            "database": step.database(),
            "current": step.current,
        });
        if let (Some(facts), Value::Object(more)) = (facts.as_object_mut(), more) {
            facts.extend(more);
        }
    }
    facts
}

/// The word for a direction.
pub fn direction(direction: mighost::Direction) -> &'static str {
    match direction {
        mighost::Direction::Up => "upgrade",
        mighost::Direction::Down => "downgrade",
    }
}

/// A duration for people: two or three digits and a unit.
pub fn took(duration: std::time::Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        s if s < 0.0995 => format!("{:.1} ms", s * 1e3),
        s if s < 1.0 => format!("{:.0} ms", s * 1e3),
        s if s < 90.0 => format!("{s:.1} s"),
        s => format!("{:.0} min {:02.0} s", (s / 60.0).floor(), s % 60.0),
    }
}
