"""`newsletter` and `python -m composer`."""

import sys

from composer.commands import mend_streams, run


def main() -> None:
    """Open the door for people at a terminal."""
    mend_streams()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
