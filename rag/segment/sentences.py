"""Splits an article into sentences.

`split_sentences` is pure: it takes a text and returns exact code-point offsets, in two steps. First
lines are joined into paragraphs: news files have one paragraph per line, while e-mails and PDFs
break lines in the middle of a sentence. Then each paragraph is scanned once for marks that may end
a sentence, and the words before and after the mark decide.

The tables come first and are meant to be extended; their words are written without the final full
stop and capitalized as in running text. A change that moves any boundary needs a new
`SPLITTER_VERSION`, because an index records the version that it was built with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rag.english.boilerplate import END_MARK, TEASERS
from rag.english.calendar import MONTH_ABBREVIATIONS, MONTHS, WEEKDAY_ABBREVIATIONS, WEEKDAYS
from rag.english.lexicon import VERBS, alternation
from rag.segment.unfinished import is_inside_title, is_opening_time

SPLITTER_VERSION = 3

# Never the last word of a sentence: the name or number that they introduce follows.
_INTRODUCING = frozenset(
    """
    Mr Mrs Ms Mx Dr Drs Prof Messrs Mme Mlle Msgr Fr Rev Hon Br Bro Sra
    Gen Lt Col Maj Capt Cpt Cmdr Cdr Adm Sgt Cpl Pvt Pfc Brig Det Insp Supt Cllr Ald
    Sen Sens Rep Reps Gov Govs Pres Amb Atty Asst Assoc Dep Sec Treas Spc
    Mt Ft vs v cf eg ie e.g i.e viz approx ca p.s P.S Lt.Col Lt.Gen Maj.Gen Brig.Gen
    """.split()
)

# Abbreviations if a number follows ("No. 10", "pp. 3-9", "Jan. 6"), else words.
_BEFORE_FIGURE = frozenset(
    """
    No Nos no nos Nr nr p pp Art art Arts sec Ch ch Fig fig Figs figs Vol vol Vols Eq eq
    Ex ex Para para Pt pt Op op Ver ver Rs c
    """.split()
).union(MONTH_ABBREVIATIONS)

# As frequent within a sentence as at its end: the next word decides.
_AMBIGUOUS = frozenset(
    """
    Inc Corp Co Cos Ltd Bros Assn Dept Univ Intl Natl Mfg Jr Sr Esq St Ste Ph al
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Kans Ky La Mass Md Mich Minn Miss Mo Mont
    Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wisc Wyo Ont Que
    Ed Eds ed eds Trans dept est govt
    """.split()
).union(MONTH_ABBREVIATIONS, WEEKDAY_ABBREVIATIONS)

_CLOCK = frozenset(("a.m", "p.m", "A.M", "P.M"))

# After "5 p.m." these belong to the time; any other capitalized word begins a sentence.
_AFTER_CLOCK = frozenset(
    """
    Eastern Central Mountain Pacific Atlantic Greenwich Moscow Beijing London Paris
    ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST MSK IST JST AEST Z
    """.split()
).union(WEEKDAYS, WEEKDAY_ABBREVIATIONS, MONTHS, MONTH_ABBREVIATIONS)

# Words that are capitalized hardly anywhere but at the beginning of a sentence.
_STARTERS = frozenset(
    """
    The A An This That These Those There Here He She It We You They I His Her Its Our Your Their My
    In On At By For From To With Without As Of About After Before Since Until During While When
    Where Whether Which Who Whom Whose What Why How If Unless Although Though Because Despite
    And But Or Nor So Yet Then Thus Hence Also Too Even Only Just Still Now Once Again Perhaps Maybe
    However Moreover Meanwhile Furthermore Nevertheless Nonetheless Instead Otherwise Besides
    Therefore Indeed Overall Finally Recently Earlier Later Today Yesterday Tomorrow
    Not No Yes Neither Either Both Each Every All Some Many Most Much More Few Several Other Others
    Another Such Same Any Anyone Everyone Someone Nobody Nothing Something
    Among Under Over Between Through Throughout Against Across Beyond Amid Given According Like
    Unlike Asked Is Are Was Were Do Does Did Has Have Had Can Could Will Would Should May Might Must
    Let One Two Three Four Five Six Seven Eight Nine Ten Last Next Officials Police Critics Experts
    """.split()
)

# Names that end in an exclamation or question mark.
_SHOUTED_NAMES = ("Yahoo", "Jeopardy", "Yum")

# A quotation that ends in "?" or "!" continues with one of these: “Why now?” Mr. Smith asked.
_SPEECH_VERBS = alternation(
    form
    for form, verb in VERBS.items()
    if verb.frame != "object" or verb.lemma in ("demand", "wonder")
)

_QUOTES = "\"'“”‘’«»‹›„‚「」『』"
_CLOSERS = _QUOTES + ")]}）】〉》〕］｝"
_OPENERS = _QUOTES + "([{（【〈《〔［｛—–-…$£€¥#@*•¿¡"
_STOPS = ".?!…‽؟۔।॥։።"
_WIDE_STOPS = "。！？｡"
_WIDE_CLOSERS = "\"'”’」』)）】〉》〕］｝"

# A mark that may end a sentence, closing quotes and brackets, and a lookahead at the next word.
# `word` is None if neither whitespace nor a capital follows. Repeats are possessive and a match
# covers its whole run of marks, so that the scan is linear for any text. The pattern begins with a
# set of characters, which `re` searches for quickly.
_MARK = re.compile(
    rf"""
    (?P<mark> [{re.escape(_STOPS + _WIDE_STOPS)}]
        (?: (?<=\.)(?:[ \u00a0]\.){{2,3}} | [{re.escape(_STOPS + _WIDE_STOPS)}]*+ ) )
    (?P<close>
        (?<=[{_WIDE_STOPS}]) [{re.escape(_WIDE_CLOSERS)}]*+
        | (?: [{re.escape(_CLOSERS)}] | \[\d{{1,3}}\] | [ \u00a0\u202f]» )*+ )
    (?:
        (?= (?: \s++ | (?<=[a-z][.?!])(?=[A-Z]) )
            (?P<open> [{re.escape(_OPENERS)}]*+ ) (?P<word> \w{{0,20}}+ ) (?P<dot> \.? ) )
    )?+
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"[\w.&][\w.&'’]*\Z")
_LOOK_BACK = 24
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})")
_CUE = re.compile(rf"(?:[A-Z][\w.'’-]{{0,20}}\s++){{1,5}}{_SPEECH_VERBS}\b")

# The beginning of a list item. A long dash may also be part of a wrapped sentence.
_ITEM = re.compile(r"(?:[-•·▪◦‣●○■□►*+]|[–—](?=\s+[^\sa-z])|\(?\d{1,2}[.)]|\(?[A-Za-z]\))\s+\S")
_LINE_END = re.compile(rf"[{re.escape(_STOPS + _WIDE_STOPS)}:][{re.escape(_CLOSERS)}]*\Z")
_TEASER = re.compile(
    rf"[^\w{re.escape(_QUOTES)}]*(?:{'|'.join(map(re.escape, TEASERS))})(?!\w)", re.IGNORECASE
)
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_BYLINE = re.compile(rf"(?:By|BY) {_NAME}(?:,? (?:and |de |van |von |bin |al )?{_NAME})+\.?")
_HEADING_LENGTH = 120

# The length of a line of wrapped text, in code points.
_WRAPPED_LINE = range(30, 121)


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """A sentence from code point `start` up to, not including, `end`.

    `paragraph` counts from 1. `heading` is True for a separate line that is not a sentence.
    """

    start: int
    end: int
    paragraph: int
    heading: bool


class _Line(NamedTuple):
    """A line without surrounding whitespace; `after_blank` if no line directly precedes it."""

    start: int
    end: int
    after_blank: bool


def split_sentences(text: str) -> list[SentenceSpan]:
    """Return the sentences of `text` in order, in time linear in its length.

    The spans are disjoint, begin and end with a character other than whitespace, and together cover
    every such character.
    """
    spans: list[SentenceSpan] = []
    for number, (start, end) in enumerate(_paragraphs(text), 1):
        pieces = list(_sentences(text, start, end))
        heading = len(pieces) == 1 and _is_heading(text, start, end)
        spans += [SentenceSpan(first, last, number, heading) for first, last in pieces]
    return spans


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    lines = _lines(text)
    if not lines:
        return
    width = _wrapping_width(text, lines)
    start = lines[0].start
    for line, following in pairwise(lines):
        if not _continues(text, line, following, width):
            yield start, line.end
            start = following.start
    yield start, lines[-1].end


def _lines(text: str) -> list[_Line]:
    lines = []
    offset = 0
    after_blank = True
    for raw in text.splitlines(keepends=True):
        content = raw.lstrip()
        start = offset + len(raw) - len(content)
        offset += len(raw)
        content = content.rstrip()
        if content:
            lines.append(_Line(start, start + len(content), after_blank))
        after_blank = not content
    return lines


def _wrapping_width(text: str, lines: list[_Line]) -> int:
    """Return the width that the text was wrapped to, in code points, or 0 if it was not.

    In wrapped text at least a third of the lines continue an unfinished line; in a file with one
    paragraph per line hardly any do.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if not b.after_blank]
    unfinished = [a.end - a.start for a, b in pairs if _is_unfinished(text, a, b)]
    if 3 * len(unfinished) < max(len(pairs), 1):
        return 0
    return sorted(unfinished)[9 * len(unfinished) // 10]


def _is_unfinished(text: str, line: _Line, following: _Line) -> bool:
    first = text[following.start]
    return (
        line.end - line.start in _WRAPPED_LINE
        and first.isalpha()
        and first == first.lower()
        and not _ends_like_a_sentence(text, line)
    )


def _ends_like_a_sentence(text: str, line: _Line) -> bool:
    return bool(_LINE_END.search(text, max(line.start, line.end - 8), line.end))


def _continues(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Return whether the paragraph continues after the line break."""
    if following.after_blank or _ITEM.match(text, following.start, following.end):
        return False
    if END_MARK.fullmatch(text, following.start, following.end):
        return False
    if _is_unfinished(text, line, following):
        return True
    if not width or line.end - line.start > _WRAPPED_LINE[-1]:
        return False
    # The last line of a paragraph has room for the next word. Proportional fonts make the lines of
    # a PDF uneven, hence less than the full width.
    enough = 0.9 if _ends_like_a_sentence(text, line) else 0.75
    first_word = text[following.start : min(following.end, following.start + width)].split()[0]
    return line.end - line.start + 1 + len(first_word) > enough * width


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of the paragraph from `start` to `end`."""
    for match in _MARK.finditer(text, start, end):
        if match.end() < end and _ends_sentence(text, start, match):
            yield start, match.end()
            start = match.end()
            while text[start].isspace():
                start += 1
    yield start, end


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    mark, close, word = match["mark"], match["close"], match["word"]
    if mark[-1] in _WIDE_STOPS:
        return _wide_stop_ends(text, match)
    if word is None or (match.start() - start < 6 and _is_label(text[start : match.start()])):
        return False
    if mark in "?!" and not close:
        shouted = text.endswith(_SHOUTED_NAMES, start, match.start())
        return not (
            _is_lower_case(word)
            or shouted
            or is_inside_title(text, start, match.start(), match.end())
        )
    last = _last_word(text, start, match.start())
    if last in _CLOCK and word not in _STARTERS and is_opening_time(text, start, match.end("mark")):
        return False
    if match.end() == match.start("word"):
        return word in _STARTERS and last.isalpha()
    if _is_lower_case(word):
        return mark == "." and not close and _is_long_word(last)
    if mark == ".":
        return _full_stop_ends(last, "" if match["dot"] and _is_initial(word) else word)
    if mark[0] in ".…":
        return word != last and not text[match.start() - 1].isspace()
    return not _CUE.match(text, match.start("word"))


def _last_word(text: str, start: int, end: int) -> str:
    match = _LAST_WORD.search(text, max(start, end - _LOOK_BACK), end)
    return match[0] if match else ""


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _is_lower_case(word: str) -> bool:
    """Return whether a word cannot begin a sentence: "said" cannot, "The" and "iPhone" can."""
    return word[:1].islower() and not word[1:2].isupper()


def _wide_stop_ends(text: str, match: re.Match[str]) -> bool:
    """Return whether a full-width stop ends a sentence.

    A closing quote directly followed by words does not: these are usually the cue of the quotation.
    """
    following = text[match.end()]
    return match[0][-1] not in _QUOTES or following.isspace() or following in _OPENERS


def _is_label(text: str) -> bool:
    """Return whether the text before a stop is only a number, a letter or signs."""
    return bool(_ENUMERATOR.fullmatch(text)) or not any(map(str.isalnum, text))


def _is_long_word(word: str) -> bool:
    """Return whether a word is no abbreviation, so that a lower-case word may follow its stop."""
    return (
        len(word) > 4
        and word.isalpha()
        and word.islower()
        and word not in _INTRODUCING
        and word not in _AMBIGUOUS
    )


def _full_stop_ends(last: str, word: str) -> bool:
    """Return whether a full stop between the words `last` and `word` ends a sentence."""
    if last.isupper() and len(last) > 1 and "." not in last:
        last = last.capitalize()
    if last in _INTRODUCING or (last in _BEFORE_FIGURE and word[:1].isdigit()):
        return False
    if last.lower() in ("a.m", "p.m"):
        return word != "" and word not in _AFTER_CLOCK
    if last in _AMBIGUOUS or _is_initial(last) or _DOTTED.fullmatch(last):
        return word in _STARTERS
    return True


def _is_heading(text: str, start: int, end: int) -> bool:
    """Return whether a paragraph is a title, a byline, a teaser or a rule, not a sentence."""
    if end - start > _HEADING_LENGTH:
        return False
    line = text[start:end]
    if not any(map(str.isalnum, line)):
        return True
    if _ITEM.match(line):
        return False
    return bool(not _LINE_END.search(line) or _TEASER.match(line) or _BYLINE.fullmatch(line))
