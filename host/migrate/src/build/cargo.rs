use super::{BuildError, RustSource, TARGET};
use serde_json::Value;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Compiles migrations, one call of cargo for each workspace, and gives the core module of each, in the order asked.
///
/// The program is `cargo`, or what the environment variable `CARGO` names.
///
/// # Errors
/// No cargo, no WebAssembly target, a manifest that can't be read, code that doesn't compile: with what to do.
pub fn build_rust(sources: &[RustSource]) -> Result<Vec<PathBuf>, BuildError> {
    super::workspace::prepare(sources)?;
    let mut modules: Vec<Option<PathBuf>> = vec![None; sources.len()];
    for workspace in workspaces(sources)? {
        let output = compile(&workspace)?;
        for member in &workspace.members {
            let module = module(&output, &member.manifest).ok_or_else(|| BuildError::NoArtifact {
                dir: sources.get(member.source).map(|source| source.dir.clone()).unwrap_or_default(),
            })?;
            if let Some(place) = modules.get_mut(member.source) {
                *place = Some(module);
            }
        }
    }
    let missing = |source: &RustSource| BuildError::NoArtifact { dir: source.dir.clone() };
    modules.into_iter().zip(sources).map(|(module, source)| module.ok_or_else(|| missing(source))).collect()
}

/// Some sources of one workspace.
struct Workspace {
    root: PathBuf,
    /// Where its output goes, where that isn't for cargo to say.
    target: Option<PathBuf>,
    members: Vec<Member>,
    /// Packages outside that are depended on by path: their folders and names.
    outside: Vec<(PathBuf, String)>,
}

struct Member {
    /// Which of the sources.
    source: usize,
    id: String,
    name: String,
    manifest: PathBuf,
}

/// Asks cargo which workspace each source belongs to.
fn workspaces(sources: &[RustSource]) -> Result<Vec<Workspace>, BuildError> {
    let mut workspaces: Vec<Workspace> = Vec::new();
    let mut known: Vec<(PathBuf, Value)> = Vec::new();
    for (place, source) in sources.iter().enumerate() {
        let what = source.manifest();
        let manifest =
            what.canonicalize().map_err(|reason| BuildError::Io { what: what.display().to_string(), reason })?;
        // One answer covers every member of a workspace.
        let found = known.iter().position(|(_, metadata)| package(metadata, &manifest).is_some());
        let index = match found {
            Some(index) => index,
            None => {
                let metadata = metadata(&manifest)?;
                let root = text(&metadata, "workspace_root", &source.dir)?;
                known.push((PathBuf::from(root), metadata));
                known.len() - 1
            }
        };
        let Some((root, metadata)) = known.get(index) else { continue };
        let package = package(metadata, &manifest).ok_or_else(|| BuildError::Answer {
            dir: source.dir.clone(),
            reason: format!("no package has the manifest {}", manifest.display()),
        })?;
        let member = Member {
            source: place,
            id: text(package, "id", &source.dir)?.to_owned(),
            name: text(package, "name", &source.dir)?.to_owned(),
            manifest,
        };
        let outside = path_dependencies(package, root);
        match workspaces.iter_mut().find(|workspace| workspace.root == *root) {
            Some(workspace) => {
                workspace.members.push(member);
                workspace.outside.extend(outside);
            }
            None => workspaces.push(Workspace {
                root: root.clone(),
                target: shared_target(root, metadata),
                members: vec![member],
                outside,
            }),
        }
    }
    for workspace in &mut workspaces {
        workspace.outside.sort();
        workspace.outside.dedup();
    }
    Ok(workspaces)
}

/// What cargo knows about a workspace.
fn metadata(manifest: &Path) -> Result<Value, BuildError> {
    let mut command = cargo(manifest.parent());
    command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest);
    let output = run(&mut command)?;
    if !output.status.success() {
        return Err(BuildError::Manifest { manifest: manifest.to_owned(), output: said(&output) });
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| BuildError::Answer { dir: manifest.to_owned(), reason: error.to_string() })
}

fn package<'a>(metadata: &'a Value, manifest: &Path) -> Option<&'a Value> {
    let packages = metadata.get("packages")?.as_array()?;
    packages.iter().find(|package| same_file(package, manifest))
}

fn same_file(package: &Value, manifest: &Path) -> bool {
    let path = package.get("manifest_path").and_then(Value::as_str);
    path.is_some_and(|path| Path::new(path) == manifest || Path::new(path).canonicalize().is_ok_and(|p| p == manifest))
}

fn text<'a>(value: &'a Value, field: &str, dir: &Path) -> Result<&'a str, BuildError> {
    value
        .get(field)
        .and_then(Value::as_str)
        .ok_or_else(|| BuildError::Answer { dir: dir.to_owned(), reason: format!("`{field}` is missing") })
}

fn path_dependencies(package: &Value, root: &Path) -> Vec<(PathBuf, String)> {
    let dependencies = package.get("dependencies").and_then(Value::as_array);
    let field = |dependency: &Value, field| dependency.get(field).and_then(Value::as_str).map(str::to_owned);
    dependencies
        .into_iter()
        .flatten()
        .filter_map(|dependency| Some((PathBuf::from(field(dependency, "path")?), field(dependency, "name")?)))
        .filter(|(path, _)| !path.starts_with(root))
        .collect()
}

/// A migration that is a workspace of its own shares the folder `target` beside it with the others, so that the SDK
/// is compiled once and not once a migration. Where the user says where output goes, it goes there.
fn shared_target(root: &Path, metadata: &Value) -> Option<PathBuf> {
    let own = metadata.get("target_directory").and_then(Value::as_str).map(PathBuf::from)?;
    let alone = metadata.get("workspace_members").and_then(Value::as_array).is_some_and(|members| members.len() == 1);
    if alone && own == root.join("target") { root.parent().map(|dir| dir.join("target")) } else { None }
}

/// One call of cargo for all that is wanted of a workspace.
fn compile(workspace: &Workspace) -> Result<Output, BuildError> {
    let mut command = cargo(Some(&workspace.root));
    command.args(["build", "--quiet", "--release", "--target", TARGET, "--message-format", "json-render-diagnostics"]);
    for member in &workspace.members {
        command.arg("--package").arg(&member.id);
    }
    if let Some(target) = &workspace.target {
        command.arg("--target-dir").arg(target);
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags(workspace)).env_remove("RUSTFLAGS");
    let output = run(&mut command)?;
    if output.status.success() {
        return Ok(output);
    }
    let said = said(&output);
    // The compiler's own note with E0463; a target of another compiler than rustup's is added otherwise, and the
    // note then says how.
    if said.contains("target may not be installed") {
        return Err(BuildError::NoTarget);
    }
    let packages: Vec<&str> = workspace.members.iter().map(|member| member.name.as_str()).collect();
    Err(BuildError::Compile { packages: packages.join(", "), output: said })
}

/// Flags that take this machine's paths out of what the compiler writes (the places of panics).
fn flags(workspace: &Workspace) -> OsString {
    let mut maps: Vec<(PathBuf, String)> = Vec::new();
    if let Some(home) = cargo_home() {
        maps.push((home, "/cargo".into()));
    }
    maps.push((workspace.root.clone(), ".".into()));
    for (path, name) in &workspace.outside {
        maps.push((path.clone(), format!("/{name}")));
    }
    let mut flags = OsString::new();
    for (from, to) in maps {
        // The separator of CARGO_ENCODED_RUSTFLAGS is the unit separator.
        if !flags.is_empty() {
            flags.push("\x1f");
        }
        flags.push("--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    }
    flags
}

fn cargo_home() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// The core module that cargo made of the package with this manifest.
fn module(output: &Output, manifest: &Path) -> Option<PathBuf> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message.get("reason").and_then(Value::as_str) == Some("compiler-artifact"))
        .filter(|message| same_file(message, manifest))
        .filter_map(|message| {
            let files = message.get("filenames")?.as_array()?;
            let wasm = files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm"))?;
            Some(PathBuf::from(wasm))
        })
        .next_back()
}

fn program() -> OsString {
    env::var_os("CARGO").filter(|program| !program.is_empty()).unwrap_or_else(|| "cargo".into())
}

/// Cargo, started where its configuration and a `rust-toolchain.toml` of the project are found.
fn cargo(dir: Option<&Path>) -> Command {
    let mut command = Command::new(program());
    if let Some(dir) = dir {
        command.current_dir(dir);
    }
    command.stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<Output, BuildError> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.output().map_err(|reason| match reason.kind() {
        std::io::ErrorKind::NotFound => BuildError::NoCargo { program },
        _ => BuildError::Io { what: program, reason },
    })
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim_end().to_owned()
}
