//! What a revision and a chain are in a registry: their manifests, byte for byte the same for the same artifacts.

use crate::Error;
use crate::registry::Blob;
use crate::runtime::{self, Runtime};
use mighost_artifact::{Artifact, Digest};
use oci_client::manifest::{
    ImageIndexEntry, OCI_IMAGE_INDEX_MEDIA_TYPE, OCI_IMAGE_MEDIA_TYPE, OciDescriptor, OciImageIndex, OciImageManifest,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The type of a WebAssembly artifact's configuration, as CNCF's layout for registries has it.
pub(crate) const CONFIG_TYPE: &str = "application/vnd.wasm.config.v0+json";
/// The type of the layer with the component.
pub(crate) const LAYER_TYPE: &str = "application/wasm";
/// What a chain's index says it is.
pub(crate) const CHAIN_TYPE: &str = "application/vnd.mighost.chain.v1+json";
/// What the manifest of a chain says it is.
pub(crate) const RELEASE_TYPE: &str = "application/vnd.mighost.release.v1+json";
/// The type of its layer: an envelope of signatures.
pub(crate) const ENVELOPE_TYPE: &str = "application/vnd.dsse.envelope.v1+json";
/// The configuration of what has none.
const EMPTY_TYPE: &str = "application/vnd.oci.empty.v1+json";
const EMPTY: &[u8] = b"{}";

/// The annotations that are ours: the package, the revision's id, and the signatures that lie beside an artifact.
const PACKAGE: &str = "dev.mighost.package";
const REVISION: &str = "dev.mighost.revision";
pub(crate) const SIGNATURES: &str = "dev.mighost.signatures";
/// Those that other tools know: a title is the file's name where it is fetched.
pub(crate) const TITLE: &str = "org.opencontainers.image.title";
const CREATED: &str = "org.opencontainers.image.created";
const DESCRIPTION: &str = "org.opencontainers.image.description";
const VERSION: &str = "org.opencontainers.image.version";

/// The configuration: what is in the layer, for tools that don't know migrations.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    created: &'a str,
    // Nobody: who made it is for the signatures to say.
    author: Option<&'a str>,
    architecture: &'a str,
    os: &'a str,
    layer_digests: Vec<String>,
    component: Component,
}

#[derive(Serialize)]
struct Component {
    exports: Vec<String>,
    imports: Vec<String>,
    target: Option<String>,
}

/// A manifest that is ready to be sent, and what it stands on.
pub(crate) struct Ready {
    pub(crate) manifest: Vec<u8>,
    pub(crate) digest: String,
    pub(crate) blobs: Vec<Vec<u8>>,
    pub(crate) entry: ImageIndexEntry,
}

/// An artifact as it is pushed.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its file's name.
    pub name: String,
    /// The artifact, signed or not.
    pub artifact: Artifact,
    /// The signatures that lie beside it.
    pub beside: Option<Vec<u8>>,
    /// What runs it, where it is a script.
    pub runtime: Option<Runtime>,
}

/// One artifact as an image: a configuration, one layer, and behind it the runtime of a script. `created` stands where its
/// description doesn't say when it was written.
pub(crate) fn artifact(item: &Item, created: &str) -> Result<Ready, Error> {
    let artifact = &item.artifact;
    let description = artifact.description();
    let created = description.and_then(|description| description.created.as_deref()).unwrap_or(created);
    let layer = artifact.bytes().to_vec();
    let mut layers = vec![descriptor(LAYER_TYPE, &layer, Some(&item.name))];
    layers.extend(runtime::layer(item)?);
    let config = serde_json::to_vec(&Config {
        created,
        author: None,
        architecture: "wasm",
        // The layout's word for every component.
        os: "wasip2",
        layer_digests: layers.iter().map(|layer| layer.digest.clone()).collect(),
        component: component(artifact),
    })
    .map_err(Error::internal)?;
    let mut annotations =
        BTreeMap::from([(CREATED.to_owned(), created.to_owned()), (TITLE.to_owned(), item.name.clone())]);
    if let Some(description) = description {
        annotations.insert(REVISION.to_owned(), description.id.clone());
        if let Some(package) = &description.package {
            annotations.insert(PACKAGE.to_owned(), package.clone());
        }
        if let Some(message) = &description.message {
            annotations.insert(DESCRIPTION.to_owned(), message.clone());
        }
    }
    if let Some(beside) = &item.beside {
        let text = String::from_utf8(beside.clone())
            .map_err(|_| Error::Foreign { what: format!("{}.dsse", item.name), reason: "it isn't text".to_owned() })?;
        annotations.insert(SIGNATURES.to_owned(), text);
    }
    let manifest = OciImageManifest {
        media_type: Some(OCI_IMAGE_MEDIA_TYPE.to_owned()),
        config: descriptor(CONFIG_TYPE, &config, None),
        layers,
        annotations: Some(annotations),
        ..OciImageManifest::default()
    };
    let mut noted = BTreeMap::from([(TITLE.to_owned(), item.name.clone())]);
    if let Some(description) = description {
        noted.insert(REVISION.to_owned(), description.id.clone());
    }
    ready(&manifest, vec![config, layer], CONFIG_TYPE, noted)
}

/// The manifest of a chain, `release.json`, as an image of its own.
pub(crate) fn release(json: &[u8], name: &str) -> Result<Ready, Error> {
    let manifest = OciImageManifest {
        media_type: Some(OCI_IMAGE_MEDIA_TYPE.to_owned()),
        artifact_type: Some(RELEASE_TYPE.to_owned()),
        config: descriptor(EMPTY_TYPE, EMPTY, None),
        layers: vec![descriptor(ENVELOPE_TYPE, json, Some(name))],
        ..OciImageManifest::default()
    };
    let noted = BTreeMap::from([(TITLE.to_owned(), name.to_owned())]);
    ready(&manifest, vec![EMPTY.to_vec(), json.to_vec()], RELEASE_TYPE, noted)
}

/// The index of a chain: its revisions in their order, and behind them its manifest.
pub(crate) fn index(package: &str, version: Option<u64>, entries: Vec<ImageIndexEntry>) -> Result<Vec<u8>, Error> {
    let mut annotations = BTreeMap::new();
    if !package.is_empty() {
        annotations.insert(PACKAGE.to_owned(), package.to_owned());
    }
    if let Some(version) = version {
        annotations.insert(VERSION.to_owned(), version.to_string());
    }
    serde_json::to_vec(&OciImageIndex {
        schema_version: 2,
        media_type: Some(OCI_IMAGE_INDEX_MEDIA_TYPE.to_owned()),
        manifests: entries,
        artifact_type: Some(CHAIN_TYPE.to_owned()),
        annotations: (!annotations.is_empty()).then_some(annotations),
    })
    .map_err(Error::internal)
}

fn ready(
    manifest: &OciImageManifest,
    blobs: Vec<Vec<u8>>,
    artifact_type: &str,
    annotations: BTreeMap<String, String>,
) -> Result<Ready, Error> {
    let manifest = serde_json::to_vec(manifest).map_err(Error::internal)?;
    let entry = ImageIndexEntry {
        media_type: OCI_IMAGE_MEDIA_TYPE.to_owned(),
        digest: digest(&manifest),
        size: i64::try_from(manifest.len()).map_err(Error::internal)?,
        platform: None,
        annotations: Some(annotations),
        artifact_type: Some(artifact_type.to_owned()),
    };
    Ok(Ready { digest: entry.digest.clone(), manifest, blobs, entry })
}

fn descriptor(media_type: &str, bytes: &[u8], title: Option<&str>) -> OciDescriptor {
    OciDescriptor {
        media_type: media_type.to_owned(),
        digest: digest(bytes),
        // What is in memory has fewer bytes than that.
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        annotations: title.map(|title| BTreeMap::from([(TITLE.to_owned(), title.to_owned())])),
        ..OciDescriptor::default()
    }
}

/// The digest of bytes, as registries write it.
pub(crate) fn digest(bytes: &[u8]) -> String {
    sha256(&Digest::of(bytes))
}

/// A digest as registries write it.
pub(crate) fn sha256(digest: &Digest) -> String {
    format!("sha256:{digest}")
}

/// What a descriptor announces; `None` where it announces nothing that can be.
pub(crate) fn blob(descriptor: &OciDescriptor) -> Option<Blob> {
    let size = u64::try_from(descriptor.size).ok()?;
    crate::place::is_sha256(&descriptor.digest).then(|| Blob { digest: descriptor.digest.clone(), size })
}

fn component(artifact: &Artifact) -> Component {
    let interface = |name: &str| format!("mighost:migration/{name}@{}", artifact.contract_version());
    let own = artifact.capabilities().keys().map(|name| interface(name));
    let others = artifact.wasi_imports().iter().chain(artifact.foreign_imports()).cloned();
    let mut imports: Vec<String> = own.chain(others).collect();
    imports.sort();
    imports.dedup();
    Component { exports: vec![interface("revision")], imports, target: None }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use super::*;
    use mighost_artifact::sql::Script;

    pub(crate) fn item(id: &str) -> Item {
        let text = format!("-- package: acme/billing\n-- revision: {id}\n-- upgrade\nSELECT 1;");
        let artifact = Artifact::read(Script::parse(&text).unwrap().pack().unwrap()).unwrap();
        Item { name: format!("{id}.wasm"), artifact, beside: None, runtime: None }
    }

    #[test]
    fn the_same_artifact_is_the_same_digest() {
        let one = artifact(&item("1"), "2026-01-05T00:00:00Z").unwrap();
        let again = artifact(&item("1"), "2026-01-05T00:00:00Z").unwrap();
        assert_eq!(one.digest, again.digest);
        assert_ne!(one.digest, artifact(&item("2"), "2026-01-05T00:00:00Z").unwrap().digest);
    }

    #[test]
    fn an_artifact_is_one_layer_that_other_tools_know() {
        let ready = artifact(&item("1"), "2026-01-05T00:00:00Z").unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&ready.manifest).unwrap();
        assert_eq!(manifest["config"]["mediaType"], CONFIG_TYPE);
        assert_eq!(manifest["layers"].as_array().unwrap().len(), 1);
        assert_eq!(manifest["layers"][0]["mediaType"], LAYER_TYPE);
        assert_eq!(manifest["layers"][0]["annotations"][TITLE], "1.wasm");
        let config: serde_json::Value = serde_json::from_slice(&ready.blobs[0]).unwrap();
        assert_eq!((&config["architecture"], &config["os"]), (&"wasm".into(), &"wasip2".into()));
        assert_eq!(config["created"], "2026-01-05T00:00:00Z");
        assert_eq!(config["layerDigests"][0], digest(&ready.blobs[1]));
        let imports = config["component"]["imports"].to_string();
        assert!(imports.contains("mighost:migration/sql@"), "{imports}");
    }
}
