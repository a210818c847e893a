"""``/tmp`` is each environment's own, and lives as long as it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

WAYS = {
    "open": "open('/tmp/a', 'w').close()",
    "os": "os.close(os.open('/tmp/a', os.O_CREAT | os.O_WRONLY))",
    "pathlib": "pathlib.Path('/tmp/a').write_text('x')",
    "pathlib_touch": "pathlib.Path('/tmp', 'a').touch()",
    "shutil": "open('/tmp/b', 'w').close(); shutil.copy('/tmp/b', '/tmp/a')",
    "move": "open('/tmp/b', 'w').close(); shutil.move('/tmp/b', '/tmp/a')",
    "rename": "open('/tmp/b', 'w').close(); os.rename('/tmp/b', '/tmp/a')",
    "tempfile": "os.replace(tempfile.mkstemp()[1], '/tmp/a')",
    "temporary_folder": "os.replace(tempfile.mkdtemp(), '/tmp/a')",
    "zipfile": "zipfile.ZipFile('/tmp/a', 'w').close()",
    "mkdir": "os.makedirs('/tmp/a/b/c')",
    "bytes": "open(b'/tmp/a', 'wb').close()",
    "symlink": "os.symlink('/tmp/b', '/tmp/a')",
    "chdir": "os.chdir('/tmp'); open('a', 'w').close(); os.chdir('/var/task')",
}


@pytest.mark.parametrize("statement", WAYS.values(), ids=WAYS)
def test_every_way_of_writing_leads_to_the_environments_folder(deploy, statement):
    function = deploy(f"import os, pathlib, shutil, tempfile, zipfile\ndef handler(event, context):\n    {statement}")
    function()

    assert os.path.lexists(function.environments[0].tmp / "a")
    assert not os.path.lexists("/tmp/a")


def test_listing_and_looking_agree(deploy):
    function = deploy("""
        import glob, os, pathlib
        def handler(event, context):
            open("/tmp/a", "w").close()
            return [os.listdir("/tmp"), glob.glob("/tmp/*"), [str(p) for p in pathlib.Path("/tmp").iterdir()],
                    [e.path for e in os.scandir("/tmp")], os.path.exists("/tmp/a"), pathlib.Path("/tmp/a").is_file()]
    """)

    assert [["a"], ["/tmp/a"], ["/tmp/a"], ["/tmp/a"], True, True] == function()


def test_var_task_leads_to_the_code(deploy, write):
    write("config.json", "{}")
    function = deploy(
        """
        import os
        def handler(event, context):
            return [open("/var/task/config.json").read(), "app.py" in os.listdir("/var/task")]
    """
    )

    assert ["{}", True] == function()


def test_the_tests_folders_under_tmp_stay_visible(lambda_simulator, tmp_path):
    file = tmp_path / "given.txt"
    file.write_text("given")

    assert "given" == lambda_simulator.function(lambda event, context: Path(event).read_text())(str(file))


def test_the_folder_is_empty_at_first(deploy):
    assert [] == deploy("import os\ndef handler(event, context):\n    return os.listdir('/tmp')")()


def test_the_folder_goes_when_the_environment_does(deploy):
    function = deploy("def handler(event, context):\n    open('/tmp/a', 'w').close()")
    function()
    folder = function.environments[0].tmp
    before = folder.exists()
    function.environments[0].shutdown()

    assert (True, False) == (before, folder.exists())


def test_after_a_handler_tmp_is_the_machines(deploy):
    deploy("def handler(event, context):\n    open('/tmp/of-a-handler', 'w').close()")()

    assert not Path("/tmp/of-a-handler").exists()
