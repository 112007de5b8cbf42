//! Templates: one file, or a folder for a language that needs several.

use super::render;
use crate::args::Lang;
use crate::authoring::Authoring;
use mighost::Error;
use minijinja::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The ending of what is filled in; a file of a folder without it is copied.
const ENDING: &str = ".jinja";
/// The folder of a project's templates, where the settings don't name another.
const FOLDER: &str = ".templates";

/// The languages whose migrations are one file.
const FILES: [Lang; 4] = [Lang::Sql, Lang::Python, Lang::JavaScript, Lang::TypeScript];
/// Those whose migrations are a folder.
const FOLDERS: [Lang; 3] = [Lang::Rust, Lang::Go, Lang::C];

/// A template that ships with the command.
struct BuiltIn {
    name: &'static str,
    lang: Lang,
    /// Where each file goes, and its text.
    files: &'static [(&'static str, &'static str)],
}

/// The built-in template of a language whose migrations are one file.
macro_rules! one_file {
    ($name:literal, $lang:ident, $file:literal) => {
        BuiltIn { name: $name, lang: Lang::$lang, files: &[("", include_str!(concat!("../../templates/", $file)))] }
    };
}

const BUILT_IN: [BuiltIn; 8] = [
    BuiltIn {
        name: "c",
        lang: Lang::C,
        files: &[
            ("compile_flags.txt", include_str!("../../templates/c/compile_flags.txt.jinja")),
            ("migration.c", include_str!("../../templates/c/migration.c.jinja")),
        ],
    },
    BuiltIn {
        name: "go",
        lang: Lang::Go,
        files: &[
            ("go.mod", include_str!("../../templates/go/go.mod.jinja")),
            ("main.go", include_str!("../../templates/go/main.go.jinja")),
        ],
    },
    one_file!("javascript", JavaScript, "javascript.js.jinja"),
    one_file!("merge", Sql, "merge.sql.jinja"),
    one_file!("python", Python, "python.py.jinja"),
    BuiltIn {
        name: "rust",
        lang: Lang::Rust,
        files: &[
            ("Cargo.toml", include_str!("../../templates/rust/Cargo.toml.jinja")),
            ("src/lib.rs", include_str!("../../templates/rust/src/lib.rs.jinja")),
        ],
    },
    one_file!("sql", Sql, "sql.sql.jinja"),
    one_file!("typescript", TypeScript, "typescript.ts.jinja"),
];

/// A template.
pub struct Template {
    /// What `--template` calls it.
    pub name: String,
    /// The language of what it makes.
    pub lang: Lang,
    /// The file or folder; none for what ships with the command.
    pub path: Option<PathBuf>,
    files: Vec<File>,
}

struct File {
    /// Where it goes in the folder that is made; empty for a template of one file.
    target: String,
    /// What an error calls it.
    shown: String,
    content: Vec<u8>,
    /// Whether it is filled in, else it is copied.
    filled_in: bool,
}

impl Template {
    /// Its own words on what it is: the comment in its first line.
    pub fn description(&self) -> String {
        let main = self.files.iter().find(|file| file.target == self.lang.main());
        let text = main.map(|file| String::from_utf8_lossy(&file.content)).unwrap_or_default();
        let comment = text.trim_start().strip_prefix("{#").and_then(|rest| rest.split_once("#}"));
        let words = comment.map(|(comment, _)| comment.trim_matches('-').split_whitespace().collect::<Vec<_>>());
        words.unwrap_or_default().join(" ")
    }

    /// What an error calls it.
    pub fn shown(&self) -> String {
        self.path.as_ref().map_or_else(|| format!("template `{}`", self.name), |path| path.display().to_string())
    }

    /// What it makes: paths in the new folder and their contents.
    pub fn render(&self, values: &Value) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let render = |file: &File| {
            if !file.filled_in {
                return Ok((file.target.clone(), file.content.clone()));
            }
            let text = std::str::from_utf8(&file.content)
                .map_err(|_| Error::Template(format!("{}: not UTF-8 text", file.shown)))?;
            Ok((file.target.clone(), render::text(&file.shown, text, values)?.into_bytes()))
        };
        self.files.iter().map(render).collect()
    }
}

/// The folder of the project's own templates.
pub fn folder(dir: &Path, settings: &Authoring) -> PathBuf {
    settings.templates.clone().unwrap_or_else(|| dir.join(FOLDER))
}

/// What stands among the project's templates and is none.
pub struct Broken {
    /// What `--template` would call it.
    pub name: String,
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong, and what to do.
    pub error: Error,
}

/// Every template, by name: the project's own, and those that ship with the command and that it doesn't replace. What is
/// wrong with one of the project's own is for whoever names it.
pub fn all(dir: &Path, settings: &Authoring) -> Result<(Vec<Template>, Vec<Broken>), Error> {
    let (mut templates, mut broken) = own(dir, settings)?;
    for BuiltIn { name, lang, files } in BUILT_IN {
        // Who says `--lang sql` must not get Rust.
        let other = templates.iter().position(|template| template.name == name && template.lang != lang);
        if let Some(Template { name, lang: other, path: Some(path), .. }) = other.map(|at| templates.remove(at)) {
            let error = Error::Template(format!(
                "{}: `{name}` is the name of a built-in template in {}, and this one is in {}; give it another name",
                path.display(),
                lang.name(),
                other.name()
            ));
            broken.push(Broken { name, path, error });
        }
        if templates.iter().all(|template| template.name != name) {
            templates.push(Template { name: name.to_owned(), lang, path: None, files: built_in(name, files) });
        }
    }
    templates.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((templates, broken))
}

/// The template of that name.
pub fn find(name: &str, dir: &Path, settings: &Authoring) -> Result<Template, Error> {
    let (mut templates, broken) = all(dir, settings)?;
    if let Some(broken) = broken.into_iter().find(|broken| broken.name == name) {
        return Err(broken.error);
    }
    match templates.iter().position(|template| template.name == name) {
        Some(at) => Ok(templates.swap_remove(at)),
        None => {
            let names: Vec<&str> = templates.iter().map(|template| template.name.as_str()).collect();
            let folder = folder(dir, settings);
            Err(Error::Usage(format!(
                "there is no template `{name}`; there are {}; your own go into {}",
                names.join(", "),
                folder.display()
            )))
        }
    }
}

fn built_in(name: &str, files: &[(&str, &str)]) -> Vec<File> {
    let file = |(target, text): &(&str, &str)| File {
        target: (*target).to_owned(),
        shown: if target.is_empty() { format!("template `{name}`") } else { format!("template `{name}`, {target}") },
        content: text.as_bytes().to_vec(),
        filled_in: true,
    };
    files.iter().map(file).collect()
}

/// The project's own templates, and what is none.
fn own(dir: &Path, settings: &Authoring) -> Result<(Vec<Template>, Vec<Broken>), Error> {
    let folder = folder(dir, settings);
    if !folder.is_dir() {
        return match &settings.templates {
            None => Ok((Vec::new(), Vec::new())),
            Some(_) => Err(Error::Usage(format!(
                "{}: `templates`: there is no folder {}",
                settings.file.display(),
                folder.display()
            ))),
        };
    }
    let mut templates: Vec<Template> = Vec::new();
    let mut broken: Vec<Broken> = Vec::new();
    for path in entries(&folder)? {
        let template = match read(&path) {
            Ok(Some(template)) => template,
            Ok(None) => continue,
            Err(error) => {
                broken.push(Broken { name: called(&path), path, error });
                continue;
            }
        };
        match templates.iter().find(|other| other.name == template.name) {
            Some(other) => {
                let error = Error::Template(format!(
                    "two templates are called `{}`: {} and {}; give one of them another name",
                    template.name,
                    other.shown(),
                    template.shown()
                ));
                broken.push(Broken { name: template.name, path, error });
            }
            None => templates.push(template),
        }
    }
    Ok((templates, broken))
}

/// What one would call a template that can't be read: a folder as it is, a file up to its first dot.
fn called(path: &Path) -> String {
    let name = file_name(path);
    match name.split_once('.') {
        Some((stem, _)) if !path.is_dir() => stem.to_owned(),
        _ => name,
    }
}

/// The template in a file or folder; none where it is neither, as a file with notes isn't.
fn read(path: &Path) -> Result<Option<Template>, Error> {
    let name = file_name(path);
    if path.is_dir() {
        let mut files = Vec::new();
        collect(path, "", &mut files)?;
        files.sort_by(|a: &File, b| a.target.cmp(&b.target));
        let has = |name: &str| files.iter().any(|file| file.target == name);
        let lang = FOLDERS.into_iter().find(|lang| has(lang.manifest()) && has(lang.main()));
        let Some(lang) = lang else {
            return Err(Error::Template(format!(
                "{}: a folder is a template in Rust, which needs Cargo.toml{ENDING} and src/lib.rs{ENDING}, in Go, which needs \
                 go.mod{ENDING} and main.go{ENDING}, or in C, which needs migration.c{ENDING}; a template in another language is one \
                 file, such as NAME.sql{ENDING}",
                path.display()
            )));
        };
        return Ok(Some(Template { name, lang, path: Some(path.to_owned()), files }));
    }
    let Some(stem) = name.strip_suffix(ENDING) else { return Ok(None) };
    let lang = stem
        .rsplit_once('.')
        .filter(|(name, _)| !name.is_empty())
        .and_then(|(name, ending)| Some((name, FILES.into_iter().find(|lang| lang.ending() == Some(ending))?)));
    let Some((name, lang)) = lang else {
        return Err(Error::Template(format!(
            "{}: a template is a file such as NAME.sql{ENDING} or NAME.py{ENDING}, or for Rust, Go and C a folder NAME with what a \
             migration has there, such as Cargo.toml{ENDING} and src/lib.rs{ENDING}; rename it",
            path.display()
        )));
    };
    let file = file(path, String::new(), true)?;
    Ok(Some(Template { name: name.to_owned(), lang, path: Some(path.to_owned()), files: vec![file] }))
}

/// The files below a folder, with the paths that they get.
fn collect(dir: &Path, prefix: &str, files: &mut Vec<File>) -> Result<(), Error> {
    for path in entries(dir)? {
        let name = format!("{prefix}{}", file_name(&path));
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            let stem = name.strip_suffix(ENDING);
            files.push(file(&path, stem.unwrap_or(&name).to_owned(), stem.is_some())?);
        }
    }
    Ok(())
}

fn file(path: &Path, target: String, filled_in: bool) -> Result<File, Error> {
    let content = fs::read(path).map_err(|reason| Error::Io { what: path.display().to_string(), reason })?;
    Ok(File { target, shown: path.display().to_string(), content, filled_in })
}

/// What stands in a folder, without hidden things, by name.
fn entries(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let io = |reason| Error::Io { what: dir.display().to_string(), reason };
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(io)? {
        paths.push(entry.map_err(io)?.path());
    }
    paths.retain(|path| !file_name(path).starts_with('.'));
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
