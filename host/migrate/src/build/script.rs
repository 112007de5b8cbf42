//! Migrations of languages with an interpreter: one runtime for all of a folder, and a small artifact for each.

use super::{BuildError, Language, Source, tool};
use crate::run::{RUNTIMES, runtime_file};
use mighost_artifact::{Digest, RuntimeScript};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// How many sources a tool chain gets at once: a command line has an end.
const AT_ONCE: usize = 200;

/// Where a language's runtime comes from and goes to.
#[derive(Clone, Copy, Debug)]
pub struct RuntimeFolders<'a> {
    /// The SDK's folder, with its build tool.
    pub sdk: &'a Path,
    /// The folder of artifacts: the runtime goes into `runtimes/` below it, beside the file that pins it.
    pub artifacts: &'a Path,
    /// Where runtimes are kept between projects; `None` keeps none.
    pub cache: Option<&'a Path>,
}

/// The runtime that a folder's scripts are built for.
#[derive(Clone, Copy, Debug)]
pub struct FolderRuntime {
    /// Its digest.
    pub digest: Digest,
    /// It was made of another SDK than the one at hand, and the folder keeps it.
    pub of_another_sdk: bool,
}

/// The runtime of a language for the scripts of one folder: the one that its artifacts were built with, else the one in
/// the cache, else a new one, which takes its tool chain and some seconds.
///
/// `building` is called before a new one is made.
///
/// A folder keeps its runtime (`artifacts/runtimes/LANGUAGE.sha256`) until that file is removed: whoever builds on
/// another machine gets the same artifacts, whatever the tool chain there makes.
///
/// # Errors
/// [`BuildError`] where the tool chain is missing, fails, or where the pinned runtime is gone and can't be made again.
pub fn runtime(
    language: Language,
    folders: &RuntimeFolders<'_>,
    building: &dyn Fn(),
) -> Result<FolderRuntime, BuildError> {
    let folders = &RuntimeFolders { cache: folders.cache.filter(|cache| believed(cache)), ..*folders };
    let runtimes = folders.artifacts.join(RUNTIMES);
    let pin = runtimes.join(format!("{}.sha256", language.name()));
    let sdk = sdk_digest(folders.sdk);
    let (pinned, made_of) = match fs::read_to_string(&pin) {
        Ok(text) => {
            let mut words = text.split_whitespace();
            let pinned = words.next().and_then(digest).ok_or_else(|| BuildError::Pin { path: pin.clone() })?;
            (Some(pinned), words.next().and_then(digest))
        }
        Err(reason) if reason.kind() == std::io::ErrorKind::NotFound => (None, None),
        Err(reason) => return Err(BuildError::Io { what: pin.display().to_string(), reason }),
    };
    if let Some(pinned) = pinned
        && find(&pinned, &runtimes, folders.cache)?
    {
        return Ok(FolderRuntime { digest: pinned, of_another_sdk: made_of.is_some_and(|made_of| made_of != sdk) });
    }
    let made = make(language, folders, &sdk, building)?;
    let digest = Digest::of(&made);
    if let Some(pinned) = pinned.filter(|pinned| *pinned != digest) {
        return Err(BuildError::OtherRuntime { language, pinned: pinned.to_string(), made: digest.to_string(), pin });
    }
    write(&runtime_file(&runtimes, &digest), &made)?;
    // Its second word tells what it was made of.
    write(&pin, format!("{digest} {sdk}\n").as_bytes())?;
    Ok(FolderRuntime { digest, of_another_sdk: false })
}

/// Whether what a cache says of runtimes is believed: a folder's is pinned by it, and signed. Whoever else can write there could
/// put another one in.
fn believed(cache: &Path) -> bool {
    let checked = mighost_sandbox::own_folder(cache).and_then(|()| mighost_sandbox::own_folder(&cache.join(RUNTIMES)));
    if let Err(problem) = &checked {
        tracing::warn!("runtimes aren't taken from the cache: {problem}");
    }
    checked.is_ok()
}

/// Makes the scripts of sources of one language, for a runtime, in their order.
///
/// # Errors
/// [`BuildError`] where a source can't be read, or its tool chain finds something in it.
pub fn scripts(sources: &[&Source], sdk: &Path, runtime: Digest) -> Result<Vec<RuntimeScript>, BuildError> {
    let mut scripts = Vec::with_capacity(sources.len());
    for some in sources.chunks(AT_ONCE) {
        let read = |source: &&Source| fs::read(&source.path).map_err(|reason| io(source, reason));
        let files = some.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let texts = match some.first().map(|source| source.language) {
            // Types, imports and what is imported are the tool chain's to take out and to bring along.
            Some(Language::JavaScript) => match bundled(some, sdk) {
                // Alone, whose fault it is is plain.
                Err(BuildError::Tool { .. }) if some.len() > 1 => {
                    let one = |source: &&Source| Ok(bundled(&[source], sdk)?.remove(0));
                    some.iter().map(one).collect::<Result<_, BuildError>>()?
                }
                texts => texts?,
            },
            _ => files.iter().zip(some).map(|(bytes, source)| plain(source, bytes)).collect::<Result<_, _>>()?,
        };
        for ((source, bytes), text) in some.iter().zip(&files).zip(texts) {
            let name = source.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let (language, file) = (source.language.name().into(), Digest::of(bytes));
            scripts.push(RuntimeScript { language, runtime, name, file, source: text });
        }
    }
    Ok(scripts)
}

/// What a tool chain makes of sources: starting it takes far longer than what it does for one.
fn bundled(sources: &[&Source], sdk: &Path) -> Result<Vec<String>, BuildError> {
    let Some(first) = sources.first() else { return Ok(Vec::new()) };
    let folder = tempfile::tempdir().map_err(|reason| io(first, reason))?;
    let outs: Vec<PathBuf> = (0..sources.len()).map(|number| folder.path().join(format!("{number}.js"))).collect();
    let mut arguments = vec![OsString::from("script")];
    for (source, out) in sources.iter().zip(&outs) {
        arguments.extend([source.path.clone().into_os_string(), out.clone().into_os_string()]);
    }
    let made = tool::call(first.language, sdk, &first.path, arguments);
    made.and_then(|()| {
        let read = |(source, out): (&&Source, &PathBuf)| fs::read_to_string(out).map_err(|reason| io(source, reason));
        sources.iter().zip(&outs).map(read).collect()
    })
}

/// A source as it stands. The same file gives the same artifact, whatever a version control does with the ends of its lines.
fn plain(source: &Source, bytes: &[u8]) -> Result<String, BuildError> {
    let not_text = || std::io::Error::new(std::io::ErrorKind::InvalidData, "it isn't UTF-8; save it as UTF-8");
    let text = std::str::from_utf8(bytes).map_err(|_| io(source, not_text()))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n"))
}

fn io(source: &Source, reason: std::io::Error) -> BuildError {
    BuildError::Io { what: source.path.display().to_string(), reason }
}

/// Whether a runtime is there, if need be from the cache.
fn find(digest: &Digest, runtimes: &Path, cache: Option<&Path>) -> Result<bool, BuildError> {
    if kept(runtimes, digest).is_some() {
        return Ok(true);
    }
    match cache.and_then(|cache| kept(&cache.join(RUNTIMES), digest)) {
        Some(bytes) => write(&runtime_file(runtimes, digest), &bytes).map(|()| true),
        None => Ok(false),
    }
}

/// The runtime of a digest in a folder, where it is whole.
fn kept(folder: &Path, digest: &Digest) -> Option<Vec<u8>> {
    fs::read(runtime_file(folder, digest)).ok().filter(|bytes| Digest::of(bytes) == *digest)
}

/// Makes a runtime, or takes the one from the cache that the same SDK, which has that digest, made before.
fn make(
    language: Language,
    folders: &RuntimeFolders<'_>,
    sdk: &Digest,
    building: &dyn Fn(),
) -> Result<Vec<u8>, BuildError> {
    let io = |path: &Path| {
        let what = path.display().to_string();
        move |reason| BuildError::Io { what, reason }
    };
    let known = folders.cache.map(|cache| {
        let cache = cache.join(RUNTIMES);
        let note = cache.join(format!("{}-{sdk}.sha256", language.name()));
        (cache, note)
    });
    if let Some((cache, note)) = &known
        && let Some(digest) = fs::read_to_string(note).ok().and_then(|text| digest(&text))
        && let Some(bytes) = kept(cache, &digest)
    {
        return Ok(bytes);
    }
    building();
    let folder = tempfile::tempdir().map_err(io(folders.sdk))?;
    let out = folder.path().join("runtime.wasm");
    let made = tool::call(language, folders.sdk, folders.sdk, ["runtime".as_ref(), out.as_os_str()]);
    let bytes = made.and_then(|()| fs::read(&out).map_err(io(&out)))?;
    if let Some((cache, note)) = known {
        let digest = Digest::of(&bytes);
        // What can't be kept is made again the next time.
        let kept =
            write(&runtime_file(&cache, &digest), &bytes).and_then(|()| write(&note, format!("{digest}\n").as_bytes()));
        if let Err(error) = kept {
            tracing::warn!(%error, "the runtime isn't kept for other projects");
        }
    }
    Ok(bytes)
}

/// What an SDK's files are, together: another SDK makes another runtime.
fn sdk_digest(sdk: &Path) -> Digest {
    fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            // What a package manager brought is said by the file that pins it.
            if name == "node_modules" || name == "__pycache__" || name.to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() { collect(&path, files) } else { files.push(path) }
        }
    }
    let mut files = Vec::new();
    collect(sdk, &mut files);
    files.sort();
    let mut text = Vec::new();
    for file in files {
        // The same on every system.
        let name = file.strip_prefix(sdk).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let bytes = fs::read(&file).unwrap_or_default();
        text.extend_from_slice(format!("{name}\0{}\n", Digest::of(&bytes)).as_bytes());
    }
    Digest::of(&text)
}

fn digest(text: &str) -> Option<Digest> {
    Digest::from_hex(text.trim())
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), BuildError> {
    let io = |reason| BuildError::Io { what: path.display().to_string(), reason };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(io)?;
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Another process may write the same one at the same time.
    let temporary = path.with_file_name(format!(".{name}.{}", std::process::id()));
    fs::write(&temporary, bytes).map_err(io)?;
    fs::rename(&temporary, path).map_err(io)
}
