/// Calls everything in the contract that SQLite can do, checks what came of it, and refuses to run where something
/// differs. It does what the Rust one does, in the same order, so that both leave the same schema.
#include "check.h"

REVISION(.id = S("conformance"), .message = SOME("Everything that the contract has"), .created = SOME("2026-01-31T12:00:00Z"),
         .labels = STRINGS("everything"));

static bool context(bool down) {
    HOLDS(mighost_dialect_now().kind == MIGHOST_SQLITE);
    mighost_string version = mighost_server_version();
    HOLDS(version.len > 2 && version.ptr[0] == '3' && version.ptr[1] == '.');
    HOLDS(IS(mighost_revision_now(), "conformance"));
    HOLDS(!mighost_package().some);
    HOLDS(mighost_goes_down() == down);
    HOLDS(!mighost_argument_of(S("never given")).some);
    mighost_arguments arguments = mighost_all_arguments();
    for (size_t i = 0; i < arguments.len; i++) {
        mighost_opt_string found = mighost_argument_of(arguments.ptr[i].key);
        HOLDS(found.some && mighost_same(found.value, arguments.ptr[i].value));
    }
    return true;
}

bool mighost_upgrade(void) {
    TRY(context(false));
    static const struct { mighost_string name; bool (*run)(void); } parts[] = {
        { S("tables"), tables }, { S("changes"), changes }, { S("indexes"), indexes }, { S("objects"), objects },
        { S("values"), values }, { S("rows"), rows_of_a_table }, { S("raw SQL"), raw_sql },
    };
    enum { PARTS_ = sizeof parts / sizeof parts[0] };
    for (size_t i = 0; i < PARTS_; i++) {
        mighost_debug(parts[i].name);
        mighost_progress(i, PARTS_);
        TRY(parts[i].run());
    }
    mighost_progress(PARTS_, 0);
    mighost_log(S("everything holds"));
    mighost_warn(S("a warning that is kept"));
    return true;
}

bool mighost_downgrade(void) {
    TRY(context(true));
    TRY(no_objects());
    TRY(no_tables());
    mighost_names left;
    TRY(mighost_tables((mighost_opt_string){ 0 }, &left));
    for (size_t i = 0; i < left.len; i++)
        HOLDS(left.ptr[i].name.len < 2 || left.ptr[i].name.ptr[0] != 'c' || left.ptr[i].name.ptr[1] != '_');
    TRY(mighost_views((mighost_opt_string){ 0 }, &left));
    HOLDS(left.len == 0);
    return true;
}
