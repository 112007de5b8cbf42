//! Why a key, a signing or a signature is refused.

use super::{KeyId, Uncounted};
use crate::{Digest, Error};

/// Why a text is no key that can be used. The caller puts the file's name in front; no text shows a part of a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is no key in it.
    #[error("this is no key: {reason}; an Ed25519 key is a PEM file, and `mighost key generate` makes one")]
    NoKey {
        /// What there is instead.
        reason: String,
    },
    /// There are several.
    #[error("there is more than one PEM block in it; put each key into a file of its own")]
    Several,
    /// A public key where a secret one is wanted.
    #[error("this is a public key, and a secret key is wanted; give the file without `.pub`")]
    PublicForSecret,
    /// A secret key where a public one is wanted.
    #[error(
        "this is a secret key, and a public key is wanted; give the file with `.pub`, and keep this one where only its \
         owner reads it"
    )]
    SecretForPublic,
    /// A key of another algorithm.
    #[error("this is a key of {name}, and only Ed25519 is used; `mighost key generate` makes one")]
    OtherAlgorithm {
        /// The algorithm.
        name: String,
    },
    /// A secret key behind a password.
    #[error(
        "this secret key is encrypted, and mighost asks for no passwords; decrypt it (`openssl pkey -in FILE`) into \
         `--key -`, or sign with `--signer`"
    )]
    Encrypted,
    /// A secret key in the form of OpenSSH.
    #[error("this is a key of OpenSSH, and PEM is wanted; `mighost key generate` makes one")]
    OpenSsh,
    /// A key of which anybody can make signatures.
    #[error("this public key is one of the few for which anybody can make signatures; ask for another one")]
    Weak,
    /// PEM or DER that breaks its own rules.
    #[error("the key is damaged: {reason}; copy it again")]
    Damaged {
        /// What is wrong.
        reason: String,
    },
    /// The system gave no random numbers.
    #[error("the system has no random numbers to give: {reason}; try again")]
    NoRandomness {
        /// Why.
        reason: String,
    },
}

/// Why something can't be signed, or a verifier not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The artifact can't be read.
    #[error(transparent)]
    Artifact(#[from] Error),
    /// The key can't be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The artifact has no description.
    #[error("it is not sealed, so nothing can be said about it; `mighost build FILE` seals it")]
    NotSealed,
    /// The parents aren't those of the description.
    #[error("it follows {}, and the parents given are {}", quoted(.wanted), quoted(.given))]
    Parents {
        /// The parents by its description.
        wanted: Vec<String>,
        /// The parents given.
        given: Vec<String>,
    },
    /// Something can't stand in a statement.
    #[error("the statement can't be made: {reason}")]
    Statement {
        /// What, and why.
        reason: String,
    },
    /// The statement is too large.
    #[error("the statement has {size} bytes and at most {limit} are allowed; there are too many parents or revisions")]
    TooLarge {
        /// Its size.
        size: usize,
        /// The most it may have.
        limit: usize,
    },
    /// There are signatures already, over another statement.
    #[error(
        "it is signed already, with a statement that {}, and signatures can only be added to the same one; `--replace` \
         drops those that are there",
        if differs.is_empty() { "can't be read".to_owned() } else { format!("has another {}", differs.join(", ")) }
    )]
    OtherStatement {
        /// The fields in which the two differ; none where the other one can't be read.
        differs: Vec<&'static str>,
    },
    /// The envelope is full.
    #[error("it has {limit} signatures already, which is the most; `--replace` drops those that are there")]
    TooMany {
        /// The most.
        limit: usize,
    },
    /// The command that signs doesn't.
    #[error("the signer `{command}` gave no signature: {reason}")]
    Signer {
        /// The command.
        command: String,
        /// Why not.
        reason: String,
    },
    /// What was signed isn't of the key that it should be of.
    #[error(
        "the signature that was made isn't one of the key {key} over what was to be signed; check that the public key is \
         the signer's own, and that it signs with plain Ed25519"
    )]
    WrongKey {
        /// The key.
        key: KeyId,
    },
    /// A threshold that can't be reached, or asks for nothing.
    #[error(
        "{threshold} signatures are asked for and there are {keys} different keys; ask for at least 1 and at most as \
         many as there are keys"
    )]
    Threshold {
        /// How many are asked for.
        threshold: usize,
        /// How many keys there are.
        keys: usize,
    },
    /// A fault in mighost itself.
    #[error("mighost made a mistake: {reason}; please report it with the file")]
    Internal {
        /// What went wrong.
        reason: String,
    },
}

impl SignError {
    pub(super) fn internal(reason: impl std::fmt::Display) -> SignError {
        SignError::Internal { reason: reason.to_string() }
    }
}

/// Why an artifact or a manifest isn't trusted. Each text says what was found and what to do next; the caller puts
/// the file's name in front.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Untrusted {
    /// The artifact can't be read.
    #[error(transparent)]
    Artifact(#[from] Error),
    /// There is no signature.
    #[error("it is not signed; get a signed one from its publisher, or sign it with `mighost sign`")]
    NotSigned,
    /// Something has more bytes than it may have.
    #[error("its {what} has {size} bytes and at most {limit} are allowed; {AGAIN}")]
    TooLarge {
        /// `envelope` or `statement`.
        what: &'static str,
        /// Its size.
        size: usize,
        /// The most it may have.
        limit: usize,
    },
    /// The envelope is no envelope.
    #[error("its envelope of signatures can't be read: {reason}; {AGAIN}")]
    Envelope {
        /// What is wrong.
        reason: String,
    },
    /// An envelope around something else.
    #[error("its envelope holds `{}` and not an in-toto statement; {AGAIN}", .found.escape_debug())]
    PayloadType {
        /// The type.
        found: String,
    },
    /// Base64 that isn't, or that could be written in another way.
    #[error("the statement in its envelope isn't base64 in its one form; {AGAIN}")]
    Base64,
    /// More signatures than anybody needs.
    #[error("it has {count} signatures and at most {limit} are looked at; {AGAIN}")]
    TooManySignatures {
        /// How many.
        count: usize,
        /// The most.
        limit: usize,
    },
    /// Too few of the keys signed.
    #[error("{}", not_enough(*.threshold, .counted, .others))]
    NotEnough {
        /// How many keys must have signed.
        threshold: usize,
        /// The keys that did.
        counted: Vec<KeyId>,
        /// The signatures that don't count.
        others: Vec<Uncounted>,
    },
    /// The statement is no statement.
    #[error("its statement can't be read: {reason}; {AGAIN}")]
    Statement {
        /// What is wrong.
        reason: String,
    },
    /// A statement of another type.
    #[error("its statement is of the type `{}`, which this mighost doesn't know; {AGAIN}", .found.escape_debug())]
    StatementType {
        /// The type.
        found: String,
    },
    /// A statement about something else.
    #[error("its statement is a `{}`, and a `{expected}` is wanted; {AGAIN}", .found.escape_debug())]
    PredicateType {
        /// The predicate type that is wanted.
        expected: &'static str,
        /// The one that it has.
        found: String,
    },
    /// A statement about nothing, or about several things.
    #[error("its statement is about {count} things, and must be about one; {AGAIN}")]
    Subjects {
        /// How many.
        count: usize,
    },
    /// The section or the statement is written in another way than mighost writes it.
    #[error("its signatures or its statement aren't written in their one form; {AGAIN}")]
    Form,
    /// The content isn't what was signed.
    #[error("it isn't what was signed: its content has the SHA-256 {found}, and {expected} was signed; {AGAIN}")]
    Content {
        /// What was signed.
        expected: Digest,
        /// What it has.
        found: Digest,
    },
    /// The artifact has no description to compare the statement with.
    #[error("it is not sealed, so its statement can't be compared with it; {AGAIN}")]
    NotSealed,
    /// The statement says one thing and the artifact another.
    #[error("its statement says {field} `{statement}`, and the artifact itself says `{artifact}`; {AGAIN}")]
    Disagrees {
        /// `package`, `revision`, `parents` or `capabilities`.
        field: &'static str,
        /// What the statement says.
        statement: String,
        /// What the artifact says.
        artifact: String,
    },
    /// It is of another package.
    #[error(
        "it is signed for {}, and one of {} is wanted; take it out of this folder",
        package(.found), package(.wanted)
    )]
    OtherPackage {
        /// The package that is wanted.
        wanted: String,
        /// Its own.
        found: String,
    },
    /// It is for somebody else.
    #[error("it is signed for the audience `{found}`, and this is `{wanted}`; get the one that is meant for here")]
    OtherAudience {
        /// Who is asking.
        wanted: String,
        /// Who it is for.
        found: String,
    },
    /// Two envelopes with different statements.
    #[error("the signatures beside it are over another statement than those in it; remove those that are out of date")]
    TwoStatements,
    /// A parent isn't at hand.
    #[error("`{revision}` follows `{parent}`, which isn't at hand to be compared; add its file")]
    ParentUnknown {
        /// The revision.
        revision: String,
        /// Its parent.
        parent: String,
    },
    /// A parent isn't what it was when this was signed.
    #[error(
        "`{revision}` was signed to follow a `{parent}` with the SHA-256 {expected}, and the one that is there has \
         {found}; get both from one release"
    )]
    ParentDiffers {
        /// The revision.
        revision: String,
        /// Its parent.
        parent: String,
        /// The parent's content when this was signed.
        expected: Digest,
        /// Its content now.
        found: Digest,
    },
    /// The list of a manifest isn't the one that its subject names.
    #[error("the manifest's list has the SHA-256 {found}, and its subject says {expected}; {AGAIN}")]
    List {
        /// By its subject.
        expected: Digest,
        /// What it has.
        found: Digest,
    },
    /// A manifest that must not be used any more.
    #[error("release {version} expired on {expires}; get a later one from its publisher")]
    Expired {
        /// Its version.
        version: u64,
        /// When it expired.
        expires: String,
    },
    /// A manifest older than one that was seen.
    #[error("release {found} is older than {known}, which this database has seen; get the latest from its publisher")]
    Older {
        /// Its version.
        found: u64,
        /// The version that was seen.
        known: u64,
    },
    /// Another manifest under a version that was seen.
    #[error(
        "its statement has the SHA-256 {found}, and this database has seen release {version} with {known}: a version is \
         one release; get the latest from its publisher"
    )]
    Another {
        /// The version of both.
        version: u64,
        /// The digest of its statement.
        found: Digest,
        /// The digest of the one that was seen.
        known: Digest,
    },
    /// An artifact of the manifest isn't there.
    #[error("release {version} has a revision `{revision}`, and its artifact isn't there; {AGAIN}")]
    Missing {
        /// The manifest's version.
        version: u64,
        /// The revision.
        revision: String,
    },
    /// There is an artifact that the manifest doesn't have.
    #[error("there is an artifact of a revision `{revision}` that release {version} doesn't have; remove it")]
    Added {
        /// The manifest's version.
        version: u64,
        /// The revision.
        revision: String,
    },
    /// The chain has another order.
    #[error("at place {place} release {version} has `{wanted}`, and the chain that is there has `{found}`; {AGAIN}")]
    Reordered {
        /// The manifest's version.
        version: u64,
        /// The first place that differs, from 1.
        place: usize,
        /// What the manifest has there.
        wanted: String,
        /// What is there.
        found: String,
    },
    /// An artifact isn't the one of the manifest.
    #[error("`{revision}` isn't the one of release {version}: it has the SHA-256 {found} and not {expected}; {AGAIN}")]
    Changed {
        /// The manifest's version.
        version: u64,
        /// The revision.
        revision: String,
        /// By the manifest.
        expected: Digest,
        /// What it has.
        found: Digest,
    },
}

/// What to do about a file that was changed on its way.
const AGAIN: &str = "get it from its publisher again";

fn not_enough(threshold: usize, counted: &[KeyId], others: &[Uncounted]) -> String {
    let mut text = match (threshold, counted.len()) {
        (1, _) => "it is signed by none of the keys given".to_owned(),
        (_, 0) => format!("it is signed by none of the keys given, and {threshold} of them must have signed"),
        (_, count) => format!("it is signed by {count} of the keys given, and {threshold} of them must have signed"),
    };
    if !others.is_empty() {
        let list: Vec<String> = others.iter().map(ToString::to_string).collect();
        text.push_str(&format!(" (of its signatures, {})", list.join("; ")));
    }
    text.push_str("; check the keys, or ask its publisher who signs");
    text
}

fn package(name: &str) -> String {
    match name {
        "" => "the root package".to_owned(),
        name => format!("the package `{}`", name.escape_debug()),
    }
}

fn quoted(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        names => names.iter().map(|name| format!("`{}`", name.escape_debug())).collect::<Vec<_>>().join(", "),
    }
}
