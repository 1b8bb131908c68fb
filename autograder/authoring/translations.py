"""The catalogues of translations: what there is to read, and what translators made of it.

One has what the program says, the other the texts of the stubs, which only `release` reads.
`python -P -m autograder.authoring.translations` brings them up to date; with `--check` it changes
nothing and fails if something is missing, doubtful, left over or compiled from another state.
"""

import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from autograder.authoring import stub_texts
from autograder.i18n import DOMAIN, LANGUAGES

PACKAGE = Path(__file__).parents[1]
LOCALE = PACKAGE / "locale"
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
METHODS = [("catalogue/versions/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("_", "N_", "Phrase")),
    **dict.fromkeys(("core", "stretch")),  # the titles of properties
    **dict.fromkeys(("ngettext", "nN_"), (1, 2)),
}
"""Functions whose arguments are messages; of the last two, the first two arguments."""
WIDTH = 100
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""A compiled catalogue has to have one; the same texts give the same file."""
CODE = re.compile(
    r"""
      `[^`]+`                       # marked as code
    | (?<=\]\()attachment:[^)]+     # a picture
    | \([\w .*]*,[\w ,.*]*\)        # a shape, a tuple
    | \w+(?:\.\w+)*\([^()]*\)       # a call
    | \$+[^$]+\$+                   # a formula
    | \w*\d\w*(?:\.\d+)*           # a number, a dtype
    | [A-Za-z]+[._][A-Za-z._]*\w    # a name
    """,
    re.ASCII | re.VERBOSE,
)


def main(arguments: Sequence[str]) -> int:
    """Brings the catalogues up to date, or checks them; gives the exit code."""
    catalogues = [(domain, language) for domain in (PROGRAM, STUBS) for language in TRANSLATED]
    if "--check" not in arguments:
        for domain, language in catalogues:
            update(language, domain=domain)
    problems = [p for domain, language in catalogues for p in problems_of(language, domain=domain)]
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


def said_by_the_program(package: Path) -> Catalog:
    """All messages of the code, each with the files that have it."""
    template = Catalog(charset="utf-8")
    found = extract_from_dir(
        package, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for file, _line, message, comments, context in found:
        template.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return template


def written_in_stubs(package: Path) -> Catalog:
    """All paragraphs of the solutions, each with the modules that have it."""
    template = Catalog(charset="utf-8")
    for path in sorted((package.parent / "solutions").glob("*.py")):
        for paragraph in stub_texts.paragraphs(path.read_text(encoding="utf-8")):
            template.add(paragraph, None, [(path.name, 0)])
    return template


def fields_of(texts: Iterable[str]) -> set[tuple[str, str]]:
    """The fields of texts, each with how it is written out: ("loss", ".4f")."""
    return {
        (name, specification or "")
        for text in texts
        for _words, name, specification, _conversion in Formatter().parse(text)
        if name is not None
    }


def code_of(texts: Iterable[str]) -> Counter[str]:
    """The code, the formulas without their words and blanks, and the numbers of texts."""
    found = (code for text in texts for code in CODE.findall(text))
    return Counter("".join(stub_texts.TEXT_OF_FORMULA.sub("", code).split()) for code in found)


@dataclass(frozen=True)
class Domain:
    """What is translated together.

    Attributes:
        name: of its catalogues.
        extracted: gives the messages that belong to a package.
        kept: gives what a translation has to share with its message.
        kept_name: what that is, in words.
    """

    name: str
    extracted: Callable[[Path], Catalog]
    kept: Callable[[Iterable[str]], object]
    kept_name: str


PROGRAM = Domain(DOMAIN, said_by_the_program, fields_of, "fields")
STUBS = Domain(stub_texts.DOMAIN, written_in_stubs, code_of, "code or numbers")


def update(
    language: str, package: Path = PACKAGE, locale: Path = LOCALE, domain: Domain = PROGRAM
) -> None:
    """Puts the messages there are into a catalogue, keeps their translations, compiles it."""
    catalogue = read(language, locale, domain)
    catalogue.fuzzy = False  # which would be said of its header
    catalogue.update(domain.extracted(package), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path = po_path(language, locale, domain)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(catalogue))
    mo_path(language, locale, domain).write_bytes(mo_bytes(catalogue))


def read(language: str, locale: Path = LOCALE, domain: Domain = PROGRAM) -> Catalog:
    """The catalogue of a language as translators left it; an empty one if there is none."""
    path = po_path(language, locale, domain)
    if not path.is_file():
        return Catalog(language, domain=domain.name, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, language, domain.name)


def problems_of(
    language: str, package: Path = PACKAGE, locale: Path = LOCALE, domain: Domain = PROGRAM
) -> Iterator[str]:
    """What is wrong with the catalogue of a language, a line for each."""
    catalogue, wanted = read(language, locale, domain), domain.extracted(package)
    path = po_path(language, locale, domain)
    for message in messages_of(wanted):
        there = catalogue.get(message.id, message.context)
        if there is None:
            yield f"{path.name}: not in the catalogue, run `make translations`: {name_of(message)}"
        elif not translated(there):
            yield f"{path.name}: not translated: {name_of(message)}"
        elif there.fuzzy:
            yield f"{path.name}: marked as doubtful (fuzzy): {name_of(message)}"
        elif domain.kept(strings(there)) != domain.kept(ids(there)):
            yield f"{path.name}: other {domain.kept_name} than in the message: {name_of(message)}"
    for message in [*messages_of(catalogue), *catalogue.obsolete.values()]:
        if wanted.get(message.id, message.context) is None:
            yield f"{path.name}: not in the code any more: {name_of(message)}"
    compiled = mo_path(language, locale, domain)
    if not compiled.is_file() or compiled.read_bytes() != mo_bytes(catalogue):
        yield f"{compiled.name}: not compiled from {path.name}, run `make translations`"


def messages_of(catalogue: Catalog) -> list[Message]:
    """All messages but the header."""
    return [message for message in catalogue if message.id]


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def name_of(message: Message) -> str:
    return repr(ids(message)[0])


def translated(message: Message) -> bool:
    return bool(strings(message)) and all(strings(message))


def po_bytes(catalogue: Catalog) -> bytes:
    """A catalogue for translators: no dates and no line numbers, so that only texts change it."""
    written = io.BytesIO()
    write_po(
        written, catalogue, width=WIDTH, omit_header=False, sort_output=False, include_lineno=False
    )
    lines = written.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not is_dated(line)).encode("utf-8")


def is_dated(line: str) -> bool:
    """Whether a line of a header changes with every writing, or names a person or a tool."""
    names = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team")
    return line.startswith((*(f'"{name}:' for name in names), '"Generated-By:', '"Report-Msgid'))


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it, with a header that depends on the language alone."""
    compiled = Catalog(catalogue.locale, creation_date=NO_DATE, revision_date=NO_DATE, fuzzy=False)
    for message in messages_of(catalogue):
        if translated(message) and not message.fuzzy:
            compiled.add(message.id, message.string, context=message.context)
    written = io.BytesIO()
    write_mo(written, compiled)
    return written.getvalue()


def po_path(language: str, locale: Path = LOCALE, domain: Domain = PROGRAM) -> Path:
    return locale / language / "LC_MESSAGES" / f"{domain.name}.po"


def mo_path(language: str, locale: Path = LOCALE, domain: Domain = PROGRAM) -> Path:
    return po_path(language, locale, domain).with_suffix(".mo")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
