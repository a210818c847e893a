"""The shape of events from Apache Kafka."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["KafkaMskEvent", "KafkaRecord", "KafkaSchemaMetadata", "KafkaSelfManagedEvent"]


class KafkaSchemaMetadata(TypedDict):
    """What a schema registry knows of a key or a value."""

    dataFormat: str
    schemaId: str


class KafkaRecord(TypedDict):
    """One record of a topic."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    timestampType: str
    key: NotRequired[str]
    value: str
    headers: list[dict[str, list[int]]]
    keySchemaMetadata: NotRequired[KafkaSchemaMetadata]
    valueSchemaMetadata: NotRequired[KafkaSchemaMetadata]


class KafkaMskEvent(TypedDict):
    """A batch from a cluster of Amazon MSK."""

    eventSource: str
    eventSourceArn: str
    bootstrapServers: str
    records: dict[str, list[KafkaRecord]]


class KafkaSelfManagedEvent(TypedDict):
    """A batch from another Kafka cluster."""

    eventSource: str
    bootstrapServers: str
    records: dict[str, list[KafkaRecord]]
