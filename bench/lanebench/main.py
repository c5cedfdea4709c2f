# SPDX-License-Identifier: MIT
"""What `bench/run` does once its environment stands: run the parts, then show and write the results."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from . import cli, documents, environment, peers, report
from . import results as storage
from .results import Results
from .timing import Budget, How

# The instruction sets differ by kind of text more than by document.
ISA_DOCUMENTS = (
    *documents.TWELVE,
    *("chinese", "escapes", "records_pretty", "strings", "array_10k_ints", "records_ndjson", "message_1k"),
)
CLI_DOCUMENTS = ("twitter", "gsoc-2018", "doc_10m")
OPTIONS_SHARE = 0.15  # of the time for Python, for keywords, options, hooks, classes and types
MEMORY_SHARE = 0.2  # of the time for Python, for what memory single calls take
BATCH_QUICK, BATCH_FULL = 0.002, 0.010  # seconds
LINE_EVERY = 10.0  # seconds, of progress in a pipe


def load_helper() -> ModuleType | None:
    try:
        return importlib.import_module("_floor")
    except ImportError:
        return None


def line_now_and_then(total: int, what: str) -> Callable[[str], None]:
    done, last = 0, time.perf_counter()

    def advance(step: str) -> None:
        nonlocal done, last
        done += 1
        if time.perf_counter() - last >= LINE_EVERY:
            last = time.perf_counter()
            print(f"bench: {what}: {done} of {total}: {step}", file=sys.stderr, flush=True)

    return advance


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[str], None]]:
    """A function to call at each step: a bar on a terminal, a line every ten seconds in a pipe."""
    if not sys.stderr.isatty():
        yield line_now_and_then(total, what)
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    except ImportError:
        yield lambda step: print(f"bench: {what}: {step}", file=sys.stderr)
        return
    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def advance(step: str) -> None:
            bar.update(task, advance=1, description=step)

        yield advance


def run_python(options: argparse.Namespace, results: Results) -> None:
    from . import memory_part, options_part, python_part

    if options.ablate:
        run_ablation(options, results)
        return
    helper = load_helper()
    wanted = set(options.peers.split(",")) if options.peers else None
    found, missing = peers.find(wanted, helper)
    chosen = choose(options, results)
    for line in missing:
        results.note(line)
    results.versions |= {peer.name: peer.version for peer in found}
    # json's own indenting is slow: a quick run does it on less.
    text, number = ("github_events", "array_10k_floats") if options.quick else ("twitter", "canada")
    texts = [one for one in chosen if one.name in (text, "doc_64k") or one.kind == "user"][:1]
    cases = options_part.all_cases(texts, [one for one in chosen if one.name == number])
    weighed = [one for one in chosen if one.kind != "message"][: 4 if options.quick else None]
    with progress(python_part.count_rows(chosen, options.quick) + len(cases) + len(weighed), "python") as advance:
        how = How(seconds(options) * (1 - OPTIONS_SHARE - MEMORY_SHARE), batch(options), options.quick)
        python_part.measure_python(results, chosen, found, helper, how, advance)
        if wanted is None:
            options_part.measure_options(results, cases, seconds(options) * OPTIONS_SHARE, batch(options), advance)
        memory_part.measure_memory(results, weighed, found, seconds(options) * MEMORY_SHARE, advance)


def run_streams(options: argparse.Namespace, results: Results) -> None:
    from . import streams_part

    found = streams_part.import_all(set(options.peers.split(",")) if options.peers else None, results)
    chosen = choose(options, results, streams_part.DOCUMENTS)
    cases = streams_part.all_cases(found, chosen, options.quick)
    with progress(len(cases), "streams") as advance:
        streams_part.measure_streams(results, cases, seconds(options), batch(options), advance)


def run_hunt(options: argparse.Namespace, results: Results) -> None:
    from . import hunt_part, shapes

    found, missing = peers.find(set(options.peers.split(",")) if options.peers else set(hunt_part.PEERS), None)
    for line in missing:
        if "floors" not in line:
            results.note(line)
    results.versions |= {peer.name: peer.version for peer in found}
    chosen = [shape for shape in shapes.shapes(options.quick) if documents.matches(shape.document, options.documents)]
    with progress(len(hunt_part.rows(chosen)), "hunt") as advance:
        hunt_part.hunt(results, chosen, found, seconds(options), advance)


def run_c(options: argparse.Namespace, results: Results) -> None:
    from . import c_part

    build = c_part.build(options, Path(options.tree), results)
    if build is None:
        return
    chosen = choose(options, results)
    budget = Budget(seconds(options), len(chosen))
    with progress(len(chosen), "c") as advance:
        c_part.measure_c(results, build / "bench" / "bench_c", chosen, "c", budget, batch(options), advance)
    c_part.note_missing(results)


def run_isa(options: argparse.Namespace, results: Results) -> None:
    from . import c_part, isa_part

    isa_part.note_others(results)
    build = c_part.build(options, Path(options.tree), results, ("bench_c", "kernel_check"))
    chosen = choose(options, results, ISA_DOCUMENTS)
    runs = 3 if options.quick else 9
    with progress(runs + len(chosen) + isa_part.count_rows(chosen), "isa") as advance:
        if build is not None:
            isa_part.measure_kernels(results, build / "tests" / "kernel_check", runs, advance)
            shared = Budget(seconds(options) / 3, len(chosen))
            extra = ("--isas", "--directions", isa_part.C_DIRECTIONS)
            program = build / "bench" / "bench_c"
            c_part.measure_c(results, program, chosen, isa_part.PART, shared, batch(options), advance, extra)
        shared = Budget(seconds(options) / 3, isa_part.count_rows(chosen))
        isa_part.measure_python(results, chosen, shared, batch(options), advance)


def run_ablation(options: argparse.Namespace, results: Results) -> None:
    from . import ablate

    tree = Path(options.tree).resolve()
    chosen = choose(options, results, ISA_DOCUMENTS)
    with progress(ablate.count_steps(tree, chosen), "ablate") as advance:
        ablate.measure_ablation(results, tree, chosen, seconds(options), batch(options), advance)


def run_cli(options: argparse.Namespace, results: Results) -> None:
    from . import cli_part

    chosen = choose(options, results, CLI_DOCUMENTS)
    with progress(cli_part.count_steps(chosen), "cli") as advance:
        cli_part.measure_cli(results, chosen, 5 if options.quick else 20, advance)


def choose(options: argparse.Namespace, results: Results, default: tuple[str, ...] = ()) -> list[documents.Document]:
    globs = options.documents or ([] if options.paths else list(default))
    chosen, absent = documents.select(environment.ROOT, options.paths, globs, options.quick)
    for line in absent:
        results.note(line)
    return chosen


def seconds(options: argparse.Namespace) -> float:
    quick, full = (cli.HUNT_QUICK, cli.HUNT_FULL) if options.part == "hunt" else (cli.BUDGET_QUICK, cli.BUDGET_FULL)
    return float(options.budget or (quick if options.quick else full))


def batch(options: argparse.Namespace) -> float:
    return BATCH_QUICK if options.quick else BATCH_FULL


def active_isa() -> str:
    try:
        return str(importlib.import_module("lanejson").isa)
    except (ImportError, AttributeError):
        return "-"


PARTS: dict[str, Callable[[argparse.Namespace, Results], None]] = {
    "python": run_python,
    "streams": run_streams,
    "c": run_c,
    "isa": run_isa,
    "cli": run_cli,
}
BY_NAME = {"hunt": run_hunt}


def run_parts(options: argparse.Namespace, command: list[str], notes: list[str]) -> int:
    if options.part == "plots":
        from . import plot

        for path in plot.publish(storage.load(Path(options.paths[0])), Path(options.plot or ".")):
            print(path)
        return 0
    if options.part == "show":
        results = storage.load(Path(options.paths[0]))
    else:
        about = environment.about_machine() | {"command": " ".join(command), "isa": active_isa()}
        results = Results(about=about, notes=notes)
        for part in PARTS if options.part == "all" else [options.part]:
            (PARTS | BY_NAME)[part](options, results)
    try:
        deliver(options, results)
        sys.stdout.flush()
    except BrokenPipeError:
        report.reader_left()
    return 0


def draw(results: Results, folder: Path) -> None:
    from . import plot

    try:
        made = plot.plot(results, folder)
    except ImportError as error:
        results.note(f"no charts: {error}")
        return
    environment.Progress().step(f"{len(made)} charts in {folder}")


def deliver(options: argparse.Namespace, results: Results) -> None:
    if options.markdown:
        Path(options.markdown).write_text(report.markdown(results))
    if options.plot:
        draw(results, Path(options.plot))
    if options.json == "-":
        json.dump(results.as_json(), sys.stdout, indent=1)
        print()
    else:
        if options.json:
            Path(options.json).write_text(json.dumps(results.as_json(), indent=1) + "\n")
        report.show(results)
