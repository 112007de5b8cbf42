//! A connection to a registry.

use crate::credentials::Credentials;
use crate::error::Doing;
use crate::{Error, Place};
use mighost_artifact::Digest;
use oci_client::client::{
    AsLayerDescriptor, Certificate, CertificateEncoding, ClientConfig, ClientProtocol, LayerDescriptor,
};
use oci_client::errors::OciDistributionError;
use oci_client::{Client, Reference, RegistryOperation};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// How long a registry may take to accept a connection. A network that takes longer is one that doesn't get there.
const CONNECT: Duration = Duration::from_secs(10);
/// How long it may be silent in the middle of an answer, or before one: registries that verify what they were sent take
/// several seconds.
const SILENCE: Duration = Duration::from_secs(60);
/// The same where something large is sent, since the client counts all the time that the sending takes: 64 MiB at a megabit a
/// second take nine minutes.
const SENDING: Duration = Duration::from_secs(600);
/// What is large: at a megabit a second it takes half of what a registry may be silent.
const LARGE: usize = 4 << 20;
/// The most bytes of a manifest or an index: what most registries themselves take, and ten thousand revisions.
pub(crate) const MAX_MANIFEST: usize = 4 * 1024 * 1024;
/// The types of manifest that are asked for.
const MANIFESTS: [&str; 2] =
    [oci_client::manifest::OCI_IMAGE_MEDIA_TYPE, oci_client::manifest::OCI_IMAGE_INDEX_MEDIA_TYPE];

/// How to reach a registry.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Without TLS. A registry on this machine (`localhost`, `127.…`) is reached without it where no authority is named.
    pub plain_http: bool,
    /// A file of certificates (PEM) of authorities that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
}

/// A connection to one registry, by whoever may ask there.
pub struct Registry {
    client: Client,
    /// For what is large.
    sender: Client,
    credentials: Credentials,
    host: String,
}

impl Registry {
    /// Sets up a connection; nothing is sent yet. `variable` gives the environment's variables.
    ///
    /// # Errors
    /// [`Error::Credentials`], and [`Error::Setup`] where a certificate can't be used.
    pub fn new(place: &Place, options: &Options, variable: &dyn Fn(&str) -> Option<String>) -> Result<Registry, Error> {
        // Somebody may have chosen another one for the process: that one is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let credentials = Credentials::find(place.registry(), variable)?;
        let mut authorities = Vec::new();
        if let Some(file) = &options.ca_file {
            let wrong = |reason: String| {
                Error::Setup(format!("{}: {reason}; --ca-file takes certificates as PEM", file.display()))
            };
            let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
            authorities = certificates(&text);
            if authorities.is_empty() {
                return Err(wrong("there is no certificate in it".to_owned()));
            }
        }
        let plain = options.plain_http || (options.ca_file.is_none() && is_loopback(place.registry()));
        let config = |silence| ClientConfig {
            protocol: if plain { ClientProtocol::Http } else { ClientProtocol::Https },
            extra_root_certificates: authorities.clone(),
            // One request each: registries differ in which parts they take.
            use_monolithic_push: true,
            // An index is read here, never resolved to one machine's image.
            platform_resolver: None,
            connect_timeout: Some(CONNECT),
            read_timeout: Some(silence),
            user_agent: concat!("mighost/", env!("CARGO_PKG_VERSION")),
            ..ClientConfig::default()
        };
        let client = |silence| {
            Client::try_from(config(silence)).map_err(|_| {
                Error::Setup(
                    "no connection can be set up: there are no certificates of authorities that can be used; install \
                     ca-certificates, or name some with --ca-file"
                        .to_owned(),
                )
            })
        };
        let (client, sender) = (client(SILENCE)?, client(SENDING)?);
        Ok(Registry { client, sender, credentials, host: place.registry().to_owned() })
    }

    /// Says who we are, where the registry wants to know.
    pub(crate) async fn log_in(&self, place: &Place, push: bool) -> Result<(), Error> {
        let operation = if push { RegistryOperation::Push } else { RegistryOperation::Pull };
        self.client.store_auth_if_needed(place.registry(), &self.credentials.auth).await;
        self.client
            .auth(place.reference(), &self.credentials.auth, operation)
            .await
            .map(|_| ())
            .map_err(|error| self.doing(place, push, place.to_string()).failed(error))
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn doing<'a>(&'a self, place: &'a Place, push: bool, what: String) -> Doing<'a> {
        Doing { registry: &self.host, repository: place.repository(), push, with: &self.credentials.with, what }
    }

    /// The bytes of a manifest or an index and their digest, which is compared with the one that is asked for.
    pub(crate) async fn manifest(&self, place: &Place) -> Result<(Vec<u8>, String), Error> {
        let failed = |error| self.doing(place, false, place.to_string()).failed(error);
        let pulled = self.client.pull_manifest_raw(place.reference(), &self.credentials.auth, &MANIFESTS).await;
        let (bytes, _) = pulled.map_err(failed)?;
        if bytes.len() > MAX_MANIFEST {
            return Err(Error::TooLarge {
                what: format!("the manifest of {place}"),
                size: bytes.len() as u64,
                limit: MAX_MANIFEST as u64,
            });
        }
        // Not the digest that the registry says it has.
        let digest = format!("sha256:{}", Digest::of(&bytes));
        match place.digest() {
            Some(wanted) if wanted != digest => {
                Err(Error::Digest { what: place.to_string(), reason: format!("it has {digest}") })
            }
            _ => Ok((bytes.to_vec(), digest)),
        }
    }

    /// The bytes of a blob: as many as were announced, and those of its digest.
    pub(crate) async fn blob(&self, place: &Place, blob: &Blob, what: String) -> Result<Vec<u8>, Error> {
        let mut bytes = Capped { bytes: Vec::new(), limit: blob.size, over: false };
        let pulled = self.client.pull_blob(place.reference(), blob, &mut bytes).await;
        if bytes.over {
            return Err(Error::Digest {
                what,
                reason: format!("more came than the {} bytes that were announced", blob.size),
            });
        }
        pulled.map_err(|error| self.doing(place, false, what.clone()).failed(error))?;
        let found = format!("sha256:{}", Digest::of(&bytes.bytes));
        if found != blob.digest {
            return Err(Error::Digest { what, reason: format!("expected {}, found {found}", blob.digest) });
        }
        if bytes.bytes.len() as u64 != blob.size {
            let reason = format!("{} bytes were announced, {} came", blob.size, bytes.bytes.len());
            return Err(Error::Digest { what, reason });
        }
        Ok(bytes.bytes)
    }

    /// Sends a blob, where it isn't there yet.
    pub(crate) async fn send(&self, place: &Place, bytes: Vec<u8>, what: &str) -> Result<(), Error> {
        let digest = format!("sha256:{}", Digest::of(&bytes));
        if self.has(place, &digest).await {
            return Ok(());
        }
        self.send_new(place, bytes, &digest, what).await
    }

    /// Whether the repository has a blob. Where that can't be found out it hasn't: some registries answer this for a new
    /// repository with a refusal.
    pub(crate) async fn has(&self, place: &Place, digest: &str) -> bool {
        matches!(self.client.blob_exists(place.reference(), digest).await, Ok(true))
    }

    /// Sends a blob, wherever it is already.
    pub(crate) async fn send_new(&self, place: &Place, bytes: Vec<u8>, digest: &str, what: &str) -> Result<(), Error> {
        let failed = |error| self.doing(place, true, what.to_owned()).failed(error);
        let client = if bytes.len() > LARGE { &self.sender } else { &self.client };
        // The other one knows by the login already.
        client.store_auth_if_needed(place.registry(), &self.credentials.auth).await;
        client.push_blob(place.reference(), bytes, digest).await.map_err(failed).map(|_| ())
    }

    /// Sends a manifest, to its digest or to a tag.
    pub(crate) async fn send_manifest(
        &self,
        place: &Place,
        to: &str,
        bytes: Vec<u8>,
        media_type: &str,
    ) -> Result<(), Error> {
        // A digest in the place of a tag: the address is the same, and the client needs a tag.
        let reference: Reference = place.tagged(to);
        let media_type = media_type.parse().map_err(Error::internal)?;
        let sent = self.client.push_manifest_raw(&reference, bytes, media_type).await;
        let what = format!("{}/{}", place.registry(), place.repository());
        sent.map_err(|error: OciDistributionError| self.doing(place, true, what).failed(error)).map(|_| ())
    }
}

/// What is to be fetched: its digest and its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Blob {
    pub(crate) digest: String,
    pub(crate) size: u64,
}

impl AsLayerDescriptor for Blob {
    fn as_layer_descriptor(&self) -> LayerDescriptor<'_> {
        // Never from elsewhere, whatever addresses its descriptor has.
        LayerDescriptor { digest: &self.digest, urls: &None }
    }
}

/// Bytes up to a limit: what comes behind it is refused while it comes.
struct Capped {
    bytes: Vec<u8>,
    limit: u64,
    over: bool,
}

impl tokio::io::AsyncWrite for Capped {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, part: &[u8]) -> Poll<std::io::Result<usize>> {
        if (self.bytes.len() + part.len()) as u64 > self.limit {
            self.over = true;
            return Poll::Ready(Err(std::io::Error::other("more than was announced")));
        }
        self.bytes.extend_from_slice(part);
        Poll::Ready(Ok(part.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The certificates in a file of several.
fn certificates(text: &str) -> Vec<Certificate> {
    const END: &str = "-----END CERTIFICATE-----";
    let blocks =
        text.split_inclusive(END).filter_map(|block| block.find("-----BEGIN CERTIFICATE-----").map(|at| &block[at..]));
    blocks
        .filter(|block| block.ends_with(END))
        .map(|block| Certificate { encoding: CertificateEncoding::Pem, data: block.as_bytes().to_vec() })
        .collect()
}

/// Whether a registry is on this machine, by its name.
fn is_loopback(registry: &str) -> bool {
    let host = registry.rsplit_once(':').map_or(registry, |(host, _)| host);
    host == "localhost" || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_on_this_machine_is_known_by_its_name() {
        assert!(is_loopback("localhost:5000") && is_loopback("127.0.0.1:5000") && is_loopback("localhost"));
        assert!(!is_loopback("localhost.example") && !is_loopback("10.0.0.1:5000") && !is_loopback("127.example"));
    }

    #[test]
    fn a_file_may_hold_several_certificates() {
        let one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert_eq!(certificates(&format!("a name\n{one}{one}")).len(), 2);
        assert_eq!(certificates("nothing").len(), 0);
    }
}
