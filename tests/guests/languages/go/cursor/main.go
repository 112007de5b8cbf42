// Reads 100,000 rows, by a scan and by a cursor of raw SQL, in batches: memory must not grow with the table.
package main

import (
	"strconv"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// rows is how many there are, and batch how many cross to the host and back at a time.
const (
	rows  = 100_000
	batch = 1_000
)

func init() {
	mighost.Register(mighost.Revision{
		ID:        "cursor",
		Revises:   []string{"conformance"},
		Message:   "A cursor over 100,000 rows",
		Upgrade:   upgrade,
		Downgrade: func(s *mighost.Step) error { return s.DropTable("c_many") },
	})
}

func main() {}

func upgrade(s *mighost.Step) error {
	err := s.CreateTable(mighost.Table{
		Name: "c_many",
		Columns: []mighost.Column{
			{Name: "id", Type: sqltype.Integer(), NotNull: true},
			{Name: "name", Type: sqltype.Varchar(20), NotNull: true},
		},
		Constraints: []mighost.Constraint{mighost.PrimaryKey{Columns: []string{"id"}}},
	})
	if err != nil {
		return err
	}
	inserted, err := s.Rows("c_many").Batch(batch).InsertSeq([]string{"id", "name"}, func(yield func([]any) bool) {
		for id := 1; id <= rows; id++ {
			if id%batch == 0 {
				s.Progress(uint64(id), rows)
			}
			if !yield([]any{id, "n" + strconv.Itoa(id)}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	if inserted != rows {
		return mighost.Veto("inserted " + strconv.Itoa(int(inserted)) + " rows")
	}
	if err := sum("a scan", s.Rows("c_many").Columns("id", "name").Batch(batch).All()); err != nil {
		return err
	}
	return sum("a cursor", s.Cursor("SELECT id, name FROM c_many ORDER BY id").Batch(batch).All())
}

func sum(what string, all func(func(mighost.Row, error) bool)) error {
	var sum, read, letters int64
	for row, err := range all {
		if err != nil {
			return err
		}
		var id int64
		var name string
		if err := row.Scan(&id, &name); err != nil {
			return err
		}
		sum, read, letters = sum+id, read+1, letters+int64(len(name))
	}
	// 100,000 names begin with an n; the numbers behind them have 488,895 digits.
	if read != rows || sum != rows*(rows+1)/2 || letters != rows+488_895 {
		return mighost.Veto(what + " read " + strconv.Itoa(int(read)) + " rows with the sum " + strconv.Itoa(int(sum)) +
			" and " + strconv.Itoa(int(letters)) + " letters")
	}
	return nil
}
