"""Changes to annotated articles, so that the tagger learns what other folders of articles have.

Other styles of quotation marks, lost closing marks, other paragraph breaks, Markdown links around
names, and names that are not those of the annotated news of one country and year.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence

from rag.english.word_lists import GENDERS, first_names, gender_of_first_name
from training.speech_windows import Article, Attribution, Spans

# The share of articles that each change is made to, each time that they are seen.
MARKS, LOST_MARKS, BREAKS, NAMES, LINKED = 0.4, 0.1, 0.2, 0.5, 0.1
LOST, JOINED, IN_LINK = 0.1, 0.5, 0.5  # of an article that is changed: of its marks, breaks, names

Edit = tuple[int, int, str]  # start, end, and what is put there instead

_OPENING = re.compile(r"(?:^|(?<=[\s(\[—–-]))[\"“](?=\S)", re.MULTILINE)
_CLOSING = re.compile(r"(?<=[^\s(\[])[\"”]")
_STYLES = (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("“", "”"), ('"', '"'))
_NAME = re.compile(r"(?:[A-Z][\w.]*\s)*(?P<first>[A-Z]\w+)\s(?:[A-Z]\.\s)?(?P<last>[A-Z]\w+)")
_FIRST_NAMES = {g: sorted(n.title() for n, of in first_names().items() if of == g) for g in GENDERS}
_ONSETS = tuple("b br c ch d dr f g gr h j k kr l m n p qu r s sch sh st t th tr v w y z".split())
_VOWELS = tuple("a e i o u aa ai au ee ei ie oo ou".split())
_ENDS = tuple("n r l s t k m ng ck ll nd rt sen ton son ley man berg ski ova ez ini ani".split())


def noisy(article: Article, drawn: random.Random) -> Article:
    """Return an article with some changes, drawn at random; the spans move with the text."""
    changes: Iterable[tuple[float, Callable[[Article, random.Random], list[Edit]]]] = (
        (NAMES, exchanged_names),
        (LINKED, markdown_links),
        (LOST_MARKS, lost_marks),
        (MARKS, exchanged_marks),
        (BREAKS, joined_paragraphs),
    )
    for share, change in changes:
        if drawn.random() < share:
            article = edited(article, change(article, drawn))
    return article


def exchanged_marks(article: Article, drawn: random.Random) -> list[Edit]:
    """Write all double quotation marks in another style."""
    opening, closing = drawn.choice(_STYLES)
    found = {match.start(): opening for match in _OPENING.finditer(article.text)}
    for match in _CLOSING.finditer(article.text):
        found.setdefault(match.start(), closing)
    return [(place, place + 1, mark) for place, mark in found.items()]


def lost_marks(article: Article, drawn: random.Random) -> list[Edit]:
    """Leave out some closing marks."""
    marks = _CLOSING.finditer(article.text)
    return [(m.start(), m.end(), "") for m in marks if drawn.random() < LOST]


def joined_paragraphs(article: Article, drawn: random.Random) -> list[Edit]:
    """Write some breaks between paragraphs as a space or as one line break."""
    joint = drawn.choice((" ", "\n"))
    breaks = re.finditer(r"\s*\n\s*", article.text)
    return [(m.start(), m.end(), joint) for m in breaks if drawn.random() < JOINED]


def markdown_links(article: Article, drawn: random.Random) -> list[Edit]:
    """Put some of the sources in Markdown links."""
    edits = []
    for start, end in sorted({span for a in article.attributions for span in a.source}):
        if article.text[start].isupper() and drawn.random() < IN_LINK:
            address = "/".join(_surname(drawn).lower() for _ in range(drawn.randint(1, 3)))
            edits += [(start, start, "["), (end, end, f"](https://www.{address})")]
    return edits


def exchanged_names(article: Article, drawn: random.Random) -> list[Edit]:
    """Give the sources that have first and last names other names, wherever these are."""
    names = dict[str, str]()
    for attribution in article.attributions:
        for start, end in attribution.source:
            if found := _NAME.fullmatch(article.text, start, end):
                others = _FIRST_NAMES[gender_of_first_name(found["first"]) or "female"]
                names.setdefault(found["first"], drawn.choice(others))
                names.setdefault(found["last"], _surname(drawn))
    if not names:
        return []
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return [(m.start(), m.end(), names[m[0]]) for m in pattern.finditer(article.text)]


def _surname(drawn: random.Random) -> str:
    """Return a name of two or three syllables that nobody has."""
    syllables = [drawn.choice(_ONSETS) + drawn.choice(_VOWELS) for _ in range(drawn.randint(1, 2))]
    return ("".join(syllables) + drawn.choice(_ENDS)).capitalize()


def edited(article: Article, edits: Iterable[Edit]) -> Article:
    """Return an article with edits, of which none overlap; a span that they empty is left out."""
    ordered = sorted(edits)
    parts, last = list[str](), 0
    for start, end, new in ordered:
        parts += [article.text[last:start], new]
        last = end

    def move(spans: Spans) -> Spans:
        pairs = ((_moved(a, ordered, False), _moved(b, ordered, True)) for a, b in spans)
        return tuple((start, end) for start, end in pairs if start < end)

    attributions = (
        Attribution(move(a.source), move(a.cue), move(a.content)) for a in article.attributions
    )
    return Article(article.name, "".join([*parts, article.text[last:]]), tuple(attributions))


def _moved(place: int, edits: Sequence[Edit], is_end: bool) -> int:
    """Return where a span's start or end is after edits.

    What is inserted where a span begins or ends does not become part of it.
    """
    shift = 0
    for start, end, new in edits:
        if start < place < end:
            return start + shift + (len(new) if is_end else 0)
        if end > place or (start == end == place and is_end):
            break
        shift += len(new) - (end - start)
    return place + shift
