"""The shape of events from Amazon S3 Batch Operations."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["S3BatchEvent", "S3BatchJob", "S3BatchTask"]


class S3BatchJob(TypedDict):
    """The job that the task is of."""

    id: str
    userArguments: NotRequired[dict[str, str]]


class S3BatchTask(TypedDict):
    """One object; schema 1.0 has `s3BucketArn`, schema 2.0 `s3Bucket`."""

    taskId: str
    s3Key: str
    s3VersionId: str | None
    s3BucketArn: NotRequired[str]
    s3Bucket: NotRequired[str]


class S3BatchEvent(TypedDict):
    """The task of one invocation."""

    invocationSchemaVersion: str
    invocationId: str
    job: S3BatchJob
    tasks: list[S3BatchTask]
