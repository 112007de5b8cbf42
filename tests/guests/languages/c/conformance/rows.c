/// Rows without SQL, raw SQL, values.
#include "check.h"

#define T NAME("c_rows")
#define C(should, ...) COUNT(should, mighost_count(T, WHERE(__VA_ARGS__), &is))

static bool conditions(void) {
    COUNT(25, mighost_count(T, EVERYTHING, &is));
    C(1, EQUALS("name", TEXT("n07")));
    C(19, DIFFERS("age", INT(7)));
    C(2, LESS("id", INT(3)));
    C(2, GREATER("id", INT(23)));
    C(2, ONE_OF("id", INT(1), INT(2), INT(99)));
    C(0, { S("id"), { MIGHOST_ONE_OF } });
    C(5, IS_NULL("age"));
    C(20, IS_NOT_NULL("age"));
    C(2, GREATER("id", INT(4)), LESS("id", INT(11)), IS_NULL("age"));
    return true;
}

static bool reading(void) {
    static const uint32_t batches[] = { 1, 4, 5, 25, 26, 10000 };
    mighost_cursor cursor;
    for (size_t b = 0; b < sizeof batches / sizeof *batches; b++) {
        int64_t next = 1;
        TRY(mighost_scan(&(mighost_selection){ T, STRINGS("id") }, &cursor));
        for (;;) {
            TRY(mighost_next(&cursor, batches[b]));
            if (!cursor.rows.len)
                break;
            for (size_t i = 0; i < cursor.rows.len; i++)
                HOLDS(cursor.rows.ptr[i].ptr[0].integer == next++);
        }
        HOLDS(next == 26);
        mighost_close(&cursor);
    }
    TRY(mighost_scan(&(mighost_selection){ T, .filters = WHERE(EQUALS("id", INT(1))) }, &cursor));
    TRY(mighost_next(&cursor, 10));
    HOLDS(cursor.rows.len == 1 && cursor.rows.ptr[0].len == 3 && IS(cursor.rows.ptr[0].ptr[1].text, "n01"));
    TRY(mighost_next(&cursor, 10));
    HOLDS(cursor.rows.len == 0);
    TRY(mighost_scan(&(mighost_selection){ T, STRINGS("name", "id"), WHERE(GREATER("id", INT(22))), STRINGS("name") }, &cursor));
    TRY(mighost_next(&cursor, 2));
    HOLDS(cursor.rows.len == 2 && IS(cursor.rows.ptr[1].ptr[0].text, "n24"));
    // Two scans at once, and changes behind and before the place read.
    uint64_t seen = 0;
    TRY(mighost_scan(&(mighost_selection){ T, STRINGS("id") }, &cursor));
    for (;;) {
        TRY(mighost_next(&cursor, 3));
        if (!cursor.rows.len)
            break;
        for (size_t i = 0; i < cursor.rows.len; i++) {
            int64_t id = cursor.rows.ptr[i].ptr[0].integer;
            uint64_t one;
            TRY(mighost_count(T, WHERE(EQUALS("id", INT(id))), &one));
            seen += one;
            TRY(mighost_update_where(T, STRINGS("age"), ROW(INT(100 + id)), WHERE(EQUALS("id", INT(id))), NULL));
        }
    }
    HOLDS(seen == 25);
    C(25, GREATER("age", INT(100)));
    return true;
}

static bool changing(void) {
    COUNT(2, mighost_update(T, STRINGS("id"), STRINGS("name", "age"),
        ROWS(ROW(INT(1), TEXT("one"), INT(11)), ROW(INT(2), TEXT("two"), NULL_VALUE), ROW(INT(99), TEXT("nobody"), INT(0))), &is));
    C(1, EQUALS("id", INT(2)), EQUALS("name", TEXT("two")), IS_NULL("age"));
    COUNT(5, mighost_update_where(T, STRINGS("name", "age"), ROW(TEXT("few"), INT(0)), WHERE(LESS("id", INT(6))), &is));
    C(5, EQUALS("name", TEXT("few")), EQUALS("age", INT(0)));
    COUNT(1, mighost_delete(T, STRINGS("id", "name"), ROWS(ROW(INT(1), TEXT("few")), ROW(INT(2), TEXT("many"))), &is));
    COUNT(5, mighost_delete_where(T, WHERE(GREATER("id", INT(20))), &is));
    COUNT(19, mighost_count(T, EVERYTHING, &is));
    COUNT(19, mighost_update_where(T, STRINGS("age"), ROW(INT(1)), EVERYTHING, &is));
    return true;
}

static bool refused(void) {
    DATABASE("SQLITE_CONSTRAINT_PRIMARYKEY",
             mighost_insert(T, STRINGS("id", "name"), ROWS(ROW(INT(3), TEXT("again"))), NULL));
    INVALID(mighost_insert(T, STRINGS("id", "name"), ROWS(ROW(INT(100))), NULL));
    INVALID(mighost_insert(T, STRINGS("never"), ROWS(ROW(INT(1))), NULL));
    INVALID(mighost_count(T, WHERE(EQUALS("never", INT(1))), NULL));
    INVALID(mighost_count(NAME("c_never"), EVERYTHING, NULL));
    mighost_cursor cursor;
    INVALID(mighost_scan(&(mighost_selection){ NAME("c_never") }, &cursor));
    TRY(mighost_scan(&(mighost_selection){ T }, &cursor));
    INVALID(mighost_next(&cursor, 0));
    COUNT(19, mighost_count(T, EVERYTHING, &is));
    COUNT(19, mighost_delete_where(T, EVERYTHING, &is));
    return true;
}

bool rows_of_a_table(void) {
    TRY(mighost_create_table(&(mighost_table){
        .name = T,
        .columns = COLUMNS({ S("id"), TYPE_INTEGER }, { S("name"), VARCHAR(20), .nullable = true },
                           { S("age"), TYPE_INTEGER, .nullable = true }),
        .constraints = CONSTRAINTS(PRIMARY_KEY("id")),
    }));
    // Four at a time, as the others do it.
    for (int64_t first = 1; first <= 25; first += 4) {
        mighost_value people[4][3];
        mighost_row rows[4];
        size_t count = 0;
        for (int64_t id = first; id < first + 4 && id <= 25; id++, count++) {
            mighost_string number = mighost_number(id);
            people[count][0] = INT(id);
            people[count][1] = TEXT_OF(mighost_join(id < 10 ? S("n0") : S("n"), number));
            people[count][2] = id % 5 ? INT(id) : NULL_VALUE;
            rows[count] = (mighost_row){ people[count], 3 };
        }
        COUNT(count, mighost_insert(T, STRINGS("id", "name", "age"), (mighost_rows){ rows, count }, &is));
    }
    TRY(conditions());
    TRY(reading());
    TRY(changing());
    TRY(refused());
    return true;
}

// ---- raw SQL -----------------------------------------------------------------------------------------------

static bool cursors(void) {
    mighost_string numbers = S("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                               "SELECT i, i * i AS square FROM n");
    static const uint32_t batches[] = { 1, 7, 50, 51 };
    mighost_cursor cursor;
    for (size_t b = 0; b < sizeof batches / sizeof *batches; b++) {
        int64_t next = 1;
        TRY(mighost_open(numbers, ROW(INT(50)), &cursor));
        mighost_strings columns = mighost_cursor_columns(&cursor);
        HOLDS(columns.len == 2 && IS(columns.ptr[0], "i") && IS(columns.ptr[1], "square"));
        for (;;) {
            TRY(mighost_next(&cursor, batches[b]));
            if (!cursor.rows.len)
                break;
            for (size_t i = 0; i < cursor.rows.len; i++, next++)
                HOLDS(cursor.rows.ptr[i].ptr[1].integer == next * next);
        }
        HOLDS(next == 51);
        mighost_close(&cursor);
    }
    TRY(mighost_open(numbers, ROW(INT(50)), &cursor));
    TRY(mighost_next(&cursor, 2));
    HOLDS(cursor.rows.len == 2);
    mighost_close(&cursor);
    return true;
}

static bool two_rows(void) {
    mighost_result_set all;
    TRY(mighost_query(S("SELECT count(*) FROM c_rows"), NO_PARAMETERS, &all));
    HOLDS(all.rows.len == 1 && all.rows.ptr[0].ptr[0].integer == 2);
    return true;
}

bool raw_sql(void) {
    COUNT(2, mighost_execute(S("INSERT INTO c_rows (id, name) VALUES (?1, ?2), (?3, ?4)"),
                             ROW(INT(1), TEXT("a"), INT(2), TEXT("b")), &is));
    COUNT(2, mighost_execute(S("UPDATE c_rows SET name = upper(name) WHERE id > ?"), ROW(INT(0)), &is));
    COUNT(0, mighost_execute(S("CREATE INDEX ix_raw ON c_rows (name)"), NO_PARAMETERS, &is));
    bool there;
    TRY(mighost_has_index(T, S("ix_raw"), &there));
    HOLDS(there);
    COUNT(0, mighost_execute(S("DROP INDEX ix_raw"), NO_PARAMETERS, &is));
    mighost_result_set all;
    TRY(mighost_query(S("SELECT id, name AS label FROM c_rows ORDER BY id"), NO_PARAMETERS, &all));
    HOLDS(all.rows.len == 2 && all.columns.len == 2 && IS(all.columns.ptr[1], "label"));
    HOLDS(IS(all.rows.ptr[1].ptr[1].text, "B"));
    TRY(mighost_query(S("SELECT * FROM c_rows WHERE id = 99"), NO_PARAMETERS, &all));
    HOLDS(all.rows.len == 0);
    TRY(two_rows());
    TRY(cursors());
    DATABASE("SQLITE_ERROR", mighost_execute(S("SELEC 1"), NO_PARAMETERS, NULL));
    DATABASE("SQLITE_ERROR", mighost_query(S("SELECT * FROM c_never"), NO_PARAMETERS, &all));
    DATABASE("SQLITE_CONSTRAINT_PRIMARYKEY", mighost_execute(S("INSERT INTO c_rows (id) VALUES (1)"), NO_PARAMETERS, NULL));
    INVALID(mighost_execute(S("DELETE FROM c_rows WHERE id = ?"), NO_PARAMETERS, NULL));
    mighost_strings forbidden = STRINGS("COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT s", "ATTACH ':memory:' AS other",
                                        "PRAGMA writable_schema = 1");
    for (size_t i = 0; i < forbidden.len; i++)
        REFUSED(MIGHOST_DENIED, mighost_execute(forbidden.ptr[i], NO_PARAMETERS, NULL));
    // A refused statement takes nothing of the step with it.
    TRY(two_rows());
    COUNT(2, mighost_execute(S("DELETE FROM c_rows"), NO_PARAMETERS, &is));
    return true;
}

// ---- values ------------------------------------------------------------------------------------------------

static bool same_value(const mighost_value *is, const mighost_value *should) {
    if (is->kind != should->kind)
        return false;
    switch (is->kind) {
    case MIGHOST_NULL:
        return true;
    case MIGHOST_INTEGER:
        return is->integer == should->integer;
    case MIGHOST_FLOAT:
        return is->real == should->real;
    default:
        // A text and bytes are an address and a length.
        return mighost_same(is->text, should->text);
    }
}

bool values(void) {
    static uint8_t every[256];
    for (int i = 0; i < 256; i++)
        every[i] = (uint8_t)i;
    // Each value and what SQLite gives back for it.
    const mighost_value kinds[][2] = {
        { NULL_VALUE, NULL_VALUE },
        { BOOL(true), INT(1) },
        { BOOL(false), INT(0) },
        { INT(0), INT(0) },
        { INT(INT64_MIN), INT(INT64_MIN) },
        { INT(INT64_MAX), INT(INT64_MAX) },
        { UNSIGNED(7), INT(7) },
        { FLOAT(1.5), FLOAT(1.5) },
        { FLOAT(-0.1), FLOAT(-0.1) },
        { FLOAT(__DBL_MAX__), FLOAT(__DBL_MAX__) },
        { FLOAT(__builtin_inf()), FLOAT(__builtin_inf()) },
        { OF(MIGHOST_DECIMAL, "-12.50"), TEXT("-12.50") },
        { TEXT(""), TEXT("") },
        { TEXT("it's “ünïcode” \U0001F600\n"), TEXT("it's “ünïcode” \U0001F600\n") },
        { TEXT("with a\0zero"), TEXT("with a\0zero") },
        { BYTES("", 0), BYTES("", 0) },
        { BYTES(every, 256), BYTES(every, 256) },
        { OF(MIGHOST_DATE, "2026-01-31"), TEXT("2026-01-31") },
        { OF(MIGHOST_TIME, "23:59:58.5"), TEXT("23:59:58.5") },
        { OF(MIGHOST_TIMESTAMP, "2026-01-31T23:59:58.5"), TEXT("2026-01-31 23:59:58.5") },
        { OF(MIGHOST_TIMESTAMP, "2026-01-31T23:59:58+02:00"), TEXT("2026-01-31 23:59:58+02:00") },
        { OF(MIGHOST_JSON, "{\"a\": [1, null]}"), TEXT("{\"a\": [1, null]}") },
        { OF(MIGHOST_UUID, "0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10"), TEXT("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10") },
        { { MIGHOST_NATIVE, .native = { S("inet"), S("10.0.0.1") } }, TEXT("10.0.0.1") },
    };
    enum { KINDS = sizeof kinds / sizeof kinds[0] };
    mighost_result_set result;
    for (size_t i = 0; i < KINDS; i++) {
        TRY(mighost_query(S("SELECT ?1 AS echo"), ROW(kinds[i][0]), &result));
        HOLDS(result.rows.len == 1 && same_value(&result.rows.ptr[0].ptr[0], &kinds[i][1]));
    }
    INVALID(mighost_query(S("SELECT ?1"), ROW(UNSIGNED(UINT64_MAX)), &result));
    INVALID(mighost_query(S("SELECT ?1"), ROW(FLOAT(__builtin_nan(""))), &result));

    // A column without an affinity keeps values as they are.
    mighost_name table = NAME("c_values");
    TRY(mighost_create_table(&(mighost_table){
        .name = table, .columns = COLUMNS({ S("id"), TYPE_INTEGER }, { S("value"), TYPE_BLOB, .nullable = true }),
        .constraints = CONSTRAINTS(PRIMARY_KEY("id")),
    }));
    mighost_value sent[KINDS][2];
    mighost_row rows[KINDS];
    for (size_t i = 0; i < KINDS; i++) {
        sent[i][0] = INT((int64_t)i);
        sent[i][1] = kinds[i][0];
        rows[i] = (mighost_row){ sent[i], 2 };
    }
    COUNT(KINDS, mighost_insert(table, STRINGS("id", "value"), (mighost_rows){ rows, KINDS }, &is));
    mighost_cursor cursor;
    TRY(mighost_scan(&(mighost_selection){ table, STRINGS("value") }, &cursor));
    TRY(mighost_next(&cursor, 1000));
    HOLDS(cursor.rows.len == KINDS);
    for (size_t i = 0; i < KINDS; i++)
        HOLDS(same_value(&cursor.rows.ptr[i].ptr[0], &kinds[i][1]));
    for (size_t i = 1; i < KINDS; i++)
        COUNT(1, mighost_count(table, WHERE(EQUALS("value", kinds[i][0]), EQUALS("id", INT((int64_t)i))), &is));

    // A column with an affinity makes of them what the database makes of them.
    table = NAME("c_types");
    mighost_strings columns = STRINGS("a_decimal", "a_boolean", "a_double", "a_varchar");
    TRY(mighost_insert(table, columns, ROWS(ROW(OF(MIGHOST_DECIMAL, "12.50"), BOOL(true), INT(2), INT(5))), NULL));
    TRY(mighost_scan(&(mighost_selection){ table, columns, WHERE(IS_NOT_NULL("a_decimal")), STRINGS("a_decimal") }, &cursor));
    TRY(mighost_next(&cursor, 1000));
    HOLDS(cursor.rows.len == 1);
    const mighost_value *row = cursor.rows.ptr[0].ptr;
    HOLDS(row[0].kind == MIGHOST_FLOAT && row[0].real == 12.5);
    HOLDS(row[2].kind == MIGHOST_FLOAT && row[2].real == 2.0);
    HOLDS(row[3].kind == MIGHOST_TEXT && IS(row[3].text, "5"));
    return true;
}
