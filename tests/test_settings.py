"""Secrets come from one file that nobody else can read, or from the environment."""

import subprocess
from pathlib import Path

import pytest

from composer.errors import OperatorError
from composer.settings import Secret, new_key, read_settings


def secrets(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / ".env"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def codes(error: OperatorError) -> list[str]:
    return [finding.code for finding in error.findings]


def test_a_key_that_init_made_is_read(tmp_path: Path) -> None:
    secrets(tmp_path, f"NEWSLETTER_TOKEN_KEY={new_key()}\n")
    key = read_settings(tmp_path, {}).require_token_key()
    assert len(key.reveal()) == 32


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    secrets(tmp_path, "NEWSLETTER_RELAY=smtp://file.example.org\n")
    settings = read_settings(tmp_path, {"NEWSLETTER_RELAY": "smtp://env.example.org"})
    assert settings.relay == "smtp://env.example.org"


def test_nothing_in_the_file_is_interpolated(tmp_path: Path) -> None:
    secrets(tmp_path, "NEWSLETTER_RELAY_PASSWORD='a${HOME}b'\n")
    password = read_settings(tmp_path, {"HOME": "/root"}).relay_password
    assert password is not None
    assert password.reveal() == b"a${HOME}b"


def test_a_parent_folders_file_is_not_looked_at(tmp_path: Path) -> None:
    secrets(tmp_path, "NEWSLETTER_RELAY=smtp://parent.example.org\n")
    inner = tmp_path / "letter"
    inner.mkdir()
    assert read_settings(inner, {}).relay is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    secrets(tmp_path, "NEWSLETTER_RELAY=x\n", mode)
    with pytest.raises(OperatorError, match="chmod 600") as refused:
        read_settings(tmp_path, {})
    assert codes(refused.value) == ["open-secrets"]


def test_a_file_that_is_no_utf_8_is_told_at_its_place(tmp_path: Path) -> None:
    secrets(tmp_path, "").write_bytes("NEWSLETTER_RELAY=x\n".encode("utf-16"))
    with pytest.raises(OperatorError, match=r"^\.env:1:1: .*not UTF-8") as refused:
        read_settings(tmp_path, {})
    assert codes(refused.value) == ["secrets-encoding"]


def test_a_folder_called_env_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert read_settings(tmp_path, {}).relay is None


def test_a_file_that_git_tracks_is_refused(tmp_path: Path) -> None:
    secrets(tmp_path, "NEWSLETTER_RELAY=x\n")
    for words in (["init", "--quiet"], ["add", ".env"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    with pytest.raises(OperatorError) as refused:
        read_settings(tmp_path, {})
    assert codes(refused.value) == ["tracked-secrets"]


def test_a_folder_of_a_strangers_starts_no_program_and_hears_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git runs what a folder's own .git/config names as core.fsmonitor."""
    secrets(tmp_path, "NEWSLETTER_RELAY=x\n")
    spy, heard = tmp_path / "spy", tmp_path / "heard"
    spy.write_text(f"#!/bin/sh\nenv > '{heard}'\n", encoding="utf-8")
    spy.chmod(0o700)
    for words in (["init", "--quiet"], ["config", "core.fsmonitor", str(spy)]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    monkeypatch.setenv("NEWSLETTER_RELAY_PASSWORD", "hunter2")
    assert read_settings(tmp_path, {}).relay == "x"
    assert not heard.exists()


def test_a_password_that_is_no_utf_8_is_kept_as_it_is(tmp_path: Path) -> None:
    password = read_settings(tmp_path, {"NEWSLETTER_RELAY_PASSWORD": "a\udcffb"}).relay_password
    assert password is not None
    assert password.reveal() == b"a\xffb"


def test_an_unknown_name_is_refused_with_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="did you mean 'NEWSLETTER_TOKEN_KEY'"):
        read_settings(tmp_path, {"NEWSLETTER_TOKENKEY": "x"})


@pytest.mark.parametrize("value", ["short", "bm90IGxvbmcgZW5vdWdo", "***"])
def test_what_is_no_key_is_refused_without_showing_it(tmp_path: Path, value: str) -> None:
    with pytest.raises(OperatorError) as refused:
        read_settings(tmp_path, {"NEWSLETTER_TOKEN_KEY": value})
    assert codes(refused.value) == ["bad-key"]
    assert value not in str(refused.value)


def test_a_missing_key_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="newsletter init"):
        read_settings(tmp_path, {}).require_token_key()


def test_a_secret_prints_nothing_of_itself() -> None:
    secret = Secret(b"hunter2")
    assert f"{secret} {secret!r} {[secret]}" == "*** *** [***]"


def test_purposes_have_keys_of_their_own() -> None:
    secret = Secret(b"k" * 32)
    assert secret.for_purpose("one") != secret.for_purpose("other")
    assert secret.for_purpose("one") == Secret(b"k" * 32).for_purpose("one")
