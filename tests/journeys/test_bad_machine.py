"""Bad input, end to end: machines on which little is as it should be.

Every test runs the command as a process of its own, as a shell or cron does. A file of the
newsletter is never changed and a ledger never harmed, whatever the machine refuses.
"""

import ctypes
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from composer.play import Fault, Inbox, Misdeed, Moment
from tests.commands.conftest import ISSUE, Newsletter, Said
from tests.journeys.refusing import assert_refused, contents

ROOT = Path(__file__).parents[2]
CALM = "issues/2025-03-07-calm.md"
PATIENCE_SECONDS = 60
"""For a whole command on a busy machine; a test that needs it has failed."""
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
"""prctl(2), capabilities(7)."""
# Not written, because where files cannot grow Python leaves half a .pyc (CPython issue 126606),
# and every later process would trip over it.
PYTHON = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
FEW = ("--untested", "--yes", "--expect", "3")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="about POSIX machines")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "composer", *words]


def environment(**more: str) -> dict[str, str]:
    """Next to nothing: no HOME, no locale."""
    return {"PATH": os.environ["PATH"], **PYTHON, **more}


def ran(
    folder: Path,
    *words: str,
    env: Mapping[str, str] | None = None,
    prepare: Callable[[], None] | None = None,
) -> Said:
    """Run a command in `folder`; `prepare` runs in its process before it begins."""
    done = subprocess.run(
        command(*words),
        cwd=folder,
        env=env or environment(),
        preexec_fn=prepare,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE_SECONDS,
    )
    return Said(
        done.returncode, *(s.decode("utf-8", "replace") for s in (done.stdout, done.stderr))
    )


def ordinary() -> None:
    """Take from root what makes it pass by permissions; for others this does nothing."""
    prctl = ctypes.CDLL(None).prctl
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def relayed(inbox: Inbox, **more: str) -> dict[str, str]:
    return environment(NEWSLETTER_RELAY=f"smtp://{inbox.host}:{inbox.port}", **more)


# --- folders and files ----------------------------------------------------------------------


@pytest.fixture
def shut() -> Iterator[Callable[[Path], None]]:
    """Takes the right to write into a folder; gives it back in the end."""
    taken: list[Path] = []

    def shut(folder: Path) -> None:
        taken.append(folder)
        folder.chmod(0o500)

    yield shut
    for folder in taken:
        folder.chmod(0o700)


needs_permissions = pytest.mark.skipif(
    sys.platform != "linux" and os.name == "posix" and os.geteuid() == 0,
    reason="root passes by permissions",
)


@needs_permissions
def test_in_a_folder_that_is_read_only_everything_is_told_and_nothing_changes(
    folder: Path, inbox: Inbox, readers: Path, shut: Callable[[Path], None]
) -> None:
    (folder / CALM).write_text(ISSUE.replace("## Hub", "##Hub"), encoding="utf-8")
    before = contents(folder)
    shut(folder)
    shut(folder / "issues")
    assert_refused(ran(folder, "fix", prepare=ordinary), 3, "cannot write")
    assert_refused(ran(folder, "new", "Storm", prepare=ordinary), 3, "Permission denied")
    (folder / CALM).write_text(ISSUE, encoding="utf-8")
    assert ran(folder, "check", "calm", prepare=ordinary).code == 0
    assert_refused(ran(folder, "render", "calm", prepare=ordinary), 3, "Permission denied")
    said = ran(folder, "send", "calm", "--readers", str(readers), *FEW, prepare=ordinary)
    assert_refused(said, 3, "I cannot open ledger.db")
    assert contents(folder) == {**before, CALM: ISSUE.encode()}
    assert not inbox.messages


@needs_permissions
def test_files_that_may_not_be_read_are_told(folder: Path) -> None:
    for name, words, code in (
        (CALM, ("check", "calm"), 1),
        ("newsletter.toml", ("check",), 3),
        (".env", ("status",), 3),
    ):
        (folder / name).chmod(0)
        assert_refused(ran(folder, *words, prepare=ordinary), code, "Permission denied")
        (folder / name).chmod(0o600)


@needs_permissions
def test_a_receipt_that_cannot_be_written_takes_nothing_from_a_mailing(
    folder: Path, inbox: Inbox, readers: Path, shut: Callable[[Path], None]
) -> None:
    (folder / "sent").mkdir()
    shut(folder / "sent")
    words = ("send", "calm", "--readers", str(readers), *FEW)
    said = ran(folder, *words, env=relayed(inbox), prepare=ordinary)
    assert (said.code, "3 accepted" in said.out) == (0, True), said.err
    assert "warning[file]" in said.err
    assert len(inbox.messages) == 3


def little_room() -> None:
    """No file may grow beyond 8 KB, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, 8_192))


def test_on_a_full_disk_nothing_is_half_written(folder: Path, inbox: Inbox, readers: Path) -> None:
    before = contents(folder)
    # The issue is small enough; an HTML file, a message and a ledger are not.
    assert_refused(ran(folder, "render", "--out", "look", prepare=little_room), 3, "too large")
    words = ("send", "calm", "--readers", str(readers), *FEW)
    said = ran(folder, *words, env=relayed(inbox), prepare=little_room)
    assert_refused(said, 3, "ledger.db")
    assert not inbox.messages
    assert before.items() <= contents(folder).items()
    said = ran(folder, *words, env=relayed(inbox))
    assert (said.code, len(inbox.wait_for(3, 10))) == (0, 3), said.err


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KB."""
    disk = tmp_path / "tiny"
    disk.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if not mounted or mounted.returncode:
        pytest.skip("needs the right to mount a disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_rehearsal_that_fills_the_disk_leaves_whole_messages_only(
    folder: Path, many: Path, tiny: Path
) -> None:
    words = ("send", "calm", "--readers", str(many), "--dry-run", str(tiny / "dry"))
    assert_refused(ran(folder, *words), 3, "No space left")
    files = list((tiny / "dry").iterdir())
    assert len(files) >= 2
    assert {file.suffix for file in files} == {".eml"}
    assert all(file.read_bytes().rstrip().endswith(b"--") for file in files), "the last boundary"


def test_a_ledger_that_does_not_fit_the_disk_sends_to_nobody_and_begins_anew_with_room(
    folder: Path, inbox: Inbox, tiny: Path, tmp_path: Path
) -> None:
    crowd = tmp_path / "crowd.csv"
    crowd.write_text("address\n" + "".join(f"r{n}@readers.net\n" for n in range(5_000)), "utf-8")
    env = relayed(inbox, NEWSLETTER_STATE=str(tiny))
    words = ("send", "calm", "--untested", "--yes")
    said = ran(folder, *words, "--readers", str(crowd), "--expect", "5000", env=env)
    assert_refused(said, 3, "ledger.db", "space")
    assert not inbox.messages
    assert "draft" in ran(folder, "status", env=env).out
    subprocess.run(["mount", "-o", "remount,size=4m", str(tiny)], check=True)
    crowd.write_text("address\nann@readers.net\n", encoding="utf-8")
    said = ran(folder, *words, "--readers", str(crowd), "--expect", "1", env=env)
    assert (said.code, len(inbox.wait_for(1, 10))) == (0, 1), said.err


def test_fix_on_a_full_disk_keeps_the_issue(folder: Path) -> None:
    text = ISSUE.replace("## Hub", "##Hub") + "Words. " * 2_000
    (folder / CALM).write_text(text, encoding="utf-8")
    before = contents(folder)
    assert_refused(ran(folder, "fix", prepare=little_room), 3, "cannot write")
    assert contents(folder) == before


# --- the ledger -----------------------------------------------------------------------------


def another_programs(ledger: Path) -> None:
    ledger.unlink()
    with sqlite3.connect(ledger) as other:
        other.execute("CREATE TABLE bookmarks (address TEXT)")
    other.close()


def newer(ledger: Path) -> None:
    with sqlite3.connect(ledger) as ours:
        ours.execute("INSERT INTO migration VALUES (9999, '9999_later.sql')")
    ours.close()


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (newer, "newer version"),
        (lambda ledger: ledger.write_bytes(b"Dear readers, " * 400), "not a database"),
        (lambda ledger: ledger.write_bytes(ledger.read_bytes()[:5_000]), "malformed"),
        (another_programs, "another program"),
        (lambda ledger: (ledger.unlink(), ledger.mkdir()), "directory"),
    ],
    ids=["newer", "words", "cut", "foreign", "folder"],
)
def test_a_ledger_that_is_none_of_ours_is_refused_and_kept(
    newsletter: Newsletter,
    folder: Path,
    inbox: Inbox,
    readers: Path,
    harm: Callable[[Path], object],
    word: str,
) -> None:
    assert newsletter("test", "--to", "me@readers.net").code == 0
    harm(folder / ".newsletter" / "ledger.db")
    before = contents(folder)
    for words in (
        ("status",),
        ("test", "--to", "me@readers.net"),
        ("send", "calm", "--readers", str(readers), *FEW),
    ):
        assert_refused(newsletter(*words), 3, word, "ledger.db")
    assert contents(folder) == before
    assert len(inbox.messages) == 1


def test_a_state_folder_that_is_a_file_is_told(newsletter: Newsletter, folder: Path) -> None:
    (folder / ".newsletter").write_text("not a folder", encoding="utf-8")
    assert_refused(newsletter("status"), 3, "I cannot open ledger.db")


# --- around the command ---------------------------------------------------------------------


def test_without_home_git_or_a_path_a_newsletter_begins_and_is_checked(tmp_path: Path) -> None:
    bare = {"PATH": "/nowhere", **PYTHON}
    assert ran(tmp_path, "init", "letter", env=bare).code == 0
    assert not (tmp_path / "letter" / ".git").exists()
    for words in (("check",), ("render",), ("status",)):
        said = ran(tmp_path / "letter", *words, env=bare)
        assert said.code == 0, said.err


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LANG": "C", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict"},
    ],
    ids=["C", "LANG", "latin-1", "ascii"],
)
def test_where_letters_are_few_findings_are_still_told(
    folder: Path, locale: Mapping[str, str]
) -> None:
    text = ISSUE.replace("Hub Story: Ports", "Hub Störy: 東京 – “Häfen”")
    (folder / CALM).write_text(text, encoding="utf-8")
    plain = ran(folder, "check", env=environment(**locale))
    assert_refused(plain, 1, "no section is called", at=f"{CALM}:7:4")
    as_json = ran(folder, "check", "--json", env=environment(**locale))
    (finding,) = json.loads(as_json.out)["issues"][0]["findings"]
    assert (as_json.code, "Hub Störy" in finding["message"]) == (1, True)


def piped(folder: Path, words: Sequence[str], env: Mapping[str, str]) -> tuple[int, str]:
    """Run a command whose stdout nobody reads, from the first octet on."""
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        command(*words), cwd=folder, env=env, stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, err.decode()


def test_a_reader_of_the_output_that_leaves_changes_nothing(
    folder: Path, inbox: Inbox, readers: Path
) -> None:
    (folder / CALM).write_text(ISSUE.replace("dek:", "deck:"), encoding="utf-8")
    for more in ((), ("--json",)):
        code, err = piped(folder, ("check", *more), environment())
        assert (code, "BrokenPipe" in err, "Traceback" in err) == (1, False, False)
    assert piped(folder, ("--help",), environment()) == (0, "")
    (folder / CALM).write_text(ISSUE, encoding="utf-8")
    words = ("send", "calm", "--readers", str(readers), *FEW, "--json")
    code, err = piped(folder, words, relayed(inbox))
    assert (code, len(inbox.messages)) == (0, 3), err


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_change_nothing(
    folder: Path, inbox: Inbox, readers: Path, closed: str
) -> None:
    words = " ".join(command("send", "calm", "--readers", str(readers), *FEW))
    shell = ["/bin/sh", "-c", f"{words} {closed}"]
    done = subprocess.run(
        shell,
        cwd=folder,
        env=relayed(inbox),
        capture_output=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert (done.returncode, len(inbox.messages)) == (0, 3), done.stderr
    with sqlite3.connect(folder / ".newsletter" / "ledger.db") as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    ledger.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_told_once(folder: Path) -> None:
    (folder / CALM).write_text(ISSUE.replace("dek:", "deck:"), encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("check"),
            check=False,
            cwd=folder,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=PATIENCE_SECONDS,
        )
    assert_refused(Said(done.returncode, "", done.stderr.decode()), 3, "No space left")


# --- Ctrl-C ---------------------------------------------------------------------------------

MANY = 60


@pytest.fixture
def many(tmp_path: Path) -> Path:
    file = tmp_path / "many.csv"
    rows = "".join(f"reader{n}@readers.net\n" for n in range(MANY))
    file.write_text(f"address\n{rows}", encoding="utf-8")
    return file


def begun(folder: Path, inbox: Inbox, many: Path) -> "subprocess.Popen[bytes]":
    """A `send` to many, at work."""
    words = ("send", "calm", "--readers", str(many), "--untested", "--yes")
    return subprocess.Popen(
        command(*words, "--expect", str(MANY)),
        cwd=folder,
        env=relayed(inbox),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_pauses_after_the_current_message_and_the_same_command_goes_on(
    newsletter: Newsletter, folder: Path, many: Path, number: signal.Signals
) -> None:
    slow = Fault(at=Moment.DOT, does=Misdeed.SLOW, seconds=0.02, numbers=range(1, MANY))
    with Inbox(faults=[slow]) as inbox:
        sender = begun(folder, inbox, many)
        inbox.wait_for(5, PATIENCE_SECONDS)
        sender.send_signal(number)
        out, err = sender.communicate(timeout=PATIENCE_SECONDS)
        assert sender.returncode == 5, err
        assert b"Go on with: newsletter send 2025-03-07-calm" in err
        assert b"Traceback" not in err
        served = len(inbox.messages)
        assert f"{served} accepted" in out.decode()
        assert "uncertain" not in out.decode()
        left = ("--yes", "--expect", str(MANY - served))
        said = ran(folder, "send", "calm", *left, env=relayed(inbox))
        assert said.code == 0, said.err
        copies = Counter(r for a in inbox.messages for r in a.recipients)
    assert (len(copies), set(copies.values())) == (MANY, {1})
    assert f"{MANY} accepted" in newsletter("status").out


def test_a_second_ctrl_c_interrupts_at_once_and_tells_who_may_have_it(
    newsletter: Newsletter, folder: Path, many: Path
) -> None:
    hang = Fault(at=Moment.DOT, does=Misdeed.HANG, numbers=range(6, MANY), keeps=True)
    with Inbox(faults=[hang]) as inbox:
        sender = begun(folder, inbox, many)
        inbox.wait_for(6, PATIENCE_SECONDS)
        sender.send_signal(signal.SIGINT)
        # Signals of one kind do not queue: the second must find the first already heard.
        time.sleep(0.5)
        sender.send_signal(signal.SIGINT)
        _, err = sender.communicate(timeout=PATIENCE_SECONDS)
        assert (sender.returncode, b"Stopped." in err, b"Traceback" in err) == (130, True, False)
    (row,) = newsletter("status", "--json").data["issues"]
    assert (row["counts"]["accepted"], row["counts"]["uncertain"]) == (5, 1)
    with Inbox() as inbox:
        said = ran(folder, "send", "calm", "--yes", "--expect", str(MANY - 6), env=relayed(inbox))
        assert (said.code, "uncertain" in said.err) == (5, True), said.err
        assert len(inbox.messages) == MANY - 6
