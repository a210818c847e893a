"""The rules of the service: a fact and the time in, effects out."""
