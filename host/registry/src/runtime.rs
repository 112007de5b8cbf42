//! The runtime of scripts: the second layer of their images.
//!
//! It is the layer of each revision that it runs, and one blob: a registry keeps it once, and is sent it once.

use crate::Error;
use crate::layout::{self, Item, TITLE};
use crate::registry::Blob;
use mighost_artifact::{Digest, MAX_SIZE};
use oci_client::manifest::OciDescriptor;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The type of the layer.
pub(crate) const TYPE: &str = "application/vnd.mighost.runtime.v1+wasm";

/// The most bytes of a runtime: as many as of an artifact, which may hold an interpreter itself.
pub const MAX_RUNTIME: u64 = MAX_SIZE as u64;

/// A runtime as it is pushed with the artifacts that name it. It is read when a registry hasn't got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runtime {
    /// Its SHA-256, as the artifacts name it.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// Where it is to lie beside the artifacts: `runtimes/….wasm`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl Runtime {
    /// The digest as registries write it.
    pub(crate) fn blob_digest(&self) -> String {
        layout::sha256(&self.digest)
    }

    /// The bytes, which are still those of the digest.
    pub(crate) fn read(&self) -> Result<Vec<u8>, Error> {
        let error = |reason: String| Error::File { path: self.path.clone(), reason };
        let bytes = std::fs::read(&self.path).map_err(|reason| error(reason.to_string()))?;
        if Digest::of(&bytes) != self.digest {
            return Err(error("it was changed while it was pushed; push again".to_owned()));
        }
        Ok(bytes)
    }
}

/// The layer of an artifact's runtime, where it has one.
pub(crate) fn layer(item: &Item) -> Result<Option<OciDescriptor>, Error> {
    let named = item.artifact.script().map(|script| script.runtime);
    if named != item.runtime.as_ref().map(|runtime| runtime.digest) {
        return Err(Error::internal(format!("{} goes with another runtime than it names", item.name)));
    }
    let Some(runtime) = &item.runtime else { return Ok(None) };
    Ok(Some(OciDescriptor {
        media_type: TYPE.to_owned(),
        digest: runtime.blob_digest(),
        size: i64::try_from(runtime.size).map_err(Error::internal)?,
        // Tools that put layers where their titles say put it where it is looked for.
        annotations: Some(BTreeMap::from([(TITLE.to_owned(), runtime.name.clone())])),
        ..OciDescriptor::default()
    }))
}

/// What a layer announces.
pub(crate) fn announced(layer: &OciDescriptor) -> Result<Blob, String> {
    let blob = layout::blob(layer).ok_or("its runtime has a digest or a size that can't be")?;
    if blob.size > MAX_RUNTIME {
        return Err(format!("its runtime has {} bytes, and at most {MAX_RUNTIME} are fetched", blob.size));
    }
    Ok(blob)
}

/// The runtimes of artifacts, each once.
pub(crate) fn all<'a>(items: impl IntoIterator<Item = &'a Item>) -> Vec<&'a Runtime> {
    let runtimes = items.into_iter().filter_map(|item| item.runtime.as_ref());
    runtimes.map(|runtime| (runtime.digest, runtime)).collect::<BTreeMap<_, _>>().into_values().collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::layout::tests::item;
    use mighost_artifact::{Artifact, RuntimeScript};

    fn script(id: &str) -> Item {
        let script = RuntimeScript {
            language: "python".into(),
            runtime: Digest::of(b"runtime"),
            name: format!("{id}.py"),
            file: Digest::of(id.as_bytes()),
            source: id.into(),
        };
        let artifact = Artifact::read(script.artifact().unwrap()).unwrap();
        let runtime =
            Runtime { digest: script.runtime, size: 7, name: "runtimes/r.wasm".into(), path: PathBuf::from("r.wasm") };
        Item { name: format!("{id}.wasm"), artifact, beside: None, runtime: Some(runtime) }
    }

    #[test]
    fn a_scripts_runtime_is_its_second_layer() {
        let ready = layout::artifact(&script("1"), "2026-01-05T00:00:00Z").unwrap();
        assert_eq!(ready.manifest, layout::artifact(&script("1"), "2026-01-05T00:00:00Z").unwrap().manifest);
        let manifest: serde_json::Value = serde_json::from_slice(&ready.manifest).unwrap();
        let layers = manifest["layers"].as_array().unwrap();
        assert_eq!((layers.len(), &layers[0]["mediaType"]), (2, &"application/wasm".into()));
        assert_eq!(layers[1]["mediaType"], TYPE);
        assert_eq!(layers[1]["digest"], layout::digest(b"runtime"));
        assert_eq!((&layers[1]["size"], &layers[1]["annotations"][TITLE]), (&7.into(), &"runtimes/r.wasm".into()));
        let config: serde_json::Value = serde_json::from_slice(&ready.blobs[0]).unwrap();
        assert_eq!(config["layerDigests"], serde_json::json!([layers[0]["digest"], layers[1]["digest"]]));
        // It is sent by itself, once for all of them.
        assert_eq!(ready.blobs.len(), 2);
        assert_eq!(all([&script("1"), &script("2"), &item("3")]).len(), 1);
    }

    #[test]
    fn an_artifact_goes_with_the_runtime_that_it_names() {
        let without = Item { runtime: None, ..script("1") };
        assert!(layout::artifact(&without, "2026-01-05T00:00:00Z").is_err());
        let more = Item { runtime: script("1").runtime, ..item("1") };
        assert!(layout::artifact(&more, "2026-01-05T00:00:00Z").is_err());
    }

    #[test]
    fn a_file_that_was_changed_is_not_sent() {
        let path = std::env::temp_dir().join(format!("mighost-runtime-{}.wasm", std::process::id()));
        std::fs::write(&path, "something else").unwrap();
        let Some(runtime) = script("1").runtime else { panic!("it has one") };
        let error = Runtime { path: path.clone(), ..runtime }.read().unwrap_err();
        assert!(error.to_string().contains("it was changed"), "{error}");
        std::fs::remove_file(path).unwrap();
    }
}
