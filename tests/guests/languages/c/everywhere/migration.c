/// Calls everything in the contract on whichever database it runs, and reports the answer to each call in a line of its own.
///
/// It does what the Rust one does, in the same order: a test compares their calls, answers and what they leave. So nothing is
/// judged here. What a database can't do is refused, the line says with which kind of error, and the step goes on.
#include "tell.h"

REVISION(.id = S("everywhere"), .message = SOME("Everything that the contract has, on any database"),
         .created = SOME("2026-01-31T12:00:00Z"), .labels = STRINGS("whole"));

/// Where the step runs.
static void place(void) {
    static const char *const dialects[] = { "sqlite", "postgresql", "mysql", "mariadb", "another" };
    say(S("dialect"), mighost_text(dialects[mighost_dialect_now().kind]));
    say(S("server version"), mighost_server_version().len ? S("known") : S("none"));
    say(S("revision"), mighost_revision_now());
    mighost_opt_string package = mighost_package();
    say(S("package"), package.some ? package.value : S("none"));
    say(S("direction"), mighost_goes_down() ? S("down") : S("up"));
    mighost_strings keys = STRINGS("tenant", "dry", "never");
    for (size_t i = 0; i < keys.len; i++) {
        mighost_opt_string argument = mighost_argument_of(keys.ptr[i]);
        say(mighost_join(S("argument "), keys.ptr[i]),
            argument.some ? mighost_format("`%.*s`", SHOW(argument.value)) : S("none"));
    }
    mighost_arguments arguments = mighost_all_arguments();
    list all = { 0 };
    for (size_t i = 0; i < arguments.len; i++)
        append(&all, mighost_format("%.*s=%.*s", SHOW(arguments.ptr[i].key), SHOW(arguments.ptr[i].value)));
    say(S("arguments"), all.text);
}

bool mighost_upgrade(void) {
    place();
    static const struct { mighost_string name; bool (*run)(void); } parts[] = {
        { S("types"), types }, { S("tables"), tables }, { S("changes"), changes }, { S("objects"), objects },
        { S("values"), values }, { S("rows"), rows_of_a_table }, { S("raw SQL"), raw_sql },
    };
    enum { COUNT = sizeof parts / sizeof parts[0] };
    for (size_t i = 0; i < COUNT; i++) {
        mighost_debug(parts[i].name);
        mighost_progress(i, COUNT);
        TRY(parts[i].run());
    }
    mighost_progress(COUNT, 0);
    mighost_warn(S("a warning that is kept"));
    return true;
}

/// Drops what the upgrade left.
bool mighost_downgrade(void) {
    place();
    TELL_YES(S("drop view e_view"), mighost_drop_view(NAME("e_view"), PLAIN, &is));
    mighost_strings left = STRINGS("e_child", "e_parent", "e_changed", "e_values", "e_rows");
    for (size_t i = 0; i < left.len; i++)
        TELL_YES(mighost_join(S("drop table "), left.ptr[i]),
                 mighost_drop_table((mighost_name){ .name = left.ptr[i] }, PLAIN, &is));
    TELL_YES(S("drop table e_rows again"), mighost_drop_table(NAME("e_rows"), IF_EXISTS, &is));
    TELL_YES(S("drop table e_rows without asking"), mighost_drop_table(NAME("e_rows"), PLAIN, &is));
    return true;
}
