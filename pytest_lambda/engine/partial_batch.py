"""What an answer says of a batch from a queue: which messages are done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["failed_message_ids"]


def failed_message_ids(response: Any, message_ids: Sequence[str]) -> frozenset[str]:
    """
    Return the ids of the messages that a partial batch response leaves in the queue.

    An empty list, a null list, ``{}`` and null mean that all are done; anything that AWS cannot read (a wrong
    key, an empty, null or unknown identifier) means that none is.

    Args:
        response: the handler's answer, decoded.
        message_ids: the batch.

    Source: SQS-11, SQS-12, SQS-13
    """
    everything = frozenset(message_ids)
    if response is None or response == {} or response == "":
        return frozenset()
    if not isinstance(response, dict) or "batchItemFailures" not in response:
        return everything
    failures = response["batchItemFailures"]
    if failures is None:
        return frozenset()
    if not isinstance(failures, list):
        return everything
    failed: set[str] = set()
    for failure in failures:
        identifier = failure.get("itemIdentifier") if isinstance(failure, dict) else None
        if not isinstance(identifier, str) or identifier not in everything:
            return everything
        failed.add(identifier)
    return frozenset(failed)
