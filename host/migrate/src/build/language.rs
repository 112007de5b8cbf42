use std::fs;
use std::path::{Path, PathBuf};

/// A language that migrations are written in, beside SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// A folder with a `Cargo.toml` that makes a `cdylib`.
    Rust,
    /// A folder with a `go.mod`.
    Go,
    /// A folder with a `migration.c`.
    C,
    /// A file `*.py`.
    Python,
    /// A file `*.js`, `*.mjs`, `*.ts` or `*.mts`.
    JavaScript,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 5] = [Language::Rust, Language::Go, Language::C, Language::Python, Language::JavaScript];

    /// Its name in artifacts and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Language::Rust => "rust",
            Language::Go => "go",
            Language::C => "c",
            Language::Python => "python",
            Language::JavaScript => "javascript",
        }
    }

    /// Whether its migrations are scripts that share a runtime.
    pub fn has_runtime(self) -> bool {
        matches!(self, Language::Python | Language::JavaScript)
    }

    /// The language of what lies directly in a folder of migrations, if it is a source. Hidden names, and those that
    /// begin with `_`, are helpers of others.
    pub(super) fn of(path: &Path) -> Option<Language> {
        let name = path.file_name()?.to_str()?;
        if name.starts_with(['.', '_']) {
            return None;
        }
        if path.is_dir() {
            let manifest = fs::read_to_string(path.join("Cargo.toml"));
            return match manifest {
                Ok(manifest) => super::source::is_cdylib(&manifest).then_some(Language::Rust),
                Err(_) if path.join("go.mod").is_file() => Some(Language::Go),
                Err(_) if path.join("migration.c").is_file() => Some(Language::C),
                Err(_) => None,
            };
        }
        match path.extension()?.to_str()? {
            "py" => Some(Language::Python),
            // Declarations for an editor are no code.
            "ts" if name.ends_with(".d.ts") => None,
            "js" | "mjs" | "ts" | "mts" => Some(Language::JavaScript),
            _ => None,
        }
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Language::Rust => "Rust",
            Language::Go => "Go",
            Language::C => "C",
            Language::Python => "Python",
            Language::JavaScript => "JavaScript",
        })
    }
}

/// The sources of one migration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The file, or the folder.
    pub path: PathBuf,
    /// What it is written in.
    pub language: Language,
}

impl Source {
    /// The source at a path, if it is one.
    pub fn at(path: &Path) -> Option<Source> {
        Some(Source { language: Language::of(path)?, path: path.to_owned() })
    }

    /// What its artifact is called, without the ending: a file's name without its own, a folder's as it stands.
    pub fn name(&self) -> String {
        let name = if self.language.has_runtime() { self.path.file_stem() } else { self.path.file_name() };
        name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// When its code was last changed.
    pub(crate) fn modified(&self) -> Option<std::time::SystemTime> {
        let modified = |path: &Path| fs::metadata(path).ok()?.modified().ok();
        if !self.path.is_dir() {
            return modified(&self.path);
        }
        // A tool chain's own output, and what hides, is no source.
        let files = |dir: &Path| -> Vec<PathBuf> {
            let entries = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path());
            entries.filter(|path| path.is_file()).collect()
        };
        files(&self.path).into_iter().chain(files(&self.path.join("src"))).filter_map(|path| modified(&path)).max()
    }
}

/// The sources in a folder of migrations, by name. What can't be read is passed over; a folder that doesn't exist has none.
///
/// This is called whenever a chain is read, so it starts no tool.
pub fn sources(dir: &Path) -> Vec<Source> {
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let mut sources: Vec<Source> = entries.flatten().filter_map(|entry| Source::at(&entry.path())).collect();
    sources.sort();
    sources
}
