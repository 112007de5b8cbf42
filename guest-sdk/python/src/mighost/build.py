"""Builds components: ``python -m mighost.build COMMAND``. This is what ``mighost build`` runs.

==============================  ==============================================================================
``runtime OUT.wasm``            the shared runtime: the interpreter and this package, for scripts of the host
``component SCRIPT.py OUT.wasm``  a component of its own, with the script compiled in
``setup [DIR]``                 installs the tool chain into a virtual environment of its own, and says where
``bindings DIR``                the bindings as the tool chain makes them, for tests and type checkers
``version``                     the versions of this package and of the tool chain, a line each
==============================  ==============================================================================

The tool chain is componentize-py in exactly the version of requirements.txt: that of the Python which runs this, else the one
that ``setup`` installed (into ``$MIGHOST_PYTHON_TOOLS``, else a folder of the user's cache). The exit code is 0, 1 where the
script is wrong, 2 for a wrong command, and 3 where the tool chain is missing or of another version. A component that
imports ``sql`` is made only of a script that declares it: ``# mighost: uses sql``.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
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
        # `schemas` is a part of one of them.
        if interface not in (*_IMPORTS, *_DECLARABLE, "schemas"):
            raise Failure(f"{name} declares `{interface}`, which isn't an interface; there are {', '.join((*_IMPORTS, *_DECLARABLE))}")
    return found


def bindings(out: Path) -> None:
    """Writes the bindings of the world `runtime`."""
    tool = _tool()
    with _wit("") as wit:
        tool.generate_bindings([wit], ["runtime"], [], False, None, str(out), [], [], False)


def setup(folder: Path) -> None:
    """Installs the tool chain into a virtual environment."""
    if _version_in(folder) == TOOL:
        return
    # A half-made one of an earlier try is made anew.
    shutil.rmtree(folder, ignore_errors=True)
    wanted = f"componentize-py=={TOOL}"
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(_python_of(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines()
            reason = said[-1] if said else f"exit code {done.returncode}"
            raise Failure(f"`{' '.join(command)}` failed: {reason}", 3)


def tools() -> Path:
    """Where `setup` installs the tool chain, unless a folder is named."""
    named = os.environ.get("MIGHOST_PYTHON_TOOLS")
    if named:
        return Path(named)
    if sys.platform == "win32":
        cache = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "mighost" / "tools" / f"componentize-py-{TOOL}"


def _python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _version_in(folder: Path) -> str | None:
    """The version of the tool chain in a virtual environment, if it is there."""
    python = _python_of(folder)
    if not python.exists():
        return None
    ask = "from importlib.metadata import version; print(version('componentize-py'))"
    done = subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _own_version() -> str | None:
    try:
        return metadata.version("componentize-py")
    except metadata.PackageNotFoundError:
        return None


def _elsewhere(arguments: list[str]) -> int | None:
    """Runs the same command with the tool chain that `setup` installed, where this Python has none."""
    if _own_version() == TOOL or _version_in(tools()) != TOOL:
        return None
    script = str(_HERE.parent.parent / "build.py")
    command = [script] if Path(script).exists() else ["-m", "mighost.build"]
    return subprocess.run([str(_python_of(tools())), *command, *arguments], check=False).returncode


def _tool() -> object:
    version = _own_version()
    if version != TOOL:
        found = "isn't there" if version is None else f"is {version}"
        again = f"{sys.executable} {Path(sys.argv[0]).resolve()} setup"
        raise Failure(f"componentize-py {TOOL} is needed, and {found}; next: {again}", 3)
    import componentize_py

    return componentize_py


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
        if given and given[0] in ("runtime", "component", "bindings"):
            done = _elsewhere(given)
            if done is not None:
                return done
        match given:
            case ["setup"] | ["setup", _]:
                folder = Path(given[1]) if len(given) > 1 else tools()
                setup(folder)
                print(f"componentize-py {TOOL} is in {folder}")
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
