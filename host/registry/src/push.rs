//! Pushing.

use crate::layout::{self, Item, Ready};
use crate::runtime::{self, Runtime};
use crate::{Error, Place, Registry};
use futures::stream::{StreamExt, TryStreamExt};
use oci_client::manifest::{OCI_IMAGE_INDEX_MEDIA_TYPE, OCI_IMAGE_MEDIA_TYPE};

/// How many artifacts are under way at once: enough that a chain of a hundred doesn't wait a hundred times for the
/// network, few enough that no registry minds.
pub(crate) const AT_ONCE: usize = 4;

/// The tag where none is given, as other tools have it.
const TAG: &str = "latest";

/// A whole chain as it is pushed.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Its package; empty is the application's own.
    pub package: String,
    /// The artifacts in the order of the chain.
    pub items: Vec<Item>,
    /// Its manifest, `release.json`, and the release's number.
    pub release: Option<(Vec<u8>, u64)>,
}

impl Registry {
    /// Pushes one artifact. Its digest. `created` stands where its description doesn't say when it was written.
    ///
    /// # Errors
    /// [`Error`]; what was sent before isn't found by any tag.
    pub async fn push(&self, place: &Place, item: &Item, created: &str) -> Result<String, Error> {
        self.log_in(place, true).await?;
        let ready = layout::artifact(item, created)?;
        let digest = ready.digest.clone();
        self.send_runtimes(place, runtime::all([item])).await?;
        self.send_blobs(place, &item.name, ready.blobs).await?;
        self.send_manifest(place, place.tag().unwrap_or(TAG), ready.manifest, OCI_IMAGE_MEDIA_TYPE).await?;
        Ok(digest)
    }

    /// Pushes a whole chain: its revisions, its manifest where it has one, and an index of them all, which alone gets the
    /// tag. Its digest.
    ///
    /// # Errors
    /// [`Error`]; the tag stays where it was.
    pub async fn push_chain(&self, place: &Place, chain: &Chain, created: &str) -> Result<String, Error> {
        self.log_in(place, true).await?;
        self.send_runtimes(place, runtime::all(&chain.items)).await?;
        let sending = chain.items.iter().map(|item| async move {
            let ready = layout::artifact(item, created)?;
            self.send_image(place, &item.name, ready).await
        });
        let mut entries: Vec<_> = futures::stream::iter(sending).buffered(AT_ONCE).try_collect().await?;
        if let Some((json, _)) = &chain.release {
            let ready = layout::release(json, crate::RELEASE_FILE)?;
            entries.push(self.send_image(place, crate::RELEASE_FILE, ready).await?);
        }
        let version = chain.release.as_ref().map(|(_, version)| *version);
        let index = layout::index(&chain.package, version, entries)?;
        let digest = layout::digest(&index);
        self.send_manifest(place, place.tag().unwrap_or(TAG), index, OCI_IMAGE_INDEX_MEDIA_TYPE).await?;
        Ok(digest)
    }

    /// Sends an image that only an index names.
    async fn send_image(
        &self,
        place: &Place,
        name: &str,
        ready: Ready,
    ) -> Result<oci_client::manifest::ImageIndexEntry, Error> {
        self.send_blobs(place, name, ready.blobs).await?;
        self.send_manifest(place, &ready.digest, ready.manifest, OCI_IMAGE_MEDIA_TYPE).await?;
        Ok(ready.entry)
    }

    /// Sends runtimes, one after the other: each is large, and no image that names it is taken before it is there.
    async fn send_runtimes(&self, place: &Place, runtimes: Vec<&Runtime>) -> Result<(), Error> {
        for runtime in runtimes {
            if !self.has(place, &runtime.blob_digest()).await {
                self.send_new(place, runtime.read()?, &runtime.blob_digest(), &runtime.name).await?;
            }
        }
        Ok(())
    }

    async fn send_blobs(&self, place: &Place, name: &str, blobs: Vec<Vec<u8>>) -> Result<(), Error> {
        for blob in blobs {
            self.send(place, blob, name).await?;
        }
        Ok(())
    }
}
