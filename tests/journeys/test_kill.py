"""A sender that is killed again and again loses nobody and repeats nobody in silence."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from composer.audience import Subscriber
from composer.ledger import Mailing, State, open_ledger
from composer.play import Inbox

ROOT = Path(__file__).parents[2]
SENDER = Path(__file__).with_name("killed_sender.py")
READERS = 2_000
KILLS = 10
IN_FLIGHT = 1
"""Messages that a sender has on the line at one time."""
SEED = 20250220


def started(folder: Path, inbox: Inbox) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(SENDER), str(folder), f"smtp://{inbox.host}:{inbox.port}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def kill_in_the_middle(folder: Path, inbox: Inbox, chance: random.Random) -> None:
    """Let a sender serve some readers, then end it (SIGKILL): half of the time in the very
    moment when a message has come and its receipt has not gone out, else at any."""
    sender = started(folder, inbox)
    try:
        inbox.wait_for(len(inbox.messages) + chance.randint(1, 120), seconds=30)
        time.sleep(chance.choice((0, chance.uniform(0, 0.01))))
    finally:
        sender.kill()
        sender.wait()


def planned(folder: Path) -> Mailing:
    ledger = open_ledger(folder)
    readers = (Subscriber(address=f"reader{n}@example.org") for n in range(READERS))
    mailing = ledger.plan("jasmine", "f1", readers, now=datetime.now(UTC))
    ledger.close()
    return mailing


def test_after_ten_kills_every_reader_is_served_once_or_reported(tmp_path: Path) -> None:
    mailing = planned(tmp_path)
    chance = random.Random(SEED)
    with Inbox() as inbox:
        for _ in range(KILLS):
            kill_in_the_middle(tmp_path, inbox, chance)
        assert len(inbox.messages) < READERS, "the kills came too late to prove anything"
        last = started(tmp_path, inbox)
        assert last.wait(timeout=120) == 0
        copies = Counter(recipient for a in inbox.messages for recipient in a.recipients)

    ledger = open_ledger(tmp_path)
    counts = ledger.count(mailing)
    uncertain = {d.recipient for d in ledger.uncertain(mailing)}
    accepted = {d.recipient for d in ledger.deliveries(mailing, State.ACCEPTED)}
    ledger.close()

    assert counts.accepted + counts.uncertain == READERS
    assert len(uncertain) <= KILLS * IN_FLIGHT
    assert {recipient for recipient, n in copies.items() if n > 1} == set()
    assert accepted <= copies.keys()
    assert copies.keys() - accepted <= uncertain
