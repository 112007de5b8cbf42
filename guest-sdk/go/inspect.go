package mighost

import "github.com/mighost/mighost/guest-sdk/go/internal/abi"

// HasTable says whether a table exists.
func (s *Step) HasTable(table string) (bool, error) {
	some, schema, schemaLength, name, length := s.name(table)
	abi.HasTable(some, schema, schemaLength, name, length, abi.Answer())
	return whether()
}

// HasColumn says whether a table exists and has that column.
func (s *Step) HasColumn(table, column string) (bool, error) {
	some, schema, schemaLength, name, length := s.name(table)
	start, columnLength := abi.Text(column)
	abi.HasColumn(some, schema, schemaLength, name, length, start, columnLength, abi.Answer())
	return whether()
}

// HasIndex says whether a table exists and has an index of that name.
func (s *Step) HasIndex(table, index string) (bool, error) {
	some, schema, schemaLength, name, length := s.name(table)
	start, indexLength := abi.Text(index)
	abi.HasIndex(some, schema, schemaLength, name, length, start, indexLength, abi.Answer())
	return whether()
}

// HasConstraint says whether a table exists and has a constraint of that name.
func (s *Step) HasConstraint(table, constraint string) (bool, error) {
	some, schema, schemaLength, name, length := s.name(table)
	start, constraintLength := abi.Text(constraint)
	abi.HasConstraint(some, schema, schemaLength, name, length, start, constraintLength, abi.Answer())
	return whether()
}

func list[T any](read func(*reader) T) ([]T, error) {
	return give(4, func(r *reader) []T { return abi.ReadList(r, read) })
}

// Tables are the tables of the step's schema, by name.
func (s *Step) Tables() ([]ObjectName, error) {
	some, schema, length := abi.OptionalText(s.schema)
	abi.Tables(some, schema, length, abi.Answer())
	return list(readName)
}

// Table is one table whole; nil where it doesn't exist.
func (s *Step) Table(table string) (*Table, error) {
	some, schema, schemaLength, name, length := s.name(table)
	abi.Table(some, schema, schemaLength, name, length, abi.Answer())
	return give(4, func(r *reader) *Table {
		var table *Table
		// Nothing follows, so that its size doesn't matter.
		r.Optional(4, 0, func() { table = readTable(r) })
		return table
	})
}

// Columns are the columns of a table; [ErrInvalid] where it doesn't exist.
func (s *Step) Columns(table string) ([]Column, error) {
	some, schema, schemaLength, name, length := s.name(table)
	abi.Columns(some, schema, schemaLength, name, length, abi.Answer())
	return list(readColumn)
}

// Indexes are the indexes of a table; [ErrInvalid] where it doesn't exist.
func (s *Step) Indexes(table string) ([]Index, error) {
	some, schema, schemaLength, name, length := s.name(table)
	abi.Indexes(some, schema, schemaLength, name, length, abi.Answer())
	return list(readIndex)
}

// Constraints are the constraints of a table; [ErrInvalid] where it doesn't exist.
func (s *Step) Constraints(table string) ([]Constraint, error) {
	some, schema, schemaLength, name, length := s.name(table)
	abi.Constraints(some, schema, schemaLength, name, length, abi.Answer())
	return list(readConstraint)
}

// Triggers are the triggers of a table or view; [ErrInvalid] where it doesn't exist.
func (s *Step) Triggers(table string) ([]Trigger, error) {
	some, schema, schemaLength, name, length := s.name(table)
	abi.Triggers(some, schema, schemaLength, name, length, abi.Answer())
	return list(func(r *reader) Trigger {
		trigger := Trigger{Name: r.Text()}
		on := readName(r)
		trigger.Schema, trigger.Table, trigger.Definition = on.Schema, on.Name, r.Text()
		return trigger
	})
}

// Views are the views of the step's schema, by name, materialized ones too.
func (s *Step) Views() ([]ObjectName, error) {
	some, schema, length := abi.OptionalText(s.schema)
	abi.Views(some, schema, length, abi.Answer())
	return list(readName)
}

// View is one view; nil where it doesn't exist.
func (s *Step) View(view string) (*View, error) {
	some, schema, schemaLength, name, length := s.name(view)
	abi.View(some, schema, schemaLength, name, length, abi.Answer())
	return give(4, func(r *reader) *View {
		var view *View
		r.Optional(4, 0, func() {
			name := readName(r)
			view = &View{
				Schema: name.Schema, Name: name.Name, Columns: r.Texts(), Query: r.Text(), Materialized: r.Bool(),
				Comment: r.OptionalText(),
			}
		})
		return view
	})
}

// Sequences are the sequences of the step's schema, by name. Empty where the database has none.
func (s *Step) Sequences() ([]ObjectName, error) {
	some, schema, length := abi.OptionalText(s.schema)
	abi.Sequences(some, schema, length, abi.Answer())
	return list(readName)
}

// Sequence is one sequence; nil where it doesn't exist.
func (s *Step) Sequence(sequence string) (*Sequence, error) {
	some, schema, schemaLength, name, length := s.name(sequence)
	abi.Sequence(some, schema, schemaLength, name, length, abi.Answer())
	return give(identityAlign, func(r *reader) *Sequence {
		var sequence *Sequence
		r.Optional(identityAlign, 0, func() {
			name := readName(r)
			sequence = &Sequence{Schema: name.Schema, Name: name.Name, Numbers: readIdentity(r)}
		})
		return sequence
	})
}

// Enumerations are the enumeration types of the step's schema, by name. Empty where the database has none.
func (s *Step) Enumerations() ([]Enumeration, error) {
	some, schema, length := abi.OptionalText(s.schema)
	abi.Enumerations(some, schema, length, abi.Answer())
	return list(func(r *reader) Enumeration {
		name := readName(r)
		return Enumeration{Schema: name.Schema, Name: name.Name, Labels: r.Texts()}
	})
}

// Schemas are the schemas, by name, without the database's own. On SQLite: main.
func (s *Step) Schemas() ([]string, error) {
	abi.Schemas(abi.Answer())
	return list((*reader).Text)
}
