//! Making folders and files for the user, from templates: those that ship with the command, and the project's own.

mod check;
mod files;
mod id;
mod init;
mod name;
mod parents;
mod render;
mod rust_source;
mod sdk;
mod template;
mod time;

pub use id::{Scheme, next as next_id};
pub use init::{Settings, init};
pub use parents::{dependencies, free, labels, merged, name_of, parents};
pub use sdk::unpack as unpack_sdk;
pub use template::{Template, all as templates, find as template, folder as template_folder};
pub use time::now;

use crate::args::Lang;
use crate::authoring::Authoring;
use jiff::Zoned;
use mighost::Error;
use minijinja::{Value, context};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A revision that isn't written yet.
pub struct Draft {
    /// Its id.
    pub id: String,
    /// The ids that it follows.
    pub revises: Vec<String>,
    /// The ids and labels that it depends on.
    pub depends_on: Vec<String>,
    /// The labels that it declares.
    pub labels: Vec<String>,
    /// Its message.
    pub message: String,
    /// When it is written, in the project's time zone.
    pub created: Zoned,
    /// What the user tells the template.
    pub arguments: BTreeMap<String, String>,
}

impl Draft {
    /// The message as a part of a file's name.
    fn slug(&self, settings: &Authoring) -> String {
        name::slug(&self.message, settings.slug_length)
    }

    /// What a template may name. `name` is the file's, without its ending.
    fn values(&self, lang: Lang, name: &str, settings: &Authoring) -> Value {
        context! {
            revision => self.id, revises => self.revises, depends_on => self.depends_on, labels => self.labels,
            message => self.message, created => time::rfc3339(&self.created), slug => self.slug(settings),
            args => self.arguments, name, crate_name => name::crate_name(&self.id, name), sdk => lang.language().map(sdk::path).unwrap_or_default(),
        }
    }
}

/// Writes a revision's files: all that its template makes, or none. The file to edit.
pub fn write(draft: &Draft, template: &Template, dir: &Path, settings: &Authoring) -> Result<PathBuf, Error> {
    let name = name::file_name(draft, dir, settings)?;
    let files = template.render(&draft.values(template.lang, &name, settings))?;
    check::check(draft, template, &files)?;
    if let Some(language) = template.lang.language() {
        sdk::unpack(language, dir)?;
    }
    match template.lang.ending() {
        Some(ending) => {
            let path = dir.join(format!("{name}.{ending}"));
            let content = files.into_iter().next().map(|(_, content)| content).unwrap_or_default();
            files::write_new(&path, &content)?;
            Ok(path)
        }
        None => {
            let folder = dir.join(&name);
            files::write_folder(&folder, &files)?;
            Ok(folder.join(template.lang.main()))
        }
    }
}
