//! Component -> its statements, where it is one that [`component`](super::component) makes: of its code nothing is believed.

use super::code::{self, Addresses, PAIR, REFUSE};
use super::layout::Layout;
use super::{ALIGN, CORE_MODULE, FIRST, Wrapping, after};
use crate::{Half, contract::Contract, walk};
use mighost_schema::Dialect;
use wasmparser::{ConstExpr, DataKind, Operator, Parser, Payload};

/// The statements of a packed SQL file, as they are run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statements {
    rows: [[Option<Vec<String>>; Dialect::ALL.len()]; 2],
}

impl Statements {
    /// What one half runs on one dialect, in order; `None` where that isn't supported.
    pub fn of(&self, half: Half, dialect: Dialect) -> Option<&[String]> {
        let place = Dialect::ALL.iter().position(|known| *known == dialect)?;
        self.rows[half as usize].get(place)?.as_deref()
    }
}

/// The statements of a component, if it is an SQL file that was packed by this version of mighost.
///
/// What it says it runs is what it runs: its data is read, the rest is made again, and every byte must be the same.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Statements> {
    let core = walk::component(bytes).ok()?.filter_map(Result::ok).find(|section| section.id == CORE_MODULE)?.data;
    let contract = Contract::get().ok()?;
    let layout = Layout::of(contract).ok()?;
    let outcome = after(FIRST, layout.executed.size.max(layout.dialect_size), ALIGN).ok()?;
    let read = Read::of(core)?;
    let base = after(outcome, layout.outcome.size, ALIGN).ok()?;
    let end = base.checked_add(u32::try_from(read.data.len()).ok()?)?;
    let [description, upgrade, downgrade] = read.thunks;
    let executes = read.imports == 2;
    let at = Addresses { returned: FIRST, outcome, description, rows: [upgrade, downgrade], base, end, executes };
    if read.base != base || code::module(&layout, &at, read.data).ok()? != core {
        return None;
    }
    let wrapping = Wrapping::get(executes).ok()?;
    let mut whole = wrapping.before.clone();
    walk::push_section(&mut whole, CORE_MODULE, core);
    whole.extend_from_slice(&wrapping.after);
    if !bytes.starts_with(&whole) {
        return None;
    }
    let memory = Memory { base, data: read.data };
    let mut statements = Statements::default();
    for half in Half::ALL {
        for (place, case) in layout.dialect_cases.iter().enumerate() {
            let row = at.rows[half as usize].checked_add(u32::try_from(*case).ok()?.checked_mul(PAIR)?)?;
            *statements.rows[half as usize].get_mut(place)? = memory.list(row)?;
        }
    }
    Some(statements)
}

/// What of a core module follows from the file that was packed.
struct Read<'a> {
    imports: u32,
    base: u32,
    data: &'a [u8],
    /// The addresses that `describe`, `upgrade` and `downgrade` have.
    thunks: [u32; 3],
}

impl<'a> Read<'a> {
    fn of(core: &'a [u8]) -> Option<Read<'a>> {
        let (mut imports, mut segment, mut bodies) = (0, None, Vec::new());
        for payload in Parser::new(0).parse_all(core) {
            match payload.ok()? {
                Payload::ImportSection(section) => imports = section.count(),
                Payload::DataSection(section) => segment = section.into_iter().next()?.ok(),
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let segment = segment?;
        let DataKind::Active { memory_index: 0, offset_expr } = segment.kind else { return None };
        // `realloc` and `run` come first.
        let thunks = bodies.get(2..)?.iter().map(|body| constant(body.get_operators_reader().ok()?.read().ok()?));
        let thunks = thunks.collect::<Option<Vec<u32>>>()?.try_into().ok()?;
        Some(Read { imports, base: offset(&offset_expr)?, data: segment.data, thunks })
    }
}

fn offset(expression: &ConstExpr<'_>) -> Option<u32> {
    constant(expression.get_operators_reader().read().ok()?)
}

fn constant(operator: Operator<'_>) -> Option<u32> {
    match operator {
        Operator::I32Const { value } => Some(value.cast_unsigned()),
        _ => None,
    }
}

struct Memory<'a> {
    base: u32,
    data: &'a [u8],
}

impl<'a> Memory<'a> {
    fn bytes(&self, at: u32, length: u32) -> Option<&'a [u8]> {
        let start = usize::try_from(at.checked_sub(self.base)?).ok()?;
        self.data.get(start..start.checked_add(usize::try_from(length).ok()?)?)
    }

    /// An address and a length.
    fn pair(&self, at: u32) -> Option<(u32, u32)> {
        let (address, length) = self.bytes(at, PAIR)?.split_first_chunk::<4>()?;
        Some((u32::from_le_bytes(*address), u32::from_le_bytes(length.try_into().ok()?)))
    }

    /// The statements of a row; nothing inside where it refuses.
    #[allow(clippy::option_option, reason = "one is for what can't be read, the other for what isn't supported")]
    fn list(&self, row: u32) -> Option<Option<Vec<String>>> {
        let (place, count) = self.pair(row)?;
        if count == REFUSE {
            return Some(None);
        }
        let statement = |number: u32| {
            let (address, length) = self.pair(place.checked_add(number.checked_mul(PAIR)?)?)?;
            Some(String::from_utf8_lossy(self.bytes(address, length)?).into_owned())
        };
        (0..count).map(statement).collect::<Option<Vec<String>>>().map(Some)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sql::Script;

    #[test]
    fn what_was_packed_is_what_is_unpacked() {
        let bodies = [
            "",
            "select 1;",
            "select 1; select 'ü;';\n-- downgrade mysql\nselect 2;\n-- downgrade\nselect 3;",
            "-- nothing\n-- downgrade",
        ];
        for body in bodies {
            let script = Script::parse(&format!("-- revision: a\n-- message: m\n-- upgrade\n{body}")).unwrap();
            let statements = unpack(&script.pack().unwrap()).unwrap();
            for half in Half::ALL {
                for dialect in Dialect::ALL {
                    let wanted = script.statements(half, dialect);
                    let wanted: Option<Vec<&str>> = wanted.map(|list| list.iter().map(|s| s.text).collect());
                    let found = statements.of(half, dialect);
                    let found: Option<Vec<&str>> = found.map(|list| list.iter().map(String::as_str).collect());
                    assert_eq!(found, wanted, "{body}: {half} on {dialect:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_is_said_of_a_component_that_isnt_what_packing_makes() {
        let script = Script::parse("-- revision: a\n-- upgrade\nselect 1;\n-- downgrade\nselect 2;").unwrap();
        let packed = script.pack().unwrap();
        let core = super::super::core(&script).unwrap();
        let at = packed.windows(core.len()).position(|part| part == core).unwrap();
        let text = packed.windows(8).position(|part| part == b"select 1").unwrap();
        // All before the custom sections behind the component.
        let end = {
            let wrapping = Wrapping::get(true).unwrap();
            at + core.len() + wrapping.after.len()
        };
        for place in 8..end {
            let mut changed = packed.clone();
            changed[place] ^= 1;
            // The data is what a file may hold; what is said is what would run.
            if let Some(statements) = unpack(&changed) {
                assert!((at..at + core.len()).contains(&place), "byte {place}");
                let told = !(text..text + 8).contains(&place) || statements != unpack(&packed).unwrap();
                assert!(told, "byte {place}");
            }
        }
    }
}
