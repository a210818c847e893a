"""
Logging of one execution environment: its own root logger set-up, and its own state of every logger that it asks for.

Logger objects are shared with the libraries that hold them; what is swapped is what they contain.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from pytest_lambda.isolation.imports import is_library
from pytest_lambda.isolation.runtime_log import RuntimeLogHandler

__all__ = ["LoggingState"]

_LEVELS = {"TRACE": "DEBUG"}


def _belongs_to_library(name: str) -> bool:
    """Return whether *name* is that of a module which all environments share."""
    module = sys.modules.get(name.partition(".")[0])
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and is_library(file)


class LoggingState:
    """
    The state of ``logging`` in one environment.

    Args:
        handler: Lambda's handler for the root logger.
        level: name of the root logger's level, in any case; logging's own where it means nothing.

    Source: LOG-11, LOG-16
    """

    def __init__(self, handler: RuntimeLogHandler, level: str | None) -> None:
        self._handler = handler
        level_name = _LEVELS.get(level or "", level or "").upper()
        is_known = isinstance(logging.getLevelName(level_name), int)
        self._root_level = logging.getLevelName(level_name) if is_known else logging.WARNING
        self._ours: dict[logging.Logger, dict[str, Any]] = {}
        self._theirs: dict[logging.Logger, dict[str, Any]] = {}
        self._disabled = 0
        self._their_disabled = 0
        self._factory: Any = None
        self._logger_class: Any = None
        self._converter: Any = time.gmtime
        self._their_converter: Any = None
        self.host_handlers: list[logging.Handler] = []
        self.reset()

    def reset(self) -> None:
        """Start over: the runtime process is gone."""
        root = logging.root
        self._ours = {
            root: {
                **vars(root),
                "handlers": [self._handler],
                "level": self._root_level,
                "filters": [],
                "_cache": {},
            }
        }
        self._theirs = {}
        self._disabled = 0
        self._converter = time.gmtime

    def enter(self) -> None:
        root = logging.root
        self.host_handlers = root.handlers
        # Its keys are those of _ours whenever the environment is here.
        theirs = self._theirs
        for logger, state in self._ours.items():
            theirs[logger] = logger.__dict__
            logger.__dict__ = state
        # Attributes instead of logging's own functions, which do no more and cost a call each.
        manager: Any = root.manager
        self._their_disabled = manager._disable
        self._factory = logging._logRecordFactory  # type: ignore[attr-defined]
        self._logger_class = logging._loggerClass  # type: ignore[attr-defined]
        formatter = logging.Formatter
        self._their_converter = formatter.converter
        formatter.converter = self._converter
        if self._disabled != self._their_disabled:
            manager.disable = self._disabled
            self._forget_cached_levels()
        elif theirs[root]["level"] != root.level:
            self._forget_cached_levels()

    def touch(self, logger: logging.Logger) -> None:
        """
        The environment asked for *logger*: from here on it has a state of its own for it.

        It begins with nothing, whatever the test run made of it; a library's, with what the library made of it.
        """
        if logger in self._theirs:
            return
        state = logger.__dict__
        self._theirs[logger] = state
        if _belongs_to_library(logger.name):
            pristine = {
                **state,
                "handlers": list(state["handlers"]),
                "filters": list(state["filters"]),
                "_cache": {},
            }
        else:
            pristine = {**vars(logging.Logger(logger.name)), "parent": state["parent"]}
            if "manager" in state:
                pristine["manager"] = state["manager"]
        self._ours[logger] = pristine
        logger.__dict__ = pristine

    def leave(self) -> None:
        root = logging.root
        our_level = root.level
        ours = self._ours
        for logger, state in self._theirs.items():
            ours[logger] = logger.__dict__
            logger.__dict__ = state
        manager: Any = root.manager
        self._disabled = disabled = manager._disable
        if disabled != self._their_disabled:
            manager.disable = self._their_disabled
        if logging._logRecordFactory is not self._factory:  # type: ignore[attr-defined]
            logging.setLogRecordFactory(self._factory)
        if logging._loggerClass is not self._logger_class:  # type: ignore[attr-defined]
            logging.setLoggerClass(self._logger_class)
        formatter = logging.Formatter
        self._converter = formatter.converter
        formatter.converter = self._their_converter
        if our_level != root.level or disabled != self._their_disabled:
            self._forget_cached_levels()

    def forward(self, record: logging.LogRecord) -> None:
        """Hand *record* to the handlers of the test run: caplog, the log section of a failure."""
        for handler in self.host_handlers:
            if record.levelno >= handler.level:
                handler.handle(record)

    @staticmethod
    def _forget_cached_levels() -> None:
        for logger in logging.root.manager.loggerDict.values():
            if isinstance(logger, logging.Logger):
                logger._cache.clear()  # type: ignore[attr-defined]
        logging.root._cache.clear()  # type: ignore[attr-defined]
