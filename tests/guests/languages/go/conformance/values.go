package main

import (
	"fmt"
	"math"
	"time"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// Every kind of value, there and back: as a parameter, as a row, as a condition.

// kinds are each value and what SQLite gives back for it.
func kinds() [][2]any {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	return [][2]any{
		{nil, nil},
		{true, int64(1)},
		{false, int64(0)},
		{0, int64(0)},
		{int64(math.MinInt64), int64(math.MinInt64)},
		{int64(math.MaxInt64), int64(math.MaxInt64)},
		{uint64(7), int64(7)},
		{1.5, 1.5},
		{-0.1, -0.1},
		{math.MaxFloat64, math.MaxFloat64},
		{math.Inf(1), math.Inf(1)},
		{mighost.Decimal("-12.50"), "-12.50"},
		{"", ""},
		{"it's “ünïcode” \U0001F600\n", "it's “ünïcode” \U0001F600\n"},
		{"with a\x00zero", "with a\x00zero"},
		{[]byte{}, []byte{}},
		{every, every},
		{mighost.Date("2026-01-31"), "2026-01-31"},
		{mighost.TimeOfDay("23:59:58.5"), "23:59:58.5"},
		{mighost.Timestamp("2026-01-31T23:59:58.5"), "2026-01-31 23:59:58.5"},
		{mighost.Timestamp("2026-01-31T23:59:58+02:00"), "2026-01-31 23:59:58+02:00"},
		{mighost.JSON(`{"a": [1, null]}`), `{"a": [1, null]}`},
		{mighost.UUID("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10"), "0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10"},
		{mighost.Native{Type: "inet", Text: "10.0.0.1"}, "10.0.0.1"},
	}
}

func values(s *mighost.Step) {
	for _, kind := range kinds() {
		row := got(s.QueryRow("SELECT ?1 AS echo", kind[0]).Row())
		same("a value", got(row.Value("echo")), kind[1])
	}
	invalid("an integer that is too large", second(s.Query("SELECT ?1", uint64(math.MaxUint64))))
	invalid("a float that isn't a number", second(s.Query("SELECT ?1", math.NaN())))

	// A column without an affinity keeps values as they are.
	done(s.CreateTable(mighost.Table{
		Name: "c_values", Columns: []mighost.Column{id(), named("value", sqltype.Blob())}, Constraints: constraints(key("id")),
	}))
	var sent [][]any
	for id, kind := range kinds() {
		sent = append(sent, []any{id, kind[0]})
	}
	same("the rows inserted", got(s.Rows("c_values").Insert([]string{"id", "value"}, sent...)), uint64(len(sent)))
	place := 0
	for row, err := range s.Rows("c_values").Columns("value").All() {
		done(err)
		same("a value read", row.Values[0], kinds()[place][1])
		place++
	}
	same("the number of values read", place, len(sent))
	for id, kind := range kinds() {
		if kind[0] == nil {
			continue
		}
		found := got(s.Rows("c_values", mighost.Equal("value", kind[0]), mighost.Equal("id", id)).Count())
		same(fmt.Sprintf("the rows equal to %#v", kind[1]), found, uint64(1))
	}

	// A column with an affinity makes of them what the database makes of them.
	columns := []string{"a_decimal", "a_boolean", "a_double", "a_varchar"}
	got(s.Rows("c_types").Insert(columns, []any{mighost.Decimal("12.50"), true, 2, 5}))
	read := 0
	for row, err := range s.Rows("c_types", mighost.IsNotNull("a_decimal")).Columns(columns...).OrderBy("a_decimal").All() {
		done(err)
		read++
		same("a decimal", got(mighost.Get[float64](row, "a_decimal")), 12.5)
		var decimal, double float64
		var boolean bool
		var text string
		done(row.Scan(&decimal, &boolean, &double, &text))
		holds("a truth value", boolean)
		same("a float", double, 2.0)
		same("a text", text, "5")
		invalid("a text read as a number", second(mighost.Get[int64](row, "a_varchar")))
		invalid("a column that wasn't read", second(mighost.Get[int64](row, "a_bigint")))
	}
	same("the rows read", read, 1)
	goTypes(s)
}

// goTypes are what Go has besides the contract's kinds.
func goTypes(s *mighost.Step) {
	moment := time.Date(2024, 2, 29, 23, 59, 58, 123_456_000, time.FixedZone("", -5*3600))
	early := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, sent := range []time.Time{moment, early, time.Unix(0, 0), time.Unix(-1, 0), time.Unix(1<<33, 0)} {
		var back time.Time
		done(s.QueryRow("SELECT ?1", sent).Scan(&back))
		holds(fmt.Sprintf("%v comes back as itself and not as %v", sent, back), sent.Equal(back))
	}
	var number, nothing *int64
	var text string
	done(s.QueryRow("SELECT ?1, ?2, ?3", new(int64(7)), nothing, new("a text")).Scan(&number, &nothing, &text))
	holds("pointers come back", number != nil && *number == 7 && nothing == nil && text == "a text")
	var small int8
	invalid("an integer that doesn't fit", s.QueryRow("SELECT 128").Scan(&small))
	var unsigned uint64
	invalid("an integer below zero", s.QueryRow("SELECT -1").Scan(&unsigned))
}
