//! A signer that is another program: for keys that live in hardware or in a service.

use super::{PublicKey, SignError, Signer, base64};
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// The most bytes that are read of its answer. A signature has 64 bytes, and 88 characters as base64; the rest is room
/// for line ends.
const MAX_ANSWER: u64 = 256;

/// A command that signs: the message on its standard input, the signature on its standard output, raw or as base64.
///
/// The shell runs it, so that it may have arguments and quotes. What it writes to standard error, such as a question
/// for a PIN, goes where ours goes.
#[derive(Clone, Debug)]
pub struct CommandSigner {
    command: String,
    key: PublicKey,
}

impl CommandSigner {
    /// A command and the public key of what it signs with.
    pub fn new(command: impl Into<String>, key: PublicKey) -> CommandSigner {
        CommandSigner { command: command.into(), key }
    }

    fn run(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let failed = |reason: String| SignError::Signer { command: self.command.clone(), reason };
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut child = Command::new(shell)
            .args([flag, &self.command])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(format!("it can't be started: {error}")))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let mut answer = Vec::new();
        let read = std::thread::scope(|scope| {
            // On a thread of its own: it may answer before it has read everything, or read nothing at all.
            scope.spawn(move || input.map(|mut input| input.write_all(message)));
            let read = output.map_or(Ok(0), |output| output.take(MAX_ANSWER + 1).read_to_end(&mut answer));
            if answer.len() as u64 > MAX_ANSWER {
                // Else it would wait for a reader that has gone. Where it has ended already there is nothing to end.
                let _ = child.kill();
            }
            read
        });
        let status = child.wait().map_err(|error| failed(error.to_string()))?;
        read.map_err(|error| failed(format!("its answer can't be read: {error}")))?;
        if answer.len() as u64 > MAX_ANSWER {
            return Err(failed(format!("its answer has more than {MAX_ANSWER} bytes")));
        }
        if !status.success() {
            return Err(failed(format!("it failed ({status})")));
        }
        Ok(answer)
    }
}

impl Signer for CommandSigner {
    fn public_key(&self) -> &PublicKey {
        &self.key
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        let answer = self.run(message)?;
        if let Ok(raw) = <[u8; 64]>::try_from(answer.as_slice()) {
            return Ok(raw);
        }
        // Tools break base64 into lines.
        let text: String = String::from_utf8_lossy(&answer).split_ascii_whitespace().collect();
        base64::decode_signature(&text).ok_or_else(|| SignError::Signer {
            command: self.command.clone(),
            reason: format!("its answer of {} bytes is neither a signature (64 bytes) nor one as base64", answer.len()),
        })
    }
}
