/// Changes of a table: every kind, and the rows that must survive them. Indexes.
#include "check.h"

#define T NAME("c_changed")
#define ALTER(...) TRY(mighost_alter_table(T, CHANGES(__VA_ARGS__)))
#define SHORT(name) { S(name), VARCHAR(5), .nullable = true }
#define LONG(name) { S(name), TYPE_TEXT, .nullable = true }
#define MOVE(column_, ...) { MIGHOST_MOVE_COLUMN, .move_column = { S(column_), { __VA_ARGS__ } } }
#define TEXT_CHANGE(kind_, column_, ...) { (kind_), .set_text = { S(column_), __VA_ARGS__ } }

static bool columns(void) {
    ALTER(
        ADD_COLUMN({ S("last"), TYPE_BOOLEAN, .default_value = DEFAULT(BOOL(false)) }),
        { MIGHOST_ADD_COLUMN, .add_column = { SHORT("first"), { MIGHOST_FIRST } } },
        { MIGHOST_ADD_COLUMN, .add_column = { SHORT("behind_name"), { MIGHOST_AFTER, S("name") } } },
        ADD_COLUMN_IF_NOT_EXISTS(LONG("name")),
        ADD_COLUMN_IF_NOT_EXISTS({ S("shade"), TYPE_ENUM("dark", "light"), .nullable = true }),
        DROP_COLUMN("gone"),
        DROP_COLUMN_IF_EXISTS("gone"),
        RENAME_COLUMN("last", "active"));
    ALTER(MOVE("first", MIGHOST_LAST), MOVE("behind_name", MIGHOST_AFTER, S("id")), MOVE("team", MIGHOST_FIRST));
    mighost_columns is;
    TRY(mighost_columns_of(T, &is));
    mighost_strings order = STRINGS("team", "id", "behind_name", "name", "active", "shade", "first");
    HOLDS(is.len == order.len);
    for (size_t i = 0; i < is.len; i++)
        HOLDS(mighost_same(is.ptr[i].name, order.ptr[i]));
    ALTER(DROP_COLUMN("first"), DROP_COLUMN("behind_name"), DROP_COLUMN("shade"));

    ALTER(SET_NOT_NULL("name"), SET_DEFAULT("name", TEXT("nobody")), SET_TYPE("name", VARCHAR(150)),
          TEXT_CHANGE(MIGHOST_SET_COLLATION, "name", SOME("NOCASE")),
          TEXT_CHANGE(MIGHOST_SET_COLUMN_COMMENT, "name", SOME("SQLite keeps none")));
    TRY(mighost_columns_of(T, &is));
    const mighost_column *name = column_in(is, S("name"));
    HOLDS(name && !name->nullable && name->type.up_to.value == 150 && IS(name->collation.value, "NOCASE"));
    ALTER({ MIGHOST_SET_COLUMN_SETTING, .column_setting = { S("name"), S("on-conflict"), SOME("ignore") } },
          { MIGHOST_SET_COLUMN_SETTING, .column_setting = { S("name"), S("on-update"), SOME("another database's") } });
    ALTER({ MIGHOST_SET_COLUMN_SETTING, .column_setting = { S("name"), S("on-conflict") } });
    ALTER(SET_NULLABLE("name"), DROP_DEFAULT("name"), TEXT_CHANGE(MIGHOST_SET_COLLATION, "name", { 0 }),
          TEXT_CHANGE(MIGHOST_SET_COLUMN_COMMENT, "name", { 0 }), SET_TYPE("team", VARCHAR(8), SOME("CAST(team AS TEXT)")),
          DROP_DEFAULT("team"));

    ALTER(ADD_COLUMN({ S("twice"), TYPE_INTEGER, .nullable = true }),
          { MIGHOST_SET_GENERATED, .set_generated = { S("twice"), { true, { S("id * 2"), true } } } });
    ALTER({ MIGHOST_SET_GENERATED, .set_generated = { S("twice") } });
    COUNT(1, mighost_count(T, WHERE(EQUALS("id", INT(2)), EQUALS("twice", INT(4))), &is));
    ALTER(DROP_COLUMN("twice"));
    ALTER({ MIGHOST_SET_IDENTITY, .set_identity = { S("id"), NUMBERED } });
    COUNT(1, mighost_insert(T, STRINGS("name"), ROWS(ROW(TEXT("Edsger"))), &is));
    COUNT(1, mighost_delete_where(T, WHERE(EQUALS("name", TEXT("Edsger")), EQUALS("id", INT(3))), &is));
    ALTER({ MIGHOST_SET_IDENTITY, .set_identity = { S("id") } });
    return true;
}

static bool constraints(void) {
    TRY(mighost_insert(NAME("c_rowless"), STRINGS("id"), ROWS(ROW(TEXT("3")), ROW(TEXT("4"))), NULL));
    ALTER(
        { MIGHOST_DROP_CONSTRAINT, .drop_constraint = { { MIGHOST_KEY_CHECK, .text = S("team > 0") } } },
        { MIGHOST_DROP_CONSTRAINT, .drop_constraint = { { MIGHOST_KEY_UNIQUE, .columns = STRINGS("name") } } },
        { MIGHOST_DROP_CONSTRAINT, .drop_constraint = { { MIGHOST_KEY_PRIMARY } } },
        ADD_CONSTRAINT({ MIGHOST_PRIMARY_KEY, .primary_key = { SOME("pk_changed"), STRINGS("id") } }),
        ADD_CONSTRAINT({ MIGHOST_UNIQUE, .unique = { SOME("uq_changed"), STRINGS("name", "team") } }),
        ADD_CONSTRAINT({ MIGHOST_CHECK, .check = { SOME("ck_changed"), S("id > 0") } }),
        { MIGHOST_ADD_CONSTRAINT, .add_constraint = { { MIGHOST_CHECK, .check = { SOME("ck_changed"), S("id > 1000") } }, true } },
        ADD_CONSTRAINT({ MIGHOST_FOREIGN_KEY, .foreign_key = { SOME("fk_changed"), STRINGS("team"), NAME("c_rowless"),
            STRINGS("id"), .deferral = MIGHOST_INITIALLY_IMMEDIATE } }),
        ADD_CONSTRAINT({ MIGHOST_UNIQUE, .unique = { SOME("uq_team"), STRINGS("team") } }));
    mighost_constraints is;
    TRY(mighost_constraints_of(T, &is));
    HOLDS(is.len == 5);
    ALTER(
        { MIGHOST_RENAME_CONSTRAINT, .rename = { S("uq_team"), S("uq_the_team") } },
        DROP_CONSTRAINT("uq_changed"),
        { MIGHOST_DROP_CONSTRAINT, .drop_constraint = { { MIGHOST_KEY_NAME, .text = S("uq_changed") }, true } },
        { MIGHOST_DROP_CONSTRAINT, .drop_constraint = { { MIGHOST_KEY_FOREIGN, .columns = STRINGS("team") } } },
        { MIGHOST_DROP_CONSTRAINT, .drop_constraint = { { MIGHOST_KEY_NAME, .text = S("ck_changed") }, true } });
    TRY(mighost_constraints_of(T, &is));
    HOLDS(is.len == 2);
    ALTER({ MIGHOST_DROP_CONSTRAINT, .drop_constraint = { { MIGHOST_KEY_UNIQUE, .columns = STRINGS("team") } } });
    return true;
}

static bool the_table(void) {
    ALTER({ MIGHOST_SET_TABLE_COMMENT, .comment = SOME("SQLite keeps none") }, { MIGHOST_SET_TABLE_COMMENT },
          { MIGHOST_SET_SETTING, .setting = { S("strict"), S("") } });
    ALTER({ MIGHOST_DROP_SETTING, .name = S("strict") });
    ALTER(SET_TYPE("name", VARCHAR(150)), SET_TYPE("team", VARCHAR(8)));
    TRY(mighost_alter_table(T, (mighost_changes){ 0 }));
    return true;
}

static bool refused(void) {
    UNSUPPORTED(mighost_alter_table(T, CHANGES(
        ADD_COLUMN({ S("never"), { MIGHOST_TYPE_ARRAY, .array = { S("integer"), 1 } }, .nullable = true }))));
    INVALID(mighost_alter_table(T, CHANGES(ADD_COLUMN(LONG("name")))));
    INVALID(mighost_alter_table(T, CHANGES(DROP_COLUMN("never"))));
    INVALID(mighost_alter_table(T, CHANGES(SET_NOT_NULL("never"))));
    INVALID(mighost_alter_table(T, CHANGES(DROP_CONSTRAINT("never"))));
    INVALID(mighost_alter_table(NAME("c_never"), CHANGES(ADD_COLUMN(LONG("name")))));
    INVALID(mighost_alter_table(T, CHANGES({ MIGHOST_VALIDATE_CONSTRAINT, .name = S("never") })));
    // The first change could be made, the second can't: neither is.
    INVALID(mighost_alter_table(T, CHANGES(ADD_COLUMN(LONG("half")), DROP_COLUMN("never"))));
    bool there;
    TRY(mighost_has_column(T, S("half"), &there));
    HOLDS(!there);
    return true;
}

bool changes(void) {
    TRY(mighost_create_table(&(mighost_table){
        .name = T,
        .columns = COLUMNS({ S("id"), TYPE_INTEGER }, { S("name"), VARCHAR(20), .nullable = true },
                           { S("team"), TYPE_INTEGER, .nullable = true, .default_value = DEFAULT(INT(7)) }, LONG("gone")),
        .constraints = CONSTRAINTS(PRIMARY_KEY("id"), CHECK("team > 0"), UNIQUE("name")),
        .indexes = INDEXES({ S("ix_c_changed_team"), PARTS(BY("team")) }),
    }));
    TRY(mighost_insert(T, STRINGS("id", "name", "team"),
        ROWS(ROW(INT(1), TEXT("Ada"), INT(3)), ROW(INT(2), TEXT("Grace"), INT(4))), NULL));
    TRY(columns());
    TRY(constraints());
    TRY(the_table());
    TRY(refused());
    COUNT(1, mighost_count(T, WHERE(EQUALS("id", INT(2)), EQUALS("name", TEXT("Grace")), EQUALS("team", TEXT("4"))), &is));
    return true;
}

#define OVER(name, ...) &(mighost_index){ S(name), PARTS(__VA_ARGS__) }
#define BUILD(...) mighost_create_index(T, __VA_ARGS__, (mighost_index_mode)NO_MODE, NULL)
#define IF_NEEDED (mighost_index_mode){ .if_needed = true }

bool indexes(void) {
    bool done;
    TRY(mighost_create_index(T, &(mighost_index){ S("ix_own"), PARTS(BY("name"), BY("id")), .unique = true },
                             (mighost_index_mode)NO_MODE, &done));
    HOLDS(done);
    TRY(mighost_create_index(T, OVER("ix_own", BY("name")), IF_NEEDED, &done));
    HOLDS(!done);
    INVALID(BUILD(OVER("ix_own", BY("name"))));
    TRY(mighost_rename_index(T, S("ix_own"), S("ix_renamed")));
    ALTER(
        ADD_INDEX({ S("ix_c_changed_name"), PARTS(BY("name")) }),
        { MIGHOST_ADD_INDEX, .add_index = { { S("ix_c_changed_name"), PARTS(BY("id")) }, true } },
        ADD_INDEX({ S("ix_more"), PARTS({ { 0, S("name") }, .descending = true, .collation = SOME("NOCASE") }),
                    .predicate = SOME("id > 1") }),
        { MIGHOST_DROP_INDEX, .drop = { S("ix_never"), true } });
    mighost_indexes is;
    TRY(mighost_indexes_of(T, &is));
    HOLDS(is.len == 4);
    UNSUPPORTED(BUILD(&(mighost_index){ S("ix_never"), PARTS(BY("name")), .method = SOME("gin") }));
    UNSUPPORTED(BUILD(&(mighost_index){ S("ix_never"), PARTS(BY("name")), .include = STRINGS("id") }));
    UNSUPPORTED(BUILD(&(mighost_index){ S("ix_never"), PARTS(BY("name")), .unique = true, .nulls_not_distinct = true }));
    UNSUPPORTED(BUILD(&(mighost_index){ S("ix_never"), PARTS({ { 0, S("name") }, .nulls = MIGHOST_NULLS_LAST,
        .operator_class = SOME("text_pattern_ops") }) }));
    ALTER(DROP_INDEX("ix_more"));
    TRY(mighost_drop_index(T, S("ix_renamed"), (mighost_index_mode)NO_MODE, &done));
    HOLDS(done);
    TRY(mighost_drop_index(T, S("ix_renamed"), IF_NEEDED, &done));
    HOLDS(!done);
    INVALID(mighost_drop_index(T, S("ix_renamed"), (mighost_index_mode)NO_MODE, NULL));
    return true;
}
