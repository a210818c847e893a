"""The neighbours of Lambda, as state that is told the time."""
