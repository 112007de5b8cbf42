/// Every type of a column, in a table of its own.
#include "tell.h"

static const struct { mighost_string name; mighost_type type; } kinds[] = {
    { S("boolean"), TYPE_BOOLEAN },
    { S("tinyint"), TYPE_TINYINT },
    { S("smallint"), TYPE_SMALLINT },
    { S("mediumint"), TYPE_MEDIUMINT },
    { S("integer"), TYPE_INTEGER },
    { S("bigint"), TYPE_BIGINT },
    { S("unsigned integer"), { MIGHOST_TYPE_INTEGER, .integer = { MIGHOST_NORMAL, .is_unsigned = true } } },
    { S("decimal"), TYPE_DECIMAL(10, 2) },
    { S("numeric"), TYPE_NUMERIC },
    { S("real"), TYPE_REAL },
    { S("double"), TYPE_DOUBLE },
    { S("char"), TYPE_CHAR(3) },
    { S("varchar"), VARCHAR(20) },
    { S("unbounded varchar"), { MIGHOST_TYPE_VARCHAR } },
    { S("text"), TYPE_TEXT },
    { S("long text"), { MIGHOST_TYPE_TEXT, .size = MIGHOST_SIZE_LONG } },
    { S("binary"), TYPE_BINARY(16) },
    { S("varbinary"), TYPE_VARBINARY(32) },
    { S("blob"), TYPE_BLOB },
    { S("tiny blob"), { MIGHOST_TYPE_BLOB, .size = MIGHOST_SIZE_TINY } },
    { S("date"), TYPE_DATE },
    { S("time"), TYPE_TIME },
    { S("time of milliseconds"), { MIGHOST_TYPE_TIME, .time = { .precision = { true, 3 } } } },
    { S("time with zone"), { MIGHOST_TYPE_TIME, .time = { .zoned = true } } },
    { S("timestamp"), TYPE_TIMESTAMP },
    { S("timestamp of microseconds"), { MIGHOST_TYPE_TIMESTAMP, .time = { .precision = { true, 6 } } } },
    { S("timestamp with zone"), TYPE_TIMESTAMP_WITH_ZONE },
    { S("interval"), { MIGHOST_TYPE_INTERVAL } },
    { S("json"), TYPE_JSON },
    { S("jsonb"), { MIGHOST_TYPE_JSONB } },
    { S("uuid"), TYPE_UUID },
    { S("enumeration"), TYPE_ENUM("red", "green") },
    { S("named enumeration"), TYPE_NAMED_ENUM("e_colour", "red", "green") },
    { S("enumeration that isn't there"), TYPE_EXISTING_ENUM("e_never") },
    { S("set"), { MIGHOST_TYPE_SET, .labels = STRINGS("x", "y") } },
    { S("bits"), { MIGHOST_TYPE_BIT, .length = 3 } },
    { S("varying bits"), { MIGHOST_TYPE_VARBIT, .up_to = { true, 5 } } },
    { S("array"), { MIGHOST_TYPE_ARRAY, .array = { S("integer"), 1 } } },
    { S("native"), TYPE_NATIVE("POINT") },
};

/// Makes a table for each type, reads the type back and drops the table.
bool types(void) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        mighost_string what = mighost_join(S("type "), kinds[i].name);
        bool made = mighost_create_table(&(mighost_table){
            .name = NAME("e_type"),
            .columns = COLUMNS(ID, NULLABLE("it", kinds[i].type)),
            .constraints = KEYED,
        });
        TELL_YES(what, made);
        if (!made)
            continue;
        const mighost_table *read;
        TRY(mighost_table_now(NAME("e_type"), &read));
        bool same = read && read->columns.len > 1 && mighost_same_type(&read->columns.ptr[1].type, &kinds[i].type);
        say(mighost_join(what, S(" read")), same ? S("the same") : S("another"));
        TRY(mighost_drop_table(NAME("e_type"), PLAIN, NULL));
    }
    // What stood for it on PostgreSQL, the only one where the type is left.
    TELL_YES(S("drop enumeration e_colour"), mighost_drop_enumeration(NAME("e_colour"), IF_EXISTS, &is));
    return true;
}
