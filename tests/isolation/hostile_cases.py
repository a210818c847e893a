"""
What AWS gives for each hostile handler, and where an isolation gives something else or cannot hold the handler.

An isolation is added by its name in ISOLATIONS; what is different there stands at the case, in ``where``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["CASES", "ISOLATIONS", "Case", "of"]

ISOLATIONS = ("inline", "module")


@dataclass(frozen=True)
class Case:
    """
    The outcome of one handler.

    Attributes:
        handler: its module and name.
        payload: what it answers, where it answers.
        error_type: the error's type, where it does not.
        message: the error's text beyond the request id, or a part of the handler's own text.
        status: the REPORT's status.
        log: parts of the log.
        no_log: parts that the log must not have.
        is_reset: whether the next invocation is a cold start (LC-08) or warm (LC-07).
        isolations: where it is contained at all.
        where: what is different in an isolation.
    """

    handler: str
    payload: Any = None
    error_type: str | None = None
    message: str = ""
    status: str = "success"
    log: tuple[str, ...] = ()
    no_log: tuple[str, ...] = ()
    is_reset: bool = False
    isolations: tuple[str, ...] = ("inline", "module", "process")
    where: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def of(case: Case, isolation: str) -> Case:
    """Return *case* as it is in *isolation*."""
    return replace(case, **case.where.get(isolation, {}))


def _times_out(handler: str, **other: Any) -> Case:
    return Case(
        f"hangs.{handler}",
        error_type="Sandbox.Timedout",
        message="Task timed out after 30.00 seconds",
        status="timeout",
        is_reset=True,
        **other,
    )


def _exits(handler: str, reason: str | None, **other: Any) -> Case:
    what = f"Runtime exited with error: {reason}" if reason else "Runtime exited without providing a reason"
    log = (f"Error: {what}\nRuntime.ExitError\n", *other.pop("log", ()))
    return Case(
        handler,
        error_type="Runtime.ExitError",
        message=f"Error: {what}",
        status="error",
        is_reset=True,
        log=log,
        **other,
    )


def _fails(handler: str, error_type: str, message: str = "", **other: Any) -> Case:
    return Case(handler, error_type=error_type, message=message, status="failure", **other)


_IN_A_PROCESS_ONLY: Any = {"isolations": ("process",)}

_SURROGATE = (
    _exits("errors.response_has_a_surrogate", "exit status 1")
    if sys.version_info >= (3, 12)
    else Case("errors.response_has_a_surrogate", {"text": "\ud800"})
)
"""Escaped where the runtime escapes what is not ASCII. Source: RT-18, RT-24"""

CASES = [
    # -- never return
    _times_out("busy_loop"),
    _times_out("catches_base_exception"),
    _times_out("catches_in_finally"),
    _times_out("generator_that_will_not_close"),
    _times_out("lock_taken_twice"),
    _times_out("event_never_set"),
    _times_out("queue_never_filled"),
    _times_out("joins_an_endless_thread"),
    _times_out("select_in_c"),
    _times_out("socket_that_says_nothing"),
    _times_out("sleeps_in_c"),
    _times_out("waits_for_a_child"),
    _times_out("backtracking"),
    _times_out("future_never_done"),
    _times_out("ignores_signals"),
    _times_out("blocks_signals"),
    _times_out("stops_the_timer"),
    _times_out("pauses"),
    _times_out("sleeps_long", no_log=("the finally ran",)),
    _times_out("sum_in_c", **_IN_A_PROCESS_ONLY),
    # -- end their process
    _exits("exits.exit_3", "exit status 3"),
    _exits("exits.exit_without_reason", None),
    _exits("exits.exit_with_text", "exit status 1", log=("out of orders\n",)),
    _exits("exits.exit_at_once", "exit status 4"),
    _exits("exits.exit_at_once_and_catch", "exit status 4", no_log=("caught", "the finally ran")),
    _exits("exits.exit_in_a_thread", "exit status 5"),
    _exits("exits.exit_functions", "exit status 1", log=("at exit\n",)),
    _exits("exits.exit_function_that_raises", "exit status 2"),
    Case("exits.exit_function_left_behind", "answered"),
    _exits("exits.quits", None),
    _exits("exits.aborts", "signal: aborted"),
    _exits("exits.replaces_itself", "exit status 7", log=("another program\n",)),
    _exits("exits.replaces_itself_by_name", "exit status 6"),
    _exits("exits.keyboard_interrupt", "signal: interrupt"),
    _exits("exits.base_exception", "exit status 1", log=("BaseException: no",)),
    _exits("exits.generator_exit", "exit status 1"),
    _exits("exits.kills_itself", "signal: killed"),
    _exits("exits.terminates_itself", "signal: terminated"),
    _exits("exits.terminates_its_group", "signal: terminated"),
    _exits("exits.raises_segv", "signal: segmentation fault"),
    _exits("exits.alarm_unhandled", "signal: alarm clock"),
    _exits("exits.thread_kills", "signal: aborted"),
    _exits("exits.fault_handler_fault", "signal: segmentation fault"),
    _exits("exits.reads_null", "signal: segmentation fault"),
    _exits("exits.reads_null_in_c", "signal: segmentation fault", **_IN_A_PROCESS_ONLY),
    _exits("exits.calls_null", "signal: segmentation fault", **_IN_A_PROCESS_ONLY),
    # -- signals that end nothing
    Case("survived.handles_its_signal", True),
    Case("survived.ignores_its_signal", "ignored"),
    Case("survived.catches_its_interrupt", "caught"),
    Case("survived.alarm_handled", "after 1 s"),
    Case("survived.kills_its_parent", "Operation not permitted"),
    Case("survived.kills_everything", "answered", isolations=("inline", "module")),
    Case("survived.becomes_somebody_else", "Operation not permitted"),
    Case("survived.changes_its_root", "Operation not permitted"),
    Case("survived.limits_itself", 256),
    # -- descriptors
    Case("descriptors.closes_all", "answered"),
    Case("descriptors.closes_one_by_one", True, where={"process": {"payload": "closed"}}),
    _fails("descriptors.closes_stdout", "OSError", "[Errno 9] Bad file descriptor"),
    Case("descriptors.closes_standard_descriptors", "answered"),
    Case("descriptors.redirects_stdout", "into the file\nand more", no_log=("into the file",)),
    Case("descriptors.opens_stdout_and_closes_it", "answered", log=("through a file of its own\n",)),
    Case("descriptors.writes_to_the_real_streams", "answered", log=("to the stream below\n",)),
    Case("descriptors.closes_stdout_stream", "answered"),
    Case("descriptors.copies_over_others", "answered"),
    Case("descriptors.leaves_descriptors_open", "answered"),
    Case("descriptors.closes_its_own", ["x", 9]),
    Case("descriptors.child_writes_to_closed_stdout", 0, where={"process": {"payload": 1}}),
    # -- processes
    Case("processes.forks_and_returns", "parent"),
    Case("processes.forks_and_raises", 1),
    Case("processes.forks_and_exits", 11, log=("from the child\n",)),
    Case("processes.fork_bomb", "answered"),
    Case("processes.forks_a_loop", "answered"),
    Case("processes.daemon", "answered"),
    Case("processes.leaves_a_program", "answered"),
    Case("processes.leaves_a_shells_program", 0),
    Case("processes.leaves_a_session", "answered"),
    Case("processes.multiprocessing_pipe", [49, 0]),
    Case("processes.start_method", "spawn"),
    Case("processes.child_that_ignores_sigterm", "answered"),
    # -- threads
    Case("threads.busy", "answered"),
    Case("threads.sleeping", "answered"),
    Case("threads.waiting", "answered"),
    Case("threads.catches_everything_once", "answered"),
    Case("threads.executor", 55),
    Case("threads.below_threading", "answered"),
    Case("threads.timer", "answered", no_log=("too late",)),
    Case("threads.interrupts_main", "caught"),
    Case("threads.raises_in_a_thread", "answered", log=("ValueError: in the thread",)),
    # -- modules
    Case("modules.patches_json", "answered"),
    Case("modules.patches_json_dict", "answered"),
    Case("modules.deletes_from_json", "answered"),
    Case("modules.patches_builtins", "answered"),
    Case("modules.patches_builtins_dict", "answered"),
    Case("modules.deletes_builtins", "answered"),
    Case("modules.replaces_import", "answered"),
    Case("modules.patches_time", "answered"),
    _fails("modules.patches_and_raises", "ValueError", "after the patch"),
    replace(_times_out("busy_loop"), handler="modules.patches_and_hangs"),
    Case("modules.deletes_a_module", "answered"),
    Case("modules.deletes_all_modules", "answered"),
    Case("modules.replaces_a_module", "answered"),
    Case("modules.replaces_sys_modules", "answered"),
    Case("modules.reloads", "answered"),
    Case("modules.import_hooks", "answered"),
    Case("modules.seeds_random", "answered"),
    Case("modules.draws", 1),
    Case("modules.decimal_context", "0.333"),
    # -- the interpreter and what a process has one of
    Case("interpreter.traces", "answered"),
    _fails("interpreter.trace_that_raises", "RuntimeError", "traced"),
    Case("interpreter.profiles", "answered"),
    Case("interpreter.collects_nothing", "answered"),
    Case("interpreter.recursion_limits", "answered"),
    Case("interpreter.switches_seldom", "answered"),
    Case("interpreter.audits", "audited"),
    Case("interpreter.hooks", "answered"),
    Case("interpreter.working_directory_gone", "answered"),
    Case("interpreter.variables", "answered"),
    Case("interpreter.settings", "answered"),
    Case("interpreter.time_zone", "JST"),
    Case("interpreter.log_setup", "answered"),
    Case("interpreter.event_loop_left_running", "answered"),
    Case("interpreter.asyncio_policy", "answered"),
    # -- errors, responses, output
    _exits("errors.text_raises", "exit status 1"),
    _exits("errors.text_recurses", "exit status 1"),
    _exits("errors.text_is_no_unicode", "exit status 1"),
    _fails("errors.circular_cause", "ValueError", "first"),
    _fails("errors.recursion", "RecursionError", "maximum recursion depth exceeded"),
    _fails("errors.response_is_circular", "Runtime.MarshalError", "Circular reference detected"),
    _fails("errors.response_is_deep", "Runtime.MarshalError", "maximum recursion depth exceeded"),
    _fails("errors.response_too_large", "Function.ResponseSizeTooLarge", "exceeded maximum allowed payload size"),
    _SURROGATE,
    _fails("errors.class_with_hostile_attributes", "SystemError"),
    Case("errors.stdout_flood", "answered"),
    Case("errors.stdout_bytes", "answered", log=("no text\n",)),
    Case("errors.stdout_surrogate", "answered", log=("\\ud800\n",)),
    _fails("errors.memory_error", "MemoryError"),
    replace(
        _exits("errors.memory_hog", "signal: killed"),
        where={
            name: {
                "payload": 160,
                "error_type": None,
                "message": "",
                "status": "success",
                "log": (),
                "is_reset": False,
            }
            for name in ("inline", "module")
        },
    ),
    replace(
        _fails("errors.fills_tmp", "OSError", "[Errno 28] No space left on device"),
        where={
            name: {"payload": "answered", "error_type": None, "message": "", "status": "success"}
            for name in ("inline", "module")
        },
    ),
    Case("errors.many_small_files", 300),
]
