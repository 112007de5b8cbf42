#include "tell.h"

void say(mighost_string what, mighost_string text) {
    mighost_log(mighost_format("%.*s: %.*s", SHOW(what), SHOW(text)));
}

mighost_string refusal(void) {
    const mighost_error *error = mighost_error_now();
    switch (error->kind) {
    case MIGHOST_DATABASE:
        return mighost_join(S("database "), error->database.code);
    case MIGHOST_DENIED:
        return S("denied");
    case MIGHOST_UNSUPPORTED:
        return S("unsupported");
    case MIGHOST_INVALID:
        return S("invalid");
    case MIGHOST_LIMIT:
        return S("limit");
    case MIGHOST_VETO:
        return S("veto");
    default:
        return S("other");
    }
}

void append(list *to, mighost_string item) {
    to->text = to->len++ ? mighost_format("%.*s, %.*s", SHOW(to->text), SHOW(item)) : item;
}

mighost_string list_of(mighost_strings names) {
    list all = { 0 };
    for (size_t i = 0; i < names.len; i++)
        append(&all, names.ptr[i]);
    return all.text;
}

static bool before(mighost_string a, mighost_string b) {
    for (size_t i = 0; i < a.len && i < b.len; i++)
        if (a.ptr[i] != b.ptr[i])
            return (uint8_t)a.ptr[i] < (uint8_t)b.ptr[i];
    return a.len < b.len;
}

void sort(mighost_string *texts, size_t count) {
    for (size_t i = 1; i < count; i++) {
        mighost_string moved = texts[i];
        size_t at = i;
        for (; at > 0 && before(moved, texts[at - 1]); at--)
            texts[at] = texts[at - 1];
        texts[at] = moved;
    }
}

bool begins(mighost_string text, mighost_string with) {
    return text.len >= with.len && mighost_same((mighost_string){ text.ptr, with.len }, with);
}

// None of them is whole or has an exponent, and all are a sum of a few powers of two: so every digit is exact.
static mighost_string real(double number) {
    if (number != number)
        return S("NaN");
    bool negative = number < 0;
    if (negative)
        number = -number;
    uint64_t whole = (uint64_t)number;
    mighost_string text = mighost_format("%s%llu.", negative ? "-" : "", whole);
    for (double rest = number - (double)whole; rest > 0;) {
        rest *= 10;
        text = mighost_format("%.*s%d", SHOW(text), (int)rest);
        rest -= (int)rest;
    }
    return text;
}

static mighost_string moment(mighost_string text) {
    // A time's offset stands behind eight places, a timestamp's behind its date.
    size_t clock = text.len;
    for (size_t i = text.len > 10 ? 11 : 8; i < text.len && clock == text.len; i++)
        if (text.ptr[i] == '+' || text.ptr[i] == '-' || text.ptr[i] == 'Z')
            clock = i;
    mighost_string offset = { text.ptr + clock, text.len - clock };
    size_t point = 0;
    while (point < clock && text.ptr[point] != '.')
        point++;
    if (point < clock) {
        while (text.ptr[clock - 1] == '0')
            clock--;
        if (clock == point + 1)
            clock = point;
    }
    return mighost_join((mighost_string){ text.ptr, clock }, mighost_same(offset, S("Z")) ? S("+00:00") : offset);
}

static mighost_string without_spaces(mighost_string text) {
    char *to = mighost_allocate(text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ')
            to[len++] = text.ptr[i];
    return (mighost_string){ to, len };
}

static mighost_string hexadecimal(mighost_bytes bytes) {
    char *to = mighost_allocate(bytes.len * 2);
    for (size_t i = 0; i < bytes.len; i++) {
        to[2 * i] = "0123456789abcdef"[bytes.ptr[i] >> 4];
        to[2 * i + 1] = "0123456789abcdef"[bytes.ptr[i] & 15];
    }
    return (mighost_string){ to, bytes.len * 2 };
}

mighost_string shown(const mighost_value *value) {
    switch (value->kind) {
    case MIGHOST_NULL:
        return S("null");
    case MIGHOST_BOOLEAN:
        return value->boolean ? S("boolean true") : S("boolean false");
    case MIGHOST_INTEGER:
        return mighost_format("integer %lld", value->integer);
    case MIGHOST_UNSIGNED:
        return mighost_format("unsigned %llu", value->unsigned_integer);
    case MIGHOST_FLOAT:
        return mighost_join(S("float "), real(value->real));
    case MIGHOST_DECIMAL:
        return mighost_join(S("decimal "), value->text);
    case MIGHOST_TEXT:
        return mighost_join(S("text "), value->text);
    case MIGHOST_BYTES:
        return mighost_join(S("bytes "), hexadecimal(value->bytes));
    case MIGHOST_DATE:
        return mighost_join(S("date "), value->text);
    case MIGHOST_TIME:
        return mighost_join(S("time "), moment(value->text));
    case MIGHOST_TIMESTAMP:
        return mighost_join(S("timestamp "), moment(value->text));
    case MIGHOST_JSON:
        return mighost_join(S("json "), without_spaces(value->text));
    case MIGHOST_UUID:
        return mighost_join(S("uuid "), value->text);
    default:
        return mighost_format("native %.*s %.*s", SHOW(value->native.type), SHOW(value->native.text));
    }
}
