"""Runs once in the zygote, before any function is known."""


def handler(event, context):
    return event
