//! Where something is in a registry.

use crate::Error;
use oci_client::Reference;
use std::fmt;

/// A place in a registry: `ghcr.io/acme/billing:2`, or the same with a digest that pins it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    reference: Reference,
}

impl Place {
    /// Reads a place as it is typed. The registry must be named: what other tools take for a name on the largest public
    /// registry is here a package more often than not.
    ///
    /// # Errors
    /// [`Error::Place`] that says what is wrong with it.
    ///
    /// ```
    /// use mighost_registry::Place;
    ///
    /// let place = Place::parse("ghcr.io/acme/billing:2")?;
    /// assert_eq!((place.registry(), place.repository()), ("ghcr.io", "acme/billing"));
    /// assert!(Place::parse("acme/billing").is_err());
    /// # Ok::<(), mighost_registry::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Place, Error> {
        let wrong = |reason: &str| Error::Place { given: text.to_owned(), reason: reason.to_owned() };
        if text.contains("://") {
            return Err(wrong("it has no scheme in front; leave it out"));
        }
        let first = text.split_once('/').map(|(first, _)| first);
        if !first.is_some_and(|first| first.contains(['.', ':']) || first == "localhost") {
            return Err(wrong("the registry comes first, such as ghcr.io"));
        }
        let reference: Reference = text.parse().map_err(|error| wrong(&format!("{error}")))?;
        if reference.digest().is_some_and(|digest| !is_sha256(digest)) {
            return Err(wrong("a digest is `sha256:` and 64 hexadecimal digits"));
        }
        Ok(Place { reference })
    }

    /// The registry, with its port.
    pub fn registry(&self) -> &str {
        self.reference.registry()
    }

    /// The repository: what stands between the registry and the tag.
    pub fn repository(&self) -> &str {
        self.reference.repository()
    }

    /// The tag, where there is one; `latest` where neither a tag nor a digest is given.
    pub fn tag(&self) -> Option<&str> {
        self.reference.tag()
    }

    /// The digest that pins it, `sha256:…`.
    pub fn digest(&self) -> Option<&str> {
        self.reference.digest()
    }

    /// The same repository, pinned to a digest.
    #[must_use]
    pub fn at(&self, digest: &str) -> Place {
        Place {
            reference: Reference::with_digest(
                self.registry().to_owned(),
                self.repository().to_owned(),
                digest.to_owned(),
            ),
        }
    }

    /// The same repository at a tag.
    pub(crate) fn tagged(&self, tag: &str) -> Reference {
        Reference::with_tag(self.registry().to_owned(), self.repository().to_owned(), tag.to_owned())
    }

    pub(crate) fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The package that a repository is for by its name: the last two parts of its path.
    pub fn package(&self) -> Option<&str> {
        let path = self.repository();
        let name = path.rfind('/')?;
        let publisher = path[..name].rfind('/').map_or(0, |at| at + 1);
        Some(&path[publisher..])
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry(), self.repository())?;
        if let Some(tag) = self.tag() {
            write!(f, ":{tag}")?;
        }
        match self.digest() {
            Some(digest) => write!(f, "@{digest}"),
            None => Ok(()),
        }
    }
}

/// Whether a text is a digest of the only kind that is used here.
pub(crate) fn is_sha256(digest: &str) -> bool {
    let lower = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    // A SHA-256 in hexadecimal has 64 digits.
    digest.strip_prefix("sha256:").is_some_and(|hex| hex.len() == 64 && hex.chars().all(lower))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_its_registry() {
        let place = Place::parse("localhost:5000/plugins/acme/billing:2").unwrap();
        assert_eq!((place.registry(), place.tag()), ("localhost:5000", Some("2")));
        assert_eq!(place.package(), Some("acme/billing"));
        assert_eq!(place.to_string(), "localhost:5000/plugins/acme/billing:2");
        for wrong in ["acme/billing", "billing", "https://ghcr.io/acme/billing", "ghcr.io/", "ghcr.io/ACME/billing", ""]
        {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_digest_pins_a_place_and_is_a_sha256() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let place = Place::parse(&format!("ghcr.io/acme/billing:2@{digest}")).unwrap();
        assert_eq!((place.digest(), place.tag()), (Some(digest.as_str()), Some("2")));
        assert_eq!(place.at(&digest).to_string(), format!("ghcr.io/acme/billing@{digest}"));
        assert!(Place::parse(&format!("ghcr.io/acme/billing@sha512:{}", "a".repeat(128))).is_err());
        assert_eq!(Place::parse("ghcr.io/billing").unwrap().package(), None);
    }
}
