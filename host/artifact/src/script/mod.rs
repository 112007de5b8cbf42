//! Migrations of languages with an interpreter: a small artifact that carries its script and names the runtime that runs it.
//!
//! An interpreter is megabytes and a migration a few lines. So the interpreter and the language's SDK are one component, the
//! **runtime**, and each migration is an artifact of its own: a component that imports the interfaces which the script uses,
//! so that what it can do is read from the file as ever, and a section with the script and the runtime's SHA-256. Signing it
//! signs both. Its own code does nothing: a host that doesn't know the section fails at once.

mod component;

use crate::{Digest, Error};
use serde::{Deserialize, Serialize};

/// The version of the JSON inside the section; a change that older hosts would misread raises it.
const FORMAT: u32 = 1;
/// The most bytes of a script: a megabyte of Python is 20,000 lines, and is read for every step.
const MAX_SCRIPT: usize = 1024 * 1024;
/// The most bytes of the section: a script of nothing but control characters is six times as long in JSON.
const MAX_JSON: usize = 6 * MAX_SCRIPT + 4096;
/// The most bytes of a file's or a language's name: file systems allow no more.
const MAX_NAME: usize = 255;
/// What a script may use unless it says more: everything but raw SQL, and schemas as such.
const USUAL: [&str; 5] = ["context", "data", "ddl", "inspect", "report"];
/// The word for schemas, and what they are made and dropped by: a package isn't granted that.
const SCHEMAS: &str = "schemas";
const OF_SCHEMAS: [&str; 2] = ["create-schema", "drop-schema"];

/// A migration's script, and what runs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeScript {
    /// The language, such as `python`.
    pub language: String,
    /// The SHA-256 of the runtime's component.
    pub runtime: Digest,
    /// The script's file name, for messages and stack traces.
    pub name: String,
    /// The SHA-256 of the file that it was made of: what has types or imports is another text when it runs.
    pub file: Digest,
    /// The script, as it runs.
    pub source: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Section<S> {
    format: u32,
    script: S,
}

/// Only the version, so that a section of a later one can say so instead of naming a field.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

impl RuntimeScript {
    /// The component of a script's artifact, not yet sealed. The same script gives the same bytes.
    ///
    /// It imports what the script says that it uses: everything but raw SQL and the making of schemas, and these where a comment of
    /// its own says `mighost: uses sql`, `mighost: uses schemas` or `mighost: uses sql, schemas`.
    ///
    /// # Errors
    /// [`Error::Script`] for a script or name that is too long, or that uses what there isn't.
    pub fn artifact(&self) -> Result<Vec<u8>, Error> {
        self.check()?;
        let json = serde_json::to_vec(&Section { format: FORMAT, script: self }).map_err(Error::internal)?;
        let mut uses = uses(&self.source)?;
        let schemas = uses.iter().position(|word| *word == SCHEMAS).map(|at| uses.remove(at));
        let mut bytes = component::component(&uses, if schemas.is_some() { &[] } else { &OF_SCHEMAS })?;
        crate::walk::push_custom(&mut bytes, crate::SCRIPT_SECTION, &json);
        Ok(bytes)
    }

    pub(crate) fn decode(json: &[u8]) -> Result<RuntimeScript, Error> {
        let error = |reason: String| Error::Script { reason };
        if json.len() > MAX_JSON {
            return Err(error(format!("its section has {} bytes and at most {MAX_JSON} are allowed", json.len())));
        }
        let AnyFormat { format } = serde_json::from_slice(json).map_err(|problem| error(problem.to_string()))?;
        if format != FORMAT {
            return Err(error(format!(
                "it has format {format} and this mighost reads format {FORMAT}; use a newer mighost"
            )));
        }
        let section: Section<RuntimeScript> =
            serde_json::from_slice(json).map_err(|problem| error(problem.to_string()))?;
        section.script.check()?;
        Ok(section.script)
    }

    fn check(&self) -> Result<(), Error> {
        let error = |reason: String| Err(Error::Script { reason });
        if self.source.len() > MAX_SCRIPT {
            let size = self.source.len();
            return error(format!("it has {size} bytes and at most {MAX_SCRIPT} are allowed; split it"));
        }
        for (what, text) in [("file name", &self.name), ("language", &self.language)] {
            if text.is_empty() || text.len() > MAX_NAME || text.chars().any(|c| c.is_control() || c == '/' || c == '\\')
            {
                return error(format!("its {what} `{}` can't be used", text.escape_debug()));
            }
        }
        Ok(())
    }
}

/// The words behind `# mighost: uses`, `// mighost: uses` or `-- mighost: uses`, where a line is such a comment.
fn declaration(line: &str) -> Option<&str> {
    let comment = line.trim_start();
    let text = comment.trim_start_matches(['#', '/', '-', ' ', '\t']);
    let marks = comment.get(..comment.len() - text.len())?.trim_end();
    if !["#", "//", "--"].iter().any(|mark| marks.starts_with(mark)) {
        return None;
    }
    let names = text.strip_prefix("mighost:")?.trim_start().strip_prefix("uses")?;
    names.starts_with([' ', '\t']).then(|| names.trim())
}

/// The words for what a script uses, sorted: interfaces, and [`SCHEMAS`].
fn uses(source: &str) -> Result<Vec<&str>, Error> {
    let mut found: Vec<&str> = USUAL.to_vec();
    for line in source.lines() {
        let Some(names) = declaration(line) else { continue };
        for name in names.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty()) {
            if !["sql", SCHEMAS].contains(&name) && !USUAL.contains(&name) {
                return Err(Error::Script {
                    reason: format!(
                        "it uses `{}`, and there is no such thing; raw SQL is `sql`, making schemas is `schemas`",
                        name.escape_debug()
                    ),
                });
            }
            found.push(name);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::Artifact;

    fn script(source: &str) -> RuntimeScript {
        RuntimeScript {
            language: "python".into(),
            runtime: Digest::of(b"runtime"),
            name: "1_people.py".into(),
            file: Digest::of(source.as_bytes()),
            source: source.into(),
        }
    }

    #[test]
    fn a_script_is_an_artifact_that_says_what_it_can_do() {
        let script = script("def upgrade():\n    pass\n");
        let bytes = script.artifact().unwrap();
        assert!(bytes.len() < 50_000, "{}", bytes.len());
        assert_eq!(bytes, script.artifact().unwrap());
        let artifact = Artifact::read(bytes).unwrap();
        assert_eq!(artifact.script(), Some(&script));
        let interfaces: Vec<&str> = artifact.capabilities().keys().map(String::as_str).collect();
        assert_eq!(interfaces, USUAL);
        assert!(!artifact.capabilities()["ddl"].iter().any(|function| function.ends_with("-schema")));
        assert!(artifact.foreign_imports().is_empty() && artifact.wasi_imports().is_empty());
    }

    #[test]
    fn raw_sql_is_said_in_a_comment() {
        for line in
            ["# mighost: uses sql", "// mighost: uses sql", "  # mighost: uses sql, ddl", "//mighost:uses  sql\r"]
        {
            let artifact = Artifact::read(script(&format!("import x\n{line}\n")).artifact().unwrap()).unwrap();
            assert!(artifact.capabilities().contains_key("sql"), "{line}");
        }
        let text = script("print('mighost: uses sql')").artifact().unwrap();
        assert!(!Artifact::read(text).unwrap().capabilities().contains_key("sql"));
        for text in ["mighost: uses sql", "- mighost: uses sql", "# mighost: usessql", "# not mighost: uses sql"] {
            assert!(
                !Artifact::read(script(text).artifact().unwrap()).unwrap().capabilities().contains_key("sql"),
                "{text}"
            );
        }
        let error = script("# mighost: uses files").artifact().unwrap_err();
        assert!(error.to_string().contains("`files`"), "{error}");
    }

    #[test]
    fn making_schemas_is_said_too() {
        let artifact = Artifact::read(script("# mighost: uses sql, schemas").artifact().unwrap()).unwrap();
        assert!(artifact.capabilities()["ddl"].iter().any(|function| function == "create-schema"));
        assert!(artifact.capabilities().contains_key("sql"));
    }

    #[test]
    fn a_script_that_cant_be_is_refused_with_the_reason() {
        let long = script(&"x".repeat(MAX_SCRIPT + 1)).artifact().unwrap_err();
        assert!(long.to_string().contains("split it"), "{long}");
        let name = RuntimeScript { name: "../x.py".into(), ..script("") }.artifact().unwrap_err();
        assert!(name.to_string().contains("../x.py"), "{name}");
        let later = RuntimeScript::decode(br#"{"format":2,"code":"x"}"#).unwrap_err();
        assert!(later.to_string().contains("newer mighost"), "{later}");
        assert!(RuntimeScript::decode(br#"{"format":1,"script":{"language":"python"}}"#).is_err());
    }
}
