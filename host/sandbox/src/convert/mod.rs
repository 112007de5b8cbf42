//! The words of the contract, from wasmtime's types to the domain's and back.
//!
//! Each file does one subject of `types.wit`. There is no logic here: a value goes across as it is.

mod change;
mod column;
mod constraint;
mod description;
mod error;
mod index;
mod object;
mod text;
mod types;
mod value;

pub(crate) use text::plain;

/// A value of one side as a value of the other. A trait of our own, because both sides are foreign to this crate
/// where lists and options are concerned.
pub(crate) trait Across<T> {
    /// The same value on the other side.
    fn across(self) -> T;
}

impl<A: Across<B>, B> Across<Vec<B>> for Vec<A> {
    fn across(self) -> Vec<B> {
        self.into_iter().map(A::across).collect()
    }
}

impl<A: Across<B>, B> Across<Option<B>> for Option<A> {
    fn across(self) -> Option<B> {
        self.map(A::across)
    }
}

/// Types that are the same on both sides.
macro_rules! same {
    ($($ty:ty),*) => { $(impl Across<$ty> for $ty { fn across(self) -> $ty { self } })* };
}
same!(bool, u32, i32, u64, i64, f64, String);

/// Records with the same fields on both sides: a conversion each way.
macro_rules! records {
    ($($wit:path = $own:path { $($field:ident),* $(,)? })*) => { $(
        impl $crate::convert::Across<$own> for $wit {
            fn across(self) -> $own {
                let $wit { $($field),* } = self;
                $own { $($field: $crate::convert::Across::across($field)),* }
            }
        }
        impl $crate::convert::Across<$wit> for $own {
            fn across(self) -> $wit {
                let $own { $($field),* } = self;
                $wit { $($field: $crate::convert::Across::across($field)),* }
            }
        }
    )* };
}

/// Enumerations with the same cases on both sides, without payload: a conversion each way.
macro_rules! enums {
    ($($wit:path = $own:path { $($case:ident),* $(,)? })*) => { $(
        impl $crate::convert::Across<$own> for $wit {
            fn across(self) -> $own {
                match self { $(<$wit>::$case => <$own>::$case),* }
            }
        }
        impl $crate::convert::Across<$wit> for $own {
            fn across(self) -> $wit {
                match self { $(<$own>::$case => <$wit>::$case),* }
            }
        }
    )* };
}

use {enums, records};
