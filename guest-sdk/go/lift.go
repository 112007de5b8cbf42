package mighost

import (
	"github.com/mighost/mighost/guest-sdk/go/internal/abi"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

func readSettings(r *reader) []Setting {
	return abi.ReadList(r, func(r *reader) Setting { return Setting{Name: r.Text(), Value: r.Text()} })
}

func readType(r *reader) sqltype.Type {
	var t sqltype.Type
	r.Variant(4, typeSize-4, func(number uint8) {
		t.Kind = sqltype.Kind(number)
		switch t.Kind {
		case sqltype.KindInteger:
			t.Width, t.IsUnsigned = sqltype.Width(r.Byte()), r.Bool()
		case sqltype.KindDecimal:
			t.Length, t.HasLength = r.OptionalUint32()
			scale, some := r.OptionalUint32()
			t.Scale, t.HasScale = int32(scale), some
		case sqltype.KindChar, sqltype.KindBinary, sqltype.KindVarbinary, sqltype.KindBit:
			t.Length, t.HasLength = r.Uint32(), true
		case sqltype.KindVarchar, sqltype.KindVarbit:
			t.Length, t.HasLength = r.OptionalUint32()
		case sqltype.KindText, sqltype.KindBlob:
			t.Size = sqltype.Size(r.Byte())
		case sqltype.KindTime, sqltype.KindTimestamp:
			t.Length, t.HasLength = r.OptionalUint32()
			t.Zoned = r.Bool()
		case sqltype.KindEnum:
			var name ObjectName
			r.Optional(4, objectNameSize, func() { name = readName(r) })
			t = sqltype.NamedEnum(name.Name, r.Texts()...)
			t.Schema = name.Schema
		case sqltype.KindSet:
			t = sqltype.Set(r.Texts()...)
		case sqltype.KindArray:
			t.Text, t.Length, t.HasLength = r.Text(), r.Uint32(), true
		case sqltype.KindNative:
			t.Text = r.Text()
		}
	})
	return t
}

// readDefault reads an option of a default.
func readDefault(r *reader) any {
	var value any
	r.Optional(defaultAlign, defaultSize, func() {
		r.Variant(defaultAlign, valueSize, func(number uint8) {
			switch number {
			case 0:
				value = readValue(r)
				if value == nil {
					value = Expression("NULL")
				}
			case 4:
				value = Expression(r.Text())
			default:
				value = Moment(number)
			}
		})
	})
	return value
}

func readIdentity(r *reader) Identity {
	r.Align(identityAlign)
	return Identity{
		Always: r.Bool(), Start: r.OptionalInt64(), Increment: r.OptionalInt64(), Min: r.OptionalInt64(), Max: r.OptionalInt64(),
		Cycle: r.Bool(), Cache: r.OptionalInt64(),
	}
}

func readColumn(r *reader) Column {
	r.Align(defaultAlign)
	column := Column{Name: r.Text(), Type: readType(r), NotNull: !r.Bool(), Default: readDefault(r)}
	r.Optional(4, generatedSize, func() { column.Generated = &Generated{Expression: r.Text(), Stored: r.Bool()} })
	r.Optional(identityAlign, identitySize, func() { column.Identity = new(readIdentity(r)) })
	column.Collation, column.Comment = r.OptionalText(), r.OptionalText()
	column.Settings = readSettings(r)
	r.Align(defaultAlign)
	return column
}

func readConstraint(r *reader) Constraint {
	var constraint Constraint
	r.Variant(4, longestConstraint, func(number uint8) {
		name := r.OptionalText()
		switch number {
		case 0:
			constraint = PrimaryKey{Name: name, Columns: r.Texts(), Settings: readSettings(r)}
		case 1:
			constraint = Unique{
				Name: name, Columns: r.Texts(), NullsNotDistinct: r.Bool(), Deferral: Deferral(r.Byte()), Settings: readSettings(r),
			}
		case 2:
			constraint = Check{Name: name, Expression: r.Text(), NotValid: r.Bool(), Settings: readSettings(r)}
		case 3:
			key := ForeignKey{Name: name, Columns: r.Texts()}
			referred := readName(r)
			key.Schema, key.Table, key.ReferredColumns = referred.Schema, referred.Name, r.Texts()
			key.OnDelete, key.OnUpdate, key.Deferral = Action(r.Byte()), Action(r.Byte()), Deferral(r.Byte())
			key.MatchFull, key.NotValid, key.Settings = r.Bool(), r.Bool(), readSettings(r)
			constraint = key
		default:
			exclusion := Exclusion{Name: name, Method: r.OptionalText()}
			exclusion.Elements = abi.ReadList(r, func(r *reader) ExclusionElement {
				return ExclusionElement{Expression: r.Text(), Operator: r.Text()}
			})
			exclusion.Where, exclusion.Deferral = r.OptionalText(), Deferral(r.Byte())
			constraint = exclusion
		}
	})
	return constraint
}

func readPart(r *reader) IndexPart {
	var part IndexPart
	r.Variant(4, 8, func(number uint8) {
		if number == 0 {
			part.Column = r.Text()
		} else {
			part.Expression = r.Text()
		}
	})
	part.Descending, part.Nulls = r.Bool(), NullsOrder(r.Byte())
	part.Collation, part.OperatorClass = r.OptionalText(), r.OptionalText()
	part.Prefix, _ = r.OptionalUint32()
	return part
}

func readIndex(r *reader) Index {
	r.Align(4)
	index := Index{Name: r.Text(), Parts: abi.ReadList(r, readPart)}
	plain := make([]string, 0, len(index.Parts))
	for _, part := range index.Parts {
		if part == (IndexPart{Column: part.Column}) {
			plain = append(plain, part.Column)
		}
	}
	if len(plain) == len(index.Parts) {
		index.Columns, index.Parts = plain, nil
	}
	index.Unique, index.Method, index.Where = r.Bool(), r.OptionalText(), r.OptionalText()
	index.Include, index.NullsNotDistinct = r.Texts(), r.Bool()
	index.Comment, index.Settings = r.OptionalText(), readSettings(r)
	return index
}

func readTable(r *reader) *Table {
	name := readName(r)
	return &Table{
		Schema: name.Schema, Name: name.Name,
		Columns: abi.ReadList(r, readColumn), Constraints: abi.ReadList(r, readConstraint), Indexes: abi.ReadList(r, readIndex),
		Comment: r.OptionalText(), Settings: readSettings(r),
	}
}
