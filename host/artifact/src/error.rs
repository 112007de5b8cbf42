use crate::sql::SqlError;

/// Why bytes are no artifact, or can't be made one. Each text says what was found and what to do next; the
/// caller puts the file's name in front.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There are no bytes.
    #[error("the file is empty; build the migration again with `mighost build`")]
    Empty,
    /// More bytes than an artifact may have.
    #[error(
        "the artifact has {size} bytes and at most {limit} are allowed; strip its debug information or build it smaller"
    )]
    TooLarge {
        /// Its size.
        size: usize,
        /// The most an artifact may have.
        limit: usize,
    },
    /// WebAssembly in its text form.
    #[error(
        "this is WebAssembly text (WAT), not a binary; translate it with `wasm-tools parse FILE -o FILE.wasm` and make it \
         a component with `mighost build`"
    )]
    Wat,
    /// A text of some kind.
    #[error(
        "this is a text file, not a WebAssembly component; an SQL migration is named `*.sql`, anything else is built into \
         a component with `mighost build`"
    )]
    Text,
    /// Neither WebAssembly nor text.
    #[error(
        "this is not WebAssembly: it does not begin with `\\0asm`; put only artifacts (`*.wasm`) and SQL files into the \
         migrations folder"
    )]
    NotWasm,
    /// A core module.
    #[error("this is a core WebAssembly module, not a component; make it a component with `mighost build`")]
    CoreModule,
    /// A component where a core module is wanted.
    #[error("this is a component already, and a core module is wanted; use it as it is")]
    AlreadyComponent,
    /// WebAssembly of a binary version that isn't known.
    #[error(
        "this is WebAssembly of an unknown binary version (header {header}); build it with tools of the same age as \
         mighost, or use a newer mighost"
    )]
    UnknownEncoding {
        /// The four bytes behind the magic number, in hex.
        header: String,
    },
    /// The bytes end in the middle.
    #[error("the file is cut off: {what} at byte {offset} goes past its end; copy or build the artifact again")]
    Truncated {
        /// What is cut off.
        what: &'static str,
        /// Where it begins.
        offset: usize,
    },
    /// There are bytes behind the component which don't belong to it.
    #[error(
        "byte {offset} begins something that is no section of a component; bytes were added to the file or it was \
         damaged: copy or build the artifact again"
    )]
    TrailingBytes {
        /// Where they begin.
        offset: usize,
    },
    /// Components in components without end.
    #[error(
        "components are nested deeper than {most}, which no tool chain makes: don't run a file from an untrusted source that \
         does this"
    )]
    TooDeep {
        /// How deep they may be.
        most: usize,
    },
    /// WebAssembly that breaks its own rules.
    #[error("this is not a valid component: {reason} (at byte {offset}); build the artifact again")]
    Malformed {
        /// What is wrong.
        reason: String,
        /// Where.
        offset: usize,
    },
    /// A component that isn't a migration.
    #[error(
        "this component is not a migration: it does not export `mighost:migration/revision@{supported}` ({found}); build \
         it from a mighost SDK, or move it out of the migrations folder"
    )]
    NotAMigration {
        /// The contract's version that this host speaks.
        supported: &'static str,
        /// What it exports instead, for people.
        found: String,
    },
    /// A migration for another version of the contract.
    #[error(
        "this migration speaks version {found} of the contract (`{name}`) and this mighost speaks {supported}; build it \
         with an SDK for {supported}, or use a mighost that speaks {found}"
    )]
    OtherContract {
        /// The import or export.
        name: String,
        /// Its version.
        found: String,
        /// The contract's version that this host speaks.
        supported: &'static str,
    },
    /// The `revision` interface lacks functions.
    #[error("this migration's `{interface}` has no function {missing}; build it again from a mighost SDK")]
    IncompleteRevision {
        /// The exported interface.
        interface: String,
        /// The functions that are missing, for people.
        missing: String,
    },
    /// A section that may stand only once stands twice.
    #[error("the section `{name}` stands twice, the second time at byte {offset}; build and seal the artifact again")]
    DuplicateSection {
        /// The section's name.
        name: String,
        /// Where the second one begins.
        offset: usize,
    },
    /// Something stands behind the signature.
    #[error(
        "the signature (section `mighost:dsse`) is not the last section: bytes were added behind it at byte {offset}; get \
         the artifact from its publisher again"
    )]
    NotLast {
        /// Where the bytes behind it begin.
        offset: usize,
    },
    /// The sealed description can't be read.
    #[error("the sealed description can't be used: {reason}; build the artifact again with `mighost build`")]
    Seal {
        /// What is wrong.
        reason: String,
    },
    /// A description that can't be sealed.
    #[error("the description can't be sealed: {reason}")]
    Description {
        /// What is wrong, and what is expected.
        reason: String,
    },
    /// The table of an SQL file's lines can't be read.
    #[error("the section `mighost:source` can't be read: {reason}; build the artifact again with `mighost build`")]
    Source {
        /// What is wrong.
        reason: String,
    },
    /// A script that can't be carried or read.
    #[error("the migration's script (section `mighost:script`) can't be used: {reason}")]
    Script {
        /// What is wrong.
        reason: String,
    },
    /// A core module that is no migration: neither the types that a component needs, nor the functions of one.
    #[error(
        "this core module carries no component type (no custom section `component-type…`) and exports nothing of \
         `mighost:migration/revision@0.1.0`; build it with a mighost SDK, or export what docs/wit.md says"
    )]
    NoComponentType,
    /// A core module that imports what no migration may.
    #[error(
        "this module imports {names}, and a migration may import nothing but mighost's own interfaces; build it for \
         `wasm32-unknown-unknown` and take out the dependencies that need files, clocks, randomness or JavaScript"
    )]
    ForeignImports {
        /// The imports, for people.
        names: String,
    },
    /// The core module can't be made a component.
    #[error("the module can't be made a component: {reason}; build it with an SDK of this mighost's version")]
    Componentize {
        /// What is wrong.
        reason: String,
    },
    /// An SQL file that can't be read.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// A fault in mighost itself.
    #[error("mighost made a mistake: {reason}; please report it with the file")]
    Internal {
        /// What went wrong.
        reason: String,
    },
}

impl Error {
    pub(crate) fn internal(reason: impl std::fmt::Display) -> Error {
        Error::Internal { reason: reason.to_string() }
    }

    pub(crate) fn malformed(error: &wasmparser::BinaryReaderError) -> Error {
        Error::Malformed { reason: error.message().to_owned(), offset: error.offset() }
    }
}
