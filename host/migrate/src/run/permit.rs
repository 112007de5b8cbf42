//! What a step may do, judged from its file before anything of it is compiled.

use super::load::{detached, load};
use super::login::PackageLogin;
use super::packages::{ROOT, shown};
use super::plan::Step;
use super::work::{Known, Work};
use super::world::World;
use crate::Error;
use crate::book::Seen;
use crate::event::Event;
use crate::trust::{Grants, Judged, Package, SqlGrant, TrustFile};
use mighost_artifact::{Artifact, Digest};
use mighost_database::{Connection, Timeouts};
use mighost_sandbox::Limits;
use mighost_schema::Dialect;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a step may do.
pub(super) struct Permit {
    /// `None`: the application's own chain, which isn't confined.
    pub(super) grants: Option<Arc<Grants>>,
    /// What it may use.
    pub(super) limits: Limits,
    /// The keys that vouch for it, for the history.
    pub(super) keys: Vec<String>,
    /// Who its calls are made as, where that isn't the run's own login.
    pub(super) login: Option<Arc<PackageLogin>>,
    /// Its limits on single statements.
    pub(super) timeouts: Timeouts,
    /// What else vouches for it, for the database to remember.
    pub(super) seen: Seen,
}

impl Permit {
    /// What the application's own chain may do.
    fn whole(limits: Limits, keys: Vec<String>, timeouts: Timeouts, seen: Seen) -> Permit {
        Permit { grants: None, limits, keys, login: None, timeouts, seen }
    }
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
        known: &Known,
        mut connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<Permit, Error> {
        let name = step.package();
        let trusted = self.trusted(&known.state.seen)?;
        self.refuse_unpinned(step, artifact)?;
        let trust = self.options.trust.as_deref();
        let Some((trust, package)) = trust.and_then(|trust| Some((trust, trust.packages.get(name)?))) else {
            if name == ROOT {
                return Ok(Permit::whole(self.options.own().clone(), Vec::new(), Timeouts::default(), trusted));
            }
            return Err(not_trusted(
                step,
                format!(
                    "nobody is trusted with {}; `mighost trust add {name} --key FILE` writes into the trust file who is",
                    shown(name)
                ),
            ));
        };
        let keys =
            self.signers(step, artifact, trust, package, known, connection.as_deref_mut().map(|c| c as _)).await?;
        let seen = trusted.with(&self.released(step, artifact, trust, package, known, connection).await?);
        let limits = package.budget.within(&self.options.limits);
        if name == ROOT {
            let limits = package.budget.within(self.options.own());
            return Ok(Permit::whole(limits, keys, package.budget.timeouts(), seen));
        }
        let mut lacking = package.grants.lacking(artifact.capabilities());
        // Where nothing confines it, raw SQL is the application's whole power.
        let dialect = self.dialect()?;
        if package.grants.sql == SqlGrant::Confined && dialect != Dialect::Sqlite && package.login.is_none() {
            lacking.extend(artifact.capabilities().get("sql").into_iter().flatten().map(|function| {
                format!(
                    "sql#{function} (nothing keeps raw SQL to the package's tables on this database but a login of the \
                     package's own: [packages.\"{name}\".login])"
                )
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
        let login = self.login(name, package, dialect)?.map(Arc::new);
        let timeouts = package.budget.timeouts();
        Ok(Permit { grants: Some(Arc::new(package.grants.clone())), limits, keys, login, timeouts, seen })
    }

    /// A package's own login, where it has one and the database knows logins.
    pub(super) fn login(&self, name: &str, package: &Package, dialect: Dialect) -> Result<Option<PackageLogin>, Error> {
        let login = package.login.as_ref().filter(|_| dialect != Dialect::Sqlite);
        let grants = || Arc::new(package.grants.clone());
        login.map(|login| PackageLogin::new(name, login, grants(), dialect, &self.options)).transpose()
    }

    /// Judges every step of a plan before the first one runs: a package that isn't trusted changes nothing on the way.
    pub(super) async fn permit_all(
        &self,
        steps: &[Step],
        world: &World,
        mut connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<(), Error> {
        let mut unsigned = BTreeSet::new();
        let mut logins = BTreeMap::new();
        if let Some(step) = steps.first() {
            self.trusted(&world.chain(step.package())?.state.seen)?;
        }
        for step in steps {
            // The application's own chain needs nobody's word, unless somebody has said so.
            let trusted = self.options.trust.as_ref().and_then(|trust| trust.packages.get(step.package()));
            if step.package() == ROOT && trusted.is_none() && self.pins(ROOT).is_none() {
                continue;
            }
            let known = world.chain(step.package())?;
            self.refuse_incomplete(step, known)?;
            let artifact = load(&step.revision, connection.as_deref_mut().map(|c| c as _)).await?;
            let permit = self.permit(step, &artifact, known, connection.as_deref_mut().map(|c| c as _)).await?;
            if permit.keys.is_empty() && trusted.is_some() {
                unsigned.insert(step.package());
            }
            logins.extend(permit.login.map(|login| (step.package(), login)));
        }
        for login in logins.values() {
            if let Some(connection) = connection.as_deref_mut() {
                login.look(connection).await?;
            }
        }
        for package in unsigned {
            self.observer.event(&Event::Unsigned { package });
        }
        Ok(())
    }

    /// Judges the trust file itself. What is to be remembered of it.
    fn trusted(&self, seen: &Seen) -> Result<Seen, Error> {
        let refused = |trust: &TrustFile, reason| {
            let what = trust.path.as_ref().map_or("the trust file".to_owned(), |path| path.display().to_string());
            Error::Refused { what, reason }
        };
        match (&self.options.trust, seen.trust()) {
            (Some(trust), _) => trust.judge_itself(seen).map_err(|reason| refused(trust, reason)),
            (None, None) => Ok(Seen::default()),
            (None, Some((last, _))) => Err(Error::Refused {
                what: "a run without a trust file".into(),
                reason: format!(
                    "this database has seen version {} of one that is signed; name it with `--trust FILE`",
                    last.version
                ),
            }),
        }
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
        known: &Known,
        mut connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<Vec<String>, Error> {
        let judged = trust.judge(step.package(), artifact, beside(step).as_deref());
        let Judged { verified, keys } = match (judged, package.require_signature) {
            (Ok(judged), _) => judged,
            (Err(why), true) => return Err(not_trusted(step, why)),
            (Err(_), false) => return Ok(Vec::new()),
        };
        // What it stands on is what it was signed to stand on.
        let mut parents: BTreeMap<String, Digest> = BTreeMap::new();
        for parent in &verified.statement().parents {
            if let Some(node) = known.graph.get(&parent.id) {
                let parent = load(&node.revision, connection.as_deref_mut().map(|c| c as _)).await?;
                parents.insert(node.id().to_owned(), parent.content_sha256());
            }
        }
        verified.follows(|id| parents.get(id).copied()).map_err(|why| not_trusted(step, why.to_string()))?;
        Ok(keys.iter().map(ToString::to_string).collect())
    }
}

pub(super) fn not_trusted(step: &Step, reason: String) -> Error {
    Error::NotTrusted { id: step.revision.description.id.clone(), origin: step.revision.origin.clone(), reason }
}

/// The signatures that lie beside a file.
fn beside(step: &Step) -> Option<Vec<u8>> {
    std::fs::read(detached(step.revision.origin.path()?)).ok()
}
