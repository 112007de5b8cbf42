package mighost

import (
	"iter"

	"github.com/mighost/mighost/guest-sdk/go/internal/abi"
)

// Raw SQL is written in the database's own dialect, one statement a call, with parameters as the database writes them:
// ? or ?1 on SQLite, $1 on PostgreSQL, ? on MySQL. Transaction control, attaching files and loading code are refused
// with [ErrDenied], however they are written.

// Exec runs one statement. The number of rows it changed; 0 for what changes none.
//
//	changed, err := s.Exec("update people set name = trim(name) where id > ?", 10)
func (s *Step) Exec(statement string, parameters ...any) (uint64, error) {
	start, length := abi.Text(statement)
	list, count := values(parameters)
	abi.Execute(start, length, list, count, abi.Answer())
	return number()
}

// Query runs one query and gives all its rows, up to the step's limit. For many rows see [Step.Cursor].
func (s *Step) Query(statement string, parameters ...any) ([]Row, error) {
	start, length := abi.Text(statement)
	list, count := values(parameters)
	abi.Query(start, length, list, count, abi.Answer())
	return give(4, func(r *reader) []Row {
		columns := r.Texts()
		return abi.ReadList(r, func(r *reader) Row { return Row{Columns: columns, Values: readRow(r)} })
	})
}

// ErrNoRows is that a query that should have given a row gave none.
var ErrNoRows error = &Error{kind: caseInvalid, Message: noRows}

const noRows = "the query gave no row"

// QueryRow runs one query and gives its first row; its Scan fails with [ErrNoRows] where there is none.
//
//	var people int64
//	err := s.QueryRow("select count(*) from people").Scan(&people)
func (s *Step) QueryRow(statement string, parameters ...any) SingleRow {
	rows, err := s.Query(statement, parameters...)
	if err == nil && len(rows) == 0 {
		err = invalid(noRows)
	}
	if err != nil {
		return SingleRow{err: err}
	}
	return SingleRow{row: rows[0]}
}

// SingleRow is the first row of a query, or why there is none.
type SingleRow struct {
	row Row
	err error
}

// Scan copies the row's values as [Row.Scan] does.
func (r SingleRow) Scan(to ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.row.Scan(to...)
}

// Row is the row, or why there is none.
func (r SingleRow) Row() (Row, error) {
	return r.row, r.err
}

// Cursor is a query whose rows are read in batches.
type Cursor struct {
	statement  string
	parameters []any
	batch      int
}

// Cursor begins a query whose rows are read in batches. Nothing happens before [Cursor.All].
//
//	for row, err := range s.Cursor("select id, name from people").All() {
func (s *Step) Cursor(statement string, parameters ...any) *Cursor {
	return &Cursor{statement: statement, parameters: parameters, batch: batch}
}

// Batch is how many rows cross from the host at a time, 1 to 10,000; without, 1,000.
func (c *Cursor) Batch(rows int) *Cursor {
	c.batch = rows
	return c
}

// All runs the query and reads its rows, a batch at a time. It ends after the first error.
func (c *Cursor) All() iter.Seq2[Row, error] {
	return single(c.Batches())
}

// Batches runs the query and hands out as many rows at a time as cross from the host.
func (c *Cursor) Batches() iter.Seq2[[]Row, error] {
	return func(yield func([]Row, error) bool) {
		start, length := abi.Text(c.statement)
		parameters, count := values(c.parameters)
		abi.OpenCursor(start, length, parameters, count, abi.Answer())
		cursor, err := give(4, (*reader).Uint32)
		if err != nil {
			yield(nil, err)
			return
		}
		defer abi.CursorDrop(cursor)
		abi.CursorColumns(cursor, abi.Answer())
		read(columnsAnswered(), yield, func() ([][]any, error) {
			abi.CursorNext(cursor, uint32(c.batch), abi.Answer())
			return list(readRow)
		})
	}
}

func columnsAnswered() []string {
	defer abi.Done()
	r := abi.ReadAnswer()
	return r.Texts()
}
