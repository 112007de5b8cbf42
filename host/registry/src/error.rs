//! What can go wrong between here and a registry. No text shows a password, a token or an address with either in it.

use mighost_artifact::Digest;
use oci_client::errors::{OciDistributionError, OciErrorCode};
use std::error::Error as StdError;
use std::path::PathBuf;

/// Why something can't be pushed or pulled. Each text says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text is no place in a registry.
    #[error("`{given}` is no place in a registry: {reason}; write it as ghcr.io/acme/billing:2, or with @sha256:…")]
    Place {
        /// The text.
        given: String,
        /// Why not.
        reason: String,
    },
    /// The name and password for a registry can't be had.
    #[error("the credentials for {registry} can't be used: {reason}")]
    Credentials {
        /// The registry.
        registry: String,
        /// Why not, and what to do.
        reason: String,
    },
    /// The connection can't be set up.
    #[error("{0}")]
    Setup(
        /// What is wrong, and what to do.
        String,
    ),
    /// The registry doesn't answer.
    #[error("{registry} can't be reached: {reason}")]
    Unreachable {
        /// The registry.
        registry: String,
        /// Why not, and what to do.
        reason: String,
    },
    /// The registry doesn't let us.
    #[error("{registry} doesn't let you {doing} {repository} {with}; {}", allowed(.with))]
    NotAllowed {
        /// The registry.
        registry: String,
        /// The repository.
        repository: String,
        /// `push to` or `pull from`.
        doing: &'static str,
        /// As whom, and where that was said.
        with: String,
    },
    /// It isn't there.
    #[error("there is no {what}; check its name and its tag, and that whoever asks may see it")]
    Missing {
        /// What isn't.
        what: String,
    },
    /// The registry refused, or answered what no registry answers.
    #[error("{registry} refused: {reason}; {next}")]
    Refused {
        /// The registry.
        registry: String,
        /// Its words.
        reason: String,
        /// What to do.
        next: &'static str,
    },
    /// The bytes aren't those of the digest.
    #[error(
        "{what} isn't what its digest says ({reason}): somebody changed it; don't use it, and ask whoever runs the registry"
    )]
    Digest {
        /// What.
        what: String,
        /// The two digests.
        reason: String,
    },
    /// Something has more bytes than it may have.
    #[error("{what} has {size} bytes and at most {limit} are fetched; it is no chain of migrations")]
    TooLarge {
        /// What.
        what: String,
        /// Its size, as far as it is known.
        size: u64,
        /// The most it may have.
        limit: u64,
    },
    /// It is something else than migrations.
    #[error("{what} holds no migrations: {reason}; check the name, or push it with `mighost push`")]
    Foreign {
        /// What.
        what: String,
        /// What it is instead.
        reason: String,
    },
    /// A script that can't run: its runtime isn't where it is.
    #[error(
        "{what} needs the runtime of {language}, and has no {runtime}.wasm: have it pushed again with `mighost push`, or copy that \
         file from where the migration was built into `artifacts/runtimes` in the folder of migrations"
    )]
    NoRuntime {
        /// What names it.
        what: String,
        /// Its language.
        language: String,
        /// Its digest.
        runtime: Digest,
    },
    /// A file that is to be pushed can't be.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not, and what to do.
        reason: String,
    },
    /// A fault in mighost itself.
    #[error("mighost made a mistake: {0}; please report it")]
    Internal(
        /// What went wrong.
        String,
    ),
}

impl Error {
    /// Whether it is about what can't be believed, and not about what can't be had.
    pub fn is_untrusted(&self) -> bool {
        matches!(self, Error::Digest { .. })
    }

    pub(crate) fn internal(error: impl std::fmt::Display) -> Error {
        Error::Internal(error.to_string())
    }
}

fn allowed(with: &str) -> &'static str {
    if with.starts_with("without") {
        "`docker login` says who you are, or MIGHOST_REGISTRY_USER and MIGHOST_REGISTRY_PASSWORD"
    } else {
        "check the password, and what this account may do there"
    }
}

/// What was being done when something went wrong.
pub(crate) struct Doing<'a> {
    pub(crate) registry: &'a str,
    pub(crate) repository: &'a str,
    pub(crate) push: bool,
    /// As whom.
    pub(crate) with: &'a str,
    /// What was asked for, as a message names it.
    pub(crate) what: String,
}

impl Doing<'_> {
    /// The same error in our own words.
    pub(crate) fn failed(&self, error: OciDistributionError) -> Error {
        let registry = self.registry.to_owned();
        let refused = |reason: String, next| Error::Refused { registry: self.registry.to_owned(), reason, next };
        match error {
            OciDistributionError::UnauthorizedError { .. } | OciDistributionError::AuthenticationFailure(_) => {
                self.not_allowed()
            }
            OciDistributionError::RegistryError { envelope, .. } => {
                let Some(first) = envelope.errors.into_iter().next() else {
                    return refused("it gave no reason".into(), AGAIN);
                };
                match first.code {
                    OciErrorCode::Unauthorized | OciErrorCode::Denied => self.not_allowed(),
                    OciErrorCode::ManifestUnknown
                    | OciErrorCode::NameUnknown
                    | OciErrorCode::NotFound
                    | OciErrorCode::BlobUnknown => Error::Missing { what: self.what.clone() },
                    OciErrorCode::Toomanyrequests => refused("too many requests".into(), "wait, and try again"),
                    code => refused(one_line(&format!("{code:?}: {}", first.message)), advice(&first.message)),
                }
            }
            OciDistributionError::ServerError { code: 401 | 403, .. } => self.not_allowed(),
            OciDistributionError::ServerError { code: 404, .. }
            | OciDistributionError::ImageManifestNotFoundError(_) => Error::Missing { what: self.what.clone() },
            OciDistributionError::ServerError { code, message, .. } => {
                refused(one_line(&format!("HTTP {code} {message}")), advice(&message))
            }
            OciDistributionError::DigestError(error) => {
                Error::Digest { what: self.what.clone(), reason: error.to_string() }
            }
            OciDistributionError::RequestError(error) => {
                match error.status().map(|status| status.as_u16()) {
                    Some(401 | 403) => return self.not_allowed(),
                    Some(404) => return Error::Missing { what: self.what.clone() },
                    _ => {}
                }
                let timeout = error.is_timeout();
                Error::Unreachable { registry, reason: unreachable(&causes(&error), timeout) }
            }
            OciDistributionError::IoError(error) => {
                Error::Unreachable { registry, reason: unreachable(&causes(&error), false) }
            }
            OciDistributionError::ManifestParsingError(reason)
            | OciDistributionError::VersionedParsingError(reason)
            | OciDistributionError::UnsupportedMediaTypeError(reason) => {
                Error::Foreign { what: self.what.clone(), reason: one_line(&reason) }
            }
            other => refused(one_line(&other.to_string()), AGAIN),
        }
    }

    fn not_allowed(&self) -> Error {
        Error::NotAllowed {
            registry: self.registry.to_owned(),
            repository: self.repository.to_owned(),
            doing: if self.push { "push to" } else { "pull from" },
            with: self.with.to_owned(),
        }
    }
}

const AGAIN: &str = "try again, or ask whoever runs it";

/// What to do about a refusal.
fn advice(message: &str) -> &'static str {
    let message = message.to_ascii_lowercase();
    if message.contains("https server") {
        return "it speaks TLS, and one on this machine is asked without; `--ca-file FILE` names the authority of its certificate";
    }
    let types = ["media type", "mediatype", "config type", "unsupported", "unknown config", "manifest_invalid"];
    if types.iter().any(|word| message.contains(word)) {
        "it may not take WebAssembly artifacts (application/vnd.wasm.config.v0+json), as some versions of GitLab's don't: \
         use another one"
    } else {
        AGAIN
    }
}

/// The innermost causes of a failure. Not the outer ones, which name addresses.
fn causes(error: &(dyn StdError + 'static)) -> String {
    let mut texts = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !text.contains("://") && !texts.contains(&text) {
            texts.push(text);
        }
        next = cause.source();
    }
    texts.join(": ")
}

fn unreachable(causes: &str, timeout: bool) -> String {
    let lower = causes.to_ascii_lowercase();
    if lower.contains("invalidcontenttype") || lower.contains("corrupt message") {
        return "it doesn't speak TLS; `--plain-http` does without, where the network is your own".into();
    }
    if lower.contains("certificate") {
        return format!(
            "its certificate isn't trusted ({}); `--ca-file FILE` names the authority that made it",
            one_line(causes)
        );
    }
    if timeout || lower.contains("timed out") {
        return "it doesn't answer in time; check the network and its name, and try again".into();
    }
    let causes = if causes.is_empty() { "the connection was lost" } else { causes };
    format!("{}; check the network and its name, and try again", one_line(causes))
}

/// A text of others in one line of bounded length: 300 characters say what there is to say.
pub(crate) fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doing(with: &'static str) -> Doing<'static> {
        Doing {
            registry: "r.example",
            repository: "acme/billing",
            push: true,
            with,
            what: "r.example/acme/billing:2".into(),
        }
    }

    #[test]
    fn who_may_not_is_told_who_they_are() {
        let url = "https://r.example/v2/acme/billing/manifests/2?secret=x".to_owned();
        let text = doing("without credentials").failed(OciDistributionError::UnauthorizedError { url }).to_string();
        assert!(text.contains("doesn't let you push to acme/billing without credentials"), "{text}");
        assert!(text.contains("docker login") && !text.contains("secret"), "{text}");
    }

    #[test]
    fn a_registry_that_refuses_the_type_of_the_config_is_told_from_others() {
        let error = OciDistributionError::ServerError {
            code: 400,
            url: String::new(),
            message: "manifest invalid: unknown config media type".into(),
        };
        let text = doing("as ada").failed(error).to_string();
        assert!(text.contains("WebAssembly") && text.contains("use another one"), "{text}");
    }

    #[test]
    fn what_a_connection_fails_of_is_said_with_what_to_do() {
        assert!(unreachable("received corrupt message of type InvalidContentType", false).contains("--plain-http"));
        assert!(unreachable("invalid peer certificate: UnknownIssuer", false).contains("--ca-file"));
        assert!(unreachable("", true).contains("in time"));
    }
}
