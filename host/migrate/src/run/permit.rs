//! What a step may do, judged from its file before anything of it is compiled.

use super::load::load;
use super::packages::{ROOT, shown};
use super::plan::Step;
use super::work::Work;
use super::world::World;
use crate::Error;
use crate::chain::Graph;
use crate::event::Event;
use crate::trust::{Grants, Package, SqlGrant, TrustFile};
use mighost_artifact::sign::{KeyId, PublicKey, Untrusted, Verified, Verifier};
use mighost_artifact::{Artifact, Digest};
use mighost_database::Connection;
use mighost_sandbox::Limits;
use mighost_schema::Dialect;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What a step may do.
pub(super) struct Permit {
    /// `None`: the application's own chain, which isn't confined.
    pub(super) grants: Option<Arc<Grants>>,
    /// What it may use.
    pub(super) limits: Limits,
    /// The keys that vouch for it, for the history.
    pub(super) keys: Vec<String>,
}

impl Work {
    /// Judges a step's artifact.
    ///
    /// # Errors
    /// [`Error::NotTrusted`] where nobody is trusted with the package, or not by enough signatures; [`Error::NotGranted`]
    /// where it imports what the package isn't granted.
    pub(super) async fn permit(
        &self,
        step: &Step,
        artifact: &Artifact,
        graph: &Graph,
        connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<Permit, Error> {
        let name = step.package();
        let trust = self.options.trust.as_deref();
        let Some((trust, package)) = trust.and_then(|trust| Some((trust, trust.packages.get(name)?))) else {
            if name == ROOT {
                return Ok(Permit { grants: None, limits: self.options.limits.clone(), keys: Vec::new() });
            }
            return Err(not_trusted(
                step,
                format!(
                    "nobody is trusted with {}; `mighost trust add {name} --key FILE` writes into the trust file who is",
                    shown(name)
                ),
            ));
        };
        let keys = self.signers(step, artifact, trust, package, graph, connection).await?;
        let limits = package.budget.within(&self.options.limits);
        if name == ROOT {
            return Ok(Permit { grants: None, limits, keys });
        }
        let mut lacking = package.grants.lacking(artifact.capabilities());
        // Where nothing confines it, raw SQL is the application's whole power.
        if package.grants.sql == SqlGrant::Confined && self.dialect()? != Dialect::Sqlite {
            lacking.extend(artifact.capabilities().get("sql").into_iter().flatten().map(|function| {
                format!("sql#{function} (nothing keeps raw SQL to the package's tables on this database)")
            }));
        }
        if !lacking.is_empty() {
            return Err(Error::NotGranted {
                package: name.to_owned(),
                id: step.revision.description.id.clone(),
                origin: step.revision.origin.clone(),
                lacking,
            });
        }
        Ok(Permit { grants: Some(Arc::new(package.grants.clone())), limits, keys })
    }

    /// Judges every step of a plan before the first one runs: a package that isn't trusted changes nothing on the way.
    pub(super) async fn permit_all(
        &self,
        steps: &[Step],
        world: &World,
        mut connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<(), Error> {
        let mut unsigned = BTreeSet::new();
        for step in steps {
            // The application's own chain needs nobody's word, unless somebody has said so.
            let trusted = self.options.trust.as_ref().and_then(|trust| trust.packages.get(step.package()));
            if step.package() == ROOT && trusted.is_none() {
                continue;
            }
            let artifact = load(&step.revision, connection.as_deref_mut().map(|c| c as _)).await?;
            let graph = &world.chain(step.package())?.graph;
            let permit = self.permit(step, &artifact, graph, connection.as_deref_mut().map(|c| c as _)).await?;
            if permit.keys.is_empty() {
                unsigned.insert(step.package());
            }
        }
        for package in unsigned {
            self.observer.event(&Event::Unsigned { package });
        }
        Ok(())
    }

    fn dialect(&self) -> Result<Dialect, Error> {
        Ok(mighost_database::Target::parse(&self.options.database)?.dialect())
    }

    /// The keys that vouch for an artifact; enough of them, where signatures are required.
    async fn signers(
        &self,
        step: &Step,
        artifact: &Artifact,
        trust: &TrustFile,
        package: &Package,
        graph: &Graph,
        mut connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<Vec<String>, Error> {
        let judged = judge(step, artifact, trust, package);
        let (verified, keys) = match (judged, package.require_signature) {
            (Ok(judged), _) => judged,
            (Err(why), true) => return Err(not_trusted(step, why)),
            (Err(_), false) => return Ok(Vec::new()),
        };
        // What it stands on is what it was signed to stand on.
        let mut parents: BTreeMap<String, Digest> = BTreeMap::new();
        for parent in &verified.statement().parents {
            if let Some(node) = graph.get(&parent.id) {
                let parent = load(&node.revision, connection.as_deref_mut().map(|c| c as _)).await?;
                parents.insert(node.id().to_owned(), parent.content_sha256());
            }
        }
        verified.follows(|id| parents.get(id).copied()).map_err(|why| not_trusted(step, why.to_string()))?;
        Ok(keys)
    }
}

fn not_trusted(step: &Step, reason: String) -> Error {
    Error::NotTrusted { id: step.revision.description.id.clone(), origin: step.revision.origin.clone(), reason }
}

/// Verifies an artifact's signatures by the keys that count for its package now: what was signed, and the ids of those
/// keys; or why they aren't enough.
fn judge(
    step: &Step,
    artifact: &Artifact,
    trust: &TrustFile,
    package: &Package,
) -> Result<(Verified, Vec<String>), String> {
    let now = jiff::Timestamp::now();
    let mut keys: Vec<PublicKey> = Vec::new();
    let mut names: BTreeMap<KeyId, &str> = BTreeMap::new();
    let mut expired = Vec::new();
    for name in &package.keys {
        let Some(key) = trust.keys.get(name) else { continue };
        if key.valid_until.is_some_and(|until| until < now) {
            expired.push(name.as_str());
            continue;
        }
        names.insert(key.public_key.id(), name);
        keys.push(key.public_key.clone());
    }
    let more = match expired.as_slice() {
        [] => String::new(),
        expired => format!(" (expired: {})", expired.join(", ")),
    };
    if keys.is_empty() {
        return Err(format!("no key counts for {}{more}; `mighost trust add` names one", shown(step.package())));
    }
    let verifier = Verifier::new(keys, 1).map_err(|error| error.to_string())?.package(step.package());
    let detached = beside(step);
    let verified = verifier
        .artifact(artifact.shared_bytes(), detached.as_deref())
        .map_err(|why: Untrusted| format!("{why}{more}"))?;
    // A key that was revoked vouches for what it signed before, and for nothing behind it.
    let sequence = verified.statement().sequence;
    let revoked = |id: &&KeyId| {
        let key = names.get(id).and_then(|name| trust.keys.get(*name));
        key.and_then(|key| key.revoked_from).is_some_and(|from| sequence >= from)
    };
    let (gone, counted): (Vec<&KeyId>, Vec<&KeyId>) = verified.keys().iter().partition(revoked);
    if counted.len() < package.threshold {
        let named = |ids: &[&KeyId]| ids.iter().filter_map(|id| names.get(*id).copied()).collect::<Vec<_>>().join(", ");
        let revoked = if gone.is_empty() { String::new() } else { format!("; revoked: {}", named(&gone)) };
        return Err(format!(
            "{} of {} signatures count (of {}{revoked}){more}; get it with the signatures that are missing",
            counted.len(),
            package.threshold,
            if counted.is_empty() { "nobody".to_owned() } else { named(&counted) },
        ));
    }
    let counted = counted.into_iter().map(ToString::to_string).collect();
    Ok((verified, counted))
}

/// The signatures that lie beside a file.
fn beside(step: &Step) -> Option<Vec<u8>> {
    let path = step.revision.origin.path()?;
    let mut name = path.as_os_str().to_owned();
    name.push(".dsse");
    std::fs::read(PathBuf::from(name)).ok()
}
