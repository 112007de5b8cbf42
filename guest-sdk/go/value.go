package mighost

import (
	"strconv"
	"unsafe"

	"github.com/mighost/mighost/guest-sdk/go/internal/abi"
)

// Values of rows and parameters are of type any. What may be sent, and what is given back:
//
//	nil                           NULL
//	bool                          a truth value
//	int, int8 … int64, uint8 …    an integer; given back as int64
//	uint, uint64                  an integer that may pass 2^63-1; given back as uint64 from MySQL's BIGINT UNSIGNED
//	float32, float64              a float; given back as float64
//	string                        a text
//	[]byte                        bytes; nil is NULL
//	time.Time                     a timestamp, sent in UTC with its offset
//	Decimal, Date, TimeOfDay,     the text of what its name says; given back as the same
//	Timestamp, JSON, UUID
//	Native                        anything else
//	*int64, *string, …            what it points to; nil is NULL
//	what has MarshalText          its text
//
// SQLite has no types of its own for truth values, decimals, dates, JSON and UUIDs: it gives back what is stored, so
// int64, string and so on.
type (
	// Decimal is an exact decimal, such as "-12.50".
	Decimal string
	// Date is a date, such as "2026-01-31".
	Date string
	// TimeOfDay is a time of day, such as "23:59:58.5".
	TimeOfDay string
	// Timestamp is a date and time, such as "2026-01-31T23:59:58.5", with an offset where there is one.
	Timestamp string
	// JSON is a JSON text.
	JSON string
	// UUID is a UUID in its 36-character form.
	UUID string
)

// Native is a value that no other type holds: its text, and the database's name for its type.
type Native struct {
	Type string // such as "inet"
	Text string
}

// moment is what a time.Time is. This package doesn't import time, which would be a sixth of an artifact.
type moment interface {
	Unix() int64
	Nanosecond() int
}

// A value's alignment and size.
const (
	valueAlign = 8
	valueSize  = 24
)

// The cases of the contract's value.
const (
	caseNull uint8 = iota
	caseBoolean
	caseInteger
	caseUnsigned
	caseFloat
	caseDecimal
	caseText
	caseBytes
	caseDate
	caseTime
	caseTimestamp
	caseJSON
	caseUUID
	caseNative
)

// writeValue writes one value. It is the only place that is called for each value of many rows: no closures.
func writeValue(w *writer, value *any) {
	w.Align(valueAlign)
	end := w.End() + valueSize
	integer := func(value int64) {
		w.Byte(caseInteger)
		w.Uint64(uint64(value))
	}
	unsigned := func(value uint64) {
		w.Byte(caseUnsigned)
		w.Uint64(value)
	}
	float := func(value float64) {
		w.Byte(caseFloat)
		w.Float64(value)
	}
	text := func(number uint8, text string) {
		w.Byte(number)
		w.Align(valueAlign)
		w.Text(text)
	}
	switch value := pointed(*value).(type) {
	case nil:
		w.Byte(caseNull)
	case bool:
		w.Byte(caseBoolean)
		w.Align(valueAlign)
		w.Bool(value)
	case int:
		integer(int64(value))
	case int8:
		integer(int64(value))
	case int16:
		integer(int64(value))
	case int32:
		integer(int64(value))
	case int64:
		integer(value)
	case uint8:
		integer(int64(value))
	case uint16:
		integer(int64(value))
	case uint32:
		integer(int64(value))
	case uint:
		unsigned(uint64(value))
	case uint64:
		unsigned(value)
	case float32:
		float(float64(value))
	case float64:
		float(value)
	case string:
		text(caseText, value)
	case []byte:
		if value == nil {
			w.Byte(caseNull)
			break
		}
		w.Byte(caseBytes)
		w.Align(valueAlign)
		w.Bytes(value)
	case Decimal:
		text(caseDecimal, string(value))
	case Date:
		text(caseDate, string(value))
	case TimeOfDay:
		text(caseTime, string(value))
	case Timestamp:
		text(caseTimestamp, string(value))
	case JSON:
		text(caseJSON, string(value))
	case UUID:
		text(caseUUID, string(value))
	case Native:
		text(caseNative, value.Type)
		w.Text(value.Text)
	case moment:
		text(caseTimestamp, inUTC(value))
	case interface{ MarshalText() ([]byte, error) }:
		written, err := value.MarshalText()
		if err != nil {
			panic("mighost: a value can't be written: " + err.Error())
		}
		text(caseText, string(written))
	default:
		panic("mighost: a " + typeName(value) + " can't be sent to the database: convert it to an int64, float64, bool, string, []byte or time.Time, " +
			"or to a type of this package, such as Decimal, Date or JSON")
	}
	w.SkipTo(end)
}

// pointed follows pointers to what is commonly pointed to; a nil pointer of any type is nil.
func pointed(value any) any {
	// An interface is a type and a word, which is the pointer where the type is one.
	if (*[2]unsafe.Pointer)(unsafe.Pointer(&value))[1] == nil {
		return nil
	}
	switch value := value.(type) {
	case *int:
		return *value
	case *int32:
		return *value
	case *int64:
		return *value
	case *uint64:
		return *value
	case *float64:
		return *value
	case *bool:
		return *value
	case *string:
		return *value
	}
	return value
}

// inUTC formats a time.
func inUTC(t moment) string {
	seconds := t.Unix()
	days, rest := seconds/86_400, seconds%86_400
	if rest < 0 {
		days, rest = days-1, rest+86_400
	}
	// From days since 1970-01-01 to a date, counting years from March on, so that leap days come last.
	days += 719_468
	era := days / 146_097
	if days < 0 {
		era = (days - 146_096) / 146_097
	}
	day := days - era*146_097
	year := (day - day/1_460 + day/36_524 - day/146_096) / 365
	day -= 365*year + year/4 - year/100
	month := (5*day + 2) / 153
	day -= (153*month+2)/5 - 1
	month += 3
	year += era * 400
	if month > 12 {
		month, year = month-12, year+1
	}
	text := append(make([]byte, 0, 40), digits(year, 4)...)
	text = append(text, '-')
	text = append(text, digits(month, 2)...)
	text = append(text, '-')
	text = append(text, digits(day, 2)...)
	text = append(text, 'T')
	text = append(text, digits(rest/3_600, 2)...)
	text = append(text, ':')
	text = append(text, digits(rest/60%60, 2)...)
	text = append(text, ':')
	text = append(text, digits(rest%60, 2)...)
	if micros := t.Nanosecond() / 1_000; micros != 0 {
		text = append(text, '.')
		text = append(text, digits(int64(micros), 6)...)
	}
	return string(append(text, "+00:00"...))
}

func digits(number int64, width int) string {
	text := strconv.FormatInt(number, 10)
	for len(text) < width {
		text = "0" + text
	}
	return text
}

// readValue reads one value.
func readValue(r *reader) any {
	var value any
	r.Variant(valueAlign, valueSize-valueAlign, func(number uint8) {
		switch number {
		case caseNull:
		case caseBoolean:
			value = r.Bool()
		case caseInteger:
			value = int64(r.Uint64())
		case caseUnsigned:
			value = r.Uint64()
		case caseFloat:
			value = r.Float64()
		case caseDecimal:
			value = Decimal(r.Text())
		case caseText:
			value = r.Text()
		case caseBytes:
			value = r.Bytes()
		case caseDate:
			value = Date(r.Text())
		case caseTime:
			value = TimeOfDay(r.Text())
		case caseTimestamp:
			value = Timestamp(r.Text())
		case caseJSON:
			value = JSON(r.Text())
		case caseUUID:
			value = UUID(r.Text())
		default:
			value = Native{Type: r.Text(), Text: r.Text()}
		}
	})
	return value
}

// values is a row as two parameters.
func values(row []any) (uint32, uint32) {
	return abi.Elements(row, valueSize, writeValue)
}

// rowsOf is a list of rows as two parameters.
func rowsOf(rows [][]any) (uint32, uint32) {
	return abi.Elements(rows, 8, func(w *writer, row *[]any) {
		start, length := values(*row)
		w.Uint32(start)
		w.Uint32(length)
	})
}

func readRow(r *reader) []any {
	return abi.ReadList(r, readValue)
}
