package main

import (
	"errors"
	"fmt"
	"reflect"

	mighost "github.com/mighost/mighost/guest-sdk/go"
)

// failed is what a check panics with: the suite stops at the first difference, without an if for each call.
type failed struct{ err error }

// checked makes a step of a suite of checks.
func checked(suite func(*mighost.Step)) func(*mighost.Step) error {
	return func(s *mighost.Step) (err error) {
		defer func() {
			switch reason := recover().(type) {
			case nil:
			case failed:
				err = reason.err
			default:
				panic(reason)
			}
		}()
		suite(s)
		return nil
	}
}

func refuse(format string, parts ...any) {
	panic(failed{mighost.Veto(fmt.Sprintf(format, parts...))})
}

// done stops where a call failed.
func done(err error) {
	if err != nil {
		panic(failed{err})
	}
}

// got stops where a call failed, and gives what it gave.
func got[T any](given T, err error) T {
	done(err)
	return given
}

// same stops where two things differ.
func same(what string, is, should any) {
	if !reflect.DeepEqual(is, should) {
		refuse("%s is %#v, not %#v", what, is, should)
	}
}

// holds stops where something doesn't hold.
func holds(what string, holds bool) {
	if !holds {
		refuse("this doesn't hold: %s", what)
	}
}

func kind(what string, err, kind error) {
	if !errors.Is(err, kind) || err.Error() == "" {
		refuse("%s gave %v, not: %v", what, err, kind)
	}
}

// unsupported stops where a call wasn't refused as unsupported.
func unsupported(what string, err error) {
	kind(what, err, mighost.ErrUnsupported)
}

// invalid stops where a call wasn't refused as invalid.
func invalid(what string, err error) {
	kind(what, err, mighost.ErrInvalid)
}

// database stops where the database itself didn't refuse with this code.
func database(what, code string, err error) {
	refused, ok := errors.AsType[*mighost.DatabaseError](err)
	if !ok || refused.Code != code || refused.Message == "" {
		refuse("%s gave %v, not the database's %s", what, err, code)
	}
}

// second is the error of a call that gives something too.
func second[T any](_ T, err error) error {
	return err
}

// table is one that must be there.
func table(s *mighost.Step, name string) *mighost.Table {
	table := got(s.Table(name))
	if table == nil {
		refuse("there is no table %s", name)
	}
	return table
}

// column is one that must be there.
func column(s *mighost.Step, name, column string) mighost.Column {
	found := table(s, name).Column(column)
	if found == nil {
		refuse("there is no column %s in %s", column, name)
	}
	return *found
}

func columnNames(columns []mighost.Column) []string {
	var names []string
	for _, column := range columns {
		names = append(names, column.Name)
	}
	return names
}

func objectNames(objects []mighost.ObjectName) []string {
	var names []string
	for _, object := range objects {
		names = append(names, object.Name)
	}
	return names
}

// has says whether one of these is this.
func has[T any](all []T, this T) bool {
	for _, one := range all {
		if reflect.DeepEqual(one, this) {
			return true
		}
	}
	return false
}
