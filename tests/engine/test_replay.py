"""One seed, one trace: on every run, whatever PYTHONHASHSEED is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from . import replay


@pytest.fixture(scope="module")
def replays():
    """Return the traces of two processes that hash strings differently; they run at the same time."""
    script = Path(replay.__file__)
    processes = [
        subprocess.Popen(
            [sys.executable, str(script)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            cwd=script.parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        for hash_seed in ("1", "2")
    ]
    return [json.loads(process.communicate()[0]) for process in processes]


@pytest.mark.parametrize("machine", replay.MACHINES)
def test_one_seed_gives_one_trace(replays, machine):
    first, second = replays

    assert first[machine] == second[machine]


@pytest.mark.parametrize("machine", replay.MACHINES)
def test_a_trace_is_not_empty(replays, machine):
    assert [] != replays[0][machine]
