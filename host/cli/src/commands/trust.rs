//! `trust`: who is trusted with which package, and what that package may do.

use super::{DONE, trust_sign};
use crate::args::{Trust, TrustCommand, With};
use crate::config::Config;
use crate::output::{BAD, DIM, GOOD, ID, Output, paint};
use crate::trust::{claims, keys};
use mighost::Error;
use mighost::chain::{Chain, Graph};
use mighost::sign::{KeyId, PublicKey};
use mighost::trust::{Grants, Reach, SqlGrant, TrustFile};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// The word for the application's own chain, which has no name.
const ROOT: &str = "root";

pub fn trust(args: &Trust, config: &Config, output: &Output) -> Result<u8, Error> {
    match &args.command {
        TrustCommand::List => list(config, output),
        TrustCommand::Add { package, key, threshold } => add(package, key, *threshold, config, output),
        TrustCommand::Remove { package } => remove(package, config, output),
        TrustCommand::Explain { package } => explain(package, config, output),
        TrustCommand::Sign { key, signer, public_key } => {
            let (key, signer, public_key) = (key.clone(), signer.clone(), public_key.clone());
            trust_sign::sign(&With { key, signer, public_key, audience: None, replace: false }, config, output)
        }
    }
}

fn list(config: &Config, output: &Output) -> Result<u8, Error> {
    let trust = config.trusted()?.unwrap_or_default();
    let keys: Vec<Value> = trust
        .keys
        .iter()
        .map(|(name, key)| {
            json!({
                "name": name, "id": key.public_key.id().to_string(),
                "valid_until": key.valid_until.map(|time| time.to_string()), "revoked_from": key.revoked_from,
            })
        })
        .collect();
    let packages: Vec<Value> = trust
        .packages
        .iter()
        .map(|(name, package)| {
            json!({
                "package": name, "keys": package.keys, "threshold": package.threshold,
                "require_signature": package.require_signature, "require_release": package.require_release, "grants": grants(&package.grants),
            })
        })
        .collect();
    output.object(&json!({
        "file": config.trust_file(), "keys": keys, "packages": packages, "audience": trust.audience,
        "root_of_trust": trust_sign::facts(&trust),
    }));
    trust_sign::print(&trust, output);
    for (name, key) in &trust.keys {
        let mut notes = Vec::new();
        notes.extend(key.valid_until.map(|until| format!("until {until}")));
        notes.extend(key.revoked_from.map(|from| format!("revoked from sequence {from} on")));
        output.answer(format!("key      {}  {}  {}", paint(ID, name), key.public_key.id(), notes.join(", ")));
    }
    for (name, package) in &trust.packages {
        let name = if name.is_empty() { ROOT } else { name };
        let signatures = match package.require_signature {
            true => format!("{} of {}", package.threshold, package.keys.join(", ")),
            false => "no signature required".to_owned(),
        };
        let release = if package.require_release { ", and a release" } else { "" };
        output.answer(format!("package  {}  {signatures}{release}", paint(ID, name)));
    }
    if trust.keys.is_empty() && trust.packages.is_empty() {
        let file = config.trust_file().display();
        output.line(paint(DIM, format!("nobody is trusted with any package; mighost trust add makes {file}")));
    }
    Ok(DONE)
}

/// What a package may do, for programs.
fn grants(grants: &Grants) -> Value {
    let tables: BTreeMap<&String, &str> =
        grants.tables.iter().map(|(table, reach)| (table, reach_word(*reach))).collect();
    json!({
        "prefix": grants.prefix, "schema": grants.schema, "tables": tables, "interfaces": grants.interfaces,
        "operations": grants.operations, "functions": grants.functions, "sql": sql_word(grants.sql),
    })
}

fn reach_word(reach: Reach) -> &'static str {
    match reach {
        Reach::Reference => "reference",
        Reach::Read => "read",
        Reach::Change => "change",
        Reach::Alter => "alter",
    }
}

fn sql_word(sql: SqlGrant) -> &'static str {
    match sql {
        SqlGrant::None => "none",
        SqlGrant::Confined => "confined",
        SqlGrant::Unconfined => "unconfined",
    }
}

/// The trust file as a document, with its comments; a new one where there is none.
fn document(config: &Config) -> Result<DocumentMut, Error> {
    let path = config.trust_file();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "version = 1\n".to_owned(),
        Err(reason) => return Err(Error::Io { what: path.display().to_string(), reason }),
    };
    // What can't be used as it is isn't written into.
    TrustFile::parse(&text).map_err(|reason| Error::Usage(format!("{}: {reason}", path.display())))?;
    text.parse().map_err(|error| Error::Usage(format!("{}: {error}", path.display())))
}

/// Writes the document, if what it says can be. One that is signed itself is another version then.
fn write(document: &mut DocumentMut, config: &Config, output: &Output) -> Result<(), Error> {
    let path = config.trust_file();
    let version = document.get_mut("root-of-trust").and_then(|root| root.get_mut("version"));
    if let Some(version) = version.and_then(Item::as_value_mut)
        && let Some(number) = version.as_integer()
    {
        // With the comment that may stand behind it.
        let decor = version.decor().clone();
        *version = number.saturating_add(1).into();
        *version.decor_mut() = decor;
        output.warn(format!(
            "{} is version {} now; sign it: mighost trust sign --key FILE",
            path.display(),
            number + 1
        ));
    }
    let text = document.to_string();
    TrustFile::parse(&text).map_err(|reason| Error::Usage(format!("{}: {reason}", path.display())))?;
    let io = |reason| Error::Io { what: path.display().to_string(), reason };
    // Beside it first: a trust file that is written half would trust half.
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    std::fs::write(&beside, text).map_err(io)?;
    std::fs::rename(&beside, path).map_err(io)
}

fn add(
    package: &str,
    files: &[PathBuf],
    threshold: Option<usize>,
    config: &Config,
    output: &Output,
) -> Result<u8, Error> {
    let mut document = document(config)?;
    let known = config.trusted()?.unwrap_or_default();
    let mut names: Vec<String> = known.packages.get(root(package)).map(|p| p.keys.clone()).unwrap_or_default();
    for file in files {
        let key = keys::public(file)?;
        let name = match named(&known, &key) {
            Some(name) => name,
            None => enter(&mut document, &known, &key, file)?,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let table = section(&mut document, package)?;
    table["keys"] = value(names.iter().collect::<Array>());
    if let Some(threshold) = threshold {
        table["threshold"] = value(i64::try_from(threshold).unwrap_or(i64::MAX));
    }
    if package == ROOT {
        table["require-signature"] = value(true);
    }
    write(&mut document, config, output)?;
    let file = config.trust_file().display().to_string();
    output.object(&json!({ "file": file, "package": root(package), "keys": names }));
    output.line(format!("{} is trusted with {} now ({file})", names.join(", "), paint(ID, package)));
    output.line(format!("next: mighost trust explain {package}"));
    Ok(DONE)
}

fn root(package: &str) -> &str {
    if package == ROOT { "" } else { package }
}

/// The name that a key has already.
fn named(known: &TrustFile, key: &PublicKey) -> Option<String> {
    let same = known.keys.iter().find(|(_, other)| other.public_key.id() == key.id());
    same.map(|(name, _)| name.clone())
}

/// Enters a new key under the name of its file.
fn enter(
    document: &mut DocumentMut,
    known: &TrustFile,
    key: &PublicKey,
    file: &std::path::Path,
) -> Result<String, Error> {
    let stem =
        file.file_stem().map(|stem| stem.to_string_lossy().trim_end_matches(".key").to_owned()).unwrap_or_default();
    let taken = |name: &String| {
        known.keys.contains_key(name) || document.get("keys").is_some_and(|keys| keys.get(name).is_some())
    };
    let mut name = stem.clone();
    // The id tells two keys of one name apart.
    if name.is_empty() || taken(&name) {
        let id: KeyId = key.id();
        name = format!("{stem}-{}", id.to_string().get(..8).unwrap_or_default());
    }
    let keys = document.entry("keys").or_insert_with(|| Item::Table(implicit()));
    let mut table = Table::new();
    let pem = key.to_pem().map_err(|error| Error::Usage(format!("{}: {error}", file.display())))?;
    table["public-key"] = value(pem);
    keys.as_table_mut().ok_or_else(|| not_a_table("keys"))?.insert(&name, Item::Table(table));
    Ok(name)
}

/// A table that stands only in the names of those inside.
fn implicit() -> Table {
    let mut table = Table::new();
    table.set_implicit(true);
    table
}

fn not_a_table(name: &str) -> Error {
    Error::Usage(format!("`{name}` of the trust file isn't a table"))
}

/// The section of a package; made where there is none.
fn section<'d>(document: &'d mut DocumentMut, package: &str) -> Result<&'d mut Table, Error> {
    let section = if package == ROOT {
        document.entry(ROOT).or_insert_with(|| Item::Table(Table::new()))
    } else {
        let packages = document.entry("packages").or_insert_with(|| Item::Table(implicit()));
        let packages = packages.as_table_mut().ok_or_else(|| not_a_table("packages"))?;
        packages.entry(package).or_insert_with(|| Item::Table(Table::new()))
    };
    section.as_table_mut().ok_or_else(|| not_a_table(package))
}

fn remove(package: &str, config: &Config, output: &Output) -> Result<u8, Error> {
    let mut document = document(config)?;
    let removed = if package == ROOT {
        document.remove(ROOT)
    } else {
        document.get_mut("packages").and_then(Item::as_table_mut).and_then(|packages| packages.remove(package))
    };
    if removed.is_none() {
        let file = config.trust_file().display();
        return Err(Error::Usage(format!(
            "{file} trusts nobody with `{package}`; `mighost trust list` shows what it says"
        )));
    }
    write(&mut document, config, output)?;
    output.object(&json!({ "file": config.trust_file(), "package": root(package) }));
    output.line(format!("nobody is trusted with {} any more; what it has applied stays", paint(ID, package)));
    Ok(DONE)
}

fn explain(package: &str, config: &Config, output: &Output) -> Result<u8, Error> {
    let trust = config.trusted()?.unwrap_or_default();
    let Some(trusted) = trust.packages.get(root(package)) else {
        return Err(Error::Usage(format!(
            "nobody is trusted with `{package}`; `mighost trust add {package} --key FILE` says who is"
        )));
    };
    let confined = package != ROOT;
    output.answer(format!("package     {}", paint(ID, package)));
    output.answer(format!("signed by   {} of {}", trusted.threshold, trusted.keys.join(", ")));
    if !trusted.require_signature {
        output.answer(format!("            {}", paint(BAD, "no signature is required")));
    }
    if trusted.require_release {
        output.answer("            and its chain has a signed release");
    }
    trust_sign::print(&trust, output);
    let mut revisions = Vec::new();
    if confined {
        let may = &trusted.grants;
        let schema = may.schema.as_ref().map(|schema| format!(", and the schema {schema}")).unwrap_or_default();
        output.answer(format!("owns        what begins with {}{schema}", may.prefix));
        for (table, reach) in &may.tables {
            output.answer(format!("            {table} ({})", reach_word(*reach)));
        }
        output.answer(format!("interfaces  {}", may.interfaces.iter().cloned().collect::<Vec<_>>().join(", ")));
        output.answer(format!("operations  {}", may.operations.iter().cloned().collect::<Vec<_>>().join(", ")));
        output.answer(format!("raw SQL     {}", sql_word(may.sql)));
        if let Some(login) = &trusted.login {
            output.answer(format!("logs in by  {login}, on a server"));
        }
        if let Some(folder) = config.packages()?.folder(package) {
            let chain = Chain::read(folder)?;
            let graph = Graph::build(chain.revisions, &chain.not_built)?;
            for node in graph.ordered() {
                let artifact = config.offline().block_on(config.offline().artifact(&node.revision))??;
                let lacking = may.lacking(artifact.capabilities());
                // Those beside it are in it by now: it was read as a run reads it.
                let signed = claims::signers(&artifact, None, Some(&trust));
                output.answer(verdict(node.id(), &signed, &lacking));
                revisions.push(json!({
                    "id": node.id(), "claims": signed, "imports": artifact.capabilities(), "lacking": lacking,
                }));
            }
        }
    }
    output.object(&json!({
        "package": root(package), "keys": trusted.keys, "threshold": trusted.threshold,
        "require_signature": trusted.require_signature, "require_release": trusted.require_release,
        "root_of_trust": trust_sign::facts(&trust), "grants": confined.then(|| grants(&trusted.grants)),
        "login": trusted.login.as_ref().map(ToString::to_string), "revisions": revisions,
    }));
    Ok(DONE)
}

fn verdict(id: &str, signed: &[String], lacking: &[String]) -> String {
    let mark = if lacking.is_empty() { paint(GOOD, "✓") } else { paint(BAD, "✗") };
    let signed =
        if signed.is_empty() { "not signed".to_owned() } else { format!("says it is signed by {}", signed.join(", ")) };
    let lacks = if lacking.is_empty() {
        String::new()
    } else {
        format!(", imports what isn't granted: {}", lacking.join(", "))
    };
    format!("  {mark} {}  {signed}{lacks}", paint(ID, id))
}
