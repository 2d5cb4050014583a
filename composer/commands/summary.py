"""What will happen, before it happens: the lines an editor reads before typing a number."""

from dataclasses import dataclass

from composer.audience import Readers, Subscriber, address_key
from composer.commands.posting import NextHop
from composer.commands.project import Project
from composer.commands.telling import counted, safe, size
from composer.edition import Edition
from composer.findings import Severity
from composer.issue import Reading, plain, typeset
from composer.ledger import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whom an issue goes to. `counts` are there when a mailing goes on."""

    subscribers: tuple[Subscriber, ...]
    counts: Counts | None = None
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, listed: Readers, have_it: frozenset[str]) -> "Plan":
        """Everybody on the list but those who have it already."""
        fresh = tuple(s for s in listed.subscribers if address_key(s.address) not in have_it)
        reasons = {
            "invalid": listed.invalid,
            "twice on the list": listed.duplicates,
            "already had it": len(listed.subscribers) - len(fresh),
        }
        left_out = tuple(f"{number} {why}" for why, number in reasons.items() if number)
        return cls(subscribers=fresh, left_out=left_out)

    @property
    def planned(self) -> int:
        """Readers still to be served."""
        return self.counts.open if self.counts else len(self.subscribers)


def summary(
    project: Project,
    reading: Reading,
    edition: Edition,
    plan: Plan,
    hop: NextHop,
    tested: str,
) -> str:
    """The summary, a line a question."""
    assert reading.issue is not None
    issue = typeset(reading.issue)  # with the marks that readers will see
    reply = edition.reply_to or project.newsletter.author_address
    warnings = sum(f.severity is Severity.WARNING for f in (*reading.findings, *edition.findings))
    rows = {
        "Issue": f'{edition.slug}   "{plain(issue.subject)}"',
        "From": f"{project.newsletter.author}   answers to {reply}",
        "Preview": plain(issue.preheader),
        "To": _to(plan),
        "Content": ", ".join(
            filter(
                None,
                (f"{size(edition.html_octets)} of 102 KB", counted(warnings, "warning"), tested),
            )
        ),
        "Through": _through(hop, plan.planned),
    }
    return "\n".join(["", *(f"  {name:<10}{safe(said)}" for name, said in rows.items()), ""])


def _to(plan: Plan) -> str:
    if plan.counts:
        return f"{counted(plan.planned, 'reader')} still to be served ({plan.counts} so far)"
    out = f"   (left out: {', '.join(plan.left_out)})" if plan.left_out else ""
    return f"{counted(plan.planned, 'reader')}{out}"


def _through(hop: NextHop, planned: int) -> str:
    if hop.per_second is None:
        return str(hop)
    minutes, seconds = divmod(round(planned / hop.per_second), 60)
    return f"{hop}, at most {hop.per_second:g} a second, about {minutes} min {seconds} s"
