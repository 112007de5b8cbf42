//! The login that a package's steps run as on a server.

use mighost_database::Target;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Where a package's login is written down. Secrets stay outside of the trust file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Login {
    /// The environment variable that holds its address, password and all.
    pub url_env: Option<String>,
    /// Its address, without a password.
    pub url: Option<String>,
    /// The environment variable that holds the password of `url`.
    pub password_env: Option<String>,
    /// The file that holds it.
    pub password_file: Option<PathBuf>,
}

impl Login {
    /// Says what is wrong with it, where something is.
    pub(super) fn checked(self) -> Result<Login, String> {
        let passwords = usize::from(self.password_env.is_some()) + usize::from(self.password_file.is_some());
        match (&self.url_env, &self.url) {
            (Some(_), None) if passwords == 0 => {}
            (Some(_), None) => return Err("`url-env` holds the password too; leave out the other one".into()),
            (None, Some(_)) if passwords > 1 => {
                return Err("`password-env` and `password-file` are two passwords".into());
            }
            (None, Some(url)) => {
                let target = Target::parse(url).map_err(|error| error.to_string())?;
                if target.has_password() {
                    return Err(
                        "its `url` has a password in it, which doesn't belong into this file; put the address into \
                                an environment variable and name that: `url-env`"
                            .into(),
                    );
                }
            }
            _ => return Err("it has either `url-env` or `url`".into()),
        }
        Ok(self)
    }

    /// With its file where the trust file is.
    pub(super) fn beside(mut self, trust_file: &Path) -> Login {
        if let (Some(file), Some(folder)) = (&self.password_file, trust_file.parent()) {
            self.password_file = Some(folder.join(file));
        }
        self
    }

    /// Its address.
    ///
    /// # Errors
    /// What is missing, and what to do. No secret is in it.
    pub fn target(&self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Target, String> {
        let named = |name: &String| {
            let missing =
                || format!("the environment variable {name} isn't set; it holds what the trust file asks of it");
            variable(name).filter(|value| !value.is_empty()).ok_or_else(missing)
        };
        if let Some(name) = &self.url_env {
            return Target::parse(&named(name)?).map_err(|error| format!("{name}: {error}"));
        }
        let url = self.url.as_deref().unwrap_or_default();
        let target = Target::parse(url).map_err(|error| error.to_string())?;
        let password = match (&self.password_env, &self.password_file) {
            (Some(name), _) => named(name)?,
            (None, Some(file)) => {
                let read = std::fs::read_to_string(file);
                let text = read.map_err(|error| format!("its password-file {}: {error}", file.display()))?;
                // An editor's last line ends like every other.
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
            (None, None) => return Ok(target),
        };
        target.with_password(&password).map_err(|error| error.to_string())
    }
}

/// Where it is written down.
impl std::fmt::Display for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.url_env, &self.url) {
            (Some(name), _) => write!(f, "${name}"),
            (None, url) => f.write_str(url.as_deref().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn login(text: &str) -> Result<Login, String> {
        toml::from_str::<Login>(text).map_err(|error| error.to_string())?.checked()
    }

    #[test]
    fn a_login_has_one_address_and_at_most_one_password() {
        for text in
            ["", "url-env = 'A'\nurl = 'mysql://a@b/c'", "password-env = 'A'", "url-env = 'A'\npassword-env = 'B'"]
        {
            assert!(login(text).is_err(), "{text}");
        }
        let error = login("url = 'postgresql://me:s3cret@h/db'").unwrap_err();
        assert!(error.contains("url-env") && !error.contains("s3cret"), "{error}");
    }

    #[test]
    fn secrets_come_from_outside_and_are_not_shown() {
        let variable = |name: &str| match name {
            "URL" => Some("postgresql://me:s3cret@h/db".to_owned()),
            "PASSWORD" => Some("s3cret".to_owned()),
            _ => None,
        };
        for text in ["url-env = 'URL'", "url = 'postgresql://me@h/db'\npassword-env = 'PASSWORD'"] {
            let target = login(text).unwrap().target(&variable).unwrap();
            assert!(target.has_password());
            assert_eq!(format!("{target} {target:?}").matches("me:***@h").count(), 2, "{target}");
        }
        let error = login("url-env = 'NOWHERE'").unwrap().target(&variable).unwrap_err();
        assert!(error.contains("NOWHERE"), "{error}");
    }
}
