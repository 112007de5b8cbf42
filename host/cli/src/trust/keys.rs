//! Where keys come from: files, a variable, standard input, another program.

use super::files;
use crate::args::With;
use crate::dot_env::DotEnv;
use crate::output::Output;
use mighost::Error;
use mighost::sign::{CommandSigner, KeyError, PublicKey, SecretKey, SignError, Signer, is_secret};
use std::io::Read;
use std::path::Path;

/// The variable with the secret key, or its path.
const VARIABLE: &str = "MIGHOST_KEY";
/// The most bytes that are read of a key's file: many times what a key has.
const MAX_KEY: u64 = 64 * 1024;

/// What signs, as the flags or the environment say.
pub fn signer(with: &With, output: &Output) -> Result<Box<dyn Signer>, Error> {
    if let (Some(command), Some(file)) = (&with.signer, &with.public_key) {
        return Ok(Box::new(CommandSigner::new(command, public(file)?)));
    }
    if let Some(file) = &with.key {
        if file.as_os_str() == "-" {
            let text = text(std::io::stdin()).map_err(files::io(Path::new("standard input")))?;
            return Ok(Box::new(parsed("standard input", SecretKey::from_pem(&text))?));
        }
        if is_secret(&file.to_string_lossy()) {
            // Not what was given: it is the secret.
            let message = "--key takes a file's name and was given the key itself; set MIGHOST_KEY, or use `--key -`";
            return Err(Error::Usage(message.into()));
        }
        return Ok(Box::new(secret(file, output)?));
    }
    match DotEnv::read().variable(VARIABLE) {
        Some(value) if value.contains("-----BEGIN") => Ok(Box::new(parsed(VARIABLE, SecretKey::from_pem(&value))?)),
        // Nor here: what can't be opened may be a key that was cut off.
        Some(path) => match std::fs::File::open(&path) {
            Ok(_) => Ok(Box::new(secret(Path::new(&path), output)?)),
            Err(error) => Err(Error::Usage(format!(
                "{VARIABLE} holds neither a key as PEM nor the path of a file that can be opened ({error}); correct it"
            ))),
        },
        None => Err(Error::Usage(format!(
            "no key: give --key FILE, set {VARIABLE}, or let another program sign with --signer; `mighost key generate` \
             makes a key"
        ))),
    }
}

/// Reads a secret key, and warns where others may read it too.
fn secret(file: &Path, output: &Output) -> Result<SecretKey, Error> {
    let key = parsed(&file.display().to_string(), SecretKey::from_pem(&read(file)?))?;
    warn_if_others_read(file, output);
    Ok(key)
}

/// Reads a public key.
pub fn public(file: &Path) -> Result<PublicKey, Error> {
    parsed(&file.display().to_string(), PublicKey::from_pem(&read(file)?))
}

/// Reads a key's file as text; what isn't text is no key, which is for the parser to say.
pub fn read(file: &Path) -> Result<String, Error> {
    std::fs::File::open(file).and_then(text).map_err(files::io(file))
}

fn text(from: impl Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    from.take(MAX_KEY).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A key, or the error with the name of where it should have been.
pub fn parsed<K>(what: &str, key: Result<K, KeyError>) -> Result<K, Error> {
    key.map_err(|error| Error::Sign { what: what.to_owned(), reason: SignError::Key(error) })
}

#[cfg(unix)]
pub fn warn_if_others_read(file: &Path, output: &Output) {
    use std::os::unix::fs::PermissionsExt;
    // The bits of the group and of everybody else.
    const OTHERS: u32 = 0o077;
    if let Ok(facts) = std::fs::metadata(file)
        && facts.permissions().mode() & OTHERS != 0
    {
        let file = file.display();
        output.warn(format!("{file}: others than its owner may read this secret key; `chmod 600 {file}`"));
    }
}

/// Elsewhere permissions aren't bits.
#[cfg(not(unix))]
pub fn warn_if_others_read(_file: &Path, _output: &Output) {}
