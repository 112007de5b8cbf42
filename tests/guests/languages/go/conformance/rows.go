package main

import (
	"fmt"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// Rows without SQL: every condition, batches that page, changes while reading.

const theRows = "c_rows"

func rowsOfATable(s *mighost.Step) {
	done(s.CreateTable(mighost.Table{
		Name:        theRows,
		Columns:     []mighost.Column{id(), named("name", sqltype.Varchar(20)), named("age", sqltype.Integer())},
		Constraints: constraints(key("id")),
	}))
	people := func(yield func([]any) bool) {
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
	same("the rows inserted", got(s.Rows(theRows).Batch(4).InsertSeq([]string{"id", "name", "age"}, people)), uint64(25))
	conditions(s)
	reading(s)
	changing(s)
	refusedRows(s)
}

func count(s *mighost.Step, what string, should uint64, conditions ...mighost.Condition) {
	same(what, got(s.Rows(theRows, conditions...).Count()), should)
}

func conditions(s *mighost.Step) {
	count(s, "all", 25)
	count(s, "equal", 1, mighost.Equal("name", "n07"))
	count(s, "different and not NULL", 19, mighost.Differs("age", 7))
	count(s, "less", 2, mighost.Less("id", 3))
	count(s, "greater", 2, mighost.Greater("id", 23))
	count(s, "one of", 2, mighost.OneOf("id", 1, 2, 99))
	count(s, "one of none", 0, mighost.OneOf("id"))
	count(s, "NULL", 5, mighost.IsNull("age"))
	count(s, "not NULL", 20, mighost.IsNotNull("age"))
	count(s, "several at once", 2, mighost.Greater("id", 4), mighost.Less("id", 11), mighost.IsNull("age"))
}

func reading(s *mighost.Step) {
	// Batches that end with the rows, within them and behind them.
	for _, batch := range []int{1, 4, 5, 25, 26, 10_000} {
		next := int64(1)
		for row, err := range s.Rows(theRows).Columns("id").Batch(batch).All() {
			done(err)
			same("the ids in batches", got(mighost.Get[int64](row, "id")), next)
			next++
		}
		same("the ids read", next, int64(26))
	}
	read := 0
	for row, err := range s.Rows(theRows, mighost.Equal("id", 1)).All() {
		done(err)
		same("a row with all its columns", row.Values, []any{int64(1), "n01", int64(1)})
		read++
	}
	same("the rows of a scan", read, 1)
	var names []string
	for row, err := range s.Rows(theRows, mighost.Greater("id", 22)).Columns("name", "id").OrderBy("name").Batch(2).All() {
		done(err)
		names = append(names, got(mighost.Get[string](row, "name")))
	}
	same("the names in order", names, []string{"n23", "n24", "n25"})
	// Two scans at once, and changes behind and before the place read.
	seen := uint64(0)
	for row, err := range s.Rows(theRows).Columns("id").Batch(3).All() {
		done(err)
		id := got(mighost.Get[int64](row, "id"))
		seen += got(s.Rows(theRows, mighost.Equal("id", id)).Count())
		got(s.Rows(theRows, mighost.Equal("id", id)).Set("age", 100+id).Update())
	}
	same("the rows seen while they were changed", seen, uint64(25))
	count(s, "the rows changed while they were read", 25, mighost.Greater("age", 100))
}

func changing(s *mighost.Step) {
	rows := s.Rows(theRows)
	changed := got(rows.UpdateBy([]string{"id"}, []string{"name", "age"},
		[]any{1, "one", 11}, []any{2, "two", nil}, []any{99, "nobody", 0}))
	same("rows changed by key", changed, uint64(2))
	count(s, "a row changed", 1, mighost.Equal("id", 2), mighost.Equal("name", "two"), mighost.IsNull("age"))
	same("rows set", got(s.Rows(theRows, mighost.Less("id", 6)).Set("name", "few").Set("age", 0).Update()), uint64(5))
	count(s, "rows set so", 5, mighost.Equal("name", "few"), mighost.Equal("age", 0))
	deleted := got(rows.DeleteBy([]string{"id", "name"}, []any{1, "few"}, []any{2, "many"}))
	same("rows deleted by key", deleted, uint64(1))
	same("rows deleted", got(s.Rows(theRows, mighost.Greater("id", 20)).Delete()), uint64(5))
	count(s, "rows left", 19)
	same("every row changed", got(s.Rows(theRows).Set("age", 1).Update()), uint64(19))
}

func refusedRows(s *mighost.Step) {
	rows := s.Rows(theRows)
	database("a key twice", "SQLITE_CONSTRAINT_PRIMARYKEY", second(rows.Insert([]string{"id", "name"}, []any{3, "again"})))
	invalid("a row of another width", second(rows.Insert([]string{"id", "name"}, []any{100})))
	invalid("a column that isn't there", second(rows.Insert([]string{"never"}, []any{1})))
	invalid("a condition on no column", second(s.Rows(theRows, mighost.Equal("never", 1)).Count()))
	invalid("a table that isn't there", second(s.Rows("c_never").Count()))
	for _, err := range s.Rows("c_never").All() {
		invalid("a scan of no table", err)
	}
	for _, err := range s.Rows(theRows).Batch(0).All() {
		invalid("a batch of none", err)
	}
	same("rows inserted from nothing", got(rows.Insert([]string{"id"})), uint64(0))
	count(s, "the rows", 19)
	same("every row deleted", got(rows.Delete()), uint64(19))
}
