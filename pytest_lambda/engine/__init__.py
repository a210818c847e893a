"""The rules of the Lambda service as machines without input or output: a fact and the time in, effects out."""
