// Goes wrong in the way that the operator's argument `-x fault=…` names, after it has changed something that must be
// rolled back.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	mighost "github.com/mighost/mighost/guest-sdk/go"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

func init() {
	mighost.Register(mighost.Revision{ID: "faults", Message: "What goes wrong", Upgrade: upgrade})
}

func main() {}

func upgrade(s *mighost.Step) error {
	err := s.CreateTable(mighost.Table{
		Name: "f_table", Columns: []mighost.Column{{Name: "id", Type: sqltype.Integer(), NotNull: true}},
		Constraints: []mighost.Constraint{mighost.PrimaryKey{Columns: []string{"id"}}},
	})
	if err != nil {
		return err
	}
	fault, _ := s.Argument("fault")
	switch fault {
	case "error":
		return errors.New("an error of its own")
	case "veto":
		return mighost.Veto("it doesn't want to")
	case "panic":
		deeper(0)
	case "index":
		return fmt.Errorf("never: %d", []int{1}[len(fault)])
	case "type":
		_, err = s.Exec("SELECT ?", struct{ x int }{1})
		return err
	case "database":
		return twice(s)
	case "wrapped":
		return fmt.Errorf("filling f_table: %w", twice(s))
	case "caught":
		return caught(s)
	case "recovered":
		defer func() { s.Log(fmt.Sprint("recovered: ", recover())) }()
		deeper(0)
	case "denied":
		_, err = s.Exec("COMMIT")
		return err
	case "exit":
		os.Exit(3)
	case "deadlock":
		<-make(chan int)
	case "overflow":
		return fmt.Errorf("%d", overflow(1))
	case "memory":
		for all := [][]byte{}; ; {
			all = append(all, make([]byte, 1<<20))
		}
	case "goroutines":
		return goroutines(s)
	default:
		return mighost.Veto("there is no fault " + fault)
	}
	return nil
}

func deeper(depth int) {
	if depth == 3 {
		panic("a panic of its own")
	}
	deeper(depth + 1)
}

func overflow(n int) int {
	if n == 0 {
		return 0
	}
	return overflow(n+1) + 1
}

func twice(s *mighost.Step) error {
	_, err := s.Rows("f_table").Insert([]string{"id"}, []any{1}, []any{1})
	return err
}

// caught handles what the database refuses, goes on, and is done.
func caught(s *mighost.Step) error {
	refused, ok := errors.AsType[*mighost.DatabaseError](twice(s))
	if !ok || refused.Message == "" {
		return mighost.Veto("the database didn't refuse")
	}
	s.Log("caught " + refused.Code)
	_, err := s.Rows("f_table").Insert([]string{"id"}, []any{2})
	return err
}

// goroutines, sleeping and the clock, which is none.
func goroutines(s *mighost.Step) error {
	sums := make(chan int)
	for part := range 4 {
		go func() {
			time.Sleep(time.Duration(part) * time.Hour)
			sum := 0
			for i := range 1_000 {
				sum += i
			}
			sums <- sum
		}()
	}
	sum := 0
	for range 4 {
		sum += <-sums
	}
	fmt.Println("the sum is", sum, "at", time.Now().UTC().Format(time.DateOnly))
	return nil
}
