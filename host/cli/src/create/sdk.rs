//! The guest SDKs, as they were when this command was built: what `new --lang rust` gives the user.

use crate::trust::files;
use mighost::Error;
use mighost::build::Language;
use std::fs;
use std::path::{Path, PathBuf};

include!(concat!(env!("OUT_DIR"), "/sdk.rs"));

/// Names a folder of SDKs, each in a folder called as its language, to be taken instead of those in this command: for whoever
/// works on one of them.
const ELSEWHERE: &str = "MIGHOST_SDKS";

/// The folder of a language's SDK in the folder of migrations, one a version.
fn folder(language: Language) -> String {
    format!(".mighost/{}-{}", language.name(), env!("CARGO_PKG_VERSION"))
}

fn elsewhere(language: Language) -> Option<PathBuf> {
    let sdks = std::env::var_os(ELSEWHERE).filter(|sdks| !sdks.is_empty())?;
    Some(Path::new(&sdks).join(language.name()))
}

/// The path to the SDK, as a migration's own folder says it.
pub fn path(language: Language) -> String {
    if let Some(sdk) = elsewhere(language) {
        return std::path::absolute(&sdk).unwrap_or(sdk).display().to_string();
    }
    format!("../{}", folder(language))
}

/// Writes the SDK beside the migrations, once a version. Where it is.
pub fn unpack(language: Language, dir: &Path) -> Result<PathBuf, Error> {
    if let Some(sdk) = elsewhere(language) {
        return Ok(sdk);
    }
    let root = dir.join(folder(language));
    let sdk = SDKS.iter().find(|(name, _)| *name == language.name()).map(|(_, files)| *files).unwrap_or_default();
    for (path, text) in sdk {
        let file = root.join(path);
        if fs::read(&file).is_ok_and(|there| there == text.as_bytes()) {
            continue;
        }
        // Whole: another command may read it meanwhile.
        files::write(&file, text.as_bytes())?;
    }
    Ok(root)
}
