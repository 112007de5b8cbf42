package main

import (
	"fmt"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// rowsOfATable inserts, reads, changes and deletes rows without SQL.
func rowsOfATable(s *mighost.Step) error {
	err := s.CreateTable(table("e_rows",
		mighost.Column{Name: "name", Type: sqltype.Varchar(20)},
		mighost.Column{Name: "age", Type: sqltype.Integer()},
	))
	if err != nil {
		return err
	}
	all := func(yield func([]any) bool) {
		for id := 1; id <= 25; id++ {
			var age any
			if id%5 != 0 {
				age = id
			}
			if !yield([]any{id, fmt.Sprintf("n%02d", id), age}) {
				return
			}
		}
	}
	tell(s, "insert")(s.Rows("e_rows").Batch(10).InsertSeq([]string{"id", "name", "age"}, all))
	counting(s)
	if err := reading(s); err != nil {
		return err
	}
	changing(s)
	refusedRows(s)
	return nil
}

func counting(s *mighost.Step) {
	count := func(what string, conditions ...mighost.Condition) {
		tell(s, what)(s.Rows("e_rows", conditions...).Count())
	}
	count("count")
	count("equals", mighost.Equal("name", "n03"))
	count("differs", mighost.Differs("age", 3))
	count("less", mighost.Less("id", 4))
	count("greater", mighost.Greater("id", 20))
	count("one of", mighost.OneOf("id", 1, 2, 99))
	count("one of none", mighost.OneOf("id"))
	count("is null", mighost.IsNull("age"))
	count("is not null", mighost.IsNotNull("age"))
	count("several", mighost.Greater("id", 4), mighost.Less("id", 11), mighost.IsNull("age"))
}

func reading(s *mighost.Step) error {
	for _, batch := range []int{1, 4, 25, 26, 10_000} {
		var read []int64
		for row, err := range s.Rows("e_rows").Columns("id").Batch(batch).All() {
			if err != nil {
				return err
			}
			var id int64
			if err := row.Scan(&id); err != nil {
				return err
			}
			read = append(read, id)
		}
		say(s, fmt.Sprint("in batches of ", batch), list(read))
	}
	var names []string
	last := s.Rows("e_rows", mighost.Greater("id", 22)).Columns("name", "id")
	for row, err := range last.OrderBy("name").Batch(2).All() {
		if err != nil {
			return err
		}
		name, err := mighost.Get[string](row, "name")
		if err != nil {
			return err
		}
		names = append(names, name)
	}
	say(s, "by name", list(names))
	// Changes behind the place read, while it is read.
	var seen uint64
	for row, err := range s.Rows("e_rows").Columns("id").Batch(3).All() {
		if err != nil {
			return err
		}
		id, err := mighost.Get[int64](row, "id")
		if err != nil {
			return err
		}
		this := mighost.Equal("id", id)
		count, err := s.Rows("e_rows", this).Count()
		if err != nil {
			return err
		}
		seen += count
		if _, err := s.Rows("e_rows", this).Set("age", 100+id).Update(); err != nil {
			return err
		}
	}
	say(s, "seen", fmt.Sprint(seen))
	return nil
}

func changing(s *mighost.Step) {
	rows := func(conditions ...mighost.Condition) *mighost.Rows { return s.Rows("e_rows", conditions...) }
	tell(s, "update by key")(rows().UpdateBy([]string{"id"}, []string{"name", "age"},
		[]any{1, "one", 11}, []any{2, "two", nil}, []any{99, "nobody", 0}))
	tell(s, "update where")(rows(mighost.Less("id", 6)).Set("name", "few").Set("age", 0).Update())
	tell(s, "delete by key")(rows().DeleteBy([]string{"id", "name"}, []any{1, "few"}, []any{2, "many"}))
	tell(s, "delete where")(rows(mighost.Greater("id", 20)).Delete())
	tell(s, "update all")(rows().Set("age", 1).Update())
	tell(s, "left")(rows().Count())
}

func refusedRows(s *mighost.Step) {
	tell(s, "a key twice")(s.Rows("e_rows").Insert([]string{"id", "name"}, []any{3, "again"}))
	tell(s, "a row of another width")(s.Rows("e_rows").Insert([]string{"id", "name"}, []any{100}))
	tell(s, "a column that isn't there")(s.Rows("e_rows").Insert([]string{"never"}, []any{1}))
	tell(s, "a condition on no column")(s.Rows("e_rows", mighost.Equal("never", 1)).Count())
	tell(s, "a table that isn't there")(s.Rows("e_never").Count())
	for _, err := range s.Rows("e_never").All() {
		done(s, "a scan of no table", err)
	}
	tell(s, "left after errors")(s.Rows("e_rows").Count())
}
