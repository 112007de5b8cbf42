//! The calls that take definitions or rows, and those that nearly every migration makes.

use super::lift::{Answer, Reply};
use super::lower::{Lower, aligned, greatest, parameters, room};
use crate::Result;
use crate::bindings::mighost::migration::{data, sql};
use crate::types::{Change, DropMode, Filter, Index, IndexMode, ObjectName, Selection, Table, Value};

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

/// A list as parameters: its address and its length.
type List = (*const u8, usize);

fn list<T: Lower>(list: &[T]) -> List {
    (T::lower_all(list), list.len())
}

/// Rows as parameters, in memory that is given back.
struct Rows {
    rows: Vec<[usize; 2]>,
    _values: Vec<u64>,
}

impl Rows {
    #[inline(never)]
    fn new<R: AsRef<[Value]>>(rows: &[R]) -> Self {
        let count: usize = rows.iter().map(|row| row.as_ref().len()).sum();
        // A value's alignment is that of the 64-bit numbers in it.
        let mut values = Vec::<u64>::with_capacity(count * Value::SIZE / size_of::<u64>());
        let mut next: *mut u8 = values.as_mut_ptr().cast();
        let mut pairs = Vec::with_capacity(rows.len());
        for row in rows.iter().map(AsRef::as_ref) {
            pairs.push([next as usize, row.len()]);
            for value in row {
                // SAFETY: there is room for every value of every row.
                unsafe {
                    value.lower(next);
                    next = next.add(Value::SIZE);
                }
            }
        }
        Rows { rows: pairs, _values: values }
    }

    /// The values of the only row.
    fn first(&self) -> List {
        self.rows.first().map_or((core::ptr::null(), 0), |[start, length]| (*start as *const u8, *length))
    }

    fn list(&self) -> List {
        (self.rows.as_ptr().cast(), self.rows.len())
    }
}

/// A name as parameters: whether there is a schema, the schema, the name.
type Name = (i32, *const u8, usize, *const u8, usize);

fn name(name: &ObjectName) -> Name {
    let schema = name.schema.as_deref().unwrap_or_default();
    (i32::from(name.schema.is_some()), schema.as_ptr(), schema.len(), name.name.as_ptr(), name.name.len())
}

pub(crate) fn create_table(table: &Table, if_not_exists: &bool) -> Result<bool> {
    import!("mighost:migration/ddl@0.1.0", "create-table", import(parameters: *const u8, reply: *mut Reply<u8>));
    let parameters = parameters!(table: Table, if_not_exists: bool);
    Answer::get(|reply| unsafe { import(parameters, reply) })
}

pub(crate) fn create_index(table: &ObjectName, index: &Index, mode: &IndexMode) -> Result<bool> {
    import!("mighost:migration/ddl@0.1.0", "create-index", import(parameters: *const u8, reply: *mut Reply<u8>));
    let parameters = parameters!(table: ObjectName, index: Index, mode: IndexMode);
    Answer::get(|reply| unsafe { import(parameters, reply) })
}

pub(crate) fn alter_table(table: &ObjectName, changes: &[Change]) -> Result {
    import!("mighost:migration/ddl@0.1.0", "alter-table", import(
        some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize,
        changes: *const u8, changes_length: usize, reply: *mut Reply<u8>
    ));
    let (some, schema, schema_length, name, name_length) = name(table);
    let start = Change::lower_all(changes);
    Answer::get(|reply| unsafe {
        import(some, schema, schema_length, name, name_length, start, changes.len(), reply);
    })
}

pub(crate) fn drop_table(table: &ObjectName, mode: DropMode) -> Result<bool> {
    import!("mighost:migration/ddl@0.1.0", "drop-table", import(
        some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize,
        if_exists: i32, cascade: i32, reply: *mut Reply<u8>
    ));
    let (some, schema, schema_length, name, name_length) = name(table);
    let (if_exists, cascade) = (i32::from(mode.if_exists), i32::from(mode.cascade));
    Answer::get(|reply| unsafe {
        import(some, schema, schema_length, name, name_length, if_exists, cascade, reply);
    })
}

pub(crate) fn has_table(table: &ObjectName) -> Result<bool> {
    import!("mighost:migration/inspect@0.1.0", "has-table", import(
        some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize, reply: *mut Reply<u8>
    ));
    let (some, schema, schema_length, name, name_length) = name(table);
    Answer::get(|reply| unsafe { import(some, schema, schema_length, name, name_length, reply) })
}

pub(crate) fn has_column(table: &ObjectName, column: &str) -> Result<bool> {
    import!("mighost:migration/inspect@0.1.0", "has-column", import(
        some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize,
        column: *const u8, column_length: usize, reply: *mut Reply<u8>
    ));
    let (some, schema, schema_length, name, name_length) = name(table);
    Answer::get(|reply| unsafe {
        import(some, schema, schema_length, name, name_length, column.as_ptr(), column.len(), reply);
    })
}

/// Declares a function of `data` that takes a table and some lists, and calls it.
macro_rules! counting {
    ($function:literal, $table:ident, $($rest:tt)*) => { data!(u64, $function, $table, $($rest)*) };
}

/// As `counting`, for any answer.
macro_rules! data {
    ($written:ty, $function:literal, $table:ident, $($list:expr => $start:ident $length:ident),*) => {{
        import!("mighost:migration/data@0.1.0", $function, import(
            some: i32, schema: *const u8, schema_length: usize, name: *const u8, name_length: usize,
            $($start: *const u8, $length: usize,)* reply: *mut Reply<$written>
        ));
        let (some, schema, schema_length, name, name_length) = name($table);
        $(let ($start, $length) = $list;)*
        Answer::get(|reply| unsafe {
            import(some, schema, schema_length, name, name_length, $($start, $length,)* reply);
        })
    }};
}

pub(crate) fn insert(table: &ObjectName, columns: &[String], rows: &[Vec<Value>]) -> Result<u64> {
    let rows = Rows::new(rows);
    counting!("insert", table, list(columns) => columns columns_length, rows.list() => rows rows_length)
}

pub(crate) fn count(table: &ObjectName, filters: &[Filter]) -> Result<u64> {
    counting!("count", table, list(filters) => filters filters_length)
}

pub(crate) fn update(table: &ObjectName, key: &[String], columns: &[String], rows: &[Vec<Value>]) -> Result<u64> {
    let rows = Rows::new(rows);
    counting!(
        "update", table,
        list(key) => key key_length, list(columns) => columns columns_length, rows.list() => rows rows_length
    )
}

pub(crate) fn update_where(
    table: &ObjectName,
    columns: &[String],
    values: &[Value],
    filters: &[Filter],
) -> Result<u64> {
    counting!(
        "update-where", table,
        list(columns) => columns columns_length, list(values) => values values_length,
        list(filters) => filters filters_length
    )
}

pub(crate) fn delete(table: &ObjectName, key: &[String], rows: &[Vec<Value>]) -> Result<u64> {
    let rows = Rows::new(rows);
    counting!("delete", table, list(key) => key key_length, rows.list() => rows rows_length)
}

pub(crate) fn delete_where(table: &ObjectName, filters: &[Filter]) -> Result<u64> {
    counting!("delete-where", table, list(filters) => filters filters_length)
}

pub(crate) fn scan(selection: &Selection) -> Result<data::Cursor> {
    let Selection { table, columns, filters, order_by } = selection;
    let handle: u32 = data!(
        u32, "scan", table,
        list(columns) => columns columns_length, list(filters) => filters filters_length,
        list(order_by) => order_by order_by_length
    )?;
    // SAFETY: the host gave the handle for this cursor just now, and nothing else has it.
    Ok(unsafe { data::Cursor::from_handle(handle) })
}

pub(crate) fn execute(statement: &str, parameters: &[Value]) -> Result<u64> {
    import!("mighost:migration/sql@0.1.0", "execute", import(
        statement: *const u8, statement_length: usize, parameters: *const u8, parameters_length: usize,
        reply: *mut Reply<u64>
    ));
    let parameters = Rows::new(&[parameters]);
    let (start, length) = parameters.first();
    Answer::get(|reply| unsafe { import(statement.as_ptr(), statement.len(), start, length, reply) })
}

pub(crate) fn open_cursor(statement: &str, parameters: &[Value]) -> Result<sql::Cursor> {
    import!("mighost:migration/sql@0.1.0", "open-cursor", import(
        statement: *const u8, statement_length: usize, parameters: *const u8, parameters_length: usize,
        reply: *mut Reply<u32>
    ));
    let parameters = Rows::new(&[parameters]);
    let (start, length) = parameters.first();
    let handle: u32 =
        Answer::get(|reply| unsafe { import(statement.as_ptr(), statement.len(), start, length, reply) })?;
    // SAFETY: the host gave the handle for this cursor just now, and nothing else has it.
    Ok(unsafe { sql::Cursor::from_handle(handle) })
}
