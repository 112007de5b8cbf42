//! What the commands for authors take.

use clap::{Args, ValueEnum};
use mighost::build::Language;
use serde::Deserialize;
use std::path::PathBuf;

/// A migration's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
#[value(rename_all = "lower")]
pub enum Lang {
    /// SQL.
    Sql,
    /// Rust.
    Rust,
    /// Python.
    #[value(alias = "py")]
    Python,
    /// JavaScript.
    #[value(alias = "js")]
    JavaScript,
    /// TypeScript.
    #[value(alias = "ts")]
    TypeScript,
    /// Go.
    Go,
    /// C.
    C,
}

impl Lang {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Lang::Sql => "sql",
            Lang::Rust => "rust",
            Lang::Python => "python",
            Lang::JavaScript => "javascript",
            Lang::TypeScript => "typescript",
            Lang::Go => "go",
            Lang::C => "c",
        }
    }

    /// What it is built as; SQL isn't.
    pub fn language(self) -> Option<Language> {
        match self {
            Lang::Sql => None,
            Lang::Rust => Some(Language::Rust),
            Lang::Python => Some(Language::Python),
            Lang::JavaScript | Lang::TypeScript => Some(Language::JavaScript),
            Lang::Go => Some(Language::Go),
            Lang::C => Some(Language::C),
        }
    }

    /// What a migration's file ends with; none where a migration is a folder.
    pub fn ending(self) -> Option<&'static str> {
        match self {
            Lang::Sql => Some("sql"),
            Lang::Python => Some("py"),
            Lang::JavaScript => Some("js"),
            Lang::TypeScript => Some("ts"),
            Lang::Rust | Lang::Go | Lang::C => None,
        }
    }

    /// The file to edit in a folder that is a migration.
    pub fn main(self) -> &'static str {
        match self {
            Lang::Rust => "src/lib.rs",
            Lang::Go => "main.go",
            Lang::C => "migration.c",
            Lang::Sql | Lang::Python | Lang::JavaScript | Lang::TypeScript => "",
        }
    }

    /// The file that tells a folder of this language from others.
    pub fn manifest(self) -> &'static str {
        match self {
            Lang::Rust => "Cargo.toml",
            Lang::Go => "go.mod",
            Lang::C => "migration.c",
            Lang::Sql | Lang::Python | Lang::JavaScript | Lang::TypeScript => "",
        }
    }
}

/// What `new` and `merge` say of the revision that they write.
#[derive(Debug, Args)]
pub struct Naming {
    /// A label for the branch that begins here; may be repeated
    #[arg(long = "label", value_name = "LABEL", alias = "branch-label")]
    pub labels: Vec<String>,
    /// Its id [default: the time now, as 20260105_145517]
    #[arg(long, value_name = "ID", alias = "rev-id")]
    pub id: Option<String>,
    /// Begin a new branch at a revision that has others behind it
    #[arg(long)]
    pub splice: bool,
}

#[derive(Debug, Args)]
pub struct New {
    /// What it does, in one line
    #[arg(conflicts_with = "option")]
    pub message: Option<String>,
    /// The same as an option
    #[arg(short = 'm', long = "message", id = "option", value_name = "MESSAGE")]
    pub option: Option<String>,
    /// What it follows: label@head, an id or its beginning; base for a chain of its own; several make a merge [default: the
    /// only head]
    #[arg(long = "head", value_name = "TARGET", alias = "parent", allow_negative_numbers = true)]
    pub heads: Vec<String>,
    /// What must be applied before it: an id, its beginning, or a label; may be repeated
    #[arg(long, value_name = "REVISION", alias = "depend")]
    pub depends_on: Vec<String>,
    #[command(flatten)]
    pub naming: Naming,
    /// The language
    #[arg(long, value_enum, default_value = "sql", conflicts_with = "template")]
    pub lang: Lang,
    /// The template; `mighost templates` lists them [default: the one of the language's name]
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// A value for the template, which calls it args.KEY; may be repeated
    #[arg(short = 'x', value_name = "KEY=VALUE")]
    pub arguments: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Merge {
    /// What it joins: heads, label@head, ids or their beginnings
    #[arg(default_value = "heads", allow_negative_numbers = true)]
    pub targets: Vec<String>,
    /// What it is for, in one line [default: merge and the ids]
    #[arg(short, long)]
    pub message: Option<String>,
    #[command(flatten)]
    pub naming: Naming,
}

#[derive(Debug, Args)]
pub struct Edit {
    /// head, current, label@head, ids or their beginnings
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub targets: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct Man {
    /// Where the pages go, one a command; it is made [default: the main page to standard output]
    // Called otherwise, it would be the folder of migrations, too.
    #[arg(id = "pages", value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Build {
    /// Sources (.sql, a folder) or compiled modules (.wasm) [default: everything in the folder]
    pub paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Inspect {
    /// An artifact, or an SQL file
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct DiffArtifacts {
    /// An artifact, an SQL file, a folder of migrations, or the manifest (release.json) in one
    pub a: PathBuf,
    /// What it is compared with: the later one
    pub b: PathBuf,
}
