package main

// The lines of the report.

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

// tell reports WHAT: ANSWER, or the kind of error instead, with the database's code where it has one.
//
//	tell(s, "has e_first")(s.HasTable("e_first"))
func tell(s *mighost.Step, what string) func(answer any, err error) {
	return func(answer any, err error) {
		switch {
		case err != nil:
			answer = kind(err)
		case answer == true:
			answer = "yes"
		case answer == false:
			answer = "no"
		}
		say(s, what, fmt.Sprint(answer))
	}
}

// done reports a call that gives nothing.
func done(s *mighost.Step, what string, err error) {
	tell(s, what)("done", err)
}

// yes reports a call that either does what it is asked for or fails.
func yes(s *mighost.Step, what string, err error) {
	tell(s, what)(true, err)
}

// say reports WHAT: TEXT.
func say(s *mighost.Step, what, text string) {
	s.Log(what + ": " + text)
}

// list joins texts and numbers: a, b.
func list[T any](items []T) string {
	return listOf(items, func(item T) string { return fmt.Sprint(item) })
}

// listOf joins what something is called.
func listOf[T any](items []T, text func(T) string) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = text(item)
	}
	return strings.Join(texts, ", ")
}

func pick(first bool, one, other string) string {
	if first {
		return one
	}
	return other
}

func kind(err error) string {
	if refused, ok := errors.AsType[*mighost.DatabaseError](err); ok {
		return "database " + refused.Code
	}
	switch {
	case errors.Is(err, mighost.ErrDenied):
		return "denied"
	case errors.Is(err, mighost.ErrUnsupported):
		return "unsupported"
	case errors.Is(err, mighost.ErrInvalid):
		return "invalid"
	case errors.Is(err, mighost.ErrLimit):
		return "limit"
	case errors.Is(err, mighost.ErrVeto):
		return "veto"
	}
	return "other"
}

// text is a value by its kind and text: integer 7, bytes 00ff, null. Fractions of seconds are written without zeros at
// their end, an offset of nothing as +00:00, JSON without spaces.
func text(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprint("boolean ", value)
	case int64:
		return fmt.Sprint("integer ", value)
	case uint64:
		return fmt.Sprint("unsigned ", value)
	case float64:
		return "float " + strconv.FormatFloat(value, 'f', -1, 64)
	case mighost.Decimal:
		return "decimal " + string(value)
	case string:
		return "text " + value
	case []byte:
		return "bytes " + hex.EncodeToString(value)
	case mighost.Date:
		return "date " + string(value)
	case mighost.TimeOfDay:
		return "time " + moment(string(value))
	case mighost.Timestamp:
		return "timestamp " + moment(string(value))
	case mighost.JSON:
		return "json " + strings.ReplaceAll(string(value), " ", "")
	case mighost.UUID:
		return "uuid " + string(value)
	case mighost.Native:
		return "native " + value.Type + " " + value.Text
	}
	return fmt.Sprintf("a %T, which is none of them", value)
}

func moment(text string) string {
	clock, offset := text, ""
	// The date's own dashes end before this place.
	const date = len("2026-01-31")
	if len(text) > date {
		if at := strings.IndexAny(text[date:], "+-Z"); at >= 0 {
			clock, offset = text[:date+at], text[date+at:]
		}
	}
	if strings.Contains(clock, ".") {
		clock = strings.TrimSuffix(strings.TrimRight(clock, "0"), ".")
	}
	if offset == "Z" {
		offset = "+00:00"
	}
	return clock + offset
}
