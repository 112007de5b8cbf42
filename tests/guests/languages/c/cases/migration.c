/// Goes wrong in the way that the operator's argument `-x case=…` names, behind a change that must not stay. Without one it writes
/// and reads 100,000 rows.
#include "mighost.h"

REVISION(.id = S("cases"), .message = SOME("Many rows, and the ways to fail"));

/// How many rows there are, and how many cross to the host at a time.
enum { COUNT = 100000, BATCH = 5000 };
/// What their numbers add up to.
static const int64_t SUM = (int64_t)COUNT * (COUNT - 1) / 2;

/// Ends the step by a panic, one call deep.
static bool inner(int number) {
    PANIC("%d is wrong", number);
}

static bool insert_one(void) {
    TRY(mighost_insert(NAME("numbers"), STRINGS("id", "name"), ROWS(ROW(INT(1), TEXT("one"))), NULL));
    return true;
}

static bool rethrown(void) {
    if (!insert_one()) {
        const mighost_error *error = mighost_error_now();
        mighost_string code = error->kind == MIGHOST_DATABASE ? error->database.code : S("no code");
        mighost_log(mighost_join(S("caught "), code));
        return false;
    }
    return true;
}

/// Errors of the database and of the host, looked at and gone on from.
static bool handled(void) {
    ENSURE(!mighost_insert(NAME("numbers"), STRINGS("id", "name"), ROWS(ROW(INT(1), TEXT("one"))), NULL) &&
           mighost_error_now()->kind == MIGHOST_DATABASE, "a key was taken twice");
    mighost_log(S("handled"));
    ENSURE(!mighost_drop_table(NAME("never"), (mighost_drop_mode){ 0 }, NULL) && mighost_error_now()->kind == MIGHOST_INVALID,
           "a table that isn't there was dropped");
    mighost_log(S("handled too"));
    uint64_t rows;
    TRY(mighost_count(NAME("numbers"), EVERYTHING, &rows));
    ENSURE(rows == 1, "a handled error took rows along: there are %llu", rows);
    return true;
}

static bool many_rows(void) {
    mighost_writer rows = mighost_write_to(NAME("numbers"), STRINGS("id", "name"), BATCH);
    for (int n = 0; n < COUNT; n++)
        TRY(mighost_write(&rows, ROW(INT(n), TEXT_OF(mighost_format("number %d", n)))));
    uint64_t made;
    TRY(mighost_written(&rows, &made));
    ENSURE(made == COUNT, "%llu rows were inserted", made);
    int64_t sum = 0;
    uint64_t read = 0;
    mighost_cursor cursor;
    TRY(mighost_scan(&(mighost_selection){ NAME("numbers"), STRINGS("id", "name") }, &cursor));
    do {
        TRY(mighost_next(&cursor, BATCH));
        for (size_t i = 0; i < cursor.rows.len; i++) {
            const mighost_value *row = cursor.rows.ptr[i].ptr;
            sum += row[0].integer;
            ENSURE(mighost_same(row[1].text, mighost_format("number %llu", read)), "row %llu has another name", read);
            if (++read % BATCH == 0)
                mighost_progress(read, COUNT);
        }
    } while (cursor.rows.len);
    mighost_close(&cursor);
    ENSURE(read == COUNT && sum == SUM, "%llu rows were read, and their sum is %lld", read, sum);
    sum = 0;
    TRY(mighost_open(S("SELECT id FROM numbers ORDER BY id"), NO_PARAMETERS, &cursor));
    do {
        TRY(mighost_next(&cursor, 10000));
        for (size_t i = 0; i < cursor.rows.len; i++)
            sum += cursor.rows.ptr[i].ptr[0].integer;
    } while (cursor.rows.len);
    mighost_close(&cursor);
    ENSURE(sum == SUM, "the sum by a cursor of raw SQL is %lld", sum);
    mighost_log(S("all rows are there"));
    return true;
}

/// A table that isn't there, read as if it were.
static bool through_null(void) {
    const mighost_table *never;
    TRY(mighost_table_now(NAME("never"), &never));
    mighost_log(mighost_format("it has %zu columns", never->columns.len));
    return true;
}

/// A place behind the end of an array.
static int behind(int index) {
    int numbers[4] = { 1, 2, 3, 4 };
    return numbers[index];
}

/// A batch that is refused, and rows behind it.
static bool refused(void) {
    mighost_writer rows = mighost_write_to(NAME("numbers"), STRINGS("id", "name"), 2);
    TRY(mighost_write(&rows, ROW(INT(1), TEXT("one again"))));
    ENSURE(!mighost_write(&rows, ROW(INT(2), TEXT("two"))), "a key was taken twice");
    for (int n = 3; n < 10; n++)
        TRY(mighost_write(&rows, ROW(INT(n), { MIGHOST_TEXT, .text = mighost_number(n) })));
    uint64_t inserted, there;
    TRY(mighost_written(&rows, &inserted));
    TRY(mighost_count(NAME("numbers"), EVERYTHING, &there));
    ENSURE(inserted == 7 && there == 8, "%llu rows were inserted, and there are %llu", inserted, there);
    return true;
}

/// A call without an end.
static int deeper(volatile int *number) {
    volatile char place[1024] = { 0 };
    *number += place[*number % 1024] + 1;
    return deeper(number) + place[0];
}

static volatile int nothing;

bool mighost_upgrade(void) {
    TRY(mighost_create_table(&(mighost_table){
        .name = NAME("numbers"), .columns = COLUMNS({ S("id"), TYPE_INTEGER }, { S("name"), VARCHAR(20) }),
        .constraints = CONSTRAINTS(PRIMARY_KEY("id")),
    }));
    mighost_opt_string argument = mighost_argument_of(S("case"));
    if (!argument.some)
        return many_rows();
    TRY(insert_one());
#define CASE(literal) if (mighost_same(argument.value, S(literal)))
    CASE("exception") return inner(3);
    CASE("veto") VETO("one number too many");
    CASE("database") return insert_one();
    CASE("rethrown") return rethrown();
    CASE("handled") return handled();
    CASE("undeclared") return true;
    // What only C has.
    CASE("failed") return mighost_fail(S("a message of its own"));
    CASE("silent") return false;
    CASE("assert") assert(nothing == 1);
    CASE("null") return through_null();
    CASE("far") return *(volatile bool *)0x7ffffff0;
    CASE("division") return 1000 / nothing == 3;
    CASE("behind") return behind(nothing + 7) == 3;
    CASE("refused") return refused();
    CASE("unreachable") __builtin_trap();
    CASE("recursion") return deeper(&nothing) == 0;
    CASE("memory") for (;;) mighost_allocate(1 << 20);
    CASE("endless") for (;;) nothing++;
    VETO("there is no case %.*s", SHOW(argument.value));
}

bool mighost_downgrade(void) {
    TRY(mighost_drop_table(NAME("numbers"), (mighost_drop_mode){ 0 }, NULL));
    return true;
}
