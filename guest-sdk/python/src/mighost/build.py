"""Builds components: ``python -m mighost.build COMMAND``. This is what ``mighost build`` runs.

==============================  ==============================================================================
``runtime OUT.wasm``            the shared runtime: the interpreter and this package, for scripts of the host
``component SCRIPT.py OUT.wasm``  a component of its own, with the script compiled in
``bindings DIR``                the bindings as the tool chain makes them, for tests and type checkers
``version``                     the versions of this package and of the tool chain, a line each
==============================  ==============================================================================

The exit code is 0, 1 where the script is wrong, and 3 where the tool chain is missing or of another version. A component
that imports ``sql`` is made only of a script that declares it: ``# mighost: uses sql``.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from importlib import metadata
from pathlib import Path

TOOL = "0.25.1"
"""The version of componentize-py that components are built with; the same as in requirements.txt."""

_HERE = Path(__file__).resolve().parent
_APP = "mighost_app"
_PACKAGE = "package mighost:migration@0.1.0;\n"
# All that a migration may import; `types` is what the others are said in.
_IMPORTS = ("types", "context", "inspect", "ddl", "data", "report")
_DECLARABLE = ("sql",)


class Failure(Exception):
    """Why nothing was built, and the exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def runtime(out: Path) -> None:
    """Builds the shared runtime."""
    app = "from mighost import _component\n\n_component.load()\nRevision = _component.runtime()\n"
    _build(app, "runtime", "", out)


def component(script: Path, out: Path) -> None:
    """Builds a component of its own from a script."""
    try:
        source = script.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Failure(f"{script}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Failure(f"{script}: not UTF-8 at byte {error.start}; next: save it as UTF-8") from None
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    app = (
        "from mighost import _component\n\n_component.load()\n"
        f"Revision = _component.one_file({script.name!r}, {source!r})\n"
    )
    imports = [*_IMPORTS, *(name for name in _DECLARABLE if name in declared(source, script.name))]
    lines = "".join(f"    import {name};\n" for name in imports)
    _build(app, "one-file", f"{_PACKAGE}\nworld one-file {{\n{lines}    export revision;\n}}\n", out)


def declared(source: str, name: str) -> frozenset[str]:
    """The interfaces that a script declares; an unknown one is an error."""
    from mighost._host import declared as found_in

    found = found_in(source)
    for interface in sorted(found):
        if interface not in (*_IMPORTS, *_DECLARABLE):
            raise Failure(f"{name} declares `{interface}`, which isn't an interface; there are {', '.join((*_IMPORTS, *_DECLARABLE))}")
    return found


def bindings(out: Path) -> None:
    """Writes the bindings of the world `runtime`."""
    tool = _tool()
    with _wit("") as wit:
        tool.generate_bindings([wit], ["runtime"], [], False, None, str(out), [], [], False)


def _tool() -> object:
    try:
        version = metadata.version("componentize-py")
    except metadata.PackageNotFoundError:
        raise Failure(f"componentize-py isn't there; next: {_pip()}", 3) from None
    if version != TOOL:
        raise Failure(f"componentize-py is {version}, and {TOOL} is needed; next: {_pip()}", 3)
    import componentize_py

    return componentize_py


def _pip() -> str:
    return f"{sys.executable} -m pip install componentize-py=={TOOL}"


@contextlib.contextmanager
def _wit(world: str):  # type: ignore[no-untyped-def]
    """The contract in a folder, with one world more."""
    with tempfile.TemporaryDirectory(prefix="mighost-wit-") as folder:
        for file in sorted((_HERE / "wit").glob("*.wit")):
            shutil.copyfile(file, Path(folder) / file.name)
        if world:
            Path(folder, "one-file.wit").write_text(world)
        yield folder


def _build(app: str, world: str, wit_world: str, out: Path) -> None:
    tool = _tool()
    with _wit(wit_world) as wit, tempfile.TemporaryDirectory(prefix="mighost-app-") as folder:
        # Only this package goes in, and nothing else that is installed beside it.
        ignored = shutil.ignore_patterns("wit", "build.py", "__pycache__", "*.pyc")
        shutil.copytree(_HERE, Path(folder) / "mighost", ignore=ignored)
        Path(folder, _APP + ".py").write_text(app, encoding="utf-8")
        made = Path(folder) / "made.wasm"
        try:
            tool.componentize(  # type: ignore[attr-defined]
                [wit], [world], [], False, None, [folder], [], _APP, str(made), True, [], [], False, None
            )
        except AssertionError as error:
            raise Failure(_reason(str(error))) from None
        out.parent.mkdir(parents=True, exist_ok=True)
        # Beside its place first: whoever reads the file meanwhile never sees half of it.
        beside = out.with_name(f".{out.name}.{os.getpid()}")
        try:
            shutil.copyfile(made, beside)
            os.replace(beside, out)
        finally:
            beside.unlink(missing_ok=True)


# What the interpreter says when the script fails while it is compiled in; the frames of this package are left out.
_FRAME = re.compile(r'  File "(?P<file>[^"]+)", line \d+.*')


def _reason(said: str) -> str:
    """The script's error out of all that the tool chain says."""
    begin = said.rfind("Traceback (most recent call last):")
    if begin < 0:
        return said.strip() or "the tool chain failed and said nothing"
    lines, kept, keep = said[begin:].splitlines()[1:], [], True
    for line in lines:
        frame = _FRAME.fullmatch(line)
        if frame:
            keep = not frame["file"].startswith(("/0/", "/python/", "/world/", "/bundled/", "<frozen"))
        elif not line.startswith("    "):
            keep = True
        if line.strip() in ("Caused by:", "Stack backtrace:"):
            break
        if keep:
            kept.append(line)
    return "\n".join(kept).strip()


def main(arguments: list[str] | None = None) -> int:
    """The command; its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        match given:
            case ["runtime", out]:
                runtime(Path(out))
            case ["component", script, out]:
                component(Path(script), Path(out))
            case ["bindings", out]:
                bindings(Path(out))
            case ["version"]:
                from mighost import __version__

                print(f"mighost {__version__}\ncomponentize-py {TOOL}")
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        return failure.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
