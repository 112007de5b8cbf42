//! Files that say of themselves that they are migrations.

use mighost_artifact::sign::{Unverified, strip};
use mighost_artifact::{
    Artifact, DESCRIPTION_SECTION, SCRIPT_SECTION, SIGNATURE_SECTION, SOURCE_SECTION, read_description, seal,
};

/// A component without any section.
const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";

/// A whole file.
pub(crate) fn whole(bytes: &[u8]) {
    read(bytes);
}

/// mighost's own sections: the first byte says which, and whether bytes stand behind it.
pub(crate) fn sections(bytes: &[u8]) {
    let Some((first, data)) = bytes.split_first() else { return };
    let name = [DESCRIPTION_SECTION, SOURCE_SECTION, SIGNATURE_SECTION, SCRIPT_SECTION][usize::from(first % 4)];
    let mut file = EMPTY.to_vec();
    custom(&mut file, name, data);
    if first & 0x80 != 0 {
        custom(&mut file, "other", b"");
    }
    read(&file);
}

fn read(bytes: &[u8]) {
    let cheap = read_description(bytes);
    let whole = Artifact::read(bytes);
    let _ = mighost_artifact::componentize(bytes);
    let content = strip(bytes);
    if let (Ok(content), Ok(Some(unverified))) = (&content, Unverified::of_artifact(bytes, None)) {
        assert!(content.len() < bytes.len(), "a signature is in no section");
        let _ = unverified.statement();
    }
    if let Ok(Some(description)) = &cheap {
        let sealed = seal(bytes, description).expect("what was sealed can be sealed");
        assert_eq!(read_description(&sealed).expect("what was sealed").as_ref(), Some(description));
        assert_eq!(seal(&sealed, description).expect("sealing again"), sealed, "sealing twice is sealing once");
    }
    if let Ok(artifact) = whole {
        assert_eq!(cheap.expect("the outer sections of a whole artifact").as_ref(), artifact.description());
        assert_eq!(content.expect("the content of a whole artifact"), artifact.signed_bytes());
        let _ = mighost_artifact::sql::unpack(&artifact);
        let content = Artifact::read(artifact.signed_bytes()).expect("an artifact without its signatures");
        assert_eq!(content.capabilities(), artifact.capabilities());
        assert_eq!(*content.sha256(), artifact.content_sha256());
    }
}

fn custom(file: &mut Vec<u8>, name: &str, data: &[u8]) {
    let mut content = Vec::new();
    leb(&mut content, name.len());
    content.extend_from_slice(name.as_bytes());
    content.extend_from_slice(data);
    file.push(0);
    leb(file, content.len());
    file.extend_from_slice(&content);
}

fn leb(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        out.push(if number == 0 { byte } else { byte | 0x80 });
        if number == 0 {
            return;
        }
    }
}
