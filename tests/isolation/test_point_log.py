"""Points that one process writes and another reads."""

from __future__ import annotations

import os

import pytest

from pytest_lambda.isolation import point_log
from pytest_lambda.isolation.point_log import Point, PointReader, PointWriter


@pytest.fixture
def reader():
    end = PointReader()
    yield end
    end.close()


@pytest.fixture
def writer(reader):
    end = PointWriter(reader.path)
    yield end
    end.close()


def test_what_is_written_is_read(reader, writer):
    file = writer.add_file("/code/app.py", "app")
    writer.add(file, 0, 1)
    writer.add(file, 2, -7, 12)

    assert [Point("/code/app.py", "app", 0, 1, 0), Point("/code/app.py", "app", 2, -7, 12)] == list(reader.read())


def test_each_point_is_read_once(reader, writer):
    file = writer.add_file("/code/app.py", "app")
    writer.add(file, 0, 1)
    first = [point.first for point in reader.read()]
    writer.add(file, 0, 2)

    assert ([1], [2], []) == (
        first,
        [point.first for point in reader.read()],
        [point.first for point in reader.read()],
    )


@pytest.mark.parametrize("path", ["/a", "/" + 300 * "long/" + "app.py", "/päth/\N{SNOWMAN}.py", "/bytes-\udcff.py"])
def test_a_path_is_read_as_it_was(reader, writer, path):
    writer.add(writer.add_file(path, "orders.app"), 0, 1)

    assert [(path, "orders.app")] == [(point.path, point.module) for point in reader.read()]


def test_a_slot_that_a_killed_thread_left_empty_is_waited_for_and_then_passed_over(reader, writer):
    file = writer.add_file("/code/app.py", "app")
    writer.add(file, 0, 1)
    writer._next()
    writer.add(file, 0, 2)

    assert [1] == [point.first for point in reader.read()]
    assert [] == [point.first for point in reader.read()]
    assert [2] == [point.first for point in reader.read(is_over=True)]


def test_what_finds_no_room_is_dropped_and_said(reader, writer, monkeypatch):
    file = writer.add_file("/code/app.py", "app")
    writer._limit = 8
    for line in range(1, 20):
        writer.add(file, 0, line)
    lines = [point.first for point in reader.read()]

    assert lines == list(range(1, len(lines) + 1))
    assert 0 < len(lines) < 8
    assert reader.is_full


def test_a_child_writes_beside_its_parent(reader, writer):
    known = writer.add_file("/code/app.py", "app")
    own = writer.before_fork()
    child = PointWriter.__new__(PointWriter)
    child.__dict__.update(writer.__dict__)
    child._files = point_log.itertools.count(known + 1)
    child.after_fork(own)
    child.add(known, 1, 10)
    child.add(child.add_file("/code/child.py", "child"), 1, 11)
    writer.add(writer.add_file("/code/parent.py", "parent"), 1, 12)

    assert {("app", 10), ("child", 11), ("parent", 12)} == {(point.module, point.first) for point in reader.read()}
    assert not reader.is_full


def test_children_beyond_the_room_for_them_write_nothing_and_it_is_said(reader, writer):
    ranges = [writer.before_fork() for _ in range(65)]
    writer.after_fork(ranges[-1])
    writer.add(1, 0, 1)

    assert 64 == len(set(ranges[:64]))
    assert [] == list(reader.read())
    assert reader.is_full


def test_a_file_that_no_writer_opened_goes_when_the_reader_closes(reader):
    path = reader.path
    assert os.path.exists(path)

    reader.close()

    assert not os.path.exists(path)
