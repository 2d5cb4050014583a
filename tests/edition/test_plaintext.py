"""The text part, read as a whole and then question by question."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.edition import SlotBook, phrases
from composer.edition.linebreaks import cells
from composer.edition.plaintext import plain_text
from composer.findings import Place
from composer.issue import (
    Bar,
    Block,
    Button,
    Callout,
    Code,
    Data,
    Emphasis,
    Field,
    Figure,
    Group,
    Issue,
    Item,
    LineBreak,
    Link,
    List,
    ListItem,
    ListStyle,
    Newsletter,
    Paragraph,
    Quote,
    Roundup,
    Rule,
    Section,
    Story,
    Strong,
    Subhead,
    Table,
    Text,
    Words,
    typeset,
)

GOLDEN = Path(__file__).parent.parent / "golden" / "text"
AT = Place(path="issues/2025-03-07-tide-tables.md")
NAMES = ("name", "first_name", "email", "port", "unsubscribe_url")


def newsletter(**changes: object) -> Newsletter:
    given = {
        "name": "Harbor Notes",
        "from": "Harbor Notes <notes@example.org>",
        "address": "14 Customs Quay, 2nd floor, Port Chalmers 9023, New Zealand",
        "fields": {"port": {"longest": 24}},
    }
    return Newsletter.model_validate(given | changes)


def w(*spans: str | Code | LineBreak | Strong | Emphasis | Link | Field) -> Words:
    return tuple(Text(text=span) if isinstance(span, str) else span for span in spans)


def strong(*spans: str | Emphasis) -> Strong:
    return Strong(words=w(*spans))


def emphasis(*spans: str) -> Emphasis:
    return Emphasis(words=w(*spans))


def link(address: str, *spans: str | Emphasis) -> Link:
    return Link(address=address, words=w(*spans), at=AT)


def field(name: str, fallback: str = "") -> Field:
    return Field(name=name, fallback=fallback, at=AT)


def paragraph(*spans: str | Code | LineBreak | Strong | Emphasis | Link | Field) -> Paragraph:
    return Paragraph(words=w(*spans), at=AT)


def item(
    *spans: str | Link, lead: str = "", date: str = "", blocks: tuple[Block, ...] = ()
) -> ListItem:
    return ListItem(lead=w(lead) if lead else (), words=w(*spans), date=date, blocks=blocks, at=AT)


def bullets(*items: ListItem, style: ListStyle = ListStyle.BULLETS, start: int = 1) -> List:
    return List(style=style, items=items, start=start, at=AT)


def news(source: str, headline: str, address: str, *note: str) -> Item:
    return Item(source=source, headline=w(headline), address=address, note=w(*note), at=AT)


def story(kicker: str, headline: str, *blocks: Block) -> Story:
    return Story(
        name="",
        kicker=kicker,
        headline=w(headline) if headline else (),
        anchor="",
        blocks=blocks,
        at=AT,
    )


def roundup(
    kicker: str, headline: str, *groups: Group, blocks: tuple[Block, ...] = (), shows: bool = False
) -> Roundup:
    return Roundup(
        name="",
        kicker=kicker,
        headline=w(headline),
        anchor="",
        blocks=blocks,
        groups=groups,
        shows_empty_groups=shows,
        at=AT,
    )


def group(name: str, *items: Item) -> Group:
    return Group(name=name, items=items, at=AT)


def issue(*sections: Section, opening: tuple[Block, ...] = (), **changes: object) -> Issue:
    plain = Issue(
        slug="2025-03-07-tide-tables",
        path=AT.path,
        folder="issues",
        title=w("Three ports that stopped guessing the tide"),
        dek=(),
        date=date(2025, 3, 7),
        number="",
        subject=w("Tides"),
        preheader=(),
        authors=(),
        reply_to="",
        tags=(),
        language="en",
        direction="ltr",
        opening=opening,
        sections=sections,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def written(one: Issue, of: Newsletter | None = None) -> str:
    """The text part with markers like zq0000000000s000x."""
    book = SlotBook(one.slug.encode(), NAMES)
    text = plain_text(typeset(one), of or newsletter(), book, phrases(one.language))
    return text.replace(book.nonce, "zq0000000000")


def body(*blocks: Block, language: str = "en") -> str:
    """What blocks look like, without what stands around them."""
    text = written(issue(opening=blocks, language=language))
    return text.partition("=\n\n")[2].partition("\n\n" + "-" * 72)[0]


EVERY_CONSTRUCT = issue(
    story(
        "Hub Story",
        "The gauge that pays for itself",
        paragraph(
            "A tide table is a forecast made a year ahead. It knows the moon; it does not know the "
            "wind. Last spring the port of Lyttelton began to publish what its gauges measure, "
            "every six minutes, beside what its table says -- and pilots noticed. ",
            emphasis('"We had been leaving half a metre in the water,"'),
            " one of them says, ",
            strong('"on every single ship"'),
            ".",
        ),
        paragraph(
            "The raw numbers are ",
            link("https://example.org/gauges", "open to anyone"),
            ", as is ",
            link("https://example.org/gauges/method?year=2025&unit=m", "the method"),
            ". Ask for ",
            Code(text="unit=m"),
            " or you will get feet, and do not say you weren't told: ",
            link("https://example.org/gauges", "the same page"),
            " warns of it twice. Questions go to ",
            link("mailto:gauges@example.org", "gauges@example.org"),
            ".",
        ),
        bullets(
            item(
                "half a metre more draught is 900 tonnes more cargo on the same ship", lead="Cargo:"
            ),
            item("a pilot who trusts the gauge waits for one tide, not for two", lead="Time:"),
            item(
                "the gauges cost less than one dredging season, and nobody has to dig",
                lead="Money:",
            ),
        ),
        Subhead(words=w("What the harbour master's office did"), at=AT),
        bullets(
            item("Put three gauges where the table was known to be wrong"),
            item(
                "Published them, with their errors:",
                blocks=(
                    bullets(
                        item("every six minutes, on a page that a phone can load"),
                        item("with the height the table had promised, so that anyone can compare"),
                    ),
                ),
            ),
            item("Waited a year before changing a single rule"),
            style=ListStyle.NUMBERS,
            start=8,
        ),
        Figure(
            file="images/gauge.png",
            alt="A yellow gauge on a pier; the water stands well above the painted mark",
            caption=w("The gauge at Cashin Quay, on the evening of the spring tide"),
            at=AT,
        ),
        paragraph("Others were quicker than Lyttelton, and some are still on their way:"),
        bullets(
            item("Gauges at the bar of the Columbia River", date="1996"),
            item("Real-time water levels for the Elbe below Hamburg", date="2008-2012"),
            item("A first gauge for the port of Colombo", date="June 2024"),
            style=ListStyle.DATED,
        ),
        Quote(
            blocks=(
                paragraph(
                    "A table tells you what the sea promised. A gauge tells you what it did. "
                    "Between the two there is, on an ordinary day, room for a lorry."
                ),
                paragraph("On a bad day there is room for a church."),
            ),
            source=w(
                link(
                    "https://example.org/lecture",
                    "Lecture to the ",
                    emphasis("Hydrographic Society"),
                )
            ),
            at=AT,
        ),
        Callout(
            box="key",
            title=w("A gauge does not replace the table"),
            blocks=(
                paragraph(
                    "It tells you how far to trust it today. Nobody plans a voyage by a gauge."
                ),
            ),
            source=w("Notice to mariners 12 of 2025"),
            at=AT,
        ),
        Rule(at=AT),
        Callout(box="note", blocks=(paragraph("All heights are above chart datum."),), at=AT),
        Data(
            title=w("Metres between table and gauge, yearly mean"),
            bars=(
                Bar(label=w("Lyttelton"), value="0.31", amount=0.31, at=AT),
                Bar(label=w("Timaru"), value="0.12", amount=0.12, at=AT),
                Bar(label=w("Port Chalmers"), value="0.09", amount=0.09, at=AT),
            ),
            source=w(link("https://example.org/gauges", "The gauges' own archive")),
            at=AT,
        ),
        Button(
            words=w("See tonight's tide"),
            address="https://example.org/tonight/{{port|lyttelton}}",
            at=AT,
        ),
    ),
    story(
        "In Numbers",
        "",
        Table(
            head=(w("Port"), w("Gauges"), w("Since")),
            rows=(
                (w("Lyttelton"), w("3"), w("2024")),
                (w("Timaru"), w("1"), w("2023")),
                (w("Port Chalmers"), w("12"), w("2019")),
            ),
            alignments=("left", "right", ""),
            at=AT,
        ),
        Table(
            head=(w("Port"), w("Who answers the telephone")),
            rows=(
                (
                    w("Lyttelton"),
                    w("The harbour master's office, on weekdays between eight and half past four"),
                ),
                (w("Timaru"), w("The pilot station, at any hour")),
            ),
            alignments=("", ""),
            at=AT,
        ),
    ),
    roundup(
        "Reading List",
        "Ports, Cables and Water",
        group(
            "Asia",
            news("The Straits Times", "Tuas opens its next berths", "https://example.org/tuas"),
            news(
                "Nikkei Asia",
                "Colombo wants to be a hub again, and this time it has brought the cranes with it",
                "https://example.org/colombo",
                "the map alone is worth the visit.",
            ),
        ),
        group("Africa"),
        group(
            "Europe",
            news("Le Monde", "Le Havre et la Seine, le retour", "https://example.org/lehavre"),
        ),
        blocks=(paragraph("Three pieces, none longer than a cup of tea."),),
        shows=True,
    ),
    opening=(
        paragraph("Dear ", field("first_name", "reader"), ","),
        paragraph(
            "This is the letter about water that is where it should not be.",
            LineBreak(),
            "You have it because ",
            field("port", "your port"),
            " is one of ours.",
        ),
    ),
    title=w(
        "Three ports that stopped guessing: what a ",
        emphasis("gauge"),
        " knows that a table doesn't",
    ),
    dek=w(
        "Lyttelton, Timaru and Port Chalmers publish the water as it is, "
        "and ships leave fuller for it"
    ),
    number="58",
    authors=("Ruth O'Hara", "Sam Tait", "Ana Wu"),
)


def test_a_whole_issue_reads_as_if_somebody_had_typed_it(request: pytest.FixtureRequest) -> None:
    text = written(
        EVERY_CONSTRUCT,
        newsletter(
            publisher="Harbor Notes Trust",
            home="https://example.org/",
            reason="You receive this because you asked for tide notes.",
        ),
    )
    golden = GOLDEN / "every-construct.txt"
    if request.config.getoption("--renew-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (paragraph("A line.", LineBreak(), "Another."), "A line.\nAnother."),
        (paragraph("Two  blanks\nand a break."), "Two blanks and a break."),
        (
            paragraph(link("https://example.org/a", "https://example.org/a")),
            "https://example.org/a",
        ),
        (paragraph(link("#in-numbers", "below")), "below"),
        (paragraph(link("", "nowhere yet")), "nowhere yet"),
        (
            paragraph(
                link("mailto:a@example.org", "a@example.org"), " or ", link("tel:+643", "us")
            ),
            "a@example.org or us\u00a0[1]",
        ),
        (Rule(at=AT), "* * *"),
        (Figure(file="a.png", alt="", caption=w("Dusk"), at=AT), "Dusk"),
        (Figure(file="a.png", alt="A pier", at=AT), "[Picture: A pier]"),
        (
            Button(words=w("Ready?"), address="https://example.org/", at=AT),
            "Ready?\nhttps://example.org/",
        ),
        (Callout(box="house-rules", blocks=(), at=AT), "+-- House rules\n+--"),
        (
            Callout(box="action", blocks=(paragraph("Vote."),), at=AT),
            "+-- What to do\n|\n| Vote.\n+--",
        ),
        (
            bullets(item("One"), item("Two", blocks=(paragraph("And more."),)), item("Three")),
            "- One\n\n- Two\n\n  And more.\n\n- Three",
        ),
        (bullets(item("", blocks=(bullets(item("Deep")),))), "- - Deep"),
        (
            Quote(blocks=(paragraph("Yes."), bullets(item("a"), item("b"))), at=AT),
            "> Yes.\n>\n> - a\n> - b",
        ),
        (
            Quote(blocks=(Quote(blocks=(paragraph("Inner."),), at=AT),), source=w("Outer"), at=AT),
            "> > Inner.\n>\n> -- Outer",
        ),
        (
            Data(
                title=w("Up and down"),
                bars=(
                    Bar(label=w("Up"), value="+20 %", amount=20, at=AT),
                    Bar(label=w("Down"), value="-10 %", amount=-10, at=AT),
                    Bar(label=w("Still"), value="0", amount=0, at=AT),
                ),
                at=AT,
            ),
            (
                "+-- Up and down\n|\n"
                "| Up     +20 %  ########################\n"
                "| Down   -10 %  ############\n"
                "| Still      0  #\n+--"
            ),
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_each_block_has_its_form(block: Block, shown: str) -> None:
    assert body(block) == shown


def test_bars_leave_long_labels_a_line_of_their_own() -> None:
    long = "Containers waiting outside the port on the first Monday of the month"
    block = Data(
        title=w("Waiting"), bars=(Bar(label=w(long), value="1,412", amount=1, at=AT),), at=AT
    )
    assert body(block).splitlines()[2:4] == [f"| {long}", "|   1,412  " + "#" * 24]


def test_a_table_with_a_slot_is_not_set_in_columns_whose_width_nobody_knows() -> None:
    table = Table(
        head=(w("Name"), w("Port")),
        rows=((w(field("first_name", "you")), w("Timaru")),),
        alignments=("", ""),
        at=AT,
    )
    assert body(table) == "- Name: zq0000000000s000x\n  Port: Timaru"


def test_the_longest_plausible_name_still_fits_into_the_line() -> None:
    text = written(
        issue(
            opening=(
                paragraph(
                    "Good morning, ",
                    field("first_name", "reader"),
                    ", and good morning to all "
                    "the others who have been with us since the first of these letters.",
                ),
            )
        )
    )
    filled = text.replace("zq0000000000s000x", "Maximiliana-Alexandra Featherstonehaugh"[:30])
    assert max(cells(line) for line in filled.splitlines()) <= 72
    assert "Good morning, zq0000000000s000x, and good" in text


def test_the_way_out_has_a_line_to_itself_and_nothing_below_it() -> None:
    assert written(issue()).endswith("\nUnsubscribe:\nzq0000000000s000x\n")


def test_contents_are_listed_from_two_sections_on() -> None:
    one, two = story("A", "One"), story("B", "Two")
    assert "In this issue" not in written(issue(one))
    assert "In this issue\n  A: One\n  B: Two\n" in written(issue(one, two))


def test_a_long_entry_of_the_contents_hangs_under_its_first_word() -> None:
    long = "A headline that goes on and on until it does not fit into one line"
    text = written(issue(story("Hub Story", long), story("B", "Two")))
    assert "\n  Hub Story: A headline that" in text
    assert "\n    one line\n  B: Two\n" in text


def test_a_story_without_label_and_a_label_without_headline_have_no_stray_colon() -> None:
    text = written(issue(story("", "Only a headline"), story("Your Turn", "")))
    assert "\nONLY A HEADLINE\n" in text
    assert "\nYOUR TURN\n" in text


def test_an_empty_group_is_left_out_unless_the_newsletter_shows_it() -> None:
    groups = (group("Asia"), group("", news("", "A piece", "")))
    assert "Asia" not in written(issue(roundup("List", "This week", *groups)))
    shown = written(issue(roundup("List", "This week", *groups, shows=True)))
    assert "Asia\nNothing this time\n\n- A piece\n" in shown


def test_german_headlines_keep_their_sharp_s() -> None:
    text = written(issue(story("Im Gespräch", "Die Große Straße"), language="de"))
    assert "IM GESPRÄCH: DIE GROẞE STRAẞE" in text
    assert "Nr." not in text
    assert "7. März 2025" in text
    assert "Sie erhalten diesen Brief" in text


def test_a_slot_and_code_in_a_headline_survive_capitals() -> None:
    headline = w("For ", field("port", "you"), ": ", Code(text="unit=m"))
    text = written(issue(replace(story("Hub", ""), headline=headline)))
    assert "HUB: FOR zq0000000000s000x: `unit=m`" in text


def test_french_labels_have_their_space() -> None:
    text = written(
        issue(
            roundup(
                "À lire", "Ports", group("", news("Le Monde", "Le Havre", "https://example.org/h"))
            ),
            language="fr",
        )
    )
    assert "À LIRE\u202f: PORTS" in text
    assert "- Le Monde\u202f: Le Havre" in text
    assert "Se désabonner\u202f:" in text


def test_japanese_has_no_capitals_and_breaks_without_blanks() -> None:
    sentence = "港の水位は毎日変わります。「表」はそれを知りません。" * 4
    text = written(
        issue(
            story("特集", "USB と潮位", paragraph(sentence)),
            language="ja",
            title=w("潮位表を信じない三つの港"),
        )
    )
    assert "特集：USB と潮位\n---------------" in text
    lines = text.partition("---------------\n\n")[2].partition("\n\n")[0].splitlines()
    assert "".join(lines) == sentence
    assert all(66 <= cells(line) <= 72 for line in lines[:-1])
    assert not any(line[0] in "。」、" or line[-1] in "「" for line in lines)


def test_arabic_stays_in_the_order_it_was_written_without_marks_of_direction() -> None:
    text = written(
        issue(
            story("القصة", "موانئ", paragraph("قال الربان", ": «نعم»")),
            language="ar",
            direction="rtl",
        )
    )
    assert "قال الربان: «نعم»" in text
    assert "إلغاء الاشتراك:" in text
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)


def test_very_deep_nesting_stays_on_the_page_with_all_its_words() -> None:
    inner: Block = paragraph("the bottom of it all, at last, and not one word has fallen off")
    for _ in range(15):
        inner = Quote(blocks=(bullets(item("step", blocks=(inner,))),), at=AT)
    shown = body(inner)
    assert max(map(cells, shown.splitlines())) <= 72
    assert shown.count("step") == 15
    assert "bottom" in shown


# --- every word, every address ---------------------------------------------------------

word = st.text("abcdefgßéİ漢字かな", min_size=1, max_size=14) | st.text(
    "xyz", min_size=60, max_size=99
)
text_of = st.lists(word, min_size=1, max_size=30).map(" ".join)
plain_words = text_of.map(w)
address_of = st.text("abc/?&=", max_size=90).map("https://example.org/".__add__)
words_of = st.lists(
    st.one_of(
        text_of.map(lambda text: Text(text=text)),
        text_of.map(lambda text: Strong(words=w(text))),
        text_of.map(lambda text: Emphasis(words=w(text))),
        st.builds(link, address_of, text_of),
        st.just(LineBreak()),
        st.just(field("first_name", "reader")),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


def wrapping(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    blocks = st.lists(inner, min_size=1, max_size=2).map(tuple)
    items = st.lists(
        st.builds(
            ListItem,
            lead=plain_words,
            words=words_of,
            date=st.just("2024"),
            blocks=blocks,
            at=st.just(AT),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple)
    here = st.just(AT)
    style = st.sampled_from(ListStyle)
    return st.one_of(
        st.builds(Quote, blocks=blocks, source=words_of, at=here),
        st.builds(
            Callout, box=st.just("key"), title=plain_words, blocks=blocks, source=words_of, at=here
        ),
        st.builds(List, style=style, items=items, start=st.just(8), at=here),
    )


def table_of(columns: int) -> st.SearchStrategy[Table]:
    row = st.tuples(*[plain_words] * columns)
    return st.builds(
        Table,
        head=row,
        rows=st.lists(row, max_size=3).map(tuple),
        alignments=st.just(("right",) * columns),
        at=st.just(AT),
    )


leaf: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, words=words_of, at=st.just(AT)),
    st.builds(Subhead, words=plain_words, at=st.just(AT)),
    st.builds(Button, words=plain_words, address=address_of, at=st.just(AT)),
    st.builds(Figure, file=st.just("a.png"), alt=text_of, caption=words_of, at=st.just(AT)),
    st.integers(1, 3).flatmap(table_of),
)
blocks_of = st.lists(st.recursive(leaf, wrapping, max_leaves=3), max_size=2).map(tuple)
issues = st.builds(
    lambda opening, kicker, headline, blocks, source, heading, address: issue(
        replace(story(kicker, "", *blocks), headline=headline),
        roundup("List", "This week", group(kicker, news(source, heading, address))),
        opening=opening,
    ),
    blocks_of,
    text_of,
    plain_words,
    blocks_of,
    text_of,
    text_of,
    address_of,
)


def words_in(words: Words) -> list[str]:
    found: list[str] = []
    for span in words:
        match span:
            case Text(text=text):
                found += text.split()
            case Strong() | Emphasis() | Link():
                found += words_in(span.words)
            case _:
                continue
    return found


def words_of_block(block: Block) -> list[str]:
    match block:
        case Paragraph() | Subhead() | Button():
            return words_in(block.words)
        case Figure():
            return [*block.alt.split(), *words_in(block.caption)]
        case Table():
            return [word for row in block.rows for cell in row for word in words_in(cell)]
        case List():
            return [
                word
                for item in block.items
                for words in (
                    words_in(item.lead),
                    words_in(item.words),
                    [item.date],
                    *map(words_of_block, item.blocks),
                )
                for word in words
            ]
        case Quote() | Callout():
            title = words_in(block.title) if isinstance(block, Callout) else []
            inner = [word for b in block.blocks for word in words_of_block(b)]
            return [*title, *inner, *words_in(block.source)]
        case _:
            return []


def addresses_of(blocks: object) -> set[str]:
    return set(re.findall(r"address='(https:[^']*)'", repr(blocks)))


@settings(max_examples=60, deadline=None)
@given(issues)
def test_every_word_and_every_address_is_in_the_text_in_order_and_on_the_page(one: Issue) -> None:
    text = written(one)
    seen, at = re.sub(r"\s|[>|]|\+--", "", text.partition("=\n")[2]).casefold(), 0
    for section in (None, *one.sections):
        expected = [] if section is None else [*section.kicker.split(), *words_in(section.headline)]
        for block in one.opening if section is None else section.blocks:
            expected += words_of_block(block)
        for word in expected:
            found = seen.find(word.casefold(), at)
            assert found >= 0, word
            at = found + len(word.casefold())
    assert {a for a in addresses_of(one) if a not in text} == set()
    for line in text.splitlines():
        assert line == line.rstrip()
        assert cells(line) <= 72 or "https://" in line or "zq0000000000s" in line
