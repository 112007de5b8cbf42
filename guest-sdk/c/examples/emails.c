/// A column that is added where it is missing, and filled in batches.
#include "mighost.h"

REVISION(.id = S("20260302_090000"), .revises = STRINGS("20260301_090000"), .message = SOME("Everybody gets an address"));

/// How many rows are changed at a time.
enum { BATCH = 1000 };

/// Everything in lower case, with points between the words, and where it is from.
static mighost_string address(mighost_string name) {
    char *to = mighost_allocate(name.len);
    for (size_t i = 0; i < name.len; i++) {
        char letter = name.ptr[i];
        to[i] = letter == ' ' ? '.' : letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
    }
    return mighost_join((mighost_string){ to, name.len }, S("@example.org"));
}

bool mighost_upgrade(void) {
    bool there;
    TRY(mighost_has_column(NAME("people"), S("email"), &there));
    if (!there)
        TRY(mighost_alter_table(NAME("people"), CHANGES(ADD_COLUMN({ S("email"), VARCHAR(150), .nullable = true }))));

    mighost_filters without = WHERE(IS_NULL("email"));
    uint64_t total, done = 0, changed;
    TRY(mighost_count(NAME("people"), without, &total));
    mighost_cursor people;
    TRY(mighost_scan(&(mighost_selection){ NAME("people"), STRINGS("id", "name"), without }, &people));
    for (;;) {
        TRY(mighost_next(&people, BATCH));
        if (people.rows.len == 0)
            break;
        static mighost_value values[BATCH][2];
        static mighost_row rows[BATCH];
        for (size_t i = 0; i < people.rows.len; i++) {
            const mighost_value *row = people.rows.ptr[i].ptr;
            values[i][0] = row[0];
            values[i][1] = TEXT_OF(address(row[1].text));
            rows[i] = (mighost_row){ values[i], 2 };
        }
        TRY(mighost_update(NAME("people"), STRINGS("id"), STRINGS("email"), (mighost_rows){ rows, people.rows.len }, &changed));
        mighost_progress(done += changed, total);
    }
    mighost_log(mighost_join(mighost_number((int64_t)done), S(" people have an address now")));
    return true;
}

bool mighost_downgrade(void) {
    TRY(mighost_alter_table(NAME("people"), CHANGES(DROP_COLUMN_IF_EXISTS("email"))));
    return true;
}
