/// People and their teams: tables, an index, rows.
#include "mighost.h"

REVISION(.id = S("20260301_090000"), .message = SOME("People and their teams"));

bool mighost_upgrade(void) {
    TRY(mighost_create_table(&(mighost_table){
        .name = NAME("team"),
        .columns = COLUMNS(
            { S("id"), TYPE_INTEGER, .identity = NUMBERED },
            { S("name"), VARCHAR(100) }),
        .constraints = CONSTRAINTS(PRIMARY_KEY("id"), UNIQUE("name")),
    }));
    TRY(mighost_create_table(&(mighost_table){
        .name = NAME("people"),
        .columns = COLUMNS(
            { S("id"), TYPE_INTEGER, .identity = NUMBERED },
            { S("team_id"), TYPE_INTEGER, .nullable = true },
            { S("name"), VARCHAR(200) },
            { S("active"), TYPE_BOOLEAN, .default_value = DEFAULT(BOOL(true)) },
            { S("created"), TYPE_TIMESTAMP, .default_value = DEFAULT_NOW }),
        .constraints = CONSTRAINTS(
            PRIMARY_KEY("id"),
            FOREIGN_KEY("team_id", "team", "id", MIGHOST_SET_NULL),
            { MIGHOST_CHECK, .check = { SOME("people_have_names"), S("length(name) > 0") } }),
        .indexes = INDEXES({ S("ix_people_team_id"), PARTS(BY("team_id")) }),
    }));
    TRY(mighost_insert(NAME("team"), STRINGS("name"), ROWS(ROW(TEXT("Research")), ROW(TEXT("Care"))), NULL));
    return true;
}

bool mighost_downgrade(void) {
    TRY(mighost_drop_table(NAME("people"), (mighost_drop_mode){ 0 }, NULL));
    TRY(mighost_drop_table(NAME("team"), (mighost_drop_mode){ 0 }, NULL));
    return true;
}
