//! Who asks a registry: a name and a password, or a token, from where such things usually are.

use crate::Error;
use docker_credential::{CredentialRetrievalError as Trouble, DockerCredential};
use oci_client::secrets::RegistryAuth;
use std::path::{Path, PathBuf};

/// The variables, which beat the files.
const TOKEN: &str = "MIGHOST_REGISTRY_TOKEN";
const USER: &str = "MIGHOST_REGISTRY_USER";
const PASSWORD: &str = "MIGHOST_REGISTRY_PASSWORD";
/// The registry that they are for; without it they are for the one that is asked.
const HOST: &str = "MIGHOST_REGISTRY_HOST";

/// Who asks, and where that was said. It has no `Debug`: there is a password in it.
pub(crate) struct Credentials {
    pub(crate) auth: RegistryAuth,
    /// For a message: `as ada (from /home/ada/.docker/config.json)`.
    pub(crate) with: String,
}

impl Credentials {
    /// Looks in the environment, in docker's configuration with its helpers, and in podman's file; in this order.
    /// Where none of them has any, the registry is asked without.
    pub(crate) fn find(registry: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Credentials, Error> {
        if let Some(found) = from_variables(registry, variable)? {
            return Ok(found);
        }
        // Docker's own registry is known there by an address of another time.
        let server = if registry == "docker.io" { "https://index.docker.io/v1/" } else { registry };
        if let Some(file) = docker_file().filter(|file| file.is_file())
            && let Some(found) = understood(registry, docker_credential::get_credential(server), &file)?
        {
            return Ok(found);
        }
        if let Some(file) = podman_file().filter(|file| file.is_file())
            && let Some(found) = understood(registry, docker_credential::get_podman_credential(server), &file)?
        {
            return Ok(found);
        }
        Ok(Credentials { auth: RegistryAuth::Anonymous, with: "without credentials".to_owned() })
    }
}

fn from_variables(registry: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Option<Credentials>, Error> {
    if variable(HOST).is_some_and(|host| host != registry) {
        return Ok(None);
    }
    match (variable(TOKEN), variable(USER), variable(PASSWORD)) {
        (Some(token), _, _) => {
            Ok(Some(Credentials { auth: RegistryAuth::Bearer(token), with: format!("with the token in {TOKEN}") }))
        }
        (None, Some(user), Some(password)) => {
            let with = format!("as {user} (from {USER})");
            Ok(Some(Credentials { auth: RegistryAuth::Basic(user, password), with }))
        }
        (None, Some(_), None) | (None, None, Some(_)) => Err(Error::Credentials {
            registry: registry.to_owned(),
            reason: format!("{USER} and {PASSWORD} belong together, and one of them isn't set; set both, or neither"),
        }),
        (None, None, None) => Ok(None),
    }
}

/// The file, for messages and to tell one that isn't there from one that can't be read.
fn docker_file() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".docker"));
    std::env::var_os("DOCKER_CONFIG").map(PathBuf::from).or_else(home).map(|folder| folder.join("config.json"))
}

fn podman_file() -> Option<PathBuf> {
    let runtime = || std::env::var_os("XDG_RUNTIME_DIR").map(|dir| Path::new(&dir).join("containers/auth.json"));
    std::env::var_os("REGISTRY_AUTH_FILE").map(PathBuf::from).or_else(runtime)
}

/// What a file says; `None` where it says nothing about this registry.
fn understood(
    registry: &str,
    found: Result<DockerCredential, Trouble>,
    file: &Path,
) -> Result<Option<Credentials>, Error> {
    let wrong = |reason: String| Err(Error::Credentials { registry: registry.to_owned(), reason });
    let file = file.display();
    match found {
        Ok(DockerCredential::UsernamePassword(user, password)) => {
            let with = format!("as {user} (from {file})");
            Ok(Some(Credentials { auth: RegistryAuth::Basic(user, password), with }))
        }
        Ok(DockerCredential::IdentityToken(_)) => wrong(format!(
            "{file} has an identity token, with which mighost can't ask; log in with a password or an access token, or set \
             {USER} and {PASSWORD}"
        )),
        Err(Trouble::NoCredentialConfigured | Trouble::ConfigNotFound) => Ok(None),
        // The helper's own way to say that it has none; the words are fixed by docker.
        Err(Trouble::HelperFailure { stdout, .. }) if stdout.contains("credentials not found") => Ok(None),
        // Not what it printed: that may be what it keeps.
        Err(Trouble::HelperFailure { helper, .. }) => wrong(format!(
            "the helper {helper}, which {file} names, failed; run `docker login {registry}`, or set {USER} \
             and {PASSWORD}"
        )),
        Err(Trouble::HelperCommunicationError | Trouble::MalformedHelperResponse) => wrong(format!(
            "the credential helper that {file} names can't be run, or answered nothing of use; install it, or set {USER} and \
             {PASSWORD}"
        )),
        Err(_) => {
            wrong(format!("{file} can't be read; run `docker login {registry}` again, or set {USER} and {PASSWORD}"))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn variables(set: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        |name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn variables_name_who_asks() {
        let found = from_variables("r.example", &variables(&[(USER, "ada"), (PASSWORD, "secret")])).unwrap().unwrap();
        assert!(found.auth == RegistryAuth::Basic("ada".into(), "secret".into()));
        assert!(found.with.contains("ada") && !found.with.contains("secret"));
        let found = from_variables("r.example", &variables(&[(TOKEN, "t"), (USER, "ada")])).unwrap().unwrap();
        assert!(found.auth == RegistryAuth::Bearer("t".into()));
        assert!(from_variables("r.example", &variables(&[])).unwrap().is_none());
    }

    #[test]
    fn variables_may_be_for_one_registry() {
        let set = &[(HOST, "r.example"), (USER, "ada"), (PASSWORD, "secret")];
        assert!(from_variables("r.example", &variables(set)).unwrap().is_some());
        assert!(from_variables("evil.example", &variables(set)).unwrap().is_none());
    }

    #[test]
    fn half_of_a_pair_is_a_mistake() {
        let Err(error) = from_variables("r.example", &variables(&[(PASSWORD, "secret")])) else {
            panic!("it was taken")
        };
        assert!(error.to_string().contains("belong together") && !error.to_string().contains("secret"));
    }

    #[test]
    fn what_a_helper_printed_is_not_repeated() {
        let failed = Trouble::HelperFailure {
            helper: "docker-credential-pass".into(),
            stdout: "s3cret".into(),
            stderr: "s3cret".into(),
        };
        let Err(error) = understood("r.example", Err(failed), Path::new("config.json")) else { panic!("it was taken") };
        assert!(error.to_string().contains("docker-credential-pass") && !error.to_string().contains("s3cret"));
        let none = Trouble::HelperFailure {
            helper: "docker-credential-pass".into(),
            stdout: "credentials not found in native keychain\n".into(),
            stderr: String::new(),
        };
        assert!(understood("r.example", Err(none), Path::new("config.json")).unwrap().is_none());
    }
}
