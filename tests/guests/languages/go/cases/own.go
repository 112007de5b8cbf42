package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

// ownCases are what goes wrong, or well, in Go alone.
var ownCases = map[string]func(*mighost.Step) error{
	"error":   func(*mighost.Step) error { return errors.New("an error of its own") },
	"wrapped": func(s *mighost.Step) error { return fmt.Errorf("filling numbers: %w", insertOne(s)) },
	"index":   func(*mighost.Step) error { return fmt.Errorf("never: %d", []int{1}[elsewhere]) },
	"nil":     func(*mighost.Step) error { return fmt.Errorf("never: %s", nobody.Name) },
	// A value of a type that can't be sent.
	"type": func(s *mighost.Step) error {
		_, err := s.Rows("numbers", mighost.Equal("id", struct{ x int }{1})).Count()
		return err
	},
	// A value that doesn't fit into what it is read into.
	"scan": func(s *mighost.Step) error {
		var name int
		return s.QueryRow("SELECT name FROM numbers").Scan(&name)
	},
	// A query that gives nothing.
	"norow": func(s *mighost.Step) error {
		var name string
		return s.QueryRow("SELECT name FROM numbers WHERE id = 2").Scan(&name)
	},
	// A text that is none.
	"text": func(s *mighost.Step) error {
		_, err := s.Rows("numbers", mighost.Equal("name", "\xff")).Count()
		return err
	},
	"denied": func(s *mighost.Step) error {
		_, err := s.Exec("COMMIT")
		return err
	},
	"recovered": func(s *mighost.Step) error {
		defer func() { s.Log(fmt.Sprint("recovered: ", recover())) }()
		inner(3)
		return nil
	},
	// A panic of a goroutine that nobody can recover from.
	"goroutine": func(*mighost.Step) error {
		done := make(chan bool)
		go func() {
			inner(3)
			close(done)
		}()
		<-done
		return nil
	},
	"exit": func(*mighost.Step) error {
		os.Exit(3)
		return nil
	},
	"deadlock": func(*mighost.Step) error {
		<-make(chan int)
		return nil
	},
	"overflow": func(*mighost.Step) error { return fmt.Errorf("never: %d", overflow(1)) },
	"memory": func(*mighost.Step) error {
		for all := [][]byte{}; ; {
			all = append(all, make([]byte, 1<<20))
		}
	},
	"forever": func(*mighost.Step) error {
		for {
			elsewhere++
		}
	},
	"goroutines": goroutines,
}

var (
	elsewhere = 5
	nobody    *mighost.Table
)

func overflow(n int) int {
	if n == 0 {
		return 0
	}
	return overflow(n+1) + 1
}

// goroutines, sleeping and the clock, which is none: all of it goes well.
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
