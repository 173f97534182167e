"""The command line. It holds no rules: it reads options, asks the rooms, and prints.

A module of this room imports nothing heavy when it is loaded; each command imports what it needs when it runs.
"""

from kanzei.cli.main import main

__all__ = ["main"]
