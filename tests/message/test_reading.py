"""Markers become programs by where they stand, or findings; all of them at once."""

from dataclasses import replace

import pytest

from composer.errors import DesignerError
from composer.message.program import Branch, Fill
from composer.message.reading import Programs, read_programs
from tests.message.editions import NONCE, edition, page, slot, when

NAME, CITY, LEAVE = slot("name"), slot("city"), slot("unsubscribe_url")


def read_html(body: str) -> Programs:
    return read_programs(edition(html=page(body)))


def contexts(programs: Programs) -> list[tuple[str, str]]:
    return [(s.name, s.context.value[0]) for s in programs.html if isinstance(s, Fill)]


@pytest.mark.parametrize(
    ("body", "context"),
    [
        (f"<p>Dear {NAME}</p>", "markup"),
        (f"<p>1 < 2 {NAME}</p>", "markup"),
        (f'<img alt="for {NAME}" src="https://x.example/a.png">', "markup"),
        (f"<img alt='for {NAME}'>", "markup"),
        (f'<p aria-label="{NAME}">', "markup"),
        (f'<p data-x="{NAME}">', "markup"),
        (f'<a title="a > b {NAME}" href="#x">', "markup"),
        (f"<!-- {NAME} -->", "markup"),
        (f"<!--[if mso]><b>{NAME}</b><![endif]-->", "markup"),
        (f'<!--[if mso | IE]><td title="{NAME}"><![endif]-->', "markup"),
        (f"<!--[if !mso]><!--><p>{NAME}</p><!--<![endif]-->", "markup"),
        (f"<style>p {{ a: b }}</style><p>{NAME}</p>", "markup"),
        (f"<title>{NAME}</title>", "markup"),
        (f'<a href="https://x.example/{NAME}">', "address"),
        (f'<a href="https://x.example?n={NAME}&amp;a=b">', "address"),
        (f'<a href="http://x.example#{NAME}">', "address"),
        (f'<a href="https://x.example:8080/a/{NAME}/b">', "address"),
        (f'<a href="mailto:ed@x.example?subject={NAME}">', "address"),
        (f'<img src="https://x.example/{NAME}.png">', "address"),
        (f'<td background="https://x.example/{NAME}">', "address"),
        (f'<!--[if mso]><v:rect href="https://x.example/{NAME}"><![endif]-->', "address"),
    ],
)
def test_a_slot_is_escaped_by_where_it_stands(body: str, context: str) -> None:
    """Trap 32, the places that are fine."""
    assert contexts(read_html(body)) == [("name", context)]


@pytest.mark.parametrize(
    "body",
    [
        f'<p style="color:{NAME}">',
        f'<p onclick="x({NAME})">',
        f"<style>p {{ color: {NAME} }}</style>",
        f"<script>{NAME}</script>",
        f"<STYLE>{NAME}</STYLE>",
        f"<style>{NAME}",
        f"<noscript>{NAME}</noscript>",
        f"<{NAME}>",
        f"<p{NAME}>",
        f"</{NAME}>",
        f'<p {NAME}="x">',
        f"<p {NAME}>",
        f"<a title={NAME}>",
        f"<a href=https://x.example/{NAME}>",
        f'<a href="{NAME}">',
        f'<a href="{NAME}://x.example">',
        f'<a href="https://{NAME}/">',
        f'<a href="https://{NAME}.x.example/">',
        f'<a href="https://x.example{NAME}/">',
        f'<a href="https://x.example:{NAME}/">',
        f'<a href="//{NAME}">',
        f'<a href="javascript:x({NAME})">',
        f'<a href="&#106;avascript://x/{NAME}">',
        f'<a href="data:text/html,{NAME}">',
        f'<a href="mailto:{NAME}">',
        f'<a href="https:\\\\{NAME}">',
        f'<a href="/{NAME}">',
        f'<img srcset="https://x.example/{NAME} 2x">',
        f'<p class="{NAME}">',
        f'<p id="{NAME}">',
        f'<meta content="0;url={NAME}">',
        f'<base href="https://x.example/{NAME}">',
        f'<iframe srcdoc="{NAME}">',
        f'<!--[if mso]><p style="x:{NAME}"><![endif]-->',
        f"<!--[if mso]><style>{NAME}</style><![endif]-->",
        f'<!--[if mso]><a href="https://{NAME}"><![endif]-->',
        f"<!--[if {NAME}]>x<![endif]-->",
        f"<!doctype {NAME}>",
        f"<?xml {NAME}?>",
        f'<p title="x{NAME}',
        f'<p title="x"y>{NAME}</p>',
        f'<p a=\'b"c">{NAME}</p>',
        f'<a href="{LEAVE}?n={NAME}">',
    ],
)
def test_a_slot_where_nothing_can_be_escaped_is_refused(body: str) -> None:
    """Trap 32, the places that are not."""
    with pytest.raises(DesignerError) as refusal:
        read_html(body)
    for finding in refusal.value.findings:
        assert finding.code == "slot-place"
        assert "'name'" in finding.message or "'unsubscribe_url'" in finding.message
        assert finding.hint


@pytest.mark.parametrize(
    ("body", "context"),
    [
        (f'<a href="{LEAVE}">', "markup"),
        (f"<a href='{LEAVE}'>", "markup"),
        (f'<!--[if mso]><v:rect href="{LEAVE}"><![endif]-->', "markup"),
        (f"<p>{LEAVE}</p>", "markup"),
        (f'<a href="https://x.example/?to={LEAVE}">', "address"),
    ],
)
def test_only_the_address_for_leaving_may_be_a_whole_address(body: str, context: str) -> None:
    assert contexts(read_html(body)) == [("unsubscribe_url", context)]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        (f"Dear {NAME}", "plain"),
        (f"see https://x.example/ {NAME}", "plain"),
        (f"<https://x.example/>{NAME}", "plain"),
        (f"https://x.example/\n{NAME}", "plain"),
        (f"https://x.example/{NAME}", "address"),
        (f"(https://x.example/a?b={NAME})", "address"),
        (f"mailto:ed@x.example?subject={NAME}", "address"),
    ],
)
def test_in_the_text_part_only_addresses_are_encoded(text: str, context: str) -> None:
    programs = read_programs(edition(text=text))
    assert [s.context.value[0] for s in programs.text if isinstance(s, Fill)] == [context]


@pytest.mark.parametrize("text", [f"https://{NAME}/", f"mailto:{NAME}", f"ftp://{NAME}"])
def test_in_the_text_part_no_slot_chooses_a_site(text: str) -> None:
    with pytest.raises(DesignerError, match="choose the site"):
        read_programs(edition(text=text))


def test_the_address_for_leaving_stays_as_it_is_in_the_text_part() -> None:
    programs = read_programs(edition(text=f"https://x.example/?to={LEAVE}"))
    assert [s.context.value[0] for s in programs.text if isinstance(s, Fill)] == ["plain"]


@pytest.mark.parametrize(
    "trace",
    [
        NAME.upper(),
        NAME.title(),
        NAME[:-1],
        NAME[:8],
        NONCE,
        f"{NONCE}s099x",
        f"<!--{NONCE}if099x-->",
        f"<!-- {NONCE}if000x -->",
        f"{NONCE}s000",
        f"&lt;!--{NONCE}if000x--&gt;",
    ],
)
def test_what_is_left_of_a_changed_marker_is_refused(trace: str) -> None:
    """Traps 33 and 38."""
    for changed in (
        edition(html=page(f"<p>{trace}</p>")),
        edition(text=f"Dear {trace}"),
        edition(subject=f"For {trace}"),
    ):
        with pytest.raises(DesignerError) as refusal:
            read_programs(changed)
        assert refusal.value.findings[0].code in {"slot-changed", "condition-place"}


def test_conditions_become_branches() -> None:
    steps = read_html(f"<p>{when(0, 'A' + when(1, 'B'), NAME)}</p>").html
    (branch,) = [s for s in steps if isinstance(s, Branch)]
    assert branch.name == "name"
    assert [s.then for s in branch.then if isinstance(s, Branch)] == [("B",)]
    assert [s.name for s in branch.otherwise if isinstance(s, Fill)] == ["name"]


def control(word: str, number: int = 0) -> str:
    return f"<!--{NONCE}{word}{number:03d}x-->"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f"{control('if')}x", "open-condition"),
        (f"x{control('end')}", "open-condition"),
        (f"{control('else')}", "open-condition"),
        (f"{control('if')}{control('if', 1)}{control('end')}{control('end', 1)}", "open-condition"),
        (f"{when(0, 'a', 'b' + control('else'))}", "open-condition"),
        (f"<!--[if mso]>{control('if')}x{control('end')}<![endif]-->", "condition-place"),
        (f"<!-- {control('if')}x{control('end')}", "condition-place"),
        (f"<p title='{control('if')}x{control('end')}'>", "condition-place"),
        (f"<style>{when(0, 'p')}</style>", "condition-place"),
    ],
)
def test_a_condition_that_is_not_in_pairs_between_elements_is_refused(body: str, code: str) -> None:
    with pytest.raises(DesignerError) as refusal:
        read_html(body)
    assert code in {finding.code for finding in refusal.value.findings}


def test_there_are_no_conditions_but_in_html() -> None:
    for changed in (edition(text=when(0, "x")), edition(subject=when(0, "x"))):
        with pytest.raises(DesignerError, match="HTML only"):
            read_programs(changed)


def test_all_findings_come_at_once_and_none_twice() -> None:
    wrong = edition(
        html=page(f"<p style='{NAME}'>{control('if')}</p><p style='{NAME}'>"),
        text=f"https://{CITY}/ {NAME.upper()}",
    )
    with pytest.raises(DesignerError) as refusal:
        read_programs(wrong)
    assert sorted(finding.code for finding in refusal.value.findings) == [
        "open-condition",
        "slot-changed",
        "slot-place",
        "slot-place",
    ]


def test_another_nonce_gives_the_same_programs() -> None:
    """Trap 38: the nonce differs per content, what is spliced does not."""
    other = "zqfedcba9876"
    one = edition(html=page(when(0, f"<p>{NAME}</p>")))
    two = replace(
        one,
        nonce=other,
        html=one.html.replace(NONCE, other),
        text=one.text.replace(NONCE, other),
        subject=one.subject.replace(NONCE, other),
        slots=tuple(replace(s, marker=s.marker.replace(NONCE, other)) for s in one.slots),
    )

    def shape(programs: Programs) -> str:
        return repr((programs.subject, programs.text, programs.html))

    assert shape(read_programs(one)) == shape(read_programs(two))
