//! How definitions are written for the host: the canonical ABI's lowering, once a type.
//!
//! The generated bindings write every column, constraint and index out in full at each call that takes one, which
//! makes them two thirds of a small artifact. Here each type has one function that all calls share. What is written
//! is kept, like the definitions themselves: an instance lives for one step.
//!
//! Offsets follow from the sizes and alignments of the fields by the canonical ABI's rules. The compiler checks that
//! no field or case is missing and that the sizes are the generated bindings' own; a test checks their order against
//! the WIT files.

use crate::types::*;

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
}

const fn aligned(at: usize, align: usize) -> usize {
    at.div_ceil(align) * align
}

const fn greatest(numbers: &[usize]) -> usize {
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
numbers!(u8, u32, i32, i64, u64, f64);

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

    unsafe fn lower(&self, to: *mut u8) {
        let start = room(self.len() * T::SIZE);
        for (place, element) in self.iter().enumerate() {
            unsafe { element.lower(start.add(place * T::SIZE)) }
        }
        unsafe { pair(to, start, self.len()) }
    }
}

/// Memory for `bytes` bytes, aligned to 8: what the most demanding type, a 64-bit number, needs. Never given back.
fn room(bytes: usize) -> *mut u8 {
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
        const RECORDS: &[(&str, &[&str])] = &[$((stringify!($kind), &[$(stringify!($field)),*])),*];
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
        const VARIANTS: &[(&str, &[&str])] = &[$((stringify!($kind), &[$(stringify!($case)),*])),*];
    };
    (@pattern $kind:ident $case:ident $value:ident) => { $kind::$case };
    (@pattern $kind:ident $case:ident $value:ident ($type:ty)) => { $kind::$case($value) };
}

records! {
    ObjectName { schema: Option<String>, name: String }
    Setting { name: String, value: String }
    NativeValue { type_name: String, text: String }
    IntegerType { width: IntegerWidth, unsigned: bool }
    DecimalType { precision: Option<u32>, scale: Option<i32> }
    TimeType { precision: Option<u32>, with_zone: bool }
    EnumType { name: Option<ObjectName>, labels: Vec<String> }
    ArrayType { element: String, dimensions: u32 }
    Generated { expression: String, stored: bool }
    Identity {
        always: bool,
        start: Option<i64>,
        increment: Option<i64>,
        min_value: Option<i64>,
        max_value: Option<i64>,
        cycle: bool,
        cache: Option<i64>,
    }
    Column {
        name: String,
        column_type: ColumnType,
        nullable: bool,
        default_value: Option<ColumnDefault>,
        generated: Option<Generated>,
        identity: Option<Identity>,
        collation: Option<String>,
        comment: Option<String>,
        settings: Vec<Setting>,
    }
    PrimaryKey { name: Option<String>, columns: Vec<String>, settings: Vec<Setting> }
    Unique {
        name: Option<String>,
        columns: Vec<String>,
        nulls_not_distinct: bool,
        deferral: Deferral,
        settings: Vec<Setting>,
    }
    Check { name: Option<String>, expression: String, not_valid: bool, settings: Vec<Setting> }
    ForeignKey {
        name: Option<String>,
        columns: Vec<String>,
        referred_table: ObjectName,
        referred_columns: Vec<String>,
        on_delete: ForeignKeyAction,
        on_update: ForeignKeyAction,
        deferral: Deferral,
        match_full: bool,
        not_valid: bool,
        settings: Vec<Setting>,
    }
    ExclusionElement { expression: String, operator: String }
    Exclusion {
        name: Option<String>,
        method: Option<String>,
        elements: Vec<ExclusionElement>,
        predicate: Option<String>,
        deferral: Deferral,
    }
    IndexPart {
        key: IndexKey,
        descending: bool,
        nulls: NullsOrder,
        collation: Option<String>,
        operator_class: Option<String>,
        prefix_length: Option<u32>,
    }
    Index {
        name: String,
        parts: Vec<IndexPart>,
        unique: bool,
        method: Option<String>,
        predicate: Option<String>,
        include: Vec<String>,
        nulls_not_distinct: bool,
        comment: Option<String>,
        settings: Vec<Setting>,
    }
    Table {
        name: ObjectName,
        columns: Vec<Column>,
        constraints: Vec<Constraint>,
        indexes: Vec<Index>,
        comment: Option<String>,
        settings: Vec<Setting>,
    }
    AddColumn { column: Column, position: Position, if_not_exists: bool }
    DropColumn { name: String, if_exists: bool }
    Rename { from: String, to: String }
    SetType { column: String, column_type: ColumnType, using: Option<String> }
    SetNullable { column: String, nullable: bool }
    SetDefault { column: String, default_value: Option<ColumnDefault> }
    SetGenerated { column: String, generated: Option<Generated> }
    SetIdentity { column: String, identity: Option<Identity> }
    SetText { column: String, text: Option<String> }
    MoveColumn { column: String, position: Position }
    AddConstraint { constraint: Constraint, if_not_exists: bool }
    DropConstraint { key: ConstraintKey, if_exists: bool }
    AddIndex { index: Index, if_not_exists: bool }
    DropTableIndex { name: String, if_exists: bool }
    IndexMode { if_needed: bool, concurrently: bool }
}

variants! {
    Value {
        Null,
        Boolean(bool),
        Integer(i64),
        Unsigned(u64),
        Float(f64),
        Decimal(String),
        Text(String),
        Bytes(Vec<u8>),
        Date(String),
        Time(String),
        Timestamp(String),
        Json(String),
        Uuid(String),
        Native(NativeValue),
    }
    ColumnType {
        Boolean,
        Integer(IntegerType),
        Decimal(DecimalType),
        Real,
        Double,
        Char(u32),
        Varchar(Option<u32>),
        Text(TextSize),
        Binary(u32),
        Varbinary(u32),
        Blob(TextSize),
        Date,
        Time(TimeType),
        Timestamp(TimeType),
        Interval,
        Json,
        Jsonb,
        Uuid,
        Enumeration(EnumType),
        Set(Vec<String>),
        Bit(u32),
        Varbit(Option<u32>),
        Array(ArrayType),
        Native(String),
    }
    ColumnDefault { Literal(Value), CurrentTimestamp, CurrentDate, CurrentTime, Expression(String) }
    Constraint {
        PrimaryKey(PrimaryKey),
        Unique(Unique),
        Check(Check),
        ForeignKey(ForeignKey),
        Exclusion(Exclusion),
    }
    ConstraintKey { Name(String), PrimaryKey, Unique(Vec<String>), ForeignKey(Vec<String>), Check(String) }
    IndexKey { Column(String), Expression(String) }
    Position { Last, First, After(String) }
    Change {
        AddColumn(AddColumn),
        DropColumn(DropColumn),
        RenameColumn(Rename),
        SetType(SetType),
        SetNullable(SetNullable),
        SetDefault(SetDefault),
        SetGenerated(SetGenerated),
        SetIdentity(SetIdentity),
        SetCollation(SetText),
        SetColumnComment(SetText),
        MoveColumn(MoveColumn),
        AddConstraint(AddConstraint),
        DropConstraint(DropConstraint),
        RenameConstraint(Rename),
        ValidateConstraint(String),
        AddIndex(AddIndex),
        DropIndex(DropTableIndex),
        SetTableComment(Option<String>),
        SetSetting(Setting),
        DropSetting(String),
    }
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

/// The calls that take definitions, and those that nearly every migration makes.
pub(crate) mod call {
    use super::{Lower, aligned, greatest, room};
    use crate::Result;
    use crate::lift::{Answer, Reply};
    use crate::types::{Change, DropMode, Index, IndexMode, ObjectName, Table};

    /// Declares an import; elsewhere than in WebAssembly there is no host to call.
    macro_rules! import {
        ($interface:literal, $function:literal, $name:ident($($parameter:ident: $kind:ty),*)) => {
            #[cfg(target_arch = "wasm32")]
            #[link(wasm_import_module = $interface)]
            unsafe extern "C" {
                #[link_name = $function]
                fn $name($($parameter: $kind),*);
            }

            #[cfg(not(target_arch = "wasm32"))]
            unsafe fn $name($(_: $kind),*) {
                unreachable!("a migration can only run in a host")
            }
        };
    }

    /// A name as parameters: whether there is a schema, the schema, the name.
    type Name = (i32, *const u8, usize, *const u8, usize);

    fn name(name: &ObjectName) -> Name {
        let schema = name.schema.as_deref().unwrap_or_default();
        (i32::from(name.schema.is_some()), schema.as_ptr(), schema.len(), name.name.as_ptr(), name.name.len())
    }

    pub(crate) fn create_table(table: &Table, if_not_exists: &bool) -> Result<bool> {
        import!("mighost:migration/ddl@0.1.0", "create-table", import(parameters: *const u8, reply: *mut Reply));
        let parameters = parameters!(table: Table, if_not_exists: bool);
        Answer::get(|reply| unsafe { import(parameters, reply) })
    }

    pub(crate) fn create_index(table: &ObjectName, index: &Index, mode: &IndexMode) -> Result<bool> {
        import!("mighost:migration/ddl@0.1.0", "create-index", import(parameters: *const u8, reply: *mut Reply));
        let parameters = parameters!(table: ObjectName, index: Index, mode: IndexMode);
        Answer::get(|reply| unsafe { import(parameters, reply) })
    }

    pub(crate) fn alter_table(table: &ObjectName, changes: &[Change]) -> Result {
        import!("mighost:migration/ddl@0.1.0", "alter-table", import(
            some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize,
            changes: *const u8, changes_length: usize, reply: *mut Reply
        ));
        let (some, schema, schema_length, name, name_length) = name(table);
        let start = room(changes.len() * Change::SIZE);
        for (place, change) in changes.iter().enumerate() {
            unsafe { change.lower(start.add(place * Change::SIZE)) }
        }
        Answer::get(|reply| unsafe {
            import(some, schema, schema_length, name, name_length, start, changes.len(), reply);
        })
    }

    pub(crate) fn drop_table(table: &ObjectName, mode: DropMode) -> Result<bool> {
        import!("mighost:migration/ddl@0.1.0", "drop-table", import(
            some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize,
            if_exists: i32, cascade: i32, reply: *mut Reply
        ));
        let (some, schema, schema_length, name, name_length) = name(table);
        let (if_exists, cascade) = (i32::from(mode.if_exists), i32::from(mode.cascade));
        Answer::get(|reply| unsafe {
            import(some, schema, schema_length, name, name_length, if_exists, cascade, reply);
        })
    }

    pub(crate) fn has_table(table: &ObjectName) -> Result<bool> {
        import!("mighost:migration/inspect@0.1.0", "has-table", import(
            some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize, reply: *mut Reply
        ));
        let (some, schema, schema_length, name, name_length) = name(table);
        Answer::get(|reply| unsafe { import(some, schema, schema_length, name, name_length, reply) })
    }

    pub(crate) fn has_column(table: &ObjectName, column: &str) -> Result<bool> {
        import!("mighost:migration/inspect@0.1.0", "has-column", import(
            some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize,
            column: *const u8, column_length: usize, reply: *mut Reply
        ));
        let (some, schema, schema_length, name, name_length) = name(table);
        Answer::get(|reply| unsafe {
            import(some, schema, schema_length, name, name_length, column.as_ptr(), column.len(), reply);
        })
    }
}

/// The sizes in WebAssembly, as the generated bindings have them.
#[cfg(target_arch = "wasm32")]
const _: () = {
    assert!(Column::SIZE == 240 && Column::ALIGN == 8);
    assert!(size_of::<crate::lift::Reply>() == 80);
};

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::{RECORDS, VARIANTS};

    const WIT: &str = concat!(include_str!("../wit/types.wit"), include_str!("../wit/ddl.wit"));

    /// `ColumnType` as `column-type`, `type_name` as `type-name`.
    fn kebab(name: &str) -> String {
        let mut kebab = String::new();
        for c in name.chars() {
            if c.is_uppercase() && !kebab.is_empty() {
                kebab.push('-');
            }
            kebab.extend(c.to_lowercase());
        }
        kebab.replace('_', "-")
    }

    fn in_wit(kind: &str, name: &str) -> Vec<String> {
        let begin = format!("    {kind} {} {{\n", kebab(name));
        let (_, body) = WIT.split_once(&begin).unwrap_or_else(|| unreachable!("no {begin}"));
        let (body, _) = body.split_once("\n    }").unwrap_or_default();
        body.lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("//"))
            .map(|line| line.trim_start_matches('%'))
            .map(|line| line.split([':', '(', ',']).next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn everything_is_written_in_the_order_of_the_contract() {
        for (kind, written) in [("record", RECORDS), ("variant", VARIANTS)] {
            for (name, members) in written {
                let members: Vec<String> = members.iter().map(|member| kebab(member)).collect();
                assert_eq!(members, in_wit(kind, name), "{kind} {name}");
            }
        }
    }
}
