"""The views that search, list and show articles, over a small index."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from urllib.parse import quote

import pytest

from rag.engine import Engine
from rag.index.store import Store
from rag.ui.address import Address, read
from rag.ui.article_text import PART
from rag.ui.views import open_view
from rag.ui.views.articles import PAGE as ROWS
from rag.ui.views.search import PAGE
from tests.support import HashEmbedder, build_small, jsonl, write_articles
from tests.ui_support import HOSTILE, Elements

LONG = "".join(f"Sentence number {n} says nothing.\n" for n in range(1_000))
MANY = [
    {"text": f"The ferry {n} was late.", "title": f"Note {n:03}", "source": "Courier"}
    for n in range(ROWS + 5)
]
BRIDGE = "# The old bridge\n\nThe bridge is shut.\n\n“It is safe,” Ann Lee said.\n\nA bridge."
MARKUP = HOSTILE[:4]  # entities, in the last one, are decoded when a record is read
FILES: dict[str, str | None] = {
    "bridge.md": BRIDGE,
    "many.jsonl": jsonl(*MANY),
    "long.txt": f"{LONG}A zebra ran.\n{LONG}",
    "odd.pdf": "no PDF",
    "hostile.jsonl": jsonl(*({"text": f"Crane {m}", "title": m, "source": m} for m in MARKUP)),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine over a few articles, some of them hostile."""
    folder = tmp_path_factory.mktemp("views")
    build_small(write_articles(folder / "in", FILES), folder / "index")
    return Engine(Store(folder / "index"), HashEmbedder())


def shown(engine: Engine, address: str) -> str:
    """Return the HTML at an address."""
    found = read(address)
    assert isinstance(found, Address)
    return open_view(engine, found)


def links(html: str, words: str) -> list[str]:
    """Return the addresses of the links whose text begins with some words."""
    return [unescape(a) for a in re.findall(rf'href="([^"]*)"[^>]*>{re.escape(words)}', html)]


def marked(html: str) -> list[str]:
    """Return the words that are marked."""
    return re.findall(r"<mark[^>]*>(.*?)</mark>", html)


@pytest.mark.parametrize(
    "view", ["search&words=bridge", "people", "articles", "article&path=bridge.md"]
)
def test_headings_are_in_order(engine: Engine, view: str) -> None:
    """Below the page's heading no level is skipped, whatever the panel shows."""
    levels = [1, *map(int, re.findall(r"<h([1-6])[ >]", shown(engine, f"?view={view}")))]
    assert all(below - above < 2 for above, below in pairwise(levels))


def test_a_search_without_words_is_a_form(engine: Engine) -> None:
    """The form has fields for words and filters, and says how to search."""
    html = shown(engine, "?view=search")
    for name in ("words", "order", "from", "to", "source", "speaker"):
        assert f'name="{name}"' in html
    assert 'data-view="search"' in html and "quotation marks" in html
    assert "<details>" in html and "found" not in html


def test_passages_are_marked_and_open_where_they_stand(engine: Engine) -> None:
    """The words are marked; the link leads to the sentence, with the words, cited and pinned."""
    html = shown(engine, "?view=search&words=safe")
    assert "1 passage has “safe”." in html and marked(html) == ["safe"]
    (opened,) = links(html, "Open the article here")
    start = BRIDGE.index("“It is safe")
    said = "“It is safe,” Ann Lee said."
    assert f"at={start}-{start + len(said)}&words=safe" in opened
    article = shown(engine, opened)
    assert re.search(r'<mark class="here goto"[^>]*>“It is <mark class="hit">safe</mark>', article)
    assert "1 of 1" in article
    assert f'data-act="pin" data-path="bridge.md" data-record="" data-at="{start}-' in html
    assert links(html, "Cite") == [f"?view=cite&path=bridge.md&at={start}-{start + len(said)}"]


def test_pages_of_passages_follow_each_other(engine: Engine) -> None:
    """A page has twenty; "More" leads to the next ones, and the first page has none before it."""
    first = shown(engine, "?view=search&words=ferry&source=Courier")
    assert f"{ROWS + 5} passages have" in first and first.count('class="source found"') == PAGE
    assert not links(first, "‹ Previous")
    (more,) = links(first, "More: the next 20")
    assert f"offset={PAGE}" in more and "source=Courier" in more
    second = shown(engine, more)
    assert set(links(first, "Open the")) & set(links(second, "Open the")) == set()
    last = shown(engine, f"?view=search&words=ferry&offset={ROWS}")
    assert last.count('class="source found"') == 5 and not links(last, "More")


def test_what_no_passage_has_offers_the_nearest(engine: Engine) -> None:
    """One line says so, and the nearest passages are shown without marks."""
    html = shown(engine, "?view=search&words=bridge+unicorn")
    assert "No passage has “bridge unicorn”." in html
    assert "Nearest passages" in html and "bridge is shut" in html and marked(html) == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("?view=search&words=bridge&from=soon", "use a date"),
        ("?view=search&words=bridge&source=Herald", "no article in this index is from “Herald”"),
        ("?view=search&words=bridge&speaker=Nobody", "nobody called “Nobody”"),
        ("?view=search&words=…", "no word to search for"),
        ("?view=articles&from=soon", "use a date"),
    ],
)
def test_a_view_says_what_is_wrong_and_keeps_its_form(
    engine: Engine, address: str, reason: str
) -> None:
    """An error is one line under the form, whose filters are open."""
    html = shown(engine, address)
    assert reason in html and "<form" in html


def test_articles_are_a_table(engine: Engine) -> None:
    """A page has a hundred rows with links to article and file; headings sort."""
    html = shown(engine, "?view=articles&words=note")
    assert html.count("<tr>") == ROWS + 1 and f"{ROWS + 5} articles; shown: 1 to 100" in html
    assert re.findall(r'<th scope="col" aria-sort="(\w+)"', html) == ["ascending"]
    assert links(html, "Note 000") == ["?view=article&path=many.jsonl&record=1"]
    assert links(html, "many.jsonl, line 1<") == ["/original?path=many.jsonl"]
    (more,) = links(html, "More: the next 5")
    assert shown(engine, more).count("<tr>") == 6
    (down,) = links(html, "Article")
    assert links(shown(engine, down), "Note 1")[0].endswith(f"record={ROWS + 5}")
    (length,) = links(html, "Characters")
    longest = shown(engine, length.replace("words=note", "words="))
    assert longest.index("long.txt") < longest.index("Note")


def test_what_was_skipped_or_is_doubtful_has_its_reason(engine: Engine) -> None:
    """Skipped files, and articles that miss a fact, are listed with the reasons."""
    assert "Skipped: 1" in shown(engine, "?view=articles")
    skipped = shown(engine, "?view=articles&show=skipped")
    assert "odd.pdf" in skipped and "is damaged" in skipped
    doubtful = shown(engine, "?view=articles&show=doubtful&words=bridge.md")
    assert "no date; no outlet" in doubtful


def test_words_are_found_in_an_article(engine: Engine) -> None:
    """All hits are marked, the current one is scrolled to, and links lead to the others."""
    html = shown(engine, "?view=article&path=bridge.md&words=bridge")
    assert marked(html) == ["bridge", "bridge", "bridge"] and "1 of 3" in html
    assert html.index('class="hit here goto"') < html.index('class="hit"')
    next_one = unescape(re.findall(r'href="([^"]*)" aria-label="Next: 1 of 3"', html)[0])
    second = shown(engine, next_one)
    assert "2 of 3" in second and 'aria-label="Previous: 2 of 3"' in second
    assert "Not in this article" in shown(engine, "?view=article&path=bridge.md&words=unicorn")
    assert "no word to search for" in shown(engine, "?view=article&path=bridge.md&words=…")
    assert "3 of 3" in shown(engine, "?view=article&path=bridge.md&words=bridge&hit=99")


def test_the_place_of_an_address_is_marked(engine: Engine) -> None:
    """The span is marked, and has what cites it; a span outside of the article is ignored."""
    html = shown(engine, "?view=article&path=bridge.md&at=18-37")
    assert marked(html) == ["The bridge is shut."] and links(html, "Cite")
    for odd in ("37-18", "0-99999", "-1-3", "x", "١-٢"):
        assert marked(shown(engine, f"?view=article&path=bridge.md&at={odd}")) == []


def test_hashes_of_headings_are_not_shown(engine: Engine) -> None:
    """A heading of a Markdown file is a heading without its marks."""
    html = shown(engine, "?view=article&path=bridge.md")
    assert '<p class="heading">The old bridge</p>' in html and "# " not in Elements(html).words


def test_who_speaks_is_marked_on_request(engine: Engine) -> None:
    """Each statement has its speaker before it, also around what else is marked."""
    address = "?view=article&path=bridge.md&words=safe"
    assert 'class="speech"' not in shown(engine, address)
    (toggle,) = links(shown(engine, address), "Show who speaks")
    html = shown(engine, toggle)
    assert '<span class="who">Ann Lee (quoted)</span>' in html
    assert re.search(r'<span class="speech">.*<mark class="hit[^>]*>safe</mark>', html)
    assert links(html, "Hide who speaks") == [address]


def test_a_long_article_is_shown_in_parts(engine: Engine) -> None:
    """The part around the hit is sent; links add what comes before and after."""
    html = shown(engine, "?view=article&path=long.txt&words=zebra")
    assert marked(html) == ["zebra"] and len(html) < 20 * PART
    (later,) = links(html, "… more")
    (earlier,) = links(html, "more …")
    for address in (later, earlier):
        longer = shown(engine, address)
        assert len(longer) > len(html) and '<p class="goto" tabindex="-1">' in longer
    odd = shown(engine, "?view=article&path=long.txt&part=5-1&more=later")
    assert "Sentence number 0 " in odd and len(odd) < 20 * PART


@pytest.mark.parametrize("path", ["../secret.txt", "none.txt", "", "/etc/passwd"])
def test_only_articles_of_the_index_are_shown(engine: Engine, path: str) -> None:
    """Another path is one line that says so."""
    assert "the index has no article of the file" in shown(engine, f"?view=article&path={path}")


@pytest.mark.parametrize("record", range(1, len(MARKUP) + 1))
@pytest.mark.parametrize(
    "address",
    [
        "?view=article&path=hostile.jsonl&words=crane&speakers=1&record=",
        "?view=articles&words=hostile&offset=",
        "?view=search&words=crane&offset=",
    ],
)
def test_nothing_of_an_article_becomes_an_element(
    engine: Engine, address: str, record: int
) -> None:
    """Markup in texts, titles and outlets is shown as text."""
    offset = record if "record" in address else record - 1
    found = Elements(shown(engine, f"{address}{offset}"))
    assert not {"script", "img", "style", "b", "i"} & set(found.tags)
    assert not any(name.startswith("on") for name, _ in found.attributes)
    assert not any(value and value.startswith("javascript:") for _, value in found.attributes)
    assert MARKUP[record - 1] in found.words


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("view", ["search", "articles", "article", "article&path=bridge.md"])
def test_nothing_of_an_address_becomes_an_element(engine: Engine, view: str, words: str) -> None:
    """Values from strangers are shown as text, wherever they come back."""
    names = ("words", "from", "to", "source", "speaker", "sort", "show", "at", "part", "hit")
    address = f"?view={view}&" + "&".join(f"{name}={quote(words)}" for name in names)
    found = Elements(shown(engine, address))
    assert not {"script", "img", "style", "b", "i"} & set(found.tags)
    assert not any(name.startswith("on") for name, _ in found.attributes)
