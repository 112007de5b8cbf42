//! Keys and signatures: who vouches for an artifact, and for what.
//!
//! * A **key** is Ed25519, a PEM file as `openssl` writes it: [`SecretKey`] (PKCS#8) and [`PublicKey`] (SPKI). Its
//!   [`KeyId`] is the SHA-256 of the public key's SPKI in DER.
//! * A [`Signer`] makes signatures: a secret key, or a command that talks to hardware ([`CommandSigner`]).
//! * A **statement** says what is signed. That of an artifact ([`Statement`]) binds its content, its package, its place
//!   in the chain and its capabilities; that of a chain ([`Release`]) the list of its artifacts,
//!   that of a trust file ([`TrustStatement`]) its version.
//! * An **envelope** ([`Envelope`]) holds a statement and the signatures over it. An artifact carries its own as its
//!   last section ([`attach`]), or the same JSON lies beside it.
//! * A [`Verifier`] knows keys and how many of them must have signed. What it gives, [`Verified`] and
//!   [`VerifiedRelease`], is the only way to a statement that may be believed; [`Unverified`] is for looking.
//! * A [`Lock`] is the file that pins releases.
//!
//! The **content** of an artifact is everything before its signatures ([`Artifact::signed_bytes`]), and every digest
//! in a statement is a content's: so a signature can be added, moved beside the file or taken off, and no statement
//! about this artifact or a later one changes.
//!
//! ```
//! use mighost_artifact::sign::{SecretKey, Signer, Statement, Untrusted, Verifier, attach, sign};
//! use mighost_artifact::{Artifact, sql::Script};
//!
//! let bytes = Script::parse("-- revision: a\n-- upgrade\nCREATE TABLE people (id INTEGER);")?.pack()?;
//! let artifact = Artifact::read(bytes)?;
//! let key = SecretKey::generate()?;
//!
//! let statement = Statement::about(&artifact, Vec::new(), 1, "2026-11-22T18:00:00Z".into())?;
//! let signed = attach(artifact.bytes(), &sign(&statement, None, &key)?)?;
//!
//! let verifier = Verifier::new([key.public_key().clone()], 1)?;
//! let verified = verifier.artifact(signed.clone(), None)?;
//! assert_eq!(verified.statement().revision, "a");
//!
//! let mut damaged = signed;
//! damaged[100] ^= 1;
//! assert!(matches!(verifier.artifact(damaged, None), Err(Untrusted::Content { .. })));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Artifact::signed_bytes`]: crate::Artifact::signed_bytes

mod base64;
mod command;
mod count;
mod envelope;
mod error;
mod folder;
mod in_toto;
mod key;
mod lock;
mod pem;
mod release;
mod secret;
mod section;
mod signer;
mod statement;
mod trusted;
mod unverified;
mod verify;

pub use command::CommandSigner;
pub use count::{Uncounted, Why};
pub use envelope::{Envelope, MAX_SIGNATURES, PAYLOAD_TYPE, pae};
pub use error::{KeyError, SignError, Untrusted};
pub use folder::{Found, VerifiedRelease};
pub use in_toto::STATEMENT_TYPE;
pub use key::{KeyId, PublicKey};
pub use lock::{Lock, LockError, Locked, LockedArtifact};
pub use pem::is_secret;
pub use release::{RELEASE_TYPE, Release, Released};
pub use secret::SecretKey;
pub use section::{attach, join, strip};
pub use signer::{Signer, sign, sign_release, sign_trust};
pub use statement::{Parent, REVISION_TYPE, Statement};
pub use trusted::{TRUST_TYPE, TrustStatement, VerifiedTrust};
pub use unverified::Unverified;
pub use verify::{Verified, Verifier};
