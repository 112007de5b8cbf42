package mighost

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestTimesAreWrittenInUTC(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	for _, moment := range []time.Time{
		time.Date(2026, 1, 31, 23, 59, 58, 500_000_000, zone),
		time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		time.Date(2100, 3, 1, 1, 2, 3, 1_000, time.UTC),
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
	} {
		written := inUTC(moment)
		back, err := time.Parse(time.RFC3339Nano, written)
		if err != nil || !back.Equal(moment) {
			t.Errorf("%v is written as %s: %v", moment, written, err)
		}
	}
	for days := range 150_000 {
		moment := time.Unix(int64(days-75_000)*86_400, 0).UTC()
		if is, should := inUTC(moment)[:10], moment.Format(time.DateOnly); is != should {
			t.Fatalf("%s, not %s", is, should)
		}
	}
}

func TestARowIsScannedIntoWhatFits(t *testing.T) {
	row := Row{Columns: []string{"id", "name", "born"}, Values: []any{int64(7), "Ada", Timestamp("1815-12-10T00:00:00")}}
	var id uint8
	var name *string
	var born time.Time
	if err := row.Scan(&id, &name, &born); err != nil {
		t.Fatal(err)
	}
	if id != 7 || *name != "Ada" || born.Year() != 1815 {
		t.Error(id, name, born)
	}
	if err := row.Scan(&id); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
	if err := row.Scan(&id, &id, &born); err == nil || err.Error() != "name: the value is a text and doesn't fit into a *uint8" {
		t.Error(err)
	}
	if _, err := Get[int64](row, "name"); !errors.Is(err, ErrInvalid) || err.Error() != "name: the value is a text and doesn't fit into a *int64" {
		t.Error(err)
	}
	if _, err := Get[int64](row, "nobody"); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
}

func TestNumbersThatDontFitAreRefused(t *testing.T) {
	refused := func(value, to any) {
		t.Helper()
		if err := convert(value, to); !errors.Is(err, ErrInvalid) {
			t.Errorf("%v into %T: %v", value, to, err)
		}
	}
	refused(int64(128), new(int8))
	refused(int64(-1), new(uint64))
	refused(uint64(1<<63), new(int64))
	refused(int64(2), new(bool))
	refused(nil, new(string))
	refused("text", new(struct{}))
	var number *int64
	if err := convert(nil, &number); err != nil || number != nil {
		t.Error(err, number)
	}
}

func TestKindsOfErrorsAreToldApartWhereverTheyAreWrapped(t *testing.T) {
	err := fmt.Errorf("filling: %w", Veto("not today"))
	if !errors.Is(err, ErrVeto) || errors.Is(err, ErrInvalid) || err.Error() != "filling: not today" {
		t.Error(err)
	}
	refused := fmt.Errorf("filling: %w", &DatabaseError{Code: "23505", Message: "twice"})
	if found, ok := errors.AsType[*DatabaseError](refused); !ok || found.Code != "23505" || refused.Error() != "filling: twice (23505)" {
		t.Error(refused)
	}
}

func TestNoRowIsToldFromOtherErrors(t *testing.T) {
	if err := fmt.Errorf("reading: %w", invalid(noRows)); !errors.Is(err, ErrNoRows) || !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
	if err := invalid("the table isn't there"); errors.Is(err, ErrNoRows) {
		t.Error(err)
	}
}

func TestAValueOfAnotherTypeIsNamed(t *testing.T) {
	if name := typeName(struct{ a int }{}); name != "struct { a int }" {
		t.Error(name)
	}
}
