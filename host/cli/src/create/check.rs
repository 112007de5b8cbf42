//! What a template made is looked at before it is written: a file that says something else than `new` decided would be
//! found much later, as a chain that hangs together wrongly.

use super::{Draft, Template, rust_source};
use crate::args::Lang;
use mighost::{Error, Script};

/// Checks a template's files.
pub fn check(draft: &Draft, template: &Template, files: &[(String, Vec<u8>)]) -> Result<(), Error> {
    let file = |name: &str| {
        let content = files.iter().find(|(target, _)| target == name).map(|(_, content)| content.as_slice());
        String::from_utf8_lossy(content.unwrap_or_default()).into_owned()
    };
    let result = match template.lang {
        Lang::Sql => sql(draft, &file("")),
        Lang::Rust => manifest(&file("Cargo.toml")).and_then(|()| code(draft, &file("src/lib.rs"))),
        Lang::Python | Lang::JavaScript | Lang::TypeScript | Lang::Go | Lang::C => {
            names(draft, &file(template.lang.main()))
        }
    };
    result.map_err(|why| Error::Template(format!("{}: it makes no migration: {why}", template.shown())))
}

fn sql(draft: &Draft, text: &str) -> Result<(), String> {
    // The lines of an error are those of what was made, which nobody will see.
    let script = Script::parse(text).map_err(|error| format!("in what it makes, {error}"))?;
    let made = script.description();
    agrees(draft, &made.id, &made.revises, &made.depends_on, &made.labels)
}

/// Whether the description is the draft's. A template may have dependencies and labels of its own besides.
fn agrees(draft: &Draft, id: &str, revises: &[String], depends_on: &[String], labels: &[String]) -> Result<(), String> {
    if id != draft.id {
        return Err(format!("it has the id `{id}` instead of `{}`; the variable is `revision`", draft.id));
    }
    if revises != draft.revises {
        return Err(format!(
            "it follows {} instead of {}; the variable is `revises`",
            list(revises),
            list(&draft.revises)
        ));
    }
    for (what, variable, made, asked) in
        [("dependency", "depends_on", depends_on, &draft.depends_on), ("label", "labels", labels, &draft.labels)]
    {
        if let Some(missing) = asked.iter().find(|name| !made.contains(name)) {
            return Err(format!("the {what} `{missing}` isn't in it; the variable is `{variable}`"));
        }
    }
    Ok(())
}

fn list(ids: &[String]) -> String {
    if ids.is_empty() { "nothing".to_owned() } else { ids.join(", ") }
}

/// Whether what isn't read here at least names what the draft is and follows.
fn names(draft: &Draft, text: &str) -> Result<(), String> {
    let quoted = |id: &str| ['"', '\'', '`'].iter().any(|quote| text.contains(&format!("{quote}{id}{quote}")));
    if !quoted(&draft.id) {
        return Err(format!("the id `{}` isn't in it; the variable is `revision`", draft.id));
    }
    let rest = [("revises", &draft.revises), ("depends_on", &draft.depends_on), ("labels", &draft.labels)];
    for (variable, names) in rest {
        if let Some(missing) = names.iter().find(|name| !quoted(name)) {
            return Err(format!("`{missing}` isn't in it; the variable is `{variable}`"));
        }
    }
    Ok(())
}

/// A manifest that `build` finds.
fn manifest(text: &str) -> Result<(), String> {
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| format!("Cargo.toml: {}", error.message().trim()))?;
    let kinds = table.get("lib").and_then(|lib| lib.get("crate-type")).and_then(|kinds| kinds.as_array());
    if kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind.as_str() == Some("cdylib"))) {
        return Ok(());
    }
    Err("Cargo.toml says nowhere `crate-type = [\"cdylib\"]`, in its section `[lib]`".into())
}

/// Code with a `migration!` that describes the draft. Whether it compiles is for `build` to say.
fn code(draft: &Draft, text: &str) -> Result<(), String> {
    let fields = rust_source::fields(text).ok_or("src/lib.rs has no `migration! { … }`")?;
    let texts = |field: &str| fields.get(field).cloned().unwrap_or_default();
    let id = texts("id").into_iter().next().unwrap_or_default();
    agrees(draft, &id, &texts("revises"), &texts("depends_on"), &texts("labels"))
        .map_err(|why| format!("src/lib.rs: {why}"))
}
