"""A handler that fails."""


def handler(event, context):
    raise ValueError("no")
