"""rag.corpus.feed and newsml: the entries of feeds, and the XML of news agencies."""

from __future__ import annotations

from datetime import date

import pytest

from rag.corpus.feed import extract
from rag.corpus.files import Facts, Unreadable

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Arle Courier</title>
<item><title>The mill &amp; the bank</title><link>https://arle.example/mill</link>
<dc:creator>Ewa Lind</dc:creator><pubDate>Mon, 07 Apr 2025 23:30:00 -0400</pubDate>
<description>A teaser.</description>
<content:encoded><![CDATA[<p>The mill is <em>sold</em>.</p><p>Nobody was asked.</p>]]>
</content:encoded></item><item><title>No text</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Arle Council</title><entry>
<title>Bins</title><link href="https://council.example/bins"/><published>2025-06-09T08:00:00Z
</published><content type="html">&lt;p&gt;Bins are emptied on Fridays.&lt;/p&gt;</content></entry>
</feed>"""


def test_entries_are_articles() -> None:
    """The longest text of an entry is read, with its facts; an entry without text is named."""
    found = extract(RSS.encode())
    (article,) = found.articles
    assert article.text == "The mill is sold.\n\nNobody was asked."
    assert article.facts == Facts(
        title="The mill & the bank",
        author="Ewa Lind",
        source="The Arle Courier",
        url="https://arle.example/mill",
        published=date(2025, 4, 7),
    )
    assert article.record == 1
    assert found.skipped == ((2, "entry 2 holds no text"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_atom(encoding: str) -> None:
    """Atom is read like RSS, in any encoding that XML has."""
    (article,) = extract(ATOM.encode(encoding)).articles
    assert article.text == "Bins are emptied on Fridays."
    assert (article.facts.source, article.facts.published) == ("Arle Council", date(2025, 6, 9))


NITF = """<nitf><head><title>mill</title><docdata><date.issue norm="20250407T090000Z"/></docdata>
<pubdata name="Arle Courier"/></head><body><body.head><hedline><hl1>The mill is sold</hl1></hedline>
<byline>By Ewa Lind</byline></body.head><body.content><block><p>ARLE — The mill is sold.</p>
<p>Nobody was asked.</p></block></body.content></body></nitf>"""
G2 = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem><itemMeta>
<versionCreated>2025-04-07T09:00:00+01:00</versionCreated>
<provider><name>Arle Wire</name></provider>
</itemMeta><contentMeta><by>By Ewa Lind</by><headline>The mill is sold</headline></contentMeta>
<contentSet><inlineXML><html><body><p>The mill is sold.</p></body></html></inlineXML></contentSet>
</newsItem><newsItem><contentSet><inlineXML><p>It rained.</p></inlineXML></contentSet></newsItem>
</itemSet></newsMessage>"""


def test_nitf() -> None:
    """Headline, byline, date and outlet are where the standard puts them."""
    (article,) = extract(NITF.encode()).articles
    assert article.text == "ARLE — The mill is sold.\n\nNobody was asked."
    facts = article.facts
    assert (facts.title, facts.author, facts.source) == (
        "The mill is sold",
        "Ewa Lind",
        "Arle Courier",
    )
    assert (facts.published, article.record) == (date(2025, 4, 7), None)


def test_newsml() -> None:
    """Each item of a message is an article."""
    first, second = extract(G2.encode()).articles
    assert (first.text, second.text) == ("The mill is sold.", "It rained.")
    facts = first.facts
    assert (facts.title, facts.author, facts.source) == (
        "The mill is sold",
        "Ewa Lind",
        "Arle Wire",
    )
    assert (facts.published, second.record) == (date(2025, 4, 7), 2)


def test_the_items_of_newsml_1() -> None:
    """Version 1.2 has other names for the same."""
    (article,) = extract(
        b"<NewsML><NewsItem><NewsManagement><FirstCreated>20250407T0900Z</FirstCreated>"
        b"</NewsManagement><NewsComponent><NewsLines><HeadLine>The mill</HeadLine></NewsLines>"
        b"<ContentItem><DataContent><p>It is sold.</p></DataContent></ContentItem></NewsComponent>"
        b"</NewsItem></NewsML>"
    ).articles
    assert (article.text, article.facts.title) == ("It is sold.", "The mill")
    assert article.facts.published == date(2025, 4, 7)


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><{0}><channel><title>&j;</title><item><description>&j;</description></item></channel>"
    + "</{0}>"
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"words", r"^is damaged \(no XML\)$"),
        (b"<note><to>you</to></note>", r"^is XML of another kind than feeds, .* \(<note>\)$"),
        (b"<rss><channel></channel></rss>", "^holds no entries$"),
        (b"<nitf><body/></nitf>", "^holds no article text$"),
    ],
)
def test_other_xml(data: bytes, reason: str) -> None:
    """XML of another kind, and XML without text, is refused with the reason."""
    with pytest.raises(Unreadable, match=reason):
        extract(data)


@pytest.mark.parametrize("root", ["rss", "nitf"])
def test_entities_that_grow(root: str) -> None:
    """Entities that refer to entities are not expanded to gigabytes."""
    try:
        articles = extract(BOMB.replace("{0}", root).encode()).articles
    except Unreadable:
        return
    assert sum(len(article.text) for article in articles) < 10_000


def test_the_line_below_an_entry() -> None:
    """The line that WordPress puts below each entry is left out, elsewhere it is kept."""
    below = "<p>The post <a>The mill</a> appeared first on <a>Arle</a>.</p>"
    whole = RSS.replace("asked.</p>", f"asked.</p>{below}")
    (article,) = extract(whole.encode()).articles
    assert article.text == "The mill is sold.\n\nNobody was asked."
    (article,) = extract(RSS.replace("<p>The mill", f"{below}<p>The mill").encode()).articles
    assert article.text.startswith("The post The mill appeared first on Arle.")


def test_people_that_a_byline_marks() -> None:
    """In NITF a byline marks the people, and may state their work without a mark between."""
    marked = "<byline>By <person>Ewa Lind</person><byttl>Courier Writer</byttl></byline>"
    data = NITF.replace("<byline>By Ewa Lind</byline>", marked)
    assert extract(data.encode()).articles[0].facts.author == "Ewa Lind"
