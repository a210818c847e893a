"""After each invocation the process is as before; what a handler changed is there again when it is warm."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import warnings

import pytest

CHILD = [sys.executable, "-S", "-c", "import os; print(sorted(os.environ.items()))"]


def state():
    """Return what a process has one of."""
    root = logging.root
    return {
        "cwd": os.getcwd(),
        "environ": dict(os.environ),
        "environ object": id(os.environ),
        "child": subprocess.run(CHILD, capture_output=True, check=True).stdout,
        "path": list(sys.path),
        "path object": id(sys.path),
        "argv": list(sys.argv),
        "meta_path": list(sys.meta_path),
        "path_hooks": list(sys.path_hooks),
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "limits": (sys.getrecursionlimit(), sys.getswitchinterval(), gc.isenabled()),
        "functions": (sys.gettrace(), sys.getprofile()),
        "hooks": (sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook),
        "signals": [signal.getsignal(number) for number in sorted(signal.valid_signals())],
        "root logger": (list(root.handlers), root.level, list(root.filters)),
        "orders logger": {**vars(logging.getLogger("orders")), "_cache": None},
        "logging": (root.manager.disable, logging.getLogRecordFactory(), logging.getLoggerClass()),
        "warnings": (list(warnings.filters), warnings.showwarning),
        "zone": (time.tzname, time.timezone),
        "modules": {name for name in sys.modules if name in ("app", "invented", "json", "decimal")},
    }


CHANGES = {
    "cwd": "os.chdir('/tmp')",
    "variable_set": "os.environ['COLOUR'] = 'red'",
    "variable_deleted": "del os.environ['AWS_REGION']",
    "variables_cleared": "os.environ.clear()",
    "variables_replaced": "os.environ = {'A': 'b'}",
    "putenv": "os.environ.update(PATH='/nowhere', HOME='/nobody')",
    "path": "sys.path.insert(0, '/opt/python'); sys.path = sys.path + ['/opt']",
    "argv": "sys.argv[:] = ['other']",
    "meta_path": "sys.meta_path.append(object()); sys.meta_path = []",
    "path_hooks": "sys.path_hooks.append(print)",
    "modules": "import types; sys.modules['invented'] = types.ModuleType('invented')",
    "streams": "sys.stdout = io.StringIO(); sys.stderr = None",
    "recursion_limit": "sys.setrecursionlimit(5000)",
    "trace": "sys.settrace(lambda *_: None)",
    "profile": "sys.setprofile(lambda *_: None)",
    "gc": "gc.disable()",
    "hooks": "sys.excepthook = threading.excepthook = print",
    "signal": "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "root_logger": "logging.basicConfig(level=10, force=True); logging.getLogger().addFilter(print)",
    "named_logger": "l = logging.getLogger('orders'); l.setLevel(10); l.propagate = False; l.addHandler(l)",
    "logging_disabled": "logging.disable(logging.CRITICAL)",
    "capture_warnings": "logging.captureWarnings(True)",
    "record_factory": "logging.setLogRecordFactory(lambda *a, **k: None)",
    "warnings": "warnings.simplefilter('ignore'); warnings.showwarning = print",
    "time_zone": "os.environ['TZ'] = 'Asia/Tokyo'; time.tzset()",
}
IMPORTS = "import gc, io, logging, os, signal, sys, threading, time, warnings"


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_the_process_is_as_before(deploy, statement):
    logging.getLogger("orders")
    function = deploy(f"{IMPORTS}\ndef handler(event, context):\n    {statement}")
    before = state()
    error = function.invoke().error
    after = state()

    assert (None, []) == (error, [name for name in before if before[name] != after[name]])


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_the_process_is_as_before_inline(simulator, statement):
    namespace = {}
    exec(f"{IMPORTS}\ndef handler(event, context):\n    {statement}", namespace)
    logging.getLogger("orders")
    function = simulator.function(namespace["handler"])
    before = state()
    error = function.invoke().error
    after = state()

    skipped = {"modules", "meta_path", "path_hooks", "path", "path object"}  # the test's own, inline
    sys.modules.pop("invented", None)
    sys.meta_path[:] = before["meta_path"]
    sys.path_hooks[:] = before["path_hooks"]
    sys.path[:] = before["path"]

    assert (None, []) == (error, [name for name in before if name not in skipped and before[name] != after[name]])


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_the_process_is_as_before_when_the_handler_times_out(deploy, statement):
    logging.getLogger("orders")
    function = deploy(f"{IMPORTS}\nsleep = time.sleep\ndef handler(event, context):\n    {statement}\n    sleep(60)")
    before = state()
    error_type = function.invoke().error.error_type
    after = state()

    assert ("Sandbox.Timedout", []) == (error_type, [name for name in before if before[name] != after[name]])


KEPT = {
    "variable": ("os.environ['COLOUR'] = 'red'", "os.environ.get('COLOUR')", None, "red"),
    "cwd": ("os.chdir('/tmp')", "os.getcwd() == '/tmp'", False, True),
    "level": ("logging.getLogger('orders').setLevel(10)", "logging.getLogger('orders').level", 0, 10),
    "root_level": ("logging.getLogger().setLevel(10)", "logging.getLogger().level", 30, 10),
    "signal": (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "signal.getsignal(signal.SIGTERM) is signal.SIG_IGN",
        False,
        True,
    ),
    "path": ("sys.path.append('/opt/python')", "'/opt/python' in sys.path", False, True),
    "recursion_limit": ("sys.setrecursionlimit(5432)", "sys.getrecursionlimit() == 5432", False, True),
}


@pytest.mark.parametrize(("change", "look", "before", "after"), KEPT.values(), ids=KEPT)
def test_what_a_handler_changed_is_there_when_it_is_warm_and_in_no_other_environment(
    deploy, change, look, before, after
):
    function = deploy(
        f"{IMPORTS}\ndef handler(event, context):\n    seen = {look}\n    if event:\n        {change}\n    return seen"
    )
    cold, warm = function(1), function(0)
    function.recycle()

    assert [before, after, before] == [cold, warm, function(0)]


def test_exit_functions_of_a_handler_are_not_the_test_runs(deploy):
    before = atexit._ncallbacks()
    deploy("import atexit\ndef handler(event, context):\n    atexit.register(print, 'over')")()

    assert before == atexit._ncallbacks()


def test_a_child_process_of_a_handler_has_lambdas_variables(deploy, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    function = deploy(f"""
        import json, os, subprocess, sys
        def handler(event, context):
            os.environ["COLOUR"] = "red"
            show = "import json, os; print(json.dumps(dict(os.environ)))"
            shown = subprocess.run([{sys.executable!r}, "-S", "-c", show], stdout=subprocess.PIPE)
            return json.loads(shown.stdout)
    """)
    seen = function()

    assert {
        "AWS_REGION": "us-east-1",
        "COLOUR": "red",
        "AWS_PROFILE": None,
        "AWS_ACCESS_KEY_ID": "ASIAPYTESTLAMBDAFAKE",
        "HOME": None,
    } == {name: seen.get(name) for name in ("AWS_REGION", "COLOUR", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "HOME")}


def test_a_nested_invocation_gives_the_caller_its_side_back(simulator):
    inner = simulator.function(lambda event, context: os.environ.update(INNER="1"), function_name="inner")

    def handler(event, context):
        os.environ["OUTER"] = "1"
        inner()
        return [os.environ.get("OUTER"), os.environ.get("INNER"), os.environ["AWS_LAMBDA_FUNCTION_NAME"]]

    assert ["1", None, "outer"] == simulator.function(handler, function_name="outer")()


# -- the worst -------------------------------------------------------------------------------------


EXITS = {
    "os._exit": ("os._exit(3)", "exit status 3"),
    "sys.exit": ("sys.exit(3)", "exit status 3"),
    "sys.exit_text": ("sys.exit('no')", "exit status 1"),
    "abort": ("os.abort()", "signal: aborted"),
    "exit_0": ("sys.exit()", None),
    "raise": ("raise SystemExit(2)", "exit status 2"),
    "interrupt": ("raise KeyboardInterrupt", "signal: interrupt"),
    "base": ("raise BaseException('x')", "exit status 1"),
}


@pytest.mark.parametrize(("statement", "reason"), EXITS.values(), ids=EXITS)
def test_the_end_of_the_process_is_an_exit_error(deploy, statement, reason):
    function = deploy(
        f"import os, sys\ndef handler(event, context):\n    if event:\n        {statement}\n    return 'served'"
    )
    before = state()
    error = function.invoke(1).error
    after = state()
    text = f"exited with error: {reason}" if reason else "exited without providing a reason"

    assert ("Runtime.ExitError", f"Runtime {text}", "served", []) == (
        error.error_type,
        error.error_message.partition("Error: ")[2],
        function(0),
        [name for name in before if before[name] != after[name]],
    )


HOSTILE = {
    "recursion": ("def f(): return f()\n    f()", "RecursionError"),
    "no_stdout": ("sys.stdout = None", None),
    "closed_stdout": ("sys.stdout.close()", None),
    "no_app": ("del sys.modules['app']", None),
    "emptied_path": ("sys.path.clear()", None),
}


@pytest.mark.parametrize(("statement", "error_type"), HOSTILE.values(), ids=HOSTILE)
def test_the_next_environment_is_served_whatever_a_handler_did(deploy, statement, error_type):
    function = deploy(
        f"import sys\ndef handler(event, context):\n    if not event:\n        return 'served'\n    {statement}"
    )
    before = state()
    error = function.invoke(1).error
    after = state()
    function.recycle()

    assert (error_type, "served", []) == (
        error and error.error_type,
        function(0),
        [name for name in before if before[name] != after[name]],
    )
    import json

    assert sys.modules["json"] is json
