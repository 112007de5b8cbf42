// Package sqltype names the types of columns.
//
//	{Name: "email", Type: sqltype.Varchar(150)}
//	{Name: "price", Type: sqltype.Decimal(10, 2)}
//	{Name: "seen", Type: sqltype.Timestamp().WithZone()}
//
// Types are values that can be compared with ==.
package sqltype

import (
	"strconv"
	"strings"
)

// Kind is what sort of type it is, in the contract's order.
type Kind uint8

// The kinds of types.
const (
	KindBoolean Kind = iota
	KindInteger
	KindDecimal
	KindReal
	KindDouble
	KindChar
	KindVarchar
	KindText
	KindBinary
	KindVarbinary
	KindBlob
	KindDate
	KindTime
	KindTimestamp
	KindInterval
	KindJSON
	KindJSONB
	KindUUID
	KindEnum
	KindSet
	KindBit
	KindVarbit
	KindArray
	KindNative
)

var names = [...]string{"boolean", "integer", "decimal", "real", "double", "char", "varchar", "text", "binary", "varbinary", "blob",
	"date", "time", "timestamp", "interval", "json", "jsonb", "uuid", "enum", "set", "bit", "varbit", "array", "native"}

// Width is how wide an integer is.
type Width uint8

// The widths of integers.
const (
	Tiny   Width = iota // 8 bits (TINYINT; SMALLINT on PostgreSQL)
	Small               // 16 bits
	Medium              // 24 bits (MEDIUMINT; INTEGER elsewhere)
	Normal              // 32 bits
	Big                 // 64 bits
)

// Size is how long a text or blob may be; PostgreSQL and SQLite have one size only.
type Size uint8

// The sizes of texts and blobs.
const (
	TinySize   Size = iota // up to 255 bytes on MySQL
	NormalSize             // up to 64 KiB on MySQL
	MediumSize             // up to 16 MiB on MySQL
	LongSize               // up to 4 GiB on MySQL
)

// Type is the type of a column. The functions of this package make them; the zero Type is a boolean.
type Type struct {
	// Kind says which of the other fields mean something.
	Kind Kind
	// Width is an integer's.
	Width Width
	// IsUnsigned is an integer's, on MySQL and MariaDB; elsewhere it is refused.
	IsUnsigned bool
	// Size is a text's or blob's.
	Size Size
	// Zoned is whether a time or timestamp knows the time zone. MySQL's TIMESTAMP does, its DATETIME doesn't.
	Zoned bool
	// HasLength says that Length is given: of char, varchar, binary, varbinary, bit and varbit, of a decimal (all its
	// digits), a time or timestamp (digits of the fraction of a second), an array (dimensions).
	HasLength bool
	Length    uint32
	// HasScale says that Scale is given: a decimal's digits behind the point.
	HasScale bool
	Scale    int32
	// Text is what the database calls a native type or an array's elements.
	Text string
	// Schema and Name are the name of an enumeration type (PostgreSQL).
	Schema, Name string

	// labels are joined by zero bytes, which no label has, so that types can be compared.
	labels string
}

// Boolean is a truth value; TINYINT(1) on MySQL.
func Boolean() Type { return Type{Kind: KindBoolean} }

// TinyInt is an integer of 8 bits (SMALLINT on PostgreSQL).
func TinyInt() Type { return Type{Kind: KindInteger, Width: Tiny} }

// SmallInt is an integer of 16 bits.
func SmallInt() Type { return Type{Kind: KindInteger, Width: Small} }

// MediumInt is an integer of 24 bits (INTEGER elsewhere than on MySQL).
func MediumInt() Type { return Type{Kind: KindInteger, Width: Medium} }

// Integer is an integer of 32 bits.
func Integer() Type { return Type{Kind: KindInteger, Width: Normal} }

// BigInt is an integer of 64 bits.
func BigInt() Type { return Type{Kind: KindInteger, Width: Big} }

// Unsigned is the same integer without a sign (MySQL, MariaDB).
func (t Type) Unsigned() Type { t.IsUnsigned = true; return t }

// Numeric is an exact decimal of the database's default precision.
func Numeric() Type { return Type{Kind: KindDecimal} }

// Decimal is an exact decimal with so many digits in all, and so many of them behind the point.
func Decimal(precision, scale int) Type {
	return Type{Kind: KindDecimal, HasLength: true, Length: uint32(precision), HasScale: true, Scale: int32(scale)}
}

// Real is a float of 32 bits.
func Real() Type { return Type{Kind: KindReal} }

// Double is a float of 64 bits.
func Double() Type { return Type{Kind: KindDouble} }

// Char is a text of a fixed length in characters.
func Char(length int) Type { return Type{Kind: KindChar, HasLength: true, Length: uint32(length)} }

// Varchar is a text up to a length in characters.
func Varchar(length int) Type {
	return Type{Kind: KindVarchar, HasLength: true, Length: uint32(length)}
}

// VarcharUnbounded is a varchar without a length, which MySQL refuses.
func VarcharUnbounded() Type { return Type{Kind: KindVarchar} }

// Text is a long text.
func Text() Type { return TextOf(NormalSize) }

// TextOf is a long text of another size on MySQL.
func TextOf(size Size) Type { return Type{Kind: KindText, Size: size} }

// Binary is bytes of a fixed length.
func Binary(length int) Type {
	return Type{Kind: KindBinary, HasLength: true, Length: uint32(length)}
}

// Varbinary is bytes up to a length.
func Varbinary(length int) Type {
	return Type{Kind: KindVarbinary, HasLength: true, Length: uint32(length)}
}

// Blob is long bytes (BYTEA, BLOB).
func Blob() Type { return BlobOf(NormalSize) }

// BlobOf is long bytes of another size on MySQL.
func BlobOf(size Size) Type { return Type{Kind: KindBlob, Size: size} }

// Date is a calendar date.
func Date() Type { return Type{Kind: KindDate} }

// Time is a time of day.
func Time() Type { return Type{Kind: KindTime} }

// Timestamp is a date and time.
func Timestamp() Type { return Type{Kind: KindTimestamp} }

// WithZone is the same time or timestamp that knows the time zone.
func (t Type) WithZone() Type { t.Zoned = true; return t }

// WithPrecision is the same time or timestamp with so many digits of the fraction of a second, 0 to 6.
func (t Type) WithPrecision(digits int) Type {
	t.HasLength, t.Length = true, uint32(digits)
	return t
}

// Interval is a span of time (PostgreSQL).
func Interval() Type { return Type{Kind: KindInterval} }

// JSON is a JSON text.
func JSON() Type { return Type{Kind: KindJSON} }

// JSONB is PostgreSQL's binary JSON; JSON elsewhere.
func JSONB() Type { return Type{Kind: KindJSONB} }

// UUID is a UUID; CHAR(36) on MySQL.
func UUID() Type { return Type{Kind: KindUUID} }

// Enum is one of some labels; a text with a check on SQLite.
func Enum(labels ...string) Type {
	return Type{Kind: KindEnum, labels: strings.Join(labels, "\x00")}
}

// NamedEnum is one of some labels, under a name of its own on PostgreSQL. Without labels it is an existing type.
func NamedEnum(name string, labels ...string) Type {
	return Type{Kind: KindEnum, Name: name, labels: strings.Join(labels, "\x00")}
}

// Set is any of some labels (MySQL, MariaDB).
func Set(labels ...string) Type { return Type{Kind: KindSet, labels: strings.Join(labels, "\x00")} }

// Bit is a string of bits of a fixed length.
func Bit(length int) Type { return Type{Kind: KindBit, HasLength: true, Length: uint32(length)} }

// Varbit is a string of bits up to a length (PostgreSQL).
func Varbit(length int) Type {
	return Type{Kind: KindVarbit, HasLength: true, Length: uint32(length)}
}

// Array is an array of one dimension whose elements are of a type as the database writes it (PostgreSQL).
func Array(element string) Type {
	return Type{Kind: KindArray, Text: element, HasLength: true, Length: 1}
}

// Native is any other type, as the database writes it.
func Native(text string) Type { return Type{Kind: KindNative, Text: text} }

// Labels are an enumeration's or a set's.
func (t Type) Labels() []string {
	if t.labels == "" {
		return nil
	}
	return strings.Split(t.labels, "\x00")
}

// String is for messages; it is no database's SQL.
func (t Type) String() string {
	text := names[min(int(t.Kind), len(names)-1)]
	switch {
	case t.Kind == KindInteger:
		text = [...]string{"tinyint", "smallint", "mediumint", "integer", "bigint"}[min(t.Width, Big)]
	case t.Kind == KindNative:
		text = t.Text
	case t.Kind == KindArray:
		text = t.Text + " array"
	case t.Kind == KindText || t.Kind == KindBlob:
		text = [...]string{"tiny", "", "medium", "long"}[min(t.Size, LongSize)] + text
	case t.labels != "":
		text += "(" + strings.ReplaceAll(t.labels, "\x00", ", ") + ")"
	}
	if t.HasLength {
		text += "(" + strconv.Itoa(int(t.Length))
		if t.HasScale {
			text += ", " + strconv.Itoa(int(t.Scale))
		}
		text += ")"
	}
	if t.IsUnsigned {
		text += " unsigned"
	}
	if t.Zoned {
		text += " with time zone"
	}
	return text
}
