"""Parts of a page that are no article: consent notices, and lists of links to articles."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from rag.corpus.json_ld import described_article
from rag.corpus.markup import block_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

_CONSENT_NAME = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|ccpa|cmp|onetrust|didomi|truste|cybot\w*|usercentrics"
    r"|qc-cmp2?|sp_message|privacy)(?:$|[\s_-])|cookie-?(?:banner|notice|bar|consent|popup|wall)",
    re.IGNORECASE,
)
_CONSENT_TERM = re.compile(
    r"\b(?:cookies?|consent|GDPR|CCPA|personal(?:ised|ized)?\s(?:data|ads?|advertising|content)"
    r"|partners|privacy\s(?:policy|settings|choices|notice)|value\syour\sprivacy"
    r"|legitimate\sinterests?|opt\sout|(?:accept|reject|allow|manage)\s(?:all|your|my|cookies))\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b(?:we|our|us|you|your)\b", re.IGNORECASE)
_PRINT_MARK = re.compile(
    r"(?:(?:this )?(?:article|page|story) (?:was |is )?)?(?:printed|downloaded) from:? \S+://\S+"
    r"|print this (?:article|page|story)|(?:source )?url: ?\S+://\S+|back to (?:the )?article",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FEWEST_CARDS = 4
_LONGEST_CARD = 400  # code points
_MOSTLY = 0.6  # the share of a text that makes it something else than an article


def remove_consent_notices(tree: HtmlElement) -> None:
    """Remove dialogs and banners that ask for consent; never a part with the article."""
    named = [element for element in tree.iter() if _is_notice(element)]
    for element in named:
        if element.getparent() is not None:
            element.drop_tree()


def is_consent_notice(text: str) -> bool:
    """Return whether a text is mostly a request for consent.

    >>> is_consent_notice("We and our 9 partners use cookies to show you personalised ads.")
    True
    >>> is_consent_notice("The court fined the firm, which had set cookies without consent.")
    False
    """
    lines = text.split("\n")
    asking = [line for line in lines if _CONSENT_TERM.search(line) and _ADDRESS.search(line)]
    return sum(map(len, asking)) > _MOSTLY * sum(map(len, lines))


def keep_articles_in_asides(tree: HtmlElement) -> None:
    """Make an aside that has the page's only main heading an ordinary element.

    Some pages put the article into one; everything in an aside would be left out.
    """
    headings = list(tree.iter("h1"))
    if len(headings) == 1:
        for aside in headings[0].iterancestors("aside"):
            aside.tag = "article"


def without_print_marks(text: str) -> str:
    """Return the text of a page without the lines that its print version adds.

    >>> without_print_marks("The weir is open.\\nPrinted from: https://bay.example/weir")
    'The weir is open.'
    """
    lines = text.split("\n")
    return "\n".join(line for line in lines if not _PRINT_MARK.fullmatch(line.strip()))


def is_list_of_links(tree: HtmlElement, text: str) -> bool:
    """Return whether the text of a page that states no article is mostly teasers with links."""
    kinds = tree.xpath("//meta[@property='og:type']/@content")
    if "article" in [kind.strip().lower() for kind in kinds] or described_article(tree):
        return False
    cards = [block_text(card) for card in _cards(tree)]
    if len(cards) < _FEWEST_CARDS or median(map(len, cards)) > _LONGEST_CARD:
        return False
    teasers = {line for card in cards for line in card.split("\n")}
    lines = [" ".join(line.strip("-•# ").split()) for line in text.split("\n")]
    return sum(len(line) for line in lines if line in teasers) > _MOSTLY * sum(map(len, lines))


def _is_notice(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in ("html", "body", "main", "article"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    is_dialog = element.get("role") in ("dialog", "alertdialog") or element.get("aria-modal")
    if not (is_dialog or element.tag == "dialog" or _CONSENT_NAME.search(names)):
        return False
    if next(element.iter("main", "article"), None) is not None:
        return False
    headings = [heading.text_content() for heading in element.iter("h1")]
    if not all(map(_CONSENT_TERM.search, headings)):
        return False
    return bool(_CONSENT_TERM.search(element.text_content()))


def _cards(tree: HtmlElement) -> list[HtmlElement]:
    """Return the largest elements that each hold one heading that is a link."""
    linked = [
        heading
        for heading in tree.iter(*_HEADINGS)
        if heading.find(".//a[@href]") is not None
        or next(heading.iterancestors("a"), None) is not None
    ]
    counts: dict[HtmlElement, int] = {}
    for heading in linked:
        for element in heading.iterancestors():
            counts[element] = counts.get(element, 0) + 1
    cards = []
    for heading in linked:
        card = heading
        for element in heading.iterancestors():
            if counts[element] > 1:
                break
            card = element
        cards.append(card)
    return cards
