package main

import (
	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// types makes a table for each type of a column, reads the type back and drops the table.
func types(s *mighost.Step) error {
	for _, one := range []struct {
		name string
		sent sqltype.Type
	}{
		{"boolean", sqltype.Boolean()},
		{"tinyint", sqltype.TinyInt()},
		{"smallint", sqltype.SmallInt()},
		{"mediumint", sqltype.MediumInt()},
		{"integer", sqltype.Integer()},
		{"bigint", sqltype.BigInt()},
		{"unsigned integer", sqltype.Integer().Unsigned()},
		{"decimal", sqltype.Decimal(10, 2)},
		{"numeric", sqltype.Numeric()},
		{"real", sqltype.Real()},
		{"double", sqltype.Double()},
		{"char", sqltype.Char(3)},
		{"varchar", sqltype.Varchar(20)},
		{"unbounded varchar", sqltype.VarcharUnbounded()},
		{"text", sqltype.Text()},
		{"long text", sqltype.TextOf(sqltype.LongSize)},
		{"binary", sqltype.Binary(16)},
		{"varbinary", sqltype.Varbinary(32)},
		{"blob", sqltype.Blob()},
		{"tiny blob", sqltype.BlobOf(sqltype.TinySize)},
		{"date", sqltype.Date()},
		{"time", sqltype.Time()},
		{"time of milliseconds", sqltype.Time().WithPrecision(3)},
		{"time with zone", sqltype.Time().WithZone()},
		{"timestamp", sqltype.Timestamp()},
		{"timestamp of microseconds", sqltype.Timestamp().WithPrecision(6)},
		{"timestamp with zone", sqltype.Timestamp().WithZone()},
		{"interval", sqltype.Interval()},
		{"json", sqltype.JSON()},
		{"jsonb", sqltype.JSONB()},
		{"uuid", sqltype.UUID()},
		{"enumeration", sqltype.Enum("red", "green")},
		{"named enumeration", sqltype.NamedEnum("e_colour", "red", "green")},
		{"enumeration that isn't there", sqltype.NamedEnum("e_never")},
		{"set", sqltype.Set("x", "y")},
		{"bits", sqltype.Bit(3)},
		{"varying bits", sqltype.Varbit(5)},
		{"array", sqltype.Array("integer")},
		{"native", sqltype.Native("POINT")},
	} {
		err := s.CreateTable(table("e_type", mighost.Column{Name: "it", Type: one.sent}))
		yes(s, "type "+one.name, err)
		if err != nil {
			continue
		}
		read, err := s.Table("e_type")
		if err != nil {
			return err
		}
		same := read != nil && len(read.Columns) > 1 && read.Columns[1].Type == one.sent
		say(s, "type "+one.name+" read", pick(same, "the same", "another"))
		if err := s.DropTable("e_type"); err != nil {
			return err
		}
	}
	// What stood for it on PostgreSQL, the only one where the type is left.
	tell(s, "drop enumeration e_colour")(s.DropEnumerationIfExists("e_colour"))
	return nil
}

// table is one with a number as its key and more columns.
func table(name string, columns ...mighost.Column) mighost.Table {
	id := mighost.Column{Name: "id", Type: sqltype.Integer(), NotNull: true}
	return mighost.Table{
		Name:        name,
		Columns:     append([]mighost.Column{id}, columns...),
		Constraints: []mighost.Constraint{mighost.PrimaryKey{Columns: []string{"id"}}},
	}
}
