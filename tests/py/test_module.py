# SPDX-License-Identifier: MIT
"""What the package says of itself, the choice of kernels, and the life of the extension module."""

import gc
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import sysconfig
import weakref

import pytest
from subject import face, is_lanejson, orjson_face, orjson_model

pytestmark = pytest.mark.skipif(not is_lanejson, reason="these are promises of lanejson")
has_public = is_lanejson and importlib.util.find_spec("lanejson._public") is not None
needs_public = pytest.mark.skipif(not has_public, reason="a build that reads no structs of CPython's has one extension")


def run(code, **environment):
    paths = (pathlib.Path(face.__file__).parent.parent, pathlib.Path(__file__).parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths)), **environment}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)


def test_facts():
    assert face.isa in face.isas
    assert "scalar" in face.isas
    assert isinstance(face.isas, tuple)
    assert face.__version__ == orjson_face.__version__
    assert face._internals is (has_public and "lanejson._public" not in sys.modules)


def test_every_name_of_json_is_there():
    for ours, theirs in ((face, json), (face.decoder, json.decoder), (face.scanner, json.scanner)):
        for name in theirs.__all__:
            assert hasattr(ours, name), name
    for name in face.__all__:
        assert hasattr(face, name), name


def test_every_name_of_orjson_is_there():
    if orjson_model is None:
        pytest.skip("orjson, the model of this face, is not installed")
    additions = {"dump", "load"} if is_lanejson else set()
    assert {*orjson_model.__all__, *additions} == set(orjson_face.__all__)
    for name in orjson_model.__all__:
        if name.startswith("OPT_"):
            assert getattr(orjson_face, name) == getattr(orjson_model, name), name


def test_the_functions_are_those_of_the_extension():
    for name in ("loads", "load", "dumps", "dump", "dumpb"):
        assert type(getattr(face, name)) is type(len), name
        assert getattr(face, name).__doc__
    for name in ("loads", "dumps"):
        assert type(getattr(orjson_face, name)) is type(len), name


@pytest.mark.parametrize("isa", face.isas if is_lanejson else [])
def test_kernels_can_be_lowered(isa):
    found = run("import lanejson; print(lanejson.isa, lanejson.loads('[1.5]'))", LANEJSON_ISA=isa)
    assert found.stdout == f"{isa} [1.5]\n", found.stderr


@pytest.mark.parametrize("isa", ["nothing", "AVX2", "avx2 ", "neon,scalar"])
def test_unknown_kernels_are_refused_with_the_choices(isa):
    found = run("import lanejson", LANEJSON_ISA=isa)
    assert found.returncode == 1
    error = found.stderr.splitlines()[-1]
    assert error.startswith("ImportError") and isa in error
    assert all(choice in error for choice in face.isas)


def test_an_empty_choice_is_none():
    code = "import lanejson; print(lanejson.isa == lanejson.isas[0])"
    assert run(code, LANEJSON_ISA="").stdout == "True\n"


@needs_public
@pytest.mark.parametrize("isa", ["", *face.isas] if is_lanejson else [])
def test_other_objects_are_read_by_the_public_api(isa):
    """By the baseline's kernels, whichever are asked for."""
    found = run("import refused, smoke, lanejson; print(lanejson._internals); smoke.main()", LANEJSON_ISA=isa)
    assert found.returncode == 0, found.stderr
    internals, smoke = found.stdout.splitlines()
    assert internals == "False"
    assert smoke.startswith("smoke on scalar of scalar: ") and smoke.endswith(" 0 failed"), smoke


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="a build with the GIL always has it on")
def test_a_free_threaded_build_keeps_the_gil_off():
    code = "import sys, lanejson, lanejson.orjson; print(sys._is_gil_enabled())"
    for choice, is_enabled in (("", False), ("0", False), ("1", True)):
        found = run(code, PYTHON_GIL=choice)
        assert (found.stdout, found.stderr) == (f"{is_enabled}\n", "")


# What each module of the package has, and where it says that it is from.
NAMES = """if True:
    import pickle, lanejson, lanejson.orjson, lanejson.tool, lanejson._lanejson as engine
    from lanejson import decoder, encoder, orjson, scanner, tool
    for module in (lanejson, decoder, encoder, orjson, scanner, tool, engine):
        for name, value in sorted(vars(module).items()):
            if not name.startswith("__") and name not in ("_internals", "_public"):
                print(name, type(value), getattr(value, "__module__", None))
    error = orjson.JSONDecodeError("", "", 0)
    for value in (lanejson.loads, orjson.loads, error, orjson.Fragment, scanner.make_scanner):
        text = pickle.dumps(value)
        print(text)
        assert type(pickle.loads(text)) is type(value)
"""

ONE_ENGINE = """if True:
    import lanejson._public as public
    assert engine is public is lanejson._lanejson
    assert lanejson.loads is public.loads and lanejson.dumps is public.dumps
    assert orjson.loads is public.strict_loads and orjson.dumps is public.strict_dumps
    assert orjson.JSONDecodeError is public.strict_JSONDecodeError and orjson.Fragment is public.Fragment
    assert scanner.make_scanner is public.Scanner and type(lanejson.JSONDecoder().scan_once) is public.Scanner
    assert encoder._encode is public._encode and encoder.encode_basestring is public.encode_basestring
    assert tool.minify is public.minify
"""


@needs_public
def test_all_of_the_package_takes_the_one_engine():
    usual, fallen_back = run(NAMES), run("import refused\n" + NAMES + ONE_ENGINE)
    assert (usual.returncode, fallen_back.returncode) == (0, 0), fallen_back.stderr
    assert usual.stdout == fallen_back.stdout


@needs_public
@pytest.mark.parametrize(
    "error", ("ImportError('other')", "ImportError('other', name='lanejson._lanejson')", "MemoryError('other')")
)
def test_other_failures_are_not_hidden(error):
    found = run(f"import refused; refused.Refusal.error = {error}; import lanejson")
    assert found.returncode == 1
    assert found.stderr.splitlines()[-1] == f"{error.split('(')[0]}: other"


def another_module():
    """The extension again, as a module of its own."""
    spec = sys.modules["lanejson._lanejson"].__spec__
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_modules_share_nothing():
    one, other = another_module(), another_module()
    assert one.Scanner is not other.Scanner
    assert one.strict_JSONDecodeError is not other.strict_JSONDecodeError
    with pytest.raises(one.strict_JSONDecodeError):
        one.strict_loads("[1")
    with pytest.raises(ValueError) as caught:
        other.strict_loads("[1")
    assert not isinstance(caught.value, one.strict_JSONDecodeError)


is_3_13t = sys.version_info[:2] == (3, 13) and sysconfig.get_config_var("Py_GIL_DISABLED")


@pytest.mark.skipif(is_3_13t, reason="3.13t keeps every function for ever once a thread has been started")
def test_modules_are_collected():
    module = another_module()
    scanner = module.Scanner(face.JSONDecoder())
    loads, gone = module.loads, weakref.ref(module)
    del module
    gc.collect()
    # A function or an object keeps what it needs.
    assert loads('{"a": [1]}') == {"a": [1]}
    assert scanner("[1]", 0) == ([1], 3)
    del loads, scanner
    gc.collect()
    assert gone() is None


def test_interpreter_ends_quietly():
    code = """if True:
        import atexit, lanejson, lanejson.orjson
        class Late:
            def __del__(self, loads=lanejson.loads, strict=lanejson.orjson.loads):
                loads('{"a": 1}', object_hook=dict)
                strict('[1]')
        late = Late()
        cycle = [Late()]
        cycle.append(cycle)
        atexit.register(lambda: lanejson.loads('[1]'))
    """
    found = run(code)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
