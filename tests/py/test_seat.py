# SPDX-License-Identifier: MIT
"""lanejson in json's seat: under the names of json's modules in sys.modules, from before its import or after."""

import json
import json.scanner
import os
import pathlib
import subprocess
import sys
import textwrap

import pytest
from subject import face, is_lanejson

pytestmark = pytest.mark.skipif(not is_lanejson, reason="json is in its own seat")

MODULES = ("", ".encoder", ".decoder", ".scanner")

# Ways to take the seat: code that is run first.
SEATS = {
    "the package": "import sys, lanejson; sys.modules['json'] = lanejson",
    "the package and its modules": """
        import sys, lanejson
        for name in ("", ".encoder", ".decoder", ".scanner"):
            sys.modules["json" + name] = sys.modules["lanejson" + name]
    """,
    "imported again": """
        import sys, lanejson
        for name in ("", ".encoder", ".decoder", ".scanner"):
            sys.modules["json" + name] = sys.modules["lanejson" + name]
        for name in [name for name in sys.modules if name.startswith("lanejson")]:
            del sys.modules[name]
        import lanejson
        assert lanejson is not sys.modules["json"]
        sys.modules["json"] = lanejson
    """,
    "reloaded": """
        import sys, importlib, lanejson
        sys.modules["json"] = lanejson
        importlib.reload(lanejson)
    """,
    "the functions of json": """
        import json, lanejson
        for name in ("loads", "load", "dumps", "dump", "JSONEncoder", "JSONDecoder"):
            setattr(json, name, getattr(lanejson, name))
        json.encoder.JSONEncoder, json.decoder.JSONDecoder = lanejson.JSONEncoder, lanejson.JSONDecoder
    """,
    "the functions of json, imported again": """
        import sys, json, lanejson
        for name in ("loads", "load", "dumps", "dump", "JSONEncoder", "JSONDecoder"):
            setattr(json, name, getattr(lanejson, name))
        json.encoder.JSONEncoder, json.decoder.JSONDecoder = lanejson.JSONEncoder, lanejson.JSONDecoder
        for name in [name for name in sys.modules if name.startswith("lanejson")]:
            del sys.modules[name]
    """,
    "another library is in it": """
        import json, sys, types
        sys.modules["json"] = types.ModuleType("json")
        import lanejson
        assert lanejson.JSONDecodeError is json.JSONDecodeError
        sys.modules["json"] = lanejson
    """,
    "another library was there before json": """
        import sys, types
        assert "json" not in sys.modules
        other = sys.modules["json"] = types.ModuleType("json")
        import lanejson
        assert sys.modules["json"] is other
        sys.modules["json"] = lanejson
    """,
}

# What asks json for its words, and what it says.
WORDS = """
    import json
    class Key: pass
    cycle = []; cycle.append(cycle)
    calls = (
        lambda: json.dumps([1], separators=(1, 2)),
        lambda: json.dumps([1], separators=3),
        lambda: json.dumps([1], separators=(",",)),
        lambda: json.dumps([1], indent=1.5),
        lambda: json.dumps([1], indent=object()),
        lambda: json.dumps(float("nan"), allow_nan=False),
        lambda: json.dumps([float("inf")], allow_nan=False, indent=1),
        lambda: json.dumps({"a": -float("inf")}, allow_nan=False),
        lambda: json.dumps({Key(): 1}),
        lambda: json.dumps({Key(): 1}, indent=1),
        lambda: json.dumps({Key(): 1}, skipkeys=True, indent=1),
        lambda: json.dumps([Key()]),
        lambda: json.dumps(cycle),
        lambda: json.dumps([1], no_such=1),
        lambda: json.JSONEncoder(separators=(1, 2)).encode([1]),
        lambda: json.JSONEncoder(indent=1.5).encode([1]),
        lambda: list(json.JSONEncoder(allow_nan=False).iterencode([float("nan")])),
        lambda: json.loads("[1,]"),
        lambda: json.loads('{"a":1,}'),
        lambda: json.loads('"\\\\u0000'),
        lambda: json.loads(""),
        lambda: json.loads("\\ufeff1"),
        lambda: json.loads(1),
        lambda: json.loads("1", no_such=1),
        lambda: json.JSONDecoder().decode("[1"),
        lambda: json.JSONDecoder().raw_decode("x"),
        lambda: json.decoder.scanstring('"abc', 1),
        lambda: json.scanner.py_make_scanner(json.JSONDecoder())('["a', 0),
    )
    for number, call in enumerate(calls):
        try:
            print(number, call())
        except Exception as error:
            assert not isinstance(error, json.JSONDecodeError) or type(error) is json.JSONDecodeError
            print(number, type(error).__name__, error)
"""


def run(*codes, folders=()):
    paths = [*folders, pathlib.Path(face.__file__).parent.parent]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    code = "\n".join(map(textwrap.dedent, codes))
    return subprocess.run([sys.executable, "-S", "-c", code], env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def words():
    found = run(WORDS)
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) > 20
    return found.stdout


@pytest.mark.parametrize("seat", SEATS)
def test_every_refusal_in_the_seat(seat, words):
    found = run(SEATS[seat], WORDS)
    assert (found.stdout, found.stderr) == (words, "")


@pytest.mark.parametrize("first", ("json", "lanejson"))
def test_a_file_of_the_name_that_takes_from_lanejson(first, tmp_path, words):
    """json.py beside a program, as some put lanejson in its seat."""
    names = "from lanejson import *\nimport lanejson\ndecoder = lanejson.decoder\nscanner = lanejson.scanner\n"
    (tmp_path / "json.py").write_text(names)
    found = run(f"import {first}, json; assert json.__file__.startswith({str(tmp_path)!r})", WORDS, folders=[tmp_path])
    assert (found.stdout, found.stderr) == (words, "")


def test_no_standard_library_to_take_after():
    found = run(
        """
        import importlib.machinery, importlib.util, sys, types
        sys.modules["json"] = types.ModuleType("json")
        importlib.__path__ = ["/nonexistent/importlib"]
        import lanejson
        """
    )
    assert found.returncode == 1
    error = found.stderr.splitlines()[-1]
    assert error.startswith("ImportError: <module 'json'>") and "import lanejson before that module" in error


@pytest.mark.parametrize("name", MODULES)
def test_names_are_those_of_json(name):
    shown = run(f"import lanejson{name} as module, json{name} as model; print(*set(dir(module)) ^ set(dir(model)))")
    ours = {
        "": {
            "Document",
            "Parser",
            "RecordDecodeError",
            "StreamDecodeError",
            "Writer",
            "_aio",
            "_internals",
            "_lanejson",
            "_model",
            "_records",
            "_seat",
            "aiter_lines",
            "canonical",
            "dump_lines",
            "dumpb",
            "dumpb_lines",
            "format",
            "isa",
            "isas",
            "iter_items",
            "iter_lines",
            "loads_partial",
            "minify",
            "orjson",
            "validate",
        },
        ".encoder": {"_encode", "_iterencode", "_model", "_pieces", "_slow_encode", "_slow_iterencode"},
        ".decoder": {"_decode", "_model", "_slow_decode"},
        ".scanner": {"Scanner", "_model"},
    }
    if sys.version_info >= (3, 15):  # json shows its version no more.
        ours[""].add("__version__")
    assert set(shown.stdout.split()) == ours[name], shown.stderr


def test_what_json_defines_is_an_instance_of_it():
    assert isinstance(face.JSONDecoder(), json.JSONDecoder)
    assert isinstance(face.JSONEncoder(), json.JSONEncoder)
    assert issubclass(face.JSONDecodeError, json.JSONDecodeError)


@pytest.mark.parametrize("seat", SEATS)
def test_json_tool_in_the_seat(seat, tmp_path):
    (tmp_path / "in.json").write_text('{"json": [1, 2.50]}')
    code = f"""
        import sys, runpy
        sys.argv = ["json.tool", "--indent", "1", {str(tmp_path / "in.json")!r}]
        runpy.run_module("json.tool", run_name="__main__", alter_sys=True)
    """
    found = run(SEATS[seat], code)
    assert (found.stdout, found.stderr) == ('{\n "json": [\n  1,\n  2.5\n ]\n}\n', "")
