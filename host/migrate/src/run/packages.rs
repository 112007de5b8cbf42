//! Chains of packages, beside the application's own.

use crate::chain::SourceError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The package of the application's own chain.
pub(crate) const ROOT: &str = "";
/// The folder of packages inside the folder of migrations, where no other place is named: `packages/acme/billing`.
const FOLDER: &str = "packages";

/// Where each package's chain is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packages {
    folders: BTreeMap<String, PathBuf>,
}

impl Packages {
    /// The packages below `packages/` in a folder of migrations, `PUBLISHER/NAME` each, and those that are named.
    ///
    /// # Errors
    /// [`SourceError::Unreadable`] where a folder can't be read.
    pub fn find(dir: &Path, named: &BTreeMap<String, PathBuf>) -> Result<Packages, SourceError> {
        let mut folders = BTreeMap::new();
        let below = dir.join(FOLDER);
        if below.is_dir() {
            for publisher in folders_in(&below)? {
                for package in folders_in(&publisher)? {
                    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
                    if let (Some(publisher), Some(name)) = (name(&publisher), name(&package)) {
                        folders.insert(format!("{publisher}/{name}"), package);
                    }
                }
            }
        }
        folders.extend(named.clone());
        Ok(Packages { folders })
    }

    /// A package's folder.
    pub fn folder(&self, package: &str) -> Option<&Path> {
        self.folders.get(package).map(PathBuf::as_path)
    }

    /// The packages' names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.folders.keys().map(String::as_str)
    }
}

/// Folders in a folder, hidden ones left out.
fn folders_in(dir: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let unreadable = |reason| SourceError::Unreadable { path: dir.to_owned(), reason };
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

/// Takes a package's name off a target: `acme/billing@-1` is `-1` of `acme/billing`, `acme/billing` alone that package
/// and no target. No id, label or word has a `/` in it.
pub fn split(target: &str) -> (Option<&str>, Option<&str>) {
    let (before, behind) = match target.split_once('@') {
        Some((before, behind)) => (before, Some(behind)),
        None => (target, None),
    };
    if before.contains('/') { (Some(before), behind) } else { (None, Some(target)) }
}

/// The package and the id or label of a dependency on another package's revision; `None`: one on the same chain.
pub(crate) fn foreign(dependency: &str) -> Option<(&str, &str)> {
    let (package, name) = dependency.split_once('@')?;
    // The application's own chain has no name of its own: a name without a publisher is its.
    Some((if package.contains('/') { package } else { ROOT }, name))
}

/// A package's name for people.
pub(crate) fn shown(package: &str) -> String {
    if package == ROOT { "the application's own chain".to_owned() } else { format!("package `{package}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_stands_before_a_target() {
        assert_eq!(split("acme/billing@-1"), (Some("acme/billing"), Some("-1")));
        assert_eq!(split("acme/billing@label@head"), (Some("acme/billing"), Some("label@head")));
        assert_eq!(split("acme/billing"), (Some("acme/billing"), None));
        assert_eq!(split("label@head"), (None, Some("label@head")));
        assert_eq!(split("+1"), (None, Some("+1")));
    }

    #[test]
    fn a_dependency_names_a_package_or_the_application() {
        assert_eq!(foreign("acme/billing@7"), Some(("acme/billing", "7")));
        assert_eq!(foreign("core@20260105"), Some((ROOT, "20260105")));
        assert_eq!(foreign("20260105"), None);
    }
}
