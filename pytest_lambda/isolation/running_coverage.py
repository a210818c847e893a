"""
The coverage measurement that the test run is under, as environments use it.

Handlers in the test's own process are measured without anybody's help. What is done here is to say which phase of an
environment's life the lines belong to, and to take in what was recorded in other processes.

Coverage has no public way to read the context that it is in, nor to add data while it runs: the few private names of
its that are used stand here and in ``tracing.py``, and ``tests/plugin/test_coverage.py`` runs them.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

__all__ = ["CONTEXTS", "RunningCoverage", "running_coverage"]

CONTEXTS = ("auto", "on", "off")
"""Whether phases are contexts: ``auto`` where coverage is in a context anyway."""


def running_coverage(contexts: str) -> RunningCoverage | None:
    """
    Return the measurement that this process is under now, or ``None``.

    Args:
        contexts: one of :data:`CONTEXTS`.
    """
    coverage = sys.modules.get("coverage")
    current = coverage.Coverage.current() if coverage is not None else None
    return None if getattr(current, "_collector", None) is None else RunningCoverage(current, contexts)


class RunningCoverage:
    """
    A started ``coverage.Coverage``.

    Attributes:
        has_branches: whether arcs from line to line are measured, not lines alone.
        source_folders, source_packages: what is to be measured even where it is a library; empty for the default.
    """

    def __init__(self, coverage: Any, contexts: str) -> None:
        self._coverage = coverage
        self._collector = coverage._collector
        self._contexts = contexts
        self.has_branches: bool = self._collector.branch
        # Older coverage has the folders under another name.
        folders = getattr(coverage._inorout, "source_dirs", None) or getattr(coverage._inorout, "source", None)
        self.source_folders: tuple[str, ...] = tuple(folders or ())
        self.source_packages: tuple[str, ...] = tuple(coverage._inorout.source_pkgs)
        self._dispositions: dict[str, str | None] = {}

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add ``lambda:`` and *name* to the context of what runs in the body."""
        outer = self._collector.covdata._current_context
        if self._contexts == "off" or (self._contexts == "auto" and not outer):
            yield
            return
        self._switch(_joined(outer, name))
        try:
            yield
        finally:
            self._switch(outer)

    def add(self, phase: str, measured: Mapping[str, tuple[str, Iterable[Any]]]) -> None:
        """
        Take in what ran in another process during *phase*; files that this run does not measure are left out.

        Args:
            measured: by file, the dotted name that it was imported as, and the arcs where :attr:`has_branches`, the
                lines otherwise.
        """
        points: dict[str, set[Any]] = {}
        for path, (module, of_file) in measured.items():
            name = self._measured_name(path, module)
            if name is not None:
                points.setdefault(name, set()).update(of_file)
        if not points:
            return
        data = self._collector.covdata
        with self.phase(phase):
            self._collector.flush_data()
            (data.add_arcs if self.has_branches else data.add_lines)(points)

    def _measured_name(self, path: str, module: str) -> str | None:
        """Return the name under which *path* is reported, ``None`` where it is not measured."""
        if path not in self._dispositions:
            # Of a frame, coverage reads which module it runs.
            frame = SimpleNamespace(f_globals={"__name__": module})
            disposition = self._coverage._should_trace(path, frame)
            name = disposition.source_filename if disposition.trace else None
            self._dispositions[path] = self._collector.cached_mapped_file(name) if name else None
        return self._dispositions[path]

    def _switch(self, context: str | None) -> None:
        self._collector.flush_data()
        self._collector.covdata.set_context(context)
        if self._collector.tracer_name() == "SysMonitor":
            # Coverage hears of each line once: let it hear of them again in the new context.
            sys.monitoring.restart_events()  # type: ignore[attr-defined,unused-ignore]


def _joined(outer: str | None, phase: str) -> str:
    return f"{outer}|lambda:{phase}" if outer else f"lambda:{phase}"
