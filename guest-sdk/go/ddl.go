package mighost

import "github.com/mighost/mighost/guest-sdk/go/internal/abi"

// Option is how something is dropped or built.
type Option uint8

const (
	// Cascade drops what stands on it too. Without, the database refuses where something does.
	Cascade Option = iota + 1
	// Concurrently builds or drops an index without stopping writers, or fills a view without stopping readers
	// (PostgreSQL). Only in a revision with [NoTransaction].
	Concurrently
)

func has(options []Option, option Option) uint32 {
	for _, given := range options {
		if given == option {
			return 1
		}
	}
	return 0
}

// ---- tables ------------------------------------------------------------------------------------------------

// CreateTable creates a table with its columns, constraints and indexes.
func (s *Step) CreateTable(table Table) error {
	_, err := s.createTable(&table, false)
	return err
}

// CreateTableIfNotExists creates a table, where there is none of that name. True where it was created.
func (s *Step) CreateTableIfNotExists(table Table) (bool, error) {
	return s.createTable(&table, true)
}

func (s *Step) createTable(table *Table, ifNotExists bool) (bool, error) {
	var w writer
	writeTable(&w, s.or(table.Schema), table)
	w.Bool(ifNotExists)
	abi.CreateTable(w.Address(), abi.Answer())
	return whether()
}

// DropTable drops a table and its indexes.
func (s *Step) DropTable(table string, options ...Option) error {
	some, schema, schemaLength, name, length := s.name(table)
	abi.DropTable(some, schema, schemaLength, name, length, 0, has(options, Cascade), abi.Answer())
	_, err := whether()
	return err
}

// DropTableIfExists drops a table, where there is one of that name. True where it was there.
func (s *Step) DropTableIfExists(table string, options ...Option) (bool, error) {
	some, schema, schemaLength, name, length := s.name(table)
	abi.DropTable(some, schema, schemaLength, name, length, 1, has(options, Cascade), abi.Answer())
	return whether()
}

// RenameTable renames a table; what refers to it follows.
func (s *Step) RenameTable(from, to string) error {
	return s.renameTable(from, s.schema, to)
}

// MoveTable moves a table to another schema (not on SQLite).
func (s *Step) MoveTable(table, schema string) error {
	return s.renameTable(table, schema, table)
}

func (s *Step) renameTable(from, toSchema, to string) error {
	a, b, c, d, e := s.name(from)
	f, g, h, i, j := nameIn(toSchema, to)
	abi.RenameTable(a, b, c, d, e, f, g, h, i, j, abi.Answer())
	return done()
}

// ---- indexes -----------------------------------------------------------------------------------------------

// CreateIndex builds an index on its own; several changes of one table are better one [Step.AlterTable].
func (s *Step) CreateIndex(table string, index Index, options ...Option) error {
	_, err := s.createIndex(table, &index, false, options)
	return err
}

// CreateIndexIfNotExists builds an index, where there is none of its name. True where it was built.
func (s *Step) CreateIndexIfNotExists(table string, index Index, options ...Option) (bool, error) {
	return s.createIndex(table, &index, true, options)
}

func (s *Step) createIndex(table string, index *Index, ifNeeded bool, options []Option) (bool, error) {
	var w writer
	writeName(&w, s.schema, table)
	writeIndex(&w, index)
	w.Bool(ifNeeded)
	w.Bool(has(options, Concurrently) != 0)
	abi.CreateIndex(w.Address(), abi.Answer())
	return whether()
}

// DropIndex drops an index on its own.
func (s *Step) DropIndex(table, index string, options ...Option) error {
	_, err := s.dropIndex(table, index, 0, options)
	return err
}

// DropIndexIfExists drops an index, where there is one of that name. True where it was there.
func (s *Step) DropIndexIfExists(table, index string, options ...Option) (bool, error) {
	return s.dropIndex(table, index, 1, options)
}

func (s *Step) dropIndex(table, index string, ifNeeded uint32, options []Option) (bool, error) {
	some, schema, schemaLength, name, length := s.name(table)
	start, indexLength := abi.Text(index)
	concurrently := has(options, Concurrently)
	abi.DropIndex(some, schema, schemaLength, name, length, start, indexLength, ifNeeded, concurrently, abi.Answer())
	return whether()
}

// RenameIndex renames an index of a table.
func (s *Step) RenameIndex(table, from, to string) error {
	some, schema, schemaLength, name, length := s.name(table)
	fromStart, fromLength := abi.Text(from)
	toStart, toLength := abi.Text(to)
	abi.RenameIndex(some, schema, schemaLength, name, length, fromStart, fromLength, toStart, toLength, abi.Answer())
	return done()
}

// SetIndexComment sets the comment of an index (PostgreSQL); an empty one drops it.
func (s *Step) SetIndexComment(table, index, comment string) error {
	some, schema, schemaLength, name, length := s.name(table)
	start, indexLength := abi.Text(index)
	given, text, textLength := abi.OptionalText(comment)
	abi.SetIndexComment(some, schema, schemaLength, name, length, start, indexLength, given, text, textLength, abi.Answer())
	return done()
}

// ---- views -------------------------------------------------------------------------------------------------

// CreateView creates a view.
func (s *Step) CreateView(view View) error {
	return s.createView(&view, false)
}

// CreateOrReplaceView creates a view, in the place of one that stands.
func (s *Step) CreateOrReplaceView(view View) error {
	return s.createView(&view, true)
}

func (s *Step) createView(view *View, orReplace bool) error {
	some, schema, schemaLength, name, length := nameIn(s.or(view.Schema), view.Name)
	columns, columnsLength := abi.Texts(view.Columns)
	query, queryLength := abi.Text(view.Query)
	given, comment, commentLength := abi.OptionalText(view.Comment)
	abi.CreateView(some, schema, schemaLength, name, length, columns, columnsLength, query, queryLength,
		abi.Bool(view.Materialized), given, comment, commentLength, abi.Bool(orReplace), abi.Answer())
	return done()
}

// DropView drops a view, materialized or not.
func (s *Step) DropView(view string, options ...Option) error {
	some, schema, schemaLength, name, length := s.name(view)
	abi.DropView(some, schema, schemaLength, name, length, 0, has(options, Cascade), abi.Answer())
	_, err := whether()
	return err
}

// DropViewIfExists drops a view, where there is one of that name. True where it was there.
func (s *Step) DropViewIfExists(view string, options ...Option) (bool, error) {
	some, schema, schemaLength, name, length := s.name(view)
	abi.DropView(some, schema, schemaLength, name, length, 1, has(options, Cascade), abi.Answer())
	return whether()
}

// RenameView renames a view (not on SQLite).
func (s *Step) RenameView(from, to string) error {
	a, b, c, d, e := s.name(from)
	f, g, h, i, j := s.name(to)
	abi.RenameView(a, b, c, d, e, f, g, h, i, j, abi.Answer())
	return done()
}

// RefreshView fills a materialized view anew (PostgreSQL).
func (s *Step) RefreshView(view string, options ...Option) error {
	some, schema, schemaLength, name, length := s.name(view)
	abi.RefreshView(some, schema, schemaLength, name, length, has(options, Concurrently), abi.Answer())
	return done()
}

// SetViewComment sets the comment of a view (PostgreSQL); an empty one drops it.
func (s *Step) SetViewComment(view, comment string) error {
	some, schema, schemaLength, name, length := s.name(view)
	given, text, textLength := abi.OptionalText(comment)
	abi.SetViewComment(some, schema, schemaLength, name, length, given, text, textLength, abi.Answer())
	return done()
}

// ---- enumeration types -------------------------------------------------------------------------------------

// CreateEnumeration creates an enumeration type (PostgreSQL).
func (s *Step) CreateEnumeration(enumeration Enumeration) error {
	_, err := s.createEnumeration(&enumeration, 0)
	return err
}

// CreateEnumerationIfNotExists creates an enumeration type, where there is none of that name. True where it was created.
func (s *Step) CreateEnumerationIfNotExists(enumeration Enumeration) (bool, error) {
	return s.createEnumeration(&enumeration, 1)
}

func (s *Step) createEnumeration(enumeration *Enumeration, ifNotExists uint32) (bool, error) {
	some, schema, schemaLength, name, length := nameIn(s.or(enumeration.Schema), enumeration.Name)
	labels, labelsLength := abi.Texts(enumeration.Labels)
	abi.CreateEnumeration(some, schema, schemaLength, name, length, labels, labelsLength, ifNotExists, abi.Answer())
	return whether()
}

// LabelPlace is where a new label goes: [BeforeLabel], [AfterLabel]; the zero LabelPlace is behind the last.
type LabelPlace struct {
	number uint8
	other  string
}

// BeforeLabel is the place before another label.
func BeforeLabel(other string) LabelPlace { return LabelPlace{1, other} }

// AfterLabel is the place behind another label.
func AfterLabel(other string) LabelPlace { return LabelPlace{2, other} }

// AddLabel adds a label to an enumeration type, behind its last one or at a place.
//
//	err := s.AddLabel("mood", "calm", mighost.AfterLabel("sad"))
func (s *Step) AddLabel(enumeration, label string, place ...LabelPlace) error {
	_, err := s.addLabel(enumeration, label, place, 0)
	return err
}

// AddLabelIfNotExists adds a label, where there is none of that name. True where it was added.
func (s *Step) AddLabelIfNotExists(enumeration, label string, place ...LabelPlace) (bool, error) {
	return s.addLabel(enumeration, label, place, 1)
}

func (s *Step) addLabel(enumeration, label string, places []LabelPlace, ifNotExists uint32) (bool, error) {
	var place LabelPlace
	if len(places) > 0 {
		place = places[0]
	}
	some, schema, schemaLength, name, length := s.name(enumeration)
	start, labelLength := abi.Text(label)
	other, otherLength := abi.Text(place.other)
	abi.AddLabel(some, schema, schemaLength, name, length, start, labelLength, uint32(place.number), other, otherLength,
		ifNotExists, abi.Answer())
	return whether()
}

// RenameLabel renames a label of an enumeration type.
func (s *Step) RenameLabel(enumeration, from, to string) error {
	some, schema, schemaLength, name, length := s.name(enumeration)
	fromStart, fromLength := abi.Text(from)
	toStart, toLength := abi.Text(to)
	abi.RenameLabel(some, schema, schemaLength, name, length, fromStart, fromLength, toStart, toLength, abi.Answer())
	return done()
}

// RenameEnumeration renames an enumeration type.
func (s *Step) RenameEnumeration(from, to string) error {
	a, b, c, d, e := s.name(from)
	f, g, h, i, j := s.name(to)
	abi.RenameEnumeration(a, b, c, d, e, f, g, h, i, j, abi.Answer())
	return done()
}

// DropEnumeration drops an enumeration type.
func (s *Step) DropEnumeration(enumeration string, options ...Option) error {
	some, schema, schemaLength, name, length := s.name(enumeration)
	abi.DropEnumeration(some, schema, schemaLength, name, length, 0, has(options, Cascade), abi.Answer())
	_, err := whether()
	return err
}

// DropEnumerationIfExists drops an enumeration type, where there is one of that name. True where it was there.
func (s *Step) DropEnumerationIfExists(enumeration string, options ...Option) (bool, error) {
	some, schema, schemaLength, name, length := s.name(enumeration)
	abi.DropEnumeration(some, schema, schemaLength, name, length, 1, has(options, Cascade), abi.Answer())
	return whether()
}

// ---- sequences ---------------------------------------------------------------------------------------------

func (s *Step) writeSequence(w *writer, sequence *Sequence) {
	w.Align(identityAlign)
	writeName(w, s.or(sequence.Schema), sequence.Name)
	writeIdentity(w, &sequence.Numbers)
}

// CreateSequence creates a sequence (PostgreSQL, MariaDB).
func (s *Step) CreateSequence(sequence Sequence) error {
	_, err := s.createSequence(&sequence, false)
	return err
}

// CreateSequenceIfNotExists creates a sequence, where there is none of that name. True where it was created.
func (s *Step) CreateSequenceIfNotExists(sequence Sequence) (bool, error) {
	return s.createSequence(&sequence, true)
}

func (s *Step) createSequence(sequence *Sequence, ifNotExists bool) (bool, error) {
	var w writer
	s.writeSequence(&w, sequence)
	w.Bool(ifNotExists)
	abi.CreateSequence(w.Address(), abi.Answer())
	return whether()
}

// AlterSequence changes a sequence's numbers: what is nil stays.
func (s *Step) AlterSequence(sequence Sequence) error {
	var w writer
	s.writeSequence(&w, &sequence)
	abi.AlterSequence(w.Address(), abi.Answer())
	return done()
}

// RenameSequence renames a sequence.
func (s *Step) RenameSequence(from, to string) error {
	a, b, c, d, e := s.name(from)
	f, g, h, i, j := s.name(to)
	abi.RenameSequence(a, b, c, d, e, f, g, h, i, j, abi.Answer())
	return done()
}

// DropSequence drops a sequence.
func (s *Step) DropSequence(sequence string, options ...Option) error {
	some, schema, schemaLength, name, length := s.name(sequence)
	abi.DropSequence(some, schema, schemaLength, name, length, 0, has(options, Cascade), abi.Answer())
	_, err := whether()
	return err
}

// DropSequenceIfExists drops a sequence, where there is one of that name. True where it was there.
func (s *Step) DropSequenceIfExists(sequence string, options ...Option) (bool, error) {
	some, schema, schemaLength, name, length := s.name(sequence)
	abi.DropSequence(some, schema, schemaLength, name, length, 1, has(options, Cascade), abi.Answer())
	return whether()
}

// ---- schemas -----------------------------------------------------------------------------------------------

// CreateSchema creates a schema (PostgreSQL; a database on MySQL).
func (s *Step) CreateSchema(schema string) error {
	_, err := createSchema(schema, 0)
	return err
}

// CreateSchemaIfNotExists creates a schema, where there is none of that name. True where it was created.
func (s *Step) CreateSchemaIfNotExists(schema string) (bool, error) {
	return createSchema(schema, 1)
}

func createSchema(schema string, ifNotExists uint32) (bool, error) {
	name, length := abi.Text(schema)
	abi.CreateSchema(name, length, ifNotExists, abi.Answer())
	return whether()
}

// DropSchema drops a schema.
func (s *Step) DropSchema(schema string, options ...Option) error {
	name, length := abi.Text(schema)
	abi.DropSchema(name, length, 0, has(options, Cascade), abi.Answer())
	_, err := whether()
	return err
}

// DropSchemaIfExists drops a schema, where there is one of that name. True where it was there.
func (s *Step) DropSchemaIfExists(schema string, options ...Option) (bool, error) {
	name, length := abi.Text(schema)
	abi.DropSchema(name, length, 1, has(options, Cascade), abi.Answer())
	return whether()
}
