"""One run of one edition to one audience, as the ledger keeps it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """`issue` is the slug, `fingerprint` that of the edition (`Edition.fingerprint`).

    `planned` is the number of its deliveries, `excluded` how many readers the plan left out.
    """

    id: int
    issue: str
    fingerprint: str
    planned: int
    excluded: int
    created_at: datetime
