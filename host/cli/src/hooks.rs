//! Programs that are run on a new file: formatters, linters, version control.

use crate::args::Lang;
use crate::authoring::{Authoring, Hook, Occasion};
use crate::output::{DIM, Output, paint};
use mighost::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What stands for the file in a hook's arguments.
const FILE: &str = "{file}";

/// Runs the hooks that are for this occasion, in order, up to the first that fails. The names of those that ran.
pub fn run(
    settings: &Authoring,
    occasion: Occasion,
    lang: Lang,
    file: &Path,
    output: &Output,
) -> Result<Vec<String>, Error> {
    let mut ran = Vec::new();
    let wanted = |hook: &&Hook| {
        hook.on.as_ref().is_none_or(|on| on.contains(&occasion))
            && hook.lang.as_ref().is_none_or(|langs| langs.contains(&lang))
    };
    for hook in settings.hooks.iter().filter(wanted) {
        output.line(paint(DIM, format!("hook {}", hook.name)));
        start(hook, settings, file, output)?;
        ran.push(hook.name.clone());
    }
    Ok(ran)
}

fn start(hook: &Hook, settings: &Authoring, file: &Path, output: &Output) -> Result<(), Error> {
    let failed = |why: String, next: &str| {
        let (name, shown) = (&hook.name, file.display());
        Error::Program(format!("the hook `{name}` {why}; {shown} is written and stays: {next}"))
    };
    // A hook may run in another folder, so the file has its whole path.
    let whole = std::path::absolute(file).map_err(|reason| Error::Io { what: file.display().to_string(), reason })?;
    let whole = whole.to_string_lossy();
    let mut words = hook.command.iter().map(|word| word.replace(FILE, &whole));
    let program = words.next().unwrap_or_default();
    let mut command = Command::new(&program);
    command.args(words);
    if !hook.command.iter().any(|word| word.contains(FILE)) {
        command.arg(whole.as_ref());
    }
    let cwd = folder(hook, settings);
    command.current_dir(&cwd).stdin(Stdio::null());
    // Standard output belongs to the JSON.
    if output.json {
        command.stdout(std::io::stderr());
    } else if output.quiet {
        command.stdout(Stdio::null());
    }
    let correct = format!("run the hook's command by hand, or correct `hooks` in {}", settings.file.display());
    let status = command.status().map_err(|reason| {
        let missing = if cwd.is_dir() { program } else { cwd.display().to_string() };
        failed(format!("can't be started: {missing}: {reason}"), &correct)
    })?;
    if !file.is_file() {
        return Err(Error::Program(format!(
            "the hook `{}` has taken {} away, so there is no new revision; correct `hooks` in {}",
            hook.name,
            file.display(),
            settings.file.display()
        )));
    }
    if status.success() {
        return Ok(());
    }
    Err(failed(format!("failed with {status}"), &correct))
}

/// Where a hook runs: what `mighost.toml` says is meant from its own folder.
fn folder(hook: &Hook, settings: &Authoring) -> PathBuf {
    let base = settings.file.parent().filter(|base| !base.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match &hook.cwd {
        Some(cwd) => base.join(cwd),
        None => base.to_owned(),
    }
}
