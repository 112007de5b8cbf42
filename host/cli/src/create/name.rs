//! File names of new revisions.

use super::{Draft, render};
use crate::authoring::Authoring;
use mighost::Error;
use minijinja::context;
use std::path::{Path, PathBuf};

/// The name where the settings don't say another.
const TEMPLATE: &str = "{{ revision }}_{{ slug }}";
/// What file systems take at most, in bytes.
const MOST: usize = 255;
/// The longest ending that is put behind a name: `.wasm.tmp`, while the artifact is written.
const ENDING: usize = 9;

/// The name of a revision's file or folder, without an ending. Nothing of that name may be there.
pub fn file_name(draft: &Draft, dir: &Path, settings: &Authoring) -> Result<String, Error> {
    let slug = draft.slug(settings);
    let part = |format: &str| draft.created.strftime(format).to_string();
    let values = context! {
        revision => draft.id, slug, message => draft.message,
        year => part("%Y"), month => part("%m"), day => part("%d"),
        hour => part("%H"), minute => part("%M"), second => part("%S"), epoch => part("%s"),
    };
    let setting = format!("{}: `file-template`", settings.file.display());
    let name = render::text(&setting, settings.file_template.as_deref().unwrap_or(TEMPLATE), &values)
        .map_err(|error| Error::Usage(error.to_string()))?;
    // What stood between the id and a slug that isn't there.
    let name = if slug.is_empty() { name.trim_end_matches(['_', '-', '.', ' ']) } else { &name };
    check(name).map_err(|why| match settings.file_template {
        Some(_) => {
            Error::Usage(format!("{setting} makes `{}`, which can't be a file's name: {why}", name.escape_debug()))
        }
        None => Error::Usage(format!("`{}` can't be a file's name: {why}; give another id", name.escape_debug())),
    })?;
    match taken(name, dir) {
        None => Ok(name.to_owned()),
        Some(path) => Err(Error::Usage(format!(
            "{} exists already, so `{name}` can't be the new file's name; write another message, or `{{{{revision}}}}` into \
             `file-template`",
            path.display()
        ))),
    }
}

/// Why a name can't be one file's.
fn check(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("it is empty".into());
    }
    if name.starts_with('.') {
        return Err("it begins with `.`, and hidden files aren't read".into());
    }
    if name.len() + ENDING > MOST {
        return Err(format!("it has {} bytes, and at most {} are allowed", name.len(), MOST - ENDING));
    }
    if name.ends_with(char::is_whitespace) || name.starts_with(char::is_whitespace) {
        return Err("it begins or ends with white space".into());
    }
    // The second row is what Windows doesn't take, and projects are shared.
    match name
        .chars()
        .find(|c| matches!(c, '/' | '\\') || c.is_control() || matches!(c, '<' | '>' | '"' | '|' | '?' | '*' | ':'))
    {
        Some(c) => Err(format!("it contains {c:?}")),
        None => Ok(()),
    }
}

/// What has the name already: as a source, or as an artifact, which is called like its source.
fn taken(name: &str, dir: &Path) -> Option<PathBuf> {
    let artifacts = dir.join("artifacts");
    let paths = [dir.join(format!("{name}.sql")), dir.join(name), dir.join(format!("{name}.wasm"))];
    paths.into_iter().chain([artifacts.join(format!("{name}.wasm"))]).find(|path| path.exists())
}

/// The words of a message as a part of a file's name: `Create people!` is `create_people`. At most so many letters, cut
/// behind a word.
pub fn slug(message: &str, most: usize) -> String {
    let mut slug = String::new();
    for c in message.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    let whole = slug.trim_end_matches('_');
    let Some((end, next)) = whole.char_indices().nth(most) else { return whole.to_owned() };
    let cut = &whole[..end];
    let words = match cut.rfind('_') {
        // The next letter belongs to the last word.
        Some(last) if next != '_' => &cut[..last],
        _ => cut,
    };
    words.trim_end_matches('_').to_owned()
}

/// A name that cargo takes: ASCII letters, digits, `_` and `-`, no digit first. It has the id in it, since all migrations
/// are built together.
pub fn crate_name(id: &str, name: &str) -> String {
    let whole = if name.contains(id) { name.to_owned() } else { format!("{id}_{name}") };
    let ascii: String =
        whole.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    format!("revision_{ascii}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_slug_is_cut_behind_a_word() {
        assert_eq!(slug("Create people!", 40), "create_people");
        assert_eq!(slug("Create people!", 13), "create_people");
        assert_eq!(slug("Create people!", 12), "create");
        assert_eq!(slug("Create people!", 7), "create");
        assert_eq!(slug("Create people!", 6), "create");
        assert_eq!(slug("Create people!", 5), "creat");
        assert_eq!(slug("Größe & Müll", 8), "größe");
        assert_eq!(slug("💾", 40), "");
        assert_eq!(slug("x", 0), "");
    }

    #[test]
    fn a_crate_is_told_from_others_by_its_id() {
        assert_eq!(crate_name("7", "7_create_people"), "revision_7_create_people");
        assert_eq!(crate_name("7", "größe"), "revision_7_gr__e");
    }

    #[test]
    fn names_that_are_no_single_visible_file_are_refused() {
        for name in ["", "a/b", "a\\b", "..", ".hidden", "a:b", "a\n", "a ", &"x".repeat(247)] {
            assert!(check(name).is_err(), "{name}");
        }
        check("20260105 - größe").unwrap();
        check(&"x".repeat(246)).unwrap();
    }
}
