//! Pulling: what is there, and then its bytes. Nothing here is believed; that is for whoever knows the keys to do.

use crate::layout::{self, CONFIG_TYPE, LAYER_TYPE, RELEASE_TYPE};
use crate::push::AT_ONCE;
use crate::registry::Blob;
use crate::{Error, Place, Registry, runtime};
use futures::stream::{StreamExt, TryStreamExt};
use mighost_artifact::{Artifact, MAX_SIZE, RuntimeScript};
use oci_client::manifest::{OCI_IMAGE_INDEX_MEDIA_TYPE, OCI_IMAGE_MEDIA_TYPE, OciImageIndex, OciImageManifest};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The most revisions of a chain: as many as an index of the largest size can name.
const MAX_REVISIONS: usize = 10_000;
/// The most bytes of a whole chain: a thousand artifacts of a megabyte, or fifty runtimes.
const MAX_CHAIN: u64 = 1 << 30;
/// The most bytes of a chain's manifest: an envelope around the 8 MiB that its statement may have, in base64.
const MAX_RELEASE: u64 = 11 << 20;

/// What is at a place.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The digest of the image or the index: what pins it.
    pub digest: String,
    /// Whether it is a whole chain, and not a single artifact.
    pub chain: bool,
    place: Place,
    found: Vec<Found>,
    release: Option<Blob>,
}

impl Contents {
    /// The repository, pinned to the digest of what is there.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The runtimes there by their digests, and their sizes. Of two sizes of one the larger counts: fetching it tells.
    fn runtimes(&self) -> BTreeMap<&str, u64> {
        let mut runtimes = BTreeMap::new();
        for blob in self.found.iter().filter_map(|found| found.runtime.as_ref()) {
            let size = runtimes.entry(blob.digest.as_str()).or_insert(blob.size);
            *size = blob.size.max(*size);
        }
        runtimes
    }
}

/// An artifact that is there.
#[derive(Clone, Debug)]
struct Found {
    name: Option<String>,
    layer: Blob,
    beside: Option<String>,
    runtime: Option<Blob>,
}

/// An artifact that was fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The name that a file may have, as whoever pushed it named it.
    pub name: Option<String>,
    /// The artifact: read, and not judged.
    pub artifact: Artifact,
    /// The signatures that lie beside it.
    pub beside: Option<Vec<u8>>,
}

/// What both kinds of manifest have, to tell them apart. A document that is both is none.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kind {
    media_type: Option<String>,
    layers: Option<serde_json::Value>,
    manifests: Option<serde_json::Value>,
}

impl Registry {
    /// Looks what is at a place. Only manifests are fetched, and the digest that pins it is compared.
    ///
    /// # Errors
    /// [`Error`]: also where it is something else than migrations, or more than anybody has.
    pub async fn look(&self, place: &Place) -> Result<Contents, Error> {
        self.log_in(place, false).await?;
        let (bytes, digest) = self.manifest(place).await?;
        let foreign = |reason: String| Error::Foreign { what: place.to_string(), reason };
        let kind: Kind = serde_json::from_slice(&bytes).map_err(|error| foreign(error.to_string()))?;
        let place = place.at(&digest);
        match (kind.media_type.as_deref(), kind.layers.is_some(), kind.manifests.is_some()) {
            (Some(OCI_IMAGE_MEDIA_TYPE) | None, true, false) => {
                let image: OciImageManifest = serde_json::from_slice(&bytes).map_err(|e| foreign(e.to_string()))?;
                let Some(Part::Artifact(found)) = part(&image).map_err(foreign)? else {
                    return Err(Error::Foreign { what: place.to_string(), reason: "it is no artifact".to_owned() });
                };
                Ok(Contents { digest, chain: false, place, found: vec![found], release: None })
            }
            (Some(OCI_IMAGE_INDEX_MEDIA_TYPE) | None, false, true) => {
                let index: OciImageIndex = serde_json::from_slice(&bytes).map_err(|e| foreign(e.to_string()))?;
                self.chain(place, digest, &index).await
            }
            (media_type, ..) => Err(foreign(format!(
                "it is neither an image nor an index of OCI's ({})",
                crate::error::one_line(media_type.unwrap_or("no type"))
            ))),
        }
    }

    async fn chain(&self, place: Place, digest: String, index: &OciImageIndex) -> Result<Contents, Error> {
        let foreign = |reason: &str| Error::Foreign { what: place.to_string(), reason: reason.to_owned() };
        if index.manifests.len() > MAX_REVISIONS {
            return Err(Error::TooLarge {
                what: format!("the list of revisions of {place}"),
                size: index.manifests.len() as u64,
                limit: MAX_REVISIONS as u64,
            });
        }
        let looking = index.manifests.iter().map(|entry| {
            let place = &place;
            async move {
                if entry.media_type != OCI_IMAGE_MEDIA_TYPE || !crate::place::is_sha256(&entry.digest) {
                    return Err(foreign("it lists something that is no image"));
                }
                let (bytes, _) = self.manifest(&place.at(&entry.digest)).await?;
                let image: OciImageManifest =
                    serde_json::from_slice(&bytes).map_err(|error| foreign(&error.to_string()))?;
                part(&image).map_err(|reason| foreign(&reason))?.ok_or_else(|| foreign("it lists something unknown"))
            }
        });
        let parts: Vec<Part> = futures::stream::iter(looking).buffered(AT_ONCE).try_collect().await?;
        let (mut found, mut release) = (Vec::new(), None);
        for part in parts {
            match part {
                Part::Artifact(artifact) => found.push(artifact),
                Part::Release(blob) if release.is_none() => release = Some(blob),
                Part::Release(_) => return Err(foreign("it has two manifests")),
            }
        }
        if found.is_empty() {
            return Err(foreign("there is no revision in it"));
        }
        let contents = Contents { digest, chain: true, place: place.clone(), found, release };
        let sizes = contents.found.iter().map(|found| found.layer.size);
        let whole = sizes.chain(contents.runtimes().values().copied()).fold(0_u64, u64::saturating_add);
        if whole > MAX_CHAIN {
            return Err(Error::TooLarge { what: format!("the chain of {place}"), size: whole, limit: MAX_CHAIN });
        }
        Ok(contents)
    }

    /// Fetches the artifacts one after the other, in the order of the chain, and hands each over as it comes. Each is read,
    /// and has the digest that its manifest says.
    ///
    /// # Errors
    /// [`Error`], or what `take` says: then nothing more is fetched.
    pub async fn artifacts<E: From<Error>>(
        &self,
        contents: &Contents,
        mut take: impl FnMut(Fetched) -> Result<(), E>,
    ) -> Result<(), E> {
        let fetching = contents.found.iter().enumerate().map(|(number, found)| async move {
            // For people the first one is 1.
            let name = found.name.clone().unwrap_or_else(|| format!("artifact {}", number + 1));
            let what = format!("{name} of {}", contents.place);
            let bytes = self.blob(&contents.place, &found.layer, what.clone()).await?;
            let artifact =
                Artifact::read(bytes).map_err(|reason| Error::Foreign { what, reason: reason.to_string() })?;
            let beside = found.beside.as_ref().map(|text| text.clone().into_bytes());
            Ok::<_, Error>(Fetched { name: found.name.clone(), artifact, beside })
        });
        let mut fetched = std::pin::pin!(futures::stream::iter(fetching).buffered(AT_ONCE));
        while let Some(item) = fetched.next().await {
            take(item?)?;
        }
        Ok(())
    }

    /// Fetches the runtime that a script names, which has that digest whatever the manifests say. Only after the artifact was
    /// judged: it is large, and the artifact alone says which one it is.
    ///
    /// # Errors
    /// [`Error::NoRuntime`] where no manifest there has it, else [`Error`].
    pub async fn runtime(&self, contents: &Contents, script: &RuntimeScript) -> Result<Vec<u8>, Error> {
        let digest = layout::sha256(&script.runtime);
        let Some(size) = contents.runtimes().get(digest.as_str()).copied() else {
            let (language, runtime) = (script.language.clone(), script.runtime);
            return Err(Error::NoRuntime { what: contents.place.to_string(), language, runtime });
        };
        let what = format!("the runtime of {} of {}", script.language, contents.place);
        self.blob(&contents.place, &Blob { digest, size }, what).await
    }

    /// Fetches the chain's manifest, where it has one.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn release(&self, contents: &Contents) -> Result<Option<Vec<u8>>, Error> {
        match &contents.release {
            Some(blob) => {
                let what = format!("{} of {}", crate::RELEASE_FILE, contents.place);
                self.blob(&contents.place, blob, what).await.map(Some)
            }
            None => Ok(None),
        }
    }
}

/// What an image is to us.
enum Part {
    Artifact(Found),
    Release(Blob),
}

/// Reads an image's manifest; `None` where it is neither an artifact nor the manifest of a chain.
fn part(image: &OciImageManifest) -> Result<Option<Part>, String> {
    let (layer, runtime) = match image.layers.as_slice() {
        [layer] => (layer, None),
        [layer, second] if second.media_type == runtime::TYPE && image.artifact_type.is_none() => (layer, Some(second)),
        layers => return Err(format!("it has {} layers, and a migration has one", layers.len())),
    };
    let blob = layout::blob(layer).ok_or("its layer has a digest or a size that can't be")?;
    if image.artifact_type.as_deref() == Some(RELEASE_TYPE) {
        return match blob.size {
            size if size > MAX_RELEASE => Err(format!("its manifest has {size} bytes, and at most {MAX_RELEASE}")),
            _ => Ok(Some(Part::Release(blob))),
        };
    }
    if image.config.media_type != CONFIG_TYPE || layer.media_type != LAYER_TYPE {
        return Ok(None);
    }
    if blob.size > MAX_SIZE as u64 {
        return Err(format!("its layer has {} bytes, and an artifact at most {MAX_SIZE}", blob.size));
    }
    let runtime = runtime.map(runtime::announced).transpose()?;
    let title = layer.annotations.as_ref().and_then(|annotations| annotations.get(layout::TITLE));
    let beside = image.annotations.as_ref().and_then(|annotations| annotations.get(layout::SIGNATURES)).cloned();
    let name = title.filter(|name| is_plain(name)).cloned();
    Ok(Some(Part::Artifact(Found { name, layer: blob, beside, runtime })))
}

/// Whether a name can be a file's, anywhere, and is no path and not hidden.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    // What file systems allow, with room for `.dsse`.
    name.len() <= 200 && name.ends_with(".wasm") && !name.starts_with(['.', '-']) && name.chars().all(plain)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::layout::tests::item;
    use mighost_artifact::Digest;
    use oci_client::manifest::OciDescriptor;

    fn image(change: impl Fn(&mut OciImageManifest)) -> Result<Option<Part>, String> {
        let ready = layout::artifact(&item("1"), "2026-01-05T00:00:00Z").unwrap();
        let mut image = serde_json::from_slice(&ready.manifest).unwrap();
        change(&mut image);
        part(&image)
    }

    #[test]
    fn what_was_pushed_is_read_again() {
        let Ok(Some(Part::Artifact(found))) = image(|_| ()) else { panic!("it isn't an artifact") };
        assert_eq!((found.name.as_deref(), found.beside), (Some("1.wasm"), None));
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_is_fetched() {
        let Err(reason) = image(|image| image.layers[0].size = i64::MAX) else { panic!("it was taken") };
        assert!(reason.contains("at most"), "{reason}");
        assert!(image(|image| image.layers[0].size = -1).is_err());
    }

    #[test]
    fn something_else_is_no_artifact() {
        assert!(image(|image| image.layers.clear()).is_err());
        assert!(matches!(image(|image| image.config.media_type = "text/plain".into()), Ok(None)));
        assert!(matches!(image(|image| image.layers[0].media_type = "text/plain".into()), Ok(None)));
        assert!(image(|image| image.layers[0].digest = "sha256:../../etc".into()).is_err());
    }

    #[test]
    fn a_second_layer_is_a_runtime_or_none_at_all() {
        let second = |media_type: &str, size: i64| {
            let (media_type, digest) = (media_type.to_owned(), layout::sha256(&Digest::of(b"runtime")));
            image(move |image| {
                let (media_type, digest) = (media_type.clone(), digest.clone());
                image.layers.push(OciDescriptor { media_type, digest, size, ..OciDescriptor::default() });
            })
        };
        let Ok(Some(Part::Artifact(found))) = second(runtime::TYPE, 7) else { panic!("it isn't an artifact") };
        assert_eq!(found.runtime.unwrap().size, 7);
        let Err(reason) = second(runtime::TYPE, MAX_SIZE as i64 + 1) else { panic!("it was taken") };
        assert!(reason.contains("its runtime has 67108865 bytes") && reason.contains("at most"), "{reason}");
        assert!(second(runtime::TYPE, -1).is_err());
        let Err(reason) = second(LAYER_TYPE, 7) else { panic!("it was taken") };
        assert!(reason.contains("2 layers"), "{reason}");
    }

    #[test]
    fn a_name_is_no_path() {
        for name in ["../1.wasm", "a/1.wasm", "a\\1.wasm", ".1.wasm", "1.sql", "-1.wasm", "a b.wasm", "\u{e9}.wasm"] {
            assert!(!is_plain(name), "{name}");
        }
        assert!(is_plain("20260105_145517_people.wasm"));
    }
}
