# SPDX-License-Identifier: MIT
"""CPython's own tests of json, those of the running interpreter, run against the top-level face.

The tests for the C accelerator (CTest) take the module under test from class attributes; each of their classes is run
here with the face in those attributes. Tests of the command line start `python -m json.tool`; here they start
`python -m lanejson`. What cannot apply is listed below, each with its reason."""

import contextlib
import doctest
import importlib.util
import os
import pkgutil
import subprocess
import sys
import unittest
from unittest import mock

import pytest
from subject import face, is_lanejson

pytest.importorskip("test.test_json", reason="this Python comes without its own tests (test.test_json)")
test_json = importlib.import_module("test.test_json")

ACCELERATOR = "tests that CPython's own accelerator module is in use, by its name '_json'"

# Test class and method (or class alone) -> why it says nothing about another module.
NOT_APPLICABLE = {
    "TestSpeedups.test_scanstring": ACCELERATOR,
    "TestSpeedups.test_encode_basestring_ascii": ACCELERATOR,
    "TestCTest.test_cjson": ACCELERATOR,
}

MODULES = [info.name for info in pkgutil.iter_modules(test_json.__path__) if info.name.startswith("test_")]


def attributes():
    return {
        "json": face,
        "loads": staticmethod(face.loads),
        "dumps": staticmethod(face.dumps),
        "JSONDecodeError": staticmethod(face.JSONDecodeError),
        "__module__": __name__,
    }


def skipped(reason):
    @unittest.skip(reason)
    def test(self):
        raise AssertionError("never run")

    return test


def adopt(module_name):
    """Makes, from each test class for the accelerator in one of CPython's test modules, one for the face."""
    module = importlib.import_module(f"test.test_json.{module_name}")
    for name, found in vars(module).items():
        if not (isinstance(found, type) and issubclass(found, test_json.CTest)) or found is test_json.CTest:
            continue
        changes = attributes()
        for method in unittest.defaultTestLoader.getTestCaseNames(found):
            reason = NOT_APPLICABLE.get(f"{name}.{method}") if is_lanejson else None
            if reason:
                changes[method] = skipped(reason)
        title = f"{module_name}_{name}"
        globals()[title] = type(title, (found,), changes)


for module_name in MODULES:
    adopt(module_name)
del module_name


# Before Python 3.14 the command line of json is json.tool alone.
COMMAND = face.__name__ if importlib.util.find_spec(face.__name__ + ".__main__") else face.__name__ + ".tool"


def instead(command):
    """The command line of a test, with lanejson in place of json."""
    return [COMMAND if part in ("json", "json.tool") else part for part in command]


@contextlib.contextmanager
def substituted(test_tool):
    """Lets CPython's tests of the command line start ours."""
    run, popen, ok = subprocess.run, subprocess.Popen, test_tool.assert_python_ok
    substitutes = (
        mock.patch.object(subprocess, "run", lambda command, **more: run(instead(command), **more)),
        mock.patch.object(subprocess, "Popen", lambda command, **more: popen(instead(command), **more)),
        # The options -I and -E, one of which assert_python_ok adds, would hide a module that PYTHONPATH finds.
        mock.patch.object(test_tool, "assert_python_ok", lambda *command, **more: ok(*instead(command), **seen(more))),
    )
    with contextlib.ExitStack() as stack:
        for substitute in substitutes:
            stack.enter_context(substitute)
        yield


def seen(more):
    return {**more, "__isolated": False, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}


def tool_tests():
    test_tool = importlib.import_module("test.test_json.test_tool")
    for name, found in vars(test_tool).items():
        if isinstance(found, type) and issubclass(found, unittest.TestCase) and found.__module__ == test_tool.__name__:
            for method in unittest.defaultTestLoader.getTestCaseNames(found):
                yield f"{name}.{method}"


@pytest.mark.parametrize("name", list(tool_tests()))
def test_tool(name):
    test_tool = importlib.import_module("test.test_json.test_tool")
    class_name, method = name.split(".")
    case = getattr(test_tool, class_name)(method)
    case.module = COMMAND  # Since 3.14 the tests name the module themselves.
    with substituted(test_tool):
        result = unittest.TestResult()
        case.run(result)
    for _, trace in result.failures + result.errors:
        pytest.fail(trace, pytrace=False)
    for _, reason in result.skipped:
        pytest.skip(reason)


@pytest.mark.parametrize("submodule", ("", ".encoder", ".decoder"))
def test_doctests(submodule):
    """The examples in the documentation of json give the same with the face."""
    documented = importlib.import_module("json" + submodule)
    with mock.patch.dict(sys.modules, {"json": face}):
        failed = []
        for test in doctest.DocTestFinder().find(documented, "json" + submodule):
            test.globs["json"] = face
            runner = doctest.DocTestRunner(verbose=False)
            report = []
            runner.run(test, out=report.append)
            if runner.failures:
                failed.append("".join(report))
    assert not failed, "\n".join(failed)


def test_every_exception_is_a_test():
    """The list of what does not apply names tests that exist here, or in another supported Python."""
    for name in NOT_APPLICABLE:
        class_name = name.split(".")[0]
        assert class_name.startswith("Test"), name
