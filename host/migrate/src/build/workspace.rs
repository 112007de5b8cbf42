use super::{BuildError, RustSource, rust_sources};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// How the manifest begins that is written here. One without these words is the user's, and left alone.
const MARK: &str = "# Written by `mighost build`";

/// Makes one workspace of the migrations in a folder that belong to none.
///
/// They share a lock file and compile the SDK once. And the SDK, which `mighost new` writes into the same folder, lies
/// inside the workspace: cargo names packages outside by their absolute path, the order of functions in the artifact
/// follows from that name, and the same source would give other bytes in another folder.
pub(super) fn prepare(sources: &[RustSource]) -> Result<(), BuildError> {
    let folders: BTreeSet<&Path> = sources.iter().filter_map(|source| source.dir.parent()).collect();
    for folder in folders {
        let manifest = folder.join("Cargo.toml");
        let before = fs::read_to_string(&manifest).ok();
        if before.is_none() && manifest.exists() || before.as_ref().is_some_and(|text| !text.starts_with(MARK)) {
            continue;
        }
        let members: Vec<String> =
            rust_sources(folder).iter().filter(|source| !has_workspace(source)).map(name).collect();
        if members.is_empty() {
            continue;
        }
        let text = text(&members);
        if before.as_ref() != Some(&text) {
            fs::write(&manifest, text)
                .map_err(|reason| BuildError::Io { what: manifest.display().to_string(), reason })?;
        }
    }
    Ok(())
}

fn name(source: &RustSource) -> String {
    source.dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whether a migration says itself which workspace it belongs to.
fn has_workspace(source: &RustSource) -> bool {
    let text = fs::read_to_string(source.manifest()).unwrap_or_default();
    text.lines().map(str::trim_start).any(|line| line.starts_with("[workspace") || line.starts_with("workspace ="))
}

fn text(members: &[String]) -> String {
    let members: String = members.iter().map(|member| format!("    {member:?},\n")).collect();
    format!(
        "{MARK}, which brings the members up to date. Keep it with the migrations; take this line out to\n\
         # keep the file as you change it.\n\
         [workspace]\n\
         resolver = \"3\"\n\
         members = [\n{members}]\n\
         exclude = [\".mighost\"]\n\
         \n\
         # Small first: an artifact is compiled once on each host that runs it.\n\
         [profile.release]\n\
         opt-level = \"z\"\n\
         lto = true\n\
         codegen-units = 1\n\
         panic = \"abort\"\n\
         strip = true\n"
    )
}
