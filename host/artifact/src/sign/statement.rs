//! What a publisher says about one artifact.

use super::in_toto::{self, About};
use super::{SignError, Untrusted, envelope::MAX_STATEMENT};
use crate::description::{check_created, check_package};
use crate::{Artifact, Capabilities, Digest};
use mighost_schema::Description;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeSet, btree_map::Entry};
use std::fmt;

/// The predicate type of a statement about an artifact.
pub const REVISION_TYPE: &str = "https://mighost.dev/revision/v1";
/// The longest audience, in bytes: as long as any other name.
const MAX_AUDIENCE: usize = Description::MAX_NAME;

/// A revision that another follows, and the content it had when that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parent {
    /// Its id.
    pub id: String,
    /// The SHA-256 of its content: of its file without signatures.
    pub sha256: Digest,
}

/// What a publisher says about one artifact. One that may be believed comes out of a
/// [`Verified`](super::Verified) and from nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The SHA-256 of its content: of its file without signatures.
    pub sha256: Digest,
    /// The package; empty for the root package, which is the application's own.
    pub package: String,
    /// Its id.
    pub revision: String,
    /// The revisions that it follows, in the order in which its description names them.
    pub parents: Vec<Parent>,
    /// Its place: larger than that of every parent; a base has 1.
    pub sequence: u64,
    /// The functions of the contract that it imports.
    pub capabilities: Capabilities,
    /// When it was signed first, RFC 3339.
    pub created: String,
    /// For whom it is, where it isn't for everybody: a word that publisher and operator agree on.
    pub audience: Option<String>,
}

/// The JSON of the predicate. The order of the fields is that of the bytes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Predicate {
    package: String,
    revision: String,
    parents: Vec<Parent>,
    sequence: u64,
    #[serde(deserialize_with = "capabilities")]
    capabilities: Capabilities,
    created: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audience: Option<String>,
}

impl Statement {
    /// What there is to say about an artifact. Its parents stand in the order in which its description names them.
    ///
    /// # Errors
    /// [`SignError::NotSealed`] where it has no description, [`SignError::Parents`] where the parents aren't those of
    /// the description, [`SignError::Statement`] for a number or a time that can't be.
    pub fn about(
        artifact: &Artifact,
        parents: Vec<Parent>,
        sequence: u64,
        created: String,
    ) -> Result<Statement, SignError> {
        let description = artifact.description().ok_or(SignError::NotSealed)?;
        if !parents.iter().map(|parent| &parent.id).eq(&description.revises) {
            return Err(SignError::Parents {
                wanted: description.revises.clone(),
                given: parents.into_iter().map(|parent| parent.id).collect(),
            });
        }
        let statement = Statement {
            sha256: artifact.content_sha256(),
            package: description.package.clone().unwrap_or_default(),
            revision: description.id.clone(),
            parents,
            sequence,
            capabilities: artifact.capabilities().clone(),
            created,
            audience: None,
        };
        statement.check().map_err(|reason| SignError::Statement { reason })?;
        Ok(statement)
    }

    /// The same for one audience.
    ///
    /// # Errors
    /// [`SignError::Statement`] where it is empty, too long or more than a line.
    pub fn for_audience(mut self, audience: impl Into<String>) -> Result<Statement, SignError> {
        self.audience = Some(audience.into());
        self.check().map_err(|reason| SignError::Statement { reason })?;
        Ok(self)
    }

    /// The names of the fields in which two statements differ.
    pub(super) fn differs_from(&self, other: &Statement) -> Vec<&'static str> {
        let fields = [
            ("content", self.sha256 == other.sha256),
            ("package", self.package == other.package),
            ("revision", self.revision == other.revision),
            ("parents", self.parents == other.parents),
            ("sequence", self.sequence == other.sequence),
            ("capabilities", self.capabilities == other.capabilities),
            ("time", self.created == other.created),
            ("audience", self.audience == other.audience),
        ];
        fields.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
    }

    /// The revision with its package in front, as it is written on the command line: `acme/billing@7`.
    pub fn name(&self) -> String {
        match self.package.as_str() {
            "" => self.revision.clone(),
            package => format!("{package}@{}", self.revision),
        }
    }

    /// The in-toto statement: the bytes that are signed.
    pub(super) fn to_payload(&self) -> Result<Vec<u8>, SignError> {
        let predicate = Predicate {
            package: self.package.clone(),
            revision: self.revision.clone(),
            parents: self.parents.clone(),
            sequence: self.sequence,
            capabilities: self.capabilities.clone(),
            created: self.created.clone(),
            audience: self.audience.clone(),
        };
        in_toto::write(About { name: self.name(), sha256: self.sha256 }, REVISION_TYPE, predicate, MAX_STATEMENT)
    }

    /// Reads what [`to_payload`](Self::to_payload) writes, and nothing else.
    pub(super) fn from_payload(payload: &[u8]) -> Result<Statement, Untrusted> {
        let (about, predicate) = in_toto::read::<Predicate>(payload, REVISION_TYPE)?;
        let Predicate { package, revision, parents, sequence, capabilities, created, audience } = predicate;
        let sha256 = about.sha256;
        let statement = Statement { sha256, package, revision, parents, sequence, capabilities, created, audience };
        statement.check().map_err(|reason| Untrusted::Statement { reason })?;
        if statement.to_payload().is_ok_and(|written| written == payload) {
            Ok(statement)
        } else {
            Err(Untrusted::Form)
        }
    }

    fn check(&self) -> Result<(), String> {
        let named = |what: &str, name: &str, checked: Result<(), String>| {
            checked.map_err(|why| format!("the {what} `{}` can't be used: {why}", name.escape_debug()))
        };
        if !self.package.is_empty() {
            named("package", &self.package, check_package(&self.package))?;
        }
        named("revision", &self.revision, Description::check_id(&self.revision))?;
        let mut seen = BTreeSet::new();
        for parent in &self.parents {
            named("parent", &parent.id, Description::check_id(&parent.id))?;
            if parent.id == self.revision || !seen.insert(&parent.id) {
                return Err(format!("the parent `{}` stands twice, or is the revision itself", parent.id));
            }
        }
        in_toto::check_number("sequence", self.sequence)?;
        if self.parents.is_empty() != (self.sequence == 1) {
            return Err(format!("the sequence is {}; a base has 1, and what follows something more", self.sequence));
        }
        named("time", &self.created, check_created(&self.created))?;
        match &self.audience {
            Some(audience) => named("audience", audience, check_audience(audience)),
            None => Ok(()),
        }
    }

    /// Compares with what the file says of itself.
    pub(super) fn agrees_with(&self, artifact: &Artifact) -> Result<(), Untrusted> {
        let description = artifact.description().ok_or(Untrusted::NotSealed)?;
        let differs = |field: &'static str, statement: &str, artifact: &str| {
            let (statement, artifact) = (statement.to_owned(), artifact.to_owned());
            if statement == artifact { Ok(()) } else { Err(Untrusted::Disagrees { field, statement, artifact }) }
        };
        differs("package", &self.package, description.package.as_deref().unwrap_or_default())?;
        differs("revision", &self.revision, &description.id)?;
        let parents: Vec<&str> = self.parents.iter().map(|parent| parent.id.as_str()).collect();
        differs("parents", &parents.join(", "), &description.revises.join(", "))?;
        differs("capabilities", &list(&self.capabilities), &list(artifact.capabilities()))
    }
}

pub(super) fn check_audience(audience: &str) -> Result<(), String> {
    match audience {
        "" => Err("it is empty".into()),
        long if long.len() > MAX_AUDIENCE => Err(format!("it has more than {MAX_AUDIENCE} bytes")),
        text if text.chars().any(char::is_control) => Err("it must be one line of text".into()),
        _ => Ok(()),
    }
}

/// Capabilities as one line: `context: dialect; sql: execute`.
fn list(capabilities: &Capabilities) -> String {
    let interface = |(interface, functions): (&String, &BTreeSet<String>)| {
        format!("{interface}: {}", functions.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
    };
    capabilities.iter().map(interface).collect::<Vec<_>>().join("; ")
}

/// Reads capabilities, and refuses what stands twice: of a map serde would keep the last one.
fn capabilities<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Capabilities, D::Error> {
    struct Interfaces;
    impl<'de> Visitor<'de> for Interfaces {
        type Value = Capabilities;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("interfaces with their functions")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Capabilities, A::Error> {
            let mut found = Capabilities::new();
            while let Some((interface, functions)) = map.next_entry::<String, Functions>()? {
                match found.entry(interface) {
                    Entry::Vacant(place) => place.insert(functions.0),
                    Entry::Occupied(place) => {
                        return Err(A::Error::custom(format!("duplicate field `{}`", place.key().escape_debug())));
                    }
                };
            }
            Ok(found)
        }
    }
    deserializer.deserialize_map(Interfaces)
}

struct Functions(BTreeSet<String>);

impl<'de> Deserialize<'de> for Functions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Functions;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of functions")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Functions, A::Error> {
                let mut found = BTreeSet::new();
                while let Some(function) = list.next_element::<String>()? {
                    if let Some(twice) = found.replace(function) {
                        return Err(A::Error::custom(format!("duplicate function `{}`", twice.escape_debug())));
                    }
                }
                Ok(Functions(found))
            }
        }
        deserializer.deserialize_seq(List)
    }
}
