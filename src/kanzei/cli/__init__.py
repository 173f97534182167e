"""The command line. It holds no rules: it reads options, asks the rooms, and prints.

Loading a module of this room loads nothing heavy: each command imports what it needs when it runs.
"""

from kanzei.cli.main import main

__all__ = ["main"]
