//! A case: the folder, and what its `case.toml` says.

use mighost_tests::{Kind, guest};
use serde::Deserialize;
use std::path::PathBuf;

/// One folder of `tests/guests/hostile/`.
#[derive(Clone, Debug)]
pub struct Case {
    /// The folder's name, with `_` for `-`.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// What is said of it.
    pub said: Said,
}

/// What `case.toml` says; `tests/guests/hostile/README.md` explains each key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Said {
    /// What the guest does, in a sentence for people.
    pub what: String,
    /// Whose migration it is.
    #[serde(default, rename = "as")]
    pub whose: Whose,
    /// One of the scripted guests in Rust; else it is the folder's `guest.wat`.
    pub guest: Option<Scripted>,
    /// The grants of the package in the trust file.
    pub grants: Option<String>,
    /// The budget of the package in the trust file.
    pub budget: Option<String>,
    /// More words for the command line.
    #[serde(default)]
    pub flags: Vec<String>,
    /// The databases on which it means something; all of them where nothing is said.
    pub databases: Option<Vec<Database>>,
    /// Why not the others.
    pub why: Option<String>,
    /// Whether it must be compiled, and not taken from the cache.
    #[serde(default)]
    pub cold: bool,
    /// How many functions of how many multiplications are in a module of their own behind it.
    #[serde(default)]
    pub functions: usize,
    #[serde(default)]
    #[allow(missing_docs)]
    pub multiplications: usize,
    /// How deep components are nested behind it.
    #[serde(default)]
    pub nest: usize,
    /// How many bytes of nothing come behind it.
    #[serde(default)]
    pub pad: usize,
    /// How many bytes at the end of its file are missing.
    #[serde(default)]
    pub cut: usize,
    /// SQL that is run beforehand, by hand.
    #[serde(default)]
    pub setup: PerDatabase,
    /// Whether it is its downgrade that does it.
    #[serde(default)]
    pub direction: Direction,
    /// The exit code; 1 where nothing is said.
    pub exits: Option<i32>,
    /// The same where it is another on a database.
    #[serde(default)]
    pub exits_on: PerDatabase<i32>,
    /// What must stand in the message.
    #[serde(default)]
    pub says: Vec<String>,
    /// The same where a database says it otherwise.
    #[serde(default)]
    pub says_on: PerDatabase<Vec<String>>,
    /// Scripts, each run by itself; a guest in WAT needs none.
    #[serde(default)]
    pub tries: Vec<Try>,
}

/// Whose chain the guest is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The application's own.
    #[default]
    Application,
    /// A package's.
    Package,
}

/// Which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// It is upgraded.
    #[default]
    Up,
    /// It was upgraded, which went well, and is taken back.
    Down,
}

/// A guest of `tests/guests/rust-scripted/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scripted {
    /// Structured changes and rows.
    Package,
    /// Raw SQL beside them.
    PackageSql,
}

/// A database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Database {
    Sqlite,
    Postgres,
    Mariadb,
}

impl Database {
    /// The kind of a site.
    pub fn kind(self) -> Kind {
        match self {
            Database::Sqlite => Kind::Sqlite,
            Database::Postgres => Kind::Postgres,
            Database::Mariadb => Kind::Mariadb,
        }
    }

    /// The name, as it stands in a test's.
    pub fn name(self) -> &'static str {
        match self {
            Database::Sqlite => "sqlite",
            Database::Postgres => "postgres",
            Database::Mariadb => "mariadb",
        }
    }
}

/// Something for each database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PerDatabase<T = String> {
    pub sqlite: Option<T>,
    pub postgres: Option<T>,
    pub mariadb: Option<T>,
}

impl<T> Default for PerDatabase<T> {
    fn default() -> Self {
        PerDatabase { sqlite: None, postgres: None, mariadb: None }
    }
}

impl<T> PerDatabase<T> {
    /// That of one.
    pub fn of(&self, database: Database) -> Option<&T> {
        match database {
            Database::Sqlite => self.sqlite.as_ref(),
            Database::Postgres => self.postgres.as_ref(),
            Database::Mariadb => self.mariadb.as_ref(),
        }
    }
}

/// A script, and what becomes of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// The script, a call a line.
    pub run: String,
    /// What must stand in the message beside what the case says.
    #[serde(default)]
    pub says: String,
    /// Where it means something, if not on each database of the case.
    pub on: Option<Vec<Database>>,
}

impl Case {
    /// Reads a folder.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(folder: PathBuf) -> Result<Case, String> {
        let file = folder.join("case.toml");
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let said: Said = toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = name_of(&folder);
        let case = Case { name, folder, said };
        case.check().map_err(|wrong| format!("{}: {wrong}", file.display()))?;
        Ok(case)
    }

    /// A case that tests nothing is an error.
    fn check(&self) -> Result<(), &'static str> {
        let said = &self.said;
        let own = self.folder.join("guest.wat").is_file();
        if own == said.guest.is_some() {
            return Err("either `guest` names a scripted guest, or there is a guest.wat");
        }
        if said.guest.is_some() == said.tries.is_empty() {
            return Err("a scripted guest needs `tries`, and nothing else has them");
        }
        if said.databases.is_some() != said.why.is_some() {
            return Err("`databases` leaves some out: `why` says why");
        }
        if said.what.is_empty() {
            return Err("`what` says what the guest does");
        }
        if self.databases().is_empty() {
            return Err("it runs on no database");
        }
        for database in self.databases() {
            if said.guest.is_some() && self.tries(database).is_empty() {
                return Err("a database has no script to run; leave it out with `databases`");
            }
            // Everything has a documented error.
            let tried = self.tries(database);
            if self.says(database).is_empty() && (tried.is_empty() || tried.iter().any(|t| t.says.is_empty())) {
                return Err("nothing is said about the message: `says`");
            }
        }
        Ok(())
    }

    /// Where it runs.
    pub fn databases(&self) -> Vec<Database> {
        let all = vec![Database::Sqlite, Database::Postgres, Database::Mariadb];
        self.said.databases.clone().unwrap_or(all)
    }

    /// What must stand in the message on a database.
    pub fn says(&self, database: Database) -> &[String] {
        self.said.says_on.of(database).unwrap_or(&self.said.says)
    }

    /// The exit code on a database.
    pub fn exits(&self, database: Database) -> i32 {
        self.said.exits_on.of(database).copied().or(self.said.exits).unwrap_or(1)
    }

    /// The scripts for a database.
    pub fn tries(&self, database: Database) -> Vec<&Try> {
        let here = |tried: &&Try| tried.on.as_ref().is_none_or(|on| on.contains(&database));
        self.said.tries.iter().filter(here).collect()
    }
}

/// The name of a folder's case.
pub fn name_of(folder: &std::path::Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().replace('-', "_")
}

/// The folders of all cases, in the order of their names. `parts` has what they share.
pub fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(guest::hostile()).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir() && !path.ends_with("parts")).collect();
    folders.sort();
    folders
}
