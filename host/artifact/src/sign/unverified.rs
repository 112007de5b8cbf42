//! Looking at signatures without judging them.

use super::{Envelope, Release, Statement, TrustStatement, Untrusted, section};

/// What an artifact's or a manifest's signatures claim. Nobody has checked any of it: it is for showing, and for the
/// publisher who signs again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified {
    envelope: Envelope,
}

impl Unverified {
    /// The envelope that an artifact carries, or that lies beside it; `None` where it isn't signed.
    ///
    /// # Errors
    /// [`Untrusted`] where it can't be read, or where the two are about different things.
    pub fn of_artifact(bytes: &[u8], detached: Option<&[u8]>) -> Result<Option<Unverified>, Untrusted> {
        let (_, embedded) = section::split(bytes)?;
        let detached = detached.map(Envelope::read).transpose()?;
        let envelope = match (embedded, detached) {
            (Some(mut embedded), Some(detached)) => {
                embedded.merge(detached)?;
                Some(embedded)
            }
            (embedded, detached) => embedded.or(detached),
        };
        Ok(envelope.map(|envelope| Unverified { envelope }))
    }

    /// The envelope of a manifest.
    ///
    /// # Errors
    /// [`Untrusted`] where it can't be read.
    pub fn of_release(json: &[u8]) -> Result<Unverified, Untrusted> {
        Ok(Unverified { envelope: Envelope::read_release(json)? })
    }

    /// The envelope.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The ids of the keys that the signatures say they are of.
    pub fn keys(&self) -> Vec<&str> {
        self.envelope.claimed_keys()
    }

    /// What is claimed about an artifact.
    ///
    /// # Errors
    /// [`Untrusted`] where it isn't a statement about an artifact in its one form.
    pub fn statement(&self) -> Result<Statement, Untrusted> {
        Statement::from_payload(self.envelope.payload())
    }

    /// What is claimed about a chain.
    ///
    /// # Errors
    /// [`Untrusted`] where it isn't a chain's manifest in its one form.
    pub fn release(&self) -> Result<Release, Untrusted> {
        Release::from_payload(self.envelope.payload())
    }

    /// The envelope beside a trust file.
    ///
    /// # Errors
    /// [`Untrusted`] where it can't be read.
    pub fn of_trust(json: &[u8]) -> Result<Unverified, Untrusted> {
        Ok(Unverified { envelope: Envelope::read(json)? })
    }

    /// What is claimed about a trust file.
    ///
    /// # Errors
    /// [`Untrusted`] where it isn't a statement about one in its one form.
    pub fn trust(&self) -> Result<TrustStatement, Untrusted> {
        TrustStatement::from_payload(self.envelope.payload())
    }
}
