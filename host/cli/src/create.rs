//! Making folders and files for the user, from templates that ship with the command.

use crate::args::Lang;
use mighost::{Description, Error};
use std::fs;
use std::path::{Path, PathBuf};

/// The guest SDK for Rust, as it was when this command was built: what `new --lang rust` gives the user.
mod sdk {
    include!(concat!(env!("OUT_DIR"), "/sdk.rs"));
}

const SQL: &str = include_str!("../templates/sql.sql");
const RUST_MANIFEST: &str = include_str!("../templates/rust/Cargo.toml");
const RUST_CODE: &str = include_str!("../templates/rust/src/lib.rs");
const CONFIG: &str = include_str!("../templates/mighost.toml");
const IGNORE: &str = include_str!("../templates/gitignore");

/// What a new migration is.
pub struct NewMigration<'a> {
    /// The folder of migrations.
    pub dir: &'a Path,
    /// Its id.
    pub id: &'a str,
    /// The ids that it follows.
    pub revises: &'a [String],
    /// Its message.
    pub message: &'a str,
    /// When it is written.
    pub created: String,
    /// Its language.
    pub lang: Lang,
}

/// What a new configuration says; its paths are meant from where the file is.
pub struct Settings<'a> {
    /// The database's URL.
    pub database: &'a str,
    /// The folder of migrations.
    pub dir: &'a Path,
}

/// Makes the folder and the configuration; what is there already stays. The paths that were made.
pub fn init(dir: &Path, config: &Path, settings: &Settings<'_>) -> Result<Vec<PathBuf>, Error> {
    let mut made = Vec::new();
    if !dir.is_dir() {
        make_dir(dir)?;
        made.push(dir.to_owned());
    }
    let ignore = dir.join(".gitignore");
    if !ignore.exists() {
        write_new(&ignore, IGNORE)?;
    }
    if !config.exists() {
        if let Some(folder) = config.parent() {
            make_dir(folder)?;
        }
        let (database, dir) = (toml_text(settings.database), toml_text(&settings.dir.display().to_string()));
        let text = fill(CONFIG, &[("database", &database), ("dir", &dir)]);
        write_new(config, &text)?;
        made.push(config.to_owned());
    }
    Ok(made)
}

/// Writes a new migration. The file to edit.
pub fn new(migration: &NewMigration<'_>) -> Result<PathBuf, Error> {
    Description::check_id(migration.id)
        .map_err(|why| Error::Usage(format!("`{}` can't be an id: {why}", migration.id)))?;
    if migration.message.contains('\n') {
        return Err(Error::Usage("a message is one line".into()));
    }
    let slug = slug(migration.message);
    let name = if slug.is_empty() { migration.id.to_owned() } else { format!("{}_{slug}", migration.id) };
    let revises = migration.revises.join(", ");
    match migration.lang {
        Lang::Sql => {
            let path = migration.dir.join(format!("{name}.sql"));
            let text = fill(
                SQL,
                &[
                    ("revision", migration.id),
                    ("revises", &revises),
                    ("message", migration.message),
                    ("created", &migration.created),
                ],
            );
            // A base follows nothing, and says so by saying nothing.
            write_new(&path, &text.replace("-- revises: \n", ""))?;
            Ok(path)
        }
        Lang::Rust => {
            let sdk = unpack_sdk(migration.dir)?;
            let folder = migration.dir.join(&name);
            if folder.exists() {
                return Err(Error::Usage(format!("{} exists already", folder.display())));
            }
            let quoted = migration.revises.iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(", ");
            let values = [
                ("name", crate_name(&name)),
                ("sdk", sdk),
                ("revision", rust_text(migration.id)),
                ("revises", quoted),
                ("message", rust_text(migration.message)),
                ("created", migration.created.clone()),
            ];
            let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
            make_dir(&folder.join("src"))?;
            write_new(&folder.join("Cargo.toml"), &fill(RUST_MANIFEST, &values))?;
            let code = folder.join("src").join("lib.rs");
            write_new(&code, &fill(RUST_CODE, &values))?;
            Ok(code)
        }
    }
}

/// Writes the SDK beside the migrations, once a version. The path to it, as a migration's manifest says it.
fn unpack_sdk(dir: &Path) -> Result<String, Error> {
    let name = format!(".mighost/rust-{}", env!("CARGO_PKG_VERSION"));
    let root = dir.join(&name);
    for (path, text) in sdk::FILES {
        let file = root.join(path);
        if fs::read(&file).is_ok_and(|there| there == text.as_bytes()) {
            continue;
        }
        if let Some(parent) = file.parent() {
            make_dir(parent)?;
        }
        fs::write(&file, text).map_err(|reason| Error::Io { what: file.display().to_string(), reason })?;
    }
    Ok(format!("../{name}"))
}

/// The words of a message as a part of a file's name: `Create people!` is `create_people`.
pub fn slug(message: &str) -> String {
    let mut slug = String::new();
    for c in message.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    // 40 letters say enough and fit into a listing.
    let cut: String = slug.chars().take(40).collect();
    cut.trim_end_matches('_').to_owned()
}

/// A name that cargo takes: ASCII letters, digits, `_` and `-`, no digit first.
fn crate_name(name: &str) -> String {
    let ascii: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    format!("revision_{ascii}")
}

/// A text inside a Rust string literal.
fn rust_text(text: &str) -> String {
    text.escape_debug().to_string()
}

/// A text inside a TOML string.
fn toml_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
}

fn make_dir(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|reason| Error::Io { what: path.display().to_string(), reason })
}

/// Writes a file that must not exist.
fn write_new(path: &Path, text: &str) -> Result<(), Error> {
    use std::io::Write;
    let result = fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    match result {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::Usage(format!("{} exists already", path.display())))
        }
        Err(reason) => Err(Error::Io { what: path.display().to_string(), reason }),
    }
}
