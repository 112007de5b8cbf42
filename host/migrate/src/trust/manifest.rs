//! Whether the manifest of a chain may be believed.

use super::{Package, TrustFile};
use mighost_artifact::sign::{PublicKey, Release, VerifiedRelease, Verifier};
use std::collections::BTreeMap;

/// Verifies the manifest of a package's chain by the keys that count for the package now; or why they aren't enough. As
/// many must have signed it as must have signed an artifact. A key that is revoked doesn't count for a chain that reaches
/// the sequence from which it is.
///
/// # Errors
/// Why it isn't trusted, with what to do.
pub fn judge_release(name: &str, json: &[u8], trust: &TrustFile, package: &Package) -> Result<VerifiedRelease, String> {
    let now = jiff::Timestamp::now();
    let named = package.keys.iter().filter_map(|name| trust.keys.get(name));
    let valid: Vec<_> = named.filter(|key| key.valid_until.is_none_or(|until| until >= now)).collect();
    if valid.is_empty() {
        return Err("no key counts for its package now; `mighost trust add` names one".to_owned());
    }
    let all: Vec<PublicKey> = valid.iter().map(|key| key.public_key.clone()).collect();
    let verified = Verifier::new(all, 1)
        .map_err(|error| error.to_string())?
        .package(name)
        .release(json, now)
        .map_err(|why| why.to_string())?;
    let reaches = longest(verified.release());
    let revoked = |id| {
        let key = valid.iter().find(|key| key.public_key.id() == id);
        key.is_some_and(|key| key.revoked_from.is_some_and(|from| reaches >= from))
    };
    let counted = verified.keys().iter().filter(|id| !revoked(**id)).count();
    if counted < package.threshold {
        return Err(format!(
            "{counted} of {} signatures count; get it with the signatures that are missing",
            package.threshold
        ));
    }
    Ok(verified)
}

/// The largest sequence of a chain: one more than the largest of the parents, along the whole of it.
fn longest(release: &Release) -> u64 {
    let mut places: BTreeMap<&str, u64> = BTreeMap::new();
    for revision in &release.revisions {
        let parents = revision.revises.iter().filter_map(|id| places.get(id.as_str()));
        let place = parents.max().map_or(1, |place| place + 1);
        places.insert(&revision.id, place);
    }
    places.into_values().max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::longest;
    use mighost_artifact::Digest;
    use mighost_artifact::sign::{Release, Released};

    #[test]
    fn a_chain_reaches_as_far_as_its_longest_way() {
        let revision = |id: &str, revises: &[&str]| Released {
            id: id.into(),
            sha256: Digest::of(id.as_bytes()),
            revises: revises.iter().map(|id| (*id).into()).collect(),
        };
        let release = Release {
            package: "acme/billing".into(),
            version: 1,
            created: "2026-01-05T00:00:00Z".into(),
            expires: None,
            audience: None,
            revisions: vec![
                revision("a", &[]),
                revision("b", &["a"]),
                revision("c", &["a"]),
                revision("d", &["b", "c"]),
            ],
        };
        assert_eq!(longest(&release), 3);
    }
}
