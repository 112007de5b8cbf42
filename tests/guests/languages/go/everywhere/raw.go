package main

import (
	"errors"
	"fmt"
	"strings"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

// marked writes parameters as the database does: each ? with its number on PostgreSQL.
func marked(s *mighost.Step, sql string) string {
	if s.Dialect() != mighost.PostgreSQL {
		return sql
	}
	parts := strings.Split(sql, "?")
	for i := range parts[1:] {
		parts[i] += fmt.Sprint("$", i+1)
	}
	return strings.Join(parts, "")
}

// rawSQL runs statements, queries and cursors.
func rawSQL(s *mighost.Step) error {
	execute := func(what, statement string, parameters ...any) {
		tell(s, what)(s.Exec(marked(s, statement), parameters...))
	}
	execute("execute an insert", "INSERT INTO e_rows (id, name) VALUES (?, ?), (?, ?)", 101, "a", 102, "b")
	execute("execute an update", "UPDATE e_rows SET name = upper(name) WHERE id > ?", 100)
	execute("execute an index", "CREATE INDEX ix_e_raw ON e_rows (name)")
	tell(s, "has ix_e_raw")(s.HasIndex("e_rows", "ix_e_raw"))
	yes(s, "drop ix_e_raw", s.DropIndex("e_rows", "ix_e_raw"))
	if err := queries(s); err != nil {
		return err
	}
	for _, batch := range []int{1, 7, 19, 50} {
		var columns []string
		var sum int64
		for row, err := range s.Cursor("SELECT id, id * id AS square FROM e_rows ORDER BY id").Batch(batch).All() {
			if err != nil {
				return err
			}
			square, err := mighost.Get[int64](row, "square")
			if err != nil {
				return err
			}
			columns, sum = row.Columns, sum+square
		}
		say(s, fmt.Sprint("a cursor in batches of ", batch), fmt.Sprint(list(columns), " ", sum))
	}
	execute("a statement that is none", "SELEC 1")
	execute("a key twice by SQL", "INSERT INTO e_rows (id) VALUES (101)")
	execute("too few parameters", "DELETE FROM e_rows WHERE id = ?")
	for _, statement := range []string{"COMMIT", "ROLLBACK", "BEGIN"} {
		execute(statement, statement)
	}
	execute("execute a delete", "DELETE FROM e_rows WHERE id > ?", 100)
	return nil
}

func queries(s *mighost.Step) error {
	all, err := s.Query(marked(s, "SELECT id, name AS label FROM e_rows WHERE id > ? ORDER BY id"), 100)
	if err != nil {
		return err
	}
	say(s, "the columns", list(all[0].Columns))
	for _, row := range all {
		var id int64
		var label string
		if err := row.Scan(&id, &label); err != nil {
			return err
		}
		say(s, "a row", fmt.Sprint(id, " ", label))
	}
	var count int64
	if err := s.QueryRow("SELECT count(*) FROM e_rows").Scan(&count); err != nil {
		return err
	}
	say(s, "one value", fmt.Sprint(count))
	_, err = s.QueryRow(marked(s, "SELECT id FROM e_rows WHERE id = ?"), -1).Row()
	if err != nil && !errors.Is(err, mighost.ErrNoRows) {
		return err
	}
	say(s, "no row", pick(err != nil, "none", "one"))
	return nil
}
