use crate::{
    Digest, Error, MAX_SIZE,
    component::{self, Facts, Producer},
    description::OwnSections,
    script::RuntimeScript,
    source::Source,
};
use mighost_schema::Description;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

/// What an artifact can do: for each interface of the contract it imports, by its short name, the functions.
///
/// A component can't call what it doesn't import, so this is an upper bound that holds for every run. The
/// example of a migration that only creates tables: `ddl` → {`create-table`}. Functions of a resource are
/// written as WIT writes them: `[method]cursor.next`.
pub type Capabilities = BTreeMap<String, BTreeSet<String>>;

/// A migration's file, read and found to be what it should, without compiling it. Cheap to clone.
#[derive(Clone)]
pub struct Artifact {
    bytes: Arc<[u8]>,
    sha256: Digest,
    description: Option<Description>,
    source: Option<Source>,
    script: Option<RuntimeScript>,
    signature: Option<std::ops::Range<usize>>,
    unsigned: usize,
    facts: Facts,
}

impl fmt::Debug for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the bytes: nobody reads megabytes of them.
        f.debug_struct("Artifact")
            .field("sha256", &self.sha256)
            .field("size", &self.size())
            .field("description", &self.description)
            .field("facts", &self.facts)
            .finish_non_exhaustive()
    }
}

impl Artifact {
    /// Reads an artifact. In this order: the size, the outermost sections, the sealed description, and then
    /// everything else but function bodies, so that the most is refused by the least code.
    pub fn read(bytes: impl Into<Arc<[u8]>>) -> Result<Artifact, Error> {
        let bytes = bytes.into();
        if bytes.len() > MAX_SIZE {
            return Err(Error::TooLarge { size: bytes.len(), limit: MAX_SIZE });
        }
        let own = OwnSections::find(&bytes)?;
        let description = own.description()?;
        let source = own.source.as_ref().map(|section| Source::decode(section.data)).transpose()?;
        let script = own.script.as_ref().map(|section| RuntimeScript::decode(section.data)).transpose()?;
        let unsigned = own.signature.as_ref().map_or(bytes.len(), |section| section.span.start);
        let signature = own.signature.map(|section| section.span.end - section.data.len()..section.span.end);
        let facts = component::inspect(&bytes)?;
        Ok(Artifact { sha256: Digest::of(&bytes), bytes, description, source, script, signature, unsigned, facts })
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file, shared.
    pub fn shared_bytes(&self) -> Arc<[u8]> {
        self.bytes.clone()
    }

    /// The file's size in bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The SHA-256 of the whole file.
    pub fn sha256(&self) -> &Digest {
        &self.sha256
    }

    /// The SHA-256 of the content: of the file without its signatures. Statements and manifests name artifacts by
    /// it, because it stays when a signature is added or taken off.
    pub fn content_sha256(&self) -> Digest {
        match self.signature {
            None => self.sha256,
            Some(_) => Digest::of(self.signed_bytes()),
        }
    }

    /// The sealed description; `None` where the component isn't sealed. What a component's `describe` answers
    /// when it runs is the truth, and must be the same.
    pub fn description(&self) -> Option<&Description> {
        self.description.as_ref()
    }

    /// What it imports of the contract.
    pub fn capabilities(&self) -> &Capabilities {
        &self.facts.capabilities
    }

    /// Functions of the contract that it imports and this host doesn't know (`ddl#create-something`): it was
    /// built for a later version of the contract, and this host can't run it.
    pub fn unknown_functions(&self) -> &[String] {
        &self.facts.unknown_functions
    }

    /// What it imports that is neither the contract's nor WASI's, by full name. No host provides these.
    pub fn foreign_imports(&self) -> &[String] {
        &self.facts.foreign_imports
    }

    /// What it imports of WASI, by full name.
    pub fn wasi_imports(&self) -> &[String] {
        &self.facts.wasi_imports
    }

    /// The version of the contract it was built for, such as `0.1.0`.
    pub fn contract_version(&self) -> &str {
        &self.facts.contract_version
    }

    /// Which languages and tools made it, as the tools say; for people only.
    pub fn producers(&self) -> &[Producer] {
        &self.facts.producers
    }

    /// From which lines of an SQL file its statements come, where it was packed from one.
    pub fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// The script that it carries, where a runtime runs it and not its own code.
    pub fn script(&self) -> Option<&RuntimeScript> {
        self.script.as_ref()
    }

    /// What the section of the signatures holds, where there is one.
    pub fn signature(&self) -> Option<&[u8]> {
        self.signature.clone().and_then(|range| self.bytes.get(range))
    }

    /// What is signed: everything before the section of the signatures.
    pub fn signed_bytes(&self) -> &[u8] {
        self.bytes.get(..self.unsigned).unwrap_or_default()
    }
}
