"""The neighbours of Lambda, in memory, as state that is told the time."""
