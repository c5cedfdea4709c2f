# SPDX-License-Identifier: MIT
"""Builds bench_c: lanejson of a tree, and the peers that pkg-config knows or whose source folders the user gives."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from .environment import StepFailed, cache_folder, run

# peer -> ways a folder of it may look: the one source file, and the folder with its header.
LAYOUTS: dict[str, tuple[tuple[str, str], ...]] = {
    "yyjson": (("src/yyjson.c", "src"), ("yyjson.c", ".")),
    "simdjson": (("singleheader/simdjson.cpp", "singleheader"), ("simdjson.cpp", "."), ("src/simdjson.cpp", "include")),
}
# peer -> where its headers state the version.
VERSIONS = {
    "yyjson": ("yyjson.h", r'YYJSON_VERSION_STRING +"([^"]+)"'),
    "simdjson": ("simdjson_version.h", r'SIMDJSON_VERSION +"([^"]+)"'),
}


def compiler_of(source: Path) -> list[str]:
    return os.environ.get("CXX", "c++").split() if source.suffix == ".cpp" else os.environ.get("CC", "cc").split()


def find_source(name: str, folder: Path) -> tuple[Path, Path]:
    """The source file of a peer, and the folder with its header."""
    for source, include in LAYOUTS[name]:
        if (folder / source).is_file() and (folder / include / f"{name}.h").is_file():
            return folder / source, folder / include
    raise StepFailed(
        f"{name}: no sources in {folder}: {' or '.join(source for source, _ in LAYOUTS[name])} was expected"
    )


def find_version(name: str, include: Path) -> str:
    header, pattern = VERSIONS[name]
    for path in (*include.rglob(header), include / f"{name}.h"):
        found = re.search(pattern, path.read_text(errors="replace"))
        if found:
            return found[1]
    return "0"


def build_peer(name: str, folder: Path, log: Path) -> Path:
    """Compile a folder's sources into a static library; the folder with its .pc file, for PKG_CONFIG_PATH."""
    source, include = find_source(name, folder.resolve())
    command = compiler_of(source)
    key = hashlib.sha256(f"{source} {source.stat().st_mtime_ns} {include} {command}".encode()).hexdigest()[:12]
    target = cache_folder() / "c-peers" / f"{name}-{key}"
    package = target / f"{name}.pc"
    if package.is_file():
        return target
    target.mkdir(parents=True, exist_ok=True)
    flags = ["-O3", "-DNDEBUG", "-fPIC", *(["-std=c++17"] if source.suffix == ".cpp" else [])]
    flags += [f"-I{include}", f"-I{source.parent}"]
    run([*command, *flags, "-c", str(source), "-o", str(target / f"{name}.o")], log)
    run(["ar", "rcs", str(target / f"lib{name}.a"), str(target / f"{name}.o")], log)
    package.write_text(
        f"Name: {name}\nDescription: {name} from {folder.name}\nVersion: {find_version(name, include)}\n"
        f"Cflags: -I{include}\nLibs: -L{target} -l{name}\n"
    )
    return target


def build_bench(tree: Path, folders: dict[str, str], log: Path, targets: tuple[str, ...]) -> tuple[Path, list[str]]:
    """The build folder with the targets made, and a line for each peer that could not be built."""
    notes = []
    places = []
    for name, folder in folders.items():
        try:
            places.append(str(build_peer(name, Path(folder), log)))
        except StepFailed as error:
            notes.append(str(error).splitlines()[0])
    key = f"{tree} {places} {os.environ.get('CC')} {os.environ.get('CXX')} {os.environ.get('CFLAGS')}"
    build = cache_folder() / f"build-c-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    surroundings = os.environ | {"PKG_CONFIG_PATH": os.pathsep.join([*places, os.environ.get("PKG_CONFIG_PATH", "")])}
    settings = ["-Dbench=enabled", "-Dpython=disabled", "-Dtests=auto", "-Dbuildtype=release", "-Db_ndebug=true"]
    if not (build / "build.ninja").is_file():
        shutil.rmtree(build, ignore_errors=True)
        run([meson(), "setup", str(build), str(tree), *settings], log, env=surroundings)
    run([meson(), "compile", "-C", str(build), *targets], log, env=surroundings)
    return build, notes


def meson() -> str:
    """The environment's own Meson, else the system's."""
    inside = Path(sys.executable).with_name("meson")
    return str(inside) if inside.is_file() else "meson"
