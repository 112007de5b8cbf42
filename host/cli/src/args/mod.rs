//! The command line.

mod author;
mod look;
mod registry;
mod run;
mod targets;
mod trust;

pub use author::{Build, Completions, DiffArtifacts, Edit, Inspect, Lang, Man, Merge, Naming, New};
pub use look::{Branches, Current, Format, Heads, History, Offline, Plan, Show, Status, Whose};
pub use registry::{Pull, Push, Reach};
pub use run::{Downgrade, EnsureVersion, Resume, Run, Stamp, Upgrade};
pub use trust::{Key, KeyCommand, Package, PackageCommand, Release, Sign, Trust, TrustCommand, Verify, With};

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Database migrations that are WebAssembly components.
#[derive(Debug, Parser)]
#[command(
    name = "mighost",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "Examples:\n  mighost init                      a folder and a configuration for one SQLite database\n  \
                  mighost new \"create people\"       an SQL migration to edit\n  mighost upgrade                   run \
                  what is pending\n  mighost downgrade -1              take the last step back\n\nThe database comes from \
                  --database, MIGHOST_DATABASE, DATABASE_URL (also in .env) or mighost.toml.\n\nExit codes: 0 done, or \
                  nothing to do · 1 failed · 2 wrong usage · 3 not at head · 4 differences found · 5 lint ·\n6 lock held by \
                  another · 7 not trusted · 8 a step is unfinished"
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command understands.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// The database's URL, such as sqlite:app.db
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// The folder of migrations [default: migrations]
    #[arg(long, global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// The configuration file [default: mighost.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The file that says who is trusted with which package [default: trust.toml, where there is one]
    #[arg(long = "trust", global = true, value_name = "FILE")]
    pub trust_file: Option<PathBuf>,
    /// Wait so long for a server that isn't there yet, or is still starting
    #[arg(long, global = true, value_name = "SECONDS")]
    pub wait: Option<u64>,
    /// Print JSON: one object, or one line an event while a run goes on
    #[arg(long, global = true)]
    pub json: bool,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more: statements, log lines of migrations
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a folder for migrations and a configuration file
    #[command(
        after_help = "Example:\n  mighost init\n  mighost --database sqlite:data/app.db --dir db/migrations init"
    )]
    Init,
    /// Make a new migration
    #[command(
        visible_aliases = ["revision", "migrate"],
        after_help = "Examples:\n  mighost new \"create people\"\n  mighost new --lang rust \"fill people\"\n  mighost new \
                      --head billing@head \"add invoices\"\n  mighost new --head base --label billing \"a chain of its own\""
    )]
    New(New),
    /// Make a revision that joins branches
    #[command(
        after_help = "Examples:\n  mighost merge                          all heads\n  mighost merge billing@head \
                            20260105    these two"
    )]
    Merge(Merge),
    /// Open the files of revisions in $VISUAL or $EDITOR
    #[command(after_help = "Examples:\n  mighost edit\n  EDITOR=\"code --wait\" mighost edit 20260105")]
    Edit(Edit),
    /// List the templates that `new --template` takes
    #[command(
        aliases = ["list-templates", "list_templates"],
        after_help = "Example:\n  mighost templates && mighost new --template rust \"fill people\""
    )]
    Templates,
    /// Build sources into artifacts
    #[command(after_help = "Examples:\n  mighost build                     everything in the folder\n  mighost build \
                            20260105_145517_people.sql   one file\n  mighost build out.wasm            make an artifact of \
                            another tool chain's output")]
    Build(Build),
    /// Run the pending migrations up to a target
    #[command(after_help = format!(
        "Examples:\n  mighost upgrade\n  mighost upgrade +1\n  mighost upgrade 20260105\n  mighost upgrade billing@head{}", targets::UP
    ))]
    Upgrade(Upgrade),
    /// Take migrations back down to a target
    #[command(after_help = format!(
        "Examples:\n  mighost downgrade -1\n  mighost downgrade 20260105_145517\n  mighost downgrade billing@-1\n  \
         mighost downgrade base{}", targets::DOWN
    ))]
    Downgrade(Downgrade),
    /// Finish a step that was interrupted, or take it back
    #[command(
        after_help = "Examples:\n  mighost status           what was done, and what wasn't\n  mighost resume           \
                            go on where it stopped\n  mighost resume --undo    take it back\n\n`mighost upgrade` and \
                            `mighost downgrade` finish such a step by themselves."
    )]
    Resume(Resume),
    /// Show which revisions the database is at
    #[command(
        after_help = "Examples:\n  mighost current\n  mighost current -v\n  mighost current --check-heads && echo ready"
    )]
    Current(Current),
    /// Show the newest revision of each branch
    #[command(after_help = "Examples:\n  mighost heads\n  mighost heads --resolve-dependencies\n  test \
                            $(mighost --json heads | jq '.heads | length') = 1")]
    Heads(Heads),
    /// Show where branches part
    #[command(after_help = "Example:\n  mighost branches -v")]
    Branches(Branches),
    /// Show the chain, newest first, and what is applied
    #[command(visible_alias = "log", after_help = format!(
        "Examples:\n  mighost history\n  mighost history --graph\n  mighost history -r 20260105:head -v\n  mighost history -r \
         -3:current\n  mighost history --format svg > history.svg\n  mighost history --json | jq .revisions[0]{}", targets::RANGE
    ))]
    History(History),
    /// Show revisions
    #[command(after_help = format!(
        "Examples:\n  mighost show\n  mighost show 20260105 billing@head{}", targets::SHOW
    ))]
    Show(Show),
    /// Show where the database is, what is pending, what is wrong and what to do next
    #[command(after_help = "Example:\n  mighost status || mighost upgrade")]
    Status(Status),
    /// Show the steps that an upgrade or a downgrade would run
    #[command(after_help = format!(
        "Examples:\n  mighost plan\n  mighost plan +2\n  mighost plan --down -1\n  mighost plan --down \
         base{}\n\nWith --down those of `mighost downgrade`.", targets::UP
    ))]
    Plan(Plan),
    /// Write which revisions the database is at, without running anything
    #[command(after_help = format!(
        "Examples:\n  mighost stamp head               for a database that has head's schema already\n  mighost stamp \
         billing@head app@head\n  mighost stamp --purge 20260105   forget unknown rows, too{}", targets::STAMP
    ))]
    Stamp(Stamp),
    /// Make mighost's own tables, and nothing else
    #[command(
        alias = "ensure_version",
        after_help = "Example:\n  mighost ensure-version    where only an administrator may make tables"
    )]
    EnsureVersion(EnsureVersion),
    /// Show what an artifact is and what it can do, without running it
    #[command(after_help = "Example:\n  mighost inspect migrations/artifacts/20260105_145517_people.wasm")]
    Inspect(Inspect),
    /// Show what changed between two versions of an artifact, or of a chain
    #[command(
        after_help = "Examples:\n  mighost diff-artifacts old/7.wasm new/7.wasm\n  mighost diff-artifacts releases/4 \
                      releases/5\n\nWhat the later one can do and the earlier one couldn't stands first. Exit code 4 where there \
                      are differences."
    )]
    DiffArtifacts(DiffArtifacts),
    /// Print a shell's completions
    #[command(
        after_help = "Examples:\n  mighost completions bash > /etc/bash_completion.d/mighost\n  mighost completions zsh \
                            > ~/.zfunc/_mighost"
    )]
    Completions(Completions),
    /// Print the manual page, or write one a command
    #[command(after_help = "Examples:\n  mighost man | man -l -\n  mighost man ~/.local/share/man/man1")]
    Man(Man),
    /// Say who is trusted with which package, and see what it may do
    #[command(
        after_help = "Examples:\n  mighost trust add acme/billing --key acme.pub\n  mighost trust explain acme/billing\n  mighost \
                      trust list"
    )]
    Trust(Trust),
    /// Show packages, or take one out of the database
    #[command(
        after_help = "Examples:\n  mighost package list\n  mighost upgrade acme/billing      installs it\n  mighost package \
                      remove acme/billing"
    )]
    Package(Package),
    /// Make a key for signing, or look at one
    #[command(after_help = "Examples:\n  mighost key generate              makes mighost.key and mighost.key.pub\n  \
                            mighost key show mighost.key.pub")]
    Key(Key),
    /// Sign artifacts
    #[command(after_help = "Examples:\n  mighost sign migrations/artifacts/*.wasm --key mighost.key\n  mighost sign \
                      people.wasm --signer 'yubi-sign --slot 2' --public-key team.pub\n\nThe key may also be in \
                      MIGHOST_KEY, as PEM or as a path. A file that is signed already gets one more signature.")]
    Sign(Sign),
    /// Verify who signed artifacts, and what
    #[command(after_help = "Examples:\n  mighost verify migrations/artifacts/*.wasm --key acme.pub\n  mighost verify \
                      people.wasm --key ada.pub --key grace.pub --threshold 2\n  mighost verify release.json --key \
                      acme.pub    the manifest, and the folder against it\n\nExit code 7 where something isn't trusted.")]
    Verify(Verify),
    /// Sign the whole chain: every artifact, a manifest and a lock file
    #[command(
        disable_version_flag = true,
        after_help = "Examples:\n  mighost release --key mighost.key\n  mighost release --key mighost.key --expires 2027-06-30"
    )]
    Release(Release),
    /// Push artifacts, or a whole chain, to a registry
    #[command(
        after_help = "Examples:\n  mighost push ghcr.io/acme/app:2                          the chain\n  mighost push \
                            ghcr.io/acme/billing:2 --package acme/billing\n  mighost push ghcr.io/acme/one:1 \
                            migrations/artifacts/1_people.wasm\n\nThe digest that it prints pins what was pushed; `cosign sign` \
                            takes it too. Credentials are those of `docker login`, or in MIGHOST_REGISTRY_USER and \
                            MIGHOST_REGISTRY_PASSWORD."
    )]
    Push(Push),
    /// Pull migrations from a registry, verify them by the trust file, and put them into their folder
    #[command(
        after_help = "Examples:\n  mighost pull ghcr.io/acme/billing:2\n  mighost pull ghcr.io/acme/billing@sha256:…\n  \
                            mighost pull ghcr.io/shop/migrations:7 --package root     the application's own chain\n  mighost \
                            pull --locked                                       everything, as mighost.lock has it\n\nWhat \
                            isn't trusted isn't written: exit code 7."
    )]
    Pull(Pull),
}

impl Command {
    /// Whether it changes the database.
    pub fn changes_the_database(&self) -> bool {
        matches!(
            self,
            Command::Upgrade(_)
                | Command::Downgrade(_)
                | Command::Resume(_)
                | Command::Stamp(_)
                | Command::EnsureVersion(_)
                | Command::Package(Package { command: PackageCommand::Remove { .. } })
        )
    }

    /// The package that is meant, where one is named by an option.
    pub fn package(&self) -> Option<&str> {
        if let Command::Push(args) = self {
            return args.package.as_deref();
        }
        let whose = match self {
            Command::Current(args) => &args.whose,
            Command::Heads(args) => &args.whose,
            Command::Branches(args) => &args.whose,
            Command::History(args) => &args.whose,
            Command::Show(args) => &args.whose,
            Command::Status(args) => &args.whose,
            Command::Resume(args) => &args.whose,
            _ => return None,
        };
        whose.package.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_one() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_hides_what_every_command_understands() {
        let mut cli = Cli::command();
        cli.build();
        let global: Vec<_> = cli.get_arguments().filter(|arg| arg.is_global_set()).map(|arg| arg.get_id()).collect();
        for command in cli.get_subcommands().filter(|command| command.get_name() != "help") {
            for id in &global {
                let there = command.get_arguments().any(|arg| arg.get_id() == *id && arg.is_global_set());
                assert!(there, "`mighost {}` has another `{id}`", command.get_name());
            }
        }
    }

    #[test]
    fn every_command_has_an_example() {
        let command = Cli::command();
        let own = command.get_subcommands().flat_map(|sub| std::iter::once(sub).chain(sub.get_subcommands()));
        for command in own {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example"), "`mighost {} --help` has no example", command.get_name());
        }
    }
}
