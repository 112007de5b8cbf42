//! How the host's answer to a call is read: the canonical ABI's lifting of `result<T, error>`, once for all calls.

use crate::Result;
use crate::types::{DatabaseError, Error};

/// Where the host writes `result<T, error>`: the case, then what the call gives or the error. Where it gives nothing,
/// `T` is a byte that nobody reads.
#[repr(C)]
pub(crate) struct Reply<T: Copy> {
    case: u8,
    payload: Payload<T>,
}

#[repr(C)]
union Payload<T: Copy> {
    given: T,
    error: Variant,
}

/// The canonical ABI's `error`: the case, then a text or what the database said.
#[repr(C)]
#[derive(Clone, Copy)]
struct Variant {
    case: u8,
    payload: Case,
}

#[repr(C)]
#[derive(Clone, Copy)]
union Case {
    text: Text,
    database: Database,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Database {
    code: Text,
    message: Text,
    detail: OptionalText,
    hint: OptionalText,
    position: OptionalNumber,
    statement: OptionalText,
    constraint: OptionalText,
}

/// A text that the host wrote into memory it asked this component for.
#[repr(C)]
#[derive(Clone, Copy)]
struct Text {
    start: *mut u8,
    length: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct OptionalText {
    case: u8,
    text: Text,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct OptionalNumber {
    case: u8,
    number: u32,
}

/// What a call gives where it succeeds.
pub(crate) trait Answer: Sized {
    /// How the host writes it.
    type Written: Copy;

    /// Reads it.
    fn read(written: Self::Written) -> Self;

    /// Makes a call and reads its answer.
    #[inline]
    fn get(call: impl FnOnce(*mut Reply<Self::Written>)) -> Result<Self> {
        // SAFETY: all of it may be zero; what the host leaves out is then no garbage.
        let mut reply: Reply<Self::Written> = unsafe { core::mem::zeroed() };
        call(&mut reply);
        // SAFETY: the host says by the case which of the two it wrote.
        unsafe {
            match reply.case {
                0 => Ok(Self::read(reply.payload.given)),
                _ => Err(reply.payload.error.lift()),
            }
        }
    }
}

impl Answer for () {
    type Written = u8;

    fn read(_: u8) -> Self {}
}

impl Answer for bool {
    type Written = u8;

    fn read(written: u8) -> Self {
        written != 0
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => {
        $(
            impl Answer for $kind {
                type Written = $kind;

                fn read(written: $kind) -> Self {
                    written
                }
            }
        )*
    };
}
numbers!(u32, u64);

impl Variant {
    /// # Safety
    /// The host must have written it; it may be read once, for the texts become this component's own.
    #[inline(never)]
    unsafe fn lift(&self) -> Error {
        if self.case == 0 {
            let said = unsafe { self.payload.database };
            return Error::Database(unsafe {
                DatabaseError {
                    code: said.code.lift(),
                    message: said.message.lift(),
                    detail: said.detail.lift(),
                    hint: said.hint.lift(),
                    position: (said.position.case != 0).then_some(said.position.number),
                    statement: said.statement.lift(),
                    constraint: said.constraint.lift(),
                }
            });
        }
        let text = unsafe { self.payload.text.lift() };
        match self.case {
            1 => Error::Denied(text),
            2 => Error::Unsupported(text),
            3 => Error::Invalid(text),
            4 => Error::Limit(text),
            5 => Error::Veto(text),
            _ => Error::Other(text),
        }
    }
}

impl Text {
    /// # Safety
    /// The host must have written it, which is what makes it UTF-8 in memory of this component's allocator.
    unsafe fn lift(self) -> String {
        if self.length == 0 {
            return String::new();
        }
        unsafe { String::from_raw_parts(self.start, self.length, self.length) }
    }
}

impl OptionalText {
    /// # Safety
    /// As [`Text::lift`].
    unsafe fn lift(self) -> Option<String> {
        if self.case == 0 { None } else { Some(unsafe { self.text.lift() }) }
    }
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::*;

    fn written(text: &str) -> Text {
        let text = Box::leak(text.to_owned().into_boxed_str());
        Text { start: text.as_mut_ptr(), length: text.len() }
    }

    #[test]
    fn an_answer_is_a_truth_value_or_an_error() {
        assert_eq!(bool::get(|reply| unsafe { (*reply).payload.given = 1 }), Ok(true));
        assert_eq!(bool::get(|_| ()), Ok(false));
        assert_eq!(<()>::get(|_| ()), Ok(()));
        assert_eq!(u64::get(|reply| unsafe { (*reply).payload.given = u64::MAX }), Ok(u64::MAX));
    }

    #[test]
    fn an_error_says_all_that_the_host_said() {
        let some = |text| OptionalText { case: 1, text: written(text) };
        let none = OptionalText { case: 0, text: Text { start: std::ptr::null_mut(), length: 9 } };
        let error = <()>::get(|reply| unsafe {
            (*reply).case = 1;
            (*reply).payload.error = Variant {
                case: 0,
                payload: Case {
                    database: Database {
                        code: written("1555"),
                        message: written("no"),
                        detail: some("detail"),
                        hint: none,
                        position: OptionalNumber { case: 1, number: 7 },
                        statement: some("select"),
                        constraint: none,
                    },
                },
            };
        });
        let Err(Error::Database(error)) = error else { unreachable!("{error:?}") };
        assert_eq!((error.code.as_str(), error.message.as_str(), error.position), ("1555", "no", Some(7)));
        assert_eq!((error.detail.as_deref(), error.statement.as_deref()), (Some("detail"), Some("select")));
        assert_eq!((error.hint, error.constraint), (None, None));
    }

    #[test]
    fn every_kind_of_error_is_told_apart() {
        let lift = |case, text| unsafe { Variant { case, payload: Case { text: written(text) } }.lift() };
        assert_eq!(lift(1, "a"), Error::Denied("a".into()));
        assert_eq!(lift(2, "a"), Error::Unsupported("a".into()));
        assert_eq!(lift(3, "a"), Error::Invalid("a".into()));
        assert_eq!(lift(4, "a"), Error::Limit("a".into()));
        assert_eq!(lift(5, "a"), Error::Veto("a".into()));
        assert_eq!(lift(6, ""), Error::Other(String::new()));
    }
}
