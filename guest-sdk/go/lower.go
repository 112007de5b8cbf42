package mighost

import (
	"github.com/mighost/mighost/guest-sdk/go/internal/abi"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// The alignments and sizes of what stands in options, variants and lists.
const (
	typeSize       = 36
	defaultAlign   = 8
	defaultSize    = 8 + valueSize
	generatedSize  = 12
	identityAlign  = 8
	identitySize   = 96
	columnSize     = 240
	settingSize    = 16
	constraintSize = 4 + longestConstraint
	// A foreign key's.
	longestConstraint = 64
	elementSize       = 16
	partSize          = 48
	indexSize         = 76
)

func writeSettings(w *writer, settings []Setting) {
	abi.List(w, settings, settingSize, func(w *writer, setting *Setting) {
		w.Text(setting.Name)
		w.Text(setting.Value)
	})
}

func writeType(w *writer, t sqltype.Type) {
	// An enumeration's is the longest.
	w.Variant(uint8(t.Kind), 4, typeSize-4, func() {
		switch t.Kind {
		case sqltype.KindInteger:
			w.Byte(uint8(t.Width))
			w.Bool(t.IsUnsigned)
		case sqltype.KindDecimal:
			w.OptionalUint32(t.HasLength, t.Length)
			w.OptionalUint32(t.HasScale, uint32(t.Scale))
		case sqltype.KindChar, sqltype.KindBinary, sqltype.KindVarbinary, sqltype.KindBit:
			w.Uint32(t.Length)
		case sqltype.KindVarchar, sqltype.KindVarbit:
			w.OptionalUint32(t.HasLength, t.Length)
		case sqltype.KindText, sqltype.KindBlob:
			w.Byte(uint8(t.Size))
		case sqltype.KindTime, sqltype.KindTimestamp:
			w.OptionalUint32(t.HasLength, t.Length)
			w.Bool(t.Zoned)
		case sqltype.KindEnum:
			w.Optional(t.Name != "", 4, objectNameSize, func() { writeName(w, t.Schema, t.Name) })
			w.Texts(t.Labels())
		case sqltype.KindSet:
			w.Texts(t.Labels())
		case sqltype.KindArray:
			w.Text(t.Text)
			w.Uint32(t.Length)
		case sqltype.KindNative:
			w.Text(t.Text)
		}
	})
}

// writeDefault writes an option of a default.
func writeDefault(w *writer, value any) {
	w.Optional(value != nil, defaultAlign, defaultSize, func() {
		switch value := value.(type) {
		case Moment:
			w.Variant(uint8(value), defaultAlign, valueSize, nil)
		case Expression:
			w.Variant(4, defaultAlign, valueSize, func() { w.Text(string(value)) })
		default:
			w.Variant(0, defaultAlign, valueSize, func() { writeValue(w, &[]any{value}[0]) })
		}
	})
}

// writeGenerated writes an option of how a column is computed.
func writeGenerated(w *writer, generated *Generated) {
	w.Optional(generated != nil, 4, generatedSize, func() {
		w.Text(generated.Expression)
		w.Bool(generated.Stored)
	})
}

func writeIdentity(w *writer, identity *Identity) {
	w.Align(identityAlign)
	w.Bool(identity.Always)
	w.OptionalInt64(identity.Start)
	w.OptionalInt64(identity.Increment)
	w.OptionalInt64(identity.Min)
	w.OptionalInt64(identity.Max)
	w.Bool(identity.Cycle)
	w.OptionalInt64(identity.Cache)
}

func writeColumn(w *writer, column *Column) {
	w.Align(defaultAlign)
	w.Text(column.Name)
	writeType(w, column.Type)
	w.Bool(!column.NotNull)
	writeDefault(w, column.Default)
	writeGenerated(w, column.Generated)
	w.Optional(column.Identity != nil, identityAlign, identitySize, func() { writeIdentity(w, column.Identity) })
	w.OptionalText(column.Collation)
	w.OptionalText(column.Comment)
	writeSettings(w, column.Settings)
	w.Align(defaultAlign)
}

func writeConstraint(w *writer, constraint *Constraint) {
	number, write := (*constraint).constraint()
	w.Variant(number, 4, longestConstraint, func() { write(w) })
}

func (c PrimaryKey) constraint() (uint8, func(*writer)) {
	return 0, func(w *writer) {
		w.OptionalText(c.Name)
		w.Texts(c.Columns)
		writeSettings(w, c.Settings)
	}
}

func (c Unique) constraint() (uint8, func(*writer)) {
	return 1, func(w *writer) {
		w.OptionalText(c.Name)
		w.Texts(c.Columns)
		w.Bool(c.NullsNotDistinct)
		w.Byte(uint8(c.Deferral))
		writeSettings(w, c.Settings)
	}
}

func (c Check) constraint() (uint8, func(*writer)) {
	return 2, func(w *writer) {
		w.OptionalText(c.Name)
		w.Text(c.Expression)
		w.Bool(c.NotValid)
		writeSettings(w, c.Settings)
	}
}

func (c ForeignKey) constraint() (uint8, func(*writer)) {
	return 3, func(w *writer) {
		w.OptionalText(c.Name)
		w.Texts(c.Columns)
		writeName(w, c.Schema, c.Table)
		w.Texts(c.ReferredColumns)
		w.Byte(uint8(c.OnDelete))
		w.Byte(uint8(c.OnUpdate))
		w.Byte(uint8(c.Deferral))
		w.Bool(c.MatchFull)
		w.Bool(c.NotValid)
		writeSettings(w, c.Settings)
	}
}

func (c Exclusion) constraint() (uint8, func(*writer)) {
	return 4, func(w *writer) {
		w.OptionalText(c.Name)
		w.OptionalText(c.Method)
		abi.List(w, c.Elements, elementSize, func(w *writer, element *ExclusionElement) {
			w.Text(element.Expression)
			w.Text(element.Operator)
		})
		w.OptionalText(c.Where)
		w.Byte(uint8(c.Deferral))
	}
}

func writePart(w *writer, part *IndexPart) {
	number, text := uint8(0), part.Column
	if text == "" {
		number, text = 1, part.Expression
	}
	w.Variant(number, 4, 8, func() { w.Text(text) })
	w.Bool(part.Descending)
	w.Byte(uint8(part.Nulls))
	w.OptionalText(part.Collation)
	w.OptionalText(part.OperatorClass)
	w.OptionalUint32(part.Prefix != 0, part.Prefix)
}

func writeIndex(w *writer, index *Index) {
	parts := make([]IndexPart, 0, len(index.Columns)+len(index.Parts))
	for _, column := range index.Columns {
		parts = append(parts, IndexPart{Column: column})
	}
	w.Align(4)
	w.Text(index.Name)
	abi.List(w, append(parts, index.Parts...), partSize, writePart)
	w.Bool(index.Unique)
	w.OptionalText(index.Method)
	w.OptionalText(index.Where)
	w.Texts(index.Include)
	w.Bool(index.NullsNotDistinct)
	w.OptionalText(index.Comment)
	writeSettings(w, index.Settings)
}

func writeTable(w *writer, schema string, table *Table) {
	writeName(w, schema, table.Name)
	abi.List(w, table.Columns, columnSize, writeColumn)
	abi.List(w, table.Constraints, constraintSize, writeConstraint)
	abi.List(w, table.Indexes, indexSize, writeIndex)
	w.OptionalText(table.Comment)
	writeSettings(w, table.Settings)
}
