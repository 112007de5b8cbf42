//! Bundles of Sigstore: signatures by keys that nobody keeps, made for an identity that a login vouches for, in a log that
//! everybody can read. They lie beside an image in the registry, as *referrers* of its digest; `cosign sign` puts them there.

use crate::layout;
use crate::pull::Contents;
use crate::{Error, Registry};
use oci_client::manifest::{OCI_IMAGE_MEDIA_TYPE, OciImageManifest};

/// The type of a bundle, as cosign has it since version 3.
const BUNDLE_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// The most bundles that are looked at: each costs a request and a verification.
const MAX_BUNDLES: usize = 32;
/// The most bytes of a bundle; usual are ten thousand, and an attestation may bring a statement of some size along.
const MAX_BUNDLE: u64 = 1 << 20;

/// Whether this build can verify bundles: the cargo feature `sigstore`.
pub const BUILT_IN: bool = cfg!(feature = "sigstore");

/// Whose signature counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who vouches for the identity: `https://token.actions.githubusercontent.com`.
    pub issuer: String,
    /// The identity.
    pub subject: Subject,
}

/// The identity in a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Just this one: an address of mail, or of a workflow.
    Exact(String),
    /// Any address that begins so. It ends with `/`, else `https://github.com/acme` would be `…/acme-evil`, too.
    UrlPrefix(String),
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// The identity in the certificate.
    pub subject: String,
    /// Who vouched for it.
    pub issuer: String,
}

impl Registry {
    /// The bundles that lie beside what is at a place, by the interface for referrers or, where a registry has none, by the
    /// tag that stands in for it. Nobody has verified them.
    ///
    /// # Errors
    /// [`Error`]. One that can't be read as what it says it is isn't an error; it isn't among them.
    pub async fn bundles(&self, contents: &Contents) -> Result<Vec<Vec<u8>>, Error> {
        let place = contents.place();
        let failed = |error| self.doing(place, false, format!("list of signatures of {place}")).failed(error);
        let index = self.client().pull_referrers(place.reference(), Some(BUNDLE_TYPE)).await.map_err(failed)?;
        let is_bundle = |entry: &&oci_client::manifest::ImageIndexEntry| {
            entry.artifact_type.as_deref() == Some(BUNDLE_TYPE)
                && entry.media_type == OCI_IMAGE_MEDIA_TYPE
                && crate::place::is_sha256(&entry.digest)
        };
        let mut bundles = Vec::new();
        for entry in index.manifests.iter().filter(is_bundle).take(MAX_BUNDLES) {
            let (bytes, _) = self.manifest(&place.at(&entry.digest)).await?;
            let Ok(image) = serde_json::from_slice::<OciImageManifest>(&bytes) else { continue };
            let [layer] = image.layers.as_slice() else { continue };
            let Some(blob) = layout::blob(layer).filter(|blob| blob.size <= MAX_BUNDLE) else { continue };
            bundles.push(self.blob(place, &blob, format!("a bundle of {place}")).await?);
        }
        Ok(bundles)
    }
}

/// Verifies a bundle over a digest, `sha256:…`: the signature, the certificate and its log, the log of signatures, and whose it
/// is. `root` is the text of a trusted root; without one it is Sigstore's own public one, as it was when this was built.
///
/// # Errors
/// Why it doesn't count.
#[cfg(feature = "sigstore")]
pub fn verify(bundle: &[u8], digest: &str, identity: &Identity, root: Option<&str>) -> Result<Signer, String> {
    use sigstore_verify::trust_root::{SIGSTORE_PRODUCTION_TRUSTED_ROOT, TrustedRoot};
    use sigstore_verify::types::{Bundle, Sha256Hash};
    use sigstore_verify::{SubjectAltName, VerificationPolicy, Verifier};

    let one_line = |error: &dyn std::fmt::Display| crate::error::one_line(&error.to_string());
    let root = TrustedRoot::from_json(root.unwrap_or(SIGSTORE_PRODUCTION_TRUSTED_ROOT))
        .map_err(|error| format!("the trusted root can't be used: {}", one_line(&error)))?;
    let text = std::str::from_utf8(bundle).map_err(|_| "it isn't text".to_owned())?;
    let bundle = Bundle::from_json(text).map_err(|error| format!("it is no bundle: {}", one_line(&error)))?;
    let hex = digest.strip_prefix("sha256:").unwrap_or(digest);
    let digest = Sha256Hash::from_hex(hex).map_err(|error| one_line(&error))?;
    let mut policy = VerificationPolicy::any_identity().require_issuer(identity.issuer.clone());
    if let Subject::Exact(subject) = &identity.subject {
        policy = policy.require_identity(subject.clone());
    }
    let result = Verifier::new(&root)
        .and_then(|verifier| verifier.verify(digest, &bundle, &policy))
        .map_err(|error| one_line(&error))?;
    let whole = result.certificate_verified() && result.sct_verified() && result.tlog_verified();
    let (Some(subject), Some(issuer), true) = (result.identity(), result.issuer(), whole) else {
        return Err("it says not who signed, or not all of it could be verified".to_owned());
    };
    if let Subject::UrlPrefix(prefix) = &identity.subject {
        let begins =
            matches!(subject, SubjectAltName::Uri(uri) if prefix.ends_with('/') && uri.starts_with(prefix.as_str()));
        if !begins {
            return Err(format!("it is of {}, which doesn't begin with {prefix}", one_line(&subject.as_str())));
        }
    }
    Ok(Signer { subject: subject.as_str().to_owned(), issuer: issuer.to_owned() })
}

/// The same of a build that can't.
///
/// # Errors
/// How to build one that can.
#[cfg(not(feature = "sigstore"))]
pub fn verify(_: &[u8], _: &str, _: &Identity, _: Option<&str>) -> Result<Signer, String> {
    Err(NOT_BUILT_IN.to_owned())
}

/// What to do with a build that can't verify bundles.
pub const NOT_BUILT_IN: &str =
    "this mighost was built without Sigstore; `cargo install mighost-cli --features sigstore` builds one with it";

#[cfg(all(test, feature = "sigstore"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A real one; `tests/sigstore/README.md` says of what.
    const BUNDLE: &[u8] = include_bytes!("../tests/sigstore/attestation.sigstore.json");
    const SIGNED: &[u8] = include_bytes!("../tests/sigstore/attested.conda");
    const ISSUER: &str = "https://token.actions.githubusercontent.com";
    const PREFIX: &str = "https://github.com/prefix-dev/sigstore-example/";
    const SUBJECT: &str =
        "https://github.com/prefix-dev/sigstore-example/.github/workflows/action.yaml@refs/heads/main";

    fn judge(bundle: &[u8], signed: &[u8], issuer: &str, subject: Subject) -> Result<Signer, String> {
        verify(bundle, &layout::digest(signed), &Identity { issuer: issuer.into(), subject }, None)
    }

    fn exact(subject: &str) -> Subject {
        Subject::Exact(subject.into())
    }

    #[test]
    fn a_signature_counts_for_the_identity_that_made_it() {
        let signer = judge(BUNDLE, SIGNED, ISSUER, exact(SUBJECT)).unwrap();
        assert_eq!((signer.subject.as_str(), signer.issuer.as_str()), (SUBJECT, ISSUER));
        assert!(judge(BUNDLE, SIGNED, ISSUER, exact(PREFIX)).is_err());
        assert!(judge(BUNDLE, SIGNED, ISSUER, exact("somebody@example.com")).is_err());
        assert!(judge(BUNDLE, SIGNED, "https://accounts.google.com", exact(SUBJECT)).is_err());
    }

    #[test]
    fn an_address_may_be_given_by_its_beginning() {
        let prefix = |text: &str| judge(BUNDLE, SIGNED, ISSUER, Subject::UrlPrefix(text.into()));
        assert_eq!(prefix(PREFIX).unwrap().subject, SUBJECT);
        assert!(prefix("https://github.com/somebody/").unwrap_err().contains("doesn't begin with"));
        // Without the slash at its end it would be the beginning of other names, too.
        assert!(prefix("https://github.com/prefix-dev/sigstore").is_err());
    }

    #[test]
    fn it_counts_for_what_was_signed_and_nothing_else() {
        let why = judge(BUNDLE, b"something else", ISSUER, exact(SUBJECT)).unwrap_err();
        assert!(why.contains("does not match"), "{why}");
    }

    #[test]
    fn what_is_no_bundle_or_was_changed_doesnt_count() {
        assert!(judge(b"{}", SIGNED, ISSUER, exact(SUBJECT)).unwrap_err().contains("no bundle"));
        assert!(judge(b"\xff", SIGNED, ISSUER, exact(SUBJECT)).is_err());
        let mut bundle: serde_json::Value = serde_json::from_slice(BUNDLE).unwrap();
        let time = &mut bundle["verificationMaterial"]["tlogEntries"][0]["integratedTime"];
        assert!(time.is_string());
        // Another time than that at which the log took it.
        *time = "1500000000".into();
        assert!(judge(bundle.to_string().as_bytes(), SIGNED, ISSUER, exact(SUBJECT)).is_err());
    }

    #[test]
    fn another_root_vouches_for_others() {
        let identity = Identity { issuer: ISSUER.into(), subject: exact(SUBJECT) };
        let why = verify(BUNDLE, &layout::digest(SIGNED), &identity, Some("{}")).unwrap_err();
        assert!(why.contains("trusted root"), "{why}");
    }
}
