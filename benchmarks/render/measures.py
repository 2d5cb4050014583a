"""Takes one measurement in this process and prints it as JSON.

`python -m benchmarks.render.measures NAME [TIMES]`; each runs in a process of its own, so
that none warms another up. The imports are inside, because two of them are measured.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from statistics import median
from typing import Any

Figures = dict[str, Any]

EDITION_STAGES = {
    "typeset": "typeset",
    "gather_pictures": "pictures",
    "understood": "lint",
    "plain_rules": "lint",
    "harden": "harden",
    "compile_mjml": "mjml",
    "check_html": "check",
    "plain_text": "text",
}
"""Functions that `render_edition` calls, and the stage that each belongs to."""


def compile_stages(times: int) -> Figures:
    """Milliseconds by stage: of the first compile, imports apart, and the median of the later ones.

    Every compile is of another text. `bind` is what is left: links, fingerprint, findings.
    """
    began = time.perf_counter()
    from benchmarks.render import sample
    from composer.edition import inlining, load_template, rendering
    from composer.edition.filling import Filling

    imports = time.perf_counter() - began
    spent: dict[str, float] = defaultdict(float)
    for name, stage in EDITION_STAGES.items():
        setattr(rendering, name, _timed(getattr(rendering, name), stage, spent))
    # `render_edition` takes this one from its module when it is first needed.
    inlining.inline = _timed(inlining.inline, "inline", spent)
    for name in ("mjml", "css"):
        setattr(Filling, name, _timed(getattr(Filling, name), "fill", spent))
    read = _timed(sample.read, "read", spent)
    load = _timed(load_template, "template", spent)

    newsletter, text, rounds = sample.newsletter(), sample.issue_text(), []
    for number in range(times + 1):
        spent.clear()
        began = time.perf_counter()
        issue = read(sample.changed(text, number), newsletter)
        template = load(newsletter.template, [sample.ROOT / "templates"])
        rendering.render_edition(issue, newsletter, template, root=sample.ROOT)
        whole = time.perf_counter() - began
        rounds.append(spent | {"bind": whole - sum(spent.values()), "whole": whole})
    cold, *warm = rounds
    return {
        "imports": imports * 1e3,
        "cold": {stage: seconds * 1e3 for stage, seconds in cold.items()},
        "warm": {stage: median(r[stage] for r in warm) * 1e3 for stage in cold} if warm else {},
    }


def messages(times: int) -> Figures:
    """Complete messages of 64 KB with ten slots a second: spliced, and by the standard library."""
    from benchmarks.render import sample
    from composer.message import compile_message

    edition, newsletter = sample.ten_slots(), sample.newsletter()
    compiled = compile_message(edition, newsletter, token_key=sample.KEY, sent_on=sample.SENT_ON)
    readers = sample.subscribers(times * 50)
    octets = compiled.addressed_to(readers[0]).octets
    build = _stdlib_builder(edition, octets)
    assert _bodies(build(readers[0])) == _bodies(octets), "the two must say the same"
    spliced, stdlib = _rates((compiled.addressed_to, readers), (build, readers[:times]))
    return {"octets": len(octets), "spliced": spliced, "stdlib": stdlib}


def shipped(times: int) -> Figures:
    """Complete messages of the shipped issue a second, spliced."""
    from benchmarks.render import sample
    from composer.edition import load_template, render_edition
    from composer.message import compile_message

    newsletter = sample.newsletter()
    template = load_template(newsletter.template, [sample.ROOT / "templates"])
    issue = sample.read(sample.issue_text(), newsletter)
    edition = render_edition(issue, newsletter, template, root=sample.ROOT)
    compiled = compile_message(edition, newsletter, token_key=sample.KEY, sent_on=sample.SENT_ON)
    readers = sample.subscribers(times * 50)
    (spliced,) = _rates((compiled.addressed_to, readers))
    return {"octets": len(compiled.addressed_to(readers[0]).octets), "spliced": spliced}


def source_for_peers(_: int) -> Figures:
    """The shipped issue as the peers take it: its MJML, and its words as plain data."""
    from benchmarks.render import sample
    from composer.edition import load_template, rendering
    from composer.edition.mjml import compile_mjml
    from composer.issue import plain

    seen: list[str] = []

    def keep(source: str, **rest: Any) -> str:
        seen.append(source)
        return compile_mjml(source, **rest)

    vars(rendering)["compile_mjml"] = keep
    newsletter = sample.newsletter()
    template = load_template(newsletter.template, [sample.ROOT / "templates"])
    issue = sample.read(sample.issue_text(), newsletter)
    edition = rendering.render_edition(issue, newsletter, template, root=sample.ROOT)
    return {
        "mjml": seen[0],
        "html_octets": edition.html_octets,
        "name": newsletter.name,
        "title": plain(issue.title),
        "dek": plain(issue.dek),
        "address": newsletter.address,
        "blocks": [line for line in edition.text.split("\n\n") if line.strip()],
        "links": [{"address": link.address, "words": link.words} for link in edition.links],
    }


def child_memory(_: int) -> Figures:
    """The most memory, in MB, of a cold `newsletter render` that this process starts."""
    import resource
    import subprocess
    import tempfile

    root = Path(__file__).parent.parent.parent
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "composer", "render", "--out", folder],
            cwd=root,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    # Linux counts ru_maxrss in KiB, macOS in octets (getrusage(2) of each).
    unit = 1 if sys.platform == "darwin" else 1024
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    return {"megabytes": used / 1024 / 1024}


def _timed(function: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    @wraps(function)
    def timed(*args: Any, **rest: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **rest)
        finally:
            spent[stage] += time.perf_counter() - began

    return timed


def _rates(*takers: tuple[Callable[[Any], Any], list[Any]]) -> list[float]:
    """Calls a second of each: the median of five rounds, in turn, so that load falls on all."""
    rounds: list[list[float]] = [[] for _ in takers]
    for _ in range(5):
        for (build, readers), rates in zip(takers, rounds, strict=True):
            began = time.perf_counter()
            for reader in readers:
                build(reader)
            rates.append(len(readers) / (time.perf_counter() - began))
    return [median(rates) for rates in rounds]


def _stdlib_builder(edition: Any, model: bytes) -> Callable[[Any], bytes]:
    """What most senders do for each reader: fill two templates, build an EmailMessage.

    Its header fields are those of `model`, so that both messages carry the same.
    """
    from email import message_from_bytes, policy
    from email.message import EmailMessage
    from html import escape
    from urllib.parse import quote

    markers = {slot.name: slot.marker for slot in edition.slots}
    own = {"content-type", "content-transfer-encoding", "mime-version"}
    spliced = message_from_bytes(model, policy=policy.compat32)
    fields = [(name, value) for name, value in spliced.items() if name.lower() not in own]
    where = next(line for line in spliced["List-Unsubscribe"].split("<") if "http" in line)
    leave = where.partition(">")[0]
    in_address = f"?r={markers['email']}"

    def build(reader: Any) -> bytes:
        values = {name: reader.value(name) or "reader" for name in markers}
        values["unsubscribe_url"] = leave
        html = edition.html.replace(in_address, f"?r={quote(values['email'], safe='')}")
        text = edition.text
        for name, marker in markers.items():
            html = html.replace(marker, escape(values[name]))
            text = text.replace(marker, values[name])
        message = EmailMessage(policy=policy.SMTP)
        for name, value in fields:
            message[name] = str(value).replace("\r\n", "")
        message.set_content(text)
        message.add_alternative(html, subtype="html")
        return message.as_bytes()

    return build


def _bodies(octets: bytes) -> tuple[str, str]:
    from email import message_from_bytes, policy
    from typing import cast

    message = cast("Any", message_from_bytes(octets, policy=policy.default))
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return (text.strip(), html.strip())


MEASURES: dict[str, Callable[[int], Figures]] = {
    "compile-stages": compile_stages,
    "messages": messages,
    "shipped": shipped,
    "source-for-peers": source_for_peers,
    "child-memory": child_memory,
}

if __name__ == "__main__":
    name, times = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    json.dump(MEASURES[name](times), sys.stdout)
