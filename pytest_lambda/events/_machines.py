"""The ids of machines, networks, images and commits, as the events of operations name them."""

from __future__ import annotations

import re

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _names

__all__ = [
    "INSTANCE",
    "NAME",
    "NAME_IN_WORDS",
    "commit",
    "deployment_id",
    "image_digest",
    "instance_id",
    "network_id",
    "private_dns_name",
    "private_ip",
    "public_dns_name",
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


def private_dns_name(address: str, region: str) -> str:
    """Return the name that a machine with *address* has within its network."""
    domain = "ec2.internal" if region == "us-east-1" else f"{region}.compute.internal"
    return f"ip-{address.replace('.', '-')}.{domain}"


def public_dns_name(address: str, region: str) -> str:
    """Return the name that a machine with the public *address* has."""
    domain = "compute-1" if region == "us-east-1" else f"{region}.compute"
    return f"ec2-{address.replace('.', '-')}.{domain}.{_names.dns_suffix(region)}"


def image_digest(entropy: Entropy) -> str:
    """Return the digest of a container image."""
    return f"sha256:{entropy.hex(64)}"


def commit(entropy: Entropy) -> str:
    """Return the id of a commit."""
    return entropy.hex(40)


def deployment_id(entropy: Entropy) -> str:
    """Return the id of a deployment by CodeDeploy."""
    return f"d-{entropy.alphanumeric(9).upper()}"
