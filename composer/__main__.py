"""`newsletter` and `python -m composer`."""

import sys


def main() -> None:
    """Open the door for people at a terminal."""
    from composer.commands import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
