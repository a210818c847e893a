"""The floor that everything stands on: time, timers, ids, errors."""
