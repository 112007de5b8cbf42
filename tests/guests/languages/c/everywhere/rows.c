/// Rows without SQL.
#include "tell.h"

#define T NAME("e_rows")
#define COUNTED(what, ...) TELL_COUNT(S(what), mighost_count(T, WHERE(__VA_ARGS__), &is))

static void counting(void) {
    TELL_COUNT(S("count"), mighost_count(T, EVERYTHING, &is));
    COUNTED("equals", EQUALS("name", TEXT("n03")));
    COUNTED("differs", DIFFERS("age", INT(3)));
    COUNTED("less", LESS("id", INT(4)));
    COUNTED("greater", GREATER("id", INT(20)));
    COUNTED("one of", ONE_OF("id", INT(1), INT(2), INT(99)));
    COUNTED("one of none", { S("id"), { MIGHOST_ONE_OF } });
    COUNTED("is null", IS_NULL("age"));
    COUNTED("is not null", IS_NOT_NULL("age"));
    COUNTED("several", GREATER("id", INT(4)), LESS("id", INT(11)), IS_NULL("age"));
}

static bool reading(void) {
    static const uint32_t batches[] = { 1, 4, 25, 26, 10000 };
    mighost_cursor cursor;
    for (size_t b = 0; b < sizeof batches / sizeof *batches; b++) {
        list read = { 0 };
        TRY(mighost_scan(&(mighost_selection){ T, STRINGS("id") }, &cursor));
        do {
            TRY(mighost_next(&cursor, batches[b]));
            for (size_t i = 0; i < cursor.rows.len; i++)
                append(&read, mighost_number(cursor.rows.ptr[i].ptr[0].integer));
        } while (cursor.rows.len);
        mighost_close(&cursor);
        say(mighost_format("in batches of %u", batches[b]), read.text);
    }
    list names = { 0 };
    TRY(mighost_scan(&(mighost_selection){ T, STRINGS("name", "id"), WHERE(GREATER("id", INT(22))), STRINGS("name") }, &cursor));
    do {
        TRY(mighost_next(&cursor, 2));
        // A row's texts go with its batch.
        for (size_t i = 0; i < cursor.rows.len; i++)
            append(&names, mighost_join(cursor.rows.ptr[i].ptr[0].text, S("")));
    } while (cursor.rows.len);
    mighost_close(&cursor);
    say(S("by name"), names.text);
    // Changes behind the place read, while it is read.
    uint64_t seen = 0;
    TRY(mighost_scan(&(mighost_selection){ T, STRINGS("id") }, &cursor));
    do {
        TRY(mighost_next(&cursor, 3));
        for (size_t i = 0; i < cursor.rows.len; i++) {
            int64_t id = cursor.rows.ptr[i].ptr[0].integer;
            uint64_t one;
            TRY(mighost_count(T, WHERE(EQUALS("id", INT(id))), &one));
            seen += one;
            TRY(mighost_update_where(T, STRINGS("age"), ROW(INT(100 + id)), WHERE(EQUALS("id", INT(id))), NULL));
        }
    } while (cursor.rows.len);
    mighost_close(&cursor);
    say(S("seen"), mighost_format("%llu", seen));
    return true;
}

static void changing(void) {
    TELL_COUNT(S("update by key"), mighost_update(T, STRINGS("id"), STRINGS("name", "age"),
        ROWS(ROW(INT(1), TEXT("one"), INT(11)), ROW(INT(2), TEXT("two"), NULL_VALUE), ROW(INT(99), TEXT("nobody"), INT(0))), &is));
    TELL_COUNT(S("update where"), mighost_update_where(T, STRINGS("name", "age"), ROW(TEXT("few"), INT(0)),
                                                       WHERE(LESS("id", INT(6))), &is));
    TELL_COUNT(S("delete by key"), mighost_delete(T, STRINGS("id", "name"),
                                                  ROWS(ROW(INT(1), TEXT("few")), ROW(INT(2), TEXT("many"))), &is));
    TELL_COUNT(S("delete where"), mighost_delete_where(T, WHERE(GREATER("id", INT(20))), &is));
    TELL_COUNT(S("update all"), mighost_update_where(T, STRINGS("age"), ROW(INT(1)), EVERYTHING, &is));
    TELL_COUNT(S("left"), mighost_count(T, EVERYTHING, &is));
}

static void refused(void) {
    TELL_COUNT(S("a key twice"), mighost_insert(T, STRINGS("id", "name"), ROWS(ROW(INT(3), TEXT("again"))), &is));
    TELL_COUNT(S("a row of another width"), mighost_insert(T, STRINGS("id", "name"), ROWS(ROW(INT(100))), &is));
    TELL_COUNT(S("a column that isn't there"), mighost_insert(T, STRINGS("never"), ROWS(ROW(INT(1))), &is));
    TELL_COUNT(S("a condition on no column"), mighost_count(T, WHERE(EQUALS("never", INT(1))), &is));
    TELL_COUNT(S("a table that isn't there"), mighost_count(NAME("e_never"), EVERYTHING, &is));
    mighost_cursor cursor;
    TELL(S("a scan of no table"), mighost_scan(&(mighost_selection){ NAME("e_never") }, &cursor));
    TELL_COUNT(S("left after errors"), mighost_count(T, EVERYTHING, &is));
}

/// Ten rows a time.
static bool insert(uint64_t *inserted) {
    mighost_writer rows = mighost_write_to(T, STRINGS("id", "name", "age"), 10);
    for (int64_t id = 1; id <= 25; id++)
        TRY(mighost_write(&rows, ROW(INT(id), TEXT_OF(mighost_format("n%02lld", id)), id % 5 ? INT(id) : NULL_VALUE)));
    TRY(mighost_written(&rows, inserted));
    return true;
}

/// Inserts, reads, changes and deletes them.
bool rows_of_a_table(void) {
    TRY(mighost_create_table(&(mighost_table){
        .name = T, .columns = COLUMNS(ID, NULLABLE("name", VARCHAR(20)), NULLABLE("age", TYPE_INTEGER)), .constraints = KEYED,
    }));
    TELL_COUNT(S("insert"), insert(&is));
    counting();
    TRY(reading());
    changing();
    refused();
    return true;
}
