package mighost

import (
	"strconv"

	"github.com/mighost/mighost/guest-sdk/go/internal/abi"
)

type (
	writer = abi.Writer
	reader = abi.Reader
)

// Revision is what a migration is and does. All but ID and Upgrade may be left out.
type Revision struct {
	// ID is unique in its package: 1 to 255 bytes, no white space, none of @ + : , / and no leading -.
	ID string
	// Revises are the ids this one follows. None makes a base, several make a merge.
	Revises []string
	// DependsOn are revisions that must be applied before, in this package ("id" or a label) or in another
	// ("acme/billing@id").
	DependsOn []string
	// Labels are names for the branch that begins here.
	Labels []string
	// Package is whose chain this is, such as "acme/billing"; empty: the application's own.
	Package string
	// Message is one line for people.
	Message string
	// Created is when it was written, RFC 3339.
	Created string
	// Transaction is how the step is run.
	Transaction Transaction
	// Upgrade brings the database from the parents' state to this revision's. An error rolls the whole step back; so
	// does a panic.
	Upgrade func(*Step) error
	// Downgrade takes Upgrade back. Where it is nil, there is no way back past this revision.
	Downgrade func(*Step) error
}

// Transaction is how a step is run.
type Transaction uint8

const (
	// OneTransaction is the whole step in one (on MySQL and MariaDB: one journal). The default.
	OneTransaction Transaction = iota
	// NoTransaction commits each operation by itself, for what a database can't do in a transaction, such as
	// PostgreSQL's "create index concurrently".
	NoTransaction
)

var registered *Revision

// Register says what this migration is and does: once, in an init function of package main.
func Register(revision Revision) {
	if registered != nil {
		refuse("mighost.Register is called twice: an artifact is one revision")
	}
	if revision.Upgrade == nil {
		refuse("mighost.Register is given no Upgrade")
	}
	registered = &revision
}

// refuse ends what can't be a migration, and says why. A panic would do, but that its trace follows its message, and it is the
// last line that whoever builds gets to see.
func refuse(reason string) {
	if place := caller(); place != "" {
		reason += ", at " + place
	}
	abi.Refuse(reason)
}

// exported is what the host reads after an exported function returned.
var exported writer

//go:wasmexport cabi_realloc
func allocate(old, oldSize, align, size uint32) uint32 {
	return abi.Allocate(old, oldSize, align, size)
}

//go:wasmexport mighost:migration/revision@0.1.0#describe
func describe() uint32 {
	revision := registered
	if revision == nil {
		refuse("this package doesn't call mighost.Register: do so in a function init")
	}
	w := &exported
	*w = writer{}
	w.OptionalText(revision.Package)
	w.Text(revision.ID)
	w.Texts(revision.Revises)
	w.Texts(revision.DependsOn)
	w.Texts(revision.Labels)
	w.OptionalText(revision.Message)
	w.OptionalText(revision.Created)
	w.Byte(uint8(revision.Transaction))
	w.Bool(revision.Downgrade != nil)
	w.Align(4)
	return w.Address()
}

//go:wasmexport mighost:migration/revision@0.1.0#upgrade
func upgrade() uint32 {
	return run(registered.Upgrade)
}

//go:wasmexport mighost:migration/revision@0.1.0#downgrade
func downgrade() uint32 {
	if registered.Downgrade == nil {
		return run(func(*Step) error { return nil })
	}
	return run(registered.Downgrade)
}

func run(step func(*Step) error) uint32 {
	err := guarded(step)
	if place := placeOf(err); place != "" {
		(&Step{}).Log("it came from " + place)
	}
	w := &exported
	*w = writer{}
	w.Align(4)
	w.Bool(err != nil)
	w.Align(4)
	if err != nil {
		writeError(w, err)
	}
	w.SkipTo(4 + errorSize)
	return w.Address()
}

// guarded makes an error of a panic, with the places that led to it.
func guarded(step func(*Step) error) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			// 20 places: more than leads from an upgrade to a mistake, less than a runaway recursion has.
			message := "panic: " + said(reason)
			for _, place := range trace(2, 20) {
				message += "\n  at " + place
			}
			err = &Error{kind: caseOther, Message: message}
		}
	}()
	return step(&Step{})
}

// said is the text of what a panic was called with.
func said(reason any) string {
	switch reason := reason.(type) {
	case error:
		return reason.Error()
	case string:
		return reason
	case interface{ String() string }:
		return reason.String()
	case int:
		return strconv.Itoa(reason)
	}
	return "a value of the type " + typeName(reason)
}
