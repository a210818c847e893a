"""What a worker process recorded, added to the coverage measurement that the test run is under."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.isolation.coverage_recorder import PHASES, RecorderSettings
from pytest_lambda.isolation.point_log import PointReader
from pytest_lambda.model.contracts import Measurement

__all__ = ["WorkerCoverage"]


class WorkerCoverage:
    """
    The test run's end of one worker's recording.

    Attributes:
        settings: what the worker makes its :class:`~pytest_lambda.isolation.coverage_recorder.Recorder` of.

    Args:
        measurement: what the test run is under.
        note: takes a sentence when not everything could be recorded.
        own_path: returns the path by which the test run knows a file, from that by which the worker does.
    """

    def __init__(
        self, measurement: Measurement, note: Callable[[str], None], own_path: Callable[[str], str] = str
    ) -> None:
        self._measurement = measurement
        self._note = note
        self._own_path = own_path
        self._log = PointReader()
        self.settings = RecorderSettings(
            self._log.path, measurement.has_branches, measurement.source_folders, measurement.source_packages
        )

    def collect(self) -> None:
        """Take in what was recorded since the last time; call it when the worker answered."""
        self._collect(is_over=False)

    def close(self) -> None:
        """Take in the rest; the worker has ended."""
        self._collect(is_over=True)
        if self._log.is_full:
            self._note(
                "coverage of a function in isolation 'process' is not complete: an environment ran more lines than "
                "there is room for, or had more than 64 child processes"
            )
        self._log.close()

    def _collect(self, *, is_over: bool) -> None:
        by_phase: dict[int, dict[str, tuple[str, set[int | tuple[int, int]]]]] = {}
        has_branches = self._measurement.has_branches
        for path, module, phase, first, second in self._log.read(is_over=is_over):
            measured = by_phase.setdefault(phase, {})
            _, points = measured.setdefault(self._own_path(path), (module, set()))
            points.add((first, second) if has_branches else first)
        for phase, measured in by_phase.items():
            self._measurement.add(PHASES[phase], measured)
