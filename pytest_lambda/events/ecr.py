"""Events of Amazon ECR: an image was pushed or deleted, or its scan ended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _machines
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.ecr import EcrActionEvent, EcrScanEvent

__all__ = ["Action", "ScanStatus", "ecr_action", "ecr_scan"]

Action = Literal["PUSH", "DELETE"]
ScanStatus = Literal["COMPLETE", "FAILED"]

_SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED")
_REPOSITORY = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*")
_REPOSITORY_IN_WORDS = "the name of a repository: lower-case letters and digits, with single '.', '_', '-' or '/'"
_REPOSITORY_ARN = re.compile(rf"repository/(?P<name>{_REPOSITORY.pattern})")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_DIGEST_IN_WORDS = "'sha256:' and 64 hexadecimal digits"


def ecr_scan(
    entropy: Entropy,
    finding_severity_counts: Mapping[str, int] | None = None,
    *,
    scan_status: ScanStatus = "COMPLETE",
    repository: str = "orders",
    image_tags: Sequence[str] = ("latest",),
    image_digest: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> EcrScanEvent:
    """
    Return the event of a scan of an image that ended.

    Args:
        finding_severity_counts: how many findings there are, by severity; by default none.
        scan_status: a scan that failed counts nothing.
        repository: the name of the repository.
        image_tags: of the image.
        image_digest: ``sha256:`` and 64 digits.
        time: when the scan ended.
        overrides: merged in last; name and ARN of the repository follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.ecr_scan({"CRITICAL": 2})["detail"]["finding-severity-counts"]
        {'CRITICAL': 2}
    """
    where = service_origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    status = where.choice("scan_status", scan_status, get_args(ScanStatus), "detail/scan-status")
    counts = {} if finding_severity_counts is None else finding_severity_counts
    if not isinstance(counts, Mapping):
        raise _check.wrong("finding_severity_counts", "a mapping of severities to counts", counts)
    name = where.matching("repository", repository, _REPOSITORY, _REPOSITORY_IN_WORDS, "detail/repository-name")
    found = where.resource("ecr", _REPOSITORY_ARN, "resources/0")
    if found is not None:
        name = found["name"]
    if not isinstance(image_tags, (list, tuple)):
        raise _check.wrong("image_tags", "a list of tags", image_tags)
    detail: dict[str, Any] = {
        "scan-status": status,
        "repository-name": name,
        "finding-severity-counts": {
            _check.choice("a severity in finding_severity_counts", severity, _SEVERITIES): _check.integer(
                f"finding_severity_counts[{severity!r}]", count, 0
            )
            for severity, count in counts.items()
        },
        "image-digest": _digest(entropy, image_digest),
        "image-tags": [_check.text("an item of image_tags", tag) for tag in image_tags],
    }
    if status == "FAILED":
        detail["finding-severity-counts"] = {}
    resources = [where.arn("ecr", f"repository/{name}")]
    return cast("EcrScanEvent", service_event(entropy, where, "aws.ecr", "ECR Image Scan", resources, detail))


def ecr_action(
    entropy: Entropy,
    action: Action = "PUSH",
    *,
    result: Literal["SUCCESS", "FAILURE"] = "SUCCESS",
    repository: str = "orders",
    image_tag: str = "latest",
    image_digest: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> EcrActionEvent:
    """
    Return the event of an image that was pushed or deleted; its ``resources`` are empty.

    Args:
        action: what was done.
        result: ``"SUCCESS"`` or ``"FAILURE"``.
        repository: the name of the repository.
        image_tag: of the image.
        image_digest: ``sha256:`` and 64 digits.
        time: when it happened.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.ecr_action(image_tag="v2")["detail"]["image-tag"]
        'v2'
    """
    where = service_origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    detail = {
        "result": _check.choice("result", result, ("SUCCESS", "FAILURE")),
        "repository-name": _check.matching("repository", repository, _REPOSITORY, _REPOSITORY_IN_WORDS),
        "image-digest": _digest(entropy, image_digest),
        "action-type": _check.choice("action", action, get_args(Action)),
        "image-tag": _check.text("image_tag", image_tag),
    }
    return cast("EcrActionEvent", service_event(entropy, where, "aws.ecr", "ECR Image Action", [], detail))


def _digest(entropy: Entropy, given: object) -> str:
    made = _machines.image_digest(entropy) if given is None else given
    return _check.matching("image_digest", made, _DIGEST, _DIGEST_IN_WORDS)
