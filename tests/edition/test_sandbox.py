"""What a template may do, and where it is stopped. Traps 33 and 40."""

import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.edition import Edition, Template
from composer.findings import Finding
from composer.issue import Issue

Complaints = Callable[..., tuple[Finding, ...]]
WHOLE = "edition.mjml.j2"
MJML = """<mjml>
<mj-head><mj-title>{{ issue.title|plain }}</mj-title></mj-head>
<mj-body><mj-section><mj-column><mj-text>
%s
<a href="{{ reader.unsubscribe_url }}">{{ t.unsubscribe }}</a>
</mj-text></mj-column></mj-section></mj-body>
</mjml>
"""


def with_code(code: str) -> dict[str, str]:
    return {WHOLE: MJML % code}


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("{{ nobody }}", "template-name", "nobody"),
        ("{{ issue.colour }}", "template-name", "colour"),
        ("{{ reader.shoe_size }}", "template-name", "shoe_size"),
        ("{{ issue.title|sparkle }}", "template-syntax", "sparkle"),
        ("{{ issue.title|safe }}", "template-syntax", "safe"),
        ("{% if issue is in_love %}{% endif %}", "template-syntax", "in_love"),
        ("{% for x in %}", "template-syntax", ""),
        ("{% include 'boxes/nowhere.html.j2' %}", "no-partial", "nowhere"),
        ("{{ none }}", "template-code", "empty"),
        ("{{ 1 // 0 }}", "template-code", "zero"),
    ],
)
def test_a_mistake_in_jinja_is_told_at_its_line(
    code: str, kind: str, words: str, complaints: Complaints
) -> None:
    """Trap 40: undefined names fail."""
    (finding,) = complaints(files=with_code(code))
    assert finding.code == kind
    assert words in finding.message
    assert str(finding.at) == "templates/trial/edition.mjml.j2:4:1"


def test_a_mistake_in_an_included_file_is_told_in_that_file(complaints: Complaints) -> None:
    files = with_code("{% include 'part.html.j2' %}") | {"part.html.j2": "<p>\n\n{{ oops }}</p>"}
    (finding,) = complaints(files=files)
    assert str(finding.at) == "templates/trial/part.html.j2:3:1"


def test_everything_printed_is_escaped(edition_of: Callable[..., Edition]) -> None:
    """Trap 40: autoescape is on for .mjml.j2, .html.j2 and macros."""
    code = "{% macro m(x) %}{{ x }}{% endmacro %}{{ '<i>1</i>' }}{{ m('<i>2</i>') }}{{ a }}"
    code = "{% set a = '<i>' ~ 3 ~ '</i>' %}" + code
    html = edition_of(files=with_code(code)).html
    assert "<i>" not in html
    assert "&lt;i&gt;1&lt;/i&gt;&lt;i&gt;2&lt;/i&gt;&lt;i&gt;3&lt;/i&gt;" in html


ESCAPES = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ issue|attr('__class__') }}",
    "{{ issue.__class__.__init__.__globals__ }}",
    "{{ newsletter.model_copy() }}",
    "{{ newsletter.model_dump_json() }}",
    "{{ newsletter.__pydantic_fields__ }}",
    "{{ '{0.__class__}'.format(issue) }}",
    "{{ '%s'.format_map(issue) }}",
    "{{ self.__init__ }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ when.__func__ }}",
    "{{ picture.__self__ }}",
    "{{ section_partial.__self__ }}",
    "{{ namespace.__mro__ }}",
    "{{ [].append(1) }}",
    "{{ issue.sections.__len__() }}",
    "{% import 'os' as os %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../newsletter.toml' %}",
    "{% include 'template.toml' %}",
    "{% extends 'edition.mjml.j2' %}",
    "{% block a %}{% endblock %}",
    "{% autoescape false %}{% endautoescape %}",
    "{{ [issue]|map('safe')|first }}",
    "{{ [issue]|map(attribute='__class__')|first }}",
    "{{ ''|_left }}",
    "{{ [1]|map('_left')|list }}",
    "{{ [-10000000000]|map('_charged')|list }}",
    "{{ self }}",
    "{{ when }}",
    "{{ issue }}",
    "{{ [1, 2] }}",
    "{{ 'a' ~ [1, 2] }}",
    "{{ [1, 2]|lower }}",
    "{{ [[1], [2]]|join }}",
    "{{ reader._book }}",
    "{{ range.__class__ }}",
]


@pytest.mark.parametrize("code", ESCAPES)
def test_a_template_cannot_reach_out_of_its_box(code: str, complaints: Complaints) -> None:
    findings = complaints(files=with_code(code))
    assert all(f.at and f.at.path == f"templates/trial/{WHOLE}" for f in findings)


LISTS_IN_LISTS = (
    "{% set n = namespace(x=1, y=1) %}{% for i in range(40) %}"
    "{% set n.x = (n.x, n.x) %}{% set n.y = (n.y, n.y) %}{% endfor %}"
)
"""Two of 2**40 parts each, in the memory of a few hundred."""


def long_text(code: str, *, start: str = "'abcd'", body: str = "") -> str:
    """`n.x` grows to 200,000 characters or parts, and what `code` makes of it is kept."""
    return (
        f"{{% set n = namespace(x={start}, l=1) %}}"
        "{% for i in range(15) %}{% set n.x = n.x + n.x %}{% endfor %}"
        "{% for i in range(999) %}{% for j in range(50) %}"
        f"{{% set n.l = [n.l, {code}] %}}{body}{{% endfor %}}{{% endfor %}}"
    )


BOMBS = {
    "loops in loops": "{% for a in range(999) %}" * 4 + "x" + "{% endfor %}" * 4,
    "a text a billion times": "{{ 'a' * 10**9 }}",
    "a number without end": "{{ 10**10**8 }}",
    "squares of squares": "{% set n = namespace(x=9) %}{% for i in range(99) %}"
    "{% set n.x = n.x * n.x %}{% endfor %}",
    "a text that doubles": "{% set n = namespace(x='ab') %}{% for i in range(99) %}"
    "{% set n.x = n.x ~ n.x %}{% endfor %}",
    "a text that doubles by +": "{% set n = namespace(x='ab') %}{% for i in range(99) %}"
    "{% set n.x = n.x + n.x %}{% endfor %}",
    "a block that doubles": "{% set x %}ab{% endset %}"
    + "{% set x %}{{ x }}{{ x }}{% endset %}" * 40,
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a macro that calls itself twice": "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}"
    "{% endif %}{% endmacro %}{{ m(28) }}",
    "a file that includes itself": "{% include 'edition.mjml.j2' %}",
    "a range without end": "{{ range(10**12)|list }}",
    "ranges joined in a loop": "{% for i in range(999) %}"
    "{% set x = range(999)|join(',') %}{% endfor %}",
    "a width without end": "{{ '%1000000000d' % 1 }}",
    "a format that pads": "{{ '{:>1000000000}'.format(1) }}",
    "a filter that pads": "{{ 'a'|center(1000000000) }}",
    "a method that pads": "{{ 'a'.ljust(1000000000) }}",
    "a filter that repeats": "{{ ('a' * 9)|replace('a', 'b' * 9) }}",
    "looking in long lists": "{% for i in range(999) %}{% for j in range(999) %}"
    "{% if 'x' in range(999) %}{% endif %}{% endfor %}{% endfor %}",
    "static text in a loop": "{% for i in range(999) %}" + "text " * 2000 + "{% endfor %}",
    "static text in a macro": "{% macro m() %}" + "text " * 2000 + "{% endmacro %}"
    "{% for i in range(999) %}{% set x = m() %}{% endfor %}",
    "a width as wide as a slot": "{{ '%1000000000s' % reader.first_name }}",
    "a number of long digits": "{% set n = namespace(x='f') %}{% for i in range(19) %}"
    "{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x|int(16) % 7 }}",
    "a number written out": "{{ 0x" + "f" * 3000 + " % 7 }}",
    "parts cut from a long text": long_text("n.x[j + 1:]"),
    "capitals of a long text": long_text("n.x.upper()"),
    "parts cut from a long list": long_text("n.x[j + 1:]", start="[1, 2, 3, 4]"),
    "a long list as arguments": "{% macro m() %}{% set n.l = [n.l, varargs] %}{% endmacro %}"
    + long_text("m(*n.x)", start="[1, 2, 3, 4]"),
    "a list written out in a loop": long_text("[" + "1, " * 9_000 + "]", start="1"),
    "a long body in a loop": long_text("1", start="1", body="{% if i %}{% endif %}" * 1_500),
    **{
        f"lists in lists, {way}": LISTS_IN_LISTS + code
        for way, code in {
            "compared": "{{ n.x == n.y }}",
            "tested": "{{ n.x is eq(n.y) }}",
            "selected": "{{ [n.x]|select('eq', n.y)|list|length }}",
            "seen to change": "{% for x in [n.x, n.y] %}{{ loop.changed(x) }}{% endfor %}",
            "as a key": "{{ {n.x: 1}|length }}",
            "looked up": "{{ {1: 1}[n.x] }}",
            "asked for": "{{ {1: 1}.get(n.x) }}",
        }.items()
    },
    "expressions in brackets": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_ends_in_one_finding_and_flat_memory(bomb: str, complaints: Complaints) -> None:
    before = peak_mb()
    findings = complaints(files=with_code(bomb))
    assert len(findings) == 1
    assert findings[0].at is not None
    assert findings[0].at.path == f"templates/trial/{WHOLE}"
    assert peak_mb() - before < 100


def peak_mb() -> float:
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


@pytest.mark.parametrize(
    "code",
    [
        "{% if reader.first_name %}x{% endif %}",
        "{% for c in reader.name %}{% endfor %}",
        "{{ reader.name == 'Ann' }}",
        "{{ reader.name|upper }}",
        "{{ reader.name|length }}",
        "{{ reader.name ~ '' if reader.name > 'a' }}",
        "{{ reader.name + 'x' }}",
        "{{ reader.name[:3] }}",
        "{{ reader.name|trim }}",
    ],
)
def test_a_slot_can_only_be_printed(code: str, complaints: Complaints) -> None:
    """Trap 33."""
    (finding,) = complaints(files=with_code(code))
    assert finding.code == "template-slot"
    assert "only known when a message is addressed" in finding.message
    assert finding.at is not None
    assert finding.at.line == 4


def test_a_slot_that_was_changed_on_its_way_is_noticed(complaints: Complaints) -> None:
    """Trap 33: a slot hidden in words, and upper case around it."""
    text = "## Hub Story: One\n\nDear {{first_name|reader}}!\n"
    code = "{{ (issue.sections|first).blocks[0].words|html|upper }}"
    (finding, *_) = complaints(text, files=with_code(code))
    assert finding.code == "slot-broken"


def test_a_condition_that_is_not_ended_is_told(complaints: Complaints) -> None:
    (finding,) = complaints(files=with_code("{{ when('first_name') }}Dear"))
    assert finding.code == "open-condition"
    (finding,) = complaints(files=with_code("{{ done() }}"))
    assert (finding.code, finding.at and finding.at.line) == ("open-condition", 4)


def test_what_designers_need_works(edition_of: Callable[..., Edition]) -> None:
    code = """
{% set seen = namespace(count=0) %}
{% for block in (issue.sections|first).blocks %}{% set seen.count = seen.count + 1 %}{% endfor %}
{% for name in ["b", "a"]|map("upper")|list %}{{ loop.index }}{{ name }}{% endfor %}
<p>{{ seen.count }} {{ ["x", "y"]|join(", ") }} {{ "  z "|trim }} {{ "" |default("d") }}
{{ issue.date.year }} {{ 7 % 4 }} {{ 2 * 3 }} {{ "yes" if "Hub" in "Hub Story" else "no" }}
{{ reader.first_name.fallback("there") }} {{ "a" if [1, 2] + [3] else "b" }}</p>
{{ when("first_name") }}Dear {{ reader.first_name }}{{ otherwise() }}Hello{{ done() }}
"""
    edition = edition_of(files=with_code(code))
    assert "1B2A" in edition.html
    assert "1 x, y z d" in edition.html
    assert "2025 3 6 yes" in " ".join(edition.html.split())
    assert [(s.name, s.fallback) for s in edition.slots][:2] == [
        ("first_name", "there"),
        ("first_name", ""),
    ]
    assert len(edition.conditions) == 1


def test_files_that_import_each_other_by_the_thousand_are_stopped(complaints: Complaints) -> None:
    files = with_code("{% import 'i0.j2' as a with context %}")
    for number in range(20):
        twice = f"{{% import 'i{number + 1}.j2' as x with context %}}" * 2
        files[f"i{number}.j2"] = twice
    (finding,) = complaints(files=files | {"i20.j2": "x"})
    assert finding.code == "template-budget"


def test_threads_spend_from_budgets_of_their_own(
    template_of: Callable[..., Template], issue_of: Callable[..., Issue], tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from composer.edition.budget import Budget, running, spending

    def spend(count: int) -> int:
        with spending(Budget()) as budget:
            for _ in range(count):
                running().step()
            return budget.steps

    with ThreadPoolExecutor(4) as threads:
        left = list(threads.map(spend, [10, 20, 30, 40]))
    assert [50_000 - steps for steps in left] == [10, 20, 30, 40]
