"""Beside the unrelated distribution ``pytest-lambda``, whose package has the same name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
REPAIR = "pip install --force-reinstall --no-deps pytest-aws-lambda"
THEIR_PLUGIN = "from pytest_lambda.impl import LambdaFixture\n"
THEIR_INIT = "from .fixtures import *\nfrom .util import *\n"


@pytest.fixture
def site(tmp_path):
    """A folder of installed packages with this one in it."""
    site = tmp_path / "site"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "pytest_lambda", site / "pytest_lambda", ignore=ignored)
    shutil.copy(PROJECT / "pytest_aws_lambda.py", site)
    describe(site, "pytest_aws_lambda", "0.1.0", "aws_lambda = pytest_aws_lambda")
    return site


def describe(site, name, version, entry_point):
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    project = name.replace("_", "-")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[pytest11]\n{entry_point}\n")


def install_theirs(site, *, over_ours):
    """Put files of theirs into *site*, over ours of the same name or only where there is none."""
    package = site / "pytest_lambda"
    package.mkdir(exist_ok=True)
    (package / "impl.py").write_text("class LambdaFixture: pass\n")
    for name in ("fixtures.py", "util.py", "types.py", "compat.py", "exceptions.py"):
        (package / name).write_text("")
    if over_ours:
        (package / "plugin.py").write_text(THEIR_PLUGIN)
        (package / "__init__.py").write_text(THEIR_INIT)
    describe(site, "pytest_lambda", "2.2.1", "lambda = pytest_lambda.plugin")


def uninstall_theirs(site):
    for name in ("impl", "fixtures", "util", "types", "compat", "exceptions", "plugin", "__init__"):
        (site / "pytest_lambda" / f"{name}.py").unlink()
    shutil.rmtree(site / "pytest_lambda-2.2.1.dist-info")


def run(site, *arguments, path=(), autoload=True):
    """Run pytest with the packages of *path* and *site* before all others."""
    (site.parent / "test_it.py").write_text("def test_it(): pass\n")
    hidden = {"PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"}
    env = {name: value for name, value in os.environ.items() if name not in hidden and not name.startswith("COV_")}
    env |= {"PYTHONPATH": os.pathsep.join(map(str, [*path, site])), "PYTHONDONTWRITEBYTECODE": "1"}
    if not autoload:
        env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, "test_it.py"]
    return subprocess.run(command, cwd=site.parent, env=env, capture_output=True, text=True, check=False)


def clash(found):
    return (
        "ERROR: pytest-aws-lambda and the unrelated distribution 'pytest-lambda' both install a package named "
        f"'pytest_lambda', and 'pytest-lambda' was found ({found}). Only one of them can be installed. "
        f"To use pytest-aws-lambda: pip uninstall -y pytest-lambda && {REPAIR}"
    )


def says(outcome) -> tuple[int, str, str]:
    return outcome.returncode, outcome.stdout, outcome.stderr.strip()


@pytest.mark.parametrize("over_ours", [True, False], ids=["theirs came last", "ours came last"])
def test_both_in_one_folder_stop_the_run_with_what_to_do(site, over_ours):
    install_theirs(site, over_ours=over_ours)

    assert (4, "", clash(site / "pytest_lambda" / "impl.py")) == says(run(site))


@pytest.mark.parametrize("over_ours", [True, False], ids=["theirs came last", "ours came last"])
def test_it_is_no_different_when_their_plugin_is_loaded_first(site, over_ours):
    install_theirs(site, over_ours=over_ours)
    outcome = run(site, "-p", "pytest_lambda.plugin", "-p", "pytest_aws_lambda", autoload=False)

    assert (4, "", clash(site / "pytest_lambda" / "impl.py")) == says(outcome)


def test_theirs_in_a_folder_before_ours_stops_the_run(site, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    install_theirs(theirs, over_ours=True)

    assert (4, "", clash(theirs / "pytest_lambda" / "impl.py")) == says(run(site, path=[theirs]))


def test_theirs_in_a_folder_behind_ours_stops_the_run(site, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    install_theirs(theirs, over_ours=True)

    assert (4, "", clash("version 2.2.1")) == says(run(theirs, path=[site]))


def test_files_that_uninstalling_theirs_took_away_are_named(site):
    install_theirs(site, over_ours=True)
    uninstall_theirs(site)
    # An installed package, this project's own folder say, would step in for what is missing.
    (site / "sitecustomize.py").write_text(
        "import os, sys\n"
        "ours = [path for path in sys.path[1:] if os.path.isfile(os.path.join(path, 'pytest_lambda', '__init__.py'))]\n"
        "sys.path[:] = [path for path in sys.path if path not in ours]\n"
    )

    assert (
        4,
        "",
        "ERROR: pytest-aws-lambda is incomplete: its package 'pytest_lambda' has no __init__.py, plugin.py. "
        f"Uninstalling the unrelated distribution 'pytest-lambda' removes files of that name. To repair it: {REPAIR}",
    ) == says(run(site))


def test_ours_alone_runs(site):
    outcome = run(site)

    assert (0, "") == (outcome.returncode, outcome.stderr)


def test_without_our_plugin_nothing_is_checked(site):
    install_theirs(site, over_ours=True)

    assert 0 == run(site, "-p", "no:aws_lambda").returncode
