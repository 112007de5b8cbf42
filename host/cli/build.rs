//! Puts the guest SDKs into the command, so that `mighost new --lang rust` needs nothing but this binary.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Each language's SDK: its folder, and what of it a migration is built with. Tests, examples and what a package manager
/// brings stay where they are, and the contract comes from its own folder: an SDK's is a link, which isn't one everywhere.
const SDKS: [(&str, &[&str]); 5] = [
    ("c", &["*.h", "*.c"]),
    ("go", &["go.mod", "*.go", "internal", "sqltype"]),
    ("javascript", &["package.json", "npm-shrinkwrap.json", "build.mjs", "*.d.ts", "build", "src", "types"]),
    ("python", &["build.py", "requirements.txt", "src"]),
    ("rust", &["Cargo.toml", "src"]),
];

/// Where each has the contract.
const CONTRACT: [(&str, &str); 3] = [("javascript", "wit"), ("python", "src/mighost/wit"), ("rust", "wit")];

fn main() -> io::Result<()> {
    let sdks = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../guest-sdk");
    let mut code = String::from(
        "/// The SDKs: for each language its files, their paths and texts.\n\
         pub const SDKS: &[(&str, &[(&str, &str)])] = &[\n",
    );
    for (language, parts) in SDKS {
        let sdk = sdks.join(language);
        println!("cargo::rerun-if-changed={}", sdk.display());
        let mut files = Vec::new();
        for part in parts {
            match part.strip_prefix('*') {
                Some(ending) => with_ending(&sdk, ending, &mut files)?,
                None => collect(&sdk.join(part), part, &mut files)?,
            }
        }
        for (_, place) in CONTRACT.iter().filter(|(of, _)| *of == language) {
            files.retain(|(name, _): &(String, PathBuf)| !name.starts_with(place));
            collect(&sdks.join("../wit"), place, &mut files)?;
        }
        files.sort();
        writeln!(code, "    ({language:?}, &[").map_err(io::Error::other)?;
        for (name, path) in &files {
            println!("cargo::rerun-if-changed={}", path.display());
            let path = path.canonicalize()?;
            writeln!(code, "        ({name:?}, include_str!({:?})),", path.display().to_string())
                .map_err(io::Error::other)?;
        }
        code.push_str("    ]),\n");
    }
    code.push_str("];\n");
    println!("cargo::rerun-if-changed={}", sdks.join("../wit").display());
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("sdk.rs"), code)
}

/// The files of a folder with that ending. Those of tests are for the SDK's own.
fn with_ending(dir: &Path, ending: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(ending) && !name.ends_with("_test.go") && path.is_file() {
            files.push((name, path));
        }
    }
    Ok(())
}

/// A file, or every file below a folder.
fn collect(path: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if path.is_file() {
        files.push((name.to_owned(), path.to_owned()));
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
    for entry in entries {
        let path = entry?.path();
        let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // What tools leave in a checkout isn't the SDK's.
        if !own.ends_with(".egg-info") && own != "__pycache__" && own != "node_modules" && !own.ends_with("_test.go") {
            collect(&path, &format!("{name}/{own}"), files)?;
        }
    }
    Ok(())
}
