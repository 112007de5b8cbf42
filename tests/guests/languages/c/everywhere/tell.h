/// The lines of the report.
#include "mighost.h"

/// Reports `WHAT: TEXT`.
void say(mighost_string what, mighost_string text);
/// The last error by its kind, with the database's code where it has one.
mighost_string refusal(void);
/// A value by its kind and text: `integer 7`, `bytes 00ff`, `null`. Fractions of seconds are written without zeros at their end,
/// an offset of nothing as `+00:00`, JSON without spaces.
mighost_string shown(const mighost_value *value);

/// Reports `WHAT: ANSWER`, or the kind of error instead. What of TELL_YES, TELL_COUNT and TELL_NAMES is the answer, the call calls `is`.
#define TELL(what, call) say((what), (call) ? S("done") : refusal())
#define TELL_YES(what, call) do { bool is = true; say((what), (call) ? is ? S("yes") : S("no") : refusal()); } while (0)
#define TELL_COUNT(what, call) \
    do { uint64_t is = 0; say((what), (call) ? mighost_format("%llu", is) : refusal()); } while (0)

/// Names and numbers: `a, b`.
typedef struct { mighost_string text; size_t len; } list;
/// Puts one more to the end of a list.
void append(list *to, mighost_string item);
/// The names as a list.
mighost_string list_of(mighost_strings names);
/// Puts texts into their order, by their bytes.
void sort(mighost_string *texts, size_t count);
/// Whether a text begins with another.
bool begins(mighost_string text, mighost_string with);

bool types(void);
bool tables(void);
bool changes(void);
bool objects(void);
bool values(void);
bool rows_of_a_table(void);
bool raw_sql(void);

#define NO_MODE { 0 }
#define PLAIN ((mighost_drop_mode){ 0 })
#define IF_EXISTS ((mighost_drop_mode){ .if_exists = true })
#define CASCADING ((mighost_drop_mode){ .cascade = true })
/// An optional text as an argument.
#define SOME_TEXT(literal) ((mighost_opt_string)SOME(literal))
#define NO_TEXT ((mighost_opt_string){ 0 })
/// Columns as most of them are here.
#define NULLABLE(name, ...) { S(name), __VA_ARGS__, .nullable = true }
#define ID { S("id"), TYPE_INTEGER }
#define KEYED CONSTRAINTS(PRIMARY_KEY("id"))
