"""Each environment imports the code afresh, from its own folder, and leaves nothing behind."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

import pytest

COLOURS = ("red", "green", "blue")


@pytest.fixture
def coloured(simulator, write, tmp_path):
    """Return three functions, each ``app.handler`` with a module ``utils`` of its own."""
    for colour in COLOURS:
        write(f"{colour}/utils.py", f"colour = {colour!r}")
        write(f"{colour}/app.py", "import utils\ndef handler(event, context):\n    return utils.colour")
    return lambda isolation: [
        simulator.function("app.handler", function_name=colour, code_uri=tmp_path / colour, isolation=isolation)
        for colour in COLOURS
    ]


@pytest.mark.parametrize("isolation", ["module", "inline"])
def test_same_named_modules_live_side_by_side(coloured, isolation):
    functions = coloured(isolation)

    assert 2 * list(COLOURS) == [function() for _ in range(2) for function in functions]


@pytest.mark.parametrize("isolation", ["module", "inline"])
def test_nothing_of_them_stays(coloured, isolation):
    for function in coloured(isolation):
        function()

    assert not {"app", "utils"} & sys.modules.keys()


def test_the_tests_own_copy_is_left_alone(deploy, monkeypatch, tmp_path):
    function = deploy("count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return count")
    monkeypatch.syspath_prepend(str(tmp_path))
    mine = importlib.import_module("app")
    try:
        answers = [function(), function()]

        assert ([1, 2], 0, mine) == (answers, mine.count, sys.modules["app"])
    finally:
        del sys.modules["app"]


def test_what_the_test_puts_in_the_place_of_its_own_copy_stays_there(deploy, monkeypatch, tmp_path):
    function = deploy("count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return count")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("app")
    try:
        answers = [function(), function()]
        sys.modules["app"] = another = object()
        answers += [function(), function()]

        assert ([1, 2, 3, 4], another) == (answers, sys.modules["app"])
    finally:
        del sys.modules["app"]


def test_a_copy_that_the_test_drops_does_not_come_back(deploy, monkeypatch, tmp_path):
    function = deploy("count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return count")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("app")
    answers = [function(), function(), function()]
    del sys.modules["app"]

    assert ([1, 2, 3, 4], False) == ([*answers, function()], "app" in sys.modules)


def test_a_handler_that_imports_more_beside_the_tests_own_copy(deploy, write, monkeypatch, tmp_path):
    write("late.py", "count = 0")
    function = deploy("""
        def handler(event, context):
            if event:
                import late
                late.count += 1
                return late.count
    """)
    monkeypatch.syspath_prepend(str(tmp_path))
    mine = importlib.import_module("app")
    try:
        answers = [function(event) for event in (0, 0, 1, 1, 0, 1)]

        assert ([None, None, 1, 2, None, 3], mine, False) == (answers, sys.modules["app"], "late" in sys.modules)
    finally:
        del sys.modules["app"]


def test_the_environments_module_can_be_looked_at(deploy):
    function = deploy("seen = []\ndef handler(event, context):\n    seen.append(event)")
    function("a")

    assert ["a"] == function.environments[0].module("app").seen


def test_each_environment_has_module_state_of_its_own(simulator, deploy):
    function = deploy(
        """
        import time
        seen = []
        def handler(event, context):
            seen.append(1)
            time.sleep(1)
            return len(seen)
    """
    )
    for _ in range(3):
        function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert [1, 1, 1] == [invocation.payload for invocation in function.invocations]


def test_packages_and_relative_imports(simulator, write):
    write("orders/__init__.py", "")
    write("orders/names.py", "name = 'relative'")
    write("orders/api/__init__.py", "")
    write("orders/api/app.py", "from ..names import name\ndef handler(event, context):\n    return name")

    assert "relative" == simulator.function("orders.api.app.handler")()


def test_namespace_packages(simulator, write):
    write("space/inner/app.py", "def handler(event, context):\n    return __name__")

    assert "space.inner.app" == simulator.function("space/inner/app.handler")()


def test_what_a_handler_imports_late_is_its_own(deploy, write):
    write("late.py", "count = 0")
    function = deploy("def handler(event, context):\n    import late\n    late.count += 1\n    return late.count")

    assert ([1, 2], False) == ([function(), function()], "late" in sys.modules)


def test_reload_within_a_handler(deploy, write):
    write("config.py", "values = []")
    function = deploy("""
        import importlib
        import config
        def handler(event, context):
            config.values.append(1)
            return [len(config.values), len(importlib.reload(config).values)]
    """)

    assert [[1, 0], [1, 0]] == [function(), function()]


def test_a_handler_that_deletes_its_modules_imports_them_again(deploy, write):
    write("config.py", "values = []")
    function = deploy("""
        import sys
        def handler(event, context):
            import config
            config.values.append(1)
            del sys.modules["config"]
            return len(config.values)
    """)

    assert ([1, 1], False) == ([function(), function()], "config" in sys.modules)


def test_a_new_environment_picks_up_edited_source(deploy, write):
    function = deploy("def handler(event, context):\n    return 'old'")
    before = function()
    write("app.py", "def handler(event, context):\n    return 'edited'")
    warm = function()
    function.recycle()

    assert ("old", "old", "edited") == (before, warm, function())


def test_a_package_with_compiled_modules_is_loaded_once_for_all_environments(deploy, tmp_path):
    source = Path(pytest.importorskip("markupsafe").__file__).parent
    shutil.copytree(source, tmp_path / "vendored", ignore=shutil.ignore_patterns("__pycache__"))
    function = deploy("import vendored._speedups\ndef handler(event, context):\n    return id(vendored._speedups)")
    first = function()
    function.recycle()

    assert first == function()
    assert not [name for name in sys.modules if name.startswith("vendored")]


def test_libraries_are_shared_with_the_test(deploy, monkeypatch):
    import decimal

    monkeypatch.setattr(decimal, "patched_by_the_test", True, raising=False)

    assert deploy("import decimal\ndef handler(event, context):\n    return decimal.patched_by_the_test")()


def test_paths_that_a_handler_adds_are_searched(deploy, write, tmp_path):
    write("lib/extra.py", "name = 'extra'")
    function = deploy(
        f"""
        import sys
        sys.path.append({str(tmp_path / "lib")!r})
        import extra
        def handler(event, context):
            return extra.name
    """
    )

    assert ("extra", False, False) == (function(), "extra" in sys.modules, str(tmp_path / "lib") in sys.path)
