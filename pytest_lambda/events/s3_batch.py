"""Tasks of jobs of Amazon S3 Batch Operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override_records
from pytest_lambda.events.s3 import bucket_arn, bucket_name, encoded_key, object_key

if TYPE_CHECKING:
    from pytest_lambda.events.types.s3_batch import S3BatchEvent

__all__ = ["Variant", "s3_batch"]

Variant = Literal["1.0", "2.0"]

_MOST_ARGUMENTS = 10
_LONGEST_NAME = 64
_LONGEST_VALUE = 1024


def s3_batch(
    entropy: Entropy,
    bucket: str = "orders-bucket",
    key: str | None = None,
    *,
    variant: Variant = "1.0",
    version_id: str | None = None,
    user_arguments: Mapping[str, str] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> S3BatchEvent:
    """
    Return the event of the one task that a job of S3 Batch Operations gives to a function.

    Args:
        bucket: its name.
        key: as the object is called; the event holds it URL-encoded. By default one below ``incoming/``.
        variant: the version of the schema: ``"1.0"`` (with the bucket's ARN) or ``"2.0"`` (with its name, and
            with the arguments of the job).
        version_id: of the object; null in the event when there is none.
        user_arguments: of the job, up to ten names with text, in schema ``"2.0"`` only.
        account_id: no field of this event holds it.
        region: its partition is that of the bucket's ARN.
        time: no field of this event holds it.
        overrides: merged in last; a dict under ``"tasks"`` goes to the one task. How the task names its
            bucket follows the version of the schema.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: a job without arguments has no ``userArguments``.

    Example:
        >>> task = events.s3_batch("photos", "my cat.jpg", variant="2.0")["tasks"][0]
        >>> task["s3Bucket"], task["s3Key"]
        ('photos', 'my+cat.jpg')
    """
    version = _check.choice("variant", variant, get_args(Variant))
    region = _check.region(region)
    _check.account_id(account_id)
    instant(entropy, time)
    bucket_name(bucket)
    job: dict[str, Any] = {"id": entropy.uuid()}
    if user_arguments is not None:
        job["userArguments"] = _user_arguments(version, user_arguments)
    task = {
        "taskId": entropy.base64(36),
        "s3Key": encoded_key(object_key(entropy, key)),
        "s3VersionId": None if version_id is None else _check.text("version_id", version_id),
        **({"s3BucketArn": bucket_arn(bucket, region)} if version == "1.0" else {"s3Bucket": bucket}),
    }
    event: dict[str, Any] = {
        "invocationSchemaVersion": version,
        "invocationId": entropy.base64(54),
        "job": job,
        "tasks": [task],
    }
    if overrides is not None:
        rules = (Rule("tasks", ("invocationSchemaVersion",), lambda event: _tasks(event, region)),)
        event = override_records(event, overrides, record_rules=(), rules=rules, key="tasks")
    return cast("S3BatchEvent", event)


def _user_arguments(version: str, given: object) -> dict[str, str]:
    if version != "2.0":
        raise _check.wrong("user_arguments", "left out unless variant='2.0'", given)
    if not isinstance(given, Mapping):
        raise _check.wrong("user_arguments", "a mapping of names to text", given)
    if len(given) > _MOST_ARGUMENTS:
        raise UsageError(f"user_arguments must hold at most {_MOST_ARGUMENTS} items, got {len(given)}")
    for name, value in given.items():
        if not isinstance(name, str) or not 1 <= len(name) <= _LONGEST_NAME:
            raise _check.wrong("a name in user_arguments", f"text of 1 to {_LONGEST_NAME} characters", name)
        if not isinstance(value, str) or len(value) > _LONGEST_VALUE:
            raise _check.wrong(f"user_arguments[{name!r}]", f"text of at most {_LONGEST_VALUE} characters", value)
    return dict(given)


def _tasks(event: dict[str, Any], region: str) -> list[dict[str, Any]]:
    """Return the tasks with their bucket named as the event's version of the schema does."""
    tasks: list[dict[str, Any]] = event["tasks"]
    for task in tasks:
        name = task.pop("s3Bucket", None) or _names.resource_of(task.pop("s3BucketArn"))
        if event["invocationSchemaVersion"] == "1.0":
            task["s3BucketArn"] = bucket_arn(name, region)
        else:
            task["s3Bucket"] = name
    return tasks
