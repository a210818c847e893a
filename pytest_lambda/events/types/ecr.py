"""Shapes of events of Amazon ECR."""

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import TypedDict

__all__ = ["EcrActionDetail", "EcrActionEvent", "EcrScanDetail", "EcrScanEvent"]

EcrScanDetail = TypedDict(
    "EcrScanDetail",
    {
        "scan-status": str,
        "repository-name": str,
        "finding-severity-counts": dict[str, int],
        "image-digest": str,
        "image-tags": list[str],
    },
)


class EcrScanEvent(Envelope):
    detail: EcrScanDetail


EcrActionDetail = TypedDict(
    "EcrActionDetail",
    {"result": str, "repository-name": str, "image-digest": str, "action-type": str, "image-tag": str},
)


class EcrActionEvent(Envelope):
    detail: EcrActionDetail
