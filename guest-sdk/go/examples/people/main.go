// People and their teams: tables, an index, rows.
package main

import (
	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

func init() {
	mighost.Register(mighost.Revision{
		ID:        "20260301_090000",
		Message:   "People and their teams",
		Upgrade:   upgrade,
		Downgrade: downgrade,
	})
}

func main() {}

func upgrade(s *mighost.Step) error {
	err := s.CreateTable(mighost.Table{
		Name: "team",
		Columns: []mighost.Column{
			{Name: "id", Type: sqltype.Integer(), NotNull: true, Identity: &mighost.Identity{}},
			{Name: "name", Type: sqltype.Varchar(100), NotNull: true},
		},
		Constraints: []mighost.Constraint{
			mighost.PrimaryKey{Columns: []string{"id"}},
			mighost.Unique{Columns: []string{"name"}},
		},
	})
	if err != nil {
		return err
	}
	err = s.CreateTable(mighost.Table{
		Name: "people",
		Columns: []mighost.Column{
			{Name: "id", Type: sqltype.Integer(), NotNull: true, Identity: &mighost.Identity{}},
			{Name: "team_id", Type: sqltype.Integer()},
			{Name: "name", Type: sqltype.Varchar(200), NotNull: true},
			{Name: "active", Type: sqltype.Boolean(), NotNull: true, Default: true},
			{Name: "created", Type: sqltype.Timestamp(), NotNull: true, Default: mighost.CurrentTimestamp},
		},
		Constraints: []mighost.Constraint{
			mighost.PrimaryKey{Columns: []string{"id"}},
			mighost.ForeignKey{
				Columns: []string{"team_id"}, Table: "team", ReferredColumns: []string{"id"}, OnDelete: mighost.SetToNull,
			},
			mighost.Check{Name: "people_have_names", Expression: "length(name) > 0"},
		},
		Indexes: []mighost.Index{{Name: "ix_people_team_id", Columns: []string{"team_id"}}},
	})
	if err != nil {
		return err
	}
	_, err = s.Rows("team").Insert([]string{"name"}, []any{"Research"}, []any{"Care"})
	return err
}

func downgrade(s *mighost.Step) error {
	if err := s.DropTable("people"); err != nil {
		return err
	}
	return s.DropTable("team")
}
