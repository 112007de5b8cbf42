// Package mighost writes database migrations for mighost in Go.
//
// A migration is a program of its own that says with [Register] what it is, and does its work in two functions. It
// compiles to a WebAssembly component; mighost runs it in a sandbox, in one transaction, on SQLite, PostgreSQL, MySQL or
// MariaDB.
//
//	package main
//
//	import (
//		mighost "github.com/mighost/mighost/guest-sdk/go"
//		"github.com/mighost/mighost/guest-sdk/go/sqltype"
//	)
//
//	func init() {
//		mighost.Register(mighost.Revision{
//			ID:        "20260105_145517",
//			Revises:   []string{"20260105_000000"},
//			Message:   "Add allow_unverified_email_login to Configuracion",
//			Upgrade:   upgrade,
//			Downgrade: downgrade,
//		})
//	}
//
//	func upgrade(s *mighost.Step) error {
//		return s.AlterTable("configuracion", mighost.AddColumnIfNotExists(mighost.Column{
//			Name: "allow_unverified_email_login", Type: sqltype.Boolean(), NotNull: true, Default: false,
//		}))
//	}
//
//	func downgrade(s *mighost.Step) error {
//		return s.AlterTable("configuracion", mighost.DropColumnIfExists("allow_unverified_email_login"))
//	}
//
//	func main() {}
//
// What a migration can do are the methods of [Step]: the schema ([Step.CreateTable], [Step.AlterTable] and their kin),
// looking first ([Step.HasColumn], [Step.Table]), rows without SQL ([Step.Rows]), raw SQL ([Step.Exec], [Step.Query]),
// where it runs ([Step.Dialect], [Step.Argument]) and what the operator sees ([Step.Log], [Step.Progress], [Step.Warn]).
//
// # Errors
//
// Every call gives an error. One that leaves Upgrade rolls the whole step back, and the log says at which line of the
// migration the call was that failed; [Veto] refuses to run, with a reason. What the database says is a
// [*DatabaseError], everything else an [*Error] with a kind: errors.Is(err, [ErrUnsupported]). Wrapping with
// fmt.Errorf("…: %w", err) keeps what it was. A panic rolls back too, and its message and places are the step's error.
//
// # The sandbox
//
// There are no files, no network, no arguments, no environment. The time of day stands still at 2000-01-01, random
// numbers are the same each time, and sleeping takes no time. What is printed ends up in the log. Goroutines run, on
// one thread.
package mighost
