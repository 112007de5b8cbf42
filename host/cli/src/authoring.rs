//! What `mighost.toml` says about new revisions.

use crate::args::Lang;
use crate::create::Scheme;
use serde::{Deserialize, Deserializer};
use std::path::PathBuf;

/// The settings of `new` and `merge`.
#[derive(Debug)]
pub struct Authoring {
    /// The file that says so, for messages, and for what is meant from its folder.
    pub file: PathBuf,
    /// The folder of the project's own templates, where it isn't `.templates` beside the migrations.
    pub templates: Option<PathBuf>,
    /// What a new file is called.
    pub file_template: Option<String>,
    /// The most letters of a message in a file's name.
    pub slug_length: usize,
    /// How ids are made.
    pub id: Scheme,
    /// The time zone of times.
    pub timezone: Option<String>,
    /// What is run on a new file, in order.
    pub hooks: Vec<Hook>,
}

impl Authoring {
    /// Letters of a slug where the settings don't say another number: they say enough, and fit into a listing.
    pub const SLUG_LENGTH: usize = 40;
}

/// A program that is run on a new file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// What messages call it.
    pub name: String,
    /// The program and its arguments; no shell reads them.
    #[serde(deserialize_with = "program")]
    pub command: Vec<String>,
    /// The folder in which it runs, where it isn't the configuration's.
    pub cwd: Option<PathBuf>,
    /// The commands behind which it runs [default: all].
    pub on: Option<Vec<Occasion>>,
    /// The languages for which it runs [default: all].
    pub lang: Option<Vec<Lang>>,
}

/// A command that writes a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Occasion {
    /// `new`.
    New,
    /// `merge`.
    Merge,
}

fn program<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let command = Vec::<String>::deserialize(deserializer)?;
    match command.first().is_none_or(String::is_empty) {
        true => Err(serde::de::Error::custom(
            "it names no program; write a list such as [\"sqlfluff\", \"fix\", \"{file}\"]",
        )),
        false => Ok(command),
    }
}
