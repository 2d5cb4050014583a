"""Where a newsletter is, and its issues; light, because a shell's tab key waits for it."""

from pathlib import Path

CONFIGURATION = "newsletter.toml"
PACKAGE = Path(__file__).resolve().parent.parent


def starter_folder() -> Path:
    """The newsletter to begin from: in the wheel inside this package, in a checkout above it."""
    shipped = PACKAGE / "starter"
    return shipped if shipped.is_dir() else PACKAGE.parent


def newsletter_folder(folder: Path) -> Path | None:
    """The nearest folder with a newsletter.toml, from `folder` upwards."""
    start = folder.resolve()
    return next((f for f in (start, *start.parents) if (f / CONFIGURATION).is_file()), None)


def issue_files(root: Path) -> list[Path]:
    """Every issue file of the newsletter in `root`, oldest name first."""
    found = [*(root / "issues").glob("*.md"), *(root / "issues").glob("*/issue.md")]
    return sorted((f for f in found if f.name.lower() != "readme.md"), key=slug_of)


def slug_of(file: Path) -> str:
    """The identity of an issue file."""
    return file.parent.name if file.name == "issue.md" else file.stem
