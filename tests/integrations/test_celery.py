# SPDX-License-Identifier: MIT
"""Celery and kombu: messages sent, tasks run."""

import datetime
import decimal
import threading
import uuid

import pytest

celery = pytest.importorskip("celery")

import kombu
import kombu.utils.json

from lanejson.contrib.celery import dumps, loads, register

VALUE = {
    "when": datetime.datetime(2026, 1, 2, 3, 4, 5),
    "day": datetime.date(2026, 1, 2),
    "price": decimal.Decimal("1.10"),
    "id": uuid.UUID(int=1),
    "data": b"\xff\x00",
    "é": [1, None, "🏔"],
}


def test_text_is_that_of_kombu():
    assert dumps(VALUE) == kombu.utils.json.dumps(VALUE)
    assert loads(dumps(VALUE)) == kombu.utils.json.loads(kombu.utils.json.dumps(VALUE))
    assert loads(dumps(VALUE).encode()) == loads(dumps(VALUE))


def test_a_message_is_sent_and_received():
    register()
    received = []
    with kombu.Connection("memory://") as connection:
        queue = connection.SimpleQueue("peaks")
        queue.put(VALUE, serializer="lanejson")
        with connection.Consumer(queue.queue, accept=["lanejson", "json"]) as consumer:
            consumer.register_callback(lambda body, message: (received.append(body), message.ack()))
            connection.drain_events(timeout=5)
    assert received == [loads(kombu.utils.json.dumps(VALUE))]


def test_a_worker_runs_a_task():
    from celery.contrib.testing.worker import start_worker

    register()
    app = celery.Celery("peaks", broker="memory://", backend="cache+memory://")
    app.conf.update(task_serializer="lanejson", result_serializer="lanejson", accept_content=["lanejson", "json"])
    seen = threading.Event()

    @app.task
    def height(name, day):
        seen.set()
        return {"name": name, "year": day.year, "day": day}

    with start_worker(app, perform_ping_check=False, shutdown_timeout=30):
        day = datetime.datetime(1954, 7, 31)
        assert height.delay("K2", day).get(timeout=30) == {"name": "K2", "year": 1954, "day": day}
    assert seen.is_set()
