"""
Records what runs in a worker process, so that it is known whatever ends the process: SIGKILL and crashes too.

Each line, or each arc from line to line where branches are measured, is written to shared memory when it runs for
the first time in a phase. Lines come from ``sys.monitoring`` where Python has it, everything else from a trace
function: coverage's own keeps in the process's memory what it saw, and that is gone with the process.
"""

from __future__ import annotations

import dis
import os
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, NamedTuple

from pytest_lambda.isolation.imports import is_library
from pytest_lambda.isolation.point_log import PointWriter

__all__ = ["PHASES", "Recorder", "RecorderSettings"]

PHASES = ("init", "invoke:cold", "invoke:warm")


class RecorderSettings(NamedTuple):
    """
    What a worker needs to know to record; plain values, to be sent to it.

    Attributes:
        path: the file of the shared memory.
        has_branches: whether to record arcs, not lines.
        source_folders, source_packages: what is to be measured even where it is a library.
    """

    path: str
    has_branches: bool
    source_folders: tuple[str, ...] = ()
    source_packages: tuple[str, ...] = ()


class _File:
    """A file that is measured: its number in the log, and what is written of it in this phase."""

    __slots__ = ("number", "seen", "trace_lines")

    def __init__(self, number: int) -> None:
        self.number = number
        self.seen: set[Any] = set()
        self.trace_lines: Any = None


class Recorder:
    """
    Records what runs in this process from :meth:`start` on.

    Make it before anything of the handler's runs, and before the process loses sight of the shared memory's file.
    """

    def __init__(self, settings: RecorderSettings) -> None:
        self._settings = settings
        self._log = PointWriter(settings.path)
        self._files: dict[str, _File | None] = {}
        self._phase = 0
        self._is_monitoring = sys.version_info >= (3, 12) and not settings.has_branches
        self._tool: int | None = None
        self._trace = self._trace_arcs if settings.has_branches else self._trace_lines
        self._range: tuple[int, int] | None = None

    def start(self) -> None:
        """Begin, in the phase ``init``."""
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._before_fork, after_in_child=self._after_fork)
        if self._is_monitoring:
            self._tool = _start_monitoring(self._on_start, self._on_line)
        if self._tool is None:
            threading.settrace(self._trace)
            sys.settrace(self._trace)

    def begin_phase(self, name: str) -> None:
        """
        Count what runs from now on to the phase *name*, one of :data:`PHASES`.

        It is to be called before each Init and each invocation: a handler that set a trace function of its own has
        stopped the recording until then.
        """
        phase = PHASES.index(name)
        if phase != self._phase:
            self._phase = phase
            for file in self._files.values():
                if file is not None:
                    file.seen = set()
            if self._tool is not None:
                sys.monitoring.restart_events()  # type: ignore[attr-defined,unused-ignore]
        if self._tool is None and sys.gettrace() != self._trace:
            sys.settrace(self._trace)

    def stop(self) -> None:
        """End; what was recorded stays."""
        if self._tool is not None:
            _stop_monitoring(self._tool)
        else:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type,unused-ignore]
        self._log.close()

    # -- which files -----------------------------------------------------------------------------------------------

    def _file(self, path: str, module: object) -> _File | None:
        """Return the file at *path*, ``None`` where it is not measured."""
        if path in self._files:
            return self._files[path]
        file = self._files[path] = self._new_file(path, module if isinstance(module, str) else "")
        return file

    def _new_file(self, path: str, module: str) -> _File | None:
        if path.startswith("<") or not self._is_measured(path, module):
            return None
        file = _File(self._log.add_file(path, module))
        file.trace_lines = self._line_tracer(file)
        return file

    def _is_measured(self, path: str, module: str) -> bool:
        """Return whether *path* may be measured: the test run decides that in the end."""
        settings = self._settings
        if any(module == name or module.startswith(name + ".") for name in settings.source_packages):
            return True
        if not is_library(path):
            return not path.startswith(_OUR_FOLDER)
        folders = [folder for folder in settings.source_folders if is_library(folder)]
        return any(path.startswith(os.path.join(folder, "")) for folder in folders)

    # -- trace functions ---------------------------------------------------------------------------------------------

    def _trace_lines(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        path = frame.f_code.co_filename
        files = self._files
        file = files[path] if path in files else self._file(path, frame.f_globals.get("__name__"))
        return None if file is None else file.trace_lines

    def _line_tracer(self, file: _File) -> Callable[[FrameType, str, Any], Any]:
        add = self._log.add

        def trace(frame: FrameType, event: str, _argument: Any) -> Any:
            if event == "line":
                line = frame.f_lineno
                if line not in file.seen:
                    file.seen.add(line)
                    add(file.number, self._phase, line)
            return trace

        return trace

    def _trace_arcs(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        path = code.co_filename
        files = self._files
        file = files[path] if path in files else self._file(path, frame.f_globals.get("__name__"))
        if file is None:
            return None
        return self._arc_tracer(file, code, -code.co_firstlineno if _begins(frame) else frame.f_lineno)

    def _arc_tracer(self, file: _File, code: CodeType, last: int) -> Callable[[FrameType, str, Any], Any]:
        """Return the trace function of one call, which goes on from line *last*."""
        add = self._log.add
        operations = code.co_code

        def trace(frame: FrameType, event: str, _argument: Any) -> Any:
            nonlocal last
            if event == "line":
                lines: tuple[int, ...] = (frame.f_lineno,)
            elif event == "return" and not _yields(operations, frame.f_lasti):
                lines = (-code.co_firstlineno,)
                if _RETURNS_FROM_NEW_LINE and frame.f_lineno not in (None, last):
                    lines = (frame.f_lineno, *lines)
            else:
                return trace
            for line in lines:
                arc = (last, line)
                if arc not in file.seen:
                    file.seen.add(arc)
                    add(file.number, self._phase, last, line)
                last = line
            return trace

        return trace

    # -- sys.monitoring ------------------------------------------------------------------------------------------------

    def _on_start(self, code: CodeType, _offset: int) -> Any:
        path = code.co_filename
        files = self._files
        file = files[path] if path in files else self._file(path, sys._getframe(1).f_globals.get("__name__"))
        if file is not None:
            assert self._tool is not None
            _monitor_lines(self._tool, code)
        return _DISABLE

    def _on_line(self, code: CodeType, line: int) -> Any:
        file = self._files.get(code.co_filename)
        if file is not None and line not in file.seen:
            file.seen.add(line)
            self._log.add(file.number, self._phase, line)
        return _DISABLE

    # -- children ---------------------------------------------------------------------------------------------------

    def _before_fork(self) -> None:
        self._range = self._log.before_fork()

    def _after_fork(self) -> None:
        if self._range is not None:
            self._log.after_fork(self._range)


_OUR_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep

_RETURNS_FROM_NEW_LINE = sys.version_info >= (3, 14)
"""Whether the return can be the first that is heard of a line."""

_RESUME = dis.opmap.get("RESUME")
_YIELD_VALUE = dis.opmap["YIELD_VALUE"]
_YIELD_FROM = dis.opmap.get("YIELD_FROM")


def _begins(frame: FrameType) -> bool:
    """Return whether the call that was traced begins *frame*, rather than resumes it."""
    if _RESUME is None:
        return frame.f_lasti < 0
    return frame.f_code.co_code[frame.f_lasti + 1] == 0


def _yields(operations: bytes, offset: int) -> bool:
    """Return whether a frame that ends at *offset* will be resumed."""
    if offset < 0:
        return False
    # Python 3.13 stands behind the yield already.
    if operations[offset] in (_YIELD_VALUE, _RESUME):
        return True
    # Until Python 3.10 a frame stands before the operation at which it waits for another.
    return _YIELD_FROM is not None and operations[offset + 2 : offset + 3] == bytes([_YIELD_FROM])


if sys.version_info >= (3, 12):
    _DISABLE = sys.monitoring.DISABLE
    _EVENTS = sys.monitoring.events

    def _start_monitoring(on_start: Callable[..., Any], on_line: Callable[..., Any]) -> int | None:
        """Return the tool id that was taken, ``None`` where all are taken."""
        # Coverage's first, so that whoever looks finds what it is for.
        for tool in (sys.monitoring.COVERAGE_ID, 3, 4):
            if sys.monitoring.get_tool(tool) is None:
                sys.monitoring.use_tool_id(tool, "pytest-aws-lambda coverage")
                sys.monitoring.register_callback(tool, _EVENTS.PY_START, on_start)
                sys.monitoring.register_callback(tool, _EVENTS.LINE, on_line)
                sys.monitoring.set_events(tool, _EVENTS.PY_START)
                sys.monitoring.restart_events()
                return tool
        return None

    def _monitor_lines(tool: int, code: CodeType) -> None:
        sys.monitoring.set_local_events(tool, code, _EVENTS.LINE)

    def _stop_monitoring(tool: int) -> None:
        sys.monitoring.set_events(tool, 0)
        sys.monitoring.free_tool_id(tool)

else:
    _DISABLE = None

    def _start_monitoring(on_start: Callable[..., Any], on_line: Callable[..., Any]) -> int | None:
        del on_start, on_line
        return None

    def _monitor_lines(tool: int, code: CodeType) -> None:
        del tool, code

    def _stop_monitoring(tool: int) -> None:
        del tool
