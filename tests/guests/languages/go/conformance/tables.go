package main

import (
	"fmt"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// Tables: every column type, default, constraint and index that SQLite keeps, and whole definitions read back.

var allTables = []string{
	"c_types", "c_parent", "c_child", "c_strict", "c_rowless", "c_like_parent", "c_values", "c_rows", "c_changed",
}

func tables(s *mighost.Step) {
	types(s)
	whole(s)
	options(s)
	existing(s)
	refusedTables(s)
}

func noTables(s *mighost.Step) {
	// A table that others refer to is dropped behind them.
	for _, name := range append([]string{"c_child"}, allTables...) {
		got(s.DropTableIfExists(name))
	}
	holds("a table that isn't there isn't dropped", !got(s.DropTableIfExists("c_types")))
	invalid("dropping a table that isn't there", s.DropTable("c_types"))
}

func id() mighost.Column {
	return mighost.Column{Name: "id", Type: sqltype.Integer(), NotNull: true}
}

func key(columns ...string) mighost.PrimaryKey {
	return mighost.PrimaryKey{Columns: columns}
}

func constraints(all ...mighost.Constraint) []mighost.Constraint {
	return all
}

func types(s *mighost.Step) {
	kept := []mighost.Column{
		{Name: "a_boolean", Type: sqltype.Boolean()},
		{Name: "a_tinyint", Type: sqltype.TinyInt()},
		{Name: "a_smallint", Type: sqltype.SmallInt()},
		{Name: "a_mediumint", Type: sqltype.MediumInt()},
		{Name: "an_integer", Type: sqltype.Integer()},
		{Name: "a_bigint", Type: sqltype.BigInt()},
		{Name: "a_decimal", Type: sqltype.Decimal(10, 2)},
		{Name: "a_numeric", Type: sqltype.Numeric()},
		{Name: "a_real", Type: sqltype.Real()},
		{Name: "a_double", Type: sqltype.Double()},
		{Name: "a_char", Type: sqltype.Char(3)},
		{Name: "a_varchar", Type: sqltype.Varchar(20)},
		{Name: "a_varchar_unbounded", Type: sqltype.VarcharUnbounded()},
		{Name: "a_text", Type: sqltype.Text()},
		{Name: "a_binary", Type: sqltype.Binary(16)},
		{Name: "a_varbinary", Type: sqltype.Varbinary(32)},
		{Name: "a_blob", Type: sqltype.Blob()},
		{Name: "a_date", Type: sqltype.Date()},
		{Name: "a_time", Type: sqltype.Time()},
		{Name: "a_time_3", Type: sqltype.Time().WithPrecision(3)},
		{Name: "a_time_zoned", Type: sqltype.Time().WithZone()},
		{Name: "a_timestamp", Type: sqltype.Timestamp()},
		{Name: "a_timestamp_6", Type: sqltype.Timestamp().WithPrecision(6)},
		{Name: "a_timestamp_zoned", Type: sqltype.Timestamp().WithZone()},
		{Name: "a_json", Type: sqltype.JSON()},
		{Name: "a_uuid", Type: sqltype.UUID()},
		{Name: "a_native", Type: sqltype.Native("POINT")},
	}
	// What SQLite keeps as something else.
	changed := []struct {
		column mighost.Column
		is     sqltype.Type
	}{
		{mighost.Column{Name: "a_long_text", Type: sqltype.TextOf(sqltype.LongSize)}, sqltype.Text()},
		{mighost.Column{Name: "a_tiny_blob", Type: sqltype.BlobOf(sqltype.TinySize)}, sqltype.Blob()},
		{mighost.Column{Name: "a_jsonb", Type: sqltype.JSONB()}, sqltype.JSON()},
		{mighost.Column{Name: "an_enumeration", Type: sqltype.Enum("red", "green")}, sqltype.Varchar(5)},
		{mighost.Column{Name: "a_named_enumeration", Type: sqltype.NamedEnum("colour", "red", "green")}, sqltype.Varchar(5)},
	}
	var columns []mighost.Column
	var expected []sqltype.Type
	for _, column := range kept {
		columns, expected = append(columns, column), append(expected, column.Type)
	}
	for _, column := range changed {
		columns, expected = append(columns, column.column), append(expected, column.is)
	}
	done(s.CreateTable(mighost.Table{Name: "c_types", Columns: columns}))
	is := got(s.Columns("c_types"))
	same("the columns' names", columnNames(is), columnNames(columns))
	for i, column := range is {
		same("the type of "+column.Name, column.Type, expected[i])
	}
	one := []string{"an_enumeration"}
	database("a label that isn't one", "SQLITE_CONSTRAINT_CHECK", second(s.Rows("c_types").Insert(one, []any{"blue"})))
	same("a label that is one", got(s.Rows("c_types").Insert(one, []any{"red"})), uint64(1))
}

// whole is a table with everything, read back whole.
func whole(s *mighost.Step) {
	parent := mighost.Table{
		Name: "c_parent",
		Columns: []mighost.Column{
			{Name: "id", Type: sqltype.Integer(), NotNull: true, Identity: &mighost.Identity{}},
			{Name: "name", Type: sqltype.Varchar(40), NotNull: true, Collation: "NOCASE"},
			{Name: "a", Type: sqltype.Integer(), NotNull: true, Default: int64(-1)},
			{Name: "b", Type: sqltype.Varchar(10), NotNull: true, Default: "it's"},
			{Name: "flag", Type: sqltype.Boolean(), NotNull: true, Default: true},
			{Name: "bytes", Type: sqltype.Blob(), Default: []byte{0, 255}},
			{Name: "price", Type: sqltype.Decimal(10, 2), Default: mighost.Decimal("12.50")},
			{Name: "at", Type: sqltype.Timestamp(), NotNull: true, Default: mighost.CurrentTimestamp},
			{Name: "on_day", Type: sqltype.Date(), Default: mighost.CurrentDate},
			{Name: "at_time", Type: sqltype.Time(), Default: mighost.CurrentTime},
			{Name: "computed", Type: sqltype.Integer(), Default: mighost.Expression("1 + 1")},
			{Name: "twice", Type: sqltype.Integer(), Generated: &mighost.Generated{Expression: "a * 2"}},
			{Name: "thrice", Type: sqltype.Integer(), Generated: &mighost.Generated{Expression: "a * 3", Stored: true}},
		},
		Constraints: []mighost.Constraint{
			key("id"),
			mighost.Unique{Name: "uq_c_parent", Columns: []string{"a", "b"}},
			mighost.Unique{Columns: []string{"b"}, Settings: []mighost.Setting{{Name: "on-conflict", Value: "ignore"}}},
			mighost.Check{Name: "ck_c_parent", Expression: "a > -10"},
			mighost.Check{Expression: "length(name) > 0"},
		},
		Indexes: []mighost.Index{
			{Name: "ix_c_parent_name", Columns: []string{"name"}},
			{Name: "ix_c_parent_unique", Columns: []string{"b", "name"}, Unique: true},
			{Name: "ix_c_parent_partial", Columns: []string{"a"}, Where: "flag"},
			{Name: "ix_c_parent_parts", Parts: []mighost.IndexPart{
				{Column: "a", Descending: true}, {Column: "b", Collation: "RTRIM"},
			}},
			{Name: "ix_c_parent_expression", Parts: []mighost.IndexPart{{Expression: "lower(name)"}}},
		},
	}
	done(s.CreateTable(parent))
	is := table(s, "c_parent")
	same("the columns' names", columnNames(is.Columns), columnNames(parent.Columns))
	for i, column := range is.Columns {
		expected := parent.Columns[i]
		same("the nullability of "+column.Name, column.NotNull, expected.NotNull)
		same("the collation of "+column.Name, column.Collation, expected.Collation)
		same("the identity of "+column.Name, column.Identity != nil, expected.Identity != nil)
		same("whether it is computed: "+column.Name, column.Generated != nil, expected.Generated != nil)
		if column.Generated != nil {
			same("whether it is stored: "+column.Name, column.Generated.Stored, expected.Generated.Stored)
		}
		switch expected.Default.(type) {
		case mighost.Expression, mighost.Decimal:
		default:
			same("the default of "+column.Name, column.Default, expected.Default)
		}
	}
	same("a default that is an expression", is.Column("computed").Default, mighost.Expression("1 + 1"))
	same("how a column is computed", is.Column("twice").Generated.Expression, "a * 2")
	for _, constraint := range parent.Constraints {
		holds(fmt.Sprintf("the table has %#v among %#v", constraint, is.Constraints), has(is.Constraints, constraint))
	}
	same("the number of constraints", len(is.Constraints), len(parent.Constraints))
	for _, index := range parent.Indexes {
		holds(fmt.Sprintf("the table has %#v among %#v", index, is.Indexes), has(is.Indexes, index))
	}
	same("the number of indexes", len(is.Indexes), len(parent.Indexes))
	for _, index := range got(s.Indexes("c_parent")) {
		if index.Name == "ix_c_parent_expression" {
			same("an index's expression", index.Parts, []mighost.IndexPart{{Expression: "lower(name)"}})
		}
	}

	child := mighost.Table{
		Name: "c_child",
		Columns: []mighost.Column{
			id(),
			{Name: "part", Type: sqltype.Integer(), NotNull: true},
			{Name: "parent_id", Type: sqltype.Integer()},
			{Name: "other_id", Type: sqltype.Integer()},
			{Name: "third_id", Type: sqltype.Integer(), Default: 1},
		},
		Constraints: []mighost.Constraint{
			mighost.PrimaryKey{Name: "pk_c_child", Columns: []string{"id", "part"}},
			mighost.ForeignKey{
				Name: "fk_c_parent", Columns: []string{"parent_id"}, Table: "c_parent", ReferredColumns: []string{"id"},
				OnDelete: mighost.CascadeRows,
			},
			mighost.ForeignKey{
				Columns: []string{"other_id"}, Table: "c_parent", ReferredColumns: []string{"id"}, OnDelete: mighost.SetToNull,
				Deferral: mighost.InitiallyDeferred,
			},
			mighost.ForeignKey{
				Columns: []string{"third_id"}, Table: "c_parent", OnDelete: mighost.SetToDefault, OnUpdate: mighost.Restrict,
			},
			mighost.ForeignKey{Columns: []string{"id", "part"}, Table: "c_child", ReferredColumns: []string{"id", "part"}},
		},
	}
	done(s.CreateTable(child))
	found := got(s.Constraints("c_child"))
	for _, constraint := range child.Constraints {
		holds(fmt.Sprintf("the table has %#v among %#v", constraint, found), has(found, constraint))
	}
}

func options(s *mighost.Step) {
	strict := []mighost.Setting{{Name: "strict"}}
	done(s.CreateTable(mighost.Table{
		Name: "c_strict", Columns: []mighost.Column{id(), {Name: "name", Type: sqltype.Text()}},
		Constraints: constraints(key("id")), Settings: strict,
	}))
	same("a strict table's settings", table(s, "c_strict").Settings, strict)
	_, err := s.Rows("c_strict").Insert([]string{"id", "name"}, []any{1, []byte("bytes")})
	database("bytes in a strict table's text", "SQLITE_CONSTRAINT_DATATYPE", err)
	rowless := []mighost.Setting{{Name: "without-rowid"}}
	done(s.CreateTable(mighost.Table{
		Name: "c_rowless", Columns: []mighost.Column{{Name: "id", Type: sqltype.Varchar(10), NotNull: true}},
		Constraints: constraints(key("id")), Settings: rowless, Comment: "SQLite keeps no comments",
	}))
	same("a rowless table's settings", table(s, "c_rowless").Settings, rowless)
}

func existing(s *mighost.Step) {
	again := mighost.Table{Name: "c_strict", Columns: []mighost.Column{id()}, Constraints: constraints(key("id"))}
	holds("a table that exists isn't created again", !got(s.CreateTableIfNotExists(again)))
	invalid("creating a table that exists", s.CreateTable(again))

	like := *table(s, "c_parent")
	like.Name, like.Indexes = "c_like_parent", nil
	done(s.CreateTable(like))
	same("a table made like another", columnNames(table(s, "c_like_parent").Columns), columnNames(table(s, "c_parent").Columns))

	first := mighost.Table{Name: "c_first_name", Columns: []mighost.Column{id()}, Constraints: constraints(key("id"))}
	done(s.CreateTable(first))
	done(s.RenameTable("c_first_name", "c_second_name"))
	same("whether there is the old name", got(s.HasTable("c_first_name")), false)
	same("whether there is the new name", got(s.HasTable("c_second_name")), true)
	invalid("renaming a table that isn't there", s.RenameTable("c_first_name", "c_third_name"))
	done(s.DropTable("c_second_name", mighost.Cascade))
}

func refusedTables(s *mighost.Step) {
	with := func(what string, t sqltype.Type) {
		err := s.CreateTable(mighost.Table{Name: "c_never", Columns: []mighost.Column{{Name: "a", Type: t}}})
		unsupported(what, err)
	}
	with("an interval", sqltype.Interval())
	with("a set", sqltype.Set("x", "y"))
	with("bits", sqltype.Bit(3))
	with("varying bits", sqltype.Varbit(3))
	with("an array", sqltype.Array("integer"))
	with("an unsigned integer", sqltype.Integer().Unsigned())
	with("an enumeration by its name", sqltype.NamedEnum("colour"))
	never := func(columns []mighost.Column, constraints ...mighost.Constraint) error {
		return s.CreateTable(mighost.Table{Name: "c_never", Columns: columns, Constraints: constraints})
	}
	a := []mighost.Column{{Name: "a", Type: sqltype.Integer()}}
	unsupported("an exclusion constraint", never(a, mighost.Exclusion{
		Method: "gist", Elements: []mighost.ExclusionElement{{Expression: "a", Operator: "="}, {Expression: "a", Operator: "&&"}},
	}))
	unsupported("NULLs that are equal", never(a, mighost.Unique{Columns: []string{"a"}, NullsNotDistinct: true}))
	invalid("a table without columns", never(nil))
	invalid("a column twice", never(append(a, mighost.Column{Name: "a", Type: sqltype.Text()})))
	invalid("a key over a column that isn't there", never(a, key("b")))
	holds("nothing was created", !got(s.HasTable("c_never")))
}
