package mighost

import (
	"errors"
	"strings"

	"github.com/mighost/mighost/guest-sdk/go/internal/abi"
)

// DatabaseError is what the database said when it refused.
//
//	if refused, ok := errors.AsType[*mighost.DatabaseError](err); ok && refused.Code == "23505" {
type DatabaseError struct {
	// Code is the database's own: SQLSTATE on PostgreSQL ("23505"), the error number on MySQL ("1062"), the extended
	// result code's name on SQLite ("SQLITE_CONSTRAINT_UNIQUE").
	Code    string
	Message string
	// Detail, Hint, Statement and Constraint are empty where the database doesn't say them.
	Detail string
	Hint   string
	// Position is where in the statement, in characters from 1; 0 where the database doesn't say it.
	Position uint32
	// Statement is what failed.
	Statement string
	// Constraint is what was broken.
	Constraint string

	place string
}

// Error is the database's message with its code.
func (e *DatabaseError) Error() string {
	return e.Message + " (" + e.Code + ")"
}

// Error is why a call failed, where it wasn't the database that refused. A migration may handle it and go on, except
// after [ErrLimit]: that ends the step.
//
//	if errors.Is(err, mighost.ErrUnsupported) {
type Error struct {
	kind    uint8
	Message string

	place string
}

// Error is the message.
func (e *Error) Error() string {
	return e.Message
}

// Is says whether target is the kind of e.
func (e *Error) Is(target error) bool {
	kind, ok := target.(*Error)
	return ok && kind.kind == e.kind && (kind.Message == kinds[kind.kind] || kind.Message == e.Message)
}

// The cases of the contract's error.
const (
	caseDatabase uint8 = iota
	caseDenied
	caseUnsupported
	caseInvalid
	caseLimit
	caseVeto
	caseOther
)

var kinds = [...]string{
	"the database refused", "denied", "unsupported", "invalid", "a limit was reached", "the migration refuses to run", "failed",
}

// What an [Error] is: errors.Is(err, mighost.ErrDenied).
var (
	// ErrDenied is: the policy refused; the message says what was asked for and why it isn't granted.
	ErrDenied error = &Error{kind: caseDenied, Message: kinds[caseDenied]}
	// ErrUnsupported is: this database can't do that; the message says what it can do instead.
	ErrUnsupported error = &Error{kind: caseUnsupported, Message: kinds[caseUnsupported]}
	// ErrInvalid is: the request makes no sense here (an unknown table, a column that exists, a row of the wrong width).
	ErrInvalid error = &Error{kind: caseInvalid, Message: kinds[caseInvalid]}
	// ErrLimit is: a limit of the step was reached.
	ErrLimit error = &Error{kind: caseLimit, Message: kinds[caseLimit]}
	// ErrVeto is: the migration itself refuses to run.
	ErrVeto error = &Error{kind: caseVeto, Message: kinds[caseVeto]}
)

// Veto is the error to return from an upgrade or downgrade that refuses to run, with its reason.
//
//	return mighost.Veto(fmt.Sprintf("%d people have no name; give them one first", nameless))
func Veto(reason string) error {
	return &Error{kind: caseVeto, Message: reason, place: caller()}
}

func invalid(message string) error {
	return &Error{kind: caseInvalid, Message: message, place: caller()}
}

const (
	databaseErrorSize = 72
	errorSize         = 4 + databaseErrorSize
)

func readError(r *reader) error {
	var err error
	r.Variant(4, databaseErrorSize, func(number uint8) {
		if number != caseDatabase {
			err = &Error{kind: number, Message: r.Text(), place: caller()}
			return
		}
		refused := &DatabaseError{Code: r.Text(), Message: r.Text(), Detail: r.OptionalText(), Hint: r.OptionalText()}
		refused.Position, _ = r.OptionalUint32()
		refused.Statement, refused.Constraint = r.OptionalText(), r.OptionalText()
		refused.place = caller()
		err = refused
	})
	return err
}

// writeError writes what an upgrade or downgrade returned. What was wrapped stays what it was, under the whole message.
func writeError(w *writer, err error) {
	if refused, ok := errors.AsType[*DatabaseError](err); ok {
		// The host writes the code by itself.
		message := strings.Replace(err.Error(), refused.Error(), refused.Message, 1)
		w.Variant(caseDatabase, 4, databaseErrorSize, func() {
			w.Text(refused.Code)
			w.Text(abi.Readable(message))
			w.OptionalText(refused.Detail)
			w.OptionalText(refused.Hint)
			w.OptionalUint32(refused.Position != 0, refused.Position)
			w.OptionalText(refused.Statement)
			w.OptionalText(refused.Constraint)
		})
		return
	}
	kind := caseOther
	if known, ok := errors.AsType[*Error](err); ok {
		kind = known.kind
	}
	w.Variant(kind, 4, databaseErrorSize, func() { w.Text(abi.Readable(err.Error())) })
}

// placeOf is where in the migration the call was that gave the error; empty where that isn't known.
func placeOf(err error) string {
	if refused, ok := errors.AsType[*DatabaseError](err); ok {
		return refused.place
	}
	if known, ok := errors.AsType[*Error](err); ok {
		return known.place
	}
	return ""
}

// give reads the answer of a call that gives something or fails. Align is what the more demanding of both wants.
func give[T any](align int, read func(*reader) T) (T, error) {
	defer abi.Done()
	r := abi.ReadAnswer()
	failed := r.Bool()
	r.Align(align)
	if failed {
		var nothing T
		return nothing, readError(&r)
	}
	return read(&r), nil
}

// done reads the answer of a call that gives nothing or fails.
func done() error {
	_, err := give(4, func(*reader) struct{} { return struct{}{} })
	return err
}

// whether reads the answer of a call that gives a truth value or fails.
func whether() (bool, error) {
	return give(4, (*reader).Bool)
}

// number reads the answer of a call that gives a number of 64 bits or fails.
func number() (uint64, error) {
	return give(8, (*reader).Uint64)
}
