"""Metrics that a handler writes into its log, in CloudWatch's embedded metric format."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_lambda.reports.metrics import Metric

__all__ = ["embedded_metrics"]

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def embedded_metrics(line: str) -> list[Metric]:
    """
    Return the metrics that *line* of a log embeds; none where it is not in the format.

    A metric stands once for every set of dimensions of its directive, and once for every value where it has a list.
    What CloudWatch would not extract (a missing target, a value that is no number) is left out as there. The format is
    that of CloudWatch's embedded metric format specification.
    """
    if '"_aws"' not in line:
        return []
    try:
        document = json.loads(line)
    except ValueError:
        return []
    metadata = document.get("_aws") if isinstance(document, dict) else None
    if not isinstance(metadata, dict):
        return []
    milliseconds = metadata.get("Timestamp")
    if not isinstance(milliseconds, (int, float)) or isinstance(milliseconds, bool):
        return []
    timestamp = _EPOCH + datetime.timedelta(milliseconds=milliseconds)
    return [
        Metric(name, dimensions, value, timestamp, unit, namespace)
        for directive in _dicts(metadata.get("CloudWatchMetrics"))
        for namespace, dimensions, name, unit in _definitions(directive, document)
        for value in _values(document.get(name))
    ]


def _definitions(
    directive: Mapping[str, Any], document: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, str], str, str]]:
    namespace = directive.get("Namespace")
    if not isinstance(namespace, str):
        return
    for names in directive.get("Dimensions") or [[]]:
        if not isinstance(names, list) or not all(name in document for name in names):
            continue
        dimensions = {name: str(document[name]) for name in names}
        for definition in _dicts(directive.get("Metrics")):
            if isinstance(definition.get("Name"), str):
                yield namespace, dimensions, definition["Name"], str(definition.get("Unit", "None"))


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _values(value: Any) -> list[float]:
    values = value if isinstance(value, list) else [value]
    return [float(one) for one in values if isinstance(one, (int, float)) and not isinstance(one, bool)]
