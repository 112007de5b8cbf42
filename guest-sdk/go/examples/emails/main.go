// A column that is added where it is missing, and filled in batches.
package main

import (
	"fmt"
	"strings"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

func init() {
	mighost.Register(mighost.Revision{
		ID:        "20260302_090000",
		Revises:   []string{"20260301_090000"},
		Message:   "Everybody gets an address",
		Upgrade:   upgrade,
		Downgrade: downgrade,
	})
}

func main() {}

// batch is how many rows are changed between two looks at the progress line.
const batch = 1_000

func upgrade(s *mighost.Step) error {
	there, err := s.HasColumn("people", "email")
	if err != nil {
		return err
	}
	if !there {
		err := s.AlterTable("people", mighost.AddColumn(mighost.Column{Name: "email", Type: sqltype.Varchar(150)}))
		if err != nil {
			return err
		}
	}
	without := s.Rows("people", mighost.IsNull("email"))
	total, err := without.Count()
	if err != nil {
		return err
	}
	var done uint64
	var changed [][]any
	flush := func() error {
		written, err := s.Rows("people").UpdateBy([]string{"id"}, []string{"email"}, changed...)
		if err != nil {
			return fmt.Errorf("writing addresses: %w", err)
		}
		done, changed = done+written, nil
		s.Progress(done, total)
		return nil
	}
	for row, err := range without.Columns("id", "name").Batch(batch).All() {
		if err != nil {
			return err
		}
		var id int64
		var name string
		if err := row.Scan(&id, &name); err != nil {
			return err
		}
		if strings.Contains(name, "@") {
			return mighost.Veto(fmt.Sprintf("the name of person %d is an address: %s", id, name))
		}
		changed = append(changed, []any{id, strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org"})
		if len(changed) == batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	s.Log(fmt.Sprintf("%d people have an address now", done))
	return nil
}

func downgrade(s *mighost.Step) error {
	return s.AlterTable("people", mighost.DropColumnIfExists("email"))
}
