/// Views, triggers, and what SQLite doesn't have. Changes of a table.
#include "check.h"

#define VIEW(name_, query_, ...) mighost_create_view(&(mighost_view){ .name = NAME(name_), .query = S(query_), __VA_ARGS__ }, false)
#define PLAIN (mighost_drop_mode)NO_MODE
#define IF_EXISTS (mighost_drop_mode){ .if_exists = true }
#define CASCADING (mighost_drop_mode){ .cascade = true }

bool no_objects(void) {
    bool done;
    TRY(mighost_drop_view(NAME("c_view"), PLAIN, &done));
    HOLDS(done);
    TRY(mighost_drop_view(NAME("c_view"), IF_EXISTS, &done));
    HOLDS(!done);
    return true;
}

static bool views(void) {
    TRY(VIEW("c_view", "SELECT id, name FROM c_parent", .columns = STRINGS("number", "label")));
    const mighost_view *view;
    TRY(mighost_view_now(NAME("c_view"), &view));
    HOLDS(view && view->columns.len == 2 && IS(view->query, "SELECT id, name FROM c_parent"));
    TRY(mighost_create_view(&(mighost_view){ .name = NAME("c_view"), .query = S("SELECT a FROM c_parent") }, true));
    TRY(mighost_view_now(NAME("c_view"), &view));
    HOLDS(view && IS(view->query, "SELECT a FROM c_parent"));
    INVALID(VIEW("c_view", "SELECT 1"));
    TRY(mighost_view_now(NAME("c_never"), &view));
    HOLDS(!view);
    return true;
}

static bool triggers(void) {
    mighost_string text = S("CREATE TRIGGER c_trigger AFTER INSERT ON c_strict BEGIN UPDATE c_strict SET name = 'set' "
                            "WHERE id = new.id; END");
    TRY(mighost_execute(text, NO_PARAMETERS, NULL));
    mighost_triggers found;
    TRY(mighost_triggers_of(NAME("c_strict"), &found));
    HOLDS(found.len == 1 && IS(found.ptr[0].name, "c_trigger") && mighost_same(found.ptr[0].definition, text));
    // A rebuild of the table takes the trigger along.
    TRY(mighost_alter_table(NAME("c_strict"), CHANGES(
        ADD_COLUMN({ S("late"), TYPE_TEXT, .default_value = DEFAULT(TEXT("")) }),
        SET_DEFAULT("name", TEXT("none")),
        { MIGHOST_MOVE_COLUMN, .move_column = { S("late"), { MIGHOST_FIRST } } })));
    TRY(mighost_triggers_of(NAME("c_strict"), &found));
    HOLDS(found.len == 1);
    TRY(mighost_insert(NAME("c_strict"), STRINGS("id"), ROWS(ROW(INT(9))), NULL));
    COUNT(1, mighost_count(NAME("c_strict"), WHERE(EQUALS("name", TEXT("set"))), &is));
    return true;
}

static bool refused(void) {
    mighost_name colour = NAME("c_colour"), numbers = NAME("c_numbers");
    mighost_enumeration red = { colour, STRINGS("red") };
    mighost_sequence sequence = { numbers, { .start = { true, 10 }, .increment = { true, 2 } } };
    bool done;
    UNSUPPORTED(VIEW("c_never", "SELECT 1", .materialized = true));
    UNSUPPORTED(mighost_rename_view(NAME("c_view"), NAME("c_never")));
    UNSUPPORTED(mighost_refresh_view(NAME("c_view"), true));
    UNSUPPORTED(mighost_create_enumeration(&red, false, NULL));
    UNSUPPORTED(mighost_create_enumeration(&red, true, NULL));
    UNSUPPORTED(mighost_add_label(colour, S("blue"), (mighost_position){ MIGHOST_FIRST, S("red") }, true, NULL));
    UNSUPPORTED(mighost_rename_label(colour, S("red"), S("blue")));
    INVALID(mighost_rename_enumeration(colour, NAME("c_color")));
    TRY(mighost_drop_enumeration(colour, IF_EXISTS, &done));
    HOLDS(!done);
    INVALID(mighost_drop_enumeration(colour, CASCADING, NULL));
    UNSUPPORTED(mighost_create_sequence(&sequence, false, NULL));
    UNSUPPORTED(mighost_create_sequence(&sequence, true, NULL));
    INVALID(mighost_alter_sequence(&sequence));
    INVALID(mighost_rename_sequence(numbers, NAME("c_others")));
    TRY(mighost_drop_sequence(numbers, IF_EXISTS, &done));
    HOLDS(!done);
    INVALID(mighost_drop_sequence(numbers, CASCADING, NULL));
    UNSUPPORTED(mighost_create_schema(S("c_schema"), false, NULL));
    UNSUPPORTED(mighost_create_schema(S("c_schema"), true, NULL));
    TRY(mighost_drop_schema(S("c_schema"), IF_EXISTS, &done));
    HOLDS(!done);
    INVALID(mighost_drop_schema(S("c_schema"), PLAIN, NULL));
    TRY(mighost_set_view_comment(NAME("c_view"), (mighost_opt_string)SOME("a comment")));
    TRY(mighost_set_index_comment(NAME("c_parent"), S("ix_c_parent_name"), (mighost_opt_string)SOME("a comment")));
    return true;
}

static bool inspecting(void) {
    mighost_opt_string main = SOME("main"), none = { 0 };
    mighost_names all, in_main;
    mighost_enumerations enumerations;
    mighost_strings schemas;
    const mighost_sequence *sequence;
    bool there;
    TRY(mighost_tables(none, &all));
    TRY(mighost_tables(main, &in_main));
    HOLDS(all.len == in_main.len && all.len > 5);
    TRY(mighost_has_table(NAME_IN("main", "c_parent"), &there));
    HOLDS(there);
    TRY(mighost_has_column(NAME("c_parent"), S("never"), &there));
    HOLDS(!there);
    TRY(mighost_has_constraint(NAME("c_never"), S("ck"), &there));
    HOLDS(!there);
    TRY(mighost_has_index(NAME("c_never"), S("ix"), &there));
    HOLDS(!there);
    mighost_columns columns;
    INVALID(mighost_columns_of(NAME("c_never"), &columns));
    TRY(mighost_views(main, &all));
    HOLDS(all.len == 1);
    TRY(mighost_sequences(none, &all));
    HOLDS(all.len == 0);
    TRY(mighost_sequence_now(NAME("c_never"), &sequence));
    HOLDS(!sequence);
    TRY(mighost_enumerations_in(none, &enumerations));
    HOLDS(enumerations.len == 0);
    TRY(mighost_schemas(&schemas));
    HOLDS(schemas.len == 1 && IS(schemas.ptr[0], "main"));
    return true;
}

bool objects(void) {
    TRY(views());
    TRY(triggers());
    TRY(inspecting());
    TRY(refused());
    return true;
}
