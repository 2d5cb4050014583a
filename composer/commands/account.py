"""The account of a mailing, for the repository: counts and causes, and no reader's address."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

from composer import __version__
from composer.commands.project import Project
from composer.ledger import Counts, Delivery, Ledger, Mailing, State

_ADDRESS = re.compile(r"[^\s<>()\[\]\"']+@[^\s<>()\[\]\"']+")


def write_account(
    project: Project, ledger: Ledger, mailing: Mailing, counts: Counts, *, took: timedelta
) -> Path:
    """Write `sent/<slug>.md`, to be committed with the issue."""
    file = project.root / "sent" / f"{mailing.issue}.md"
    file.parent.mkdir(exist_ok=True)
    lines = [
        f"# {mailing.issue}",
        "",
        f"- planned: {counts.planned}, of them {counts}",
        f"- begun: {mailing.created_at:%Y-%m-%d %H:%M:%S} UTC",
        f"- the last run took {round(took.total_seconds())} s",
        f"- content: {mailing.fingerprint}",
        f"- template: {project.newsletter.template}; newsletter-composer {__version__}",
    ]
    causes = Counter(_cause(d) for d in ledger.deliveries(mailing, State.REFUSED, State.UNCERTAIN))
    if causes:
        lines += ["", "| not accepted | readers |", "|---|---|"]
        lines += [f"| {cause} | {number} |" for cause, number in causes.most_common()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _cause(delivery: Delivery) -> str:
    """The reply without the address, or its local part, that next hops like to repeat in it."""
    local = re.escape(delivery.recipient.partition("@")[0])
    reply = _ADDRESS.sub("…", delivery.reply)
    reply = re.sub(rf"(?i)(?<!\w){local}(?!\w)", "…", reply).replace("|", "/")
    words = (str(delivery.reply_code or ""), delivery.status, reply)
    return f"{delivery.state}: " + " ".join(filter(None, words))
