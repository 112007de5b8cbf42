//! What the commands for registries take.

use clap::Args;
use std::path::PathBuf;

/// How to reach a registry.
#[derive(Debug, Args)]
pub struct Reach {
    /// Reach the registry without TLS; one on this machine is reached so anyway
    #[arg(long)]
    pub plain_http: bool,
    /// Certificates (PEM) of authorities that are trusted beside the system's
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Push {
    /// Where to: registry/repository:tag, such as ghcr.io/acme/billing:2
    #[arg(value_name = "PLACE")]
    pub place: String,
    /// One artifact [default: the whole chain of the folder]
    pub file: Option<PathBuf>,
    /// The chain of this package, as publisher/name, instead of the application's own
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    pub package: Option<String>,
    #[command(flatten)]
    pub reach: Reach,
}

#[derive(Debug, Args)]
pub struct Pull {
    /// Where from: registry/repository:tag, or with @sha256:… [default: everything that mighost.lock has from registries]
    #[arg(value_name = "PLACE")]
    pub place: Option<String>,
    /// Whose migrations they must be, as publisher/name, or `root` for the application's own [default: as the place's path
    /// ends]
    #[arg(long, value_name = "NAME", requires = "place")]
    pub package: Option<String>,
    /// The folder for them [default: packages/PUBLISHER/NAME in the folder of migrations]
    #[arg(long, value_name = "DIR", requires = "place")]
    pub output: Option<PathBuf>,
    /// Take only what mighost.lock pins, and leave mighost.lock as it is
    #[arg(long)]
    pub locked: bool,
    /// Take a release that is older than one that was here before
    #[arg(long, conflicts_with = "locked")]
    pub allow_older: bool,
    #[command(flatten)]
    pub reach: Reach,
}
