"""The fields that all messages of an issue share are those that senders must have."""

import pytest

from composer.errors import EditorError, OperatorError
from composer.issue import Newsletter
from composer.message.naming import feedback_id
from tests.message.editions import compiled, edition, newsletter, parsed, reader

ORDER = [
    "From",
    "Reply-To",
    "Date",
    "To",
    "Subject",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Id",
    "Feedback-ID",
    "Precedence",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
]


def header_of(by: Newsletter | None = None, **changes: str) -> dict[str, str]:
    message = parsed(compiled(edition(**changes), by).addressed_to(reader(name="Bob")).octets)
    assert len(set(message.keys())) == len(message.keys())
    return {name: str(value) for name, value in message.items()}


def test_a_message_has_these_fields_once_each_and_no_other() -> None:
    assert list(header_of()) == ORDER


def test_the_fields_say_who_writes_to_whom() -> None:
    header = header_of()
    assert header["From"] == "The Alliance Brief <brief@brief.example.org>"
    assert header["Reply-To"] == "editor@brief.example.org"
    assert header["To"] == "Bob <bob@example.net>"
    assert header["Date"] == "Thu, 20 Feb 2025 08:30:00 +0000"
    assert header["List-Id"] == '"The Alliance Brief" <alliance.brief.example.org>'
    assert header["Precedence"] == "bulk"
    assert header["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert header["MIME-Version"] == "1.0"


def test_answers_go_to_the_author_where_nobody_else_is_named() -> None:
    assert "Reply-To" not in header_of(reply_to="")
    assert (
        header_of(newsletter(reply_to="desk@x.example"), reply_to="")["Reply-To"]
        == "desk@x.example"
    )
    named = header_of(reply_to="The Desk <desk@x.example>")
    assert named["Reply-To"] == "The Desk <desk@x.example>"


@pytest.mark.parametrize(
    "name", ["L'\u00c9ch\u00e9ance", "\u5b89\u5168\u4fdd\u969c", "=?x?=", "a@b", "x" * 70]
)
def test_a_list_keeps_one_spelling_without_a_doubtful_name(name: str) -> None:
    by = newsletter().model_copy(update={"name": name})
    octets = compiled(by=by).addressed_to(reader()).octets
    assert b"\r\nList-Id: <alliance.brief.example.org>\r\n" in octets


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        ("2025-02-20-jasmine", "2025-02-20-jasmine"),
        ("a b:c\u00e9", "a-b-c-"),
        ("x" * 200, "x" * 32),
    ],
)
def test_feedback_is_grouped_by_issue_list_and_sender_on_one_line(slug: str, shown: str) -> None:
    made = feedback_id(slug=slug, list_id="alliance.x.example", domain="X.example")
    issue, names, kind, sender = made.split(":")
    assert (issue, names, kind) == (shown, "alliance", "newsletter")
    assert 5 <= len(sender) <= 15
    assert len("Feedback-ID: " + made) < 78
    assert made == feedback_id(slug=slug, list_id="alliance.x.example", domain="x.example")


def test_a_list_of_any_name_leaves_room_for_the_issue() -> None:
    made = feedback_id(slug="2025-02-20-jasmine", list_id="x" * 90, domain="x.example")
    assert made.startswith("2025-02-20-jasmine:xxxx")
    assert len("Feedback-ID: " + made) < 78


@pytest.mark.parametrize(
    "reply_to",
    [
        "nobody",
        "a b@x.example",
        "r\u00e9n\u00e9@x.example",
        "a@x.example, b@x.example",
        "<a@x.example> <b@x.example>",
    ],
)
def test_a_reply_address_that_mail_cannot_carry_is_the_editors_to_mend(reply_to: str) -> None:
    with pytest.raises(EditorError, match="reply_to"):
        compiled(edition(reply_to=reply_to))


def test_an_author_address_beyond_ascii_is_the_operators_to_mend() -> None:
    by = newsletter().model_copy(update={"author": "Ren\u00e9 <r\u00e9n\u00e9@x.example>"})
    with pytest.raises(OperatorError, match="from in"):
        compiled(by=by)
