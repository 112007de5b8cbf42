//! Script -> component.

mod code;
mod layout;
mod memory;
mod unpack;

use super::script::{Plan, Script, TARGETS};
use crate::{Error, Half, SOURCE_SECTION, Source, componentize, contract::Contract, seal, strip, walk};
use code::{Addresses, PAIR, REFUSE};
use layout::Layout;
use memory::{Memory, Value};
use mighost_schema::{Description, Dialect, Transaction};
use std::{collections::HashMap, ops::Range, sync::OnceLock};
use wit_component::StringEncoding;

pub use unpack::Statements;
pub(crate) use unpack::unpack;

/// Where the first thing lies: address 0 stays free, and this is aligned for everything.
const FIRST: u32 = 16;
/// The largest alignment of the canonical ABI.
const ALIGN: u32 = 8;

/// The section id of a core module inside a component.
const CORE_MODULE: u8 = 1;

pub(crate) fn component(script: &Script) -> Result<Vec<u8>, Error> {
    let core = core(script)?;
    let wrapping = Wrapping::get(script.executes())?;
    let mut bytes = Vec::with_capacity(wrapping.before.len() + core.len() + wrapping.after.len() + 64);
    bytes.extend_from_slice(&wrapping.before);
    walk::push_section(&mut bytes, CORE_MODULE, &core);
    bytes.extend_from_slice(&wrapping.after);
    walk::push_custom(&mut bytes, SOURCE_SECTION, &source(script).encode());
    seal(&bytes, script.description())
}

/// What a component has around its core module. It follows from the module's imports and exports alone, and
/// of those there are two sorts: so it is made twice in a process and not for each of a thousand files, which
/// would cost a hundred times what the rest of packing does.
struct Wrapping {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Wrapping {
    fn get(executes: bool) -> Result<&'static Wrapping, Error> {
        static WRAPPINGS: [OnceLock<Result<Wrapping, Error>>; 2] = [OnceLock::new(), OnceLock::new()];
        let statement = if executes { "select 1" } else { "" };
        let make = || Wrapping::make(&Script::parse(&format!("-- revision: any\n-- upgrade\n{statement}"))?);
        WRAPPINGS[usize::from(executes)].get_or_init(make).as_ref().map_err(Clone::clone)
    }

    fn make(script: &Script) -> Result<Wrapping, Error> {
        let core = core(script)?;
        let bytes = encode(&core)?;
        let module = walk::component(&bytes)?
            .filter_map(Result::ok)
            .find(|section| section.id == CORE_MODULE && section.data == core)
            .ok_or_else(|| Error::internal("the encoder did not keep the packed module as it is"))?;
        Ok(Wrapping { before: bytes[..module.span.start].to_vec(), after: bytes[module.span.end..].to_vec() })
    }
}

/// A component of a core module, by wit-component.
fn encode(core: &[u8]) -> Result<Vec<u8>, Error> {
    let contract = Contract::get()?;
    let mut core = core.to_vec();
    wit_component::embed_component_metadata(&mut core, &contract.resolve, contract.world, StringEncoding::UTF8)
        .map_err(Error::internal)?;
    let bytes = componentize::encode(&core).map_err(Error::internal)?;
    // The encoder signs its work with its version: bytes that would change with every release of it.
    strip::custom_sections(&bytes, &|_, _| false)
}

pub(crate) fn core(script: &Script) -> Result<Vec<u8>, Error> {
    let contract = Contract::get()?;
    let layout = Layout::of(contract)?;
    let returned = FIRST;
    let outcome = after(returned, layout.executed.size.max(layout.dialect_size), ALIGN)?;
    let base = after(outcome, layout.outcome.size, ALIGN)?;

    let mut memory = Memory::new(base);
    let description = memory.value(contract, &layout.description, &describe(script.description()))?;
    let size = PAIR as usize * TARGETS;
    let rows = [memory.room(size, 4)?, memory.room(size, 4)?];
    let texts = Texts::place(script, &mut memory)?;
    let mut lists: Vec<Option<u32>> = vec![None; script.lists.len()];
    let mut refusals: HashMap<&str, u32> = HashMap::new();
    for half in Half::ALL {
        for (target, plan) in script.plans(half).iter().enumerate() {
            let case = layout.dialect_cases.get(target).copied().unwrap_or(layout.dialect_cases.len());
            let row = rows[half as usize] + u32::try_from(case).map_err(Error::internal)? * PAIR;
            match plan {
                Plan::Run(list) => {
                    let pieces = script.lists.get(*list).map(Vec::as_slice).unwrap_or_default();
                    let place = match lists.get(*list).copied().flatten() {
                        Some(place) => place,
                        None => {
                            let place = memory.room(PAIR as usize * pieces.len(), 4)?;
                            for (at, piece) in (place..).step_by(PAIR as usize).zip(pieces) {
                                memory.pair(at, texts.address(&piece.range)?, piece.range.len())?;
                            }
                            lists[*list] = Some(place);
                            place
                        }
                    };
                    memory.pair(row, place, pieces.len())?;
                }
                Plan::Refuse(text) => {
                    let place = match refusals.get(text.as_str()) {
                        Some(place) => *place,
                        None => {
                            let place = memory.room(PAIR as usize, 4)?;
                            memory.text_at(place, text)?;
                            refusals.insert(text, place);
                            place
                        }
                    };
                    memory.pair(row, place, REFUSE as usize)?;
                }
            }
        }
    }
    let executes = script.executes();
    let addresses = Addresses { returned, outcome, description, rows, base, end: memory.end()?, executes };
    code::module(&layout, &addresses, memory.bytes())
}

fn after(place: u32, size: usize, align: u32) -> Result<u32, Error> {
    let size = u32::try_from(size).map_err(Error::internal)?;
    Ok((place + size).next_multiple_of(align))
}

fn describe(description: &Description) -> Value<'_> {
    let Description { package, id, revises, depends_on, labels, message, created, transaction, has_downgrade } =
        description;
    Value::Record(vec![
        ("package", Value::Optional(package.as_deref())),
        ("id", Value::Text(id)),
        ("revises", Value::Texts(revises)),
        ("depends-on", Value::Texts(depends_on)),
        ("labels", Value::Texts(labels)),
        ("message", Value::Optional(message.as_deref())),
        ("created", Value::Optional(created.as_deref())),
        (
            "transaction",
            Value::Case(match transaction {
                Transaction::Step => "step",
                Transaction::None => "none",
            }),
        ),
        ("has-downgrade", Value::Bool(*has_downgrade)),
    ])
}

fn source(script: &Script) -> Source {
    let mut source = Source::default();
    for half in Half::ALL {
        for (dialect, plan) in Dialect::ALL.into_iter().zip(script.plans(half)) {
            if let Plan::Run(list) = plan {
                let pieces = script.lists.get(*list).map(Vec::as_slice).unwrap_or_default();
                source.set(half, dialect, pieces.iter().map(|piece| piece.line).collect());
            }
        }
    }
    source
}

/// The parts of the file that any statement uses, each once: dialects that read a text differently share it.
struct Texts {
    /// Parts of the file in order, none touching another, and each one's address.
    parts: Vec<(Range<usize>, u32)>,
}

impl Texts {
    fn place(script: &Script, memory: &mut Memory) -> Result<Texts, Error> {
        let mut ranges: Vec<Range<usize>> = script.lists.iter().flatten().map(|piece| piece.range.clone()).collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut parts: Vec<(Range<usize>, u32)> = Vec::new();
        for range in ranges {
            match parts.last_mut() {
                Some((last, _)) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => parts.push((range, 0)),
            }
        }
        for (range, address) in &mut parts {
            *address = memory.text(script.text.get(range.clone()).unwrap_or_default())?;
        }
        Ok(Texts { parts })
    }

    fn address(&self, range: &Range<usize>) -> Result<u32, Error> {
        let found = self.parts.partition_point(|(part, _)| part.start <= range.start).checked_sub(1);
        let (part, address) =
            found.and_then(|i| self.parts.get(i)).ok_or_else(|| Error::internal("a statement without a place"))?;
        Ok(address + u32::try_from(range.start - part.start).map_err(Error::internal)?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_module_in_a_wrapping_is_what_the_encoder_makes_of_it() {
        let long = "insert into t values ('x');\n".repeat(10_000);
        for body in ["", "select 1;", "select 1;\n-- downgrade mysql\nselect 2;", "-- nothing\n-- downgrade", &long] {
            let script = Script::parse(&format!("-- revision: a\n-- message: m\n-- upgrade\n{body}")).unwrap();
            let mut whole = encode(&core(&script).unwrap()).unwrap();
            walk::push_custom(&mut whole, SOURCE_SECTION, &source(&script).encode());
            assert_eq!(component(&script).unwrap(), seal(&whole, script.description()).unwrap());
        }
    }
}
