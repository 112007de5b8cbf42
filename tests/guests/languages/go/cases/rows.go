package main

import (
	"fmt"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

// manyRows writes and reads rows, by a scan and by a cursor of raw SQL, in batches: memory must not grow with the table.
func manyRows(s *mighost.Step) error {
	made, err := s.Rows("numbers").Batch(batch).InsertSeq([]string{"id", "name"}, func(yield func([]any) bool) {
		for n := range count {
			if !yield([]any{n, fmt.Sprint("number ", n)}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	if made != count {
		return mighost.Veto(fmt.Sprintf("%d rows were inserted", made))
	}
	const all = count * (count - 1) / 2
	read, sum := 0, 0
	for row, err := range s.Rows("numbers").Columns("id", "name").Batch(batch).All() {
		if err != nil {
			return err
		}
		var id int
		var name string
		if err := row.Scan(&id, &name); err != nil {
			return err
		}
		if name != fmt.Sprint("number ", read) {
			return mighost.Veto(fmt.Sprintf("row %d has another name", read))
		}
		read, sum = read+1, sum+id
		if read%batch == 0 {
			s.Progress(uint64(read), count)
		}
	}
	if read != count || sum != all {
		return mighost.Veto(fmt.Sprintf("%d rows were read, and their sum is %d", read, sum))
	}
	sum = 0
	for row, err := range s.Cursor("SELECT id FROM numbers ORDER BY id").Batch(10_000).All() {
		if err != nil {
			return err
		}
		var id int
		if err := row.Scan(&id); err != nil {
			return err
		}
		sum += id
	}
	if sum != all {
		return mighost.Veto(fmt.Sprintf("the sum by a cursor of raw SQL is %d", sum))
	}
	s.Log("all rows are there")
	return nil
}
