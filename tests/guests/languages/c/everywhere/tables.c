/// Tables with everything that a table has.
#include "tell.h"

static void parent(void) {
    TELL_YES(S("create e_parent"), mighost_create_table(&(mighost_table){
        .name = NAME("e_parent"),
        .columns = COLUMNS(
            { S("id"), TYPE_INTEGER, .identity = NUMBERED },
            { S("name"), VARCHAR(40) },
            { S("a"), TYPE_INTEGER, .default_value = DEFAULT(INT(-1)) },
            { S("b"), VARCHAR(10), .default_value = DEFAULT(TEXT("it's")) },
            { S("flag"), TYPE_BOOLEAN, .default_value = DEFAULT(BOOL(true)) },
            NULLABLE("large", TYPE_BIGINT, .default_value = DEFAULT(INT(INT64_MAX))),
            NULLABLE("half", TYPE_DOUBLE, .default_value = DEFAULT(FLOAT(0.5))),
            NULLABLE("price", TYPE_DECIMAL(10, 2), .default_value = DEFAULT(OF(MIGHOST_DECIMAL, "12.50"))),
            NULLABLE("since", TYPE_DATE, .default_value = DEFAULT(OF(MIGHOST_DATE, "2026-01-31"))),
            { S("at"), TYPE_TIMESTAMP, .default_value = DEFAULT_NOW },
            NULLABLE("computed", TYPE_INTEGER, .default_value = DEFAULT_EXPRESSION("(1 + 1)")),
            NULLABLE("twice", TYPE_INTEGER, .generated = { true, { S("a * 2"), .stored = true } })),
        .constraints = CONSTRAINTS(
            PRIMARY_KEY("id"),
            { MIGHOST_UNIQUE, .unique = { SOME("uq_e_parent"), STRINGS("a", "b") } },
            { MIGHOST_CHECK, .check = { SOME("ck_e_parent"), S("a > -10") } }),
        .indexes = INDEXES(
            { S("ix_e_parent_name"), PARTS(BY("name")) },
            { S("ix_e_parent_unique"), PARTS(BY("b"), BY("name")), .unique = true },
            { S("ix_e_parent_down"), PARTS({ { 0, S("a") }, .descending = true }, BY("b")) }),
        .comment = SOME("Parents of children"),
    }));
}

static void child(void) {
    TELL_YES(S("create e_child"), mighost_create_table(&(mighost_table){
        .name = NAME("e_child"),
        .columns = COLUMNS(ID, { S("part"), TYPE_INTEGER }, NULLABLE("parent_id", TYPE_INTEGER), NULLABLE("other_id", TYPE_INTEGER)),
        .constraints = CONSTRAINTS(
            { MIGHOST_PRIMARY_KEY, .primary_key = { SOME("pk_e_child"), STRINGS("id", "part") } },
            { MIGHOST_FOREIGN_KEY, .foreign_key = { SOME("fk_e_parent"), STRINGS("parent_id"), NAME("e_parent"), STRINGS("id"),
                                                    .on_delete = MIGHOST_CASCADE } },
            { MIGHOST_FOREIGN_KEY, .foreign_key = { SOME("fk_e_other"), STRINGS("other_id"), NAME("e_parent"),
                                                    .on_delete = MIGHOST_SET_NULL, .on_update = MIGHOST_RESTRICT } },
            { MIGHOST_FOREIGN_KEY, .foreign_key = { SOME("fk_e_self"), STRINGS("id", "part"), NAME("e_child"),
                                                    STRINGS("id", "part") } }),
    }));
}

static void existing(void) {
    mighost_table again = { .name = NAME("e_parent"), .columns = COLUMNS(ID), .constraints = KEYED };
    TELL_YES(S("create e_parent if it isn't there"), mighost_create_table_if_not_exists(&again, &is));
    TELL_YES(S("create e_parent again"), mighost_create_table(&again));
    again.name = NAME("e_first");
    TELL_YES(S("create e_first"), mighost_create_table(&again));
    TELL(S("rename e_first"), mighost_rename_table(NAME("e_first"), NAME("e_second")));
    TELL_YES(S("has e_first"), mighost_has_table(NAME("e_first"), &is));
    TELL_YES(S("has e_second"), mighost_has_table(NAME("e_second"), &is));
    TELL(S("rename e_never"), mighost_rename_table(NAME("e_never"), NAME("e_third")));
    TELL_YES(S("drop e_second with all on it"), mighost_drop_table(NAME("e_second"), CASCADING, &is));
}

#define NEVER(...) mighost_create_table(&(mighost_table){ .name = NAME("e_never"), __VA_ARGS__ })
#define A { S("a"), TYPE_INTEGER }
/// A table with a column and something that not every database has, and no table again.
#define TABLE_WITH(what, ...) do { \
        TELL_YES(S("table with " what), NEVER(__VA_ARGS__)); \
        TELL_YES(S("drop the table with " what), mighost_drop_table(NAME("e_never"), IF_EXISTS, &is)); \
    } while (0)

static void refused(void) {
    TELL_YES(S("table without columns"), NEVER(.comment = { 0 }));
    TELL_YES(S("table with a column twice"), NEVER(.columns = COLUMNS(A, NULLABLE("a", TYPE_TEXT))));
    TELL_YES(S("table with a key of nothing"), NEVER(.columns = COLUMNS(A), .constraints = CONSTRAINTS(PRIMARY_KEY("b"))));
    TABLE_WITH("exclusion", .columns = COLUMNS(A), .constraints = CONSTRAINTS({ MIGHOST_EXCLUSION, .exclusion = {
        SOME("ex_e"), SOME("btree"), LIST(mighost_exclusion_element, { S("a"), S("=") }) } }));
    TABLE_WITH("equal NULLs", .columns = COLUMNS(A), .constraints = CONSTRAINTS({ MIGHOST_UNIQUE, .unique = {
        SOME("uq_e"), STRINGS("a"), .nulls_not_distinct = true } }));
    TABLE_WITH("deferred unique", .columns = COLUMNS(A), .constraints = CONSTRAINTS({ MIGHOST_UNIQUE, .unique = {
        SOME("uq_e"), STRINGS("a"), .deferral = MIGHOST_INITIALLY_DEFERRED } }));
    TABLE_WITH("deferred foreign key", .columns = COLUMNS(A), .constraints = CONSTRAINTS({ MIGHOST_FOREIGN_KEY, .foreign_key = {
        SOME("fk_e"), STRINGS("a"), NAME("e_parent"), STRINGS("id"), .deferral = MIGHOST_INITIALLY_DEFERRED } }));
    TABLE_WITH("deferrable foreign key", .columns = COLUMNS(A), .constraints = CONSTRAINTS({ MIGHOST_FOREIGN_KEY, .foreign_key = {
        SOME("fk_e"), STRINGS("a"), NAME("e_parent"), STRINGS("id"), .deferral = MIGHOST_INITIALLY_IMMEDIATE,
        .match_full = true } }));
    TABLE_WITH("always numbered", .columns = COLUMNS({ S("a"), TYPE_INTEGER, .identity = { true, {
        .always = true, .start = { true, 10 }, .increment = { true, 5 }, .cache = { true, 2 } } } }),
        .constraints = CONSTRAINTS(PRIMARY_KEY("a")));
    TABLE_WITH("virtual column", .columns = COLUMNS(A, NULLABLE("b", TYPE_INTEGER, .generated = { true, { S("a + 1") } })));
    TABLE_WITH("collation", .columns = COLUMNS(A, NULLABLE("b", VARCHAR(5), .collation = SOME("e_never"))));
    TABLE_WITH("column's comment", .columns = COLUMNS(A, NULLABLE("b", TYPE_INTEGER, .comment = SOME("A comment"))));
    TABLE_WITH("strict", .columns = COLUMNS(A), .settings = SETTINGS({ S("strict"), S("") }));
    TABLE_WITH("engine", .columns = COLUMNS(A), .settings = SETTINGS({ S("engine"), S("InnoDB") }));
}

static mighost_string constraint_text(const mighost_constraint *it) {
    switch (it->kind) {
    case MIGHOST_PRIMARY_KEY:
        return mighost_join(S("primary key "), list_of(it->primary_key.columns));
    case MIGHOST_UNIQUE:
        return mighost_join(S("unique "), list_of(it->unique.columns));
    case MIGHOST_CHECK:
        return mighost_join(S("check "), it->check.name.some ? it->check.name.value : S(""));
    case MIGHOST_FOREIGN_KEY:
        return mighost_format("foreign key %.*s to %.*s %.*s", SHOW(list_of(it->foreign_key.columns)),
                              SHOW(it->foreign_key.table.name), SHOW(list_of(it->foreign_key.referred_columns)));
    default:
        return S("exclusion");
    }
}

static bool read(mighost_name name) {
    const mighost_table *table;
    TRY(mighost_table_now(name, &table));
    ENSURE(table, "there is no table %.*s", SHOW(name.name));
    for (size_t i = 0; i < table->columns.len; i++) {
        const mighost_column *column = &table->columns.ptr[i];
        list marks = { 0 };
        append(&marks, column->nullable ? S("nullable") : S("not null"));
        if (column->default_value.some)
            append(&marks, S("default"));
        if (column->generated.some)
            append(&marks, S("generated"));
        if (column->identity.some)
            append(&marks, S("numbered"));
        say(mighost_format("%.*s.%.*s", SHOW(name.name), SHOW(column->name)), marks.text);
    }
    for (size_t i = 0; i < table->constraints.len; i++)
        say(name.name, constraint_text(&table->constraints.ptr[i]));
    for (size_t i = 0; i < table->indexes.len; i++) {
        const mighost_index *index = &table->indexes.ptr[i];
        say(name.name, mighost_format("%s %.*s of %zu parts", index->unique ? "unique index" : "index", SHOW(index->name),
                                      index->parts.len));
    }
    return true;
}

/// Creates and reads them.
bool tables(void) {
    parent();
    child();
    existing();
    refused();
    TRY(read(NAME("e_parent")));
    TRY(read(NAME("e_child")));
    return true;
}
