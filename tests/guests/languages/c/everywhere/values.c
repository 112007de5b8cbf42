/// Every kind of value, there and back.
#include "tell.h"

static uint8_t every[256];

#define VALUES(...) LIST(mighost_value, __VA_ARGS__)
#define IN(...) NULLABLE("it", __VA_ARGS__)
#define CLOCK(kind, ...) IN({ (kind), .time = { { true, 6 }, __VA_ARGS__ } })

/// The kinds, the type of a column for each, and values.
static const struct { mighost_string name; mighost_column column; mighost_row values; } kinds[] = {
    { S("booleans"), IN(TYPE_BOOLEAN), VALUES(BOOL(true), BOOL(false), NULL_VALUE) },
    { S("integers"), IN(TYPE_BIGINT), VALUES(INT(0), INT(7), INT(-7), INT(INT64_MIN), INT(INT64_MAX)) },
    { S("integers beyond a double"), IN(TYPE_BIGINT), VALUES(INT(9007199254740993)) },
    { S("unsigned"), IN(TYPE_DECIMAL(20, 0)), VALUES(UNSIGNED(UINT64_MAX)) },
    { S("floats"), IN(TYPE_DOUBLE), VALUES(FLOAT(1.5), FLOAT(-0.125), FLOAT(1234567.75)) },
    { S("a float that isn't a number"), IN(TYPE_DOUBLE), VALUES(FLOAT(__builtin_nan(""))) },
    { S("decimals"), IN(TYPE_DECIMAL(30, 10)),
      VALUES(OF(MIGHOST_DECIMAL, "-12.5000000000"), OF(MIGHOST_DECIMAL, "1024.0625000000")) },
    // SQLite makes floats of them, and every language writes such large ones in another way.
    { S("large decimals"), IN(TYPE_DECIMAL(30, 10)), VALUES(OF(MIGHOST_DECIMAL, "12345678901234567890.0123456789")) },
    { S("texts"), IN(TYPE_TEXT), VALUES(TEXT(""), TEXT("it's “ünïcode” \U0001F600\n\\ %s ? $1 :a")) },
    { S("a text with a zero"), IN(TYPE_TEXT), VALUES(TEXT("a\0b")) },
    { S("bytes"), IN(TYPE_BLOB), VALUES(BYTES("", 0), BYTES(every, 256)) },
    { S("dates"), IN(TYPE_DATE), VALUES(OF(MIGHOST_DATE, "2026-01-31"), OF(MIGHOST_DATE, "1970-01-01")) },
    { S("times"), CLOCK(MIGHOST_TYPE_TIME, 0), VALUES(OF(MIGHOST_TIME, "23:59:58"), OF(MIGHOST_TIME, "00:00:00.123456")) },
    { S("timestamps"), CLOCK(MIGHOST_TYPE_TIMESTAMP, 0),
      VALUES(OF(MIGHOST_TIMESTAMP, "2026-01-31T23:59:58"), OF(MIGHOST_TIMESTAMP, "2026-01-31T23:59:58.5")) },
    { S("timestamps with an offset"), CLOCK(MIGHOST_TYPE_TIMESTAMP, .zoned = true),
      VALUES(OF(MIGHOST_TIMESTAMP, "2026-01-31T23:59:58+00:00"), OF(MIGHOST_TIMESTAMP, "2026-01-31T23:59:58.25+02:00")) },
    { S("JSON"), IN(TYPE_JSON), VALUES(OF(MIGHOST_JSON, "{\"a\":[1,null,\"ü\"]}")) },
    { S("UUIDs"), IN(TYPE_UUID), VALUES(OF(MIGHOST_UUID, "0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10")) },
    { S("native values"), IN(TYPE_NATIVE("inet")), VALUES({ MIGHOST_NATIVE, .native = { S("inet"), S("10.0.0.1") } }) },
};

/// Every value of the table as it is read.
static mighost_string read(void) {
    mighost_cursor cursor;
    if (!mighost_scan(&(mighost_selection){ NAME("e_value"), STRINGS("it") }, &cursor))
        return refusal();
    list all = { 0 };
    do {
        if (!mighost_next(&cursor, 1000))
            return refusal();
        for (size_t i = 0; i < cursor.rows.len; i++)
            append(&all, shown(&cursor.rows.ptr[i].ptr[0]));
    } while (cursor.rows.len);
    mighost_close(&cursor);
    return all.text;
}

/// Sends them, reads them, and looks for them.
static bool both_ways(mighost_string name, const mighost_column *column, mighost_row values) {
    bool made = mighost_create_table(&(mighost_table){
        .name = NAME("e_value"), .columns = COLUMNS(ID, *column), .constraints = KEYED,
    });
    TELL_YES(mighost_join(S("a table of "), name), made);
    if (!made)
        return true;
    mighost_value numbered[8][2];
    mighost_row rows[8];
    for (size_t i = 0; i < values.len; i++) {
        numbered[i][0] = INT((int64_t)i);
        numbered[i][1] = values.ptr[i];
        rows[i] = (mighost_row){ numbered[i], 2 };
    }
    TELL_COUNT(mighost_join(S("insert "), name),
               mighost_insert(NAME("e_value"), STRINGS("id", "it"), ((mighost_rows){ rows, values.len }), &is));
    say(mighost_join(S("read "), name), read());
    TELL_COUNT(mighost_join(S("count "), name), mighost_count(NAME("e_value"), WHERE(EQUALS("it", values.ptr[0])), &is));
    TRY(mighost_drop_table(NAME("e_value"), PLAIN, NULL));
    return true;
}

bool values(void) {
    for (size_t i = 0; i < sizeof every; i++)
        every[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (mighost_same(kinds[i].name, S("large decimals")) && mighost_dialect_now().kind == MIGHOST_SQLITE)
            continue;
        TRY(both_ways(kinds[i].name, &kinds[i].column, kinds[i].values));
    }
    // One of each is left for whoever compares the rows.
    TRY(mighost_create_table(&(mighost_table){
        .name = NAME("e_values"),
        .columns = COLUMNS(ID, NULLABLE("an_integer", TYPE_BIGINT), NULLABLE("a_decimal", TYPE_DECIMAL(10, 2)),
                           NULLABLE("a_text", TYPE_TEXT), NULLABLE("some_bytes", TYPE_BLOB), NULLABLE("a_date", TYPE_DATE)),
        .constraints = KEYED,
    }));
    TELL_COUNT(S("insert one of each"), mighost_insert(NAME("e_values"),
        STRINGS("id", "an_integer", "a_decimal", "a_text", "some_bytes", "a_date"),
        ROWS(ROW(INT(1), INT(INT64_MIN), OF(MIGHOST_DECIMAL, "-0.50"), TEXT("ünïcode"), BYTES("\0\xff", 2),
                 OF(MIGHOST_DATE, "2026-01-31")),
             ROW(INT(2), NULL_VALUE, NULL_VALUE, NULL_VALUE, NULL_VALUE, NULL_VALUE)), &is));
    return true;
}
