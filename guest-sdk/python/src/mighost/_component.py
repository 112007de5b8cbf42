"""What a component exports: `revision`, for one script compiled in or for whichever the host hands over."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from . import _closed, _host, _preload, report
from ._script import RECURSION, Script, lowered, said, silence, take_output, trace


def load() -> None:
    """Everything that scripts may want, so that it is in the snapshot that the tool chain takes."""
    _host.load()
    _preload.load()
    _closed.close()
    sys.setrecursionlimit(RECURSION)


def _err(error: Any) -> Exception:
    return import_module("componentize_py_types").Err(error)  # type: ignore[no-any-return]


class Revision:
    """The exported interface. `script` gives the script to run."""

    def script(self) -> Script:
        """The script that is run."""
        raise NotImplementedError

    def name(self) -> str:
        """Its name, before it is read."""
        raise NotImplementedError

    def describe(self) -> Any:
        """What the revision is. It can't return an error: the reason is its last words in the log."""
        exports = import_module("wit_world.exports.revision")
        try:
            _closed.no_files()
            said_of_itself = self.script().description()
            said_of_itself["transaction"] = exports.Transaction[said_of_itself["transaction"].upper()]
            return exports.Description(**said_of_itself)
        except BaseException as error:
            places = "".join(f"\n  at {place}" for place in trace(error, self.name()))
            report.info(said(error) + places)
            silence()
            raise

    def upgrade(self) -> None:
        """Runs the script's `upgrade`."""
        self._step("upgrade")

    def downgrade(self) -> None:
        """Runs the script's `downgrade`."""
        self._step("downgrade")

    def _step(self, name: str) -> None:
        try:
            _closed.no_files()
            self.script().run(name)
            return
        # `SystemExit` too: no script ends the component.
        except BaseException as error:
            failed = lowered(error, self.name())
        raise _err(failed)


def runtime() -> type[Revision]:
    """For the shared runtime: the script is the host's."""
    take_output()
    handed = import_module("wit_world.imports.script")
    kept: list[Script] = []

    class Handed(Revision):
        def name(self) -> str:
            return str(handed.name())

        def script(self) -> Script:
            if not kept:
                kept.append(Script(handed.name(), handed.source()))
            return kept[0]

    return Handed


def one_file(name: str, source: str) -> type[Revision]:
    """For a component of its own: the script is run once now, and its module is in the snapshot."""
    read = Script(name, source)
    # What is wrong in it is said by the build, and not by the first run.
    read.description()
    take_output()

    class CompiledIn(Revision):
        def name(self) -> str:
            return name

        def script(self) -> Script:
            return read

    return CompiledIn
