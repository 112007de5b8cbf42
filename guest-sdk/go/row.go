package mighost

import "strconv"

// Row is a row that was read.
type Row struct {
	// Columns are the columns' names; empty for rows that were read without naming columns.
	Columns []string
	// Values are in the order of the columns.
	Values []any
}

// Scan copies the values into what the pointers point to, as database/sql does: *int64 and its kin, *float64, *bool,
// *string, *[]byte, *any, the types of this package, what has UnmarshalText (*time.Time), and **int64, **uint64,
// **float64, **bool and **string, which become nil for NULL. A value that doesn't fit is an [ErrInvalid]; an integer is a
// truth value where it is 0 or 1.
//
//	var id int64
//	var name *string
//	err := row.Scan(&id, &name)
func (r Row) Scan(to ...any) error {
	if len(to) != len(r.Values) {
		return invalid("the row has " + strconv.Itoa(len(r.Values)) + " values, and Scan was given " + strconv.Itoa(len(to)) + " places")
	}
	for i := range to {
		if err := convert(r.Values[i], to[i]); err != nil {
			name := "value " + strconv.Itoa(i+1)
			if i < len(r.Columns) {
				name = r.Columns[i]
			}
			return of(name, err)
		}
	}
	return nil
}

// of says which column it is that doesn't fit.
func of(column string, err error) error {
	if known, ok := err.(*Error); ok {
		known.Message = column + ": " + known.Message
	}
	return err
}

// Value is a column's value.
func (r Row) Value(column string) (any, error) {
	for i, name := range r.Columns {
		if name == column && i < len(r.Values) {
			return r.Values[i], nil
		}
	}
	return nil, invalid("the row has no column " + column + "; name the columns wanted in the scan or query")
}

// Get is a column's value as a type that [Row.Scan] knows.
//
//	name, err := mighost.Get[string](row, "name")
func Get[T any](row Row, column string) (T, error) {
	var to T
	value, err := row.Value(column)
	if err != nil {
		return to, err
	}
	if err := convert(value, &to); err != nil {
		return to, of(column, err)
	}
	return to, nil
}

func convert(value, to any) error {
	fits := false
	switch to := to.(type) {
	case *any:
		*to, fits = value, true
	case *int:
		fits = integer(value, to)
	case *int8:
		fits = integer(value, to)
	case *int16:
		fits = integer(value, to)
	case *int32:
		fits = integer(value, to)
	case *int64:
		fits = integer(value, to)
	case *uint:
		fits = integer(value, to)
	case *uint8:
		fits = integer(value, to)
	case *uint16:
		fits = integer(value, to)
	case *uint32:
		fits = integer(value, to)
	case *uint64:
		fits = integer(value, to)
	case *float64:
		fits = float(value, to)
	case *bool:
		fits = truth(value, to)
	case *string:
		*to, fits = text(value)
	case *[]byte:
		fits = bytes(value, to)
	case *Decimal:
		fits = as(value, to)
	case *Date:
		fits = as(value, to)
	case *TimeOfDay:
		fits = as(value, to)
	case *Timestamp:
		fits = as(value, to)
	case *JSON:
		fits = as(value, to)
	case *UUID:
		fits = as(value, to)
	case *Native:
		*to, fits = value.(Native)
	case **int64:
		return optional(value, to)
	case **uint64:
		return optional(value, to)
	case **float64:
		return optional(value, to)
	case **bool:
		return optional(value, to)
	case **string:
		return optional(value, to)
	case interface{ UnmarshalText([]byte) error }:
		fits = unmarshal(value, to)
	default:
		return invalid("values can't be read into a " + typeName(to))
	}
	if !fits {
		return invalid("the value is " + kind(value) + " and doesn't fit into a " + typeName(to))
	}
	return nil
}

func optional[T any](value any, to **T) error {
	*to = nil
	if value == nil {
		return nil
	}
	var found T
	if err := convert(value, &found); err != nil {
		return err
	}
	*to = &found
	return nil
}

func integer[T int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64](value any, to *T) bool {
	switch value := value.(type) {
	case int64:
		*to = T(value)
		return int64(*to) == value && (*to < 0) == (value < 0)
	case uint64:
		*to = T(value)
		return uint64(*to) == value && *to >= 0
	case bool:
		*to = 0
		if value {
			*to = 1
		}
		return true
	}
	return false
}

func float(value any, to *float64) bool {
	switch value := value.(type) {
	case float64:
		*to = value
	case int64:
		*to = float64(value)
	case uint64:
		*to = float64(value)
	case Decimal:
		parsed, err := strconv.ParseFloat(string(value), 64)
		*to = parsed
		return err == nil
	default:
		return false
	}
	return true
}

func truth(value any, to *bool) bool {
	switch value := value.(type) {
	case bool:
		*to = value
		return true
	case int64:
		*to = value == 1
		return value == 0 || value == 1
	}
	return false
}

// text is the text of what is a text in the contract.
func text(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case Decimal:
		return string(value), true
	case Date:
		return string(value), true
	case TimeOfDay:
		return string(value), true
	case Timestamp:
		return string(value), true
	case JSON:
		return string(value), true
	case UUID:
		return string(value), true
	case Native:
		return value.Text, true
	}
	return "", false
}

func as[T ~string](value any, to *T) bool {
	found, ok := text(value)
	*to = T(found)
	return ok
}

func bytes(value any, to *[]byte) bool {
	switch value := value.(type) {
	case nil:
		*to = nil
	case []byte:
		*to = value
	default:
		found, ok := text(value)
		*to = []byte(found)
		return ok
	}
	return true
}

// unmarshal reads a text as what knows how to, time.Time among it, which wants RFC 3339: a timestamp without an offset
// is taken for UTC.
func unmarshal(value any, to interface{ UnmarshalText([]byte) error }) bool {
	found, ok := text(value)
	if !ok {
		return false
	}
	written := []byte(found)
	const date = len("2026-01-31")
	_, isTimestamp := value.(Timestamp)
	if len(written) > date && (isTimestamp || written[4] == '-' && written[7] == '-') {
		if written[date] == ' ' {
			written[date] = 'T'
		}
		zoned := false
		for _, letter := range written[date:] {
			zoned = zoned || letter == '+' || letter == '-' || letter == 'Z'
		}
		if !zoned {
			written = append(written, 'Z')
		}
	}
	return to.UnmarshalText(written) == nil
}

// kind is what a message calls the value.
func kind(value any) string {
	switch value.(type) {
	case nil:
		return "NULL"
	case bool:
		return "a truth value"
	case int64, uint64:
		return "an integer"
	case float64:
		return "a float"
	case []byte:
		return "bytes"
	}
	return "a text"
}
