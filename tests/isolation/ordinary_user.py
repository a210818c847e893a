"""
Runs a script as an ordinary user, where the tests run as root.

    python ordinary_user.py SCRIPT [ARGUMENT...]

Folders of the interpreter that an ordinary user could not reach are shown to it in a mount namespace of its own.
Ends with status 77 where that is not possible.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

NOBODY = 65_534
IMPOSSIBLE = 77


def unreachable() -> set[Path]:
    """Return the outermost folders on the way to Python that others may not enter."""
    found = set()
    for prefix in {sys.prefix, sys.base_prefix, *(entry for entry in sys.path if os.path.isdir(entry))}:
        for folder in reversed(Path(prefix).resolve().parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                found.add(folder)
                break
    return found


def show(folder: Path) -> None:
    """Cover *folder* with an empty one that has what Python needs, bound in."""
    needed = {
        Path(prefix).resolve()
        for prefix in {sys.prefix, sys.base_prefix, *sys.path}
        if os.path.exists(prefix) and Path(prefix).resolve().is_relative_to(folder)
    }
    outermost = {path for path in needed if not any(other != path and path.is_relative_to(other) for other in needed)}
    held = {path: os.open(path, os.O_PATH) for path in outermost}
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder], check=True)
    for path, descriptor in held.items():
        path.mkdir(parents=True, exist_ok=True)
        # Of this process: mount itself does not have the descriptor.
        subprocess.run(
            ["mount", "--no-canonicalize", "--bind", f"/proc/{os.getpid()}/fd/{descriptor}", path], check=True
        )
        os.close(descriptor)


def main() -> None:
    if "--inside" not in sys.argv:
        command = ["unshare", "--mount", "--propagation", "private", sys.executable, __file__, "--inside"]
        os.execvp("unshare", [*command, *sys.argv[1:]])
    try:
        for folder in unreachable():
            show(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"the interpreter cannot be shown to an ordinary user: {error}")
        sys.exit(IMPOSSIBLE)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])


if __name__ == "__main__":
    main()
