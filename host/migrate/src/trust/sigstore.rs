//! Whose signatures with Sigstore count for a package. They are looked for where it is pulled from a registry.

use serde::Deserialize;
use std::path::PathBuf;

/// An identity and who vouches for it. Either `subject` or `subject_prefix` is there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SigstorePolicy {
    /// Who vouches for the identity: `https://token.actions.githubusercontent.com`.
    pub issuer: String,
    /// Just this identity.
    pub subject: Option<String>,
    /// Any identity whose address begins so: `https://github.com/acme/`.
    pub subject_prefix: Option<String>,
    /// A trusted root of Sigstore's, where it isn't the public one; relative to the trust file.
    pub trusted_root: Option<PathBuf>,
}

impl SigstorePolicy {
    /// Refuses a policy that would trust nobody, or everybody. `what` is the package.
    pub(super) fn checked(self, what: &str) -> Result<SigstorePolicy, String> {
        let wrong = |why: &str| Err(format!("{what}: its `sigstore` {why}"));
        if !self.issuer.starts_with("https://") {
            return wrong("names no issuer such as https://token.actions.githubusercontent.com");
        }
        match (&self.subject, &self.subject_prefix) {
            (Some(subject), None) if !subject.is_empty() => Ok(self),
            (None, Some(prefix)) => {
                let rest = prefix.strip_prefix("https://").unwrap_or_default();
                // A host and at least one name: a host alone is everybody there.
                let parts: Vec<&str> = rest.split('/').collect();
                let names = parts.len() >= 3 && parts.iter().rev().skip(1).all(|part| !part.is_empty());
                if !prefix.ends_with('/') || !names {
                    return wrong(
                        "has a subject-prefix that isn't like https://github.com/acme/: it has a name behind the host, and ends with /",
                    );
                }
                Ok(self)
            }
            _ => wrong("says not who must have signed; give either `subject` or `subject-prefix`"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::trust::TrustFile;

    fn parse(lines: &str) -> Result<TrustFile, String> {
        let package = "[packages.\"acme/billing\"]\nrequire-signature = false\n[packages.\"acme/billing\".sigstore]";
        TrustFile::parse(&format!("version = 1\n{package}\n{lines}\n"))
    }

    #[test]
    fn an_identity_is_one_or_the_beginning_of_an_address() {
        let issuer = "issuer = \"https://token.actions.githubusercontent.com\"";
        let file = parse(&format!("{issuer}\nsubject-prefix = \"https://github.com/acme/\"")).unwrap();
        let policy = file.packages["acme/billing"].sigstore.clone().unwrap();
        assert_eq!(policy.subject_prefix.as_deref(), Some("https://github.com/acme/"));
        assert!(parse(&format!("{issuer}\nsubject = \"ada@acme.example\"\ntrusted-root = \"root.json\"")).is_ok());
        for lines in [
            "",
            "subject = \"\"",
            "subject-prefix = \"https://github.com/acme\"",
            "subject-prefix = \"https://github.com/\"",
            "subject-prefix = \"https://\"",
            "subject-prefix = \"https://github.com//\"",
            "subject-prefix = \"github.com/acme/\"",
            "subject = \"a\"\nsubject-prefix = \"https://github.com/acme/\"",
            "subject = \"a\"\nsubjekt = \"b\"",
        ] {
            assert!(parse(&format!("{issuer}\n{lines}")).is_err(), "{lines}");
        }
        assert!(parse("issuer = \"github\"\nsubject = \"a\"").is_err());
    }
}
