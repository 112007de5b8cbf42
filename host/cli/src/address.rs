//! Addresses of SQLite files, seen from another folder.

use std::fmt::Write;
use std::path::{Component, Path, PathBuf};

/// An address whose relative path is meant from `base`, as it is from here. Others stay as they are.
pub fn relative_to(base: &Path, address: String) -> String {
    if base.as_os_str().is_empty() {
        return address;
    }
    let file = match address.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("sqlite") => {
            let file = rest.strip_prefix("//").unwrap_or(rest);
            let (path, query) = file.split_once('?').unwrap_or((file, ""));
            if path.is_empty() || path == ":memory:" || query.split('&').any(|part| part == "mode=memory") {
                return address;
            }
            file.to_owned()
        }
        Some((_, rest)) if rest.starts_with("//") => return address,
        // Without a scheme it is a file's name as it is, where it can be one at all.
        _ if is_file(&address) => encode(Path::new(&address)),
        _ => return address,
    };
    if file.starts_with('/') || Path::new(&file).is_absolute() {
        return address;
    }
    let path = format!("{}/{file}", encode(base).trim_end_matches('/'));
    // Two slashes after the colon belong to the form of the address, not to the path.
    let form = if path.starts_with("//") { "sqlite://" } else { "sqlite:" };
    format!("{form}{path}")
}

/// The names that are files without a scheme before them.
fn is_file(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|e| ["db", "sqlite", "sqlite3"].iter().any(|known| e.eq_ignore_ascii_case(known)))
}

/// A path as an address says it: `%` and `?` mean something there, and what isn't UTF-8 can't be written.
fn encode(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '%' => text.push_str("%25"),
                '?' => text.push_str("%3F"),
                _ => text.push(c),
            }
        }
        for byte in chunk.invalid() {
            // Writing to a text can't fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The path that leads from a folder to this one: `../..` for `a/b`.
pub fn way_back(from: &Path) -> std::io::Result<PathBuf> {
    let mut way = PathBuf::new();
    for component in from.components() {
        match component {
            Component::CurDir => {}
            Component::Normal(_) => way.push(".."),
            // How to come back from above can't be seen in the path.
            _ => return std::env::current_dir(),
        }
    }
    Ok(way)
}
