//! Migrations in compiled languages other than Rust: one call of the compiler each, and a core module comes out.

use super::tool::{named, run};
use super::{BuildError, Language, Source};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of Zig whose C compiler is taken: another one gives other bytes.
const ZIG: &str = "0.17.0";
/// What to do without it.
const NO_ZIG: &str = "type `python3 -m venv ~/.zig && ~/.zig/bin/pip install ziglang==0.17.0`, and name ~/.zig/bin/python in \
                      MIGHOST_PYTHON";

/// How C is compiled.
const C_FLAGS: [&str; 15] = [
    "-target",
    "wasm32-freestanding",
    "-std=c11",
    "-Oz",
    "-g0",
    // A null pointer would read zeros and the step succeed: what these checks find ends it, with its place.
    "-fsanitize=null,array-bounds,integer-divide-by-zero",
    "-fno-sanitize-recover=all",
    "-fno-sanitize-trap=all",
    // One error is one message, however many macros it is in.
    "-fmacro-backtrace-limit=1",
    "-flto",
    "-nostdlib",
    "-mbulk-memory",
    "-Wl,--no-entry",
    "-Wl,--gc-sections",
    "-Wl,--strip-all",
];

/// Compiles a migration in Go or C and gives its core module.
///
/// # Errors
/// [`BuildError`] where the compiler is missing, or finds something.
pub fn build_compiled(source: &Source, sdk: &Path) -> Result<Vec<u8>, BuildError> {
    let io = |reason| BuildError::Io { what: source.path.display().to_string(), reason };
    let folder = tempfile::tempdir().map_err(io)?;
    let out = folder.path().join("module.wasm");
    let made = match source.language {
        Language::Go => go(source, &out),
        _ => c(source, sdk, &out),
    };
    made.and_then(|()| fs::read(&out).map_err(io))
}

/// The Go compiler that is there. What a module requires beside the SDK it fetches as the user's Go is set to; what would change
/// the SDK's own code isn't taken over.
fn go(source: &Source, out: &Path) -> Result<(), BuildError> {
    let mut command = Command::new(named("MIGHOST_GO", "go"));
    command.current_dir(&source.path).args(["build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false"]);
    command.arg("-ldflags=-s -w -buildid=").arg("-o").arg(out).arg(".");
    command.env("GOOS", "wasip1").env("GOARCH", "wasm").env("GOTOOLCHAIN", "local").env("GOWORK", "off");
    command.env("GO111MODULE", "on").env_remove("GOWASM").env_remove("GOEXPERIMENT");
    // One that is empty would be taken from the user's own file.
    command.env("GOFLAGS", "-trimpath");
    let install = "install Go 1.26 or newer from https://go.dev, or name it in MIGHOST_GO";
    run(command, source.language, &source.path, install).map(|_| ())
}

/// Zig's C compiler, which brings what it needs for WebAssembly.
fn c(source: &Source, sdk: &Path, out: &Path) -> Result<(), BuildError> {
    let mut files: Vec<PathBuf> = fs::read_dir(&source.path)
        .map_err(|reason| BuildError::Io { what: source.path.display().to_string(), reason })?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "c"))
        .collect();
    files.sort();
    let program = named("MIGHOST_PYTHON", "python3");
    let no_zig = |program: String| BuildError::NoTool { program, language: source.language, install: NO_ZIG };
    let mut version = Command::new(&program);
    version.args(["-m", "ziglang", "version"]);
    let version = run(version, source.language, &source.path, NO_ZIG).map_err(|error| match error {
        BuildError::Tool { output, .. } if output.contains("No module named ziglang") => {
            no_zig(format!("ziglang {ZIG}, by {},", program.to_string_lossy()))
        }
        other => other,
    })?;
    if version.trim() != ZIG {
        return Err(no_zig(format!("ziglang {ZIG} (there is {})", version.trim())));
    }
    let mut command = Command::new(&program);
    // Names without folders, so that a place in the source is the same everywhere.
    command.current_dir(&source.path).args(["-m", "ziglang", "cc"]).args(C_FLAGS);
    let sdk = sdk.canonicalize().map_err(|reason| BuildError::Io { what: sdk.display().to_string(), reason })?;
    let mut include = OsString::from("-I");
    include.push(&sdk);
    command.arg(include).args(files.iter().filter_map(|file| file.file_name())).arg(sdk.join("mighost.c"));
    command.arg("-o").arg(out);
    run(command, source.language, &source.path, NO_ZIG).map(|_| ()).map_err(|error| match error {
        // The linker names its own file, which nobody will see.
        BuildError::Tool { path, output } => {
            BuildError::Tool { path, output: output.replace(&format!("{}.lto.o: ", out.display()), "") }
        }
        other => other,
    })
}
