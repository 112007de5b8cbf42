package main

import (
	"fmt"
	"math"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// tables creates and reads tables with everything that a table has.
func tables(s *mighost.Step) error {
	parent(s)
	child(s)
	existing(s)
	refusedTables(s)
	if err := readTable(s, "e_parent"); err != nil {
		return err
	}
	return readTable(s, "e_child")
}

func parent(s *mighost.Step) {
	yes(s, "create e_parent", s.CreateTable(mighost.Table{
		Name: "e_parent",
		Columns: []mighost.Column{
			{Name: "id", Type: sqltype.Integer(), NotNull: true, Identity: &mighost.Identity{}},
			{Name: "name", Type: sqltype.Varchar(40), NotNull: true},
			{Name: "a", Type: sqltype.Integer(), NotNull: true, Default: -1},
			{Name: "b", Type: sqltype.Varchar(10), NotNull: true, Default: "it's"},
			{Name: "flag", Type: sqltype.Boolean(), NotNull: true, Default: true},
			{Name: "large", Type: sqltype.BigInt(), Default: math.MaxInt64},
			{Name: "half", Type: sqltype.Double(), Default: 0.5},
			{Name: "price", Type: sqltype.Decimal(10, 2), Default: mighost.Decimal("12.50")},
			{Name: "since", Type: sqltype.Date(), Default: mighost.Date("2026-01-31")},
			{Name: "at", Type: sqltype.Timestamp(), NotNull: true, Default: mighost.CurrentTimestamp},
			{Name: "computed", Type: sqltype.Integer(), Default: mighost.Expression("(1 + 1)")},
			{Name: "twice", Type: sqltype.Integer(), Generated: &mighost.Generated{Expression: "a * 2", Stored: true}},
		},
		Constraints: []mighost.Constraint{
			mighost.PrimaryKey{Columns: []string{"id"}},
			mighost.Unique{Name: "uq_e_parent", Columns: []string{"a", "b"}},
			mighost.Check{Name: "ck_e_parent", Expression: "a > -10"},
		},
		Indexes: []mighost.Index{
			{Name: "ix_e_parent_name", Columns: []string{"name"}},
			{Name: "ix_e_parent_unique", Columns: []string{"b", "name"}, Unique: true},
			{Name: "ix_e_parent_down", Parts: []mighost.IndexPart{{Column: "a", Descending: true}, {Column: "b"}}},
		},
		Comment: "Parents of children",
	}))
}

func child(s *mighost.Step) {
	yes(s, "create e_child", s.CreateTable(mighost.Table{
		Name: "e_child",
		Columns: []mighost.Column{
			{Name: "id", Type: sqltype.Integer(), NotNull: true},
			{Name: "part", Type: sqltype.Integer(), NotNull: true},
			{Name: "parent_id", Type: sqltype.Integer()},
			{Name: "other_id", Type: sqltype.Integer()},
		},
		Constraints: []mighost.Constraint{
			mighost.PrimaryKey{Name: "pk_e_child", Columns: []string{"id", "part"}},
			mighost.ForeignKey{
				Name: "fk_e_parent", Columns: []string{"parent_id"}, Table: "e_parent", ReferredColumns: []string{"id"},
				OnDelete: mighost.CascadeRows,
			},
			mighost.ForeignKey{
				Name: "fk_e_other", Columns: []string{"other_id"}, Table: "e_parent",
				OnDelete: mighost.SetToNull, OnUpdate: mighost.Restrict,
			},
			mighost.ForeignKey{
				Name: "fk_e_self", Columns: []string{"id", "part"}, Table: "e_child", ReferredColumns: []string{"id", "part"},
			},
		},
	}))
}

func existing(s *mighost.Step) {
	tell(s, "create e_parent if it isn't there")(s.CreateTableIfNotExists(table("e_parent")))
	yes(s, "create e_parent again", s.CreateTable(table("e_parent")))
	yes(s, "create e_first", s.CreateTable(table("e_first")))
	done(s, "rename e_first", s.RenameTable("e_first", "e_second"))
	tell(s, "has e_first")(s.HasTable("e_first"))
	tell(s, "has e_second")(s.HasTable("e_second"))
	done(s, "rename e_never", s.RenameTable("e_never", "e_third"))
	yes(s, "drop e_second with all on it", s.DropTable("e_second", mighost.Cascade))
}

func refusedTables(s *mighost.Step) {
	one := func(more ...mighost.Column) mighost.Table {
		a := mighost.Column{Name: "a", Type: sqltype.Integer(), NotNull: true}
		return mighost.Table{Name: "e_never", Columns: append([]mighost.Column{a}, more...)}
	}
	with := func(constraint mighost.Constraint) mighost.Table {
		table := one()
		table.Constraints = []mighost.Constraint{constraint}
		return table
	}
	set := func(name, value string) mighost.Table {
		table := one()
		table.Settings = []mighost.Setting{{Name: name, Value: value}}
		return table
	}
	numbered := with(mighost.PrimaryKey{Columns: []string{"a"}})
	numbered.Columns[0].Identity = &mighost.Identity{
		Always: true, Start: new(int64(10)), Increment: new(int64(5)), Cache: new(int64(2)),
	}
	yes(s, "table without columns", s.CreateTable(mighost.Table{Name: "e_never"}))
	yes(s, "table with a column twice", s.CreateTable(one(mighost.Column{Name: "a", Type: sqltype.Text()})))
	yes(s, "table with a key of nothing", s.CreateTable(with(mighost.PrimaryKey{Columns: []string{"b"}})))
	for _, one := range []struct {
		name  string
		table mighost.Table
	}{
		{"exclusion", with(mighost.Exclusion{
			Name: "ex_e", Method: "btree", Elements: []mighost.ExclusionElement{{Expression: "a", Operator: "="}},
		})},
		{"equal NULLs", with(mighost.Unique{Name: "uq_e", Columns: []string{"a"}, NullsNotDistinct: true})},
		{"deferred unique", with(mighost.Unique{
			Name: "uq_e", Columns: []string{"a"}, Deferral: mighost.InitiallyDeferred,
		})},
		{"deferred foreign key", with(mighost.ForeignKey{
			Name: "fk_e", Columns: []string{"a"}, Table: "e_parent", ReferredColumns: []string{"id"},
			Deferral: mighost.InitiallyDeferred,
		})},
		{"deferrable foreign key", with(mighost.ForeignKey{
			Name: "fk_e", Columns: []string{"a"}, Table: "e_parent", ReferredColumns: []string{"id"},
			Deferral: mighost.InitiallyImmediate, MatchFull: true,
		})},
		{"always numbered", numbered},
		{"virtual column", one(mighost.Column{
			Name: "b", Type: sqltype.Integer(), Generated: &mighost.Generated{Expression: "a + 1"},
		})},
		{"collation", one(mighost.Column{Name: "b", Type: sqltype.Varchar(5), Collation: "e_never"})},
		{"column's comment", one(mighost.Column{Name: "b", Type: sqltype.Integer(), Comment: "A comment"})},
		{"strict", set("strict", "")},
		{"engine", set("engine", "InnoDB")},
	} {
		yes(s, "table with "+one.name, s.CreateTable(one.table))
		tell(s, "drop the table with "+one.name)(s.DropTableIfExists("e_never"))
	}
}

// readTable reports what stands in a table.
func readTable(s *mighost.Step, name string) error {
	table, err := s.Table(name)
	if err != nil {
		return err
	}
	if table == nil {
		return mighost.Veto("there is no table " + name)
	}
	for _, column := range table.Columns {
		marks := []string{pick(column.NotNull, "not null", "nullable")}
		if column.Default != nil {
			marks = append(marks, "default")
		}
		if column.Generated != nil {
			marks = append(marks, "generated")
		}
		if column.Identity != nil {
			marks = append(marks, "numbered")
		}
		say(s, name+"."+column.Name, list(marks))
	}
	for _, constraint := range table.Constraints {
		text := "exclusion"
		switch constraint := constraint.(type) {
		case mighost.PrimaryKey:
			text = "primary key " + list(constraint.Columns)
		case mighost.Unique:
			text = "unique " + list(constraint.Columns)
		case mighost.Check:
			text = "check " + constraint.Name
		case mighost.ForeignKey:
			text = "foreign key " + list(constraint.Columns) + " to " + constraint.Table + " " + list(constraint.ReferredColumns)
		}
		say(s, name, text)
	}
	for _, index := range table.Indexes {
		parts := len(index.Columns) + len(index.Parts)
		say(s, name, fmt.Sprintf("%s %s of %d parts", pick(index.Unique, "unique index", "index"), index.Name, parts))
	}
	return nil
}
