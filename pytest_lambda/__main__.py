"""``python -m pytest_lambda``."""

from __future__ import annotations

import sys

from pytest_lambda.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
