"""Shapes of events of Amazon SageMaker Ground Truth."""

from typing import Any

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["AnnotationPayload", "SagemakerPostAnnotationEvent", "SagemakerPreAnnotationEvent"]


class SagemakerPreAnnotationEvent(TypedDict):
    version: str
    labelingJobArn: str
    dataObject: dict[str, Any]


class AnnotationPayload(TypedDict):
    s3Uri: str


class SagemakerPostAnnotationEvent(TypedDict):
    version: str
    labelingJobArn: str
    labelCategories: list[str] | None
    labelAttributeName: str
    roleArn: str
    payload: AnnotationPayload
    outputConfig: str
