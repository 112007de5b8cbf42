/// How a difference is said: the condition and its line.
#include "mighost.h"

#define REFUSE_(text) mighost_veto(mighost_join(S(__FILE_NAME__ ":" LINE_(__LINE__) ": "), text))
#define LINE_(line) LINE2_(line)
#define LINE2_(line) #line

/// Refuses to run where something doesn't hold.
#define HOLDS(condition) do { if (!(condition)) return REFUSE_(S("this doesn't hold: " #condition)); } while (0)

/// Refuses to run where a call wasn't refused as this kind.
#define REFUSED(kind_, call) do { \
        if ((call) || mighost_error_now()->kind != (kind_) || mighost_message(mighost_error_now()).len == 0) \
            return REFUSE_(S("this wasn't refused as " #kind_ ": " #call)); \
    } while (0)
#define INVALID(call) REFUSED(MIGHOST_INVALID, call)
#define UNSUPPORTED(call) REFUSED(MIGHOST_UNSUPPORTED, call)

/// Refuses to run where the database itself didn't refuse with this code.
#define DATABASE(code_, call) do { \
        REFUSED(MIGHOST_DATABASE, call); \
        if (!mighost_same(mighost_error_now()->database.code, S(code_))) \
            return REFUSE_(mighost_join(S(#call " gave "), mighost_error_now()->database.code)); \
    } while (0)

/// A number that a call must give.
#define COUNT(should, call) do { \
        uint64_t is = 0; \
        TRY(call); \
        if (is != (should)) return REFUSE_(mighost_join(S(#call " gave "), mighost_number((int64_t)is))); \
    } while (0)

#define IS(text, literal) mighost_same((text), S(literal))
#define NO_MODE { 0 }

static inline const mighost_column *column_in(mighost_columns columns, mighost_string name) {
    for (size_t i = 0; i < columns.len; i++)
        if (mighost_same(columns.ptr[i].name, name))
            return &columns.ptr[i];
    return NULL;
}

bool tables(void);
bool no_tables(void);
bool changes(void);
bool indexes(void);
bool objects(void);
bool no_objects(void);
bool values(void);
bool rows_of_a_table(void);
bool raw_sql(void);
