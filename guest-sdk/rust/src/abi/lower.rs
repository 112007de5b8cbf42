//! How values are written for the host: the canonical ABI's rules for numbers, texts, lists, options, records and
//! variants. Offsets follow from the sizes and alignments of the parts.

use crate::types::{Deferral, ForeignKeyAction, IntegerWidth, NullsOrder, TextSize};

/// The size of an address: 4 in WebAssembly.
const POINTER: usize = size_of::<usize>();

/// A type as it lies in memory where the canonical ABI wants it.
pub(crate) trait Lower {
    const SIZE: usize;
    const ALIGN: usize;

    /// Writes the value.
    ///
    /// # Safety
    /// `to` must be valid for `SIZE` bytes and aligned to `ALIGN`.
    unsafe fn lower(&self, to: *mut u8);

    /// Writes several, one behind another, and gives the address of the first.
    #[inline]
    fn lower_all(list: &[Self]) -> *const u8
    where
        Self: Sized,
    {
        let start = room(list.len() * Self::SIZE);
        for (place, element) in list.iter().enumerate() {
            // SAFETY: there is room for as many, and `room` aligns to what every type needs.
            unsafe { element.lower(start.add(place * Self::SIZE)) }
        }
        start
    }
}

pub(crate) const fn aligned(at: usize, align: usize) -> usize {
    at.div_ceil(align) * align
}

pub(crate) const fn greatest(numbers: &[usize]) -> usize {
    let mut greatest = 1;
    let mut place = 0;
    while place < numbers.len() {
        if numbers[place] > greatest {
            greatest = numbers[place];
        }
        place += 1;
    }
    greatest
}

macro_rules! numbers {
    ($($kind:ty),*) => {
        $(
            impl Lower for $kind {
                const SIZE: usize = size_of::<$kind>();
                const ALIGN: usize = size_of::<$kind>();

                #[inline(always)]
                unsafe fn lower(&self, to: *mut u8) {
                    unsafe { to.cast::<$kind>().write(*self) }
                }
            }
        )*
    };
}
numbers!(u32, i32, i64, u64, f64);

impl Lower for u8 {
    const SIZE: usize = 1;
    const ALIGN: usize = 1;

    #[inline(always)]
    unsafe fn lower(&self, to: *mut u8) {
        unsafe { to.write(*self) }
    }

    /// Bytes lie in memory as the host reads them.
    #[inline(always)]
    fn lower_all(list: &[u8]) -> *const u8 {
        list.as_ptr()
    }
}

impl Lower for bool {
    const SIZE: usize = 1;
    const ALIGN: usize = 1;

    #[inline(always)]
    unsafe fn lower(&self, to: *mut u8) {
        unsafe { to.write(u8::from(*self)) }
    }
}

/// Types without payloads: one byte, as the generated bindings number them.
macro_rules! enums {
    ($($kind:ty),*) => {
        $(
            impl Lower for $kind {
                const SIZE: usize = 1;
                const ALIGN: usize = 1;

                #[inline(always)]
                unsafe fn lower(&self, to: *mut u8) {
                    unsafe { to.write(*self as u8) }
                }
            }
        )*
    };
}
enums!(IntegerWidth, TextSize, Deferral, ForeignKeyAction, NullsOrder);

impl Lower for str {
    const SIZE: usize = 2 * POINTER;
    const ALIGN: usize = POINTER;

    #[inline(always)]
    unsafe fn lower(&self, to: *mut u8) {
        unsafe { pair(to, self.as_ptr(), self.len()) }
    }
}

impl Lower for String {
    const SIZE: usize = str::SIZE;
    const ALIGN: usize = str::ALIGN;

    #[inline(always)]
    unsafe fn lower(&self, to: *mut u8) {
        unsafe { self.as_str().lower(to) }
    }
}

unsafe fn pair(to: *mut u8, start: *const u8, length: usize) {
    unsafe {
        to.cast::<*const u8>().write(start);
        to.add(POINTER).cast::<usize>().write(length);
    }
}

impl<T: Lower> Lower for Vec<T> {
    const SIZE: usize = 2 * POINTER;
    const ALIGN: usize = POINTER;

    #[inline(always)]
    unsafe fn lower(&self, to: *mut u8) {
        unsafe { pair(to, T::lower_all(self), self.len()) }
    }
}

/// Memory for `bytes` bytes, aligned to 8: what the most demanding type, a 64-bit number, needs. Never given back.
pub(crate) fn room(bytes: usize) -> *mut u8 {
    let mut room = core::mem::ManuallyDrop::new(Vec::<u64>::with_capacity(bytes.div_ceil(8)));
    room.as_mut_ptr().cast()
}

impl<T: Lower> Lower for Option<T> {
    const SIZE: usize = aligned(aligned(1, T::ALIGN) + T::SIZE, Self::ALIGN);
    const ALIGN: usize = T::ALIGN;

    #[inline(always)]
    unsafe fn lower(&self, to: *mut u8) {
        unsafe {
            to.write(u8::from(self.is_some()));
            if let Some(value) = self {
                value.lower(to.add(aligned(1, T::ALIGN)));
            }
        }
    }
}

macro_rules! records {
    ($($kind:ident { $($field:ident: $type:ty),* $(,)? })*) => {
        $(
            impl Lower for $kind {
                const SIZE: usize = {
                    let at = 0;
                    $(let at = aligned(at, <$type>::ALIGN) + <$type>::SIZE;)*
                    aligned(at, Self::ALIGN)
                };
                const ALIGN: usize = greatest(&[$(<$type>::ALIGN),*]);

                #[inline(never)]
                unsafe fn lower(&self, to: *mut u8) {
                    let $kind { $($field),* } = self;
                    let at = 0;
                    $(
                        let at = aligned(at, <$type>::ALIGN);
                        unsafe { <$type as Lower>::lower($field, to.add(at)) };
                        let at = at + <$type>::SIZE;
                    )*
                    let _ = at;
                }
            }
        )*

        /// The names in the order they are written in.
        #[cfg(test)]
        pub(crate) const RECORDS: &[(&str, &[&str])] = &[$((stringify!($kind), &[$(stringify!($field)),*])),*];
    };
}

macro_rules! variants {
    ($($kind:ident { $($case:ident $(($type:ty))?),* $(,)? })*) => {
        $(
            impl Lower for $kind {
                const SIZE: usize =
                    aligned(aligned(1, Self::ALIGN) + greatest(&[$($(<$type>::SIZE,)?)*]), Self::ALIGN);
                const ALIGN: usize = greatest(&[$($(<$type>::ALIGN,)?)*]);

                #[inline(never)]
                #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
                unsafe fn lower(&self, to: *mut u8) {
                    enum Number { $($case),* }
                    match self {
                        $(variants!(@pattern $kind $case value $(($type))?) => unsafe {
                            to.write(Number::$case as u8);
                            $(<$type as Lower>::lower(value, to.add(aligned(1, Self::ALIGN)));)?
                        })*
                    }
                }
            }
        )*

        /// The names in the order they are numbered in.
        #[cfg(test)]
        pub(crate) const VARIANTS: &[(&str, &[&str])] = &[$((stringify!($kind), &[$(stringify!($case)),*])),*];
    };
    (@pattern $kind:ident $case:ident $value:ident) => { $kind::$case };
    (@pattern $kind:ident $case:ident $value:ident ($type:ty)) => { $kind::$case($value) };
}

/// The parameters of a call that has too many to pass one by one.
macro_rules! parameters {
    ($($field:ident: $type:ty),*) => {{
        const ALIGN: usize = greatest(&[$(<$type>::ALIGN),*]);
        const SIZE: usize = {
            let at = 0;
            $(let at = aligned(at, <$type>::ALIGN) + <$type>::SIZE;)*
            aligned(at, ALIGN)
        };
        let start = room(SIZE);
        let at = 0;
        $(
            let at = aligned(at, <$type>::ALIGN);
            unsafe { <$type as Lower>::lower($field, start.add(at)) };
            let at = at + <$type>::SIZE;
        )*
        let _ = at;
        start
    }};
}

pub(crate) use {parameters, records, variants};
