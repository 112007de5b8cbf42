//! `key`: making keys, and looking at them.

use super::DONE;
use crate::args::{Key, KeyCommand};
use crate::output::{GOOD, ID, Output, paint};
use crate::trust::{files, keys};
use mighost::Error;
use mighost::sign::{PublicKey, SecretKey, Signer, is_secret};
use serde_json::json;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

pub fn key(args: &Key, output: &Output) -> Result<u8, Error> {
    match &args.command {
        KeyCommand::Generate { out } => generate(out, output),
        KeyCommand::Show { file } => show(file, output),
    }
}

fn generate(secret_file: &Path, output: &Output) -> Result<u8, Error> {
    let mut public_file = OsString::from(secret_file);
    public_file.push(".pub");
    let public_file = PathBuf::from(public_file);
    let what = secret_file.display().to_string();
    let key = keys::parsed(&what, SecretKey::generate())?;
    let id = key.public_key().id();
    let secret = keys::parsed(&what, key.to_pem())?;
    let public = keys::parsed(&what, key.public_key().to_pem())?;
    // The public key first: one without its secret is of no use to anybody, so it may be removed again.
    create(&public_file, public.as_bytes(), false)?;
    if let Err(error) = create(secret_file, secret.as_bytes(), true) {
        // The error that counts is the one above.
        let _ = fs::remove_file(&public_file);
        return Err(error);
    }
    output.object(&json!({ "key": id, "secret_key": secret_file, "public_key": public_file }));
    output.line(format!("{} made {what}: keep it where only you read it", paint(GOOD, "✓")));
    output.line(format!("{} made {}: for whoever verifies", paint(GOOD, "✓"), public_file.display()));
    output.answer(format!("key id     {}", paint(ID, id)));
    output.line(format!("next: mighost sign FILE --key {what}"));
    Ok(DONE)
}

/// Writes a file that must not be there yet.
fn create(path: &Path, content: &[u8], secret: bool) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // From the first moment on: its owner alone reads a secret.
        options.mode(if secret { 0o600 } else { 0o644 });
    }
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::Usage(format!(
            "{} is there already, and a key is never overwritten; name another file",
            path.display()
        )),
        _ => files::io(path)(error),
    })?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(|error| {
        // Half a key is none.
        let _ = fs::remove_file(path);
        files::io(path)(error)
    })
}

fn show(file: &Path, output: &Output) -> Result<u8, Error> {
    let text = keys::read(file)?;
    let what = file.display().to_string();
    let (kind, public) = if is_secret(&text) {
        let key = keys::parsed(&what, SecretKey::from_pem(&text))?;
        keys::warn_if_others_read(file, output);
        ("secret", key.public_key().clone())
    } else {
        ("public", keys::parsed(&what, PublicKey::from_pem(&text))?)
    };
    let pem = keys::parsed(&what, public.to_pem())?;
    output.object(&json!({ "file": file, "kind": kind, "key": public.id(), "public_key": pem }));
    output.answer(format!("{what} is an Ed25519 {kind} key"));
    output.answer(format!("key id     {}", paint(ID, public.id())));
    output.answer(pem.trim_end());
    Ok(DONE)
}
