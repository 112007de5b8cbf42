//! The manifest of a chain, as a run judges it; and that what was applied isn't exchanged behind anybody's back.

use super::load::content;
use super::packages::{Packages, ROOT, shown};
use super::permit::not_trusted;
use super::plan::Step;
use super::work::{Known, Work, stored_content};
use crate::Error;
use crate::book::{self, Seen};
use crate::chain::Origin;
use crate::trust::{Package, TrustFile};
use mighost_artifact::sign::{Found, VerifiedRelease};
use mighost_artifact::{Artifact, Digest};
use mighost_database::Connection;
use mighost_sandbox::Direction;
use mighost_schema::Dialect;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The manifest's name, beside the artifacts.
const MANIFEST: &str = "release.json";

/// What a run has looked up, a package each.
#[derive(Default)]
pub(super) struct LookedUp {
    /// The manifests that are there and hold.
    releases: BTreeMap<String, Option<Arc<VerifiedRelease>>>,
    /// The sha256 with which each revision was applied last, when the run began.
    applied: BTreeMap<String, BTreeMap<String, String>>,
}

impl Work {
    /// Judges a step by the manifest of its chain, and by what was applied before. What the database is to remember.
    ///
    /// What was applied may be taken back, or applied again, as it was. Anything else, and what was never applied, runs as the
    /// manifest says where there is one; and without one, what was applied isn't exchanged.
    pub(super) async fn released(
        &self,
        step: &Step,
        artifact: &Artifact,
        trust: &TrustFile,
        package: &Package,
        known: &Known,
        connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<Seen, Error> {
        let mut seen = Seen::default();
        // Nobody could have signed one.
        if package.keys.is_empty() {
            return Ok(seen);
        }
        let (name, id) = (step.package(), step.revision.description.id.as_str());
        let found = artifact.content_sha256();
        let before = self.applied_content(name, id, artifact, connection).await?;
        // To take back what was applied, as it was applied, needs no release: whatever has happened to it since.
        if step.direction == Direction::Down && before == Some(found) {
            return Ok(seen);
        }
        let Some(release) = self.release(name, trust, package, known)? else {
            return match before {
                Some(before) if before != found => Err(not_trusted(
                    step,
                    format!(
                        "it was applied here with the content {before}, and this one has {found}; put the one that was applied \
                         back, or let its publisher name this one in a release (`mighost release`)"
                    ),
                )),
                _ => Ok(seen),
            };
        };
        // What was read for the comparison with the folder may have been exchanged since.
        if release.content(id) != Some(found) {
            let version = release.release().version;
            return Err(not_trusted(
                step,
                format!("its content {found} isn't the one of release {version}; run the command again"),
            ));
        }
        seen.see_release(name, release.release().version, release.sha256());
        Ok(seen)
    }

    /// The manifest of a package's chain, judged once a run; `None` where there is none and none is needed.
    fn release(
        &self,
        name: &str,
        trust: &TrustFile,
        package: &Package,
        known: &Known,
    ) -> Result<Option<Arc<VerifiedRelease>>, Error> {
        let looked_up = self.looked_up.borrow().releases.get(name).cloned();
        let release = match looked_up {
            Some(release) => release,
            None => {
                let release = self.judged_release(name, trust, known)?.map(Arc::new);
                self.looked_up.borrow_mut().releases.insert(name.to_owned(), release.clone());
                release
            }
        };
        let seen = known.state.seen.release(name);
        // Another runner may have used a later one meanwhile.
        match (release, seen) {
            (Some(release), seen) => {
                if let Some(seen) = seen {
                    let file = self.manifest(name)?.map(|file| file.display().to_string()).unwrap_or_default();
                    let older = |why: mighost_artifact::sign::Untrusted| refused(file, why.to_string());
                    release.after(seen.version, seen.manifest).map_err(older)?;
                }
                Ok(Some(release))
            }
            (None, None) if !package.require_release => Ok(None),
            (None, seen) => {
                let why = match seen {
                    Some(seen) => format!("this database has seen release {} of it", seen.version),
                    None => "the trust file requires one".to_owned(),
                };
                Err(refused(
                    shown(name),
                    format!(
                        "it has no {MANIFEST}, and {why}; get it from its publisher, or make one with `mighost release`"
                    ),
                ))
            }
        }
    }

    fn judged_release(&self, name: &str, trust: &TrustFile, known: &Known) -> Result<Option<VerifiedRelease>, Error> {
        let Some(file) = self.manifest(name)? else { return Ok(None) };
        let what = file.display().to_string();
        let json = std::fs::read(&file).map_err(|reason| Error::Io { what: what.clone(), reason })?;
        let release = trust.judge_release(name, &json).map_err(|why| refused(what.clone(), why))?;
        let mut found = Vec::new();
        for node in known.graph.ordered() {
            // What only the database has is no part of the folder.
            if let Some(sha256) = content(&node.revision)? {
                let revises = node.description().revises.clone();
                found.push(Found { id: node.id().to_owned(), sha256, revises });
            }
        }
        release.check(&found).map_err(|why| refused(what, why.to_string()))?;
        Ok(Some(release))
    }

    /// The manifest of a package's chain: in its folder, or in `artifacts/` there.
    fn manifest(&self, package: &str) -> Result<Option<PathBuf>, Error> {
        let packages = Packages::find(&self.options.dir, &self.options.packages)?;
        let folder = if package == ROOT { Some(self.options.dir.as_path()) } else { packages.folder(package) };
        Ok(folder.and_then(manifest_in))
    }

    /// The content with which a revision was applied last; `None` where it never was, or that can't be known any more.
    async fn applied_content(
        &self,
        package: &str,
        id: &str,
        artifact: &Artifact,
        connection: Option<&mut (dyn Connection + '_)>,
    ) -> Result<Option<Digest>, Error> {
        let Some(connection) = connection else { return Ok(None) };
        let known = self.looked_up.borrow().applied.get(package).map(|applied| applied.get(id).cloned());
        // Behind a pooler a session lasts no longer than a transaction. On SQLite one that may write would wait.
        let server = connection.dialect() != Dialect::Sqlite;
        if server {
            connection.begin().await?;
        }
        let looked = async {
            let sha256 = match known {
                Some(sha256) => sha256,
                None => {
                    let applied = book::applied(connection, package).await?;
                    let sha256 = applied.get(id).cloned();
                    self.looked_up.borrow_mut().applied.insert(package.to_owned(), applied);
                    sha256
                }
            };
            let Some(sha256) = sha256 else { return Ok(None) };
            // Signatures come and go, and what is signed stays the same.
            if [artifact.sha256(), &artifact.content_sha256()].iter().any(|own| own.to_string() == sha256) {
                return Ok(Some(artifact.content_sha256()));
            }
            Ok::<_, Error>(stored_content(connection, &sha256).await)
        };
        let looked = looked.await;
        if server {
            connection.rollback().await?;
        }
        looked
    }
}

/// The manifest in a folder of migrations, where there is one.
pub(super) fn manifest_in(folder: &Path) -> Option<PathBuf> {
    [folder.join(MANIFEST), folder.join("artifacts").join(MANIFEST)].into_iter().find(|path| path.exists())
}

fn refused(what: String, reason: String) -> Error {
    Error::Refused { what, reason }
}

/// Whether a revision is a file.
pub(super) fn is_file(origin: &Origin) -> bool {
    !matches!(origin, Origin::Stored(_))
}
