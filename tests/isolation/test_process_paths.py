"""Paths of a process: a private ``/tmp`` beside the test run's folders, layers, and the next best to namespaces."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pluggy
import pytest

from pytest_lambda import Simulator, hookspecs
from pytest_lambda.isolation.launching import ForkServer, Spawner, launcher
from pytest_lambda.isolation.process import ProcessIsolation
from pytest_lambda.isolation.variables import TestRunVariables
from pytest_lambda.registry import Registry

from .ordinary_user import IMPOSSIBLE
from .test_process import needs_namespaces, run_environment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="isolation 'process' needs Linux or macOS")


class Changed:
    """The backend of isolation ``process`` with another launcher or other specs."""

    def __init__(self, launcher: Callable[[], object], **spec: object) -> None:
        self._backend = ProcessIsolation(TestRunVariables(os.environ), launcher)
        self._spec = spec

    def create(self, spec):
        return self._backend.create(dataclasses.replace(spec, **self._spec))


def account(code, backend):
    """Return a simulator whose isolation ``process`` is *backend*."""

    class Plugin:
        @hookspecs.hookimpl
        def pytest_lambda_isolations(self):
            return {"process": lambda at_start: backend}

    manager = pluggy.PluginManager("pytest")
    manager.add_hookspecs(hookspecs)
    manager.register(Plugin())
    return Simulator(code_uri=code, isolation="process", registry=Registry(manager.hook, os.environ), watchdog=30)


class WithoutNamespaces:
    """The fork server where the kernel refuses namespaces."""

    mode = ""
    why = "unshare: Operation not permitted"

    def __init__(self, server: ForkServer) -> None:
        self._server = server
        self.start, self.reap, self.take_slot = server.start, server.reap, server.take_slot
        self.free_slot = server.free_slot


# -- a project under /tmp ----------------------------------------------------------------------------


@needs_namespaces
def test_a_project_under_tmp_is_there_and_not_listed(write):
    """What pytest gives as ``tmp_path`` mostly lies there."""
    project = Path("/tmp", f"project-of-a-test-{os.getpid()}")
    (project / "tests").mkdir(parents=True)
    try:
        (project / "app.py").write_text(
            "import glob, os\n"
            "def handler(event, context):\n"
            "    open('/tmp/mine', 'w').close()\n"
            "    return [os.listdir('/tmp'), glob.glob('/tmp/*'), [e.name for e in os.scandir('/tmp')],\n"
            "            os.listdir(os.path.dirname(__file__))[-1:] != [], os.path.exists(event)]\n"
        )
        with Simulator(code_uri=project, isolation="process", host_paths=(project,)) as simulator:
            function = simulator.function("app.handler")
            answer = function(str(project / "tests"))
            listed = [path.name for path in function.environments[0].tmp.iterdir()]
    finally:
        for path in sorted(project.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        project.rmdir()

    assert [["mine"], ["/tmp/mine"], ["mine"], True, True] == answer
    assert ["mine"] == listed


@needs_namespaces
def test_the_machines_tmp_is_not_there(launch_in, tmp_path):
    file = Path("/tmp", f"of-the-machine-{os.getpid()}")
    file.write_text("x")
    try:
        seen = launch_in(tmp_path, "import os\ndef handler(event, context):\n    return os.path.exists(event)")(
            str(file)
        )
    finally:
        file.unlink()

    assert not seen


@pytest.fixture
def launch_in(write):
    """Return what deploys a source in isolation ``process`` in a simulator that knows a folder as the test run's."""
    opened = []

    def launch_in(folder, source):
        write("app.py", source)
        opened.append(Simulator(code_uri=folder, isolation="process", host_paths=(folder.parent,)).open())
        return opened[-1].function("app.handler")

    yield launch_in
    for simulator in opened:
        simulator.close()


def test_folders_of_the_test_run_can_be_written_and_what_is_written_is_seen(launch_in, tmp_path):
    (tmp_path / "code").mkdir()
    source = "def handler(event, context):\n    open(event, 'w').write('given back')"
    (tmp_path / "code" / "app.py").write_text(source)
    with Simulator(code_uri=tmp_path / "code", isolation="process", host_paths=(tmp_path,)) as simulator:
        simulator.function("app.handler")(str(tmp_path / "answer.txt"))

    assert "given back" == (tmp_path / "answer.txt").read_text()


def test_var_task_leads_to_the_code(launch_in, write, tmp_path):
    write("config.json", "{}")
    source = "def handler(event, context):\n    return open('/var/task/config.json').read()"

    assert "{}" == launch_in(tmp_path, source)()


@needs_namespaces
def test_programs_in_c_and_child_processes_have_the_same_tmp(launch_in, tmp_path):
    function = launch_in(
        tmp_path,
        "import ctypes, os, subprocess\n"
        "def handler(event, context):\n"
        "    ctypes.CDLL(None).creat(b'/tmp/from-c', 0o644)\n"
        "    subprocess.run(['/bin/touch', '/tmp/from-a-child'])\n"
        "    return sorted(os.listdir('/tmp'))\n",
    )

    assert ["from-a-child", "from-c"] == function()


def test_tmp_can_be_looked_at_after_the_process_ended(launch_in, tmp_path):
    function = launch_in(
        tmp_path, "import os\ndef handler(event, context):\n    open('/tmp/a', 'w').close()\n    os._exit(1)"
    )
    function.invoke()
    tmp = function.environments[0].tmp

    assert (["a"], True) == ([path.name for path in tmp.iterdir()], tmp.is_dir())


# -- layers --------------------------------------------------------------------------------------------


LAYER = """
import os, sys
import from_layer, both
def handler(event, context):
    opt = [entry for entry in sys.path if "python" in entry and "opt" in entry][:2]
    return [from_layer.name, both.name, open("/opt/data.txt").read(), os.listdir("/opt/python"), sys.path.index(opt[0])]
"""


@pytest.mark.parametrize("server", [launcher, WithoutNamespaces], ids=["mounted", "redirected"])
def test_ENV_13_layers_are_at_opt_and_come_after_the_code(tmp_path, server):
    code, opt = tmp_path / "code", tmp_path / "layers"
    (opt / "python").mkdir(parents=True)
    code.mkdir()
    (code / "app.py").write_text(LAYER)
    (code / "both.py").write_text("name = 'of the code'")
    (opt / "data.txt").write_text("data")
    (opt / "python" / "from_layer.py").write_text("name = 'of a layer'")
    (opt / "python" / "both.py").write_text("name = 'of a layer'")
    starts = (lambda: launcher(())) if server is launcher else (lambda: WithoutNamespaces(launcher(())))
    with account(code, Changed(starts, opt=opt)) as simulator:
        answer = simulator.function("app.handler")()

    assert ["of a layer", "of the code", "data", ["both.py", "from_layer.py"], 1] == [
        *answer[:3],
        sorted(name for name in answer[3] if name != "__pycache__"),
        answer[4],
    ]


def test_layers_of_a_function_are_at_opt(tmp_path):
    layer = tmp_path / "layer"
    (layer / "python").mkdir(parents=True)
    (layer / "python" / "greetings.py").write_text("hello = 'from a layer'")
    (tmp_path / "app.py").write_text("import greetings\ndef handler(event, context):\n    return greetings.hello")
    with Simulator(code_uri=tmp_path, isolation="process") as simulator:
        function = simulator.function("app.handler", layers=[layer])

        assert "from a layer" == function()


# -- the next best ---------------------------------------------------------------------------------------


TMP = """
import os, tempfile
calls = []
def handler(event, context):
    calls.append(1)
    if event == "exit":
        os._exit(3)
    with open("/tmp/a", "a") as file:
        file.write("x")
    return [os.listdir("/tmp"), tempfile.gettempdir(), len(calls), os.getpid()]
"""


@pytest.mark.parametrize("kind", ["without namespaces", "spawned"])
def test_without_namespaces_paths_are_redirected(tmp_path, kind):
    (tmp_path / "app.py").write_text(TMP)
    spawner = Spawner(())
    starts = (lambda: spawner) if kind == "spawned" else (lambda: WithoutNamespaces(launcher(())))
    with account(tmp_path, Changed(starts)) as simulator:
        function = simulator.function("app.handler")
        first, exited, second, third = (function.invoke(event).payload for event in ("", "exit", "", ""))
        tmp = function.environments[0].tmp
        text = (tmp / "a").read_text()
    spawner.stop()

    assert [["a"], "/tmp", 1] == first[:3] == second[:3]
    assert (2, "xxx", False) == (third[2], text, tmp.exists())
    assert exited["errorMessage"].endswith("Runtime exited with error: exit status 3")
    assert first[3] != second[3] != os.getpid()


def test_a_timeout_of_a_spawned_process(tmp_path):
    (tmp_path / "app.py").write_text("import time\ndef handler(event, context):\n    time.sleep(event)")
    spawner = Spawner(())
    with account(tmp_path, Changed(lambda: spawner)) as simulator:
        function = simulator.function("app.handler")
        seen = [function.invoke(seconds).ended_at for seconds in (10, 1)]
    spawner.stop()

    assert [3, 4] == seen


def test_what_the_kernel_refuses_is_a_note_in_the_trace(tmp_path):
    (tmp_path / "app.py").write_text("def handler(event, context):\n    pass")
    with account(tmp_path, Changed(lambda: WithoutNamespaces(launcher(())))) as simulator:
        simulator.function("app.handler")()
        notes = [record.details["text"] for record in simulator.trace if record.kind == "note"]

    assert [
        "isolation 'process' has no namespaces here, so /tmp is redirected in Python's own functions and does not fill "
        "up, and the code can be written (unshare: Operation not permitted)"
    ] == notes


# -- an ordinary user ----------------------------------------------------------------------------------------

ORDINARY = """
import os, sys
from pathlib import Path
import pytest_lambda
from pytest_lambda.isolation.launching import launcher
mode = launcher(()).mode
with pytest_lambda.Simulator(code_uri=Path(__file__).parent, isolation="process", watchdog=60) as simulator:
    function = simulator.function("app.handler")
    function.invoke("crash")
    answer = function()
    print(os.getuid(), mode, *answer, (function.environments[0].tmp / "a").read_text())
    function.recycle()
print(len(os.listdir("/proc/self/fd")) < 20)
"""

ORDINARY_APP = """
import os
def handler(event, context):
    open("/tmp/a", "a").write("x")
    if event == "crash":
        os._exit(1)
    try:
        open(os.path.join(os.path.dirname(__file__), "new"), "w")
    except OSError as error:
        refused = error.errno
    try:
        with open("/tmp/large", "wb") as file:
            while True:
                file.write(bytes(1024 * 1024))
    except OSError as error:
        full = error.errno
    os.remove("/tmp/large")
    return [os.getuid(), refused, full]
"""


@needs_namespaces
def test_an_ordinary_user_has_namespaces_too():
    folder = Path("/tmp", f"ordinary-user-of-a-test-{os.getpid()}")
    folder.mkdir(mode=0o755)
    try:
        (folder / "app.py").write_text(ORDINARY_APP)
        (folder / "script.py").write_text(ORDINARY)
        command = [str(Path(__file__).with_name("ordinary_user.py"))] if os.getuid() == 0 else []
        run = subprocess.run(
            [sys.executable, *command, str(folder / "script.py")],
            capture_output=True,
            text=True,
            env={**run_environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    if run.returncode == IMPOSSIBLE:
        pytest.skip(run.stdout.strip())
    user, mode, *seen = run.stdout.split()
    if mode != "user":
        pytest.skip("the kernel gives ordinary users no namespaces")

    assert [user, "30", "28", "xx", "True"] == seen, run.stderr
