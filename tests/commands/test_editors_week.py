"""The commands of a week: init, new, check, fix, render, status, doctor, demo."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from composer.commands import run
from tests.commands.conftest import ISSUE, Newsletter

CALM = "issues/2025-03-07-calm.md"


def test_init_makes_keys_that_only_the_owner_can_read(folder: Path) -> None:
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert ".env" in (folder / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_init_makes_only_what_is_missing_and_overwrites_nothing(
    newsletter: Newsletter, folder: Path
) -> None:
    env = folder / ".env"
    kept = [line for line in env.read_text().splitlines() if "PEPPER" not in line]
    env.write_text("\n".join(kept), encoding="utf-8")
    before = (folder / "newsletter.toml").read_text(encoding="utf-8")
    assert newsletter("init").out == "made .env (NEWSLETTER_PEPPER)\n"
    assert env.read_text(encoding="utf-8").splitlines()[:2] == kept
    assert (folder / "newsletter.toml").read_text(encoding="utf-8") == before
    assert newsletter("init").out == "Nothing was missing.\n"


def test_init_makes_a_repository_that_ignores_secrets(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "x")]) == 0
    status = subprocess.run(
        ["git", "status", "--short", "--untracked-files=all"],
        cwd=tmp_path / "x",
        capture_output=True,
        text=True,
        check=True,
    )
    assert ".env.example" in status.stdout
    assert ".env\n" not in status.stdout


def test_init_brings_the_pages_that_hints_name_and_their_links_lead_somewhere(
    folder: Path,
) -> None:
    pages = sorted((folder / "docs").glob("*.md"))
    assert {"settings.md", "findings.md", "add-a-template.md"} <= {page.name for page in pages}
    for page in pages:
        text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_new_begins_a_legal_issue_with_every_section_and_country(
    newsletter: Newsletter, folder: Path
) -> None:
    said = newsletter("new", "Ports: who counts?", "--date", "2025-04-01")
    assert said.code == 0
    text = (folder / "issues" / "2025-04-01-ports-who-counts.md").read_text(encoding="utf-8")
    assert 'title: "Ports: who counts?"' in text
    assert "## Hub Story: TK" in text
    assert "### New Zealand" in text
    checked = newsletter("check", "ports", "--json").data
    severities = {f["severity"] for f in checked["issues"][0]["findings"]}
    assert severities <= {"block", "warning", "info"}


def test_new_never_overwrites(newsletter: Newsletter) -> None:
    assert newsletter("new", "Once", "--date", "2025-04-01").code == 0
    assert newsletter("new", "Once", "--date", "2025-04-01").code == 2


@pytest.mark.parametrize("day", ["2025-02-30", "20250401", "tomorrow"])
def test_new_wants_a_date_of_the_calendar(newsletter: Newsletter, day: str) -> None:
    assert newsletter("new", "X", "--date", day).code == 2


def test_new_wants_a_title(newsletter: Newsletter, folder: Path) -> None:
    said = newsletter("new", " ")
    assert (said.code, "needs a title" in said.err) == (2, True)
    assert [file.name for file in (folder / "issues").iterdir()] == ["2025-03-07-calm.md"]


def test_new_numbers_on_from_the_highest(newsletter: Newsletter, folder: Path) -> None:
    (folder / CALM).write_text(ISSUE.replace("date:", "number: 41\ndate:"), encoding="utf-8")
    newsletter("new", "Next", "--date", "2025-04-01")
    assert "number: 42" in (folder / "issues" / "2025-04-01-next.md").read_text(encoding="utf-8")


def test_check_reports_every_mistake_at_its_place(newsletter: Newsletter, folder: Path) -> None:
    text = (
        ISSUE.replace("dek:", "deck:").replace("Hub Story", "Hub Storry").replace("(https", "(htps")
    )
    (folder / CALM).write_text(text, encoding="utf-8")
    said = newsletter("check")
    assert said.code == 1
    assert (
        f"{CALM}:3:1: error[E104]: unknown header name 'deck'\n  hint: did you mean 'dek'?"
        in said.out
    )
    assert f"{CALM}:7:4: error[E206]" in said.out
    assert "E304" in said.out


def test_check_speaks_to_programs_and_to_ci(newsletter: Newsletter, folder: Path) -> None:
    (folder / CALM).write_text(ISSUE.replace("dek:", "deck:"), encoding="utf-8")
    data = newsletter("check", "--json").data
    assert data["ok"] is False
    assert data["issues"][0]["findings"][0]["line"] == 3
    github = newsletter("check", "--format", "github").out
    assert github.startswith(f"::error file={CALM},line=3,col=1,title=E104::unknown header name")


def test_strict_counts_warnings(newsletter: Newsletter, folder: Path) -> None:
    (folder / CALM).write_text(ISSUE.replace("### Japan", "### Jpan"), encoding="utf-8")
    assert newsletter("check").code == 0
    assert newsletter("check", "--strict").code == 1


def test_fix_mends_shows_and_does_nothing_the_second_time(
    newsletter: Newsletter, folder: Path
) -> None:
    broken = ISSUE.replace("### Japan", "###Japan").replace("- Naval", "• Naval")
    (folder / CALM).write_text(broken, encoding="utf-8")
    shown = newsletter("fix", "--dry-run").out
    assert "-###Japan" in shown
    assert "+### Japan" in shown
    assert (folder / CALM).read_text(encoding="utf-8") == broken
    assert newsletter("fix").code == 0
    assert (folder / CALM).read_text(encoding="utf-8") == ISSUE
    assert "0 places" in newsletter("fix").err


def test_render_writes_what_is_sent_and_twice_the_same(
    newsletter: Newsletter, folder: Path
) -> None:
    names = {f"2025-03-07-calm{e}" for e in (".html", ".txt", ".eml")}
    for out in ("one", "two"):
        assert newsletter("render", "--out", out).code == 0
        assert {f.name for f in (folder / out).iterdir()} == names
    for name in names:
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()
    assert "Hello Sample, ports grew." in (folder / "one" / "2025-03-07-calm.txt").read_text()


def test_an_issue_is_named_by_a_part_that_is_unique(newsletter: Newsletter, folder: Path) -> None:
    (folder / "issues" / "2025-03-14-calmer.md").write_text(ISSUE, encoding="utf-8")
    both = newsletter("check", "calm")
    assert (both.code, "2025-03-14-calmer" in both.err) == (2, True)
    assert newsletter("check", "calmer").code == 0
    assert newsletter("check", "2025-03-07-calm").code == 0
    assert newsletter("check", "storm").code == 2
    assert newsletter("check", CALM).code == 0


def test_the_newest_is_meant_without_a_name(newsletter: Newsletter, folder: Path) -> None:
    (folder / "issues" / "2025-03-14-newer.md").write_text(ISSUE, encoding="utf-8")
    assert newsletter("check", "--json").data["issues"][0]["issue"] == "2025-03-14-newer"


def test_status_of_nothing_names_the_next_command(newsletter: Newsletter, folder: Path) -> None:
    (folder / CALM).unlink()
    said = newsletter("status")
    assert (said.code, "newsletter new" in said.err) == (0, True)


def test_doctor_finds_a_relay_that_does_not_answer(
    newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert newsletter("doctor", "--offline").code == 0
    monkeypatch.setenv("NEWSLETTER_RELAY", "smtp://127.0.0.1:1")
    said = newsletter("doctor", "--json")
    assert (said.code, said.data["ok"]) == (3, False)


def test_the_demo_leaves_its_messages_where_it_says(newsletter: Newsletter, folder: Path) -> None:
    said = newsletter("demo", "--no-stay", "--out", "arrived")
    assert said.code == 0
    assert len(list((folder / "arrived").glob("*.eml"))) == 6
    assert "6 messages arrived" in said.out
    assert "HUB STORY: PORTS" in said.out
    assert not (folder / ".newsletter").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["chekc"], 2, "Did you mean 'check'?"),
        (["check", "--nope"], 2, "No such option"),
        (["-C", "/nowhere", "check"], 3, "newsletter init"),
    ],
)
def test_a_slip_of_the_keyboard_is_answered_kindly(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == code
    assert said in capsys.readouterr().err


def test_no_arguments_show_the_commands_and_three_examples(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([]) == 0
    out = capsys.readouterr().out
    assert "Commands:" in out
    assert out.count("  newsletter ") == 3


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_speaks_to_the_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_NEWSLETTER_COMPLETE" in capsys.readouterr().out


def test_the_shell_completes_commands_and_issue_names(folder: Path) -> None:
    def completions(words: str, position: int) -> str:
        environment = os.environ | {
            "_NEWSLETTER_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(position),
        }
        return subprocess.run(
            [sys.executable, "-m", "composer"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert "plain,check" in completions("newsletter ch", 1)
    assert "2025-03-07-calm" in completions("newsletter check 2025", 2)


def test_help_loads_no_command(folder: Path) -> None:
    program = (
        "import sys; from composer.commands import run; run(['--help']);"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in"
        " {'premailer', 'lxml', 'pydantic', 'rich', 'jinja2', 'PIL', 'babel'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_errors_are_data_when_data_was_asked_for(newsletter: Newsletter, folder: Path) -> None:
    (folder / "newsletter.toml").write_text("nmae = 1\n", encoding="utf-8")
    said = newsletter("check", "--json")
    assert said.code == 3
    assert json.loads(said.out)["findings"][0]["path"] == "newsletter.toml"


def test_a_slip_of_the_keyboard_is_data_too(newsletter: Newsletter) -> None:
    said = newsletter("check", "--json", "--nope")
    assert (said.code, said.data["exit_code"]) == (2, 2)
    assert "--nope" in said.data["findings"][0]["message"]


def test_check_finds_what_no_message_could_carry(newsletter: Newsletter, folder: Path) -> None:
    configuration = folder / "newsletter.toml"
    lines = configuration.read_text(encoding="utf-8").splitlines()
    kept = [n for n in lines if not n.startswith(("[unsubscribe]", "url = ", "mailto = "))]
    configuration.write_text("\n".join(kept), encoding="utf-8")
    said = newsletter("check")
    assert (said.code, "error[unsubscribe]" in said.out) == (1, True)
