"""Whether loops of a function through its own neighbours are stopped."""

from __future__ import annotations

from pytest_lambda.model.check import one_of
from pytest_lambda.simulator.dispatcher import Dispatcher
from pytest_lambda.simulator.operations.base import FunctionOperations

__all__ = ["RecursionOperations"]


class RecursionOperations(FunctionOperations):
    """Recursive loop detection."""

    _dispatcher: Dispatcher

    def put_function_recursion_config(self, *, recursive_loop: str) -> str:
        """
        Set what becomes of a loop, and return it.

        Args:
            recursive_loop: ``"Terminate"`` (the default: after about 16 invocations in one chain the function is not
                invoked any more) or ``"Allow"``.

        Source: ASYNC-22
        """
        self._require_exists()
        self._dispatcher.recursive_loop = one_of("recursive_loop", recursive_loop, ("Terminate", "Allow"))
        return self._dispatcher.recursive_loop

    def get_function_recursion_config(self) -> str:
        """Return ``"Terminate"`` or ``"Allow"``. Source: ASYNC-22"""
        self._require_exists()
        return self._dispatcher.recursive_loop
