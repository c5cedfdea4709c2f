# SPDX-License-Identifier: MIT
"""The benchmark harness: its statistics, its documents, and one short run from end to end."""

import json
import os
import random
import subprocess
import sys
import weakref
from functools import partial
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
if not BENCH.is_dir():
    pytest.skip("bench/ is not here", allow_module_level=True)
sys.path.insert(0, str(BENCH))

from lanebench import (  # noqa: E402
    ablate,
    c_build,
    compare,
    documents,
    generate,
    hunt_part,
    isa_part,
    options_part,
    peers,
    plot,
    report,
    shapes,
    streams_part,
)
from lanebench import results as storage  # noqa: E402
from lanebench.environment import StepFailed  # noqa: E402
from lanebench.results import Results, Row  # noqa: E402
from lanebench.stats import Measure, drift, geometric_mean, measure, percentile, verdict  # noqa: E402
from lanebench.timing import (  # noqa: E402
    CONTAINER,
    KEPT,
    KEPT_RESULTS,
    MINIMUM_ROUNDS,
    PLAIN,
    Plan,
    Subject,
    calibrate,
    round_robin,
    timed,
)


def test_a_measure_is_the_median_the_minimum_and_the_noise():
    made = measure([10.0, 11.0, 12.0, 11.0, 30.0])
    assert (made.median, made.minimum, made.rounds) == (11.0, 10.0, 5)
    assert 0.03 < made.noise < 0.1  # the one far sample does not count for more than its rank
    assert measure([7.0]).noise == 0.0


def test_means_and_percentiles():
    assert geometric_mean([0.5, 2.0]) == pytest.approx(1.0)
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile([5], 0.5) == 5
    assert drift([]) == (1.0, 0.0)
    assert drift([0.9, 0.8, 0.7])[0] == 0.8


def figure(value, noise=0.005):
    return Measure("ns", value, value, noise, 9)


def test_a_slow_down_beyond_the_noise_is_flagged():
    assert verdict(figure(100), figure(120), [1.0, 1.0], 0.05).word == "SLOWER"
    assert verdict(figure(120), figure(100), [1.0, 1.0], 0.05).word == "faster"
    assert verdict(figure(100), figure(104), [1.0, 1.0], 0.05).word == ""
    # The same 20 % in samples that scatter by as much mean nothing.
    assert verdict(figure(100, 0.1), figure(120, 0.1), [1.0, 1.0], 0.05).word == ""


def test_the_machines_own_drift_is_taken_out():
    slower_machine = [1 / 1.3, 1 / 1.31, 1 / 1.29]
    assert verdict(figure(100), figure(130), slower_machine, 0.05).word == ""
    assert verdict(figure(100), figure(100), slower_machine, 0.05).word == "faster"
    assert verdict(figure(100), figure(156), slower_machine, 0.05).word == "SLOWER"


def test_figures_of_nothing_can_be_compared():
    nothing, page, much = (Measure("bytes", value, value, 0.0, 1) for value in (0.0, 200.0, 110_000.0))
    assert verdict(nothing, nothing, [], 0.05).word == verdict(nothing, page, [], 0.05).word == ""
    assert verdict(nothing, much, [], 0.05).word == "SLOWER"
    assert verdict(much, nothing, [], 0.05).word == "faster"


def kernel_run(scan):
    """A result with a kernel, a floor in the same part, and a document that every peer reads."""
    made = Results(about={"cpu": "x"}, versions={"orjson": "1"})
    for part, document, direction, peer, value in (
        ("isa", "short", "kernel text_scan", "lanejson avx2", scan),
        ("isa", "short", "kernel index", "lanejson avx2", 50.0),
        ("isa", "short", "kernel minify", "lanejson avx2", 30.0),
        ("isa", "twitter", "parse", "floor memcpy", 20.0),
        ("python", "twitter", "loads bytes", "lanejson", 400.0),
        ("python", "twitter", "loads bytes", "orjson", 900.0),
    ):
        made.rows.append(Row(part, document, direction, peer, 1000, {"gc": figure(value)}))
    return made


def test_compare_flags_a_string_scan_slowed_down_by_a_fifth(tmp_path, capsys):
    paths = []
    for name, scan in (("old", 10.0), ("new", 12.0)):
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(kernel_run(scan).as_json()))
    assert compare.main([*map(str, paths), "--flagged"]) == 0
    printed = capsys.readouterr().out
    assert "kernel text_scan" in printed and "SLOWER" in printed
    assert "kernel index" not in printed and "1 slower, 0 faster" in printed
    assert compare.main([*map(str, paths), "--fail"]) == 1
    assert compare.main([str(paths[0]), str(paths[0]), "--fail"]) == 0
    assert "0 slower, 0 faster" in capsys.readouterr().out


def test_compare_refuses_what_is_no_result(tmp_path, capsys):
    path = tmp_path / "x.json"
    path.write_text("{}")
    assert compare.main([str(path), str(path)]) == 2
    assert "not a result" in capsys.readouterr().err


def test_results_survive_json():
    made = kernel_run(10.0)
    made.rows[0].differs = True
    again = [storage.row_from_json(row) for row in json.loads(json.dumps(made.as_json()))["rows"]]
    assert again == made.rows


@pytest.mark.parametrize("name", sorted({**documents.GENERATED, **documents.MESSAGES}))
def test_generated_documents_are_the_same_each_time(name):
    maker, writer = {**documents.GENERATED, **documents.MESSAGES}[name]
    # The makers that take long are those of many; one value of theirs is as good.
    if name in ("tiny", "message_50b", "message_1k", "doc_64k", "escapes_u"):
        assert writer(maker(random.Random(name))) == writer(maker(random.Random(name)))
    else:
        assert callable(maker) and callable(writer)


def test_a_document_of_10_mb_is_one():
    assert 40 < len(documents.compact(generate.message_50(random.Random(1)))) < 60
    assert 900 < len(documents.compact(generate.message_1k(random.Random(1)))) < 1400
    assert 60_000 < len(documents.compact(generate.records(190)(random.Random(1)))) < 70_000


def test_equality_sees_types_signs_and_order():
    same = documents.canonical
    assert same([1]) != same([1.0]) and same([1]) != same([True]) and same([0.0]) != same([-0.0])
    assert same({"a": 1, "b": 2}) != same({"b": 2, "a": 1})
    assert same([float("nan"), "é"]) == same([float("nan"), "".join(["é"])])


def test_files_of_the_user(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "one.json").write_text('{"a": [1]}')
    (tmp_path / "two.ndjson").write_text("1\n[2]\n\n")
    (tmp_path / "three.txt").write_text("no")
    found, notes = documents.select(BENCH.parent, [str(tmp_path)], [], True)
    assert [document.name for document in found] == ["one", "two"] and not notes
    assert found[1].lines and found[1].fresh() == [1, [2]]


def test_peers_that_are_missing_are_lines(monkeypatch):
    monkeypatch.setattr(peers, "LIBRARIES", (("nothing", "no_such_module", "", peers.adapt_json), peers.LIBRARIES[-1]))
    found, missing = peers.find(None, None)
    assert [peer.name for peer in found] == ["json", "marshal"]
    assert missing[0].startswith("nothing is left out: ModuleNotFoundError")
    assert "floors are left out" in missing[1]


def test_the_adapter_of_json():
    calls = peers.adapt_json(json)
    assert calls[peers.LOADS_BYTES](b'{"a":1}') == calls[peers.LOADS_STR]('{"a":1}') == {"a": 1}
    assert calls[peers.DUMPS_BYTES]({"é": [1, 2]}) == '{"é":[1,2]}'.encode()
    assert calls[peers.DUMPS_STR](["é"]) == '["é"]'
    assert calls[peers.DUMPS_ASCII](["é", 1]) == '["\\u00e9", 1]'


def test_turns_rotate():
    turns = []

    def subject(name):
        def arguments(calls):
            turns.append(name)
            return range(calls)

        return Subject(name, abs, arguments, calls=3)

    samples = round_robin([subject("a"), subject("b"), subject("c")], Plan(0.001, 0.0), True)
    assert turns == list("abcbcacab")
    assert {name: len(values) for name, values in samples.items()} == {"a": 3, "b": 3, "c": 3}


def test_keywords_are_spelled_out():
    calls = []
    call = partial(lambda value, **keywords: calls.append((value, keywords)), indent=2, sort_keys=True)
    timed(Subject("one", call, lambda count: range(count)), 3, True)
    assert calls == [(number, {"indent": 2, "sort_keys": True}) for number in range(3)]


def test_a_pattern_that_no_document_has_is_named():
    found, notes = documents.select(BENCH.parent, [], ["tiny", "no such"], False)
    assert [document.name for document in found] == ["tiny"]
    assert any("no such" in note for note in notes)


@pytest.mark.parametrize("nanoseconds", [50, 7_000, 900_000, 30_000_000])
def test_a_batch_lasts_as_long_as_planned(monkeypatch, nanoseconds):
    """Of calls that each take so long; or is a single call."""
    made = []

    def clock(subject, calls, collecting):
        made.append(calls)
        return float(calls * nanoseconds)

    monkeypatch.setattr("lanebench.timing.timed", clock)
    subject = Subject("any", len, lambda calls: [()] * calls)
    calibrate(subject, 0.002, False)
    assert subject.calls == pytest.approx(max(1, 2_000_000 // nanoseconds), rel=0.01)
    assert len(made) < 20


def test_calls_are_counted_with_the_processor_time_they_take():
    subject = Subject("sum", sum, lambda calls: [range(1000)] * calls)
    assert 0 < timed(subject, 1, False) < timed(subject, 1000, False)


@pytest.mark.parametrize(("body", "most"), ((PLAIN, 1), (CONTAINER, 1), (KEPT, KEPT_RESULTS + 1)))
def test_what_is_done_with_results(body, most):
    live, seen = weakref.WeakSet(), []

    class Result:
        pass

    def call(argument):
        live.add(made := Result())
        seen.append(len(live))
        return made

    subject = Subject("any", call, lambda calls: [()] * calls, body=body)
    calibrate(subject, 1e-5, True)
    assert subject.calls >= (3 * KEPT_RESULTS if body == KEPT else 1)
    timed(subject, 100, True)
    assert max(seen) == most


def test_the_table_of_kernel_check_is_understood():
    text = """1 KiB a text, least of 30 passes

kernel               text            avx2    GB/s     scalar    GB/s     avx2
text_scan            short          418.1    2.45      609.3    1.68    1.46x
text_scan            odd: no such text
index                twitter        187.0    5.48     1620.0    0.63    8.66x
"""
    found = list(isa_part.kernel_lines(text))
    assert found[:2] == [("text_scan", "short", "avx2", 418.1), ("text_scan", "short", "scalar", 609.3)]
    assert len(found) == 4


def test_the_ladder_counts_from_scalar():
    made = Results()
    for isa, value in (("avx2", 10.0), ("sse42", 20.0), ("scalar", 40.0)):
        made.rows.append(Row("isa", "short", "kernel text_scan", f"lanejson {isa}", 1024, {"gc": figure(value)}))
    table = report.ladder_table(made)
    assert table.header[2:] == ["scalar time", "sse42 time", "avx2 time", "sse42 / scalar", "avx2 / scalar"]
    assert table.rows[0][-2:] == ["2.00", "4.00"] and table.rows[1][0] == "geomean of kernels"


def test_tables_show_losses_and_differences():
    made = kernel_run(10.0)
    made.rows[-1].columns["gc"] = figure(200.0)
    made.rows[-1].differs = True
    table = report.ratio_tables(made, "python")[0]
    assert table.rows[0][-1] == "0.50≠" and report.slower("0.50≠", 4)
    assert "| twitter | 1.00 KB | 400 ns | 2.50 | 0.50≠ |" in report.markdown_table(table)
    assert all(len(piece.header) <= 5 for piece in report.narrowed(table, 40))
    assert plot.speeds(made.rows[-2:], "gc")[1]["lanejson"]["twitter"] == 0.5


def test_switches_are_found_in_the_sources(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "decode.h").write_text(
        "#ifndef LANE_NO_SHAPES\n#endif\n#if !defined(LANE_NO_OTHER_THING)\n#endif\n"
    )
    assert ablate.find_switches(tmp_path) == ["SHAPES", "OTHER_THING"]
    assert ablate.title("OTHER_THING") == "other thing"


def test_source_folders_of_c_peers(tmp_path):
    with pytest.raises(StepFailed, match="no sources"):
        c_build.find_source("yyjson", tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "yyjson.c").write_text("")
    (tmp_path / "src" / "yyjson.h").write_text('#define YYJSON_VERSION_STRING "9.8.7"\n')
    source, include = c_build.find_source("yyjson", tmp_path)
    assert source.name == "yyjson.c" and c_build.find_version("yyjson", include) == "9.8.7"


def test_a_short_run(tmp_path):
    document = tmp_path / "small.json"
    document.write_text('{"a": [1, 2.5, "é", null, true]}')
    command = [sys.executable, str(BENCH / "run"), "python", "--no-environment", "--quick", "--budget", "0.1"]
    command += ["--peers", "json,marshal,lanejson", "--json", "-", str(document)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    made = json.loads(done.stdout)
    found = {(row["direction"], row["peer"]) for row in made["rows"]}
    assert {("loads bytes", "json"), ("dumps bytes, fresh", "json"), ("dumps str, fresh", "json")} <= found
    assert made["about"]["python"] and made["versions"]["json"]
    assert all(line.startswith("bench: python: ") for line in done.stderr.splitlines())
    assert all(row["columns"]["gc"]["median"] > 0 for row in made["rows"] if "gc" in row["columns"])


def test_each_case_of_the_options_can_be_done():
    document = documents.Document("small", "user", lambda: b'{"a": [1, 2.5, "\xc3\xa9", null, true], "b": {"c": []}}')
    made = Results()
    for case in options_part.all_cases([document], [document]):
        calls = options_part.able(case, made)
        assert case.calls and calls.keys() >= {name for name in case.calls if name.startswith("lanejson")}, case.name
    assert not made.notes


def test_a_short_run_of_streams():
    command = [sys.executable, str(BENCH / "run"), "streams", "--no-environment", "--quick", "--budget", "0.1"]
    command += ["--peers", "json,lanejson,rapidjson", "--json", "-", "--documents", "messages_1k_ndjson"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    made = json.loads(done.stdout)
    found = {(row["direction"], row["document"], row["peer"]) for row in made["rows"]}
    assert ("ndjson, read", "messages_1k_ndjson", "json") in found
    if "lanejson" in made["versions"]:
        jobs = {job for job, _, peer in found if peer == "lanejson"}
        assert {"ndjson, read", "ndjson, write", "items", "partial, once", "lazy, two fields a line", "jsonc"} <= jobs
        assert not [note for note in made["notes"] if note.startswith("lanejson")]


def test_the_value_of_a_text_that_is_cut_off():
    text = documents.compact({"a": ["[", {"b": [1, 2, '"', 3]}], "c": 5})
    assert streams_part.closed(text[: text.index(b",3") + 1]) == {"a": ["[", {"b": [1, 2, '"']}]}
    begin = streams_part.cut_off(documents.compact(list(range(100))))
    assert begin.endswith(b",") and streams_part.closed(begin) == list(range(len(streams_part.closed(begin))))


def test_shapes_are_json_unless_they_are_faults():
    made = shapes.shapes(True)
    assert len({shape.document.name for shape in made}) == len(made)
    for shape in made:
        if shape.fault:
            with pytest.raises(ValueError):
                shape.document.parse()
        else:
            shape.document.parse()


def slow_and_quick(slow):
    """Two libraries: ours is json, but takes twenty times as long for what `slow` chooses; theirs takes five times."""

    def ours(text):
        for _ in range(20 if slow(text) else 1):
            json.loads(text)
        return json.loads(text)

    def theirs(text):
        for _ in range(4):
            json.loads(text)
        return json.loads(text)

    return [
        peers.Peer("lanejson.orjson", "", {peers.LOADS_BYTES: ours}),
        peers.Peer("json", "", {peers.LOADS_BYTES: theirs}),
    ]


def test_a_hunt_finds_what_is_slow():
    chosen = [shape for shape in shapes.shapes(True) if shape.document.name in ("true", "null", "[]", "int, 9 digits")]
    made = Results()
    steps = []
    hunt_part.hunt(made, chosen, slow_and_quick(lambda text: text == b"null"), 60.0, steps.append)
    table = report.hunt_table(made)
    assert [(row[0], row[1]) for row in table.rows] == [("null", "loads bytes")] and float(table.rows[0][4]) < 0.9
    assert table.title.endswith(": 1 of 4") and not made.notes
    assert [row[:3] for row in report.hunt_summary(made).rows] == [["null", "loads", "1 of 1"]]
    assert "null, loads bytes, again" in steps and "true, loads bytes, again" not in steps
    assert all(row.columns["gc"].rounds >= MINIMUM_ROUNDS for row in made.rows)


def test_the_charts_of_readme(tmp_path):
    pytest.importorskip("matplotlib")
    made = Results(about={"date": "2026-11-30", "cpu": "x", "python": "y"})
    for peer, value in (("lanejson.orjson", 100.0), ("orjson", 250.0), ("json", 500.0)):
        made.rows.append(Row("python", "twitter", "loads bytes", peer, 1000, {"gc": figure(value)}))
    paths = plot.publish(made, tmp_path / "plots")
    assert [path.name for path in paths] == ["loads-light.svg", "loads-dark.svg"]
    text = paths[1].read_text()
    assert "geometric mean" in text and ">2.5<" in text and plot.THEMES["dark"] in text
    before = paths[0].read_bytes()
    plot.publish(made, tmp_path / "plots")
    assert paths[0].read_bytes() == before


@pytest.mark.parametrize("part", ["show", "plots"])
def test_what_shows_a_result_wants_one(part):
    command = [sys.executable, str(BENCH / "run"), part, "--no-environment"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and f"bench/run {part}: one PATH" in done.stderr


def test_a_hunt_that_has_no_time_says_so():
    made = Results()
    hunt_part.hunt(made, shapes.shapes(True)[:3], slow_and_quick(lambda text: True), 0.0, str)
    assert not made.rows and "were not looked at" in made.notes[0]


def test_a_hunt_from_the_command_line():
    command = [sys.executable, str(BENCH / "run"), "hunt", "--no-environment", "--quick", "--budget", "20"]
    command += ["--documents", "int, 9 digits", "--peers", "json,lanejson"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "hunt: rows below 1.1: " in done.stdout and " of 5" in done.stdout


@pytest.mark.parametrize("program", ["run", "compare"])
def test_help_needs_nothing(program):
    done = subprocess.run(
        [sys.executable, "-S", str(BENCH / program), "--help"], capture_output=True, text=True, check=True
    )
    assert "usage: bench/" in done.stdout


def test_compare_and_show_end_quietly_where_the_reader_left(tmp_path):
    path = tmp_path / "one.json"
    path.write_text(json.dumps(kernel_run(10.0).as_json()))
    for arguments in (("compare", path, path), ("run", "show", path, "--no-environment")):
        nobody, write = os.pipe()
        os.close(nobody)
        command = [sys.executable, *map(str, (BENCH / arguments[0], *arguments[1:]))]
        done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True)
        os.close(write)
        assert (done.returncode, done.stderr) == (0, "")
