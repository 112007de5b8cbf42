//! Bundles of Sigstore beside what a registry has, by the trust file's policy.

use super::files;
use super::vouch::Vouching;
use crate::commands::failed;
use crate::config::Config;
use mighost::Error;
use mighost_registry::sigstore::{BUILT_IN, Identity, NOT_BUILT_IN, Signer, Subject, verify};
use mighost_registry::{Contents, Registry};

/// Verifies what the trust file asks for: one bundle of the right identity over the digest. Who signed; `None` where nothing is
/// asked for.
pub async fn check(
    registry: &Registry,
    contents: &Contents,
    vouching: &Vouching<'_>,
    config: &Config,
) -> Result<Option<Signer>, Error> {
    let Some(policy) = &vouching.package().sigstore else { return Ok(None) };
    if !BUILT_IN {
        return Err(vouching.refused(format!("the trust file wants a signature with Sigstore, and {NOT_BUILT_IN}")));
    }
    let subject = match (&policy.subject, &policy.subject_prefix) {
        (Some(subject), _) => Subject::Exact(subject.clone()),
        (None, prefix) => Subject::UrlPrefix(prefix.clone().unwrap_or_default()),
    };
    let identity = Identity { issuer: policy.issuer.clone(), subject };
    let root = match &policy.trusted_root {
        Some(path) => {
            let beside = config.trust_file().parent().map(|folder| folder.join(path)).unwrap_or_else(|| path.clone());
            Some(String::from_utf8_lossy(&files::read(&beside)?).into_owned())
        }
        None => None,
    };
    let bundles = registry.bundles(contents).await.map_err(failed)?;
    let mut reasons = Vec::new();
    for bundle in &bundles {
        match verify(bundle, &contents.digest, &identity, root.as_deref()) {
            Ok(signer) => return Ok(Some(signer)),
            Err(why) => reasons.push(why),
        }
    }
    let place = contents.place();
    Err(vouching.refused(match reasons.as_slice() {
        [] => format!(
            "the trust file wants a signature with Sigstore, and there is none beside it; its publisher makes one with `cosign sign \
             {place}`"
        ),
        reasons => format!("of its signatures with Sigstore none counts: {}; ask its publisher who signs", reasons.join("; ")),
    }))
}
