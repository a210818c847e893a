"""An S3 bucket as a test sees it: its objects."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_lambda.base.clock import NS_PER_SECOND
from pytest_lambda.base.errors import UsageError
from pytest_lambda.simulator.delivery import Delivered

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["Bucket", "StoredObject"]


@dataclass(frozen=True, slots=True)
class StoredObject:
    """
    An object of a bucket.

    Attributes:
        key: its name.
        body: bytes.
        e_tag: MD5 of the body, as hexadecimal digits.
    """

    key: str
    body: bytes
    e_tag: str

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body)


class Bucket:
    """
    A bucket of the simulated account.

    Attributes:
        name, arn: as on AWS.
        objects: by key, in the order in which they were first put.
    """

    def __init__(self, simulator: Simulator, name: str) -> None:
        self.name = name
        self.arn = f"arn:aws:s3:::{name}"
        self.objects: dict[str, StoredObject] = {}
        self._simulator = simulator
        self._entropy = simulator.entropy.child(f"bucket/{name}")

    def put_object(self, key: str, body: bytes | str = b"") -> StoredObject:
        """Store *body* under *key* and return the object; text is stored as UTF-8."""
        if not isinstance(key, str) or not key:
            raise UsageError(f"put_object takes a key as text that is not empty, not {key!r}")
        if not isinstance(body, (bytes, bytearray, str)):
            raise UsageError(f"put_object takes a body as bytes or text, not {body!r} ({type(body).__name__})")
        raw = body.encode() if isinstance(body, str) else bytes(body)
        stored = self.objects[key] = StoredObject(key, raw, hashlib.md5(raw, usedforsecurity=False).hexdigest())
        self._simulator.record("object.put", self.name, key=key, size=stored.size)
        return stored

    def delete_object(self, key: str) -> None:
        """Delete the object *key*; one that does not exist is no error."""
        if self.objects.pop(key, None) is not None:
            self._simulator.record("object.deleted", self.name, key=key)

    def accept(self, delivered: Delivered) -> None:
        """
        Take the record of a failure.

        Assumed: the key, ``aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>``.

        Source: ASYNC-11
        """
        instant = datetime.datetime(1970, 1, 1) + datetime.timedelta(
            seconds=self._simulator.virtual_clock.wall_ns // NS_PER_SECOND
        )
        name = f"{instant:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{self._entropy.uuid()}"
        self.put_object(f"aws/lambda/async/{delivered.function_name}/{name}", delivered.body)

    def __repr__(self) -> str:
        return f"<Bucket {self.name} objects={len(self.objects)}>"
