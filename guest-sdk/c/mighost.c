/// @file mighost.c
/// What stands behind mighost.h: the host's functions as the canonical ABI has them, memory, errors.
#include "mighost.h"
#include <stdarg.h>

// What only the host calls is declared nowhere.
#pragma clang diagnostic ignored "-Wmissing-prototypes"
// Checks are for migrations: a place in here would tell nobody anything.
#pragma clang attribute push(__attribute__((no_sanitize("undefined"))), apply_to = function)

#define IMPORT(interface, function) \
    __attribute__((import_module("mighost:migration/" interface "@0.1.0"), import_name(function)))
#define EXPORT(name) __attribute__((export_name(name)))

// ---- memory ------------------------------------------------------------------------------------------------
// Blocks of whole pages, in chains: one for what lives as long as the step, one for each cursor's batch. Chains that are
// let go of are used again. malloc, where a program uses it, takes memory of its own.

typedef struct block {
    struct block *next;
    size_t size, used;
} block;

typedef struct { block *last; } chain;

static chain lasting;         // what lives as long as the step
static chain *current = &lasting; // where the host's answers go
static block *spare;          // what cursors let go of

// A page of WebAssembly.
#define PAGE 65536u

static block *new_block(size_t bytes) {
    for (block **place = &spare; *place; place = &(*place)->next) {
        block *found = *place;
        if (found->size >= bytes) {
            *place = found->next;
            return found;
        }
    }
    size_t pages = (bytes + PAGE - 1) / PAGE;
    size_t at = __builtin_wasm_memory_grow(0, pages);
    if (at == (size_t)-1) {
        // Nothing that would take memory itself.
        mighost_log(S("no memory left"));
        __builtin_trap();
    }
    block *made = (block *)(at * PAGE);
    made->size = pages * PAGE;
    return made;
}

static void *take(chain *from, size_t bytes) {
    // 8 is the alignment of the most demanding type, a number of 64 bits.
    bytes = (bytes + 7) & ~(size_t)7;
    block *last = from->last;
    if (!last || last->size - last->used < bytes) {
        size_t header = (sizeof(block) + 7) & ~(size_t)7;
        block *made = new_block(header + bytes);
        made->used = header;
        made->next = last;
        from->last = last = made;
    }
    void *at = (char *)last + last->used;
    last->used += bytes;
    return at;
}

static void let_go(chain *all) {
    while (all->last) {
        block *next = all->last->next;
        all->last->next = spare;
        spare = all->last;
        all->last = next;
    }
}

EXPORT("cabi_realloc") void *mighost_cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
    (void)align;
    char *to = take(current, size);
    for (size_t i = 0; i < old_size; i++)
        to[i] = ((char *)old)[i];
    return to;
}

void *mighost_allocate(size_t bytes) {
    return take(&lasting, bytes);
}

// ---- texts -------------------------------------------------------------------------------------------------

mighost_string mighost_text(const char *text) {
    size_t len = 0;
    while (text[len])
        len++;
    return (mighost_string){ text, len };
}

bool mighost_same(mighost_string a, mighost_string b) {
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (a.ptr[i] != b.ptr[i])
            return false;
    return true;
}

mighost_string mighost_join(mighost_string a, mighost_string b) {
    char *to = mighost_allocate(a.len + b.len);
    for (size_t i = 0; i < a.len; i++)
        to[i] = a.ptr[i];
    for (size_t i = 0; i < b.len; i++)
        to[a.len + i] = b.ptr[i];
    return (mighost_string){ to, a.len + b.len };
}

mighost_string mighost_number(int64_t number) {
    // The longest number of 64 bits has 20 characters.
    char *end = (char *)mighost_allocate(24) + 24, *at = end;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        *--at = '-';
    return (mighost_string){ at, (size_t)(end - at) };
}

// Where formatting writes: nothing but the length where there is no place yet.
typedef struct { char *to; size_t len; } output;

static void put(output *out, const char *text, size_t len) {
    for (size_t i = 0; out->to && i < len; i++)
        out->to[out->len + i] = text[i];
    out->len += len;
}

static void put_number(output *out, uint64_t number, bool negative, unsigned base, char fill, size_t width) {
    // The longest number of 64 bits has 20 digits.
    char digits[20], *end = digits + sizeof digits, *at = end;
    do {
        *--at = "0123456789abcdef"[number % base];
        number /= base;
    } while (number);
    size_t len = (size_t)(end - at) + negative;
    if (negative && fill == '0')
        put(out, "-", 1);
    for (; len < width; len++)
        put(out, &fill, 1);
    if (negative && fill != '0')
        put(out, "-", 1);
    put(out, at, (size_t)(end - at));
}

static void put_format(output *out, const char *format, va_list parts) {
    for (; *format; format++) {
        if (*format != '%') {
            put(out, format, 1);
            continue;
        }
        const char *start = format++;
        char fill = *format == '0' ? '0' : ' ';
        size_t width = 0;
        while (*format >= '0' && *format <= '9')
            width = width * 10 + (size_t)(*format++ - '0');
        bool counted = format[0] == '.' && format[1] == '*';
        int count = 0;
        if (counted) {
            count = va_arg(parts, int);
            format += 2;
        }
        int longs = 0;
        for (; *format == 'l'; format++)
            longs++;
        bool size = *format == 'z';
        format += size;
        switch (*format) {
        case '%':
            put(out, "%", 1);
            break;
        case 'c': {
            char letter = (char)va_arg(parts, int);
            put(out, &letter, 1);
            break;
        }
        case 's': {
            const char *text = va_arg(parts, const char *);
            put(out, text, counted ? (size_t)count : mighost_text(text).len);
            break;
        }
        case 'd': {
            // `long` and sizes have 32 bits here.
            int64_t number = longs > 1 ? va_arg(parts, long long) : va_arg(parts, long);
            put_number(out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, number < 0, 10, fill, width);
            break;
        }
        case 'u':
        case 'x': {
            uint64_t number = longs > 1 ? va_arg(parts, unsigned long long) : va_arg(parts, unsigned long);
            put_number(out, number, false, *format == 'x' ? 16 : 10, fill, width);
            break;
        }
        default:
            mighost_abort(__FILE_NAME__, __LINE__, mighost_join(S("mighost_format doesn't know "), mighost_text(start)));
        }
    }
}

mighost_string mighost_format(const char *format, ...) {
    va_list parts;
    output out = { 0 };
    va_start(parts, format);
    put_format(&out, format, parts);
    va_end(parts);
    char *to = mighost_allocate(out.len);
    out = (output){ .to = to };
    va_start(parts, format);
    put_format(&out, format, parts);
    va_end(parts);
    return (mighost_string){ to, out.len };
}

// ---- types -------------------------------------------------------------------------------------------------

static bool same_opt(bool some, uint32_t value, bool other_some, uint32_t other_value) {
    return some == other_some && (!some || value == other_value);
}

static bool same_texts(mighost_strings a, mighost_strings b) {
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (!mighost_same(a.ptr[i], b.ptr[i]))
            return false;
    return true;
}

static bool same_name(const mighost_name *a, const mighost_name *b) {
    return a->schema.some == b->schema.some && (!a->schema.some || mighost_same(a->schema.value, b->schema.value)) &&
           mighost_same(a->name, b->name);
}

#define SAME_OPT(field) same_opt(a->field.some, (uint32_t)a->field.value, b->field.some, (uint32_t)b->field.value)

bool mighost_same_type(const mighost_type *a, const mighost_type *b) {
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case MIGHOST_TYPE_INTEGER:
        return a->integer.width == b->integer.width && a->integer.is_unsigned == b->integer.is_unsigned;
    case MIGHOST_TYPE_DECIMAL:
        return SAME_OPT(decimal.precision) && SAME_OPT(decimal.scale);
    case MIGHOST_TYPE_CHAR:
    case MIGHOST_TYPE_BINARY:
    case MIGHOST_TYPE_VARBINARY:
    case MIGHOST_TYPE_BIT:
        return a->length == b->length;
    case MIGHOST_TYPE_VARCHAR:
    case MIGHOST_TYPE_VARBIT:
        return SAME_OPT(up_to);
    case MIGHOST_TYPE_TEXT:
    case MIGHOST_TYPE_BLOB:
        return a->size == b->size;
    case MIGHOST_TYPE_TIME:
    case MIGHOST_TYPE_TIMESTAMP:
        return SAME_OPT(time.precision) && a->time.zoned == b->time.zoned;
    case MIGHOST_TYPE_ENUM:
        return a->enumeration.named == b->enumeration.named &&
               (!a->enumeration.named || same_name(&a->enumeration.name, &b->enumeration.name)) &&
               same_texts(a->enumeration.labels, b->enumeration.labels);
    case MIGHOST_TYPE_SET:
        return same_texts(a->labels, b->labels);
    case MIGHOST_TYPE_ARRAY:
        return mighost_same(a->array.element, b->array.element) && a->array.dimensions == b->array.dimensions;
    case MIGHOST_TYPE_NATIVE:
        return mighost_same(a->native, b->native);
    default:
        return true;
    }
}

// ---- what the operator sees --------------------------------------------------------------------------------

IMPORT("report", "log") void import_log(uint32_t level, const char *text, size_t len);
IMPORT("report", "warn") void import_warn(const char *text, size_t len);
IMPORT("report", "progress") void import_progress(uint64_t done, uint32_t some, uint64_t total);

void mighost_log(mighost_string message) { import_log(1, message.ptr, message.len); }
void mighost_debug(mighost_string message) { import_log(0, message.ptr, message.len); }
void mighost_warn(mighost_string message) { import_warn(message.ptr, message.len); }
void mighost_progress(uint64_t done, uint64_t total) { import_progress(done, total != 0, total); }

// ---- errors ------------------------------------------------------------------------------------------------

static mighost_error last_error = { MIGHOST_OTHER, .text = { "the migration returned false without an error", 45 } };
static bool placed;

const mighost_error *mighost_error_now(void) { return &last_error; }

mighost_string mighost_message(const mighost_error *error) {
    return error->kind == MIGHOST_DATABASE ? error->database.message : error->text;
}

static bool failed(mighost_error error) {
    last_error = error;
    placed = false;
    return false;
}

bool mighost_fail(mighost_string message) { return failed((mighost_error){ MIGHOST_OTHER, .text = message }); }
bool mighost_veto(mighost_string reason) { return failed((mighost_error){ MIGHOST_VETO, .text = reason }); }


bool mighost_at(const char *file, int line, const char *call) {
    // The innermost call tells the most; those around it only pass its failure on.
    if (!placed)
        mighost_log(mighost_format("it came from %s (%s:%d)", call, file, line));
    placed = true;
    return false;
}

_Noreturn void mighost_abort(const char *file, int line, mighost_string message) {
    mighost_log(mighost_format("%.*s (%s:%d)", SHOW(message), file, line));
    __builtin_trap();
}

// ---- what the compiler checks ------------------------------------------------------------------------------
// What a migration that is compiled with -fsanitize=… calls where it found something; its place is a record that begins like
// this. Nothing of WebAssembly itself stops a null pointer: there is memory at 0.

typedef struct { const char *file; uint32_t line, column; } place;

#define FOUND(handler, text, ...) \
    _Noreturn void __ubsan_handle_##handler##_abort(const place *at, __VA_ARGS__); \
    _Noreturn void __ubsan_handle_##handler##_abort(const place *at, __VA_ARGS__) { \
        mighost_abort(at->file, (int)at->line, S(text)); \
    }
FOUND(type_mismatch_v1, "a null pointer was followed", const void *pointer __attribute__((unused)))
FOUND(out_of_bounds, "an index is behind the end of its array", const void *index __attribute__((unused)))
FOUND(divrem_overflow, "a division by zero", const void *left __attribute__((unused)), const void *right __attribute__((unused)))

// ---- answers: a case, then what the call gives or the error ------------------------------------------------

#define ANSWER(type) struct { uint8_t failed; union { type given; mighost_error error; }; }

// Declares a function of the host that gives a thing or fails, and the end of the function that calls it.
#define GIVE(to) do { \
        if (answer.failed) return failed(answer.error); \
        if (to) *(to) = answer.given; \
        return true; \
    } while (0)
#define DONE do { if (answer.failed) return failed(answer.error); return true; } while (0)

// A name as parameters.
#define NAME_PARAMETERS uint32_t some, const char *schema, size_t schema_len, const char *name, size_t name_len
#define N(of) (of).schema.some, (of).schema.value.ptr, (of).schema.value.len, (of).name.ptr, (of).name.len
#define TWO_NAMES_PARAMETERS NAME_PARAMETERS, uint32_t some2, const char *schema2, size_t schema2_len, const char *name2, \
    size_t name2_len
#define TEXT_PARAMETERS(name) const char *name, size_t name##_len
#define LIST_PARAMETERS(name) const void *name, size_t name##_len
#define L(list) (list).ptr, (list).len
#define O(optional) (optional).some, (optional).value.ptr, (optional).value.len

// ---- context -----------------------------------------------------------------------------------------------

IMPORT("context", "dialect") void import_dialect(mighost_dialect *to);
IMPORT("context", "server-version") void import_server_version(mighost_string *to);
IMPORT("context", "revision") void import_revision(mighost_string *to);
IMPORT("context", "package") void import_package(mighost_opt_string *to);
IMPORT("context", "direction") uint32_t import_direction(void);
IMPORT("context", "argument") void import_argument(TEXT_PARAMETERS(key), mighost_opt_string *to);
IMPORT("context", "arguments") void import_arguments(mighost_arguments *to);

mighost_dialect mighost_dialect_now(void) { mighost_dialect to; import_dialect(&to); return to; }
mighost_string mighost_server_version(void) { mighost_string to; import_server_version(&to); return to; }
mighost_string mighost_revision_now(void) { mighost_string to; import_revision(&to); return to; }
mighost_opt_string mighost_package(void) { mighost_opt_string to; import_package(&to); return to; }
bool mighost_goes_down(void) { return import_direction() == 1; }
mighost_opt_string mighost_argument_of(mighost_string key) { mighost_opt_string to; import_argument(L(key), &to); return to; }
mighost_arguments mighost_all_arguments(void) { mighost_arguments to; import_arguments(&to); return to; }

// ---- inspect -----------------------------------------------------------------------------------------------

typedef ANSWER(bool) bool_answer;

#define HAS(c_name, wit_name) \
    IMPORT("inspect", wit_name) void import_##c_name(NAME_PARAMETERS, TEXT_PARAMETERS(what), bool_answer *to); \
    bool mighost_##c_name(mighost_name table, mighost_string what, bool *there) { \
        bool_answer answer; \
        import_##c_name(N(table), L(what), &answer); \
        GIVE(there); \
    }
HAS(has_column, "has-column")
HAS(has_index, "has-index")
HAS(has_constraint, "has-constraint")

IMPORT("inspect", "has-table") void import_has_table(NAME_PARAMETERS, bool_answer *to);
bool mighost_has_table(mighost_name table, bool *there) {
    bool_answer answer;
    import_has_table(N(table), &answer);
    GIVE(there);
}

// What a table, a view or a sequence has, or what they are.
#define OF_A_NAME(c_name, wit_name, type) \
    IMPORT("inspect", wit_name) void import_##c_name(NAME_PARAMETERS, void *to); \
    bool mighost_##c_name(mighost_name of, type *to) { \
        ANSWER(type) answer; \
        import_##c_name(N(of), &answer); \
        GIVE(to); \
    }
OF_A_NAME(columns_of, "columns", mighost_columns)
OF_A_NAME(indexes_of, "indexes", mighost_indexes)
OF_A_NAME(constraints_of, "constraints", mighost_constraints)
OF_A_NAME(triggers_of, "triggers", mighost_triggers)

#define PERHAPS(c_name, wit_name, type) \
    IMPORT("inspect", wit_name) void import_##c_name(NAME_PARAMETERS, void *to); \
    bool mighost_##c_name(mighost_name of, const type **found) { \
        struct given { bool some; type is; }; \
        ANSWER(struct given) answer; \
        import_##c_name(N(of), &answer); \
        if (answer.failed) return failed(answer.error); \
        *found = 0; \
        if (answer.given.some) { \
            type *kept = mighost_allocate(sizeof(type)); \
            *kept = answer.given.is; \
            *found = kept; \
        } \
        return true; \
    }
PERHAPS(table_now, "table", mighost_table)
PERHAPS(view_now, "view", mighost_view)
PERHAPS(sequence_now, "sequence", mighost_sequence)

#define IN_A_SCHEMA(c_name, wit_name, type) \
    IMPORT("inspect", wit_name) void import_##c_name(uint32_t some, TEXT_PARAMETERS(schema), void *to); \
    bool mighost_##c_name(mighost_opt_string schema, type *to) { \
        ANSWER(type) answer; \
        import_##c_name(O(schema), &answer); \
        GIVE(to); \
    }
IN_A_SCHEMA(tables, "tables", mighost_names)
IN_A_SCHEMA(views, "views", mighost_names)
IN_A_SCHEMA(sequences, "sequences", mighost_names)
IN_A_SCHEMA(enumerations_in, "enumerations", mighost_enumerations)

IMPORT("inspect", "schemas") void import_schemas(void *to);
bool mighost_schemas(mighost_strings *names) {
    ANSWER(mighost_strings) answer;
    import_schemas(&answer);
    GIVE(names);
}

// ---- ddl ---------------------------------------------------------------------------------------------------

IMPORT("ddl", "create-table") void import_create_table(const void *parameters, bool_answer *to);
bool mighost_create_table_if_not_exists(const mighost_table *table, bool *done) {
    struct { mighost_table table; bool if_not_exists; } parameters = { *table, true };
    bool_answer answer;
    import_create_table(&parameters, &answer);
    GIVE(done);
}
bool mighost_create_table(const mighost_table *table) {
    struct { mighost_table table; bool if_not_exists; } parameters = { *table, false };
    bool_answer answer;
    import_create_table(&parameters, &answer);
    DONE;
}

#define DROP(c_name, wit_name) \
    IMPORT("ddl", wit_name) void import_##c_name(NAME_PARAMETERS, uint32_t if_exists, uint32_t cascade, bool_answer *to); \
    bool mighost_##c_name(mighost_name what, mighost_drop_mode mode, bool *done) { \
        bool_answer answer; \
        import_##c_name(N(what), mode.if_exists, mode.cascade, &answer); \
        GIVE(done); \
    }
DROP(drop_table, "drop-table")
DROP(drop_view, "drop-view")
DROP(drop_enumeration, "drop-enumeration")
DROP(drop_sequence, "drop-sequence")

typedef ANSWER(uint8_t) empty_answer;

#define RENAME(c_name, wit_name) \
    IMPORT("ddl", wit_name) void import_##c_name(TWO_NAMES_PARAMETERS, empty_answer *to); \
    bool mighost_##c_name(mighost_name from, mighost_name to) { \
        empty_answer answer; \
        import_##c_name(N(from), N(to), &answer); \
        DONE; \
    }
RENAME(rename_table, "rename-table")
RENAME(rename_view, "rename-view")
RENAME(rename_enumeration, "rename-enumeration")
RENAME(rename_sequence, "rename-sequence")

IMPORT("ddl", "alter-table") void import_alter_table(NAME_PARAMETERS, LIST_PARAMETERS(changes), empty_answer *to);
bool mighost_alter_table(mighost_name table, mighost_changes changes) {
    if (!changes.len)
        return true;
    empty_answer answer;
    import_alter_table(N(table), L(changes), &answer);
    DONE;
}

IMPORT("ddl", "create-index") void import_create_index(const void *parameters, bool_answer *to);
bool mighost_create_index(mighost_name table, const mighost_index *index, mighost_index_mode mode, bool *done) {
    struct { mighost_name table; mighost_index index; mighost_index_mode mode; } parameters = { table, *index, mode };
    bool_answer answer;
    import_create_index(&parameters, &answer);
    GIVE(done);
}

IMPORT("ddl", "drop-index") void import_drop_index(NAME_PARAMETERS, TEXT_PARAMETERS(index), uint32_t if_needed,
                                                   uint32_t concurrently, bool_answer *to);
bool mighost_drop_index(mighost_name table, mighost_string index, mighost_index_mode mode, bool *done) {
    bool_answer answer;
    import_drop_index(N(table), L(index), mode.if_needed, mode.concurrently, &answer);
    GIVE(done);
}

// A text of something becomes another.
#define FROM_TO(c_name, wit_name) \
    IMPORT("ddl", wit_name) void import_##c_name(NAME_PARAMETERS, TEXT_PARAMETERS(from), TEXT_PARAMETERS(to), \
                                                 empty_answer *answer); \
    bool mighost_##c_name(mighost_name of, mighost_string from, mighost_string to) { \
        empty_answer answer; \
        import_##c_name(N(of), L(from), L(to), &answer); \
        DONE; \
    }
FROM_TO(rename_index, "rename-index")
FROM_TO(rename_label, "rename-label")

IMPORT("ddl", "set-index-comment") void import_set_index_comment(NAME_PARAMETERS, TEXT_PARAMETERS(index), uint32_t given,
                                                                 TEXT_PARAMETERS(comment), empty_answer *to);
bool mighost_set_index_comment(mighost_name table, mighost_string index, mighost_opt_string comment) {
    empty_answer answer;
    import_set_index_comment(N(table), L(index), O(comment), &answer);
    DONE;
}

IMPORT("ddl", "create-view") void import_create_view(NAME_PARAMETERS, LIST_PARAMETERS(columns), TEXT_PARAMETERS(query),
                                                     uint32_t materialized, uint32_t given, TEXT_PARAMETERS(comment),
                                                     uint32_t or_replace, empty_answer *to);
bool mighost_create_view(const mighost_view *view, bool or_replace) {
    empty_answer answer;
    import_create_view(N(view->name), L(view->columns), L(view->query), view->materialized, O(view->comment), or_replace,
                       &answer);
    DONE;
}

IMPORT("ddl", "refresh-view") void import_refresh_view(NAME_PARAMETERS, uint32_t concurrently, empty_answer *to);
bool mighost_refresh_view(mighost_name view, bool concurrently) {
    empty_answer answer;
    import_refresh_view(N(view), concurrently, &answer);
    DONE;
}

IMPORT("ddl", "set-view-comment") void import_set_view_comment(NAME_PARAMETERS, uint32_t given, TEXT_PARAMETERS(comment),
                                                               empty_answer *to);
bool mighost_set_view_comment(mighost_name view, mighost_opt_string comment) {
    empty_answer answer;
    import_set_view_comment(N(view), O(comment), &answer);
    DONE;
}

IMPORT("ddl", "create-enumeration") void import_create_enumeration(NAME_PARAMETERS, LIST_PARAMETERS(labels),
                                                                   uint32_t if_not_exists, bool_answer *to);
bool mighost_create_enumeration(const mighost_enumeration *enumeration, bool if_not_exists, bool *done) {
    bool_answer answer;
    import_create_enumeration(N(enumeration->name), L(enumeration->labels), if_not_exists, &answer);
    GIVE(done);
}

IMPORT("ddl", "add-label") void import_add_label(NAME_PARAMETERS, TEXT_PARAMETERS(label), uint32_t place,
                                                 TEXT_PARAMETERS(other), uint32_t if_not_exists, bool_answer *to);
bool mighost_add_label(mighost_name enumeration, mighost_string label, mighost_position where, bool if_not_exists, bool *done) {
    bool_answer answer;
    import_add_label(N(enumeration), L(label), where.place, L(where.other), if_not_exists, &answer);
    GIVE(done);
}

IMPORT("ddl", "create-sequence") void import_create_sequence(const void *parameters, bool_answer *to);
bool mighost_create_sequence(const mighost_sequence *sequence, bool if_not_exists, bool *done) {
    struct { mighost_sequence sequence; bool if_not_exists; } parameters = { *sequence, if_not_exists };
    bool_answer answer;
    import_create_sequence(&parameters, &answer);
    GIVE(done);
}

IMPORT("ddl", "alter-sequence") void import_alter_sequence(const mighost_sequence *sequence, empty_answer *to);
bool mighost_alter_sequence(const mighost_sequence *sequence) {
    empty_answer answer;
    import_alter_sequence(sequence, &answer);
    DONE;
}

IMPORT("ddl", "create-schema") void import_create_schema(TEXT_PARAMETERS(schema), uint32_t if_not_exists, bool_answer *to);
bool mighost_create_schema(mighost_string schema, bool if_not_exists, bool *done) {
    bool_answer answer;
    import_create_schema(L(schema), if_not_exists, &answer);
    GIVE(done);
}

IMPORT("ddl", "drop-schema") void import_drop_schema(TEXT_PARAMETERS(schema), uint32_t if_exists, uint32_t cascade,
                                                     bool_answer *to);
bool mighost_drop_schema(mighost_string schema, mighost_drop_mode mode, bool *done) {
    bool_answer answer;
    import_drop_schema(L(schema), mode.if_exists, mode.cascade, &answer);
    GIVE(done);
}

// ---- data --------------------------------------------------------------------------------------------------

typedef ANSWER(uint64_t) count_answer;
typedef ANSWER(uint32_t) handle_answer;
typedef ANSWER(mighost_rows) rows_answer;

// No rows ask nothing of the host.
static bool none(uint64_t *rows) {
    if (rows)
        *rows = 0;
    return true;
}

IMPORT("data", "insert") void import_insert(NAME_PARAMETERS, LIST_PARAMETERS(columns), LIST_PARAMETERS(rows), count_answer *to);
bool mighost_insert(mighost_name table, mighost_strings columns, mighost_rows rows, uint64_t *inserted) {
    if (!rows.len)
        return none(inserted);
    count_answer answer;
    import_insert(N(table), L(columns), L(rows), &answer);
    GIVE(inserted);
}

mighost_writer mighost_write_to(mighost_name table, mighost_strings columns, size_t batch) {
    if (batch == 0)
        batch = 1;
    return (mighost_writer){ table, columns, mighost_allocate(batch * sizeof(mighost_row)), .batch = batch };
}

// Bytes in the memory of a writer's batch.
static mighost_string copied(chain *to, mighost_string text) {
    char *copy = take(to, text.len);
    for (size_t i = 0; i < text.len; i++)
        copy[i] = text.ptr[i];
    return (mighost_string){ copy, text.len };
}

static bool send(mighost_writer *writer) {
    uint64_t inserted = 0;
    bool sent = mighost_insert(writer->table, writer->columns, (mighost_rows){ writer->rows, writer->len }, &inserted);
    // Rows that were refused are gone too: there must be room for the next ones.
    chain batch = { writer->memory };
    let_go(&batch);
    writer->memory = NULL;
    writer->len = 0;
    writer->inserted += inserted;
    return sent;
}

bool mighost_write(mighost_writer *writer, mighost_row row) {
    chain batch = { writer->memory };
    mighost_value *values = take(&batch, row.len * sizeof(mighost_value));
    for (size_t i = 0; i < row.len; i++) {
        values[i] = row.ptr[i];
        if (values[i].kind == MIGHOST_NATIVE) {
            values[i].native.type = copied(&batch, values[i].native.type);
            values[i].native.text = copied(&batch, values[i].native.text);
        } else if (values[i].kind > MIGHOST_FLOAT) {
            // A text and bytes are an address and a length.
            values[i].text = copied(&batch, values[i].text);
        }
    }
    writer->memory = batch.last;
    writer->rows[writer->len++] = (mighost_row){ values, row.len };
    return writer->len < writer->batch || send(writer);
}

bool mighost_written(mighost_writer *writer, uint64_t *inserted) {
    if (!send(writer))
        return false;
    if (inserted)
        *inserted = writer->inserted;
    return true;
}

IMPORT("data", "count") void import_count(NAME_PARAMETERS, LIST_PARAMETERS(filters), count_answer *to);
bool mighost_count(mighost_name table, mighost_filters filters, uint64_t *rows) {
    count_answer answer;
    import_count(N(table), L(filters), &answer);
    GIVE(rows);
}

IMPORT("data", "update") void import_update(NAME_PARAMETERS, LIST_PARAMETERS(key), LIST_PARAMETERS(columns),
                                            LIST_PARAMETERS(rows), count_answer *to);
bool mighost_update(mighost_name table, mighost_strings key, mighost_strings columns, mighost_rows rows, uint64_t *changed) {
    if (!rows.len)
        return none(changed);
    count_answer answer;
    import_update(N(table), L(key), L(columns), L(rows), &answer);
    GIVE(changed);
}

IMPORT("data", "update-where") void import_update_where(NAME_PARAMETERS, LIST_PARAMETERS(columns), LIST_PARAMETERS(values),
                                                        LIST_PARAMETERS(filters), count_answer *to);
bool mighost_update_where(mighost_name table, mighost_strings columns, mighost_row values, mighost_filters filters,
                          uint64_t *changed) {
    count_answer answer;
    import_update_where(N(table), L(columns), L(values), L(filters), &answer);
    GIVE(changed);
}

IMPORT("data", "delete") void import_delete(NAME_PARAMETERS, LIST_PARAMETERS(key), LIST_PARAMETERS(rows), count_answer *to);
bool mighost_delete(mighost_name table, mighost_strings key, mighost_rows rows, uint64_t *deleted) {
    if (!rows.len)
        return none(deleted);
    count_answer answer;
    import_delete(N(table), L(key), L(rows), &answer);
    GIVE(deleted);
}

IMPORT("data", "delete-where") void import_delete_where(NAME_PARAMETERS, LIST_PARAMETERS(filters), count_answer *to);
bool mighost_delete_where(mighost_name table, mighost_filters filters, uint64_t *deleted) {
    count_answer answer;
    import_delete_where(N(table), L(filters), &answer);
    GIVE(deleted);
}

struct mighost_cursor_functions {
    void (*next)(uint32_t handle, uint32_t limit, rows_answer *to);
    void (*drop)(uint32_t handle);
};

IMPORT("data", "scan") void import_scan(NAME_PARAMETERS, LIST_PARAMETERS(columns), LIST_PARAMETERS(filters),
                                        LIST_PARAMETERS(order_by), handle_answer *to);
IMPORT("data", "[method]cursor.next") void import_scan_next(uint32_t handle, uint32_t limit, rows_answer *to);
IMPORT("data", "[resource-drop]cursor") void import_scan_drop(uint32_t handle);
static const struct mighost_cursor_functions of_a_scan = { import_scan_next, import_scan_drop };

bool mighost_scan(const mighost_selection *selection, mighost_cursor *cursor) {
    handle_answer answer;
    import_scan(N(selection->table), L(selection->columns), L(selection->filters), L(selection->order_by), &answer);
    if (answer.failed)
        return failed(answer.error);
    *cursor = (mighost_cursor){ .handle = answer.given, .functions = &of_a_scan };
    return true;
}

bool mighost_next(mighost_cursor *cursor, uint32_t limit) {
    chain batch = { cursor->memory };
    let_go(&batch);
    rows_answer answer;
    current = &batch;
    cursor->functions->next(cursor->handle, limit, &answer);
    current = &lasting;
    cursor->memory = batch.last;
    cursor->rows = (mighost_rows){ 0 };
    // An error's texts lie in the batch, which goes with the cursor at the earliest.
    GIVE(&cursor->rows);
}

void mighost_close(mighost_cursor *cursor) {
    chain batch = { cursor->memory };
    let_go(&batch);
    cursor->functions->drop(cursor->handle);
    *cursor = (mighost_cursor){ 0 };
}

// ---- sql ---------------------------------------------------------------------------------------------------

IMPORT("sql", "execute") void import_execute(TEXT_PARAMETERS(statement), LIST_PARAMETERS(parameters), count_answer *to);
bool mighost_execute(mighost_string statement, mighost_row parameters, uint64_t *rows) {
    count_answer answer;
    import_execute(L(statement), L(parameters), &answer);
    GIVE(rows);
}

IMPORT("sql", "query") void import_query(TEXT_PARAMETERS(statement), LIST_PARAMETERS(parameters), void *to);
bool mighost_query(mighost_string statement, mighost_row parameters, mighost_result_set *result) {
    ANSWER(mighost_result_set) answer;
    import_query(L(statement), L(parameters), &answer);
    GIVE(result);
}

IMPORT("sql", "open-cursor") void import_open(TEXT_PARAMETERS(statement), LIST_PARAMETERS(parameters), handle_answer *to);
IMPORT("sql", "[method]cursor.columns") void import_query_columns(uint32_t handle, mighost_strings *to);
IMPORT("sql", "[method]cursor.next") void import_query_next(uint32_t handle, uint32_t limit, rows_answer *to);
IMPORT("sql", "[resource-drop]cursor") void import_query_drop(uint32_t handle);
static const struct mighost_cursor_functions of_a_query = { import_query_next, import_query_drop };

bool mighost_open(mighost_string statement, mighost_row parameters, mighost_cursor *cursor) {
    handle_answer answer;
    import_open(L(statement), L(parameters), &answer);
    if (answer.failed)
        return failed(answer.error);
    *cursor = (mighost_cursor){ .handle = answer.given, .functions = &of_a_query };
    return true;
}

mighost_strings mighost_cursor_columns(const mighost_cursor *cursor) {
    mighost_strings columns;
    import_query_columns(cursor->handle, &columns);
    return columns;
}

// ---- what the host calls -----------------------------------------------------------------------------------

// What an exported step gives back: nothing, or the error.
static ANSWER(uint8_t) outcome;

static void *ended(bool succeeded) {
    outcome.failed = !succeeded;
    if (!succeeded)
        outcome.error = last_error;
    return &outcome;
}

// A migration that can't be taken back defines no mighost_downgrade.
#pragma weak mighost_downgrade

EXPORT("mighost:migration/revision@0.1.0#describe") const void *mighost_export_describe(void) {
    static mighost_revision description;
    description = mighost_this_revision;
    description.has_downgrade = mighost_downgrade != NULL;
    return &description;
}
EXPORT("mighost:migration/revision@0.1.0#upgrade") void *mighost_export_upgrade(void) {
    return ended(mighost_upgrade());
}
EXPORT("mighost:migration/revision@0.1.0#downgrade") void *mighost_export_downgrade(void) {
    return ended(mighost_downgrade ? mighost_downgrade() : mighost_fail(S("this migration can't be taken back")));
}

#pragma clang attribute pop
