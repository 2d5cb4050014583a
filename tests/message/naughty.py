"""What a stranger may have typed as a name: a seeded generator of our own.

Nothing here is copied from a list. Each class below yields some fixed shapes and some
drawn with a seed, so that the strings are many, distinct and the same in every run:

* controls: every C0 and C1 character alone and inside a name, NUL, escape sequences
* separators: CR, LF, U+0085, U+2028, U+2029 in all orders; header injections after them
* blanks: NBSP, ideographic, zero-width, hair, tab, none at all, empty
* directions: overrides, embeddings, isolates, marks, unbalanced and nested; Hebrew, Arabic
* formats: soft hyphen, BOM, joiners, invisible operators, tags, interlinear marks
* marks: combining piles, marks without a base, Zalgo
* scripts: CJK, Thai, Devanagari, Hangul, half and full width, confusables, astral letters
* emoji: ZWJ families, skin tones, flags, keycaps, variation selectors
* broken: lone surrogates, noncharacters, U+FFFD
* markup: tags, comments, CDATA, entities, quotes, attributes, Outlook's conditionals
* scripts that run: event handlers, javascript and data addresses, SVG
* templates: {{ }}, {% %}, ${ }, #{ }, %s, {0}, <%= %>, back-quotes
* queries, shells, paths and addresses: SQL, pipes, traversal, UNC, URLs, mail addresses
* mail: encoded words, quoted-printable, base64-likes, dots, "From ", boundaries, commands
* values: numbers, NaN, infinities, booleans, null, dates, versions
* markers: look-alikes of our own markers, with and without the nonce given
* lengths: one character to five thousand, without a blank and with
"""

import random
from collections.abc import Iterator

SEED = 20250220
ENOUGH = 515


def naughty_strings(nonce: str) -> list[str]:
    """At least 515 distinct strings; `nonce` is that of the edition under test."""
    chance = random.Random(SEED)
    classes = (
        _controls(),
        _separators(),
        _blanks(),
        _directions(chance),
        _formats(),
        _marks(chance),
        _scripts(chance),
        _emoji(),
        _broken(chance),
        _markup(),
        _running(),
        _templates(),
        _systems(),
        _mail(),
        _values(),
        _markers(nonce),
        _lengths(),
        _mixtures(chance),
    )
    return list(dict.fromkeys(text for group in classes for text in group))


def _controls() -> Iterator[str]:
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        yield f"Bo{chr(code)}b"
    yield from ("\x00", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\b\b\bBob", "Bob\x7f\x7f")


def _separators() -> Iterator[str]:
    ends = ("\r", "\n", "\r\n", "\n\r", "\x85", "\u2028", "\u2029", "\v", "\f", "\x1c")
    for end in ends:
        yield f"Bob{end}Bcc: eve@example.net"
        yield f"Bob{end}{end}<b>body</b>"
        yield f"{end}Bob"
        yield f"Bob{end}.{end}MAIL FROM:<eve@example.net>"
    yield from ("Bob\r\n Bcc: folded", "Bob\r\n\tX: y", "Bob%0d%0aBcc: x", "Bob\\r\\nBcc: x")


def _blanks() -> Iterator[str]:
    blanks = "\u00a0\u1680\u2000\u2003\u200a\u202f\u205f\u3000\u200b\u180e\u2800\u3164\uffa0"
    for blank in blanks:
        yield blank
        yield f"Anna{blank}Maria"
        yield f"{blank}Anna{blank}"
    yield from ("", " ", "  two  blanks  ", "\t", "a\tb", " leading", "trailing ", "a   b")


def _directions(chance: random.Random) -> Iterator[str]:
    controls = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    for control in controls:
        yield f"{control}evil"
        yield f"Bob{control}"
    for _ in range(20):
        yield "".join(chance.choice(controls + "abc\u05d0\u0627") for _ in range(9))
    yield from ("\u05d3\u05d5\u05d3", "\u0645\u062d\u0645\u062f", "Bob \u05d3\u05d5\u05d3 3")
    yield from ("\u200eBob", "\u200fBob", "\u061cBob", "moc.live//:sptth\u202e", "\u202egnp.exe")


def _formats() -> Iterator[str]:
    for code in (0xAD, 0xFEFF, 0x200C, 0x200D, 0x2060, 0x2061, 0x2063, 0x206A, 0x206F, 0xFFF9):
        yield f"A{chr(code)}B"
        yield chr(code)
    yield from ("\U000e0041\U000e007f", "\U0001d173", "\u034f", "Z\u00adoe", "\ufeffBob")


def _marks(chance: random.Random) -> Iterator[str]:
    above, below = range(0x300, 0x316), range(0x316, 0x334)
    for height in (1, 3, 9, 30):
        for word in ("Zoe", "Bob Smith", "x"):
            yield "".join(
                letter + "".join(chr(chance.choice((*above, *below))) for _ in range(height))
                for letter in word
            )
    yield from ("\u0301", "\u0301Bob", "e\u0301", "\u1e69\u0323", "Zo\u0308e", "\u20dd\u20e3")


def _scripts(chance: random.Random) -> Iterator[str]:
    yield from ("\u5c71\u7530\u592a\u90ce", "\u5c71\u7530" * 30, "\u9f98\u9f98", "B\u00f9i Minh")
    yield from ("\u0e01\u0e33\u0e23\u0e39", "\u0928\u092e\u0938\u094d\u0924\u0947", "\uae40\ucca0")
    yield from ("\u1112\u1161\u11ab", "\uff22\uff4f\uff42", "\uff1cscript\uff1e", "\uff02\uff07")
    yield from (
        "B\u043eb",
        "\u0412\u043e\u0432",
        "\u0440ayp\u0430l",
        "\u0131\u0130",
        "\u1e9e\u00df",
    )
    yield from ("\U0001d4d1\U0001d4f8\U0001d4eb", "\U00020000\U0002a6d6", "\U00010348", "\ufb01")
    yield from ("\u212a\u017f", "na\u00efve Zo\u00eb", "\u00c5ngstr\u00f6m", "\u2019\u201c\u201d")
    pools = ((0x400, 0x4FF), (0x5D0, 0x5EA), (0x620, 0x64A), (0x3041, 0x3096), (0x1F600, 0x1F64F))
    for first, last in pools:
        for length in (1, 7, 40):
            yield "".join(chr(chance.randint(first, last)) for _ in range(length))


def _emoji() -> Iterator[str]:
    yield from (
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
        "\u2764\ufe0f\u200d\U0001f525",
        "\U0001f44d\U0001f3fd",
        "\U0001f1ef\U0001f1f5",
        "\U0001f1e6",
        "1\ufe0f\u20e3",
        "#\ufe0f\u20e3 =?",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\u200d\u200d",
        "\ufe0e\ufe0f",
        "\U0001f600" * 60,
        "Bob \U0001f600 <b>",
    )


def _broken(chance: random.Random) -> Iterator[str]:
    yield from ("\ud800", "\udfff", "a\ud83d", "\ude00b", "\udc80\udcff", "Bob\ud800Bob")
    yield from ("\ufffe", "\uffff", "\ufdd0", "\U0001ffff", "\U0010fffe", "\ufffd", "\ufffc")
    for _ in range(6):
        yield "".join(chr(chance.randint(0xD800, 0xDFFF)) for _ in range(3))


def _markup() -> Iterator[str]:
    for quote in ('"', "'", "`", "\"'", '\\"', "&quot;", "&#34;", "&#x22;", "\u201d"):
        yield quote
        yield f"{quote}>"
        yield f"{quote} onmouseover={quote}x"
    yield from ("<", ">", "&", "<>", "</", "<!", "<?", "/>", "</p>", "<p", "</td></tr></table>")
    yield from ("<b>bold</b>", "<br/>", "</body></html>", "<plaintext>", "<xmp>", "</title>")
    yield from ("<!--", "-->", "--!>", "--", "<!-->", "<!--[if mso]>", "<![endif]-->", "<![endif]")
    yield from ("<![CDATA[x]]>", "]]>", "<?php echo 1 ?>", "<!doctype html>", "<!ENTITY x 'y'>")
    yield from (
        "&amp;",
        "&lt;script&gt;",
        "&nosuch;",
        "&#0;",
        "&#xD800;",
        "&#1114112;",
        "&amp",
        "&#",
    )
    yield from ("a & b \"q\" 'z'", "R&D", "AT&T;", "x=y", "a=b&c=d", "<a href=//x>", "\\u003cb>")


def _running() -> Iterator[str]:
    calls = ("alert(1)", "alert`1`", "eval(name)", "fetch('//x')")
    for call in calls:
        yield f"<script>{call}</script>"
        yield f"<img src=x onerror={call}>"
        yield f'"><svg/onload={call}>'
        yield f"javascript:{call}"
        yield f"</style><script>{call}</script>"
        yield f"' style='x:expression({call})"
    yield from (
        "data:text/html,<b>x",
        "vbscript:x",
        "jav\tascript:x",
        "JaVaScRiPt:x",
        "&#106;avascript:",
    )
    yield from (
        "<iframe srcdoc=x>",
        "<base href=//x>",
        "<meta http-equiv=refresh>",
        "<form action=//x>",
    )
    yield from (
        "<ScRiPt>",
        "<script\x00>",
        "<scr<script>ipt>",
        "<math><mi//xlink:href=x>",
        "@import '//x'",
    )


def _templates() -> Iterator[str]:
    for inside in ("7*7", "name", "self.__class__", "config.items()", "''.join([])", "x|safe"):
        yield f"{{{{ {inside} }}}}"
        yield f"{{{{{inside}}}}}"
        yield f"{{% print {inside} %}}"
        yield f"${{{inside}}}"
        yield f"#{{{inside}}}"
        yield f"<%= {inside} %>"
    yield from (
        "%s",
        "%d %n %x",
        "%(name)s",
        "{0}",
        "{0.__class__}",
        "{name!r}",
        "{",
        "}",
        "{}",
        "%",
    )
    yield from (
        "{% raw %}",
        "{# x #}",
        "{{",
        "}}",
        "*|FNAME|*",
        "[[name]]",
        "{{name|there}}",
        "\\1",
        "\\g<0>",
    )


def _systems() -> Iterator[str]:
    yield from (
        "' OR '1'='1",
        "'; DROP TABLE delivery; --",
        '" OR ""="',
        "1; SELECT 1",
        "Robert'); --",
    )
    yield from ("x' UNION SELECT 1 --", "\\'; --", "%' --", "admin'/*", "$ne", "_", "%%")
    yield from (
        "$(id)",
        "`id`",
        "; ls",
        "| cat",
        "&& true",
        "> /dev/null",
        "-oQ/tmp",
        "--help",
        "-rf",
        "$HOME",
    )
    yield from (
        "../../etc/passwd",
        "..\\..\\x",
        "/etc/passwd",
        "C:\\x",
        "\\\\host\\x",
        "~root",
        ".",
        "..",
        "...",
    )
    yield from ("CON", "NUL", "a/b", "a\\b", "file.html", "%2e%2e%2f", "..%c0%af")
    yield from (
        "http://evil.example",
        "https://a@b:80/?c#d",
        "//evil.example",
        "mailto:x@example.net",
    )
    yield from (
        "eve@example.net",
        "<eve@example.net>",
        '"Eve" <eve@example.net>',
        "a, b",
        "a; b",
        "a:b;",
        "(c)",
    )
    yield from (
        "a%20b&c=d?e#f",
        "?x=1",
        "#top",
        "a+b",
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "+1",
        "-1+1",
    )


def _mail() -> Iterator[str]:
    for charset in ("utf-8", "iso-8859-1", "us-ascii", "x-none"):
        yield f"=?{charset}?q?x?="
        yield f"=?{charset}?B?Qm9i?="
    yield from (
        "=?",
        "?=",
        "=?=",
        "=?utf-8?q?=0D=0ABcc:_x?=",
        "=?utf-8?b?DQpCY2M6?=",
        "a =?utf-8?q?b?= c",
    )
    yield from (
        "= equals =3D",
        "=3D",
        "=0D=0A",
        "=20",
        "=",
        "==",
        "=\r\n",
        "a=",
        "=ZZ",
        "=e2=80=ae",
        "=3d=3d",
    )
    yield from ("QUJDRA==", "QUJD", "TVqQAAMAAAAEAAAA", "////", "+++=", "ZHVtbXk" * 20)
    yield from (
        "From me",
        "From ",
        ">From me",
        "from me",
        "FROM me",
        ".",
        "..",
        ".x",
        ". ",
        ".\r\n",
        "-",
        "-- ",
    )
    yield from (
        "--=_boundary",
        "--",
        "Content-Type: text/html",
        "Subject: x",
        "RSET",
        "QUIT",
        "DATA",
        "\r\n.\r\n",
    )
    yield from (
        "250 OK",
        "Bob <bob@example.net>,",
        '"Bob',
        'Bob"',
        "Bob\\",
        "\\",
        "Bob (x",
        ":;",
        "undisclosed-recipients:;",
    )


def _values() -> Iterator[str]:
    yield from (
        "0",
        "-0",
        "1e309",
        "-1",
        "007",
        "1.0",
        "1,000",
        "0x10",
        "\u0661\u0662",
        "\u00bd",
        "\u2168",
    )
    yield from (
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "None",
        "null",
        "nil",
        "undefined",
        "true",
        "False",
        "no",
        "off",
    )
    yield from (
        "2025-02-20",
        "20/02/2025",
        "00:00",
        "1970-01-01T00:00:00Z",
        "1.10",
        "12:30:00",
        "1e5",
        "[]",
        "{}",
    )


def _markers(nonce: str) -> Iterator[str]:
    for stem in (nonce, "zq0000000000", nonce.upper(), nonce[:6], nonce[:-1]):
        yield from (
            stem,
            f"{stem}s000x",
            f"{stem}s999x",
            f"<!--{stem}if000x-->",
            f"<!--{stem}end000x-->",
        )
        yield from (f"{stem}s", f"x{stem}s000x", f"<!--{stem}else000x-->")


def _lengths() -> Iterator[str]:
    for length in (1, 2, 45, 46, 57, 63, 72, 75, 76, 77, 78, 100, 400, 998, 999, 1000, 5000):
        yield "x" * length
        yield ("word " * length)[:length]
    yield from ("\u00e9" * 400, "." * 300, "=" * 300, " ." * 100, "From " * 100, "\u5c71" * 1000)


def _mixtures(chance: random.Random) -> Iterator[str]:
    pieces = (
        *("<b>", '"', "'", "&", "=", ".", " ", "\r\n", "\u202e", "\ud800", "\u5c71", "\U0001f600"),
        *("{{", "%s", "--", ">", "=?utf-8?q?", "?=", "From ", "\t", "\u2028", "\x00", "/", "Bob"),
    )
    for _ in range(120):
        yield "".join(chance.choice(pieces) for _ in range(chance.randint(2, 12)))
