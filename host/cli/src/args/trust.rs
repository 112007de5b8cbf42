//! What the commands for keys and signatures take.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Key {
    #[command(subcommand)]
    pub command: KeyCommand,
}

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a secret key, FILE, and its public key, FILE.pub
    #[command(after_help = "Example:\n  mighost key generate --out acme.key")]
    Generate {
        /// The secret key's file, which must not be there yet
        #[arg(long, value_name = "FILE", default_value = "mighost.key")]
        out: PathBuf,
    },
    /// Show the id of a public or secret key
    #[command(after_help = "Example:\n  mighost key show acme.key.pub")]
    Show {
        /// The key's file
        file: PathBuf,
    },
}

/// With what to sign.
#[derive(Debug, Args)]
pub struct With {
    /// The secret key's file; - reads it from standard input [default: MIGHOST_KEY, the PEM itself or a path]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// A command that signs: the message on its standard input, the signature on its output
    #[arg(long, value_name = "COMMAND", conflicts_with = "key", requires = "public_key")]
    pub signer: Option<String>,
    /// The public key of what the signer signs with
    #[arg(long, value_name = "FILE", requires = "signer")]
    pub public_key: Option<PathBuf>,
    /// For whom it is: what is signed for others than this one is refused there
    #[arg(long, value_name = "TEXT")]
    pub audience: Option<String>,
    /// Drop signatures over another statement instead of refusing
    #[arg(long)]
    pub replace: bool,
}

#[derive(Debug, Args)]
pub struct Sign {
    /// Artifacts
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub with: With,
    /// Write the signature to FILE.dsse and leave the artifact as it is
    #[arg(long)]
    pub detached: bool,
    /// A parent's artifact that isn't in the folder; may be repeated
    #[arg(long, value_name = "FILE")]
    pub parent: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Verify {
    /// Artifacts, or the manifest of a chain (release.json)
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// A public key's file; may be repeated
    #[arg(long, value_name = "FILE", required = true)]
    pub key: Vec<PathBuf>,
    /// How many of the keys must have signed
    #[arg(long, value_name = "N", default_value = "1")]
    pub threshold: usize,
    /// Only what is of this package; an empty one is the application's own
    #[arg(long, value_name = "NAME")]
    pub package: Option<String>,
    /// Who this is: what is signed for another audience is refused
    #[arg(long, value_name = "TEXT")]
    pub audience: Option<String>,
}

#[derive(Debug, Args)]
pub struct Release {
    #[command(flatten)]
    pub with: With,
    /// The release's number [default: one more than the last]
    #[arg(long, value_name = "N")]
    pub version: Option<u64>,
    /// When it must not be used any more: a day, or a time such as 2027-06-30T12:00:00Z
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
}

#[derive(Debug, Args)]
pub struct Trust {
    #[command(subcommand)]
    pub command: TrustCommand,
}

#[derive(Debug, Subcommand)]
pub enum TrustCommand {
    /// Show the keys and packages of the trust file
    #[command(after_help = "Example:\n  mighost trust list --json")]
    List,
    /// Trust a key with a package, or the application's own chain (`root`)
    #[command(
        after_help = "Examples:\n  mighost trust add acme/billing --key acme.pub\n  mighost trust add root --key ada.pub --key grace.pub --threshold 2"
    )]
    Add {
        /// The package, as publisher/name; `root` is the application's own chain
        package: String,
        /// A public key's file; may be repeated
        #[arg(long, value_name = "FILE", required = true)]
        key: Vec<PathBuf>,
        /// How many of the keys must have signed
        #[arg(long, value_name = "N")]
        threshold: Option<usize>,
    },
    /// Trust nobody with a package any more; what it has applied stays
    #[command(after_help = "Example:\n  mighost trust remove acme/billing")]
    Remove {
        /// The package, as publisher/name
        package: String,
    },
    /// Sign the trust file itself, which has a [root-of-trust]: a database that has seen it takes no other
    #[command(after_help = "Example:\n  mighost trust sign --key ops.key")]
    Sign {
        /// The secret key's file; - reads it from standard input [default: MIGHOST_KEY, the PEM itself or a path]
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// A command that signs: the message on its standard input, the signature on its output
        #[arg(long, value_name = "COMMAND", conflicts_with = "key", requires = "public_key")]
        signer: Option<String>,
        /// The public key of what the signer signs with
        #[arg(long, value_name = "FILE", requires = "signer")]
        public_key: Option<PathBuf>,
    },
    /// Show what a package may do, and what its migrations import and who signed them
    #[command(after_help = "Example:\n  mighost trust explain acme/billing")]
    Explain {
        /// The package, as publisher/name
        package: String,
    },
}

#[derive(Debug, Args)]
pub struct Package {
    #[command(subcommand)]
    pub command: PackageCommand,
}

#[derive(Debug, Subcommand)]
pub enum PackageCommand {
    /// Show the packages that are in the folder or in the database
    #[command(after_help = "Example:\n  mighost package list")]
    List,
    /// Take a package's migrations back down to base
    #[command(after_help = "Example:\n  mighost package remove acme/billing")]
    Remove {
        /// The package, as publisher/name
        package: String,
        #[command(flatten)]
        run: super::Run,
    },
}
