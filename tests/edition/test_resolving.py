"""No file name leads out of its folder."""

from pathlib import Path

import pytest

from composer.edition.resolving import Outside, resolve_inside

OUT = [
    "", ".", "..", "../x", "a/../../x", "a/..", "/etc/passwd", "//server/share/x",
    "\\\\server\\share",
    "\\x", "a\\b", "C:\\x", "C:/x", "c:x", "~", "~/x", "~root/x", "a\x00.png", "a\nb", "a\rb",
    "a\tb",
    "\x7f", "%2e%2e/x", "%2E./x", "a%2fb", "a%00", "..%2fx", "http://example.org/x", "https:x",
    "file:///etc/passwd", "file:x", "data:image/png;base64,x", "ftp://x/y", "cid:x", "a|b", "a*b",
    "a?b", "a<b", "a>b", 'a"b', "x" * 256, "a:b", "link/secret", "link.png",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("x")
    inside = tmp_path / "inside"
    (inside / "a").mkdir(parents=True)
    (inside / "a" / "picture one.png").write_text("x")
    (inside / "link").symlink_to(tmp_path)
    (inside / "link.png").symlink_to(tmp_path / "secret")
    (inside / "friend.png").symlink_to(inside / "a" / "picture one.png")
    (inside / "loop").symlink_to(inside / "loop")
    return inside


@pytest.mark.parametrize("name", OUT)
def test_a_name_that_leads_out_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(Outside):
        resolve_inside(folder, name)


def test_a_link_to_itself_is_no_file(folder: Path) -> None:
    """Python before 3.13 raises, later ones give the path back."""
    try:
        found = resolve_inside(folder, "loop/x").is_file()
    except Outside:
        found = False
    assert not found


@pytest.mark.parametrize(
    "name",
    ["a/picture one.png", "new.png", "a/b/c.png", "é日.png", "100%.png", "friend.png", "a..b.png"],
)
def test_an_honest_name_stays_inside(name: str, folder: Path) -> None:
    assert resolve_inside(folder, name).is_relative_to(folder.resolve())


def test_a_link_may_lead_as_far_as_the_root(folder: Path) -> None:
    assert resolve_inside(folder, "link.png", root=folder.parent).name == "secret"
