//! The trust file.

use super::grants::{Grants, Reach, SqlGrant};
use super::login::Login;
use super::sigstore::SigstorePolicy;
use mighost_artifact::Digest;
use mighost_artifact::sign::PublicKey;
use mighost_database::Timeouts;
use mighost_sandbox::Limits;
use mighost_schema::Operation;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The version of the file that this host reads.
const VERSION: u32 = 1;
/// The most bytes of a trust file: thousands of packages, and nothing that would take long to read.
const MAX_SIZE: u64 = 1 << 20;

/// Why a trust file can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct TrustError {
    /// The file.
    pub path: String,
    /// Why, and what to do.
    pub reason: String,
}

/// A key whose signatures count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The public key.
    pub public_key: PublicKey,
    /// Until when it counts.
    pub valid_until: Option<jiff::Timestamp>,
    /// From which sequence on its signatures don't count any more; 0: none of them.
    pub revoked_from: Option<u64>,
}

/// What is trusted with a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The names of the keys whose signatures count.
    pub keys: Vec<String>,
    /// How many of them must have signed.
    pub threshold: usize,
    /// Whether an artifact without enough signatures is refused.
    pub require_signature: bool,
    /// Whether it is refused without the manifest of its chain, `release.json`. One that is there is judged anyway.
    pub require_release: bool,
    /// What its migrations may do.
    pub grants: Grants,
    /// What a step of it may use.
    pub budget: Budget,
    /// Who its steps are logged in as on a server; `None`: the run's own login.
    pub login: Option<Login>,
    /// Who must have signed it with Sigstore where it is pulled from a registry.
    pub sigstore: Option<SigstorePolicy>,
}

/// What a step of a package may use; what isn't said is as the run has it. Never more than that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Budget {
    /// Calls that make the database run something.
    pub statements: Option<u64>,
    /// Rows read, and again rows written.
    pub rows: Option<u64>,
    /// Bytes of memory.
    pub memory: Option<usize>,
    /// Seconds of the component's own time.
    pub cpu_seconds: Option<u64>,
    /// Seconds of the whole step.
    pub wall_seconds: Option<u64>,
    /// Seconds that a statement may wait for a lock.
    pub lock_seconds: Option<u64>,
    /// Seconds that a statement may run.
    pub statement_seconds: Option<u64>,
    /// Seconds of the processor's time for compiling the component.
    pub compile_seconds: Option<u64>,
    /// Bytes of memory for compiling the component.
    pub compile_memory: Option<usize>,
}

impl Budget {
    /// The limits of a step: those of the run, or the budget where it is less.
    pub fn within(&self, limits: &Limits) -> Limits {
        let least = |budget: Option<u64>, limit: u64| budget.map_or(limit, |budget| budget.min(limit));
        let time = |budget: Option<u64>, limit: Duration| budget.map_or(limit, |s| Duration::from_secs(s).min(limit));
        Limits {
            statements: least(self.statements, limits.statements),
            rows_read: least(self.rows, limits.rows_read),
            rows_written: least(self.rows, limits.rows_written),
            memory: self.memory.map_or(limits.memory, |budget| budget.min(limits.memory)),
            cpu: time(self.cpu_seconds, limits.cpu),
            wall: time(self.wall_seconds, limits.wall),
            compile_cpu: time(self.compile_seconds, limits.compile_cpu),
            compile_memory: self
                .compile_memory
                .map_or(limits.compile_memory, |budget| budget.min(limits.compile_memory)),
            ..limits.clone()
        }
    }

    /// The limits of single statements. What the run itself has still holds where it is less.
    pub fn timeouts(&self) -> Timeouts {
        Timeouts {
            lock: self.lock_seconds.map(Duration::from_secs),
            statement: self.statement_seconds.map(Duration::from_secs),
        }
    }
}

/// Who must have signed the trust file itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RootOfTrust {
    /// The file's version, from 1: it only grows.
    pub version: u64,
    /// The names of the keys.
    pub keys: Vec<String>,
    /// How many of them must have signed.
    #[serde(default = "one")]
    pub threshold: usize,
}

fn one() -> usize {
    1
}

/// A trust file, read and checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustFile {
    /// Where it was read, if it was.
    pub path: Option<PathBuf>,
    /// The digest of its text.
    pub sha256: Option<Digest>,
    /// What lies beside it as `trust.toml.dsse`.
    pub signatures: Option<Vec<u8>>,
    /// Who must have signed it, where it is signed itself.
    pub root_of_trust: Option<RootOfTrust>,
    /// For whom this place takes what is signed; what is signed for nobody in particular is for everybody.
    pub audience: Option<String>,
    /// The keys, by the names that the file gives them.
    pub keys: BTreeMap<String, Key>,
    /// The packages; the empty name is the application's own chain.
    pub packages: BTreeMap<String, Package>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    version: u32,
    audience: Option<String>,
    root_of_trust: Option<RootOfTrust>,
    #[serde(default)]
    keys: BTreeMap<String, WrittenKey>,
    root: Option<WrittenPackage>,
    #[serde(default)]
    packages: BTreeMap<String, WrittenPackage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenKey {
    /// An Ed25519 SPKI as PEM.
    public_key: String,
    /// RFC 3339.
    valid_until: Option<String>,
    revoked_from: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenPackage {
    #[serde(default)]
    keys: Vec<String>,
    threshold: Option<usize>,
    require_signature: Option<bool>,
    #[serde(default)]
    require_release: bool,
    #[serde(default)]
    grants: WrittenGrants,
    #[serde(default)]
    budget: Budget,
    login: Option<Login>,
    sigstore: Option<SigstorePolicy>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenGrants {
    prefix: Option<String>,
    schema: Option<String>,
    #[serde(default)]
    tables: BTreeMap<String, Reach>,
    interfaces: Option<BTreeSet<String>>,
    operations: Option<BTreeSet<String>>,
    #[serde(default)]
    functions: BTreeSet<String>,
    #[serde(default)]
    sql: SqlGrant,
}

impl TrustFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`TrustError`] where it can't be read, or says what can't be.
    pub fn load(path: &Path) -> Result<TrustFile, TrustError> {
        let wrong = |reason: String| TrustError { path: path.display().to_string(), reason };
        let size = std::fs::metadata(path).map_err(|error| wrong(error.to_string()))?.len();
        if size > MAX_SIZE {
            return Err(wrong(format!("it has {size} bytes, and at most {MAX_SIZE} are read")));
        }
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let mut file = TrustFile::parse(&text).map_err(wrong)?;
        for package in file.packages.values_mut() {
            package.login = package.login.take().map(|login| login.beside(path));
        }
        let signatures = match std::fs::read(Self::beside(path)) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(wrong(format!("its signatures can't be read: {error}"))),
        };
        Ok(TrustFile { path: Some(path.to_owned()), signatures, ..file })
    }

    /// Where the signatures of a trust file are.
    pub fn beside(path: &Path) -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(".dsse");
        PathBuf::from(name)
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<TrustFile, String> {
        let written: Written = toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
        if written.version != VERSION {
            return Err(format!("it has version {}, and this mighost reads version {VERSION}", written.version));
        }
        let mut file = TrustFile {
            sha256: Some(Digest::of(text.as_bytes())),
            audience: written.audience,
            root_of_trust: written.root_of_trust,
            ..TrustFile::default()
        };
        for (name, key) in written.keys {
            let public_key =
                PublicKey::from_pem(&key.public_key).map_err(|error| format!("the key `{name}`: {error}"))?;
            let time = |text: &String| {
                let wrong = |_| {
                    format!("the key `{name}` is valid until `{text}`, which is no time such as 2027-06-30T00:00:00Z")
                };
                text.parse::<jiff::Timestamp>().map_err(wrong)
            };
            let valid_until = key.valid_until.as_ref().map(time).transpose()?;
            let same = file.keys.iter().find(|(_, other): &(&String, &Key)| other.public_key.id() == public_key.id());
            if let Some((other, _)) = same {
                return Err(format!("the keys `{other}` and `{name}` are one; keep one of them"));
            }
            file.keys.insert(name.clone(), Key { public_key, valid_until, revoked_from: key.revoked_from });
        }
        if let Some(root) = written.root {
            let package = checked("the root chain", "", root, &file.keys)?;
            file.packages.insert(String::new(), package);
        }
        for (name, package) in written.packages {
            if name.split('/').count() != 2 || name.split('/').any(str::is_empty) {
                return Err(format!("`{name}` is no package: its name is `publisher/name`"));
            }
            mighost_artifact::check_package(&name)
                .map_err(|why| format!("`{name}` can't be a package's name: {why}"))?;
            let package = checked(&format!("the package `{name}`"), &name, package, &file.keys)?;
            file.packages.insert(name, package);
        }
        file.refuse_overlaps()?;
        file.check_root_of_trust()?;
        Ok(file)
    }

    fn check_root_of_trust(&self) -> Result<(), String> {
        let Some(RootOfTrust { version, keys, threshold }) = &self.root_of_trust else { return Ok(()) };
        if *version == 0 {
            return Err("the version in [root-of-trust] is 0; it begins with 1".into());
        }
        if let Some(key) = keys.iter().find(|key| !self.keys.contains_key(*key)) {
            return Err(format!("[root-of-trust] names the key `{key}`, and there is no [keys.{key}]"));
        }
        let distinct: BTreeSet<&String> = keys.iter().collect();
        if *threshold == 0 || *threshold > distinct.len() {
            return Err(format!(
                "[root-of-trust] wants {threshold} signatures, and {} of its keys can make them",
                distinct.len()
            ));
        }
        Ok(())
    }

    /// Two packages don't own the same tables.
    fn refuse_overlaps(&self) -> Result<(), String> {
        let own: Vec<(&String, String)> = self
            .packages
            .iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, package)| (name, package.grants.prefix.to_ascii_lowercase()))
            .collect();
        for (name, prefix) in &own {
            let other = own.iter().find(|(other, theirs)| other != name && theirs.starts_with(prefix.as_str()));
            if let Some((other, _)) = other {
                return Err(format!(
                    "what the package `{other}` owns, `{name}` would own too, by its prefix `{prefix}`; give one of them \
                     another `prefix`"
                ));
            }
        }
        Ok(())
    }
}

fn checked(what: &str, name: &str, written: WrittenPackage, keys: &BTreeMap<String, Key>) -> Result<Package, String> {
    if let Some(key) = written.keys.iter().find(|key| !keys.contains_key(*key)) {
        return Err(format!("{what} names the key `{key}`, and there is no [keys.{key}]"));
    }
    let distinct: BTreeSet<&String> = written.keys.iter().collect();
    let threshold = written.threshold.unwrap_or(1);
    // The application's own chain needs no signature unless somebody says so.
    let require_signature = written.require_signature.unwrap_or(!name.is_empty());
    if threshold == 0 || (require_signature && threshold > distinct.len()) {
        return Err(format!("{what} wants {threshold} signatures, and {} of its keys can make them", distinct.len()));
    }
    if written.login.is_some() && name.is_empty() {
        return Err(format!("{what} has no login of its own: it is the application"));
    }
    let login = written.login.map(Login::checked).transpose().map_err(|why| format!("{what}: its login: {why}"))?;
    if written.budget.lock_seconds == Some(0) || written.budget.statement_seconds == Some(0) {
        return Err(format!("{what}: a budget of 0 seconds lets nothing run; leave it out for no limit of its own"));
    }
    if written.require_release && distinct.is_empty() {
        return Err(format!("{what} must have a release, and has no key that could sign one; name one in `keys`"));
    }
    Ok(Package {
        keys: written.keys,
        threshold,
        require_signature,
        require_release: written.require_release,
        grants: granted(what, name, written.grants)?,
        budget: written.budget,
        login,
        sigstore: written.sigstore.map(|policy| policy.checked(what)).transpose()?,
    })
}

fn granted(what: &str, name: &str, written: WrittenGrants) -> Result<Grants, String> {
    let own = Grants::own(name);
    let prefix = written.prefix.unwrap_or_else(|| own.prefix.clone());
    let plain = prefix.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // A prefix of a letter or two would own half the database.
    if !name.is_empty() && (!plain || prefix.len() < 3 || prefix.to_ascii_lowercase().starts_with("mighost_")) {
        return Err(format!(
            "{what}: the prefix `{prefix}` has at least three letters, digits or underscores, and isn't mighost's own"
        ));
    }
    let known =
        |kind: &str, given: &BTreeSet<String>, all: &[&str]| match given.iter().find(|g| !all.contains(&g.as_str())) {
            Some(unknown) => Err(format!(
                "{what} is granted the {kind} `{unknown}`, which doesn't exist; they are {}",
                all.join(", ")
            )),
            None => Ok(()),
        };
    let interfaces = written.interfaces.unwrap_or(own.interfaces);
    known("interface", &interfaces, &Grants::INTERFACES)?;
    let operations = written.operations.unwrap_or(own.operations);
    known("operation", &operations, &Operation::KINDS)?;
    if let Some(table) = written.tables.keys().find(|table| table.to_ascii_lowercase().contains("mighost_")) {
        return Err(format!("{what} is granted `{table}`, which is mighost's own"));
    }
    let functions = written.functions.iter().map(|function| function.to_ascii_lowercase()).collect();
    Ok(Grants {
        prefix,
        schema: written.schema,
        tables: written.tables,
        interfaces,
        operations,
        functions,
        sql: written.sql,
    })
}

#[cfg(test)]
#[path = "file_tests.rs"]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
