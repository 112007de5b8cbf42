/// Raw SQL.
#include "tell.h"

/// Parameters as the database writes them: each `?` with its number on PostgreSQL.
static mighost_string marked(mighost_string sql) {
    if (mighost_dialect_now().kind != MIGHOST_POSTGRESQL)
        return sql;
    mighost_string text = { 0 };
    int number = 0;
    for (size_t i = 0; i < sql.len; i++) {
        mighost_string next = { sql.ptr + i, 1 };
        text = mighost_join(text, *next.ptr == '?' ? mighost_format("$%d", ++number) : next);
    }
    return text;
}

#define EXECUTE(what, statement, ...) TELL_COUNT(S(what), mighost_execute(marked(S(statement)), __VA_ARGS__, &is))

/// Runs statements, queries and cursors.
bool raw_sql(void) {
    EXECUTE("execute an insert", "INSERT INTO e_rows (id, name) VALUES (?, ?), (?, ?)",
            ROW(INT(101), TEXT("a"), INT(102), TEXT("b")));
    EXECUTE("execute an update", "UPDATE e_rows SET name = upper(name) WHERE id > ?", ROW(INT(100)));
    EXECUTE("execute an index", "CREATE INDEX ix_e_raw ON e_rows (name)", NO_PARAMETERS);
    TELL_YES(S("has ix_e_raw"), mighost_has_index(NAME("e_rows"), S("ix_e_raw"), &is));
    TELL_YES(S("drop ix_e_raw"), mighost_drop_index(NAME("e_rows"), S("ix_e_raw"), (mighost_index_mode)NO_MODE, &is));
    mighost_result_set all;
    TRY(mighost_query(marked(S("SELECT id, name AS label FROM e_rows WHERE id > ? ORDER BY id")), ROW(INT(100)), &all));
    say(S("the columns"), list_of(all.columns));
    for (size_t i = 0; i < all.rows.len; i++) {
        const mighost_value *row = all.rows.ptr[i].ptr;
        say(S("a row"), mighost_format("%lld %.*s", row[0].integer, SHOW(row[1].text)));
    }
    TRY(mighost_query(S("SELECT count(*) FROM e_rows"), NO_PARAMETERS, &all));
    say(S("one value"), mighost_number(all.rows.ptr[0].ptr[0].integer));
    TRY(mighost_query(marked(S("SELECT id FROM e_rows WHERE id = ?")), ROW(INT(-1)), &all));
    say(S("no row"), all.rows.len ? S("one") : S("none"));
    static const uint32_t batches[] = { 1, 7, 19, 50 };
    for (size_t b = 0; b < sizeof batches / sizeof *batches; b++) {
        mighost_cursor cursor;
        TRY(mighost_open(S("SELECT id, id * id AS square FROM e_rows ORDER BY id"), NO_PARAMETERS, &cursor));
        mighost_strings columns = mighost_cursor_columns(&cursor);
        int64_t sum = 0;
        do {
            TRY(mighost_next(&cursor, batches[b]));
            for (size_t i = 0; i < cursor.rows.len; i++)
                sum += cursor.rows.ptr[i].ptr[1].integer;
        } while (cursor.rows.len);
        mighost_close(&cursor);
        say(mighost_format("a cursor in batches of %u", batches[b]),
            mighost_format("%.*s %lld", SHOW(list_of(columns)), sum));
    }
    EXECUTE("a statement that is none", "SELEC 1", NO_PARAMETERS);
    EXECUTE("a key twice by SQL", "INSERT INTO e_rows (id) VALUES (101)", NO_PARAMETERS);
    EXECUTE("too few parameters", "DELETE FROM e_rows WHERE id = ?", NO_PARAMETERS);
    EXECUTE("COMMIT", "COMMIT", NO_PARAMETERS);
    EXECUTE("ROLLBACK", "ROLLBACK", NO_PARAMETERS);
    EXECUTE("BEGIN", "BEGIN", NO_PARAMETERS);
    EXECUTE("execute a delete", "DELETE FROM e_rows WHERE id > ?", ROW(INT(100)));
    return true;
}
