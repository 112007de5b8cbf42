package main

import (
	"errors"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

// Raw SQL: parameters, results, cursors, and what is refused.

func rawSQL(s *mighost.Step) {
	inserted := got(s.Exec("INSERT INTO c_rows (id, name) VALUES (?1, ?2), (?3, ?4)", 1, "a", 2, "b"))
	same("rows inserted", inserted, uint64(2))
	same("rows updated", got(s.Exec("UPDATE c_rows SET name = upper(name) WHERE id > ?", 0)), uint64(2))
	same("rows of a change of the schema", got(s.Exec("CREATE INDEX ix_raw ON c_rows (name)")), uint64(0))
	holds("a change by raw SQL is seen", got(s.HasIndex("c_rows", "ix_raw")))
	same("rows of a change of the schema", got(s.Exec("DROP INDEX ix_raw")), uint64(0))
	all := got(s.Query("SELECT id, name AS label FROM c_rows ORDER BY id"))
	same("the rows", len(all), 2)
	same("the columns", all[0].Columns, []string{"id", "label"})
	same("a value by name", got(mighost.Get[string](all[1], "label")), "B")
	same("no rows", len(got(s.Query("SELECT * FROM c_rows WHERE id = 99"))), 0)
	rowsLeft(s, "one value")
	_, err := s.QueryRow("SELECT id FROM c_rows WHERE id = ?", nil).Row()
	holds("no row is told as such", errors.Is(err, mighost.ErrNoRows))
	var id int64
	err = s.QueryRow("SELECT id FROM c_rows WHERE 0").Scan(&id)
	holds("one value of no row is told as such", errors.Is(err, mighost.ErrNoRows))
	cursors(s)
	refusedSQL(s)
	same("rows deleted", got(s.Exec("DELETE FROM c_rows")), uint64(2))
}

func rowsLeft(s *mighost.Step, what string) {
	var rows int64
	done(s.QueryRow("SELECT count(*) FROM c_rows").Scan(&rows))
	same(what, rows, int64(2))
}

func cursors(s *mighost.Step) {
	numbers := "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, i * i AS square FROM n"
	for _, batch := range []int{1, 7, 50, 51} {
		next := int64(1)
		for row, err := range s.Cursor(numbers, 50).Batch(batch).All() {
			done(err)
			same("a cursor's columns", row.Columns, []string{"i", "square"})
			same("what a cursor gave", got(mighost.Get[int64](row, "square")), next*next)
			next++
		}
		same("how many a cursor gave", next, int64(51))
	}
	for row, err := range s.Cursor(numbers, 50).Batch(2).All() {
		done(err)
		holds("a cursor may be left before its end", len(row.Values) == 2)
		break
	}
}

func refusedSQL(s *mighost.Step) {
	database("a statement that is none", "SQLITE_ERROR", second(s.Exec("SELEC 1")))
	database("a table that isn't there", "SQLITE_ERROR", second(s.Query("SELECT * FROM c_never")))
	database("a key twice", "SQLITE_CONSTRAINT_PRIMARYKEY", second(s.Exec("INSERT INTO c_rows (id) VALUES (1)")))
	invalid("too few parameters", second(s.Exec("DELETE FROM c_rows WHERE id = ?")))
	for _, statement := range []string{
		"COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT s", "ATTACH ':memory:' AS other", "PRAGMA writable_schema = 1",
	} {
		kind(statement, second(s.Exec(statement)), mighost.ErrDenied)
	}
	// A refused statement takes nothing of the step with it.
	rowsLeft(s, "the rows")
}
