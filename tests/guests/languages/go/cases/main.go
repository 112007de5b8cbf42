// Goes wrong in the way that the operator's argument `-x case=…` names, behind a change that must not stay. Without one
// it writes and reads 100,000 rows.
package main

import (
	"errors"
	"fmt"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

func init() {
	mighost.Register(mighost.Revision{
		ID:        "cases",
		Message:   "Many rows, and the ways to fail",
		Upgrade:   upgrade,
		Downgrade: downgrade,
	})
}

func main() {}

// count is how many rows there are, and batch how many cross to the host at a time.
const (
	count = 100_000
	batch = 5_000
)

func upgrade(s *mighost.Step) error {
	err := s.CreateTable(mighost.Table{
		Name: "numbers",
		Columns: []mighost.Column{
			{Name: "id", Type: sqltype.Integer(), NotNull: true},
			{Name: "name", Type: sqltype.Varchar(20), NotNull: true},
		},
		Constraints: []mighost.Constraint{mighost.PrimaryKey{Columns: []string{"id"}}},
	})
	if err != nil {
		return err
	}
	name, given := s.Argument("case")
	if !given {
		return manyRows(s)
	}
	if err := insertOne(s); err != nil {
		return err
	}
	switch name {
	case "exception":
		inner(3)
		return nil
	case "veto":
		return mighost.Veto("one number too many")
	case "database":
		return insertOne(s)
	case "rethrown":
		err := insertOne(s)
		if refused, ok := errors.AsType[*mighost.DatabaseError](err); ok {
			s.Log("caught " + refused.Code)
		}
		return err
	case "handled":
		return handled(s)
	case "undeclared":
		return nil
	}
	if goes, ok := ownCases[name]; ok {
		return goes(s)
	}
	return mighost.Veto("there is no case " + name)
}

func downgrade(s *mighost.Step) error {
	return s.DropTable("numbers")
}

// inner ends the step by a panic, one call deep.
func inner(number int) {
	panic(fmt.Sprintf("%d is wrong", number))
}

func insertOne(s *mighost.Step) error {
	_, err := s.Rows("numbers").Insert([]string{"id", "name"}, []any{1, "one"})
	return err
}

// handled catches errors of the database and of the host, and goes on.
func handled(s *mighost.Step) error {
	err := insertOne(s)
	if _, ok := errors.AsType[*mighost.DatabaseError](err); !ok {
		return fmt.Errorf("a key was taken twice: %w", err)
	}
	s.Log("handled")
	if err := s.DropTable("never"); !errors.Is(err, mighost.ErrInvalid) {
		return fmt.Errorf("a table that isn't there was dropped: %w", err)
	}
	s.Log("handled too")
	left, err := s.Rows("numbers").Count()
	if err == nil && left != 1 {
		err = mighost.Veto("a caught error took rows along")
	}
	return err
}
