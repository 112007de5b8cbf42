//! Finding installed programs.

use std::path::{Path, PathBuf};

/// The program, in one of these folders or on the path.
pub(crate) fn find(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.iter().cloned().chain(std::env::split_paths(&path)).map(|folder| folder.join(name)).find(|p| p.is_file())
}

/// The program, or the one command to run.
pub(crate) fn need(name: &str, folders: &[PathBuf], package: &str) -> PathBuf {
    find(name, folders)
        .unwrap_or_else(|| panic!("the tests need the program `{name}`. Run: sudo apt-get install -y {package}"))
}

/// The folders in a folder, the one of the greatest number first: `/usr/lib/postgresql/15`.
pub(crate) fn versions(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let number = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let mut found: Vec<PathBuf> = entries.filter(|path| number(path).is_some()).collect();
    found.sort_by_key(|path| std::cmp::Reverse(number(path)));
    found
}
