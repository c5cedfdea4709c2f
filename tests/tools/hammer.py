#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calls everything from many threads at once, on objects that other threads change, and checks what comes out.

    hammer.py [--seconds 60] [--threads 8] [--seed N] [WORK ...]

A work is a name of --list; each thread does one after the other, in an order of its own. Keys and values that the
threads put in belong together, so that an object made of two states is seen. Prints how often each work was done, and
exits with 1 if anything came out that must not. A crash ends the process: run it under a sanitizer."""

import argparse
import collections
import dataclasses
import io
import itertools
import json as model
import random
import sys
import sysconfig
import threading
import time

import lanejson
from lanejson import decoder, encoder, orjson, scanner

# What a changing container may be refused by.
CHANGED = (RuntimeError, ValueError, TypeError, IndexError)
WORDS = ["a", "key", "a longer key than sixteen bytes", "é", "ключ", "\U0001f600 astral", "x" * 70]


def value_of(key, turn):
    """A value that can be told to belong to its key."""
    return {"of": key, "turn": turn, "list": [turn, 1.5, None, True, key], "é": "é" * (turn % 20)}


def check_value(key, value):
    assert value["of"] == key and value["list"] == [value["turn"], 1.5, None, True, key], (key, value)


def check_text(text):
    """Each member of each object that the threads share has the value of its key."""
    for key, value in model.loads(text)["table"].items():
        check_value(key, value)


class Subclass(dict):
    pass


class Items(list):
    pass


@dataclasses.dataclass
class Record:
    of: str
    turn: int


def lines_of(file):
    """A writer whose outermost array is open."""
    writer = lanejson.Writer(file)
    writer.array()
    return writer


class Shared:
    """What all threads read and change."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.table, self.items, self.subclass, self.list = {}, [], Subclass(), Items()
        self.record = Record("record", 0)
        self.bytes = bytearray(b'{"table": {}}')
        self.document = {"table": self.table, "items": self.items, "subclass": self.subclass, "list": self.list}
        self.nested = {"table": self.table}
        for _ in range(50):
            self.nested = {"table": self.table, "deep": [self.nested]}
        self.texts = [model.dumps([value_of(word, turn) for turn in range(5)]) for word in WORDS]
        self.values = [model.loads(text) for text in self.texts]
        self.lines = "\n".join(self.texts).encode()
        self.iterators, self.chunks = collections.deque(maxlen=4), collections.deque(maxlen=4)
        self.items_read = collections.deque(maxlen=4)
        self.documents = [lanejson.Document(text) for text in self.texts]
        self.parser, self.writer = [lanejson.Parser()], [lines_of(io.StringIO())]
        self.decoder, self.encoder = decoder.JSONDecoder(), encoder.JSONEncoder(indent=1)
        self.scanner = scanner.make_scanner(self.decoder)
        self.turn = itertools.count()


WORKS = {}


def work(function):
    WORKS[function.__name__] = function
    return function


# What changes


@work
def change_table(shared, rng):
    table, turn = shared.table, next(shared.turn)
    for word in rng.sample(WORDS, 3):
        key = f"{word} {turn % 40}"
        table[key] = value_of(key, turn)
    if turn % 7 == 0:
        table.clear()
    if turn % 5 == 0:
        shared.subclass.clear()
    table.pop(f"{rng.choice(WORDS)} {turn % 40}", None)
    shared.subclass[str(turn)] = turn
    table.update({f"u {n}": value_of(f"u {n}", turn) for n in range(turn % 30)})


@work
def change_items(shared, rng):
    turn = next(shared.turn)
    for items in (shared.items, shared.list):
        items.append({"n": turn, "text": "x" * (turn % 100)})
        items.extend([turn, [turn, [turn]], "é", str(turn)])
        if turn % 7 == 0:
            items.clear()
        if turn % 3 == 0:
            del items[: len(items) // 2]
        if turn % 4 == 0:
            items.reverse()
        try:
            items[0] = (turn, {"one": [turn]})
        except IndexError:  # Empty.
            pass


@work
def change_bytes(shared, rng):
    text = model.dumps({"table": {word: value_of(word, 1) for word in rng.sample(WORDS, 2)}}).encode()
    if sys.version_info < (3, 14):  # A bytearray has no lock there: CPython itself reads what is being freed.
        shared.bytes = bytearray(text)
        return
    try:
        shared.bytes[:] = text
    except BufferError:  # A reader has it.
        pass


@work
def change_record(shared, rng):
    turn = next(shared.turn)
    shared.record.turn = turn
    setattr(shared.record, f"more{turn % 9}", [turn])
    if turn % 5 == 0:
        shared.record.__dict__.pop("more3", None)


@work
def change_json(shared, rng):
    """Replaces what the fast ways rely on, and puts it back."""
    before = encoder.JSONEncoder.default
    encoder.JSONEncoder.default = before
    lanejson.dumps([1])
    decoder.JSONDecoder.changed = True
    lanejson.loads("[1]")


@work
def threads_that_end(shared, rng):
    """What is kept for a thread is freed with it."""
    threads = [threading.Thread(target=read_texts, args=(shared, random.Random(n))) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# What reads


@work
def read_texts(shared, rng):
    at = rng.randrange(len(shared.texts))
    text, expected = shared.texts[at], shared.values[at]
    assert lanejson.loads(text) == expected
    assert orjson.loads(text.encode()) == expected
    assert lanejson.loads(text, object_hook=dict, parse_int=int) == expected
    assert lanejson.loads(text, object_pairs_hook=dict) == expected
    assert shared.decoder.decode(text) == expected
    assert shared.scanner(text, 0) == (expected, len(text))


@work
def read_errors(shared, rng):
    for text in ("[1,", '{"a" 1}', "nul", '"\\ud800x', b"\xff"):
        for loads in (lanejson.loads, orjson.loads):
            try:
                loads(text)
            except ValueError:
                pass


@work
def read_bytes(shared, rng):
    for loads in (lanejson.loads, orjson.loads):
        try:
            loads(shared.bytes)["table"]
            loads(memoryview(shared.bytes))
        except (ValueError, KeyError):  # Half of one text and half of the next.
            pass


@work
def read_lines(shared, rng):
    """An iterator of all threads: a value, the end, or a ValueError that another thread has it."""
    if len(shared.iterators) < 2:
        shared.iterators.append(lanejson.iter_lines(io.BytesIO(shared.lines * 3)))
    try:
        lines = shared.iterators[-1]
    except IndexError:
        return
    for _ in range(5):
        try:
            value = next(lines, None)
        except ValueError as error:
            assert "in use already" in str(error), error
            continue
        if value is None:
            try:
                lines.close()
                shared.iterators.remove(lines)
            except ValueError:
                pass
            return
        assert value in shared.values and lines.record > 0


@work
def read_own_lines(shared, rng):
    assert list(lanejson.iter_lines(shared.lines)) == shared.values


@work
def read_items(shared, rng):
    """Items of one's own, and of an iterator of all threads."""
    at = rng.randrange(len(shared.texts))
    text = '{"items": ' + shared.texts[at] + "}"
    assert list(lanejson.iter_items(text, "/items/*")) == shared.values[at]
    assert list(lanejson.iter_items(io.BytesIO(text.encode()), "/items/*")) == shared.values[at]
    if len(shared.items_read) < 2:
        shared.items_read.append(lanejson.iter_items(io.BytesIO(shared.texts[0].encode()), "/*"))
    try:
        items = shared.items_read[-1]
    except IndexError:
        return
    for _ in range(5):
        try:
            value = next(items, None)
        except ValueError as error:
            assert "in use already" in str(error), error
            continue
        if value is None:
            try:
                shared.items_read.remove(items)
            except ValueError:
                pass
            return
        assert value in shared.values[0]
        try:
            assert items.key in (*range(5), None)
        except ValueError as error:
            assert "in use already" in str(error), error


@work
def read_documents(shared, rng):
    """A document of all threads, whose objects are made when they are asked for; views that outlive it."""
    at = rng.randrange(len(shared.texts))
    document, expected = shared.documents[at], shared.values[at]
    turn = rng.randrange(5)
    view = document[turn]
    assert view["of"] == WORDS[at] and document.at(f"/{turn}/list/0") == turn
    assert view.value() == expected[turn] and model.loads(orjson.dumps(view.raw())) == expected[turn]
    assert model.loads(lanejson.dumps({"view": view, "whole": document})) == {"view": expected[turn], "whole": expected}
    assert document.value() == expected and list(view.keys()) == list(expected[turn])
    assert [item.value() for item in document] == expected
    if rng.random() < 0.1:
        shared.documents[at] = lanejson.Document(shared.texts[at])
    try:
        lanejson.Document(shared.bytes).value()
    except ValueError:  # Half of one text and half of the next.
        pass


# What writes


def written(dumps, *args, check=check_text, **keywords):
    try:
        text = dumps(*args, **keywords)
    except CHANGED:
        return
    check(text)


@work
def write_json(shared, rng):
    keywords = rng.choice(
        [
            {},
            {"indent": 1},
            {"ensure_ascii": False},
            {"sort_keys": True},
            {"skipkeys": True},
            {"separators": ("[", "]:")},
        ]
    )
    check = model.loads if "separators" not in keywords else len
    if check is len:
        written(lanejson.dumps, shared.document, check=check, **keywords)
        return
    written(lanejson.dumps, shared.document, **keywords)
    written(lanejson.dumpb, shared.document, **keywords)
    written(lanejson.dumps, shared.nested, **keywords)


@work
def write_orjson(shared, rng):
    option = rng.choice([0, orjson.OPT_SORT_KEYS, orjson.OPT_INDENT_2, orjson.OPT_NON_STR_KEYS])
    written(orjson.dumps, shared.document, option=option)
    written(orjson.dumps, {"table": shared.table, "record": shared.record}, option=option)


@work
def write_callbacks(shared, rng):
    def default(value):
        change_items(shared, rng)
        return [shared.items, shared.table]

    written(lanejson.dumps, {"table": shared.table, "odd": object()}, default=default)
    written(orjson.dumps, {"table": shared.table, "odd": object()}, default)


@work
def write_values(shared, rng):
    at = rng.randrange(len(shared.values))
    value = shared.values[at]
    assert lanejson.dumps(value) == shared.texts[at]
    assert model.loads(orjson.dumps(value)) == value
    assert model.loads(shared.encoder.encode(value)) == value
    assert lanejson.loads(lanejson.canonical(value)) == value


@work
def write_changing(shared, rng):
    written(lanejson.canonical, {"table": shared.table, "items": shared.items})
    written(shared.encoder.encode, shared.document)
    file = io.StringIO()
    try:
        lanejson.dump_lines(shared.items, file)
    except CHANGED:
        return
    for line in file.getvalue().splitlines():
        model.loads(line)


@work
def write_chunks(shared, rng):
    """Chunks of an iterator of all threads, and of one's own, over what changes."""
    try:
        check_text("".join(encoder.JSONEncoder().iterencode(shared.document)))
    except CHANGED:
        pass
    if not shared.chunks:
        shared.chunks.append(encoder.JSONEncoder().iterencode([shared.values, shared.items] * 20))
    try:
        chunks = shared.chunks[-1]
    except IndexError:
        return
    try:
        done = next(chunks, None) is None
    except (*CHANGED, StopIteration):
        done = rng.random() < 0.1
    if done:
        shared.chunks.clear()


@work
def write_parts(shared, rng):
    """A writer of one's own, over what changes, and one of all threads."""
    file = io.BytesIO()
    try:
        with lanejson.Writer(file) as own, own.object():
            own.key("table")
            own.value(shared.table)
    except CHANGED:
        return
    check_text(file.getvalue())
    try:
        with shared.writer[0].array():
            shared.writer[0].value(rng.choice(shared.values))
    except CHANGED:
        pass
    if rng.random() < 0.02:
        shared.writer[0] = lines_of(io.StringIO())


@work
def read_pieces(shared, rng):
    """A parser of all threads, and one of one's own."""
    at = rng.randrange(len(shared.texts))
    own = lanejson.Parser()
    for begin in range(0, len(shared.texts[at]), 50):
        own.feed(shared.texts[at][begin : begin + 50])
    assert own.close() == shared.values[at]
    try:
        shared.parser[0].feed("[1, ")
        model.dumps(shared.parser[0].value)
    except CHANGED:
        pass
    if rng.random() < 0.1 or not isinstance(shared.parser[0].done, bool):
        shared.parser[0] = lanejson.Parser()


# The hammer


def hammer(names, threads, seconds, seed):
    """(counter of works done, failures) of so many threads in so many seconds."""
    shared, counts, failures = Shared(seed), collections.Counter(), []
    until, gate = time.monotonic() + seconds, threading.Barrier(threads)

    def body(number):
        rng, done = random.Random(seed * 1000 + number), collections.Counter()
        gate.wait()
        while time.monotonic() < until and len(failures) < 20:
            name = rng.choice(names)
            try:
                WORKS[name](shared, rng)
            except BaseException as error:
                failures.append(f"{name}: {type(error).__name__}: {str(error)[:300]}")
            done[name] += 1
        counts.update(done)

    running = [threading.Thread(target=body, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return counts, failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("works", nargs="*", metavar="WORK", help="what is done; all of it by default")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="print the names of the works, and end")
    arguments = parser.parse_args()
    if arguments.list:
        print(*WORKS, sep="\n")
        return 0
    sys.setswitchinterval(1e-5)
    counts, failures = hammer(arguments.works or list(WORKS), arguments.threads, arguments.seconds, arguments.seed)
    for name, count in sorted(counts.items()):
        print(f"{count:9} {name}")
    for failure in failures:
        print(failure)
    gil = "off" if sysconfig.get_config_var("Py_GIL_DISABLED") and not sys._is_gil_enabled() else "on"
    print(
        f"hammer: {sum(counts.values())} works by {arguments.threads} threads in {arguments.seconds:g} s, "
        f"the GIL {gil}: {len(failures)} failed"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
