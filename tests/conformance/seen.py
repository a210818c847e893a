"""What the caller of a function and the reader of its log see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invoked:
    """One invocation; *log* holds the lines of the function and its runtime, without the platform's."""

    payload: str
    is_function_error: bool
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One case: the lines of its init, before the first START, and its invocations."""

    init_log: tuple[str, ...]
    invocations: tuple[Invoked, ...]

    def as_lines(self) -> list[str]:
        """Return all of it as text, for a comparison that shows the lines that differ."""
        lines = [f"init | {line!r}" for line in self.init_log]
        for number, invoked in enumerate(self.invocations, start=1):
            lines.append(f"{number} FunctionError {invoked.is_function_error}")
            lines.append(f"{number} payload {invoked.payload!r}")
            lines += [f"{number} | {line!r}" for line in invoked.log]
        return lines
