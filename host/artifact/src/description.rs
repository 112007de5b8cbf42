//! The sealed description: one custom section with canonical JSON.

use crate::{
    Error, MAX_SIZE,
    walk::{self, Section},
};
use mighost_schema::Description;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The custom section that holds the description.
pub const DESCRIPTION_SECTION: &str = "mighost:description";
/// The custom section that holds the lines of an SQL file's statements.
pub const SOURCE_SECTION: &str = "mighost:source";
/// The custom section that holds a script and names its runtime.
pub const SCRIPT_SECTION: &str = "mighost:script";
/// The custom section that holds the signatures: always the last, and everything before it is what is signed.
pub const SIGNATURE_SECTION: &str = "mighost:dsse";

/// The version of the JSON inside the section; a change that older hosts would misread raises it.
const FORMAT: u32 = 1;
/// The most bytes of JSON: 255 names of 255 bytes and a message; more would be read for every command.
const MAX_JSON: usize = 64 * 1024;

/// What the section holds. The order of the fields, here and in [`Description`], is the canonical order.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<D> {
    format: u32,
    description: D,
}

/// Only the version, so that a section of a later one can say so instead of naming a field.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

/// mighost's own custom sections among the outermost ones.
#[derive(Default)]
pub(crate) struct OwnSections<'a> {
    pub(crate) description: Option<Section<'a>>,
    pub(crate) source: Option<Section<'a>>,
    pub(crate) script: Option<Section<'a>>,
    pub(crate) signature: Option<Section<'a>>,
}

impl<'a> OwnSections<'a> {
    pub(crate) fn find(bytes: &'a [u8]) -> Result<OwnSections<'a>, Error> {
        if bytes.len() > MAX_SIZE {
            return Err(Error::TooLarge { size: bytes.len(), limit: MAX_SIZE });
        }
        let mut found = OwnSections::default();
        for section in walk::component(bytes)? {
            let section = section?;
            let place = match section.name {
                Some(DESCRIPTION_SECTION) => &mut found.description,
                Some(SOURCE_SECTION) => &mut found.source,
                Some(SCRIPT_SECTION) => &mut found.script,
                Some(SIGNATURE_SECTION) => &mut found.signature,
                _ => continue,
            };
            if place.is_some() {
                let name = section.name.unwrap_or_default().to_owned();
                return Err(Error::DuplicateSection { name, offset: section.span.start });
            }
            *place = Some(section);
        }
        match &found.signature {
            Some(signature) if signature.span.end != bytes.len() => Err(Error::NotLast { offset: signature.span.end }),
            _ => Ok(found),
        }
    }

    pub(crate) fn description(&self) -> Result<Option<Description>, Error> {
        self.description.as_ref().map(|section| decode(section.data)).transpose()
    }
}

/// Reads the sealed description and nothing else: only the outermost sections' lengths are looked at, so that
/// a chain of a thousand artifacts is loaded in milliseconds. `None` where the component isn't sealed.
///
/// Whether the rest of the bytes is a migration is [`Artifact::read`](crate::Artifact::read)'s business.
pub fn read_description(bytes: &[u8]) -> Result<Option<Description>, Error> {
    OwnSections::find(bytes)?.description()
}

/// Writes a description into a component, in place of the one it may have. The same input gives the same
/// bytes. A signature is stripped, because it was made for other bytes: sign after sealing.
pub fn seal(bytes: &[u8], description: &Description) -> Result<Vec<u8>, Error> {
    check(description).map_err(|reason| Error::Description { reason })?;
    let json = serde_json::to_vec(&Sealed { format: FORMAT, description }).map_err(Error::internal)?;
    if json.len() > MAX_JSON {
        let reason =
            format!("it has {} bytes as JSON and at most {MAX_JSON} are allowed; shorten the message", json.len());
        return Err(Error::Description { reason });
    }
    // The walk below would pass these over; bytes behind a signature must not become part of a sealed artifact.
    OwnSections::find(bytes)?;
    let mut out = Vec::with_capacity(bytes.len() + json.len() + DESCRIPTION_SECTION.len() + 12);
    out.extend_from_slice(&bytes[..walk::HEADER]);
    for section in walk::component(bytes)? {
        let section = section?;
        if !matches!(section.name, Some(DESCRIPTION_SECTION | SIGNATURE_SECTION)) {
            out.extend_from_slice(&bytes[section.span]);
        }
    }
    walk::push_custom(&mut out, DESCRIPTION_SECTION, &json);
    Ok(out)
}

fn decode(json: &[u8]) -> Result<Description, Error> {
    let seal = |reason: String| Error::Seal { reason };
    if json.len() > MAX_JSON {
        return Err(seal(format!("it has {} bytes and at most {MAX_JSON} are allowed", json.len())));
    }
    let AnyFormat { format } = serde_json::from_slice(json).map_err(|error| seal(error.to_string()))?;
    if format != FORMAT {
        return Err(seal(format!(
            "it has format {format} and this mighost reads format {FORMAT}; use a newer mighost"
        )));
    }
    let sealed: Sealed<Description> = serde_json::from_slice(json).map_err(|error| seal(error.to_string()))?;
    check(&sealed.description).map_err(seal)?;
    Ok(sealed.description)
}

/// Why a description can't be a revision's, if it can't. The text names the field and its value.
pub fn check(description: &Description) -> Result<(), String> {
    let field = |name: &str, value: &str, checked: Result<(), String>| {
        checked.map_err(|why| format!("the {name} `{}` can't be used: {why}", value.escape_debug()))
    };
    if let Some(package) = &description.package {
        field("package", package, check_package(package))?;
    }
    field("revision", &description.id, Description::check_id(&description.id))?;
    for parent in &description.revises {
        field("parent", parent, Description::check_id(parent))?;
    }
    for label in &description.labels {
        field("label", label, Description::check_id(label))?;
    }
    for dependency in &description.depends_on {
        field("dependency", dependency, check_dependency(dependency))?;
    }
    for (what, values) in
        [("parent", &description.revises), ("label", &description.labels), ("dependency", &description.depends_on)]
    {
        let mut seen = BTreeSet::new();
        if let Some(twice) = values.iter().find(|value| !seen.insert(*value)) {
            return Err(format!("the {what} `{twice}` stands twice; name it once"));
        }
    }
    if description.revises.contains(&description.id) {
        return Err(format!("the revision `{}` revises itself; name its parent instead", description.id));
    }
    if let Some(message) = &description.message {
        let line =
            if message.chars().any(char::is_control) { Err("it must be one line of text".to_owned()) } else { Ok(()) };
        field("message", message, line)?;
    }
    if let Some(created) = &description.created {
        field("time of creation", created, check_created(created))?;
    }
    Ok(())
}

/// A package is one or more names with `/` between them.
/// Why a text can't be a package's name, if it can't: each part of it is a name such as an id is.
///
/// # Errors
/// The reason, for a message.
pub fn check_package(package: &str) -> Result<(), String> {
    if package.len() > Description::MAX_NAME {
        return Err(format!("it has {} bytes; at most {} are allowed", package.len(), Description::MAX_NAME));
    }
    package.split('/').try_for_each(|part| {
        Description::check_id(part).map_err(|why| format!("of its part `{}`, {why}", part.escape_debug()))
    })
}

/// A dependency is `id`, or `package@id`.
pub(crate) fn check_dependency(dependency: &str) -> Result<(), String> {
    match dependency.split_once('@') {
        Some((package, id)) => {
            check_package(package)?;
            Description::check_id(id)
        }
        None => Description::check_id(dependency),
    }
}

pub(crate) fn check_created(created: &str) -> Result<(), String> {
    // RFC 3339 needs a time and an offset; jiff also takes shorter forms of ISO 8601.
    let complete = created.len() >= "2026-01-05T14:55:17Z".len() && created.is_ascii();
    match created.parse::<jiff::Timestamp>() {
        Ok(_) if complete => Ok(()),
        _ => Err("it is no time such as 2026-01-05T14:55:17Z".into()),
    }
}
