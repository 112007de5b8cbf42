//! What a step may do, judged from its file before anything of it is compiled.

use super::packages::{ROOT, shown};
use super::plan::Step;
use super::work::Work;
use crate::Error;
use crate::trust::{Grants, SqlGrant};
use mighost_artifact::Artifact;
use mighost_sandbox::Limits;
use mighost_schema::Dialect;
use std::sync::Arc;

/// What a step may do.
pub(super) struct Permit {
    /// `None`: the application's own chain, which isn't confined.
    pub(super) grants: Option<Arc<Grants>>,
    /// What it may use.
    pub(super) limits: Limits,
}

impl Work {
    /// Judges a step's artifact.
    ///
    /// # Errors
    /// [`Error::NotTrusted`] where nobody is trusted with the package, or not by enough signatures; [`Error::NotGranted`]
    /// where it imports what the package isn't granted.
    pub(super) fn permit(&self, step: &Step, artifact: &Artifact, dialect: Dialect) -> Result<Permit, Error> {
        let name = step.package();
        let trusted = self.options.trust.as_ref().and_then(|trust| trust.packages.get(name));
        let not_trusted = |reason: String| Error::NotTrusted {
            id: step.revision.description.id.clone(),
            origin: step.revision.origin.clone(),
            reason,
        };
        let Some(package) = trusted else {
            if name == ROOT {
                return Ok(Permit { grants: None, limits: self.options.limits.clone() });
            }
            return Err(not_trusted(format!(
                "nobody is trusted with {}; `mighost trust add {name}` writes who is, and what it may do, into the trust file",
                shown(name)
            )));
        };
        if name == ROOT {
            return Ok(Permit { grants: None, limits: package.budget.within(&self.options.limits) });
        }
        let mut lacking = package.grants.lacking(artifact.capabilities());
        // Where nothing confines it, raw SQL is the application's whole power.
        if package.grants.sql == SqlGrant::Confined && dialect != Dialect::Sqlite {
            lacking.extend(
                artifact
                    .capabilities()
                    .get("sql")
                    .into_iter()
                    .flatten()
                    .map(|f| format!("sql#{f} (nothing keeps raw SQL to the package's tables on this database)")),
            );
        }
        if !lacking.is_empty() {
            return Err(Error::NotGranted {
                package: name.to_owned(),
                id: step.revision.description.id.clone(),
                origin: step.revision.origin.clone(),
                lacking,
            });
        }
        Ok(Permit {
            grants: Some(Arc::new(package.grants.clone())),
            limits: package.budget.within(&self.options.limits),
        })
    }
}
