//! Printing for people and for programs.

use crate::args::Global;
use anstyle::{AnsiColor, Style};
use mighost::Error;
use serde_json::{Value, json};
use std::borrow::Cow;
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

/// The options that say which database and which chain are meant, as they were given: a command that somebody is told to type has
/// them too.
static GIVEN: OnceLock<String> = OnceLock::new();

/// Notes the options that were given.
pub fn given(global: &Global) {
    let quoted = |text: &str| match text.contains(char::is_whitespace) {
        true => format!("'{text}'"),
        false => text.to_owned(),
    };
    let mut options = String::new();
    // Without its password, if it has one.
    let database = global.database.as_deref().map(mighost::display_url);
    let path = |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
    for (name, value) in [("--database", database), ("--dir", path(&global.dir)), ("--config", path(&global.config))] {
        if let Some(value) = value {
            options.push_str(&format!("{name} {} ", quoted(&value)));
        }
    }
    // There is one command line.
    let _ = GIVEN.set(options);
}

/// A text for people, with the options that were given in the commands that it names.
pub fn typed(text: &str) -> Cow<'_, str> {
    let options = GIVEN.get().map(String::as_str).unwrap_or_default();
    if options.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split("mighost ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("mighost ");
        // A command, and no other word behind the name: `mighost has no …`.
        let word: String = part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        if COMMANDS.contains(&word.as_str()) {
            out.push_str(options);
        }
        out.push_str(part);
    }
    Cow::Owned(out)
}

/// The commands that are named where something is to be typed, and that ask for a database or a folder.
const COMMANDS: [&str; 18] = [
    "build",
    "current",
    "downgrade",
    "edit",
    "heads",
    "history",
    "init",
    "merge",
    "new",
    "plan",
    "pull",
    "push",
    "resume",
    "show",
    "stamp",
    "status",
    "trust",
    "upgrade",
];

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
            print(typed(&text.to_string()));
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
            complain(format!("{} {}", paint(WARN, "warning:"), typed(&text.to_string())));
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
            complain(format!("{} {}", paint(BAD, "error:"), typed(&error.to_string())));
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
