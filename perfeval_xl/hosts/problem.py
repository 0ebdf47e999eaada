"""What a host says when its add-in cannot be built, installed or removed."""

from __future__ import annotations


class AddinProblem(Exception):
    """Ends the command; the message is one line of Chinese: what is wrong and what to do."""
