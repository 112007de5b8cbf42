//! Key files: ours, and those that aren't.

use super::support::{ADA, public};
use base64ct::{Base64, Encoding};
use mighost_artifact::Digest;
use mighost_artifact::sign::{KeyError, KeyId, PublicKey, SecretKey, Signer, is_secret};

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", Base64::encode_string(der))
}

/// SPKI of an Ed25519 key: twelve bytes, then the key (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

#[test]
fn a_key_survives_its_file() {
    let secret = SecretKey::from_pem(&ADA.to_pem().unwrap()).unwrap();
    assert_eq!(secret.public_key(), ADA.public_key());
    let read = PublicKey::from_pem(&ADA.public_key().to_pem().unwrap()).unwrap();
    assert_eq!(&read, ADA.public_key());
    assert!(read.verifies(b"message", &secret.sign(b"message").unwrap()));
}

#[test]
fn two_keys_are_different() {
    assert_ne!(SecretKey::generate().unwrap().public_key(), SecretKey::generate().unwrap().public_key());
}

#[test]
fn a_key_id_is_the_digest_of_its_der() {
    // The first key of RFC 8032's test vectors.
    let key = hex::decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap();
    let der = [&SPKI[..], &key].concat();
    let public = PublicKey::from_pem(&pem("PUBLIC KEY", &der)).unwrap();
    assert_eq!(public.id().to_string(), Digest::of(&der).to_string());
    assert_eq!(KeyId::from_hex(&public.id().to_string()), Some(public.id()));
    assert_eq!(KeyId::from_hex(&public.id().to_string().to_uppercase()), None);
    // And its signature of the empty message.
    let signature = hex::decode(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    )
    .unwrap();
    assert!(public.verifies(b"", &signature.try_into().unwrap()));
}

#[test]
fn a_secret_key_prints_as_its_id() {
    assert_eq!(format!("{:?}", *ADA), format!("SecretKey({})", ADA.public_key().id()));
}

#[test]
fn spaces_and_line_ends_of_other_systems_are_understood() {
    let text = format!("# our key\r\n\r\n  {}", ADA.to_pem().unwrap().replace('\n', "\r\n  "));
    assert_eq!(SecretKey::from_pem(&text).unwrap().public_key(), ADA.public_key());
}

#[test]
fn a_key_whose_lines_were_joined_is_understood() {
    let joined = ADA.to_pem().unwrap().replace('\n', " ");
    assert_eq!(SecretKey::from_pem(&joined).unwrap().public_key(), ADA.public_key());
}

#[test]
fn the_wrong_half_of_a_key() {
    let (secret, shown) = (ADA.to_pem().unwrap(), ADA.public_key().to_pem().unwrap());
    assert!(is_secret(&secret) && !is_secret(&shown));
    assert_eq!(PublicKey::from_pem(&secret).unwrap_err(), KeyError::SecretForPublic);
    assert_eq!(SecretKey::from_pem(&shown).unwrap_err(), KeyError::PublicForSecret);
    assert_eq!(PublicKey::from_pem(&format!("{shown}{shown}")).unwrap_err(), KeyError::Several);
}

#[test]
fn keys_of_other_algorithms() {
    let rsa = KeyError::OtherAlgorithm { name: "RSA".into() };
    assert_eq!(SecretKey::from_pem(&pem("RSA PRIVATE KEY", b"any")).unwrap_err(), rsa);
    // An SPKI of X25519 is an Ed25519 one but for a byte.
    let mut der = [&SPKI[..], &[9; 32]].concat();
    der[8] = 0x6e;
    let x25519 = KeyError::OtherAlgorithm { name: "X25519".into() };
    assert_eq!(PublicKey::from_pem(&pem("PUBLIC KEY", &der)).unwrap_err(), x25519);
    assert_eq!(SecretKey::from_pem(&pem("OPENSSH PRIVATE KEY", b"any")).unwrap_err(), KeyError::OpenSsh);
    assert_eq!(SecretKey::from_pem(&pem("ENCRYPTED PRIVATE KEY", b"any")).unwrap_err(), KeyError::Encrypted);
}

#[test]
fn texts_that_are_no_keys() {
    let reason = |text: &str| match PublicKey::from_pem(text).unwrap_err() {
        KeyError::NoKey { reason } => reason,
        other => panic!("another error: {other:?}"),
    };
    assert_eq!(reason(""), "it is empty");
    assert_eq!(reason("ssh-ed25519 AAAA me@host"), "it holds a public key of SSH");
    assert_eq!(reason("untrusted comment: minisign public key\nRWQ"), "it holds a key of minisign");
    assert_eq!(reason("\0asm"), "it holds no PEM (`-----BEGIN …`)");
    assert_eq!(reason(&pem("CERTIFICATE", b"any")), "it holds a `CERTIFICATE`");
    assert_eq!(reason(&"x".repeat(20_000)), "it has 20000 bytes, and a key has a few hundred");
}

#[test]
fn damaged_keys() {
    for text in [
        "-----BEGIN PUBLIC KEY-----\n".to_owned(),
        pem("PUBLIC KEY", b"any"),
        pem("PUBLIC KEY", &[&SPKI[..], &[9; 31]].concat()),
        pem("PUBLIC KEY", &[&SPKI[..], &[9; 33]].concat()),
        "-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----\n".to_owned(),
    ] {
        assert!(matches!(PublicKey::from_pem(&text), Err(KeyError::Damaged { .. })), "{text}");
    }
    let cut = ADA.to_pem().unwrap().replace("MC4C", "MC4D");
    assert!(matches!(SecretKey::from_pem(&cut), Err(KeyError::Damaged { .. })));
}

#[test]
fn a_key_for_which_anybody_can_sign() {
    // The neutral element of the curve: every message has a signature that needs no secret.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let text = pem("PUBLIC KEY", &[&SPKI[..], &neutral].concat());
    assert_eq!(PublicKey::from_pem(&text).unwrap_err(), KeyError::Weak);
}

#[test]
fn no_message_shows_a_part_of_a_key() {
    let secret = ADA.to_pem().unwrap();
    let body = secret.lines().nth(1).unwrap().to_owned();
    for text in [
        secret.to_string(),
        secret.replace("PRIVATE KEY", "SECRET"),
        secret.replace("-----END", "----END"),
        body.clone(),
    ] {
        for error in [PublicKey::from_pem(&text).err(), SecretKey::from_pem(&text).err()].into_iter().flatten() {
            assert!(!error.to_string().contains(&body[20..]), "{error}");
        }
    }
    let _ = public(&ADA);
}
