/// Views, enumerations, sequences, schemas.
#include "tell.h"

#define VIEW(name_, query_, ...) (&(mighost_view){ .name = NAME(name_), .query = S(query_), __VA_ARGS__ })

static bool views(void) {
    const mighost_view *numbered = VIEW("e_view", "SELECT id, name FROM e_parent", .columns = STRINGS("number", "label"));
    TELL(S("create a view"), mighost_create_view(numbered, false));
    TELL(S("create it again"), mighost_create_view(numbered, false));
    TELL(S("put another in its place"),
         mighost_create_view(VIEW("e_view", "SELECT id AS number, name AS label FROM e_parent WHERE id > 0", .comment = { 0 }), true));
    const mighost_view *view;
    TRY(mighost_view_now(NAME("e_view"), &view));
    if (view)
        say(S("the view's columns"), list_of(view->columns));
    mighost_names names;
    if (mighost_views(NO_TEXT, &names)) {
        list all = { 0 };
        for (size_t i = 0; i < names.len; i++)
            append(&all, names.ptr[i].name);
        say(S("views"), all.text);
    } else {
        say(S("views"), refusal());
    }
    TELL(S("a view that is stored"),
         mighost_create_view(VIEW("e_stored", "SELECT id FROM e_parent", .materialized = true), false));
    TELL(S("fill it"), mighost_refresh_view(NAME("e_stored"), false));
    TELL_YES(S("drop it"), mighost_drop_view(NAME("e_stored"), IF_EXISTS, &is));
    TELL(S("a view's comment"), mighost_set_view_comment(NAME("e_view"), SOME_TEXT("A view")));
    TELL(S("no comment of a view"), mighost_set_view_comment(NAME("e_view"), NO_TEXT));
    TELL(S("create a view to rename"),
         mighost_create_view(VIEW("e_first", "SELECT id FROM e_parent", .comment = SOME("First")), false));
    TELL(S("rename a view"), mighost_rename_view(NAME("e_first"), NAME("e_second")));
    TELL_YES(S("drop the one name"), mighost_drop_view(NAME("e_first"), IF_EXISTS, &is));
    TELL_YES(S("drop the other name"),
             mighost_drop_view(NAME("e_second"), ((mighost_drop_mode){ .if_exists = true, .cascade = true }), &is));
    TELL_YES(S("drop a view that isn't there"), mighost_drop_view(NAME("e_never"), PLAIN, &is));
    return true;
}

static mighost_string labels(void) {
    mighost_enumerations found;
    if (!mighost_enumerations_in(NO_TEXT, &found))
        return refusal();
    list all = { 0 };
    for (size_t i = 0; i < found.len; i++)
        for (size_t j = 0; j < found.ptr[i].labels.len; j++)
            append(&all, found.ptr[i].labels.ptr[j]);
    return all.text;
}

static void enumerations(void) {
    mighost_name mood = NAME("e_mood"), spirit = NAME("e_spirit");
    mighost_position last = { MIGHOST_LAST }, before = { MIGHOST_FIRST, S("sad") }, behind = { MIGHOST_AFTER, S("sad") };
    TELL(S("create an enumeration"),
         mighost_create_enumeration(&(mighost_enumeration){ mood, STRINGS("sad", "happy") }, false, NULL));
    TELL_YES(S("create it if it isn't there"),
             mighost_create_enumeration((&(mighost_enumeration){ mood, STRINGS("sad") }), true, &is));
    TELL(S("add a label"), mighost_add_label(mood, S("glad"), last, false, NULL));
    TELL_YES(S("add a label before"), mighost_add_label(mood, S("angry"), before, false, &is));
    TELL_YES(S("add a label behind"), mighost_add_label(mood, S("calm"), behind, true, &is));
    TELL_YES(S("add a label that is there"), mighost_add_label(mood, S("calm"), last, true, &is));
    TELL(S("rename a label"), mighost_rename_label(mood, S("glad"), S("merry")));
    say(S("labels"), labels());
    TELL(S("rename an enumeration"), mighost_rename_enumeration(mood, spirit));
    TELL_YES(S("drop an enumeration"), mighost_drop_enumeration(spirit, PLAIN, &is));
    TELL_YES(S("drop it if it is there"), mighost_drop_enumeration(spirit, IF_EXISTS, &is));
}

static mighost_string numbers_of(mighost_name name) {
    const mighost_sequence *found;
    if (!mighost_sequence_now(name, &found))
        return refusal();
    if (!found)
        return S("none");
    const mighost_opt_s64 numbers[] = { found->numbers.start, found->numbers.increment, found->numbers.max_value };
    list all = { 0 };
    for (size_t i = 0; i < 3; i++)
        if (numbers[i].some)
            append(&all, mighost_number(numbers[i].value));
    return all.text;
}

static mighost_string all_sequences(void) {
    mighost_names found;
    if (!mighost_sequences(NO_TEXT, &found))
        return refusal();
    list all = { 0 };
    for (size_t i = 0; i < found.len; i++)
        if (begins(found.ptr[i].name, S("e_n")))
            append(&all, found.ptr[i].name);
    return all.text;
}

static void sequences(void) {
    mighost_name name = NAME("e_numbers"), figures = NAME("e_figures");
    const mighost_sequence numbers = {
        name, { .start = { true, 5 }, .increment = { true, 2 }, .min_value = { true, 1 }, .max_value = { true, 99 } }
    };
    TELL(S("create a sequence"), mighost_create_sequence(&numbers, false, NULL));
    TELL_YES(S("create it if it isn't there"), mighost_create_sequence(&numbers, true, &is));
    TELL(S("change it"), mighost_alter_sequence(&(mighost_sequence){ name, { .increment = { true, 3 }, .cycle = true } }));
    say(S("its numbers"), numbers_of(name));
    say(S("sequences"), all_sequences());
    TELL(S("rename a sequence"), mighost_rename_sequence(name, figures));
    TELL_YES(S("drop a sequence"), mighost_drop_sequence(figures, PLAIN, &is));
    TELL_YES(S("drop it if it is there"), mighost_drop_sequence(figures, IF_EXISTS, &is));
}

/// Whether there is a schema.
static bool has_schema(mighost_string schema, bool *is) {
    mighost_strings all;
    if (!mighost_schemas(&all))
        return false;
    *is = false;
    for (size_t i = 0; i < all.len; i++)
        *is |= mighost_same(all.ptr[i], schema);
    return true;
}

/// A schema is a database of the whole server on MySQL: its name is the run's own.
static void schemas(void) {
    mighost_opt_string schema = mighost_argument_of(S("schema"));
    if (!schema.some)
        return;
    mighost_name inside = { schema, S("e_inside") };
    TELL(S("create a schema"), mighost_create_schema(schema.value, false, NULL));
    TELL_YES(S("create it if it isn't there"), mighost_create_schema(schema.value, true, &is));
    TELL_YES(S("has it"), has_schema(schema.value, &is));
    TELL_YES(S("a table in it"),
             mighost_create_table(&(mighost_table){ .name = inside, .columns = COLUMNS(ID), .constraints = KEYED }));
    mighost_names found;
    list tables = { 0 };
    bool read = mighost_tables(schema, &found);
    for (size_t i = 0; read && i < found.len; i++)
        append(&tables, found.ptr[i].name);
    say(S("tables in it"), read ? tables.text : refusal());
    TELL_YES(S("drop the table in it"), mighost_drop_table(inside, IF_EXISTS, &is));
    TELL_YES(S("drop a schema"), mighost_drop_schema(schema.value, CASCADING, &is));
    TELL_YES(S("drop it if it is there"), mighost_drop_schema(schema.value, IF_EXISTS, &is));
}

/// Makes them, as far as the database has them.
bool objects(void) {
    TRY(views());
    enumerations();
    sequences();
    schemas();
    mighost_triggers triggers;
    say(S("has triggers"), mighost_triggers_of(NAME("e_parent"), &triggers) ? mighost_number((int64_t)triggers.len) : refusal());
    mighost_names tables;
    TRY(mighost_tables(NO_TEXT, &tables));
    mighost_string *names = mighost_allocate(tables.len * sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < tables.len; i++)
        if (begins(tables.ptr[i].name, S("e_")))
            names[count++] = tables.ptr[i].name;
    sort(names, count);
    say(S("tables"), list_of((mighost_strings){ names, count }));
    return true;
}
