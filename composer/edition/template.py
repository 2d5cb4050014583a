"""A folder of templates/, read: its manifest, the folders it builds on, its compiled files.

`templates/<name>/template.toml` names a template and may name a `base`; a file that the
folder does not have is looked for in the base's, and so on. Everything is compiled when the
template is loaded, so that a designer hears of every mistake at once.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, get_args

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from composer.edition.resolving import Outside, resolve_inside
from composer.edition.sandbox import TemplateEnvironment
from composer.errors import DesignerError
from composer.findings import Finding, Place, Severity
from composer.issue import Block, Callout, Data, Section

MANIFEST = "template.toml"
WHOLE = "edition.mjml.j2"
INLINE = "inline.css.j2"
GUIDE = "docs/add-a-template.md shows what a template may do"
LARGEST_FILE_OCTETS = 65_536
"""No template file of ours has a tenth of it; the budgets are counted against it."""
_HOST = re.compile(r"https?://([^/\s\"'<>(){}?#]+)")


class Manifest(BaseModel):
    """template.toml. `picture_width` is the measure in px; files are twice as wide."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    description: Annotated[str, Field(min_length=1, max_length=400)]
    base: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")] | None = None
    picture_width: Annotated[int, Field(ge=100, le=800)] = 560


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template, ready to be filled.

    `files` are the names it answers to, its base's among them; `hosts` those its files
    mention; `digest` changes with every byte of any of its files.
    """

    manifest: Manifest
    environment: TemplateEnvironment = field(repr=False)
    files: frozenset[str]
    hosts: frozenset[str]
    digest: str
    path: str

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.manifest.name

    def section_partial(self, section: Section) -> str:
        """The file that gives `section` its form: its look, else its name, else its kind.

        Raises:
            DesignerError: newsletter.toml asks for a look that the template does not have.
        """
        if section.look:
            return self._existing(f"sections/{section.look}.mjml.j2", section.at)
        own = f"sections/{section.name}.mjml.j2"
        return own if own in self.files else f"sections/{section.kind}.mjml.j2"

    def block_partial(self, block: Block) -> str:
        """The file that gives `block` its form."""
        return f"blocks/{block.kind}.html.j2"

    def box_partial(self, block: Callout | Data) -> str:
        """The file of a box, or the one for boxes without a file of their own."""
        own = f"boxes/{block.box if isinstance(block, Callout) else block.kind}.html.j2"
        return own if own in self.files else "boxes/box.html.j2"

    def _existing(self, name: str, at: Place) -> str:
        if name not in self.files:
            raise DesignerError.saying(
                "no-partial",
                f"the template '{self.name}' has no {name}",
                hint=_near(name, self.files),
                at=at,
            )
        return name


def load_template(name: str, roots: Sequence[Path]) -> Template:
    """The template `name` from the first of `roots` that has it, compiled.

    Loading the same unchanged folder again costs the look at its files' dates.

    Raises:
        DesignerError: there is no such template, or its files have mistakes: all of them.
    """
    chain = tuple(_chain(name, tuple(roots)))
    stamps = tuple(
        (str(path), stat.st_mtime_ns, stat.st_size)
        for folder in chain
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (stat := path.stat())
    )
    return _compiled(chain, stamps)


@lru_cache(maxsize=16)
def _compiled(chain: tuple[Path, ...], stamps: tuple[tuple[str, int, int], ...]) -> Template:
    sources = _Sources(chain)
    environment = TemplateEnvironment(sources)
    findings = [*_missing(sources, chain[0]), *_mistakes(sources, environment)]
    if findings:
        raise DesignerError(*findings)
    texts = {name: sources.text(name) for name in sorted(sources.names)}
    manifest = _manifest(chain[0])
    digest = hashlib.sha256(repr((manifest, sorted(texts.items()))).encode())
    return Template(
        manifest=manifest,
        environment=environment,
        files=frozenset(texts),
        hosts=frozenset(host.lower() for text in texts.values() for host in _HOST.findall(text)),
        digest=digest.hexdigest(),
        path=_shown(chain[0]),
    )


class _Sources(BaseLoader):
    """The files of a chain of folders, the nearest first."""

    def __init__(self, chain: Iterable[Path]) -> None:
        self.files: dict[str, Path] = {}
        for folder in chain:
            for path in sorted(folder.rglob("*.j2")):
                self.files.setdefault(path.relative_to(folder).as_posix(), folder)
        self.names = self.files.keys()

    def text(self, name: str) -> str:
        path = resolve_inside(self.files[name], name)
        if not path.is_file():
            # Opening a pipe waits for somebody to write into it.
            raise Outside("it is no file")
        if path.stat().st_size > LARGEST_FILE_OCTETS:
            raise Outside(f"it is larger than {LARGEST_FILE_OCTETS:,} octets")
        return path.read_text(encoding="utf-8")

    def shown(self, name: str) -> str:
        return f"{_shown(self.files[name])}/{name}"

    def get_source(self, _: Environment, template: str) -> tuple[str, str, None]:
        if template not in self.names:
            words = f"the template has no {template}; {_near(template, self.names)}"
            raise TemplateNotFound(template, words)
        return self.text(template), self.shown(template), None


def _chain(name: str, roots: tuple[Path, ...]) -> Iterator[Path]:
    """The template's folder, its base's, and so on."""
    seen: list[str] = []
    wanted: str | None = name
    while wanted is not None:
        if wanted in seen:
            raise DesignerError.saying(
                "template-circle",
                f"templates build on each other in a circle: {' → '.join([*seen, wanted])}",
                hint=f"take the line 'base' out of one {MANIFEST}",
            )
        seen.append(wanted)
        folder = _folder(wanted, roots)
        yield folder
        wanted = _manifest(folder).base


def _folder(name: str, roots: tuple[Path, ...]) -> Path:
    for root in roots:
        if re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) and (root / name / MANIFEST).is_file():
            return root / name
    known = {path.parent.name for root in roots for path in root.glob(f"*/{MANIFEST}")}
    raise DesignerError.saying(
        "no-template", f"there is no template '{name}'", hint=_near(name, known)
    )


def _manifest(folder: Path) -> Manifest:
    at = Place(path=f"{_shown(folder)}/{MANIFEST}")
    try:
        manifest = Manifest.model_validate(
            tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        )
    except UnicodeDecodeError as error:
        raise DesignerError.saying(
            "manifest", "the file is not UTF-8 text", hint="save it as UTF-8", at=at
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DesignerError.saying(
            "manifest", f"I cannot read it: {error}", hint='lines are like name = "briefing"', at=at
        ) from error
    except ValidationError as error:
        raise DesignerError(*(_unmanifest(fault, at) for fault in error.errors())) from error
    if manifest.name != folder.name:
        hint = f'write name = "{folder.name}"'
        raise DesignerError.saying(
            "manifest", f"the folder is not called '{manifest.name}'", hint=hint, at=at
        )
    return manifest


def _unmanifest(fault: ErrorDetails, at: Place) -> Finding:
    key = ".".join(map(str, fault["loc"]))
    if fault["type"] == "extra_forbidden":
        return _error("manifest", f"unknown key '{key}'", at, _near(key, Manifest.model_fields))
    keys = ", ".join(Manifest.model_fields)
    return _error("manifest", f"{key}: {fault['msg']}", at, f"there are: {keys}")


def _missing(sources: _Sources, folder: Path) -> Iterator[Finding]:
    kinds = (f"blocks/{block.kind}.html.j2" for block in get_args(Block))
    sections = (f"sections/{section.kind}.mjml.j2" for section in get_args(Section))
    for name in (WHOLE, INLINE, *sections, *kinds, "boxes/box.html.j2"):
        if name not in sources.names:
            yield _error(
                "no-partial",
                f"the template has no {name}",
                Place(path=f"{_shown(folder)}/{MANIFEST}"),
                'write the file, or name a template that has it: base = "briefing"',
            )


def _mistakes(sources: _Sources, environment: TemplateEnvironment) -> Iterator[Finding]:
    for name in sorted(sources.names):
        at = Place(path=sources.shown(name))
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            at = Place(path=error.filename or at.path, line=error.lineno)
            yield _error("template-syntax", error.message or "I cannot read this", at, GUIDE)
        except (RecursionError, MemoryError, SyntaxError):
            # Python's own compiler has its limits: 20 loops inside each other, 100 brackets.
            yield _error("template-syntax", "too much is nested in this file", at, "split it")
        except UnicodeDecodeError:
            yield _error("template-encoding", "the file is not UTF-8 text", at, "save it as UTF-8")
        except (Outside, OSError) as error:
            hint = "put a smaller file of the folder's own in its place"
            yield _error("template-file", f"I do not read this file: {error}", at, hint)


def _error(code: str, message: str, at: Place, hint: str = "") -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, at=at, hint=hint)


def _near(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(name, names, 1, 0.6)
    return f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names) or 'none'}"


def _shown(folder: Path) -> str:
    """A template folder as findings name it: templates/briefing."""
    return f"{folder.parent.name}/{folder.name}"
