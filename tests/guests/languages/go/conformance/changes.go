package main

import (
	"fmt"
	"slices"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// Changes of a table: every kind, each looked at afterwards, and the rows that must survive them.

const changed = "c_changed"

func named(name string, t sqltype.Type) mighost.Column {
	return mighost.Column{Name: name, Type: t}
}

func changes(s *mighost.Step) {
	done(s.CreateTable(mighost.Table{
		Name: changed,
		Columns: []mighost.Column{
			id(), named("name", sqltype.Varchar(20)), {Name: "team", Type: sqltype.Integer(), Default: 7},
			named("gone", sqltype.Text()),
		},
		Constraints: constraints(key("id"), mighost.Check{Expression: "team > 0"}, mighost.Unique{Columns: []string{"name"}}),
		Indexes:     []mighost.Index{{Name: "ix_c_changed_team", Columns: []string{"team"}}},
	}))
	got(s.Rows(changed).Insert([]string{"id", "name", "team"}, []any{1, "Ada", 3}, []any{2, "Grace", 4}))
	changedColumns(s)
	whatColumnsAre(s)
	changedConstraints(s)
	theTable(s)
	refusedChanges(s)
	var kept [][]any
	for row, err := range s.Rows(changed).Columns("id", "name", "team").All() {
		done(err)
		kept = append(kept, row.Values)
	}
	same("the rows", kept, [][]any{{int64(1), "Ada", "3"}, {int64(2), "Grace", "4"}})
}

func order(s *mighost.Step) []string {
	return columnNames(got(s.Columns(changed)))
}

func changedColumns(s *mighost.Step) {
	done(s.AlterTable(changed,
		mighost.AddColumn(mighost.Column{Name: "last", Type: sqltype.Boolean(), NotNull: true, Default: false}),
		mighost.AddColumnFirst(named("first", sqltype.Varchar(5))),
		mighost.AddColumnAfter(named("behind_name", sqltype.Varchar(5)), "name"),
		mighost.AddColumnIfNotExists(named("name", sqltype.Text())),
		mighost.AddColumnIfNotExists(named("shade", sqltype.Enum("dark", "light"))),
		mighost.DropColumn("gone"),
		mighost.DropColumnIfExists("gone"),
		mighost.RenameColumn("last", "active"),
	))
	same("the columns", order(s), []string{"first", "id", "name", "behind_name", "team", "active", "shade"})
	same("a column that was there", column(s, changed, "name").Type, sqltype.Varchar(20))
	done(s.AlterTable(changed,
		mighost.MoveColumnLast("first"), mighost.MoveColumnAfter("behind_name", "id"), mighost.MoveColumnFirst("team")))
	same("the moved columns", order(s), []string{"team", "id", "behind_name", "name", "active", "shade", "first"})
	done(s.AlterTable(changed, mighost.DropColumn("first"), mighost.DropColumn("behind_name"), mighost.DropColumn("shade")))
}

func whatColumnsAre(s *mighost.Step) {
	done(s.AlterTable(changed,
		mighost.SetNotNull("name"),
		mighost.SetDefault("name", "nobody"),
		mighost.SetType("name", sqltype.Varchar(150)),
		mighost.SetCollation("name", "NOCASE"),
		mighost.SetColumnComment("name", "SQLite keeps none"),
	))
	same("the changed column", column(s, changed, "name"), mighost.Column{
		Name: "name", Type: sqltype.Varchar(150), NotNull: true, Default: "nobody", Collation: "NOCASE",
	})
	done(s.AlterTable(changed,
		mighost.SetColumnSetting("name", "on-conflict", "ignore"),
		mighost.SetColumnSetting("name", "on-update", "another database's"),
	))
	ignore := []mighost.Setting{{Name: "on-conflict", Value: "ignore"}}
	same("a column's settings", column(s, changed, "name").Settings, ignore)
	done(s.AlterTable(changed, mighost.DropColumnSetting("name", "on-conflict")))
	same("a column's settings left", len(column(s, changed, "name").Settings), 0)
	done(s.AlterTable(changed,
		mighost.SetNullable("name"),
		mighost.DropDefault("name"),
		mighost.SetCollation("name", ""),
		mighost.SetColumnComment("name", ""),
		mighost.SetTypeUsing("team", sqltype.Varchar(8), "CAST(team AS TEXT)"),
		mighost.DropDefault("team"),
	))
	same("the column as before", column(s, changed, "name"), named("name", sqltype.Varchar(150)))
	same("the column of another type", column(s, changed, "team"), named("team", sqltype.Varchar(8)))

	generated := mighost.Generated{Expression: "id * 2", Stored: true}
	done(s.AlterTable(changed, mighost.AddColumn(named("twice", sqltype.Integer())), mighost.SetGenerated("twice", generated)))
	same("a column computed from now on", column(s, changed, "twice").Generated, &generated)
	twice := func(id int) (twice int64) {
		for row, err := range s.Rows(changed, mighost.Equal("id", id)).Columns("twice").All() {
			done(err)
			done(row.Scan(&twice))
		}
		return twice
	}
	same("what was computed", twice(2), int64(4))
	done(s.AlterTable(changed, mighost.DropGenerated("twice")))
	same("an ordinary column", column(s, changed, "twice"), named("twice", sqltype.Integer()))
	same("a computed value that was kept", twice(2), int64(4))
	done(s.AlterTable(changed, mighost.DropColumn("twice")))

	done(s.AlterTable(changed, mighost.SetIdentity("id", mighost.Identity{})))
	holds("the rows are numbered", column(s, changed, "id").Identity != nil)
	same("a numbered row", got(s.Rows(changed).Insert([]string{"name"}, []any{"Edsger"})), uint64(1))
	same("its number", got(s.Rows(changed, mighost.Equal("name", "Edsger"), mighost.Equal("id", 3)).Delete()), uint64(1))
	done(s.AlterTable(changed, mighost.DropIdentity("id")))
	holds("the rows aren't numbered any more", column(s, changed, "id").Identity == nil)
}

func changedConstraints(s *mighost.Step) {
	got(s.Rows("c_rowless").Insert([]string{"id"}, []any{"3"}, []any{"4"}))
	expected := constraints(
		mighost.PrimaryKey{Name: "pk_changed", Columns: []string{"id"}},
		mighost.Unique{Name: "uq_changed", Columns: []string{"name", "team"}},
		mighost.Check{Name: "ck_changed", Expression: "id > 0"},
		mighost.ForeignKey{
			Name: "fk_changed", Columns: []string{"team"}, Table: "c_rowless", ReferredColumns: []string{"id"},
			Deferral: mighost.InitiallyImmediate,
		},
		mighost.Unique{Name: "uq_team", Columns: []string{"team"}},
	)
	done(s.AlterTable(changed,
		mighost.DropCheck("team > 0"),
		mighost.DropUnique("name"),
		mighost.DropPrimaryKey(),
		mighost.AddConstraint(expected[0]),
		mighost.AddConstraint(expected[1]),
		mighost.AddConstraint(expected[2]),
		mighost.AddConstraintIfNotExists(mighost.Check{Name: "ck_changed", Expression: "id > 1000"}),
		mighost.AddConstraint(expected[3]),
		mighost.AddConstraint(expected[4]),
	))
	is := got(s.Constraints(changed))
	for _, constraint := range expected {
		holds(fmt.Sprintf("the table has %#v among %#v", constraint, is), has(is, constraint))
	}
	same("the number of constraints", len(is), len(expected))
	holds("a constraint is found by its name", got(s.HasConstraint(changed, "uq_changed")))
	done(s.AlterTable(changed,
		mighost.RenameConstraint("uq_team", "uq_the_team"),
		mighost.DropConstraint("uq_changed"),
		mighost.DropConstraintIfExists("uq_changed"),
		mighost.DropForeignKey("team"),
		mighost.DropConstraintIfExists("ck_changed"),
	))
	same("the number of constraints left", len(got(s.Constraints(changed))), 2)
	holds("a renamed constraint has its new name", got(s.HasConstraint(changed, "uq_the_team")))
	done(s.AlterTable(changed, mighost.DropUnique("team")))
}

func theTable(s *mighost.Step) {
	done(s.AlterTable(changed,
		mighost.SetComment("SQLite keeps none"), mighost.SetComment(""), mighost.SetSetting("strict", "")))
	same("the settings", table(s, changed).Settings, []mighost.Setting{{Name: "strict"}})
	done(s.AlterTable(changed, mighost.DropSetting("strict")))
	same("the settings left", len(table(s, changed).Settings), 0)
	done(s.AlterTable(changed, mighost.SetType("name", sqltype.Varchar(150)), mighost.SetType("team", sqltype.Varchar(8))))
	done(s.AlterTable(changed))
}

func refusedChanges(s *mighost.Step) {
	before := table(s, changed)
	unsupported("an array to add", s.AlterTable(changed, mighost.AddColumn(named("never", sqltype.Array("integer")))))
	invalid("adding a column that is there", s.AlterTable(changed, mighost.AddColumn(named("name", sqltype.Text()))))
	invalid("dropping a column that isn't there", s.AlterTable(changed, mighost.DropColumn("never")))
	invalid("changing a column that isn't there", s.AlterTable(changed, mighost.SetNotNull("never")))
	invalid("dropping a constraint that isn't there", s.AlterTable(changed, mighost.DropConstraint("never")))
	invalid("changing a table that isn't there", s.AlterTable("c_never", mighost.AddColumn(named("name", sqltype.Text()))))
	invalid("validating a constraint that isn't there", s.AlterTable(changed, mighost.ValidateConstraint("never")))
	// The first change could be made, the second can't: neither is.
	half := s.AlterTable(changed, mighost.AddColumn(named("half", sqltype.Text())), mighost.DropColumn("never"))
	invalid("half a change", half)
	same("the table", table(s, changed), before)
}

// indexes are on their own and in a change of the table.
func indexes(s *mighost.Step) {
	over := func(name string, columns ...string) mighost.Index { return mighost.Index{Name: name, Columns: columns} }
	own := over("ix_own", "name", "id")
	own.Unique = true
	done(s.CreateIndex(changed, own))
	holds("an index is found by its name", got(s.HasIndex(changed, "ix_own")))
	holds("an index isn't built twice", !got(s.CreateIndexIfNotExists(changed, over("ix_own", "name"))))
	invalid("building an index twice", s.CreateIndex(changed, over("ix_own", "name")))
	done(s.RenameIndex(changed, "ix_own", "ix_renamed"))
	done(s.AlterTable(changed,
		mighost.AddIndex(over("ix_c_changed_name", "name")),
		mighost.AddIndexIfNotExists(over("ix_c_changed_name", "id")),
		mighost.AddIndex(mighost.Index{
			Name: "ix_more", Parts: []mighost.IndexPart{{Column: "name", Descending: true, Collation: "NOCASE"}}, Where: "id > 1",
		}),
		mighost.DropIndexIfExists("ix_never"),
	))
	var names []string
	for _, index := range got(s.Indexes(changed)) {
		names = append(names, index.Name)
	}
	slices.Sort(names)
	same("the indexes", names, []string{"ix_c_changed_name", "ix_c_changed_team", "ix_more", "ix_renamed"})
	unsupported("a method", s.CreateIndex(changed, mighost.Index{Name: "ix_never", Columns: []string{"name"}, Method: "gin"}))
	unsupported("columns carried along",
		s.CreateIndex(changed, mighost.Index{Name: "ix_never", Columns: []string{"name"}, Include: []string{"id"}}))
	unsupported("equal NULLs",
		s.CreateIndex(changed, mighost.Index{Name: "ix_never", Columns: []string{"name"}, Unique: true, NullsNotDistinct: true}))
	unsupported("an operator class", s.CreateIndex(changed, mighost.Index{Name: "ix_never", Parts: []mighost.IndexPart{
		{Column: "name", OperatorClass: "text_pattern_ops", Nulls: mighost.NullsLast},
	}}))
	done(s.AlterTable(changed, mighost.DropIndex("ix_more")))
	done(s.DropIndex(changed, "ix_renamed"))
	holds("an index isn't dropped twice", !got(s.DropIndexIfExists(changed, "ix_renamed")))
	invalid("dropping an index twice", s.DropIndex(changed, "ix_renamed"))
}
