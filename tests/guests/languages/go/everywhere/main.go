// Calls everything in the contract on whichever database it runs, and reports the answer to each call in a line of its
// own. It does what the Rust one does, with the same calls and the same lines.
//
// Nothing is judged here: what a database can't do is refused, the line says with which kind of error, and the step
// goes on.
package main

import (
	"strings"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

func init() {
	mighost.Register(mighost.Revision{
		ID:          "everywhere",
		Message:     "Everything that the contract has, on any database",
		Created:     "2026-01-31T12:00:00Z",
		Labels:      []string{"whole"},
		Transaction: mighost.OneTransaction,
		Upgrade:     upgrade,
		Downgrade:   downgrade,
	})
}

func main() {}

func upgrade(s *mighost.Step) error {
	place(s)
	parts := []struct {
		name string
		part func(*mighost.Step) error
	}{
		{"types", types}, {"tables", tables}, {"changes", changes}, {"objects", objects}, {"values", values},
		{"rows", rowsOfATable}, {"raw SQL", rawSQL},
	}
	for done, part := range parts {
		s.Debug(part.name)
		s.Progress(uint64(done), uint64(len(parts)))
		if err := part.part(s); err != nil {
			return err
		}
	}
	s.Progress(uint64(len(parts)), 0)
	s.Warn("a warning that is kept")
	return nil
}

// downgrade drops what the upgrade left.
func downgrade(s *mighost.Step) error {
	place(s)
	yes(s, "drop view e_view", s.DropView("e_view"))
	for _, table := range []string{"e_child", "e_parent", "e_changed", "e_values", "e_rows"} {
		yes(s, "drop table "+table, s.DropTable(table))
	}
	tell(s, "drop table e_rows again")(s.DropTableIfExists("e_rows"))
	yes(s, "drop table e_rows without asking", s.DropTable("e_rows"))
	return nil
}

// place reports where the step runs.
func place(s *mighost.Step) {
	say(s, "dialect", string(s.Dialect()))
	say(s, "server version", pick(s.ServerVersion() != "", "known", "none"))
	say(s, "revision", s.Revision())
	say(s, "package", pick(s.Package() != "", s.Package(), "none"))
	say(s, "direction", pick(s.Direction() == mighost.Up, "up", "down"))
	for _, key := range []string{"tenant", "dry", "never"} {
		value, given := s.Argument(key)
		say(s, "argument "+key, pick(given, "`"+value+"`", "none"))
	}
	var arguments []string
	for _, argument := range s.Arguments() {
		arguments = append(arguments, argument.Key+"="+argument.Value)
	}
	say(s, "arguments", strings.Join(arguments, ", "))
}
