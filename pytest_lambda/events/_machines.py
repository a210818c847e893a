"""The ids of machines, networks, images and commits, as the events of operations name them."""

from __future__ import annotations

import re

from pytest_lambda.base.entropy import Entropy

__all__ = [
    "INSTANCE",
    "NAME",
    "NAME_IN_WORDS",
    "commit",
    "deployment_id",
    "image_digest",
    "instance_id",
    "network_id",
    "private_ip",
]

INSTANCE = re.compile(r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})")
NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
NAME_IN_WORDS = "1 to 100 letters, digits, '.', '_' or '-'"


def instance_id(entropy: Entropy) -> str:
    """Return the id of an EC2 instance."""
    return network_id(entropy, "i")


def network_id(entropy: Entropy, prefix: str) -> str:
    """Return an id of EC2's: *prefix* (``subnet``, ``eni``, ``vpc``, ``sg``, ``ami``) and 17 digits."""
    return f"{prefix}-0{entropy.hex(16)}"


def private_ip(entropy: Entropy) -> str:
    """Return an address in ``172.31.0.0/16``, the network of a default VPC."""
    return f"172.31.{entropy.integer(0, 95)}.{entropy.integer(4, 254)}"


def image_digest(entropy: Entropy) -> str:
    """Return the digest of a container image."""
    return f"sha256:{entropy.hex(64)}"


def commit(entropy: Entropy) -> str:
    """Return the id of a commit."""
    return entropy.hex(40)


def deployment_id(entropy: Entropy) -> str:
    """Return the id of a deployment by CodeDeploy."""
    return f"d-{entropy.alphanumeric(9).upper()}"
