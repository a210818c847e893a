"""What can be seen of one account: logs, metrics, cost."""

from __future__ import annotations

from pytest_lambda.base.clock import NS_PER_MS, VirtualClock
from pytest_lambda.base.trace import Trace
from pytest_lambda.model.log import LogGroup, LogStream
from pytest_lambda.reports.cost import Cost, cost_of
from pytest_lambda.reports.emf import embedded_metrics
from pytest_lambda.reports.metrics import Metric, lambda_metrics
from pytest_lambda.simulator.function import Function

__all__ = ["Observability"]


class Observability:
    """Reads the trace and the logs of one account; changes nothing."""

    trace: Trace
    virtual_clock: VirtualClock
    _functions: dict[str, Function]
    _deleted_functions: list[Function]

    @property
    def log_groups(self) -> dict[str, LogGroup]:
        """The log groups by name; functions that name the same group share it. Source: LOG-01"""
        streams: dict[str, dict[str, LogStream]] = {}
        for function in (*self._functions.values(), *self._deleted_functions):
            for stream in function.log.streams():
                group = function.log.groups[stream.log_stream_name]
                streams.setdefault(group, {})[stream.log_stream_name] = stream
        return {name: LogGroup(name, found) for name, found in streams.items()}

    @property
    def metrics(self) -> list[Metric]:
        """
        What CloudWatch has: the service's own metrics, in the order of the trace, and those that handlers embed in
        their logs (EMF).

        Source: MET-01 to MET-10
        """
        start_epoch_ms = (self.virtual_clock.wall_ns - self.virtual_clock.elapsed_ns) // NS_PER_MS
        embedded = [
            metric
            for group in self.log_groups.values()
            for event in group.events
            for metric in embedded_metrics(event.message)
        ]
        return [*lambda_metrics(self.trace, start_epoch_ms), *embedded]

    def cost(self, *, free_tier: bool = False) -> Cost:
        """
        Return what everything so far would cost, in US dollars at AWS's on-demand prices.

        Args:
            free_tier: take off the monthly free tier, as if nothing else ran in the month.

        Source: BILL-01 to BILL-07
        """
        return cost_of(self.trace, now_ms=self.virtual_clock.elapsed_ms, is_free_tier=free_tier)
