package main

import (
	"slices"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

const changed = "e_changed"

// changes makes every kind of change of a table there is, and indexes.
func changes(s *mighost.Step) error {
	err := s.CreateTable(mighost.Table{
		Name: changed,
		Columns: []mighost.Column{
			{Name: "id", Type: sqltype.Integer(), NotNull: true},
			{Name: "name", Type: sqltype.Varchar(20)},
			{Name: "team", Type: sqltype.Integer(), Default: 7},
			{Name: "gone", Type: sqltype.Text()},
		},
		Constraints: []mighost.Constraint{
			mighost.PrimaryKey{Columns: []string{"id"}},
			mighost.Check{Name: "ck_e_team", Expression: "team > 0"},
			mighost.Unique{Name: "uq_e_name", Columns: []string{"name"}},
		},
		Indexes: []mighost.Index{{Name: "ix_e_changed_team", Columns: []string{"team"}}},
	})
	if err != nil {
		return err
	}
	_, err = s.Rows(changed).Insert([]string{"id", "name", "team"}, []any{1, "Ada", 3}, []any{2, "Grace", 4})
	if err != nil {
		return err
	}
	if err := columns(s); err != nil {
		return err
	}
	whatColumnsAre(s)
	constraints(s)
	theTable(s)
	if err := indexes(s); err != nil {
		return err
	}
	refusedChanges(s)
	return order(s)
}

// change reports a change of the table, which may be several in one.
func change(s *mighost.Step, what string, changes ...mighost.Change) {
	done(s, what, s.AlterTable(changed, changes...))
}

func columns(s *mighost.Step) error {
	change(s, "several changes at once",
		mighost.AddColumn(mighost.Column{Name: "last", Type: sqltype.Boolean(), NotNull: true, Default: false}),
		mighost.AddColumnIfNotExists(mighost.Column{Name: "name", Type: sqltype.Text()}),
		mighost.DropColumn("gone"),
		mighost.DropColumnIfExists("gone"),
		mighost.RenameColumn("last", "active"),
	)
	change(s, "add first", mighost.AddColumnFirst(mighost.Column{Name: "first", Type: sqltype.Varchar(5)}))
	change(s, "add behind", mighost.AddColumnAfter(mighost.Column{Name: "behind", Type: sqltype.Varchar(5)}, "name"))
	change(s, "move last", mighost.MoveColumnLast("active"))
	change(s, "move first", mighost.MoveColumnFirst("team"))
	change(s, "move behind", mighost.MoveColumnAfter("active", "id"))
	return order(s)
}

// order reports the columns in their order.
func order(s *mighost.Step) error {
	columns, err := s.Columns(changed)
	if err != nil {
		return err
	}
	say(s, "columns", listOf(columns, func(column mighost.Column) string { return column.Name }))
	return nil
}

func whatColumnsAre(s *mighost.Step) {
	change(s, "not null and a default", mighost.SetNotNull("name"), mighost.SetDefault("name", "nobody"))
	change(s, "a longer text", mighost.SetType("name", sqltype.Varchar(150)))
	change(s, "a type by an expression", mighost.SetTypeUsing("team", sqltype.Integer(), "team + 1"))
	change(s, "nullable without a default", mighost.SetNullable("name"), mighost.DropDefault("name"))
	change(s, "a default that is computed", mighost.SetDefault("team", mighost.Expression("(2 + 3)")))
	change(s, "a collation that isn't there", mighost.SetCollation("name", "e_never"))
	change(s, "no collation", mighost.SetCollation("name", ""))
	change(s, "a column's comment", mighost.SetColumnComment("name", "A name"))
	change(s, "no comment", mighost.SetColumnComment("name", ""))
	change(s, "add a column to compute", mighost.AddColumn(mighost.Column{Name: "twice", Type: sqltype.Integer()}))
	change(s, "a computed column", mighost.SetGenerated("twice", mighost.Generated{Expression: "id * 2", Stored: true}))
	change(s, "a column that isn't computed", mighost.DropGenerated("twice"))
	change(s, "numbered rows", mighost.SetIdentity("id", mighost.Identity{}))
	change(s, "rows without numbers", mighost.DropIdentity("id"))
	change(s, "a column's setting", mighost.SetColumnSetting("name", "on-conflict", "ignore"))
	change(s, "no setting of a column", mighost.DropColumnSetting("name", "on-conflict"))
}

func constraints(s *mighost.Step) {
	toParent := mighost.ForeignKey{
		Name: "fk_e_changed", Columns: []string{"team"}, Table: "e_parent", ReferredColumns: []string{"id"},
	}
	unchecked := toParent
	unchecked.NotValid = true
	change(s, "drop by what they are",
		mighost.DropUnique("name"),
		mighost.DropPrimaryKey(),
		mighost.AddConstraint(mighost.PrimaryKey{Name: "pk_e_changed", Columns: []string{"id"}}),
	)
	change(s, "add a unique",
		mighost.AddConstraint(mighost.Unique{Name: "uq_e_changed", Columns: []string{"name", "team"}}))
	change(s, "add a check", mighost.AddConstraint(mighost.Check{Name: "ck_e_changed", Expression: "id > 0"}))
	change(s, "add a check that is there",
		mighost.AddConstraintIfNotExists(mighost.Check{Name: "ck_e_changed", Expression: "id > 1000"}))
	change(s, "add a foreign key", mighost.AddConstraint(toParent))
	change(s, "add a foreign key that isn't checked", mighost.AddConstraint(unchecked))
	change(s, "check it now", mighost.ValidateConstraint("fk_e_changed"))
	change(s, "add an exclusion", mighost.AddConstraint(mighost.Exclusion{
		Name: "ex_e_changed", Method: "btree", Elements: []mighost.ExclusionElement{{Expression: "team", Operator: "="}},
	}))
	tell(s, "has uq_e_changed")(s.HasConstraint(changed, "uq_e_changed"))
	change(s, "rename a constraint", mighost.RenameConstraint("uq_e_changed", "uq_e_renamed"))
	change(s, "drop a constraint if it is there", mighost.DropConstraintIfExists("uq_e_never"))
	change(s, "drop a constraint", mighost.DropConstraint("ck_e_changed"))
	change(s, "drop a foreign key", mighost.DropForeignKey("team"))
	change(s, "drop a check by its text", mighost.DropCheck("team > 0"))
	change(s, "drop by a key", mighost.DropConstraintIfExists("uq_e_never"))
}

func theTable(s *mighost.Step) {
	change(s, "the table's comment", mighost.SetComment("Changed"))
	change(s, "no comment of the table", mighost.SetComment(""))
	change(s, "a setting", mighost.SetSetting("strict", ""))
	change(s, "no setting", mighost.DropSetting("strict"))
	change(s, "nothing")
}

func indexes(s *mighost.Step) error {
	build := func(what string, index mighost.Index) { yes(s, what, s.CreateIndex(changed, index)) }
	name := []string{"name"}
	parts := func(parts ...mighost.IndexPart) []mighost.IndexPart { return parts }
	build("build an index", mighost.Index{Name: "ix_e_own", Columns: []string{"name", "id"}, Unique: true})
	tell(s, "build it if it isn't there")(s.CreateIndexIfNotExists(changed, mighost.Index{Name: "ix_e_own", Columns: name}))
	build("build it again", mighost.Index{Name: "ix_e_own", Columns: name})
	tell(s, "has ix_e_own")(s.HasIndex(changed, "ix_e_own"))
	done(s, "rename an index", s.RenameIndex(changed, "ix_e_own", "ix_e_renamed"))
	change(s, "indexes in a change",
		mighost.AddIndex(mighost.Index{Name: "ix_e_changed_name", Columns: name}),
		mighost.AddIndexIfNotExists(mighost.Index{Name: "ix_e_changed_name", Columns: []string{"id"}}),
		mighost.AddIndex(mighost.Index{
			Name: "ix_e_more", Parts: parts(mighost.IndexPart{Column: "name", Descending: true}, mighost.IndexPart{Column: "id"}),
		}),
		mighost.DropIndexIfExists("ix_e_never"),
	)
	build("part of a table", mighost.Index{Name: "ix_e_part", Columns: name, Where: "id > 1"})
	build("an expression", mighost.Index{Name: "ix_e_expression", Parts: parts(mighost.IndexPart{Expression: "(id + 1)"})})
	build("a prefix", mighost.Index{Name: "ix_e_prefix", Parts: parts(mighost.IndexPart{Column: "name", Prefix: 5})})
	build("a method", mighost.Index{Name: "ix_e_method", Columns: name, Method: "hash"})
	build("a method that isn't there", mighost.Index{Name: "ix_e_none", Columns: name, Method: "e_never"})
	build("columns carried along", mighost.Index{Name: "ix_e_include", Columns: name, Include: []string{"id"}})
	build("equal NULLs", mighost.Index{Name: "ix_e_nulls", Columns: name, Unique: true, NullsNotDistinct: true})
	build("an operator class", mighost.Index{Name: "ix_e_class", Parts: parts(mighost.IndexPart{
		Column: "name", OperatorClass: "text_pattern_ops", Nulls: mighost.NullsLast,
	})})
	build("a collation of a part", mighost.Index{
		Name: "ix_e_collation", Parts: parts(mighost.IndexPart{Column: "name", Collation: "C"}),
	})
	build("an index's comment", mighost.Index{Name: "ix_e_comment", Columns: name, Comment: "A comment"})
	concurrent := mighost.Index{Name: "ix_e_concurrent", Columns: name}
	yes(s, "build without stopping writers", s.CreateIndex(changed, concurrent, mighost.Concurrently))
	done(s, "set an index's comment", s.SetIndexComment(changed, "ix_e_renamed", "Another"))
	change(s, "drop an index in a change", mighost.DropIndex("ix_e_more"))
	yes(s, "drop an index", s.DropIndex(changed, "ix_e_renamed"))
	tell(s, "drop it if it is there")(s.DropIndexIfExists(changed, "ix_e_renamed"))
	yes(s, "drop it again", s.DropIndex(changed, "ix_e_renamed"))
	indexes, err := s.Indexes(changed)
	if err != nil {
		return err
	}
	var names []string
	for _, index := range indexes {
		names = append(names, index.Name)
	}
	slices.Sort(names)
	say(s, "indexes", list(names))
	return nil
}

func refusedChanges(s *mighost.Step) {
	name := mighost.AddColumn(mighost.Column{Name: "name", Type: sqltype.Text()})
	change(s, "add a column that is there", name)
	change(s, "drop a column that isn't there", mighost.DropColumn("never"))
	change(s, "change a column that isn't there", mighost.SetNotNull("never"))
	change(s, "drop a constraint that isn't there", mighost.DropConstraint("never"))
	change(s, "half a change",
		mighost.AddColumn(mighost.Column{Name: "half", Type: sqltype.Text()}), mighost.DropColumn("never"))
	done(s, "change a table that isn't there", s.AlterTable("e_never", name))
}
