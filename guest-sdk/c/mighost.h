/// @file mighost.h
/// Database migrations for mighost in C.
///
/// A migration says what it is and has two functions; it compiles to a small WebAssembly component (10 to 20 KB):
///
/// @code
/// #include "mighost.h"
///
/// REVISION(.id = S("20260105_145517"), .revises = STRINGS("20260105_000000"), .message = SOME("Add emails"));
///
/// bool mighost_upgrade(void) {
///     bool there;
///     TRY(mighost_has_column(NAME("people"), S("email"), &there));
///     if (!there)
///         TRY(mighost_alter_table(NAME("people"),
///             CHANGES(ADD_COLUMN({ S("email"), VARCHAR(150), .nullable = true }))));
///     return true;
/// }
///
/// bool mighost_downgrade(void) {
///     TRY(mighost_alter_table(NAME("people"), CHANGES(DROP_COLUMN("email"))));
///     return true;
/// }
/// @endcode
///
/// Errors: every function that can fail returns whether it succeeded. TRY returns false from the function that it stands
/// in where it didn't, and writes the place to the log; an upgrade that returns false fails with the last error, and the
/// whole step is rolled back. Whoever wants to go on looks at mighost_error_now() instead.
///
/// Memory: what the host gives lives until the step ends, except rows of a cursor, which live until the next batch.
///
/// Names: functions and types begin with `mighost_`, constants with `MIGHOST_`. The short macros (S, TRY, COLUMNS …) have no
/// prefix, since a migration is a program of its own.
#ifndef MIGHOST_H
#define MIGHOST_H

#include "mighost_types.h"

// What compiles and yet goes wrong in the middle of a step is refused: a failure that nobody looks at, a function that may end
// without its answer, a `%d` without its number, a variable without its value, a plain "text" where a record of several fields
// stands, and, since a misspelt mighost_downgrade is one too, a function that is neither `static` nor declared before.
#pragma clang diagnostic error "-Wunused-result"
#pragma clang diagnostic error "-Wreturn-type"
#pragma clang diagnostic error "-Wformat"
#pragma clang diagnostic error "-Wuninitialized"
#pragma clang diagnostic error "-Wstring-conversion"
#pragma clang diagnostic error "-Wliteral-conversion"
#pragma clang diagnostic error "-Wmissing-braces"
#pragma clang diagnostic error "-Wmissing-prototypes"

// ---- what a migration defines ------------------------------------------------------------------------------

/// What this migration is. REVISION(…) defines it.
extern const mighost_revision mighost_this_revision;
/// Brings the database from the parents' state to this revision's. False: it failed, with the last error.
bool mighost_upgrade(void);
/// Takes mighost_upgrade back. A migration that can't be taken back has none.
bool mighost_downgrade(void);

/// Defines what this migration is: the fields of mighost_revision.
#define REVISION(...) const mighost_revision mighost_this_revision = { __VA_ARGS__ }

// ---- texts and lists ---------------------------------------------------------------------------------------

/// A text from a literal.
#define S(literal) ((mighost_string){ (literal), sizeof(literal) - 1 })
/// An optional text from a literal.
#define SOME(literal) { true, { (literal), sizeof(literal) - 1 } }
/// A list of elements of a type, for a field or a parameter that is a list.
#define LIST(type, ...) { (const type[]){ __VA_ARGS__ }, sizeof((const type[]){ __VA_ARGS__ }) / sizeof(type) }
#define STRINGS(...) ((mighost_strings){ MIGHOST_TEXTS_(__VA_ARGS__) })
#define COLUMNS(...) ((mighost_columns)LIST(mighost_column, __VA_ARGS__))
#define CONSTRAINTS(...) ((mighost_constraints)LIST(mighost_constraint, __VA_ARGS__))
#define INDEXES(...) ((mighost_indexes)LIST(mighost_index, __VA_ARGS__))
#define PARTS(...) ((mighost_parts)LIST(mighost_part, __VA_ARGS__))
#define SETTINGS(...) ((mighost_settings)LIST(mighost_setting, __VA_ARGS__))
#define CHANGES(...) ((mighost_changes)LIST(mighost_change, __VA_ARGS__))
#define WHERE(...) ((mighost_filters)LIST(mighost_filter, __VA_ARGS__))
#define ROW(...) ((mighost_row)LIST(mighost_value, __VA_ARGS__))
#define ROWS(...) ((mighost_rows)LIST(mighost_row, __VA_ARGS__))
/// No conditions: every row. No parameters.
#define EVERYTHING ((mighost_filters){ 0 })
#define NO_PARAMETERS ((mighost_row){ 0 })
/// A name in the connection's default schema, or in another one.
#define NAME(literal) ((mighost_name){ .name = { (literal), sizeof(literal) - 1 } })
#define NAME_IN(schema_literal, literal) ((mighost_name){ SOME(schema_literal), { (literal), sizeof(literal) - 1 } })

// One literal after another as texts, and how many. The preprocessor goes over them as often as MIGHOST_AGAIN_ says: 256 times.
#define MIGHOST_T_(x) { (x), sizeof(x) - 1 }
#define MIGHOST_TEXTS_(...) \
    (const mighost_string[]){ MIGHOST_EACH_(__VA_ARGS__) }, sizeof((const mighost_string[]){ MIGHOST_EACH_(__VA_ARGS__) }) / \
    sizeof(mighost_string)
#define MIGHOST_EACH_(...) __VA_OPT__(MIGHOST_AGAIN_(MIGHOST_ONE_(__VA_ARGS__)))
#define MIGHOST_ONE_(first, ...) MIGHOST_T_(first) __VA_OPT__(, MIGHOST_OTHERS_ MIGHOST_NOTHING_ (__VA_ARGS__))
#define MIGHOST_OTHERS_() MIGHOST_ONE_
#define MIGHOST_NOTHING_ ()
#define MIGHOST_AGAIN_(...) MIGHOST_AGAIN64_(MIGHOST_AGAIN64_(MIGHOST_AGAIN64_(MIGHOST_AGAIN64_(__VA_ARGS__))))
#define MIGHOST_AGAIN64_(...) MIGHOST_AGAIN16_(MIGHOST_AGAIN16_(MIGHOST_AGAIN16_(MIGHOST_AGAIN16_(__VA_ARGS__))))
#define MIGHOST_AGAIN16_(...) MIGHOST_AGAIN4_(MIGHOST_AGAIN4_(MIGHOST_AGAIN4_(MIGHOST_AGAIN4_(__VA_ARGS__))))
#define MIGHOST_AGAIN4_(...) MIGHOST_AGAIN1_(MIGHOST_AGAIN1_(MIGHOST_AGAIN1_(MIGHOST_AGAIN1_(__VA_ARGS__))))
#define MIGHOST_AGAIN1_(...) __VA_ARGS__

// ---- types, defaults, constraints, parts -------------------------------------------------------------------

#define TYPE_BOOLEAN { MIGHOST_TYPE_BOOLEAN }
#define TYPE_TINYINT { MIGHOST_TYPE_INTEGER, .integer = { MIGHOST_TINY } }
#define TYPE_SMALLINT { MIGHOST_TYPE_INTEGER, .integer = { MIGHOST_SMALL } }
#define TYPE_MEDIUMINT { MIGHOST_TYPE_INTEGER, .integer = { MIGHOST_MEDIUM } }
#define TYPE_INTEGER { MIGHOST_TYPE_INTEGER, .integer = { MIGHOST_NORMAL } }
#define TYPE_BIGINT { MIGHOST_TYPE_INTEGER, .integer = { MIGHOST_BIG } }
#define TYPE_NUMERIC { MIGHOST_TYPE_DECIMAL }
#define TYPE_DECIMAL(digits, behind) { MIGHOST_TYPE_DECIMAL, .decimal = { { true, (digits) }, { true, (behind) } } }
#define TYPE_REAL { MIGHOST_TYPE_REAL }
#define TYPE_DOUBLE { MIGHOST_TYPE_DOUBLE }
#define TYPE_CHAR(characters) { MIGHOST_TYPE_CHAR, .length = (characters) }
#define VARCHAR(characters) { MIGHOST_TYPE_VARCHAR, .up_to = { true, (characters) } }
#define TYPE_TEXT { MIGHOST_TYPE_TEXT, .size = MIGHOST_SIZE_NORMAL }
#define TYPE_BINARY(bytes) { MIGHOST_TYPE_BINARY, .length = (bytes) }
#define TYPE_VARBINARY(bytes) { MIGHOST_TYPE_VARBINARY, .length = (bytes) }
#define TYPE_BLOB { MIGHOST_TYPE_BLOB, .size = MIGHOST_SIZE_NORMAL }
#define TYPE_DATE { MIGHOST_TYPE_DATE }
#define TYPE_TIME { MIGHOST_TYPE_TIME }
#define TYPE_TIMESTAMP { MIGHOST_TYPE_TIMESTAMP }
#define TYPE_TIMESTAMP_WITH_ZONE { MIGHOST_TYPE_TIMESTAMP, .time = { .zoned = true } }
#define TYPE_JSON { MIGHOST_TYPE_JSON }
#define TYPE_UUID { MIGHOST_TYPE_UUID }
#define TYPE_ENUM(...) { MIGHOST_TYPE_ENUM, .enumeration = { .labels = { MIGHOST_TEXTS_(__VA_ARGS__) } } }
/// An enumeration type with a name of its own on PostgreSQL, made where it doesn't exist; and one that exists there already.
#define TYPE_NAMED_ENUM(type_name, ...) { MIGHOST_TYPE_ENUM, .enumeration = { true, { .name = MIGHOST_T_(type_name) }, \
    { MIGHOST_TEXTS_(__VA_ARGS__) } } }
#define TYPE_EXISTING_ENUM(type_name) { MIGHOST_TYPE_ENUM, .enumeration = { true, { .name = MIGHOST_T_(type_name) } } }
#define TYPE_NATIVE(literal) { MIGHOST_TYPE_NATIVE, .native = MIGHOST_T_(literal) }

/// Defaults, for `.default_value`.
#define DEFAULT(...) { true, { MIGHOST_DEFAULT_VALUE, .value = __VA_ARGS__ } }
#define DEFAULT_NOW { true, { MIGHOST_DEFAULT_TIMESTAMP } }
#define DEFAULT_EXPRESSION(literal) { true, { MIGHOST_DEFAULT_EXPRESSION, .expression = MIGHOST_T_(literal) } }
/// A column that numbers its rows, for `.identity`.
#define NUMBERED { true, { 0 } }

#define PRIMARY_KEY(...) { MIGHOST_PRIMARY_KEY, .primary_key = { .columns = { MIGHOST_TEXTS_(__VA_ARGS__) } } }
#define UNIQUE(...) { MIGHOST_UNIQUE, .unique = { .columns = { MIGHOST_TEXTS_(__VA_ARGS__) } } }
#define CHECK(literal) { MIGHOST_CHECK, .check = { .expression = MIGHOST_T_(literal) } }
/// A foreign key of one column; for more say `{ MIGHOST_FOREIGN_KEY, .foreign_key = { … } }`.
#define FOREIGN_KEY(column, other_table, other_column, action) { MIGHOST_FOREIGN_KEY, .foreign_key = { \
    .columns = { MIGHOST_TEXTS_(column) }, .table = { .name = MIGHOST_T_(other_table) }, \
    .referred_columns = { MIGHOST_TEXTS_(other_column) }, .on_delete = (action) } }
#define BY(literal) { { 0, MIGHOST_T_(literal) } }
#define BY_EXPRESSION(literal) { { 1, MIGHOST_T_(literal) } }

// ---- values and conditions ---------------------------------------------------------------------------------

#define NULL_VALUE ((mighost_value){ MIGHOST_NULL })
#define BOOL(x) ((mighost_value){ MIGHOST_BOOLEAN, .boolean = (x) })
#define INT(x) ((mighost_value){ MIGHOST_INTEGER, .integer = (x) })
#define UNSIGNED(x) ((mighost_value){ MIGHOST_UNSIGNED, .unsigned_integer = (x) })
#define FLOAT(x) ((mighost_value){ MIGHOST_FLOAT, .real = (x) })
#define TEXT(literal) ((mighost_value){ MIGHOST_TEXT, .text = MIGHOST_T_(literal) })
/// A text that is no literal: a mighost_string.
#define TEXT_OF(string) ((mighost_value){ MIGHOST_TEXT, .text = (string) })
#define BYTES(start, count) ((mighost_value){ MIGHOST_BYTES, .bytes = { (const uint8_t *)(start), (count) } })
/// What is a text to the contract: `OF(MIGHOST_DECIMAL, "-12.50")`, `OF(MIGHOST_DATE, "2026-01-31")`.
#define OF(kind_, literal) ((mighost_value){ (kind_), .text = MIGHOST_T_(literal) })

#define EQUALS(column, ...) { MIGHOST_T_(column), { MIGHOST_EQUALS, .value = __VA_ARGS__ } }
#define DIFFERS(column, ...) { MIGHOST_T_(column), { MIGHOST_DIFFERS, .value = __VA_ARGS__ } }
#define LESS(column, ...) { MIGHOST_T_(column), { MIGHOST_LESS, .value = __VA_ARGS__ } }
#define GREATER(column, ...) { MIGHOST_T_(column), { MIGHOST_GREATER, .value = __VA_ARGS__ } }
#define ONE_OF(column, ...) { MIGHOST_T_(column), { MIGHOST_ONE_OF, .values = ROW(__VA_ARGS__) } }
#define IS_NULL(column) { MIGHOST_T_(column), { MIGHOST_IS_NULL } }
#define IS_NOT_NULL(column) { MIGHOST_T_(column), { MIGHOST_IS_NOT_NULL } }

// ---- changes -----------------------------------------------------------------------------------------------

#define ADD_COLUMN(...) { MIGHOST_ADD_COLUMN, .add_column = { .column = __VA_ARGS__ } }
#define ADD_COLUMN_IF_NOT_EXISTS(...) { MIGHOST_ADD_COLUMN, .add_column = { .column = __VA_ARGS__, .if_not_exists = true } }
#define DROP_COLUMN(literal) { MIGHOST_DROP_COLUMN, .drop = { MIGHOST_T_(literal) } }
#define DROP_COLUMN_IF_EXISTS(literal) { MIGHOST_DROP_COLUMN, .drop = { MIGHOST_T_(literal), true } }
#define RENAME_COLUMN(old, new) { MIGHOST_RENAME_COLUMN, .rename = { MIGHOST_T_(old), MIGHOST_T_(new) } }
#define SET_TYPE(column_, ...) { MIGHOST_SET_TYPE, .set_type = { MIGHOST_T_(column_), __VA_ARGS__ } }
#define SET_NOT_NULL(column_) { MIGHOST_SET_NULLABLE, .set_nullable = { MIGHOST_T_(column_), false } }
#define SET_NULLABLE(column_) { MIGHOST_SET_NULLABLE, .set_nullable = { MIGHOST_T_(column_), true } }
#define SET_DEFAULT(column_, ...) { MIGHOST_SET_DEFAULT_VALUE, .set_default = { MIGHOST_T_(column_), DEFAULT(__VA_ARGS__) } }
#define DROP_DEFAULT(column_) { MIGHOST_SET_DEFAULT_VALUE, .set_default = { MIGHOST_T_(column_) } }
#define ADD_CONSTRAINT(...) { MIGHOST_ADD_CONSTRAINT, .add_constraint = { .constraint = __VA_ARGS__ } }
#define DROP_CONSTRAINT(literal) \
    { MIGHOST_DROP_CONSTRAINT, .drop_constraint = { { MIGHOST_KEY_NAME, .text = MIGHOST_T_(literal) } } }
#define ADD_INDEX(...) { MIGHOST_ADD_INDEX, .add_index = { .index = __VA_ARGS__ } }
#define DROP_INDEX(literal) { MIGHOST_DROP_INDEX, .drop = { MIGHOST_T_(literal) } }

// ---- errors ------------------------------------------------------------------------------------------------

/// Returns false where a call failed, after the place was written to the log.
#define TRY(call) do { if (!(call)) return mighost_at(__FILE__, __LINE__, #call); } while (0)
/// Refuses to run, with a reason, as mighost_format has it: returns false from the function that it stands in.
#define VETO(...) return mighost_veto(mighost_format(__VA_ARGS__))
/// Refuses to run where something doesn't hold: `ENSURE(rows == 2, "there are %llu rows", rows)`.
#define ENSURE(condition, ...) do { if (!(condition)) VETO(__VA_ARGS__); } while (0)
/// Ends the step with a trap, after a message, as mighost_format has it, and its place were written to the log. For what can't
/// be: `PANIC("%d is wrong", number)`.
#define PANIC(...) mighost_abort(__FILE__, __LINE__, mighost_format(__VA_ARGS__))
/// A panic where something doesn't hold. `assert` does the same; where <assert.h> is wanted too, include it before this file.
#define MIGHOST_ASSERT(condition) \
    ((condition) ? (void)0 : mighost_abort(__FILE__, __LINE__, S("assertion failed: " #condition)))
#undef assert
#define assert(condition) MIGHOST_ASSERT(condition)

/// Why the last call failed that did.
const mighost_error *mighost_error_now(void);
/// The message of an error, whatever kind it is.
mighost_string mighost_message(const mighost_error *error);
/// Makes an error of its own the last one, and returns false: `return mighost_fail(S("no"));`.
bool mighost_fail(mighost_string message);
/// Makes a refusal the last error, and returns false.
bool mighost_veto(mighost_string reason);
/// What TRY calls. Writes the place to the log, once an error, and returns false.
bool mighost_at(const char *file, int line, const char *call);
/// What PANIC calls. Writes a message and a place to the log and ends the step.
_Noreturn void mighost_abort(const char *file, int line, mighost_string message);

// ---- texts -------------------------------------------------------------------------------------------------

/// The text of a C string.
mighost_string mighost_text(const char *text);
/// Whether two texts are the same.
bool mighost_same(mighost_string a, mighost_string b);
/// Memory that lives until the step ends. Never null: a step that has none left is ended.
void *mighost_allocate(size_t bytes);
/// One text behind another, in memory that lives until the step ends.
mighost_string mighost_join(mighost_string a, mighost_string b);
/// A number as a text, in memory that lives until the step ends.
mighost_string mighost_number(int64_t number);
/// A text with parts put in, in memory that lives until the step ends: `mighost_format("%.*s has %d", SHOW(name), 3)`. It knows
/// `%s` for C strings, `%.*s` for a mighost_string in SHOW, `%c`, `%d`, `%u` and `%x` with `l`, `ll` or `z` (`%lld` is an
/// int64_t), zeros and a width in front of numbers (`%02d`), and `%%`; no floats.
__attribute__((format(printf, 1, 2))) mighost_string mighost_format(const char *format, ...);
/// A mighost_string for `%.*s`.
#define SHOW(string) (int)(string).len, (string).ptr

/// Whether two types of columns are the same.
bool mighost_same_type(const mighost_type *a, const mighost_type *b);

// ---- where it runs, and what the operator sees (interfaces `context` and `report`) -------------------------

mighost_dialect mighost_dialect_now(void);
/// The server's version as it states it, such as `3.46.1` or `10.11.6-MariaDB`.
mighost_string mighost_server_version(void);
mighost_string mighost_revision_now(void);
mighost_opt_string mighost_package(void);
/// Whether the step goes down.
bool mighost_goes_down(void);
/// The operator's argument `-x key=value`; an empty text for `-x key`; none where it wasn't given.
mighost_opt_string mighost_argument_of(mighost_string key);
mighost_arguments mighost_all_arguments(void);

/// Writes a line to the log.
void mighost_log(mighost_string message);
/// Writes a line to the log for whoever looks for a fault.
void mighost_debug(mighost_string message);
/// A warning that the operator will see when the step ends, and that is kept in the history.
void mighost_warn(mighost_string message);
/// How far a long step is; a total of 0 is unknown.
void mighost_progress(uint64_t done, uint64_t total);

// A call that may fail and isn't looked at is an error of the compiler's; to do without the answer, say `(void)mighost_…`.
#define MIGHOST_TRIED __attribute__((warn_unused_result))

// ---- the schema as it is now (interface `inspect`) ---------------------------------------------------------

/// Whether there is a table, a column, an index, a constraint.
MIGHOST_TRIED bool mighost_has_table(mighost_name table, bool *there);
MIGHOST_TRIED bool mighost_has_column(mighost_name table, mighost_string column, bool *there);
MIGHOST_TRIED bool mighost_has_index(mighost_name table, mighost_string index, bool *there);
MIGHOST_TRIED bool mighost_has_constraint(mighost_name table, mighost_string constraint, bool *there);
/// One table whole; `*found` is null where it doesn't exist.
MIGHOST_TRIED bool mighost_table_now(mighost_name table, const mighost_table **found);
MIGHOST_TRIED bool mighost_columns_of(mighost_name table, mighost_columns *columns);
MIGHOST_TRIED bool mighost_indexes_of(mighost_name table, mighost_indexes *indexes);
MIGHOST_TRIED bool mighost_constraints_of(mighost_name table, mighost_constraints *constraints);
MIGHOST_TRIED bool mighost_triggers_of(mighost_name table, mighost_triggers *triggers);
/// One view or sequence; `*found` is null where it doesn't exist.
MIGHOST_TRIED bool mighost_view_now(mighost_name view, const mighost_view **found);
MIGHOST_TRIED bool mighost_sequence_now(mighost_name sequence, const mighost_sequence **found);
/// What there is in a schema, or in the default one where it is none, by name.
MIGHOST_TRIED bool mighost_tables(mighost_opt_string schema, mighost_names *names);
MIGHOST_TRIED bool mighost_views(mighost_opt_string schema, mighost_names *names);
MIGHOST_TRIED bool mighost_sequences(mighost_opt_string schema, mighost_names *names);
MIGHOST_TRIED bool mighost_enumerations_in(mighost_opt_string schema, mighost_enumerations *enumerations);
MIGHOST_TRIED bool mighost_schemas(mighost_strings *names);

// ---- changes of the schema (interface `ddl`) ---------------------------------------------------------------
// Where a function takes `bool *done`, that says whether something was created or dropped; it may be null.

/// How to drop something.
typedef struct {
    bool if_exists; ///< Do nothing where it doesn't exist.
    bool cascade;   ///< Drop what stands on it too.
} mighost_drop_mode;
/// How to build or drop an index.
typedef struct {
    bool if_needed;    ///< Do nothing where the name is taken, or where it doesn't exist.
    bool concurrently; ///< Without stopping writers (PostgreSQL); only in a revision with `.no_transaction`.
} mighost_index_mode;

MIGHOST_TRIED bool mighost_create_table(const mighost_table *table);
MIGHOST_TRIED bool mighost_create_table_if_not_exists(const mighost_table *table, bool *done);
MIGHOST_TRIED bool mighost_drop_table(mighost_name table, mighost_drop_mode mode, bool *done);
MIGHOST_TRIED bool mighost_rename_table(mighost_name from, mighost_name to);
/// All changes are made in one go and in their order. None ask nothing of the host, nor do no rows below.
MIGHOST_TRIED bool mighost_alter_table(mighost_name table, mighost_changes changes);
MIGHOST_TRIED bool mighost_create_index(mighost_name table, const mighost_index *index, mighost_index_mode mode, bool *done);
MIGHOST_TRIED bool mighost_drop_index(mighost_name table, mighost_string index, mighost_index_mode mode, bool *done);
MIGHOST_TRIED bool mighost_rename_index(mighost_name table, mighost_string from, mighost_string to);
MIGHOST_TRIED bool mighost_set_index_comment(mighost_name table, mighost_string index, mighost_opt_string comment);
MIGHOST_TRIED bool mighost_create_view(const mighost_view *view, bool or_replace);
MIGHOST_TRIED bool mighost_drop_view(mighost_name view, mighost_drop_mode mode, bool *done);
MIGHOST_TRIED bool mighost_rename_view(mighost_name from, mighost_name to);
MIGHOST_TRIED bool mighost_refresh_view(mighost_name view, bool concurrently);
MIGHOST_TRIED bool mighost_set_view_comment(mighost_name view, mighost_opt_string comment);
MIGHOST_TRIED bool mighost_create_enumeration(const mighost_enumeration *enumeration, bool if_not_exists, bool *done);
/// In a mighost_position of a label MIGHOST_FIRST means before the other one.
MIGHOST_TRIED bool mighost_add_label(mighost_name enumeration, mighost_string label, mighost_position where,
                                     bool if_not_exists, bool *done);
MIGHOST_TRIED bool mighost_rename_label(mighost_name enumeration, mighost_string from, mighost_string to);
MIGHOST_TRIED bool mighost_rename_enumeration(mighost_name from, mighost_name to);
MIGHOST_TRIED bool mighost_drop_enumeration(mighost_name enumeration, mighost_drop_mode mode, bool *done);
MIGHOST_TRIED bool mighost_create_sequence(const mighost_sequence *sequence, bool if_not_exists, bool *done);
MIGHOST_TRIED bool mighost_alter_sequence(const mighost_sequence *sequence);
MIGHOST_TRIED bool mighost_rename_sequence(mighost_name from, mighost_name to);
MIGHOST_TRIED bool mighost_drop_sequence(mighost_name sequence, mighost_drop_mode mode, bool *done);
MIGHOST_TRIED bool mighost_create_schema(mighost_string schema, bool if_not_exists, bool *done);
MIGHOST_TRIED bool mighost_drop_schema(mighost_string schema, mighost_drop_mode mode, bool *done);

// ---- rows without SQL (interface `data`) -------------------------------------------------------------------
// Where a function takes `uint64_t *rows`, that is how many rows it inserted, changed or deleted; it may be null.

/// Inserts rows, each with a value for each column.
MIGHOST_TRIED bool mighost_insert(mighost_name table, mighost_strings columns, mighost_rows rows, uint64_t *inserted);
MIGHOST_TRIED bool mighost_count(mighost_name table, mighost_filters filters, uint64_t *rows);
/// Updates by key: each row has the key's values first, then the new values.
MIGHOST_TRIED bool mighost_update(mighost_name table, mighost_strings key, mighost_strings columns, mighost_rows rows,
                                  uint64_t *changed);
/// Sets columns in every row for which all conditions hold.
MIGHOST_TRIED bool mighost_update_where(mighost_name table, mighost_strings columns, mighost_row values, mighost_filters filters,
                                        uint64_t *changed);
/// Deletes by key: each row has the key's values.
MIGHOST_TRIED bool mighost_delete(mighost_name table, mighost_strings key, mighost_rows rows, uint64_t *deleted);
MIGHOST_TRIED bool mighost_delete_where(mighost_name table, mighost_filters filters, uint64_t *deleted);

/// Rows that are inserted in batches, for as many as don't fit into one ROWS.
typedef struct {
    mighost_name table;
    mighost_strings columns;
    mighost_row *rows;
    size_t len, batch; ///< How many wait, and at how many they go to the host.
    uint64_t inserted; ///< How many did.
    void *memory;      ///< What the waiting rows lie in.
} mighost_writer;

/// Begins to insert: so many rows (1 to 10,000) go to the host at a time.
mighost_writer mighost_write_to(mighost_name table, mighost_strings columns, size_t batch);
/// Inserts one more row, at once or with those behind it. The row and its texts are copied. Where the host refuses a batch, none
/// of its rows is inserted.
MIGHOST_TRIED bool mighost_write(mighost_writer *writer, mighost_row row);
/// Inserts what still waits; must be the last call.
MIGHOST_TRIED bool mighost_written(mighost_writer *writer, uint64_t *inserted);

/// Rows that are read in batches: of a scan or of a query.
typedef struct mighost_cursor {
    mighost_rows rows; ///< The rows that were read last; valid until the next ones.
    uint32_t handle;
    const struct mighost_cursor_functions *functions; ///< A scan's or a query's: a scan must not import `sql`.
    void *memory;                                     ///< What the rows lie in.
} mighost_cursor;

/// Begins to read a table. The table may be changed meanwhile.
MIGHOST_TRIED bool mighost_scan(const mighost_selection *selection, mighost_cursor *cursor);
/// Reads the next rows into `cursor->rows`, at most `limit` (1 to 10,000); none at the end. The rows before are gone.
MIGHOST_TRIED bool mighost_next(mighost_cursor *cursor, uint32_t limit);
/// Lets a cursor go. One that isn't goes when the step ends.
void mighost_close(mighost_cursor *cursor);

// ---- raw SQL (interface `sql`) -----------------------------------------------------------------------------
// A migration that calls one of these imports `sql` and needs the grant for it. Parameters are written as the database
// writes them: `?` or `?1` on SQLite, `$1` on PostgreSQL, `?` on MySQL.

/// Runs one statement.
MIGHOST_TRIED bool mighost_execute(mighost_string statement, mighost_row parameters, uint64_t *rows);
/// Runs one query and gives all its rows.
MIGHOST_TRIED bool mighost_query(mighost_string statement, mighost_row parameters, mighost_result_set *result);
/// Runs one query whose rows are read by mighost_next.
MIGHOST_TRIED bool mighost_open(mighost_string statement, mighost_row parameters, mighost_cursor *cursor);
/// The names of the columns of a query's cursor.
mighost_strings mighost_cursor_columns(const mighost_cursor *cursor);

#endif
