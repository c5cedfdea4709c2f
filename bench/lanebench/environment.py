# SPDX-License-Identifier: MIT
"""The harness's own environment: a virtual environment with the peers, lanejson built from a tree, the floors' helper.

Everything lies in one cache folder (LANEJSON_BENCH_CACHE, else bench/.cache) and is made once. Standard library only:
this runs before the environment exists.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from .peers import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
# What the tables and plots want, what builds lanejson, and what some rows measure with. Each may be missing.
TOOLS = ("rich", "matplotlib", "numpy")
BUILDERS = ("meson-python", "meson", "ninja")
# What a build of the module depends on.
SOURCES = ("meson.build", "meson_options.txt", "pyproject.toml", "src", "include", "python")
# A peer that must be compiled and takes longer than this is left out. Seconds.
INSTALL_LIMIT = 600


def cache_folder() -> Path:
    return Path(os.environ.get("LANEJSON_BENCH_CACHE") or ROOT / "bench" / ".cache").resolve()


class Progress:
    """One line per step on a terminal; silent in a pipe."""

    def __init__(self, shown: bool | None = None) -> None:
        self.shown = sys.stderr.isatty() if shown is None else shown

    def step(self, line: str) -> None:
        if self.shown:
            print(f"bench: {line}", file=sys.stderr, flush=True)


class StepFailed(Exception):
    """A command of the set-up failed; the text says which, and ends with the last of what it printed."""


def run(command: list[str], log: Path, limit: float | None = None, **keywords: object) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as out:
        out.write(f"$ {' '.join(command)}\n")
        out.flush()
        try:
            code = subprocess.run(
                command, stdout=out, stderr=subprocess.STDOUT, timeout=limit, check=False, **keywords
            ).returncode  # type: ignore[call-overload]
        except FileNotFoundError as error:
            raise StepFailed(f"{command[0]} is not installed") from error
        except subprocess.TimeoutExpired as error:
            raise StepFailed(f"{' '.join(command[:4])}... took more than {limit:.0f} s") from error
    if code != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-12:])
        raise StepFailed(f"{' '.join(command[:6])} failed with {code}; the log is {log}\n{tail}")


def ask(python: str | Path, code: str, *arguments: str) -> str:
    """What an interpreter prints when it runs `code`."""
    command = [str(python), "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def tag_of(python: str) -> str:
    """Names the environment of an interpreter: implementation, version, ABI letters, platform."""
    code = "import sys, sysconfig\nprint(sysconfig.get_config_var('SOABI') or sys.implementation.cache_tag)"
    return ask(python, code)


def make_environment(python: str, folder: Path, log: Path) -> None:
    try:
        run([python, "-m", "venv", str(folder)], log)
    except StepFailed:
        # Debian keeps ensurepip in a package of its own (python3-venv); a pip outside can serve an environment as well.
        shutil.rmtree(folder, ignore_errors=True)
        run([python, "-m", "venv", "--without-pip", str(folder)], log)


def pip_command(python: Path) -> list[str]:
    inside = [str(python), "-m", "pip"]
    if subprocess.run([*inside, "--version"], capture_output=True, check=False).returncode == 0:
        return inside
    outside = [sys.executable, "-m", "pip"]
    if subprocess.run([*outside, "--version"], capture_output=True, check=False).returncode == 0:
        return [*outside, "--python", str(python)]
    raise StepFailed("there is no pip for the environment; on Debian and Ubuntu: apt-get install python3-venv")


def install_packages(python: Path, names: Iterable[str], log: Path, progress: Progress, upgrade: bool) -> list[str]:
    """Install what is missing; a line for each that cannot be had. Wheels together first, then one by one."""
    code = (
        "import importlib.metadata as m, sys\n"
        "for name in sys.argv[1:]:\n"
        " try: m.version(name)\n"
        " except m.PackageNotFoundError: print(name)"
    )
    wanted = list(names)
    if not upgrade:
        wanted = ask(python, code, *wanted).split()
    if not wanted:
        return []
    progress.step(f"installing {' '.join(wanted)}")
    install = [
        *pip_command(python),
        "install",
        "--disable-pip-version-check",
        "--no-input",
        *(["--upgrade"] if upgrade else []),
    ]
    try:
        run([*install, "--only-binary", ":all:", *wanted], log, INSTALL_LIMIT)
        return []
    except StepFailed:
        pass
    missing = []
    for name in wanted:
        try:
            run([*install, "--prefer-binary", name], log, INSTALL_LIMIT)
        except StepFailed as error:
            missing.append(f"{name} could not be installed: {str(error).splitlines()[0]}")
    return missing


def fingerprint(tree: Path, extra: str = "") -> str:
    """Changes when anything that the module is built from changes."""
    state = hashlib.sha256(extra.encode())
    for name in SOURCES:
        top = tree / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                state.update(str(path.relative_to(tree)).encode())
                state.update(path.read_bytes())
    return state.hexdigest()


def build_lanejson(
    python: Path, tree: Path, cache: Path, log: Path, progress: Progress, defines: str = "", target: Path | None = None
) -> None:
    """Build the module from a tree into the environment, or into `target`. Nothing is done if nothing changed."""
    stamp = (target or python.parent.parent) / "lanejson.stamp"
    state = fingerprint(tree, f"{defines} {os.environ.get('CC', '')} {os.environ.get('CFLAGS', '')}")
    if stamp.is_file() and stamp.read_text() == state:
        return
    if not (tree / "pyproject.toml").is_file():
        raise StepFailed(f"{tree} has no pyproject.toml to build from")
    progress.step(f"building lanejson from {tree}{' with ' + defines if defines else ''}")
    build = cache / f"build-{python.parent.parent.name}-{hashlib.sha256(f'{tree} {defines}'.encode()).hexdigest()[:8]}"
    shutil.rmtree(build, ignore_errors=True)
    settings = [f"-Cbuild-dir={build}", "-Csetup-args=-Dbuildtype=release", "-Csetup-args=-Db_ndebug=true"]
    settings += [f"-Csetup-args=-Dc_args={defines}"] if defines else []
    place = ["--target", str(target), "--upgrade"] if target else ["--force-reinstall"]
    environment = os.environ | {"PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
    command = [
        *pip_command(python),
        "install",
        "--no-deps",
        "--no-build-isolation",
        "--disable-pip-version-check",
        *place,
        *settings,
        str(tree),
    ]
    run(command, log, env=environment)
    stamp.write_text(state)


def build_helper(python: Path, cache: Path, log: Path) -> None:
    """Compile floor.c for the environment's interpreter, next to its packages."""
    code = (
        "import sysconfig as s\n"
        "print(s.get_path('platlib'), s.get_path('include'), s.get_config_var('EXT_SUFFIX'), sep='\\n')"
    )
    platlib, include, suffix = ask(python, code).split("\n")
    source = ROOT / "bench" / "c" / "floor.c"
    target = Path(platlib) / f"_floor{suffix}"
    if target.is_file() and target.stat().st_mtime > source.stat().st_mtime:
        return
    compiler = os.environ.get("CC", "cc").split()
    run([*compiler, "-O3", "-shared", "-fPIC", f"-I{include}", str(source), "-o", str(target)], log)


def prepare(python: str, tree: str | None, upgrade: bool) -> tuple[Path, list[str]]:
    """The environment's interpreter, and a line for each thing that could not be had.

    tree: what lanejson is built from; None: what is installed in the environment is taken.
    """
    progress = Progress()
    cache = cache_folder()
    folder = cache / f"venv-{tag_of(python)}"
    log = cache / "setup.log"
    inside = folder / "bin" / "python"
    if not inside.exists():
        progress.step(f"making {folder}")
        make_environment(python, folder, log)
    notes = install_packages(inside, (*PACKAGES, *TOOLS, *BUILDERS), log, progress, upgrade)
    steps: dict[str, Callable[[], None]] = {"the floors' helper": lambda: build_helper(inside, cache, log)}
    if tree is not None:
        source = Path(tree).resolve()
        steps["lanejson"] = lambda: build_lanejson(inside, source, cache, log, progress)
    for what, step in steps.items():
        try:
            step()
        except StepFailed as error:
            print(f"bench: {error}", file=sys.stderr)
            notes.append(f"{what} could not be built; the log is {log}")
    return inside, notes


def about_machine() -> dict[str, object]:
    """What a published number must name."""
    compiler = os.environ.get("CC", "cc").split()
    try:
        version = subprocess.run(
            [*compiler, "--version"], capture_output=True, text=True, check=False
        ).stdout.splitlines()[0]
    except (FileNotFoundError, IndexError):
        version = "none"
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cpu": cpu_name(),
        "cores": os.cpu_count(),
        "system": f"{os.uname().sysname} {os.uname().release} {os.uname().machine}",
        "python": f"{sys.implementation.name} {sys.version.split()[0]}",
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "compiler": version,
        "commit": git_commit(),
    }


def cpu_name() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.lower().startswith(("model name", "cpu part")):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return os.uname().machine


def git_commit() -> str:
    try:
        result = subprocess.run(
            ["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return "unknown"
    return result.stdout.strip() or "unknown"
