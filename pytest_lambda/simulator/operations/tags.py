"""Tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pytest_lambda.model.tags import check_tag_keys, check_tags
from pytest_lambda.simulator.operations.base import FunctionOperations

__all__ = ["TagOperations"]


class TagOperations(FunctionOperations):
    """Tags of the function; its versions and aliases have none. Source: CFG-10"""

    _tags: dict[str, str]

    def tag_resource(self, tags: Mapping[str, str]) -> None:
        """
        Add tags; one that is there already gets the new value.

        Raises:
            UsageError: they are no dict of text to text.
            InvalidParameterValueException: together they would be more than 50.

        Source: CFG-10
        """
        self._require_exists()
        self._tags = check_tags(tags, self._tags)

    def untag_resource(self, tag_keys: Sequence[str]) -> None:
        """Take tags away, by key; one that is not there is gone already. Source: CFG-10"""
        self._require_exists()
        gone = check_tag_keys(tag_keys)
        self._tags = {key: value for key, value in self._tags.items() if key not in gone}

    def list_tags(self) -> dict[str, str]:
        """Return the tags, values by key. Source: CFG-10"""
        self._require_exists()
        return dict(self._tags)
