//! The outermost sections of a component, and nothing inside them: a few instructions for each section, so
//! that bytes nobody vouches for yet meet as little code as possible.

use crate::Error;
use std::ops::Range;

/// The magic number of every WebAssembly file.
const MAGIC: &[u8; 4] = b"\0asm";
/// Version 13 of the binary format, layer 1: a component.
const COMPONENT: [u8; 4] = [0x0d, 0x00, 0x01, 0x00];
/// Version 1, layer 0: a core module.
const MODULE: [u8; 4] = [0x01, 0x00, 0x00, 0x00];
/// Magic number and version.
pub(crate) const HEADER: usize = 8;
/// The largest section id of a component: values. Behind it there is nothing in the format.
const LAST_COMPONENT_SECTION: u8 = 12;
/// The largest section id of a core module: tags.
const LAST_MODULE_SECTION: u8 = 13;

/// What a file is by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Component,
    Module,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section<'a> {
    /// What kind of section; 0 is a custom one.
    pub(crate) id: u8,
    /// A custom section's name.
    pub(crate) name: Option<&'a str>,
    /// What it holds, without a custom section's name.
    pub(crate) data: &'a [u8],
    /// Where it stands, its id and length included.
    pub(crate) span: Range<usize>,
}

/// Says what the bytes are, or what they are instead of WebAssembly.
pub(crate) fn kind(bytes: &[u8]) -> Result<Kind, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(if MAGIC.starts_with(bytes) {
            Error::Truncated { what: "the header", offset: 0 }
        } else {
            text_or_other(bytes)
        });
    };
    match rest.first_chunk::<4>() {
        Some(&COMPONENT) => Ok(Kind::Component),
        Some(&MODULE) => Ok(Kind::Module),
        Some(other) => Err(Error::UnknownEncoding { header: hex::encode(other) }),
        None => Err(Error::Truncated { what: "the header", offset: 0 }),
    }
}

fn text_or_other(bytes: &[u8]) -> Error {
    // The first kilobyte is enough to tell text from anything else; it may end inside a character.
    let head = &bytes[..bytes.len().min(1024)];
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return Error::NotWasm,
    };
    if text.contains('\0') {
        return Error::NotWasm;
    }
    // WAT's comments begin with `;;` and `(;`.
    let mut code = text.trim_start_matches('\u{feff}').lines().map(str::trim_start);
    let first = code.find(|line| !line.is_empty() && !line.starts_with(";;")).unwrap_or_default();
    let word = first.strip_prefix('(').unwrap_or_default().trim_start();
    if word.starts_with("module") || word.starts_with("component") || first.starts_with("(;") {
        Error::Wat
    } else {
        Error::Text
    }
}

/// The outermost sections of a component, in order.
pub(crate) fn component(bytes: &[u8]) -> Result<Sections<'_>, Error> {
    match kind(bytes)? {
        Kind::Component => Ok(Sections { bytes, offset: HEADER, last: LAST_COMPONENT_SECTION }),
        Kind::Module => Err(Error::CoreModule),
    }
}

/// The sections of a core module, in order.
pub(crate) fn module(bytes: &[u8]) -> Result<Sections<'_>, Error> {
    match kind(bytes)? {
        Kind::Module => Ok(Sections { bytes, offset: HEADER, last: LAST_MODULE_SECTION }),
        Kind::Component => Err(Error::AlreadyComponent),
    }
}

/// An iterator over sections; it ends after the first error.
pub(crate) struct Sections<'a> {
    bytes: &'a [u8],
    offset: usize,
    last: u8,
}

impl<'a> Iterator for Sections<'a> {
    type Item = Result<Section<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.offset >= self.bytes.len() {
            return None;
        }
        let section = self.read();
        self.offset = match &section {
            Ok(section) => section.span.end,
            Err(_) => self.bytes.len(),
        };
        Some(section)
    }
}

impl<'a> Sections<'a> {
    fn read(&self) -> Result<Section<'a>, Error> {
        let start = self.offset;
        let id = self.bytes[start];
        if id > self.last {
            return Err(Error::TrailingBytes { offset: start });
        }
        let mut at = start + 1;
        let length = leb(self.bytes, &mut at, start)?;
        let end = at
            .checked_add(length)
            .filter(|end| *end <= self.bytes.len())
            .ok_or(Error::Truncated { what: "a section", offset: start })?;
        let content = &self.bytes[at..end];
        if id != 0 {
            return Ok(Section { id, name: None, data: content, span: start..end });
        }
        let mut at = 0;
        let malformed = || Error::Malformed { reason: "a custom section has no name".into(), offset: start };
        let length = leb(content, &mut at, start).map_err(|_| malformed())?;
        let name = content.get(at..).and_then(|rest| rest.get(..length)).ok_or_else(malformed)?;
        let name = std::str::from_utf8(name)
            .map_err(|_| Error::Malformed { reason: "a custom section's name is not UTF-8".into(), offset: start })?;
        Ok(Section { id, name: Some(name), data: &content[at + length..], span: start..end })
    }
}

/// Reads an unsigned LEB128 of 32 bits.
pub(crate) fn leb(bytes: &[u8], at: &mut usize, section: usize) -> Result<usize, Error> {
    let mut value: u64 = 0;
    // Five groups of seven bits hold 32 bits.
    for group in 0..5 {
        let byte = *bytes.get(*at).ok_or(Error::Truncated { what: "a section", offset: section })?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << (7 * group);
        if byte & 0x80 == 0 {
            let value = u32::try_from(value).map_err(|_| too_long(section))?;
            return usize::try_from(value).map_err(|_| too_long(section));
        }
    }
    Err(too_long(section))
}

fn too_long(section: usize) -> Error {
    Error::Malformed { reason: "a length does not fit 32 bits".into(), offset: section }
}

/// Appends an unsigned LEB128.
pub(crate) fn push_leb(out: &mut Vec<u8>, mut value: usize) {
    loop {
        // The low seven bits: the mask makes the cast exact.
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

/// Appends a section.
pub(crate) fn push_section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    out.push(id);
    push_leb(out, content.len());
    out.extend_from_slice(content);
}

/// Appends a custom section.
pub(crate) fn push_custom(out: &mut Vec<u8>, name: &str, data: &[u8]) {
    // Five bytes hold the longest length.
    let mut content = Vec::with_capacity(name.len() + data.len() + 5);
    push_leb(&mut content, name.len());
    content.extend_from_slice(name.as_bytes());
    content.extend_from_slice(data);
    push_section(out, 0, &content);
}
