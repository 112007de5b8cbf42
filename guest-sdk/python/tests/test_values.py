"""Python's values as the database's, and back."""

import datetime
import decimal
import enum
import uuid

from support import HostCase, wit

import mighost as sa
from mighost.values import lift, lower

ZONE = datetime.timezone(datetime.timedelta(hours=2))
NUMBER = uuid.UUID("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10")


class Values(HostCase):
    def test_every_kind_goes_there_and_comes_back(self):
        kinds = [
            (None, wit.Value_Null()),
            (True, wit.Value_Boolean(True)),
            (-(2**63), wit.Value_Integer(-(2**63))),
            (2**63 - 1, wit.Value_Integer(2**63 - 1)),
            (2**63, wit.Value_Unsigned(2**63)),
            (2**64 - 1, wit.Value_Unsigned(2**64 - 1)),
            (1.5, wit.Value_Float(1.5)),
            (decimal.Decimal("-12.50"), wit.Value_Decimal("-12.50")),
            ("ü", wit.Value_Text("ü")),
            (b"\x00\xff", wit.Value_Bytes(b"\x00\xff")),
            (datetime.date(2026, 1, 31), wit.Value_Date("2026-01-31")),
            (datetime.time(23, 59, 58), wit.Value_Time("23:59:58")),
            (datetime.datetime(2026, 1, 31, 23, 59), wit.Value_Timestamp("2026-01-31T23:59:00")),
            (datetime.datetime(2026, 1, 31, tzinfo=ZONE), wit.Value_Timestamp("2026-01-31T00:00:00+02:00")),
            (sa.Json({"a": [1]}), wit.Value_Json('{"a": [1]}')),
            (NUMBER, wit.Value_Uuid(str(NUMBER))),
            (sa.Native("inet", "10.0.0.1"), wit.Value_Native(wit.NativeValue("inet", "10.0.0.1"))),
        ]
        for value, expected in kinds:
            with self.subTest(value=value):
                self.assertEqual(lower(value), expected)
                back = lift(expected)
                self.assertEqual((type(back), back), (type(value), value))

    def test_a_decimal_is_never_written_with_an_exponent(self):
        self.assertEqual(lower(decimal.Decimal("1E+3")), wit.Value_Decimal("1000"))

    def test_subclasses_are_what_they_are_made_of(self):
        class Level(enum.IntEnum):
            HIGH = 3

        class Word(enum.StrEnum):
            A = "a"

        self.assertEqual(lower(Level.HIGH), wit.Value_Integer(3))
        self.assertEqual(lower(Word.A), wit.Value_Text("a"))

    def test_what_python_cant_hold_comes_as_its_text_and_goes_back_so(self):
        for value in (wit.Value_Timestamp("infinity"), wit.Value_Time("838:59:59"), wit.Value_Date("0000-00-00")):
            back = lift(value)
            self.assertEqual(back.text, value.value)
            self.assertEqual(lower(back), value)

    def test_json_that_was_read_keeps_its_text(self):
        read = lift(wit.Value_Json('{"a":1.10}'))
        self.assertEqual(read.value, {"a": 1.1})
        self.assertEqual(lower(read), wit.Value_Json('{"a":1.10}'))

    def test_what_is_no_value_says_what_to_do(self):
        class Plain(enum.Enum):
            A = 1

        for value, words in [
            ({"a": 1}, "say Json"),
            ([1], "say Json"),
            (2**64, "64 bits"),
            (Plain.A, ".name"),
            (datetime.timedelta(1), "interval"),
            (object(), "mighost.values"),
            ("\ud800", "Unicode"),
        ]:
            with self.subTest(value=value), self.assertRaisesRegex(sa.Invalid, words):
                lower(value)

    def test_a_row_is_a_tuple_with_names(self):
        row = sa.Row.of(["id", "name"], [1, "Ada"])
        number, name = row
        self.assertEqual((number, name, row.id, row["name"], row[0]), (1, "Ada", 1, "Ada", 1))
        self.assertEqual(row.as_dict(), {"id": 1, "name": "Ada"})
        with self.assertRaisesRegex(sa.Invalid, "no column nme; it has id, name"):
            row["nme"]
