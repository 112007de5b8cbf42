package main

import (
	"slices"
	"strings"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// Views, triggers, and what SQLite doesn't have.

func objects(s *mighost.Step) {
	views(s)
	triggers(s)
	inspecting(s)
	refusedObjects(s)
}

// noObjects drops the view that is left.
func noObjects(s *mighost.Step) {
	done(s.DropView("c_view"))
	holds("the view is dropped once", !got(s.DropViewIfExists("c_view")))
}

func views(s *mighost.Step) {
	query := "SELECT id, name FROM c_parent"
	done(s.CreateView(mighost.View{Name: "c_view", Query: query, Columns: []string{"number", "label"}}))
	view := got(s.View("c_view"))
	holds("there is a view", view != nil)
	same("the view's columns", view.Columns, []string{"number", "label"})
	same("the view's query", view.Query, query)
	done(s.CreateOrReplaceView(mighost.View{Name: "c_view", Query: "SELECT a FROM c_parent"}))
	same("the view in its place", got(s.View("c_view")).Query, "SELECT a FROM c_parent")
	same("the views", objectNames(got(s.Views())), []string{"c_view"})
	invalid("creating a view that is there", s.CreateView(mighost.View{Name: "c_view", Query: "SELECT 1"}))
	holds("a view that isn't there is none", got(s.View("c_never")) == nil)
}

func triggers(s *mighost.Step) {
	text := "CREATE TRIGGER c_trigger AFTER INSERT ON c_strict BEGIN UPDATE c_strict SET name = 'set' WHERE id = new.id; END"
	got(s.Exec(text))
	found := got(s.Triggers("c_strict"))
	same("the number of triggers", len(found), 1)
	same("the trigger", found[0], mighost.Trigger{Name: "c_trigger", Table: "c_strict", Definition: text})
	// A rebuild of the table takes the trigger along.
	done(s.AlterTable("c_strict",
		mighost.AddColumn(mighost.Column{Name: "late", Type: sqltype.Text(), NotNull: true, Default: ""}),
		mighost.SetDefault("name", "none"),
		mighost.MoveColumnFirst("late"),
	))
	same("the triggers behind a rebuild", len(got(s.Triggers("c_strict"))), 1)
	got(s.Rows("c_strict").Insert([]string{"id"}, []any{9}))
	same("a trigger at work", got(s.Rows("c_strict", mighost.Equal("name", "set")).Count()), uint64(1))
}

func inspecting(s *mighost.Step) {
	tables := objectNames(got(s.Tables()))
	main := s.In("main")
	holds("tables come by name", slices.IsSorted(tables))
	for _, table := range tables {
		holds("the host's own tables aren't listed", strings.HasPrefix(table, "c_"))
	}
	same("the tables of main", len(got(main.Tables())), len(tables))
	holds("a table in main is found", got(main.HasTable("c_parent")))
	holds("a table that isn't there is none", got(s.Table("c_never")) == nil)
	holds("a column is found", got(s.HasColumn("c_parent", "name")))
	holds("a column that isn't there isn't", !got(s.HasColumn("c_parent", "never")))
	holds("a column of no table isn't", !got(s.HasColumn("c_never", "name")))
	holds("an index of no table isn't", !got(s.HasIndex("c_never", "ix")))
	holds("a constraint of no table isn't", !got(s.HasConstraint("c_never", "ck")))
	invalid("the columns of no table", second(s.Columns("c_never")))
	invalid("the indexes of no table", second(s.Indexes("c_never")))
	invalid("the constraints of no table", second(s.Constraints("c_never")))
	invalid("the triggers of no table", second(s.Triggers("c_never")))
	same("the views of main", len(got(main.Views())), 1)
	same("the sequences", len(got(s.Sequences())), 0)
	same("the sequences of main", len(got(main.Sequences())), 0)
	holds("a sequence is none", got(s.Sequence("c_never")) == nil)
	same("the enumerations", len(got(s.Enumerations())), 0)
	same("the enumerations of main", len(got(main.Enumerations())), 0)
	same("the schemas", got(s.Schemas()), []string{"main"})
}

func refusedObjects(s *mighost.Step) {
	unsupported("a materialized view", s.CreateView(mighost.View{Name: "c_never", Query: "SELECT 1", Materialized: true}))
	unsupported("renaming a view", s.RenameView("c_view", "c_never"))
	unsupported("refreshing a view", s.RefreshView("c_view", mighost.Concurrently))
	colour := mighost.Enumeration{Name: "c_colour", Labels: []string{"red"}}
	unsupported("creating an enumeration", s.CreateEnumeration(colour))
	unsupported("creating an enumeration if missing", second(s.CreateEnumerationIfNotExists(colour)))
	unsupported("adding a label", s.AddLabel("c_colour", "blue"))
	unsupported("adding a label somewhere", second(s.AddLabelIfNotExists("c_colour", "blue", mighost.BeforeLabel("red"))))
	unsupported("renaming a label", s.RenameLabel("c_colour", "red", "blue"))
	invalid("renaming an enumeration", s.RenameEnumeration("c_colour", "c_color"))
	holds("an enumeration that can't be isn't dropped", !got(s.DropEnumerationIfExists("c_colour")))
	invalid("dropping an enumeration", s.DropEnumeration("c_colour", mighost.Cascade))
	number := func(n int64) *int64 { return &n }
	numbers := mighost.Sequence{Name: "c_numbers", Numbers: mighost.Identity{Start: number(10), Increment: number(2)}}
	unsupported("creating a sequence", s.CreateSequence(numbers))
	unsupported("creating a sequence if missing", second(s.CreateSequenceIfNotExists(mighost.Sequence{Name: "c_numbers"})))
	numbers.Numbers = mighost.Identity{Min: number(1), Max: number(9), Cycle: true, Cache: number(5)}
	invalid("changing a sequence", s.AlterSequence(numbers))
	invalid("renaming a sequence", s.RenameSequence("c_numbers", "c_others"))
	holds("a sequence that can't be isn't dropped", !got(s.DropSequenceIfExists("c_numbers")))
	invalid("dropping a sequence", s.DropSequence("c_numbers", mighost.Cascade))
	unsupported("creating a schema", s.CreateSchema("c_schema"))
	unsupported("creating a schema if missing", second(s.CreateSchemaIfNotExists("c_schema")))
	holds("a schema that can't be isn't dropped", !got(s.DropSchemaIfExists("c_schema")))
	invalid("dropping a schema", s.DropSchema("c_schema"))
	// SQLite keeps no comments: setting one changes nothing, and says nothing.
	done(s.SetViewComment("c_view", "a comment"))
	done(s.SetIndexComment("c_parent", "ix_c_parent_name", "a comment"))
	same("a view's comment", got(s.View("c_view")).Comment, "")
}
