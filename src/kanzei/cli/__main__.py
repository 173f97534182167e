"""``python -m kanzei.cli``."""

import sys

from kanzei.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
