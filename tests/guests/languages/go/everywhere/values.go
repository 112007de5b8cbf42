package main

import (
	"math"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// kinds are the kinds of values, the type of a column for each, and values.
func kinds() []kindOfValue {
	everyByte := make([]byte, 256)
	for i := range everyByte {
		everyByte[i] = byte(i)
	}
	return []kindOfValue{
		{"booleans", sqltype.Boolean(), []any{true, false, nil}},
		{"integers", sqltype.BigInt(), []any{0, 7, -7, math.MinInt64, math.MaxInt64}},
		{"integers beyond a double", sqltype.BigInt(), []any{9_007_199_254_740_993}},
		{"unsigned", sqltype.Decimal(20, 0), []any{uint64(math.MaxUint64)}},
		{"floats", sqltype.Double(), []any{1.5, -0.125, 1234567.75}},
		{"a float that isn't a number", sqltype.Double(), []any{math.NaN()}},
		{"decimals", sqltype.Decimal(30, 10), []any{mighost.Decimal("-12.5000000000"), mighost.Decimal("1024.0625000000")}},
		// SQLite makes floats of them, and every language writes such large ones in another way.
		{largeDecimals, sqltype.Decimal(30, 10), []any{mighost.Decimal("12345678901234567890.0123456789")}},
		{"texts", sqltype.Text(), []any{"", "it's “ünïcode” \U0001F600\n\\ %s ? $1 :a"}},
		{"a text with a zero", sqltype.Text(), []any{"a\x00b"}},
		{"bytes", sqltype.Blob(), []any{[]byte{}, everyByte}},
		{"dates", sqltype.Date(), []any{mighost.Date("2026-01-31"), mighost.Date("1970-01-01")}},
		{"times", sqltype.Time().WithPrecision(6), []any{mighost.TimeOfDay("23:59:58"), mighost.TimeOfDay("00:00:00.123456")}},
		{"timestamps", sqltype.Timestamp().WithPrecision(6), []any{
			mighost.Timestamp("2026-01-31T23:59:58"), mighost.Timestamp("2026-01-31T23:59:58.5"),
		}},
		{"timestamps with an offset", sqltype.Timestamp().WithZone().WithPrecision(6), []any{
			mighost.Timestamp("2026-01-31T23:59:58+00:00"), mighost.Timestamp("2026-01-31T23:59:58.25+02:00"),
		}},
		{"JSON", sqltype.JSON(), []any{mighost.JSON(`{"a":[1,null,"ü"]}`)}},
		{"UUIDs", sqltype.UUID(), []any{mighost.UUID("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10")}},
		{"native values", sqltype.Native("inet"), []any{mighost.Native{Type: "inet", Text: "10.0.0.1"}}},
	}
}

type kindOfValue struct {
	name   string
	column sqltype.Type
	values []any
}

const largeDecimals = "large decimals"

// values sends every kind of value, reads it, and looks for it.
func values(s *mighost.Step) error {
	for _, kind := range kinds() {
		if kind.name == largeDecimals && s.Dialect() == mighost.SQLite {
			continue
		}
		err := s.CreateTable(table("e_value", mighost.Column{Name: "it", Type: kind.column}))
		yes(s, "a table of "+kind.name, err)
		if err != nil {
			continue
		}
		var numbered [][]any
		for id, value := range kind.values {
			numbered = append(numbered, []any{id, value})
		}
		tell(s, "insert "+kind.name)(s.Rows("e_value").Insert([]string{"id", "it"}, numbered...))
		read, err := valuesOf(s)
		tell(s, "read "+kind.name)(list(read), err)
		tell(s, "count "+kind.name)(s.Rows("e_value", mighost.Equal("it", kind.values[0])).Count())
		if err := s.DropTable("e_value"); err != nil {
			return err
		}
	}
	// One of each is left for whoever compares the rows.
	err := s.CreateTable(table("e_values",
		mighost.Column{Name: "an_integer", Type: sqltype.BigInt()},
		mighost.Column{Name: "a_decimal", Type: sqltype.Decimal(10, 2)},
		mighost.Column{Name: "a_text", Type: sqltype.Text()},
		mighost.Column{Name: "some_bytes", Type: sqltype.Blob()},
		mighost.Column{Name: "a_date", Type: sqltype.Date()},
	))
	if err != nil {
		return err
	}
	tell(s, "insert one of each")(s.Rows("e_values").Insert(
		[]string{"id", "an_integer", "a_decimal", "a_text", "some_bytes", "a_date"},
		[]any{1, math.MinInt64, mighost.Decimal("-0.50"), "ünïcode", []byte{0, 255}, mighost.Date("2026-01-31")},
		[]any{2, nil, nil, nil, nil, nil},
	))
	return nil
}

func valuesOf(s *mighost.Step) ([]string, error) {
	var read []string
	for row, err := range s.Rows("e_value").Columns("it").All() {
		if err != nil {
			return nil, err
		}
		value, err := row.Value("it")
		if err != nil {
			return nil, err
		}
		read = append(read, text(value))
	}
	return read, nil
}
