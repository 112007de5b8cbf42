"""Scripts: what they say of themselves, how they run, and how their errors are told."""

import importlib
import sys

from support import Err, HostCase, wit

from mighost import _component, _host
from mighost._script import Script

PEOPLE = '''"""Add people

Revision ID: 2
Revises: 1
Create Date: 2026-01-05 14:55:17.123456
"""
from mighost import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = ("billing",)


def upgrade():
    fill(3)


def fill(n):
    print("at", n)
    raise ValueError(f"{n} is wrong")


def downgrade():
    pass
'''


class Scripts(HostCase):
    def setUp(self):
        super().setUp()
        kept = sys.stdout, sys.stderr
        self.addCleanup(lambda: setattr(sys, "stdout", kept[0]))
        self.addCleanup(lambda: setattr(sys, "stderr", kept[1]))

    def revision(self, source):
        self.answers["script.name"] = "people.py"
        self.answers["script.source"] = source
        return _component.runtime()()

    def fails(self, source, step="upgrade"):
        with self.assertRaises(Err) as caught:
            getattr(self.revision(source), step)()
        return caught.exception.value

    def logged(self):
        return [line for name, _, line in (call for call in self.calls if call[0] == "report.log")]

    def test_a_script_says_what_it_is_as_alembics_do(self):
        said = self.revision(PEOPLE).describe()
        exports = importlib.import_module("wit_world.exports.revision")
        self.assertEqual(said, exports.Description(
            None, "2", ["1"], ["billing"], [], "Add people", "2026-01-05T14:55:17Z", exports.Transaction.STEP, True
        ))  # fmt: skip

    def test_the_rest_of_the_description(self):
        said = self.revision(
            'revision = "m"\ndown_revision = ("a", "b")\nbranch_labels = "x"\ntransaction = "none"\n'
            'package = "acme/billing"\nmessage = "m"\ndef upgrade(): pass\n'
        ).describe()
        self.assertEqual((said.revises, said.labels, said.transaction.name, said.package, said.message, said.has_downgrade),
                         (["a", "b"], ["x"], "NONE", "acme/billing", "m", False))  # fmt: skip

    def test_an_uncaught_error_names_its_place_and_no_frame_of_this_package(self):
        error = self.fails(PEOPLE)
        self.assertEqual(error, wit.Error_Other(
            "ValueError: 3 is wrong\n"
            '  at people.py:21, in fill: raise ValueError(f"{n} is wrong")\n'
            "  at people.py:16, in upgrade: fill(3)"
        ))  # fmt: skip
        self.assertEqual(self.logged(), ["at 3"])

    def test_an_error_of_the_host_keeps_its_kind_and_its_place_is_logged(self):
        self.answers["ddl.drop_table"] = Err(wit.Error_Invalid("there is no table x"))
        source = 'from mighost import op\nrevision = "1"\ndef upgrade():\n    op.drop_table("x")\n'
        self.assertEqual(self.fails(source), wit.Error_Invalid("there is no table x"))
        self.assertEqual(self.logged(), ['at people.py:4, in upgrade: op.drop_table("x")'])

    def test_a_caught_error_can_be_raised_again(self):
        self.answers["ddl.drop_table"] = Err(wit.Error_Denied("no"))
        source = (
            'from mighost import op, Denied, Veto\nrevision = "1"\ndef upgrade():\n    try:\n        op.drop_table("x")\n'
            '    except Denied as error:\n        raise Veto("not here") from error\n'
        )
        self.assertEqual(self.fails(source), wit.Error_Veto("not here"))
        self.assertIn("because of Denied: no", self.logged())

    def test_a_script_that_ends_python_ends_the_step(self):
        self.assertEqual(self.fails('revision = "1"\ndef upgrade():\n    raise SystemExit(3)\n').value.splitlines()[0],
                         "SystemExit: 3")  # fmt: skip

    def test_a_recursion_without_an_end_is_an_error_with_a_place(self):
        error = self.fails('revision = "1"\ndef upgrade():\n    deep()\ndef deep():\n    deep()\n')
        self.assertIn("RecursionError", error.value)
        self.assertIn("more places", error.value)
        self.assertLess(len(error.value.splitlines()), 10)

    def test_what_is_wrong_with_a_script_is_the_last_word_of_describe(self):
        for source, words in [
            ("def upgrade(:\n", "SyntaxError: invalid syntax\n  at people.py:1"),
            ("import sqlalchemy\n", "say `import mighost as sa`\n  at people.py:1: import sqlalchemy"),
            ("from alembic import op\n", "say `from mighost import op`"),
            ("import numpy\n", "there is no module numpy"),
            ("def upgrade(): pass\n", 'next: say revision = "…"'),
            ('revision = "1"\n', "has no upgrade"),
            ('revision = "1"\ntransaction = "all"\ndef upgrade(): pass\n', "transaction is"),
            ('revision = "1"\ndown_revision = 5\ndef upgrade(): pass\n', "down_revision is a text"),
        ]:
            with self.subTest(source=source):
                self.calls.clear()
                with self.assertRaises(Exception):  # noqa: B017
                    self.revision(source).describe()
                self.assertIn(words, self.logged()[-1])

    def test_a_declaration_is_a_line_of_its_own(self):
        self.assertEqual(_host.declared("# mighost: uses sql\nx = 1\n"), {"sql"})
        self.assertEqual(_host.declared("    #mighost: uses sql, data\n"), {"sql", "data"})
        self.assertEqual(_host.declared('x = "# mighost: uses sql"\n'), frozenset())
        Script("a.py", '# mighost: uses sql\nrevision = "1"\n')
        _host.need_sql()

    def test_each_script_is_a_fresh_module(self):
        Script("a.py", "x = 1\n")
        self.assertFalse(hasattr(Script("b.py", "y = 1\n").module, "x"))
