package mighost

import "github.com/mighost/mighost/guest-sdk/go/sqltype"

// Column is one column of a table.
//
//	{Name: "email", Type: sqltype.Varchar(150), NotNull: true, Default: ""}
type Column struct {
	Name    string
	Type    sqltype.Type
	NotNull bool
	// Default is what the column holds where an insert doesn't say: any value that a row may have, which the host
	// writes as the database wants it, or an [Expression] or a [Moment]. Nil is no default.
	Default any
	// Generated is how the column is computed from others; nil: it isn't.
	Generated *Generated
	// Identity is how the column numbers its rows; nil: it doesn't.
	Identity *Identity
	// Collation is such as "NOCASE".
	Collation string
	// Comment is kept by PostgreSQL, MySQL and MariaDB.
	Comment  string
	Settings []Setting
}

// Expression is a default that is an expression, as the database writes it.
type Expression string

// Moment is a default that is the time of the insert.
type Moment uint8

// The moments.
const (
	CurrentTimestamp Moment = iota + 1
	CurrentDate
	CurrentTime
)

// Generated is how a column is computed from others.
type Generated struct {
	// Expression is as the database writes it.
	Expression string
	// Stored is on disk; else it is computed when it is read.
	Stored bool
}

// Identity is how a column numbers its rows, or a sequence its numbers: AUTOINCREMENT on SQLite, AUTO_INCREMENT on
// MySQL, an identity column on PostgreSQL. What is nil is as the database has it by itself: Start: new(int64(10)).
type Identity struct {
	// Always means that inserts may not give a value (PostgreSQL).
	Always bool
	// Start is the first number.
	Start *int64
	// Increment is the step between numbers.
	Increment *int64
	// Min is the least number.
	Min *int64
	// Max is the greatest number.
	Max *int64
	// Cycle begins again after the last.
	Cycle bool
	// Cache is how many numbers a session takes at a time.
	Cache *int64
}

// Setting is what only some databases have. Known names: on SQLite strict, without-rowid, on-conflict; on MySQL
// engine, charset, row-format, on-update; on PostgreSQL tablespace, fillfactor, unlogged, partition-by.
type Setting struct {
	Name string
	// Value is empty for a setting that is just there.
	Value string
}

// Constraint is a [PrimaryKey], [Unique], [Check], [ForeignKey] or [Exclusion].
type Constraint interface {
	constraint() (number uint8, write func(*writer))
}

// PrimaryKey is a primary key; a table has at most one.
type PrimaryKey struct {
	// Name may be empty, as that of every constraint.
	Name     string
	Columns  []string
	Settings []Setting
}

// Unique is a unique constraint.
type Unique struct {
	Name    string
	Columns []string
	// NullsNotDistinct means that NULLs count as equal (PostgreSQL 15 and newer).
	NullsNotDistinct bool
	Deferral         Deferral
	Settings         []Setting
}

// Check is a check constraint.
type Check struct {
	Name string
	// Expression is the condition, as the database writes it.
	Expression string
	// NotValid means that it is checked for new rows only, until it is validated (PostgreSQL).
	NotValid bool
	Settings []Setting
}

// ForeignKey is a foreign key.
type ForeignKey struct {
	Name    string
	Columns []string
	// Table is what it refers to, in Schema or, where that is empty, in the connection's default one.
	Schema, Table string
	// ReferredColumns are that table's primary key where they are empty.
	ReferredColumns []string
	// OnDelete is what happens when the referred row is deleted.
	OnDelete Action
	// OnUpdate is what happens when the referred row's key changes.
	OnUpdate Action
	Deferral Deferral
	// MatchFull is MATCH FULL instead of MATCH SIMPLE (PostgreSQL).
	MatchFull bool
	// NotValid means that it is checked for new rows only, until it is validated (PostgreSQL).
	NotValid bool
	Settings []Setting
}

// Exclusion is an exclusion constraint (PostgreSQL).
type Exclusion struct {
	Name string
	// Method is the index method, such as "gist".
	Method   string
	Elements []ExclusionElement
	// Where says which rows it holds for.
	Where    string
	Deferral Deferral
}

// ExclusionElement is one element of an exclusion constraint.
type ExclusionElement struct {
	// Expression is a column or an expression.
	Expression string
	// Operator is what no two rows may satisfy, such as "&&".
	Operator string
}

// Deferral is when a constraint is checked.
type Deferral uint8

// When a constraint is checked.
const (
	NotDeferrable      Deferral = iota // at once, always
	InitiallyImmediate                 // at once, unless the transaction asks otherwise
	InitiallyDeferred                  // when the transaction commits
)

// Action is what happens to a row whose referred row is deleted or changed.
type Action uint8

// What happens to a row whose referred row is deleted or changed.
const (
	NoAction     Action = iota // refused when the constraint is checked
	Restrict                   // refused at once
	CascadeRows                // deleted or changed with it
	SetToNull                  // set to NULL
	SetToDefault               // set to the column's default
)

// Index is an index.
type Index struct {
	Name string
	// Columns are the columns it orders by. For more than names say Parts.
	Columns []string
	// Parts come behind Columns. An index that was read has Parts only where Columns can't say it.
	Parts  []IndexPart
	Unique bool
	// Method is such as "gin", "hash", "fulltext"; empty: the database's default.
	Method string
	// Where says which rows it holds (a partial index).
	Where string
	// Include are columns carried along (PostgreSQL).
	Include []string
	// NullsNotDistinct means that NULLs count as equal in a unique index (PostgreSQL 15 and newer).
	NullsNotDistinct bool
	Comment          string
	Settings         []Setting
}

// IndexPart is one part of an index: a column or an expression.
type IndexPart struct {
	Column string
	// Expression is as the database writes it; only where Column is empty.
	Expression string
	Descending bool
	// Nulls is where NULLs sort (PostgreSQL).
	Nulls     NullsOrder
	Collation string
	// OperatorClass is PostgreSQL's.
	OperatorClass string
	// Prefix is how many characters count (MySQL); 0: all.
	Prefix uint32
}

// NullsOrder is where NULLs sort.
type NullsOrder uint8

// Where NULLs sort.
const (
	NullsDefault NullsOrder = iota // as the database does by itself
	NullsFirst                     // before everything
	NullsLast                      // after everything
)

// Table is a table, whole.
type Table struct {
	// Schema is the step's where it is empty; see [Step.In].
	Schema, Name string
	Columns      []Column
	// Constraints have the primary key among them.
	Constraints []Constraint
	// Indexes are without those that a constraint makes by itself.
	Indexes  []Index
	Comment  string
	Settings []Setting
}

// Column finds a column by its name; nil where there is none.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// View is a view.
type View struct {
	// Schema is the step's where it is empty; see [Step.In].
	Schema, Name string
	// Columns are those of the query where they are empty.
	Columns []string
	// Query is as the database writes it.
	Query string
	// Materialized is stored and refreshed on demand (PostgreSQL).
	Materialized bool
	Comment      string
}

// Trigger is a trigger. Triggers are made by raw SQL; this is for reading.
type Trigger struct {
	Name string
	// Table is the table or view it stands on.
	Schema, Table string
	// Definition is its text, as the database keeps it.
	Definition string
}

// Sequence is a sequence.
type Sequence struct {
	// Schema is the step's where it is empty; see [Step.In].
	Schema, Name string
	Numbers      Identity
}

// Enumeration is an enumeration type of its own (PostgreSQL).
type Enumeration struct {
	// Schema is the step's where it is empty; see [Step.In].
	Schema, Name string
	// Labels are in order.
	Labels []string
}

// ObjectName is the name of a table, view or sequence as it was read.
type ObjectName struct {
	// Schema is empty for the connection's default one.
	Schema, Name string
}
