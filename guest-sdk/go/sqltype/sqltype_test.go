package sqltype

import "testing"

func TestTypesAreComparedAndSaid(t *testing.T) {
	if Varchar(20) != Varchar(20) || Varchar(20) == Varchar(21) || Enum("a", "b") != Enum("a", "b") || Enum("a", "b") == Enum("ab") {
		t.Error("types aren't compared by what they are")
	}
	for text, is := range map[string]Type{
		"varchar(20)":                 Varchar(20),
		"decimal(10, 2)":              Decimal(10, 2),
		"bigint unsigned":             BigInt().Unsigned(),
		"timestamp(6) with time zone": Timestamp().WithPrecision(6).WithZone(),
		"longtext":                    TextOf(LongSize),
		"enum(red, green)":            Enum("red", "green"),
		"POINT":                       Native("POINT"),
		"boolean":                     {},
	} {
		if is.String() != text {
			t.Errorf("%s, not %s", is, text)
		}
	}
	if labels := Set("x", "y").Labels(); len(labels) != 2 || labels[1] != "y" {
		t.Error(labels)
	}
}
