/// Tables: every column type, default, constraint and index that SQLite keeps.
#include "check.h"

#define NULLABLE(name, ...) { S(name), __VA_ARGS__, .nullable = true }
#define ID { S("id"), TYPE_INTEGER }
#define KEYED CONSTRAINTS(PRIMARY_KEY("id"))
#define DROPPED(table) mighost_drop_table(NAME(table), (mighost_drop_mode){ .if_exists = true }, &done)

static bool types(void) {
    // The last five are kept by SQLite as something else.
    mighost_columns columns = COLUMNS(
        NULLABLE("a_boolean", TYPE_BOOLEAN), NULLABLE("a_tinyint", TYPE_TINYINT), NULLABLE("a_smallint", TYPE_SMALLINT),
        NULLABLE("a_mediumint", TYPE_MEDIUMINT), NULLABLE("an_integer", TYPE_INTEGER), NULLABLE("a_bigint", TYPE_BIGINT),
        NULLABLE("a_decimal", TYPE_DECIMAL(10, 2)), NULLABLE("a_numeric", TYPE_NUMERIC), NULLABLE("a_real", TYPE_REAL),
        NULLABLE("a_double", TYPE_DOUBLE), NULLABLE("a_char", TYPE_CHAR(3)), NULLABLE("a_varchar", VARCHAR(20)),
        NULLABLE("a_varchar_unbounded", { MIGHOST_TYPE_VARCHAR }), NULLABLE("a_text", TYPE_TEXT),
        NULLABLE("a_binary", TYPE_BINARY(16)), NULLABLE("a_varbinary", TYPE_VARBINARY(32)), NULLABLE("a_blob", TYPE_BLOB),
        NULLABLE("a_date", TYPE_DATE), NULLABLE("a_time", TYPE_TIME),
        NULLABLE("a_time_3", { MIGHOST_TYPE_TIME, .time = { { true, 3 } } }),
        NULLABLE("a_time_zoned", { MIGHOST_TYPE_TIME, .time = { .zoned = true } }), NULLABLE("a_timestamp", TYPE_TIMESTAMP),
        NULLABLE("a_timestamp_6", { MIGHOST_TYPE_TIMESTAMP, .time = { { true, 6 } } }),
        NULLABLE("a_timestamp_zoned", TYPE_TIMESTAMP_WITH_ZONE), NULLABLE("a_json", TYPE_JSON), NULLABLE("a_uuid", TYPE_UUID),
        NULLABLE("a_native", TYPE_NATIVE("POINT")),
        NULLABLE("a_long_text", { MIGHOST_TYPE_TEXT, .size = MIGHOST_SIZE_LONG }),
        NULLABLE("a_tiny_blob", { MIGHOST_TYPE_BLOB, .size = MIGHOST_SIZE_TINY }), NULLABLE("a_jsonb", { MIGHOST_TYPE_JSONB }),
        NULLABLE("an_enumeration", TYPE_ENUM("red", "green")),
        NULLABLE("a_named_enumeration", { MIGHOST_TYPE_ENUM,
            .enumeration = { true, { .name = { "colour", 6 } }, { MIGHOST_TEXTS_("red", "green") } } }));
    TRY(mighost_create_table(&(mighost_table){ .name = NAME("c_types"), .columns = columns }));
    mighost_columns is;
    TRY(mighost_columns_of(NAME("c_types"), &is));
    HOLDS(is.len == columns.len);
    for (size_t i = 0; i < is.len; i++) {
        HOLDS(mighost_same(is.ptr[i].name, columns.ptr[i].name) && is.ptr[i].nullable);
        HOLDS(i >= is.len - 5 || is.ptr[i].type.kind == columns.ptr[i].type.kind);
    }
    HOLDS(is.ptr[6].type.decimal.precision.value == 10 && is.ptr[6].type.decimal.scale.value == 2);
    HOLDS(is.ptr[is.len - 1].type.kind == MIGHOST_TYPE_VARCHAR && is.ptr[is.len - 1].type.up_to.value == 5);
    DATABASE("SQLITE_CONSTRAINT_CHECK",
             mighost_insert(NAME("c_types"), STRINGS("an_enumeration"), ROWS(ROW(TEXT("blue"))), NULL));
    COUNT(1, mighost_insert(NAME("c_types"), STRINGS("an_enumeration"), ROWS(ROW(TEXT("red"))), &is));
    return true;
}

/// A table with everything, read back.
static bool whole(void) {
    static const uint8_t bytes[] = { 0, 255 };
    TRY(mighost_create_table(&(mighost_table){
        .name = NAME("c_parent"),
        .columns = COLUMNS(
            { S("id"), TYPE_INTEGER, .identity = NUMBERED },
            { S("name"), VARCHAR(40), .collation = SOME("NOCASE") },
            { S("a"), TYPE_INTEGER, .default_value = DEFAULT(INT(-1)) },
            { S("b"), VARCHAR(10), .default_value = DEFAULT(TEXT("it's")) },
            { S("flag"), TYPE_BOOLEAN, .default_value = DEFAULT(BOOL(true)) },
            NULLABLE("bytes", TYPE_BLOB, .default_value = DEFAULT(BYTES(bytes, 2))),
            NULLABLE("price", TYPE_DECIMAL(10, 2), .default_value = DEFAULT(OF(MIGHOST_DECIMAL, "12.50"))),
            { S("at"), TYPE_TIMESTAMP, .default_value = DEFAULT_NOW },
            NULLABLE("on_day", TYPE_DATE, .default_value = { true, { MIGHOST_DEFAULT_DATE } }),
            NULLABLE("at_time", TYPE_TIME, .default_value = { true, { MIGHOST_DEFAULT_TIME } }),
            NULLABLE("computed", TYPE_INTEGER, .default_value = DEFAULT_EXPRESSION("1 + 1")),
            NULLABLE("twice", TYPE_INTEGER, .generated = { true, { S("a * 2") } }),
            NULLABLE("thrice", TYPE_INTEGER, .generated = { true, { S("a * 3"), true } })),
        .constraints = CONSTRAINTS(
            PRIMARY_KEY("id"),
            { MIGHOST_UNIQUE, .unique = { SOME("uq_c_parent"), STRINGS("a", "b") } },
            { MIGHOST_UNIQUE, .unique = { .columns = STRINGS("b"), .settings = SETTINGS({ S("on-conflict"), S("ignore") }) } },
            { MIGHOST_CHECK, .check = { SOME("ck_c_parent"), S("a > -10") } },
            CHECK("length(name) > 0")),
        .indexes = INDEXES(
            { S("ix_c_parent_name"), PARTS(BY("name")) },
            { S("ix_c_parent_unique"), PARTS(BY("b"), BY("name")), .unique = true },
            { S("ix_c_parent_partial"), PARTS(BY("a")), .predicate = SOME("flag") },
            { S("ix_c_parent_parts"), PARTS({ { 0, S("a") }, .descending = true }, { { 0, S("b") }, .collation = SOME("RTRIM") }) },
            { S("ix_c_parent_expression"), PARTS(BY_EXPRESSION("lower(name)")) }),
    }));
    const mighost_table *is;
    TRY(mighost_table_now(NAME("c_parent"), &is));
    HOLDS(is && is->columns.len == 13 && is->constraints.len == 5 && is->indexes.len == 5);
    const mighost_column *a = column_in(is->columns, S("a"));
    HOLDS(a && !a->nullable && a->default_value.some && a->default_value.is.value.integer == -1);
    const mighost_column *twice = column_in(is->columns, S("twice"));
    HOLDS(twice && twice->generated.some && IS(twice->generated.is.expression, "a * 2") && !twice->generated.is.stored);
    HOLDS(column_in(is->columns, S("id"))->identity.some && IS(column_in(is->columns, S("name"))->collation.value, "NOCASE"));
    mighost_indexes indexes;
    TRY(mighost_indexes_of(NAME("c_parent"), &indexes));
    HOLDS(indexes.len == 5);

    TRY(mighost_create_table(&(mighost_table){
        .name = NAME("c_child"),
        .columns = COLUMNS(ID, { S("part"), TYPE_INTEGER }, NULLABLE("parent_id", TYPE_INTEGER), NULLABLE("other_id", TYPE_INTEGER),
                           NULLABLE("third_id", TYPE_INTEGER, .default_value = DEFAULT(INT(1)))),
        .constraints = CONSTRAINTS(
            { MIGHOST_PRIMARY_KEY, .primary_key = { SOME("pk_c_child"), STRINGS("id", "part") } },
            { MIGHOST_FOREIGN_KEY, .foreign_key = { SOME("fk_c_parent"), STRINGS("parent_id"), NAME("c_parent"), STRINGS("id"),
                                                    .on_delete = MIGHOST_CASCADE } },
            { MIGHOST_FOREIGN_KEY, .foreign_key = { .columns = STRINGS("other_id"), .table = NAME("c_parent"),
                .referred_columns = STRINGS("id"), .on_delete = MIGHOST_SET_NULL, .deferral = MIGHOST_INITIALLY_DEFERRED } },
            { MIGHOST_FOREIGN_KEY, .foreign_key = { .columns = STRINGS("third_id"), .table = NAME("c_parent"),
                .on_delete = MIGHOST_SET_DEFAULT, .on_update = MIGHOST_RESTRICT } },
            { MIGHOST_FOREIGN_KEY, .foreign_key = { .columns = STRINGS("id", "part"), .table = NAME("c_child"),
                .referred_columns = STRINGS("id", "part") } }),
    }));
    mighost_constraints found;
    TRY(mighost_constraints_of(NAME("c_child"), &found));
    HOLDS(found.len == 5);
    return true;
}

static bool options(void) {
    TRY(mighost_create_table(&(mighost_table){
        .name = NAME("c_strict"), .columns = COLUMNS(ID, NULLABLE("name", TYPE_TEXT)), .constraints = KEYED,
        .settings = SETTINGS({ S("strict"), S("") }),
    }));
    const mighost_table *is;
    TRY(mighost_table_now(NAME("c_strict"), &is));
    HOLDS(is->settings.len == 1 && IS(is->settings.ptr[0].name, "strict"));
    DATABASE("SQLITE_CONSTRAINT_DATATYPE",
             mighost_insert(NAME("c_strict"), STRINGS("id", "name"), ROWS(ROW(INT(1), BYTES("bytes", 5))), NULL));
    TRY(mighost_create_table(&(mighost_table){
        .name = NAME("c_rowless"), .columns = COLUMNS({ S("id"), VARCHAR(10) }), .constraints = KEYED,
        .settings = SETTINGS({ S("without-rowid"), S("") }), .comment = SOME("SQLite keeps no comments"),
    }));
    return true;
}

static bool existing(void) {
    mighost_table again = { .name = NAME("c_strict"), .columns = COLUMNS(ID), .constraints = KEYED };
    bool done;
    TRY(mighost_create_table_if_not_exists(&again, &done));
    HOLDS(!done);
    INVALID(mighost_create_table(&again));
    const mighost_table *parent;
    TRY(mighost_table_now(NAME("c_parent"), &parent));
    mighost_table like = *parent;
    like.name = NAME("c_like_parent");
    like.indexes.len = 0;
    TRY(mighost_create_table(&like));
    TRY(mighost_create_table(&(mighost_table){ .name = NAME("c_first_name"), .columns = COLUMNS(ID), .constraints = KEYED }));
    TRY(mighost_rename_table(NAME("c_first_name"), NAME("c_second_name")));
    TRY(mighost_has_table(NAME("c_first_name"), &done));
    HOLDS(!done);
    TRY(mighost_has_table(NAME("c_second_name"), &done));
    HOLDS(done);
    INVALID(mighost_rename_table(NAME("c_first_name"), NAME("c_third_name")));
    TRY(mighost_drop_table(NAME("c_second_name"), (mighost_drop_mode){ .cascade = true }, &done));
    HOLDS(done);
    return true;
}

#define NEVER(...) mighost_create_table(&(mighost_table){ .name = NAME("c_never"), __VA_ARGS__ })
#define OF_TYPE(...) NEVER(.columns = COLUMNS(NULLABLE("a", __VA_ARGS__)))
#define A .columns = COLUMNS(NULLABLE("a", TYPE_INTEGER))

static bool refused(void) {
    UNSUPPORTED(OF_TYPE({ MIGHOST_TYPE_INTERVAL }));
    UNSUPPORTED(OF_TYPE({ MIGHOST_TYPE_SET, .labels = STRINGS("x", "y") }));
    UNSUPPORTED(OF_TYPE({ MIGHOST_TYPE_BIT, .length = 3 }));
    UNSUPPORTED(OF_TYPE({ MIGHOST_TYPE_VARBIT, .up_to = { true, 3 } }));
    UNSUPPORTED(OF_TYPE({ MIGHOST_TYPE_ARRAY, .array = { S("integer"), 1 } }));
    UNSUPPORTED(OF_TYPE({ MIGHOST_TYPE_INTEGER, .integer = { MIGHOST_NORMAL, true } }));
    UNSUPPORTED(OF_TYPE({ MIGHOST_TYPE_ENUM, .enumeration = { true, { .name = { "colour", 6 } } } }));
    static const mighost_exclusion_element elements[] = { { { "a", 1 }, { "=", 1 } }, { { "a", 1 }, { "&&", 2 } } };
    UNSUPPORTED(NEVER(A, .constraints = CONSTRAINTS({ MIGHOST_EXCLUSION,
        .exclusion = { .method = SOME("gist"), .elements = { elements, 2 } } })));
    UNSUPPORTED(NEVER(A, .constraints = CONSTRAINTS({ MIGHOST_UNIQUE,
        .unique = { .columns = STRINGS("a"), .nulls_not_distinct = true } })));
    INVALID(NEVER(.comment = { 0 }));
    INVALID(NEVER(.columns = COLUMNS(NULLABLE("a", TYPE_INTEGER), NULLABLE("a", TYPE_TEXT))));
    INVALID(NEVER(A, .constraints = CONSTRAINTS(PRIMARY_KEY("b"))));
    bool there;
    TRY(mighost_has_table(NAME("c_never"), &there));
    HOLDS(!there);
    return true;
}

bool tables(void) {
    TRY(types());
    TRY(whole());
    TRY(options());
    TRY(existing());
    TRY(refused());
    return true;
}

bool no_tables(void) {
    bool done;
    // A table that others refer to is dropped behind them.
    TRY(DROPPED("c_child"));
    TRY(DROPPED("c_types"));
    TRY(DROPPED("c_parent"));
    TRY(DROPPED("c_child"));
    TRY(DROPPED("c_strict"));
    TRY(DROPPED("c_rowless"));
    TRY(DROPPED("c_like_parent"));
    TRY(DROPPED("c_values"));
    TRY(DROPPED("c_rows"));
    TRY(DROPPED("c_changed"));
    TRY(DROPPED("c_types"));
    HOLDS(!done);
    INVALID(mighost_drop_table(NAME("c_types"), (mighost_drop_mode)NO_MODE, NULL));
    return true;
}
