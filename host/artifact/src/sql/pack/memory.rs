//! Values of the contract's types, laid out in a component's memory as wit-parser says they lie.

use crate::{Error, contract::Contract};
use wit_parser::{Int, Type, TypeDefKind};

/// A value to lay out.
pub(crate) enum Value<'a> {
    Text(&'a str),
    Bool(bool),
    /// A case of an enum, by its name.
    Case(&'static str),
    Optional(Option<&'a str>),
    Texts(&'a [String]),
    /// Fields by name; every field of the record must be there.
    Record(Vec<(&'static str, Value<'a>)>),
}

/// The memory's beginning, as the data segment will fill it.
pub(crate) struct Memory {
    base: u32,
    bytes: Vec<u8>,
}

impl Memory {
    pub(crate) fn new(base: u32) -> Memory {
        Memory { base, bytes: Vec::new() }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The first address behind everything.
    pub(crate) fn end(&self) -> Result<u32, Error> {
        let length = u32::try_from(self.bytes.len()).map_err(Error::internal)?;
        self.base.checked_add(length).ok_or_else(|| Error::internal("a script does not fit the memory"))
    }

    /// Room for so many bytes, zeroed; its address.
    pub(crate) fn room(&mut self, size: usize, align: usize) -> Result<u32, Error> {
        // An alignment of 0 would mean a type without one; there is none.
        while !(self.base as usize + self.bytes.len()).is_multiple_of(align.max(1)) {
            self.bytes.push(0);
        }
        let address = self.end()?;
        self.bytes.resize(self.bytes.len() + size, 0);
        Ok(address)
    }

    /// Appends a text; its address.
    pub(crate) fn text(&mut self, text: &str) -> Result<u32, Error> {
        let address = self.end()?;
        self.bytes.extend_from_slice(text.as_bytes());
        Ok(address)
    }

    /// Appends a text and writes its address and length into a place.
    pub(crate) fn text_at(&mut self, place: u32, text: &str) -> Result<(), Error> {
        let address = self.text(text)?;
        self.pair(place, address, text.len())
    }

    /// Writes an address and a length into a place.
    pub(crate) fn pair(&mut self, place: u32, address: u32, length: usize) -> Result<(), Error> {
        self.write(place, &address.to_le_bytes())?;
        self.write(place + 4, &u32::try_from(length).map_err(Error::internal)?.to_le_bytes())
    }

    pub(crate) fn write(&mut self, place: u32, bytes: &[u8]) -> Result<(), Error> {
        let at = place.wrapping_sub(self.base) as usize;
        let target = self.bytes.get_mut(at..at + bytes.len());
        target.ok_or_else(|| Error::internal("a write outside of the memory"))?.copy_from_slice(bytes);
        Ok(())
    }

    /// Lays out a value of that type; its address.
    pub(crate) fn value(&mut self, contract: &Contract, ty: &Type, value: &Value<'_>) -> Result<u32, Error> {
        let size = contract.sizes.size(ty).size_wasm32();
        let place = self.room(size, contract.sizes.align(ty).align_wasm32())?;
        self.store(contract, ty, value, place)?;
        Ok(place)
    }

    fn store(&mut self, contract: &Contract, ty: &Type, value: &Value<'_>, place: u32) -> Result<(), Error> {
        let kind = match ty {
            Type::Id(id) => Some(&contract.resolve.types[*id].kind),
            _ => None,
        };
        match (kind, value) {
            (Some(TypeDefKind::Type(ty)), value) => self.store(contract, ty, value, place),
            (None, Value::Text(text)) if *ty == Type::String => self.text_at(place, text),
            (None, Value::Bool(yes)) if *ty == Type::Bool => self.write(place, &[u8::from(*yes)]),
            (Some(TypeDefKind::Enum(cases)), Value::Case(name)) => {
                let number = cases.cases.iter().position(|case| case.name == *name);
                self.tag(place, cases.tag(), number.ok_or_else(|| unlike(name))?)
            }
            (Some(TypeDefKind::Option(inner)), Value::Optional(content)) => match content {
                Some(text) => {
                    let payload = contract.sizes.payload_offset(Int::U8, [None, Some(inner)]).size_wasm32();
                    self.tag(place, Int::U8, 1)?;
                    self.store(contract, inner, &Value::Text(text), offset(place, payload)?)
                }
                None => self.tag(place, Int::U8, 0),
            },
            (Some(TypeDefKind::List(inner)), Value::Texts(texts)) => {
                let size = contract.sizes.size(inner).size_wasm32();
                let items = self.room(size * texts.len(), contract.sizes.align(inner).align_wasm32())?;
                self.pair(place, items, texts.len())?;
                for (i, text) in texts.iter().enumerate() {
                    self.store(contract, inner, &Value::Text(text), offset(items, i * size)?)?;
                }
                Ok(())
            }
            (Some(TypeDefKind::Record(record)), Value::Record(values)) if record.fields.len() == values.len() => {
                let offsets = contract.sizes.field_offsets(record.fields.iter().map(|field| &field.ty));
                for (field, (at, ty)) in record.fields.iter().zip(offsets) {
                    let (_, value) =
                        values.iter().find(|(name, _)| *name == field.name).ok_or_else(|| unlike(&field.name))?;
                    self.store(contract, ty, value, offset(place, at.size_wasm32())?)?;
                }
                Ok(())
            }
            _ => Err(unlike("a value")),
        }
    }

    /// Writes which case it is.
    pub(crate) fn tag(&mut self, place: u32, tag: Int, number: usize) -> Result<(), Error> {
        let bytes = u32::try_from(number).map_err(Error::internal)?.to_le_bytes();
        match tag {
            Int::U8 => self.write(place, &bytes[..1]),
            Int::U16 => self.write(place, &bytes[..2]),
            Int::U32 | Int::U64 => self.write(place, &bytes),
        }
    }
}

fn offset(place: u32, by: usize) -> Result<u32, Error> {
    let by = u32::try_from(by).map_err(Error::internal)?;
    place.checked_add(by).ok_or_else(|| Error::internal("a value does not fit the memory"))
}

fn unlike(what: &str) -> Error {
    Error::internal(format!("the packer does not know the contract's shape of `{what}`"))
}
