"""Events of Amazon SageMaker Ground Truth, to the functions of a labeling job."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import Origin, origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.sagemaker import SagemakerPostAnnotationEvent, SagemakerPreAnnotationEvent

__all__ = ["Variant", "sagemaker_post_annotation", "sagemaker_pre_annotation"]

Variant = Literal["source_ref", "source"]

_VERSION = "2018-10-16"
_JOB = re.compile(r"[A-Za-z0-9](?:-*[A-Za-z0-9]){0,62}")
_JOB_IN_WORDS = "the name of a labeling job: 1 to 63 letters, digits or inner hyphens"
_JOB_ARN = re.compile(rf"labeling-job/(?P<name>{_JOB.pattern})")


def sagemaker_pre_annotation(
    entropy: Entropy,
    source: str | None = None,
    *,
    variant: Variant = "source_ref",
    metadata: Mapping[str, Any] | None = None,
    labeling_job: str = "label-orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> SagemakerPreAnnotationEvent:
    """
    Return the event of an object that is about to be given to a worker.

    Args:
        source: the S3 URI of the object, or the text itself.
        variant: how the manifest names it: ``"source_ref"`` (an S3 URI) or ``"source"`` (the text).
        metadata: what else its line in the manifest holds.
        labeling_job: the name of the job.
        time: not part of this event.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.sagemaker_pre_annotation("A fine pencil.", variant="source")["dataObject"]
        {'source': 'A fine pencil.'}
    """
    where, arn, name = _job(entropy, account_id, region, time, overrides, labeling_job)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    if metadata is not None and not isinstance(metadata, Mapping):
        raise _check.wrong("metadata", "a dict", metadata)
    if variant == "source_ref":
        uri = f"s3://{name}-input/{entropy.hex(12)}.jpg" if source is None else source
        thing = {"source-ref": _uri("source", uri)}
    else:
        thing = {"source": _check.text("source", "A fine pencil." if source is None else source)}
    event = {
        "version": _VERSION,
        "labelingJobArn": arn,
        "dataObject": {**thing, **_check.plain("metadata", metadata or {})},
    }
    return cast("SagemakerPreAnnotationEvent", where.finish(event))


def sagemaker_post_annotation(
    entropy: Entropy,
    s3_uri: str | None = None,
    *,
    label_categories: Sequence[str] | None = None,
    label_attribute_name: str | None = None,
    labeling_job: str = "label-orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> SagemakerPostAnnotationEvent:
    """
    Return the event that asks to make one label of what the workers said of each object.

    Args:
        s3_uri: where the workers' annotations lie; by default among the job's output.
        label_categories: null when the job was made in the console.
        label_attribute_name: by default the name of the job.
        labeling_job: the name of the job.
        time: when the batch of annotations was written; it is in their key.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.sagemaker_post_annotation("s3://labels/batch.json")["payload"]
        {'s3Uri': 's3://labels/batch.json'}
    """
    where, arn, name = _job(entropy, account_id, region, time, overrides, labeling_job)
    if label_categories is not None and not isinstance(label_categories, (list, tuple)):
        raise _check.wrong("label_categories", "a list of texts", label_categories)
    output = f"s3://{name}-output/{name}/annotations"
    written = where.at.iso()[:-1].replace("T", "_")
    batch = f"{output}/consolidated-annotation/consolidation-request/iteration-1/{written}.json"
    event = {
        "version": _VERSION,
        "labelingJobArn": arn,
        "labelCategories": None
        if label_categories is None
        else [_check.text("an item of label_categories", category) for category in label_categories],
        "labelAttributeName": _check.text(
            "label_attribute_name", name if label_attribute_name is None else label_attribute_name
        ),
        "roleArn": where.global_arn("iam", "role/ground-truth"),
        "payload": {"s3Uri": _uri("s3_uri", batch if s3_uri is None else s3_uri)},
        "outputConfig": output,
    }
    return cast("SagemakerPostAnnotationEvent", where.finish(event))


def _job(
    entropy: Entropy, account_id: object, region: object, time: object, overrides: object, labeling_job: object
) -> tuple[Origin, str, str]:
    where = origin(
        entropy, account_id=account_id, region=region, time=time, overrides=overrides, arns=("labelingJobArn",)
    )
    name = _check.matching("labeling_job", labeling_job, _JOB, _JOB_IN_WORDS)
    found = where.resource("sagemaker", _JOB_ARN, "labelingJobArn")
    if found is not None:
        name = found["name"]
    return where, where.arn("sagemaker", f"labeling-job/{name}"), name


def _uri(argument: str, value: object) -> str:
    return _check.matching(argument, value, re.compile(r"s3://[^/]+/.+"), "an S3 URI such as 's3://bucket/key'")
