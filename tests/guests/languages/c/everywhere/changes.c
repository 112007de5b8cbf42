/// Changes of a table: every kind there is, and indexes.
#include "tell.h"

#define T NAME("e_changed")
#define ONE(what, ...) TELL(S(what), mighost_alter_table(T, CHANGES(__VA_ARGS__)))
#define ADD_AT(column_, ...) { MIGHOST_ADD_COLUMN, .add_column = { column_, { __VA_ARGS__ } } }
#define SHORT(name) { S(name), VARCHAR(5), .nullable = true }
#define LONG(name) { S(name), TYPE_TEXT, .nullable = true }
#define MOVE(column_, ...) { MIGHOST_MOVE_COLUMN, .move_column = { S(column_), { __VA_ARGS__ } } }
#define TEXT_CHANGE(kind_, column_, ...) { (kind_), .set_text = { S(column_), __VA_ARGS__ } }
#define DROP_BY(...) { MIGHOST_DROP_CONSTRAINT, .drop_constraint = { __VA_ARGS__ } }
#define NO_CHANGE ((mighost_changes){ 0 })

/// Reports the columns in their order.
static bool order(void) {
    mighost_columns columns;
    TRY(mighost_columns_of(T, &columns));
    list names = { 0 };
    for (size_t i = 0; i < columns.len; i++)
        append(&names, columns.ptr[i].name);
    say(S("columns"), names.text);
    return true;
}

static bool columns(void) {
    ONE("several changes at once",
        ADD_COLUMN({ S("last"), TYPE_BOOLEAN, .default_value = DEFAULT(BOOL(false)) }),
        ADD_COLUMN_IF_NOT_EXISTS(LONG("name")),
        DROP_COLUMN("gone"),
        DROP_COLUMN_IF_EXISTS("gone"),
        RENAME_COLUMN("last", "active"));
    ONE("add first", ADD_AT(SHORT("first"), MIGHOST_FIRST));
    ONE("add behind", ADD_AT(SHORT("behind"), MIGHOST_AFTER, S("name")));
    ONE("move last", MOVE("active", MIGHOST_LAST));
    ONE("move first", MOVE("team", MIGHOST_FIRST));
    ONE("move behind", MOVE("active", MIGHOST_AFTER, S("id")));
    TRY(order());
    return true;
}

static void what_columns_are(void) {
    ONE("not null and a default", SET_NOT_NULL("name"), SET_DEFAULT("name", TEXT("nobody")));
    ONE("a longer text", SET_TYPE("name", VARCHAR(150)));
    ONE("a type by an expression", SET_TYPE("team", TYPE_INTEGER, SOME("team + 1")));
    ONE("nullable without a default", SET_NULLABLE("name"), DROP_DEFAULT("name"));
    ONE("a default that is computed", { MIGHOST_SET_DEFAULT_VALUE, .set_default = { S("team"), DEFAULT_EXPRESSION("(2 + 3)") } });
    ONE("a collation that isn't there", TEXT_CHANGE(MIGHOST_SET_COLLATION, "name", SOME("e_never")));
    ONE("no collation", TEXT_CHANGE(MIGHOST_SET_COLLATION, "name", { 0 }));
    ONE("a column's comment", TEXT_CHANGE(MIGHOST_SET_COLUMN_COMMENT, "name", SOME("A name")));
    ONE("no comment", TEXT_CHANGE(MIGHOST_SET_COLUMN_COMMENT, "name", { 0 }));
    ONE("add a column to compute", ADD_COLUMN({ S("twice"), TYPE_INTEGER, .nullable = true }));
    ONE("a computed column",
        { MIGHOST_SET_GENERATED, .set_generated = { S("twice"), { true, { S("id * 2"), .stored = true } } } });
    ONE("a column that isn't computed", { MIGHOST_SET_GENERATED, .set_generated = { S("twice") } });
    ONE("numbered rows", { MIGHOST_SET_IDENTITY, .set_identity = { S("id"), NUMBERED } });
    ONE("rows without numbers", { MIGHOST_SET_IDENTITY, .set_identity = { S("id") } });
    ONE("a column's setting",
        { MIGHOST_SET_COLUMN_SETTING, .column_setting = { S("name"), S("on-conflict"), SOME("ignore") } });
    ONE("no setting of a column", { MIGHOST_SET_COLUMN_SETTING, .column_setting = { S("name"), S("on-conflict") } });
}

static void constraints(void) {
    ONE("drop by what they are",
        DROP_BY({ MIGHOST_KEY_UNIQUE, .columns = STRINGS("name") }),
        DROP_BY({ MIGHOST_KEY_PRIMARY }),
        ADD_CONSTRAINT({ MIGHOST_PRIMARY_KEY, .primary_key = { SOME("pk_e_changed"), STRINGS("id") } }));
    ONE("add a unique", ADD_CONSTRAINT({ MIGHOST_UNIQUE, .unique = { SOME("uq_e_changed"), STRINGS("name", "team") } }));
    ONE("add a check", ADD_CONSTRAINT({ MIGHOST_CHECK, .check = { SOME("ck_e_changed"), S("id > 0") } }));
    ONE("add a check that is there", { MIGHOST_ADD_CONSTRAINT, .add_constraint = {
        { MIGHOST_CHECK, .check = { SOME("ck_e_changed"), S("id > 1000") } }, .if_not_exists = true } });
    ONE("add a foreign key", ADD_CONSTRAINT({ MIGHOST_FOREIGN_KEY, .foreign_key = {
        SOME("fk_e_changed"), STRINGS("team"), NAME("e_parent"), STRINGS("id") } }));
    ONE("add a foreign key that isn't checked", ADD_CONSTRAINT({ MIGHOST_FOREIGN_KEY, .foreign_key = {
        SOME("fk_e_changed"), STRINGS("team"), NAME("e_parent"), STRINGS("id"), .not_valid = true } }));
    ONE("check it now", { MIGHOST_VALIDATE_CONSTRAINT, .name = S("fk_e_changed") });
    ONE("add an exclusion", ADD_CONSTRAINT({ MIGHOST_EXCLUSION, .exclusion = {
        SOME("ex_e_changed"), SOME("btree"), LIST(mighost_exclusion_element, { S("team"), S("=") }) } }));
    TELL_YES(S("has uq_e_changed"), mighost_has_constraint(T, S("uq_e_changed"), &is));
    ONE("rename a constraint", { MIGHOST_RENAME_CONSTRAINT, .rename = { S("uq_e_changed"), S("uq_e_renamed") } });
    ONE("drop a constraint if it is there", DROP_BY({ MIGHOST_KEY_NAME, .text = S("uq_e_never") }, .if_exists = true));
    ONE("drop a constraint", DROP_CONSTRAINT("ck_e_changed"));
    ONE("drop a foreign key", DROP_BY({ MIGHOST_KEY_FOREIGN, .columns = STRINGS("team") }));
    ONE("drop a check by its text", DROP_BY({ MIGHOST_KEY_CHECK, .text = S("team > 0") }));
    ONE("drop by a key", DROP_BY({ MIGHOST_KEY_NAME, .text = S("uq_e_never") }, .if_exists = true));
}

static void the_table(void) {
    ONE("the table's comment", { MIGHOST_SET_TABLE_COMMENT, .comment = SOME("Changed") });
    ONE("no comment of the table", { MIGHOST_SET_TABLE_COMMENT });
    ONE("a setting", { MIGHOST_SET_SETTING, .setting = { S("strict"), S("") } });
    ONE("no setting", { MIGHOST_DROP_SETTING, .name = S("strict") });
    TELL(S("nothing"), mighost_alter_table(T, NO_CHANGE));
}

#define BUILD_SO(what, mode, ...) \
    TELL_YES(S(what), mighost_create_index(T, &(mighost_index){ __VA_ARGS__ }, (mighost_index_mode)mode, &is))
#define BUILD(what, ...) BUILD_SO(what, NO_MODE, __VA_ARGS__)
#define IF_NEEDED { .if_needed = true }
#define NAMED PARTS(BY("name"))

static bool indexes(void) {
    BUILD("build an index", S("ix_e_own"), PARTS(BY("name"), BY("id")), .unique = true);
    BUILD_SO("build it if it isn't there", IF_NEEDED, S("ix_e_own"), NAMED);
    BUILD("build it again", S("ix_e_own"), NAMED);
    TELL_YES(S("has ix_e_own"), mighost_has_index(T, S("ix_e_own"), &is));
    TELL(S("rename an index"), mighost_rename_index(T, S("ix_e_own"), S("ix_e_renamed")));
    ONE("indexes in a change",
        ADD_INDEX({ S("ix_e_changed_name"), NAMED }),
        { MIGHOST_ADD_INDEX, .add_index = { { S("ix_e_changed_name"), PARTS(BY("id")) }, .if_not_exists = true } },
        ADD_INDEX({ S("ix_e_more"), PARTS({ { 0, S("name") }, .descending = true }, BY("id")) }),
        { MIGHOST_DROP_INDEX, .drop = { S("ix_e_never"), .if_exists = true } });
    BUILD("part of a table", S("ix_e_part"), NAMED, .predicate = SOME("id > 1"));
    BUILD("an expression", S("ix_e_expression"), PARTS(BY_EXPRESSION("(id + 1)")));
    BUILD("a prefix", S("ix_e_prefix"), PARTS({ { 0, S("name") }, .prefix_length = { true, 5 } }));
    BUILD("a method", S("ix_e_method"), NAMED, .method = SOME("hash"));
    BUILD("a method that isn't there", S("ix_e_none"), NAMED, .method = SOME("e_never"));
    BUILD("columns carried along", S("ix_e_include"), NAMED, .include = STRINGS("id"));
    BUILD("equal NULLs", S("ix_e_nulls"), NAMED, .unique = true, .nulls_not_distinct = true);
    BUILD("an operator class", S("ix_e_class"),
          PARTS({ { 0, S("name") }, .operator_class = SOME("text_pattern_ops"), .nulls = MIGHOST_NULLS_LAST }));
    BUILD("a collation of a part", S("ix_e_collation"), PARTS({ { 0, S("name") }, .collation = SOME("C") }));
    BUILD("an index's comment", S("ix_e_comment"), NAMED, .comment = SOME("A comment"));
    BUILD_SO("build without stopping writers", { .concurrently = true }, S("ix_e_concurrent"), NAMED);
    TELL(S("set an index's comment"), mighost_set_index_comment(T, S("ix_e_renamed"), SOME_TEXT("Another")));
    ONE("drop an index in a change", DROP_INDEX("ix_e_more"));
    TELL_YES(S("drop an index"), mighost_drop_index(T, S("ix_e_renamed"), (mighost_index_mode)NO_MODE, &is));
    TELL_YES(S("drop it if it is there"), mighost_drop_index(T, S("ix_e_renamed"), (mighost_index_mode)IF_NEEDED, &is));
    TELL_YES(S("drop it again"), mighost_drop_index(T, S("ix_e_renamed"), (mighost_index_mode)NO_MODE, &is));
    mighost_indexes found;
    TRY(mighost_indexes_of(T, &found));
    mighost_string *names = mighost_allocate(found.len * sizeof *names);
    for (size_t i = 0; i < found.len; i++)
        names[i] = found.ptr[i].name;
    sort(names, found.len);
    say(S("indexes"), list_of((mighost_strings){ names, found.len }));
    return true;
}

static void refused(void) {
    ONE("add a column that is there", ADD_COLUMN(LONG("name")));
    ONE("drop a column that isn't there", DROP_COLUMN("never"));
    ONE("change a column that isn't there", SET_NOT_NULL("never"));
    ONE("drop a constraint that isn't there", DROP_CONSTRAINT("never"));
    ONE("half a change", ADD_COLUMN(LONG("half")), DROP_COLUMN("never"));
    TELL(S("change a table that isn't there"), mighost_alter_table(NAME("e_never"), CHANGES(ADD_COLUMN(LONG("name")))));
}

/// Makes them.
bool changes(void) {
    TRY(mighost_create_table(&(mighost_table){
        .name = T,
        .columns = COLUMNS(ID, NULLABLE("name", VARCHAR(20)), NULLABLE("team", TYPE_INTEGER, .default_value = DEFAULT(INT(7))),
                           LONG("gone")),
        .constraints = CONSTRAINTS(
            PRIMARY_KEY("id"),
            { MIGHOST_CHECK, .check = { SOME("ck_e_team"), S("team > 0") } },
            { MIGHOST_UNIQUE, .unique = { SOME("uq_e_name"), STRINGS("name") } }),
        .indexes = INDEXES({ S("ix_e_changed_team"), PARTS(BY("team")) }),
    }));
    TRY(mighost_insert(T, STRINGS("id", "name", "team"),
                       ROWS(ROW(INT(1), TEXT("Ada"), INT(3)), ROW(INT(2), TEXT("Grace"), INT(4))), NULL));
    TRY(columns());
    what_columns_are();
    constraints();
    the_table();
    TRY(indexes());
    refused();
    TRY(order());
    return true;
}
