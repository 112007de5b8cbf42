// Calls everything in the contract that SQLite can do, checks what came of it, and refuses to run where something
// differs. What SQLite can't do must be refused as unsupported and change nothing.
//
// The upgrade leaves its tables behind for the downgrade to find and undo. It does what the Rust one does, in the same
// order, so that both leave the same schema.
package main

import (
	"strings"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

func init() {
	mighost.Register(mighost.Revision{
		ID:          "conformance",
		Message:     "Everything that the contract has",
		Created:     "2026-01-31T12:00:00Z",
		Labels:      []string{"everything"},
		Transaction: mighost.OneTransaction,
		Upgrade:     checked(upgrade),
		Downgrade:   checked(downgrade),
	})
}

func main() {}

func upgrade(s *mighost.Step) {
	context(s, mighost.Up)
	parts := []struct {
		name string
		part func(*mighost.Step)
	}{
		{"tables", tables}, {"changes", changes}, {"indexes", indexes}, {"objects", objects}, {"values", values},
		{"rows", rowsOfATable}, {"raw SQL", rawSQL},
	}
	for done, part := range parts {
		s.Debug(part.name)
		s.Progress(uint64(done), uint64(len(parts)))
		part.part(s)
	}
	s.Progress(uint64(len(parts)), 0)
	s.Log("everything holds")
	s.Warn("a warning that is kept")
}

func downgrade(s *mighost.Step) {
	context(s, mighost.Down)
	noObjects(s)
	noTables(s)
	left := 0
	for _, table := range got(s.Tables()) {
		if strings.HasPrefix(table.Name, "c_") {
			left++
		}
	}
	same("tables left", left, 0)
	same("views left", len(got(s.Views())), 0)
}

func context(s *mighost.Step, direction mighost.Direction) {
	same("the dialect", s.Dialect(), mighost.SQLite)
	holds("the server's version begins with 3.", strings.HasPrefix(s.ServerVersion(), "3."))
	same("the revision", s.Revision(), "conformance")
	same("the package", s.Package(), "")
	same("the direction", s.Direction(), direction)
	_, given := s.Argument("never given")
	holds("an argument that wasn't given isn't there", !given)
	for _, argument := range s.Arguments() {
		value, given := s.Argument(argument.Key)
		holds("an argument that was given is found by its key", given && value == argument.Value)
	}
}
