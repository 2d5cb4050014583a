"""Where the shipped newsletter is: in the wheel inside this package, in a checkout above it."""

from pathlib import Path

CONFIGURATION = "newsletter.toml"
PACKAGE = Path(__file__).resolve().parent.parent


def starter_folder() -> Path:
    """The folder with newsletter.toml, templates/, issues/ and subscribers/ to begin from."""
    shipped = PACKAGE / "starter"
    return shipped if shipped.is_dir() else PACKAGE.parent
