"""`newsletter send`, killed again and again, loses nobody and repeats nobody in silence."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from composer.ledger import Counts, Ledger, State, open_ledger
from composer.play import Inbox

ROOT = Path(__file__).parents[2]
READERS = 2_000
KILLS = 10
IN_FLIGHT = 1
"""Messages that a sender has on the line at one time."""
SEED = 20250220


def counted(ledger: Ledger) -> Counts:
    mailing = ledger.mailing_of("2025-03-07-calm")
    assert mailing
    return ledger.count(mailing)


def started(folder: Path, inbox: Inbox, expected: int) -> subprocess.Popen[bytes]:
    """The command as a script would give it."""
    words = ["send", "calm", "--readers", "readers.csv", "--untested", "--yes"]
    return subprocess.Popen(
        [sys.executable, "-m", "composer", *words, "--expect", str(expected)],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NEWSLETTER_RELAY": f"smtp://{inbox.host}:{inbox.port}",
        },
        stderr=subprocess.DEVNULL,
    )


def kill_in_the_middle(folder: Path, inbox: Inbox, expected: int, chance: random.Random) -> None:
    """Let a sender serve some readers, then end it (SIGKILL): half of the time in the very
    moment when a message has come and its receipt has not gone out, else at any."""
    sender = started(folder, inbox, expected)
    try:
        inbox.wait_for(len(inbox.messages) + chance.randint(1, 120), seconds=60)
        time.sleep(chance.choice((0, chance.uniform(0, 0.01))))
    finally:
        sender.kill()
        sender.wait()


def test_after_ten_kills_every_reader_is_served_once_or_reported(folder: Path) -> None:
    lines = "".join(f"reader{n}@readers.net\n" for n in range(READERS))
    (folder / "readers.csv").write_text(f"address\n{lines}", encoding="utf-8")
    chance, expected = random.Random(SEED), READERS
    with Inbox() as inbox:
        for _ in range(KILLS):
            kill_in_the_middle(folder, inbox, expected, chance)
            ledger = open_ledger(folder / ".newsletter")
            expected = counted(ledger).open
            ledger.close()
        assert len(inbox.messages) < READERS, "the kills came too late to prove anything"
        last = started(folder, inbox, expected)
        assert last.wait(timeout=180) in {0, 5}  # 5 where a person has to decide
        copies = Counter(recipient for a in inbox.messages for recipient in a.recipients)

    ledger = open_ledger(folder / ".newsletter")
    counts = counted(ledger)
    mailing = ledger.mailing_of("2025-03-07-calm")
    assert mailing
    uncertain = {d.recipient for d in ledger.uncertain(mailing)}
    accepted = {d.recipient for d in ledger.deliveries(mailing, State.ACCEPTED)}
    ledger.close()

    assert counts.accepted + counts.uncertain == READERS
    assert len(uncertain) <= KILLS * IN_FLIGHT
    assert {recipient for recipient, n in copies.items() if n > 1} == set()
    assert accepted <= copies.keys()
    assert copies.keys() - accepted <= uncertain
