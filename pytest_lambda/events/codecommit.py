"""Events of the triggers of AWS CodeCommit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _machines, _names
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import origin
from pytest_lambda.events._overrides import Rule, override_records

if TYPE_CHECKING:
    from pytest_lambda.events.types.codecommit import CodecommitEvent

__all__ = ["codecommit"]

_COMMIT = re.compile(r"[0-9a-f]{40}")


def codecommit(
    entropy: Entropy,
    reference: str = "refs/heads/main",
    *,
    commit: str | None = None,
    created: bool = False,
    repository: str = "orders",
    trigger: str = "on-push",
    custom_data: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodecommitEvent:
    """
    Return the event of a push to a repository.

    Args:
        reference: a branch or tag; a bare name is a branch.
        commit: its 40 hexadecimal digits.
        created: the reference is new.
        repository: the name of the repository.
        trigger: the name of the trigger.
        custom_data: what the trigger adds to its events.
        time: when it happened.
        overrides: merged in last; under ``"Records"`` a dict goes to the record. Region and repository ARN follow
            each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.codecommit("release")["Records"][0]["codecommit"]["references"][0]["ref"]
        'refs/heads/release'
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=None)
    name = _check.matching("repository", repository, _machines.NAME, _machines.NAME_IN_WORDS)
    ref = _check.text("reference", reference)
    pushed: dict[str, Any] = {
        "commit": _check.matching(
            "commit", _machines.commit(entropy) if commit is None else commit, _COMMIT, "40 hexadecimal digits"
        ),
        "ref": ref if ref.startswith("refs/") else f"refs/heads/{ref}",
    }
    if not isinstance(created, bool):
        raise _check.wrong("created", "True or False", created)
    if created:
        pushed["created"] = True
    record: dict[str, Any] = {
        "awsRegion": where.region,
        "codecommit": {"references": [pushed]},
        "eventId": entropy.uuid(),
        "eventName": "ReferenceChanges",
        "eventPartNumber": 1,
        "eventSource": "aws:codecommit",
        "eventSourceARN": where.arn("codecommit", name),
        "eventTime": where.at.iso_offset(),
        "eventTotalParts": 1,
        "eventTriggerConfigId": entropy.uuid(),
        "eventTriggerName": _check.text("trigger", trigger),
        "eventVersion": "1.0",
        "userIdentityARN": where.global_arn("iam", "user/deployer"),
    }
    if custom_data is not None:
        record["customData"] = _check.text("custom_data", custom_data)
    event: dict[str, Any] = {"Records": [record]}
    if overrides is not None:
        event = override_records(event, overrides, record_rules=_RECORD_RULES)
    return cast("CodecommitEvent", event)


_RECORD_RULES = (
    Rule("awsRegion", ("eventSourceARN",), lambda record: _names.region_of(record["eventSourceARN"])),
    Rule(
        "eventSourceARN",
        ("awsRegion",),
        lambda record: _names.arn_in_region(record["eventSourceARN"], record["awsRegion"]),
    ),
)
