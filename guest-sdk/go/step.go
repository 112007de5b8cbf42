package mighost

import "github.com/mighost/mighost/guest-sdk/go/internal/abi"

// Step is one revision that runs in one direction: what a migration can do is methods of it. An artifact imports what
// it calls, and no more: one that never calls Exec, Query, QueryRow or Cursor can't run raw SQL, and anyone can see
// that in the file.
//
// Names are plain; the host quotes them. Calls are made one at a time, from any goroutine.
type Step struct {
	schema string
}

// In is the same step, whose names are in another schema than the connection's default one.
//
//	s.In("billing").DropTable("invoices")
func (s *Step) In(schema string) *Step {
	return &Step{schema: schema}
}

// name is a name as five parameters: whether there is a schema, the schema, the name.
func (s *Step) name(name string) (some, schema, schemaLength, start, length uint32) {
	return nameIn(s.schema, name)
}

func nameIn(schemaName, name string) (some, schema, schemaLength, start, length uint32) {
	some, schema, schemaLength = abi.OptionalText(schemaName)
	start, length = abi.Text(name)
	return some, schema, schemaLength, start, length
}

const objectNameSize = 20

func writeName(w *writer, schema, name string) {
	w.OptionalText(schema)
	w.Text(name)
}

func readName(r *reader) ObjectName {
	return ObjectName{Schema: r.OptionalText(), Name: r.Text()}
}

func (s *Step) or(schema string) string {
	if schema != "" {
		return schema
	}
	return s.schema
}

// ---- where it runs -----------------------------------------------------------------------------------------

// Dialect is the SQL dialect of the database, in lower case.
type Dialect string

// The dialects.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgresql"
	MySQL      Dialect = "mysql"
	MariaDB    Dialect = "mariadb"
)

// Dialect is the database's.
func (s *Step) Dialect() Dialect {
	abi.Dialect(abi.Answer())
	defer abi.Done()
	r := abi.ReadAnswer()
	var dialect Dialect
	r.Variant(4, 8, func(number uint8) {
		known := [...]Dialect{SQLite, PostgreSQL, MySQL, MariaDB}
		if int(number) < len(known) {
			dialect = known[number]
		} else {
			dialect = Dialect(r.Text())
		}
	})
	return dialect
}

func answered() string {
	defer abi.Done()
	r := abi.ReadAnswer()
	return r.Text()
}

func perhapsAnswered() (string, bool) {
	defer abi.Done()
	r := abi.ReadAnswer()
	return r.SomeText()
}

// ServerVersion is the server's version as it states it, such as "3.46.1" or "10.11.6-MariaDB".
func (s *Step) ServerVersion() string {
	abi.ServerVersion(abi.Answer())
	return answered()
}

// Revision is the id of the revision that runs.
func (s *Step) Revision() string {
	abi.Revision(abi.Answer())
	return answered()
}

// Package is the package of the revision that runs; empty: the root package.
func (s *Step) Package() string {
	abi.Package(abi.Answer())
	name, _ := perhapsAnswered()
	return name
}

// Direction is which way a step goes.
type Direction uint8

// Which way a step goes.
const (
	Up Direction = iota
	Down
)

// Direction is which way the step goes.
func (s *Step) Direction() Direction {
	return Direction(abi.Direction())
}

// Argument is the value of the operator's argument -x key=value, and whether it was given; empty for -x key.
func (s *Step) Argument(key string) (value string, given bool) {
	start, length := abi.Text(key)
	abi.Argument(start, length, abi.Answer())
	return perhapsAnswered()
}

// Argument is one that the operator gave.
type Argument struct {
	Key, Value string
}

// Arguments are all that the operator gave, in that order.
func (s *Step) Arguments() []Argument {
	abi.Arguments(abi.Answer())
	defer abi.Done()
	r := abi.ReadAnswer()
	return abi.ReadList(&r, func(r *reader) Argument { return Argument{Key: r.Text(), Value: r.Text()} })
}

// ---- what the operator sees --------------------------------------------------------------------------------

// Log writes a line to the log. What is printed (fmt.Println) ends up there too.
func (s *Step) Log(message string) {
	s.log(1, message)
}

// Debug writes a line to the log for whoever looks for a fault.
func (s *Step) Debug(message string) {
	s.log(0, message)
}

func (s *Step) log(level uint32, message string) {
	defer abi.Done()
	start, length := abi.Text(abi.Readable(message))
	abi.Log(level, start, length)
}

// Progress says how far a long step is: done of total in any unit, for the progress line. A total of 0 is unknown.
func (s *Step) Progress(done, total uint64) {
	abi.Progress(done, abi.Bool(total != 0), total)
}

// Warn writes a warning that the operator will see when the step ends, and that is kept in the history.
func (s *Step) Warn(message string) {
	defer abi.Done()
	start, length := abi.Text(abi.Readable(message))
	abi.Warn(start, length)
}
