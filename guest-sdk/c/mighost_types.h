/// @file mighost_types.h
/// The words of the contract, as C sees them. Included by mighost.h.
///
/// Every struct lies in memory exactly as the canonical ABI of WebAssembly components has it, so that nothing is copied or
/// converted on the way to the host and back; the assertions at the end hold that. Everything is zero at first, and zero
/// means none, false, empty or the first of an enumeration.
#ifndef MIGHOST_TYPES_H
#define MIGHOST_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A text in UTF-8 of so many bytes; without a zero behind it. `S("text")` makes one.
typedef struct { const char *ptr; size_t len; } mighost_string;
/// Bytes.
typedef struct { const uint8_t *ptr; size_t len; } mighost_bytes;
/// A text or none: `SOME("text")`.
typedef struct { bool some; mighost_string value; } mighost_opt_string;
/// A number or none: `{ true, 3 }`.
typedef struct { bool some; uint32_t value; } mighost_opt_u32;
/// A number or none: `{ true, -3 }`.
typedef struct { bool some; int32_t value; } mighost_opt_s32;
/// A number or none: `{ true, 3 }`.
typedef struct { bool some; int64_t value; } mighost_opt_s64;
/// Texts: `STRINGS("id", "name")`.
typedef struct { const mighost_string *ptr; size_t len; } mighost_strings;

/// The name of a table, view, sequence, type or index. Names are plain: the host quotes them. `NAME("people")` is in the
/// connection's default schema, `NAME_IN("billing", "people")` in another.
typedef struct { mighost_opt_string schema; mighost_string name; } mighost_name;
/// Names, as they were read.
typedef struct { const mighost_name *ptr; size_t len; } mighost_names;

/// A setting that only some databases have: SQLite `strict`, `without-rowid`, `on-conflict`; MySQL `engine`, `charset`,
/// `row-format`, `on-update`; PostgreSQL `tablespace`, `fillfactor`, `unlogged`, `partition-by`.
typedef struct { mighost_string name, value; } mighost_setting;
/// Settings: `LIST(mighost_setting, { S("strict"), S("") })`.
typedef struct { const mighost_setting *ptr; size_t len; } mighost_settings;

// ---- errors ------------------------------------------------------------------------------------------------

/// What an error is.
enum mighost_error_kind {
    MIGHOST_DATABASE,    ///< The database refused.
    MIGHOST_DENIED,      ///< The policy refused.
    MIGHOST_UNSUPPORTED, ///< This database can't do that; the text says what it can do instead.
    MIGHOST_INVALID,     ///< The request makes no sense here.
    MIGHOST_LIMIT,       ///< A limit of the step was reached; the step ends whatever is done.
    MIGHOST_VETO,        ///< The migration itself refuses to run.
    MIGHOST_OTHER,       ///< Anything else.
};

/// What the database said.
typedef struct {
    mighost_string code;           ///< `23505` on PostgreSQL, `1062` on MySQL, `SQLITE_CONSTRAINT_UNIQUE` on SQLite.
    mighost_string message;        ///< The database's message.
    mighost_opt_string detail;     ///< More about it.
    mighost_opt_string hint;       ///< The database's own advice.
    mighost_opt_u32 position;      ///< Where in the statement, in characters from 1.
    mighost_opt_string statement;  ///< The statement that failed.
    mighost_opt_string constraint; ///< The constraint that was broken.
} mighost_database_error;

/// Why a call failed.
typedef struct {
    uint8_t kind; ///< A mighost_error_kind.
    union {
        mighost_database_error database; ///< Of MIGHOST_DATABASE.
        mighost_string text;             ///< Of all the others.
    };
} mighost_error;

// ---- values ------------------------------------------------------------------------------------------------

/// What a value is.
enum mighost_value_kind {
    MIGHOST_NULL,
    MIGHOST_BOOLEAN,   ///< `.boolean`
    MIGHOST_INTEGER,   ///< `.integer`
    MIGHOST_UNSIGNED,  ///< `.unsigned_integer`: one that may pass 2^63-1
    MIGHOST_FLOAT,     ///< `.real`
    MIGHOST_DECIMAL,   ///< `.text`: such as `-12.50`
    MIGHOST_TEXT,      ///< `.text`
    MIGHOST_BYTES,     ///< `.bytes`
    MIGHOST_DATE,      ///< `.text`: such as `2026-01-31`
    MIGHOST_TIME,      ///< `.text`: such as `23:59:58.5`
    MIGHOST_TIMESTAMP, ///< `.text`: such as `2026-01-31T23:59:58.5`, with an offset where there is one
    MIGHOST_JSON,      ///< `.text`
    MIGHOST_UUID,      ///< `.text`
    MIGHOST_NATIVE,    ///< `.native`: anything else, with the database's name for its type
};

/// One value of a row or one bound parameter. `INT(1)`, `TEXT("Ada")`, `NULL_VALUE` and their kin make them. SQLite has
/// no types of its own for truth values, decimals, dates, JSON and UUIDs: it gives back integers and texts.
typedef struct {
    uint8_t kind; ///< A mighost_value_kind.
    union {
        bool boolean;
        int64_t integer;
        uint64_t unsigned_integer;
        double real;
        mighost_string text;
        mighost_bytes bytes;
        struct { mighost_string type, text; } native;
    };
} mighost_value;

/// The values of one row: `ROW(INT(1), TEXT("Ada"))`.
typedef struct { const mighost_value *ptr; size_t len; } mighost_row;
/// Rows: `ROWS(ROW(…), ROW(…))`.
typedef struct { const mighost_row *ptr; size_t len; } mighost_rows;

// ---- columns -----------------------------------------------------------------------------------------------

/// What a type is. The macros `VARCHAR(150)`, `TYPE_INTEGER` and their kin make types.
enum mighost_type_kind {
    MIGHOST_TYPE_BOOLEAN, MIGHOST_TYPE_INTEGER, MIGHOST_TYPE_DECIMAL, MIGHOST_TYPE_REAL, MIGHOST_TYPE_DOUBLE,
    MIGHOST_TYPE_CHAR, MIGHOST_TYPE_VARCHAR, MIGHOST_TYPE_TEXT, MIGHOST_TYPE_BINARY, MIGHOST_TYPE_VARBINARY,
    MIGHOST_TYPE_BLOB, MIGHOST_TYPE_DATE, MIGHOST_TYPE_TIME, MIGHOST_TYPE_TIMESTAMP, MIGHOST_TYPE_INTERVAL,
    MIGHOST_TYPE_JSON, MIGHOST_TYPE_JSONB, MIGHOST_TYPE_UUID, MIGHOST_TYPE_ENUM, MIGHOST_TYPE_SET, MIGHOST_TYPE_BIT,
    MIGHOST_TYPE_VARBIT, MIGHOST_TYPE_ARRAY, MIGHOST_TYPE_NATIVE,
};

/// How wide an integer is: 8, 16, 24, 32, 64 bits.
enum mighost_width { MIGHOST_TINY, MIGHOST_SMALL, MIGHOST_MEDIUM, MIGHOST_NORMAL, MIGHOST_BIG };
/// How long a text or blob may be on MySQL; PostgreSQL and SQLite have one size only.
enum mighost_size { MIGHOST_SIZE_TINY, MIGHOST_SIZE_NORMAL, MIGHOST_SIZE_MEDIUM, MIGHOST_SIZE_LONG };

/// The type of a column.
typedef struct {
    uint8_t kind; ///< A mighost_type_kind.
    union {
        struct { uint8_t width; bool is_unsigned; } integer;      ///< A mighost_width; unsigned on MySQL and MariaDB.
        struct { mighost_opt_u32 precision; mighost_opt_s32 scale; } decimal; ///< Digits in all, and those behind the point.
        uint32_t length;                                          ///< Of char, binary, varbinary, bit.
        mighost_opt_u32 up_to;                                    ///< Of varchar and varbit; none: unbounded.
        uint8_t size;                                             ///< Of text and blob: a mighost_size.
        struct { mighost_opt_u32 precision; bool zoned; } time;   ///< Of time and timestamp.
        struct { bool named; mighost_name name; mighost_strings labels; } enumeration; ///< Named on PostgreSQL.
        mighost_strings labels;                                   ///< Of a set.
        struct { mighost_string element; uint32_t dimensions; } array;
        mighost_string native;                                    ///< As the database writes it.
    };
} mighost_type;

/// What a default is.
enum mighost_default_kind {
    MIGHOST_DEFAULT_VALUE, MIGHOST_DEFAULT_TIMESTAMP, MIGHOST_DEFAULT_DATE, MIGHOST_DEFAULT_TIME, MIGHOST_DEFAULT_EXPRESSION,
};

/// What a column holds where an insert doesn't say: `DEFAULT(INT(0))`, `DEFAULT_NOW`, `DEFAULT_EXPRESSION("1 + 1")`.
typedef struct {
    bool some;
    struct {
        uint8_t kind; ///< A mighost_default_kind.
        union { mighost_value value; mighost_string expression; };
    } is;
} mighost_opt_default;

/// How a column is computed from others, or none: `{ true, { S("a * 2"), .stored = true } }`.
typedef struct {
    bool some;
    struct { mighost_string expression; bool stored; } is;
} mighost_opt_generated;

/// How a column numbers its rows, or a sequence its numbers. What is none is as the database has it by itself.
typedef struct {
    bool always; ///< Inserts may not give a value (PostgreSQL).
    mighost_opt_s64 start, increment, min_value, max_value;
    bool cycle; ///< Begin again after the last.
    mighost_opt_s64 cache;
} mighost_identity;
/// A numbering or none: `NUMBERED` is the plain one.
typedef struct { bool some; mighost_identity is; } mighost_opt_identity;

/// One column. Without `.nullable = true` it may not be NULL.
typedef struct {
    mighost_string name;
    mighost_type type;
    bool nullable;
    mighost_opt_default default_value;
    mighost_opt_generated generated;
    mighost_opt_identity identity;
    mighost_opt_string collation; ///< Such as `NOCASE`.
    mighost_opt_string comment;   ///< SQLite keeps none.
    mighost_settings settings;
} mighost_column;
/// Columns: `COLUMNS({ S("id"), TYPE_INTEGER }, …)`.
typedef struct { const mighost_column *ptr; size_t len; } mighost_columns;

// ---- constraints -------------------------------------------------------------------------------------------

/// What a constraint is.
enum mighost_constraint_kind {
    MIGHOST_PRIMARY_KEY, MIGHOST_UNIQUE, MIGHOST_CHECK, MIGHOST_FOREIGN_KEY, MIGHOST_EXCLUSION,
};
/// When a constraint is checked.
enum mighost_deferral { MIGHOST_NOT_DEFERRABLE, MIGHOST_INITIALLY_IMMEDIATE, MIGHOST_INITIALLY_DEFERRED };
/// What happens to a row whose referred row is deleted or changed.
enum mighost_action { MIGHOST_NO_ACTION, MIGHOST_RESTRICT, MIGHOST_CASCADE, MIGHOST_SET_NULL, MIGHOST_SET_DEFAULT };

/// One element of an exclusion constraint: no two rows may satisfy the operator.
typedef struct { mighost_string expression, op; } mighost_exclusion_element;

/// One constraint of a table: `PRIMARY_KEY("id")`, `UNIQUE("name")`, or `{ MIGHOST_CHECK, .check = { … } }`.
typedef struct {
    uint8_t kind; ///< A mighost_constraint_kind.
    union {
        struct { mighost_opt_string name; mighost_strings columns; mighost_settings settings; } primary_key;
        struct {
            mighost_opt_string name;
            mighost_strings columns;
            bool nulls_not_distinct; ///< NULLs count as equal (PostgreSQL 15 and newer).
            uint8_t deferral;
            mighost_settings settings;
        } unique;
        struct {
            mighost_opt_string name;
            mighost_string expression;
            bool not_valid; ///< For new rows only, until it is validated (PostgreSQL).
            mighost_settings settings;
        } check;
        struct {
            mighost_opt_string name;
            mighost_strings columns;
            mighost_name table;
            mighost_strings referred_columns; ///< Empty: that table's primary key.
            uint8_t on_delete, on_update;     ///< A mighost_action each.
            uint8_t deferral;
            bool match_full, not_valid;
            mighost_settings settings;
        } foreign_key;
        struct {
            mighost_opt_string name, method;
            struct { const mighost_exclusion_element *ptr; size_t len; } elements;
            mighost_opt_string predicate;
            uint8_t deferral;
        } exclusion;
    };
} mighost_constraint;
/// Constraints: `CONSTRAINTS(PRIMARY_KEY("id"), …)`.
typedef struct { const mighost_constraint *ptr; size_t len; } mighost_constraints;

/// Which constraint: the one of this name, the primary key, the unique constraint or the foreign key of exactly these
/// columns, the check with exactly this condition.
enum mighost_key_kind { MIGHOST_KEY_NAME, MIGHOST_KEY_PRIMARY, MIGHOST_KEY_UNIQUE, MIGHOST_KEY_FOREIGN, MIGHOST_KEY_CHECK };
typedef struct { uint8_t kind; union { mighost_string text; mighost_strings columns; }; } mighost_constraint_key;

// ---- indexes -----------------------------------------------------------------------------------------------

/// Where NULLs sort (PostgreSQL).
enum mighost_nulls { MIGHOST_NULLS_DEFAULT, MIGHOST_NULLS_FIRST, MIGHOST_NULLS_LAST };

/// One part of an index: `BY("name")`, `BY_EXPRESSION("lower(name)")`.
typedef struct {
    struct { uint8_t is_expression; mighost_string text; } key;
    bool descending;
    uint8_t nulls; ///< A mighost_nulls.
    mighost_opt_string collation, operator_class;
    mighost_opt_u32 prefix_length; ///< How many characters count (MySQL).
} mighost_part;
/// Parts of an index: `PARTS(BY("name"), …)`.
typedef struct { const mighost_part *ptr; size_t len; } mighost_parts;

/// An index.
typedef struct {
    mighost_string name;
    mighost_parts parts;
    bool unique;
    mighost_opt_string method;    ///< Such as `gin`, `hash`, `fulltext`.
    mighost_opt_string predicate; ///< The rows it holds (a partial index).
    mighost_strings include;      ///< Columns carried along (PostgreSQL).
    bool nulls_not_distinct;
    mighost_opt_string comment;
    mighost_settings settings;
} mighost_index;
/// Indexes: `INDEXES({ S("ix_people_name"), PARTS(BY("name")) }, …)`.
typedef struct { const mighost_index *ptr; size_t len; } mighost_indexes;

// ---- tables and the rest -----------------------------------------------------------------------------------

/// One table, whole.
typedef struct {
    mighost_name name;
    mighost_columns columns;
    mighost_constraints constraints;
    mighost_indexes indexes;
    mighost_opt_string comment;
    mighost_settings settings;
} mighost_table;

/// A view.
typedef struct {
    mighost_name name;
    mighost_strings columns; ///< Empty: those of the query.
    mighost_string query;    ///< As the database writes it.
    bool materialized;       ///< PostgreSQL.
    mighost_opt_string comment;
} mighost_view;

/// A trigger. Triggers are made by raw SQL; this is for reading.
typedef struct { mighost_string name; mighost_name table; mighost_string definition; } mighost_trigger;
typedef struct { const mighost_trigger *ptr; size_t len; } mighost_triggers;
/// A sequence.
typedef struct { mighost_name name; mighost_identity numbers; } mighost_sequence;
/// An enumeration type of its own (PostgreSQL).
typedef struct { mighost_name name; mighost_strings labels; } mighost_enumeration;
typedef struct { const mighost_enumeration *ptr; size_t len; } mighost_enumerations;

// ---- changes of a table ------------------------------------------------------------------------------------

/// Where a column or label goes.
enum mighost_place { MIGHOST_LAST, MIGHOST_FIRST, MIGHOST_AFTER };
typedef struct { uint8_t place; mighost_string other; } mighost_position;

/// What a change is.
enum mighost_change_kind {
    MIGHOST_ADD_COLUMN, MIGHOST_DROP_COLUMN, MIGHOST_RENAME_COLUMN, MIGHOST_SET_TYPE, MIGHOST_SET_NULLABLE,
    MIGHOST_SET_DEFAULT_VALUE, MIGHOST_SET_GENERATED, MIGHOST_SET_IDENTITY, MIGHOST_SET_COLLATION,
    MIGHOST_SET_COLUMN_COMMENT, MIGHOST_MOVE_COLUMN, MIGHOST_ADD_CONSTRAINT, MIGHOST_DROP_CONSTRAINT,
    MIGHOST_RENAME_CONSTRAINT, MIGHOST_VALIDATE_CONSTRAINT, MIGHOST_ADD_INDEX, MIGHOST_DROP_INDEX,
    MIGHOST_SET_TABLE_COMMENT, MIGHOST_SET_SETTING, MIGHOST_DROP_SETTING, MIGHOST_SET_COLUMN_SETTING,
};

/// One change of a table: `{ MIGHOST_ADD_COLUMN, .add_column = { … } }`, or shorter `DROP_COLUMN("name")` and its kin.
typedef struct {
    uint8_t kind; ///< A mighost_change_kind; it says which of these.
    union {
        struct { mighost_column column; mighost_position position; bool if_not_exists; } add_column;
        struct { mighost_string name; bool if_exists; } drop; ///< Of a column or an index.
        struct { mighost_string from, to; } rename;           ///< Of a column or a constraint.
        struct { mighost_string column; mighost_type type; mighost_opt_string using_expression; } set_type;
        struct { mighost_string column; bool nullable; } set_nullable;
        struct { mighost_string column; mighost_opt_default value; } set_default;
        struct { mighost_string column; mighost_opt_generated generated; } set_generated;
        struct { mighost_string column; mighost_opt_identity identity; } set_identity;
        struct { mighost_string column; mighost_opt_string text; } set_text; ///< A collation or a comment.
        struct { mighost_string column; mighost_position position; } move_column;
        struct { mighost_constraint constraint; bool if_not_exists; } add_constraint;
        struct { mighost_constraint_key key; bool if_exists; } drop_constraint;
        mighost_string name;           ///< Of a constraint to validate or a setting to drop.
        struct { mighost_index index; bool if_not_exists; } add_index;
        mighost_opt_string comment;    ///< Of the table.
        mighost_setting setting;       ///< Of the table.
        struct { mighost_string column, name; mighost_opt_string value; } column_setting;
    };
} mighost_change;
/// Changes: `CHANGES(DROP_COLUMN("name"), …)`.
typedef struct { const mighost_change *ptr; size_t len; } mighost_changes;

// ---- rows without SQL --------------------------------------------------------------------------------------

/// What a condition is.
enum mighost_condition_kind {
    MIGHOST_EQUALS, MIGHOST_DIFFERS, MIGHOST_LESS, MIGHOST_GREATER, MIGHOST_ONE_OF, MIGHOST_IS_NULL, MIGHOST_IS_NOT_NULL,
};
/// A condition and the column it is on: `EQUALS("id", INT(1))`, `IS_NULL("email")` and their kin.
typedef struct {
    mighost_string column;
    struct { uint8_t kind; union { mighost_value value; mighost_row values; }; } condition;
} mighost_filter;
/// Conditions that must all hold: `WHERE(IS_NULL("email"))`.
typedef struct { const mighost_filter *ptr; size_t len; } mighost_filters;

/// What to read.
typedef struct {
    mighost_name table;
    mighost_strings columns;  ///< Empty: all, in the table's order.
    mighost_filters filters;
    mighost_strings order_by; ///< Their values together must be unique. Empty: the primary key.
} mighost_selection;

/// What a query gave.
typedef struct { mighost_strings columns; mighost_rows rows; } mighost_result_set;

// ---- where it runs -----------------------------------------------------------------------------------------

/// The database's dialect.
enum mighost_dialect_kind { MIGHOST_SQLITE, MIGHOST_POSTGRESQL, MIGHOST_MYSQL, MIGHOST_MARIADB, MIGHOST_OTHER_DIALECT };
typedef struct { uint8_t kind; mighost_string other; } mighost_dialect;
/// An argument of the operator: `-x key=value`.
typedef struct { mighost_string key, value; } mighost_argument;
typedef struct { const mighost_argument *ptr; size_t len; } mighost_arguments;

/// What the migration is. All but the id may be left out.
typedef struct {
    mighost_opt_string package; ///< Whose chain this is; none: the application's own.
    mighost_string id;          ///< Unique in its package.
    mighost_strings revises;    ///< The ids this one follows. None makes a base, several make a merge.
    mighost_strings depends_on; ///< Revisions that must be applied before: `id`, a label, or `package@id`.
    mighost_strings labels;     ///< Names for the branch that begins here.
    mighost_opt_string message; ///< One line for people.
    mighost_opt_string created; ///< When it was written, RFC 3339.
    uint8_t no_transaction;     ///< 1: each operation commits by itself.
    bool has_downgrade;         ///< Not to be set: it is true where there is a mighost_downgrade.
} mighost_revision;

#if defined(__wasm__)
// What the contract's records have; a difference would be read as something else by the host.
_Static_assert(sizeof(mighost_value) == 24, "a value has 24 bytes");
_Static_assert(sizeof(mighost_error) == 76, "an error has 76 bytes");
_Static_assert(sizeof(mighost_type) == 36, "a type has 36 bytes");
_Static_assert(sizeof(mighost_opt_default) == 40, "an optional default has 40 bytes");
_Static_assert(sizeof(mighost_identity) == 96, "an identity has 96 bytes");
_Static_assert(sizeof(mighost_column) == 240, "a column has 240 bytes");
_Static_assert(sizeof(mighost_constraint) == 68, "a constraint has 68 bytes");
_Static_assert(sizeof(mighost_part) == 48, "a part of an index has 48 bytes");
_Static_assert(sizeof(mighost_index) == 76, "an index has 76 bytes");
_Static_assert(sizeof(mighost_table) == 64, "a table has 64 bytes");
_Static_assert(sizeof(mighost_view) == 52, "a view has 52 bytes");
_Static_assert(sizeof(mighost_sequence) == 120, "a sequence has 120 bytes");
_Static_assert(sizeof(mighost_change) == 264, "a change has 264 bytes");
_Static_assert(sizeof(mighost_filter) == 40, "a filter has 40 bytes");
_Static_assert(sizeof(mighost_revision) == 72, "a description has 72 bytes");
#endif

#endif
