//! What the commands for authors take.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// A migration's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// SQL.
    Sql,
    /// Rust.
    Rust,
}

#[derive(Debug, Args)]
pub struct New {
    /// What it does, in one line
    pub message: String,
    /// The language
    #[arg(long, value_enum, default_value = "sql")]
    pub lang: Lang,
    /// Its id [default: the time now, UTC, as 20260105_145517]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
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
