package main

import (
	"slices"
	"strings"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

// objects makes views, enumerations, sequences and schemas, as far as the database has them.
func objects(s *mighost.Step) error {
	if err := views(s); err != nil {
		return err
	}
	enumerations(s)
	sequences(s)
	schemas(s)
	triggers, err := s.Triggers("e_parent")
	tell(s, "has triggers")(len(triggers), err)
	tables, err := s.Tables()
	if err != nil {
		return err
	}
	say(s, "tables", list(names(tables, "e_")))
	return nil
}

// names are those that begin so, in order.
func names(all []mighost.ObjectName, begin string) []string {
	var names []string
	for _, one := range all {
		if strings.HasPrefix(one.Name, begin) {
			names = append(names, one.Name)
		}
	}
	slices.Sort(names)
	return names
}

func views(s *mighost.Step) error {
	view := mighost.View{
		Name: "e_view", Columns: []string{"number", "label"}, Query: "SELECT id, name FROM e_parent",
	}
	done(s, "create a view", s.CreateView(view))
	done(s, "create it again", s.CreateView(view))
	done(s, "put another in its place", s.CreateOrReplaceView(mighost.View{
		Name: "e_view", Query: "SELECT id AS number, name AS label FROM e_parent WHERE id > 0",
	}))
	read, err := s.View("e_view")
	if err != nil {
		return err
	}
	if read != nil {
		say(s, "the view's columns", list(read.Columns))
	}
	all, err := s.Views()
	tell(s, "views")(list(names(all, "")), err)
	done(s, "a view that is stored", s.CreateView(mighost.View{
		Name: "e_stored", Query: "SELECT id FROM e_parent", Materialized: true,
	}))
	done(s, "fill it", s.RefreshView("e_stored"))
	tell(s, "drop it")(s.DropViewIfExists("e_stored"))
	done(s, "a view's comment", s.SetViewComment("e_view", "A view"))
	done(s, "no comment of a view", s.SetViewComment("e_view", ""))
	done(s, "create a view to rename", s.CreateView(mighost.View{
		Name: "e_first", Query: "SELECT id FROM e_parent", Comment: "First",
	}))
	done(s, "rename a view", s.RenameView("e_first", "e_second"))
	tell(s, "drop the one name")(s.DropViewIfExists("e_first"))
	tell(s, "drop the other name")(s.DropViewIfExists("e_second", mighost.Cascade))
	yes(s, "drop a view that isn't there", s.DropView("e_never"))
	return nil
}

func enumerations(s *mighost.Step) {
	done(s, "create an enumeration", s.CreateEnumeration(mighost.Enumeration{
		Name: "e_mood", Labels: []string{"sad", "happy"},
	}))
	tell(s, "create it if it isn't there")(s.CreateEnumerationIfNotExists(mighost.Enumeration{
		Name: "e_mood", Labels: []string{"sad"},
	}))
	done(s, "add a label", s.AddLabel("e_mood", "glad"))
	yes(s, "add a label before", s.AddLabel("e_mood", "angry", mighost.BeforeLabel("sad")))
	tell(s, "add a label behind")(s.AddLabelIfNotExists("e_mood", "calm", mighost.AfterLabel("sad")))
	tell(s, "add a label that is there")(s.AddLabelIfNotExists("e_mood", "calm"))
	done(s, "rename a label", s.RenameLabel("e_mood", "glad", "merry"))
	all, err := s.Enumerations()
	var labels []string
	for _, one := range all {
		labels = append(labels, one.Labels...)
	}
	tell(s, "labels")(list(labels), err)
	done(s, "rename an enumeration", s.RenameEnumeration("e_mood", "e_spirit"))
	yes(s, "drop an enumeration", s.DropEnumeration("e_spirit"))
	tell(s, "drop it if it is there")(s.DropEnumerationIfExists("e_spirit"))
}

func sequences(s *mighost.Step) {
	numbers := mighost.Sequence{Name: "e_numbers", Numbers: mighost.Identity{
		Start: new(int64(5)), Increment: new(int64(2)), Min: new(int64(1)), Max: new(int64(99)),
	}}
	done(s, "create a sequence", s.CreateSequence(numbers))
	tell(s, "create it if it isn't there")(s.CreateSequenceIfNotExists(numbers))
	done(s, "change it", s.AlterSequence(mighost.Sequence{
		Name: "e_numbers", Numbers: mighost.Identity{Increment: new(int64(3)), Cycle: true},
	}))
	read, err := s.Sequence("e_numbers")
	text := "none"
	if read != nil {
		var found []int64
		for _, number := range []*int64{read.Numbers.Start, read.Numbers.Increment, read.Numbers.Max} {
			if number != nil {
				found = append(found, *number)
			}
		}
		text = list(found)
	}
	tell(s, "its numbers")(text, err)
	all, err := s.Sequences()
	tell(s, "sequences")(list(names(all, "e_n")), err)
	done(s, "rename a sequence", s.RenameSequence("e_numbers", "e_figures"))
	yes(s, "drop a sequence", s.DropSequence("e_figures"))
	tell(s, "drop it if it is there")(s.DropSequenceIfExists("e_figures"))
}

// schemas makes one. It is a database of the whole server on MySQL: its name is the run's own.
func schemas(s *mighost.Step) {
	schema, given := s.Argument("schema")
	if !given {
		return
	}
	there := s.In(schema)
	done(s, "create a schema", s.CreateSchema(schema))
	tell(s, "create it if it isn't there")(s.CreateSchemaIfNotExists(schema))
	all, err := s.Schemas()
	tell(s, "has it")(slices.Contains(all, schema), err)
	yes(s, "a table in it", there.CreateTable(table("e_inside")))
	inside, err := there.Tables()
	tell(s, "tables in it")(list(names(inside, "")), err)
	tell(s, "drop the table in it")(there.DropTableIfExists("e_inside"))
	yes(s, "drop a schema", s.DropSchema(schema, mighost.Cascade))
	tell(s, "drop it if it is there")(s.DropSchemaIfExists(schema))
}
