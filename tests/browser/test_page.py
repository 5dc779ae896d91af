"""The page in a real browser, served by the real command over an index of a few articles."""

from __future__ import annotations

import html
import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from rag.answers import NEAREST
from tests.ui_server import SHOWN, TRAP, answers, ask

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_refusal_has_no_source(page: Page) -> None:
    """A refusal cites nothing; the panel labels the nearest passages as no sources."""
    ask(page, "Who won the chess championship on the planet Mars?")
    assert answers(page).locator(".refusal").inner_text().startswith("Not answered")
    assert answers(page).locator(".ref, blockquote, cite").count() == 0
    assert page.locator("#sources .source, #sources mark").count() == 0
    panel = page.locator("#sources").inner_text()
    assert "No sources" in panel and NEAREST.lower() in panel.lower()


def test_the_confidence_slider(page: Page) -> None:
    """At confidence 1 the page refuses, and at a low one it answers again."""
    page.locator("#settings button").first.click()
    least = page.locator("#least input[type=number]")
    for value, shown in (("1", ".refusal"), ("0.05", ".answer")):
        least.fill(value)
        least.press("Tab")
        # The question must be sent after the page has applied the number.
        page.wait_for_function(
            "v => document.querySelector('#least input[type=range]').value === v", arg=value
        )
        ask(page, "what did Macron say about US support")
        assert answers(page).locator(shown).count() == 1


def test_the_speaker_is_shown_with_the_quotation(page: Page) -> None:
    """A quotation has its speaker, and that it is quoted."""
    ask(page, "what did Macron say about US support")
    assert "— Emmanuel Macron (quoted)" in answers(page).locator(".speaker").first.inner_text()


def test_a_rejected_question_is_a_message(page: Page) -> None:
    """An empty question is a message in the chat, without an overlay; the next one is answered."""
    ask(page, "")
    assert "the question is empty" in answers(page).locator(".failure").inner_text()
    assert page.locator(".toast-body").count() == 0
    ask(page, "what did Macron say about US support")
    assert answers(page).locator(".cited").count() > 0


def test_an_example_can_be_clicked(page: Page) -> None:
    """A clicked example is asked in its exact words, and answered."""
    example = page.locator(".example").first
    question = example.inner_text()
    example.click()
    answers(page).locator(".answer").wait_for()
    assert page.locator("#chat .user.message").inner_text() == question


def test_a_conversation_can_be_cleared(page: Page) -> None:
    """Clearing the chat empties the panel and shows the examples again."""
    from playwright.sync_api import expect

    ask(page, "what did Macron say about US support")
    page.locator("#chat .icon-button-wrapper button").first.click()
    page.locator(".example").first.wait_for()
    expect(page.locator("#sources mark")).to_have_count(0)
    ask(page, "")
    expect(page.locator("#chat .user.message")).to_have_count(1)


@pytest.mark.parametrize("question", ["What did Olga Brandt say about the crane?", TRAP])
def test_hostile_markup_is_text(page: Page, question: str) -> None:
    """Markup of every kind, in an article or a question, is shown as text."""
    ask(page, question)
    everything = page.locator("#chat").inner_text() + page.locator("#sources").inner_text()
    assert SHOWN in everything
    assert "\u202e" not in everything
    inside = page.locator("#chat .message, #sources")
    made = "script, img, iframe, strong:not(.refusal strong), .katex, a[href^=javascript]"
    marks = answers(page).locator("a.ref")
    if marks.count():
        marks.first.click()
        page.locator("#sources mark.here").wait_for()
        assert SHOWN in page.locator("#sources .passage").inner_text()
    assert inside.locator(made).count() == 0
    assert inside.locator("a[href*=trap]").count() == 0


def test_a_rebuild_finds_a_new_article(page: Page, page_corpus: Path) -> None:
    """After a rebuild, the report counts a new file, and the file is quoted."""
    text = "The Veltmar lighthouse was painted orange by Greta Holm in May, the keeper said."
    (page_corpus / "lighthouse.txt").write_text(text, encoding="utf-8")
    count = int(page.locator("#about").inner_text().split(" articles from")[0].split()[-1])
    page.locator("#rebuild").click()
    done = page.locator("#status .done")
    done.wait_for()
    assert "1 added" in done.inner_text()
    page.locator("#about", has_text=f"{count + 1} articles").wait_for()
    ask(page, "Who painted the Veltmar lighthouse orange?")
    assert text in [q.inner_text() for q in answers(page).locator(".cited").all()]


def test_a_rebuild_of_a_locked_index_is_an_error(page: Page, page_index: Path) -> None:
    """While another process writes to the index, it is named, and questions are answered."""
    from rag.index.lock import WriteLock

    with WriteLock(page_index):
        page.locator("#rebuild").click()
        failure = page.locator("#status .failure")
        failure.wait_for()
        assert f"process {os.getpid()}" in failure.inner_text()
        ask(page, "what did Macron say about US support")
        assert answers(page).locator(".cited").count() > 0


def test_the_page_fits_a_phone(page: Page) -> None:
    """At the width of a phone nothing scrolls sideways, and a mark is scrolled into view."""
    from playwright.sync_api import expect

    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, "what did Macron say about US support")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    answers(page).locator("a.ref").first.click()
    expect(page.locator("#sources mark.here")).to_be_in_viewport()
    page.locator("#sources a", has_text="Back to the answer").click()
    expect(answers(page).locator("a.ref").first).to_be_in_viewport()


def test_a_conversation_survives_a_reload(page: Page) -> None:
    """A reloaded page shows the conversation, and its marks still work."""
    ask(page, "what did Macron say about US support")
    before = answers(page).inner_text()
    page.reload()
    answers(page).locator(".answer").wait_for()
    assert answers(page).inner_text() == before
    answers(page).locator("a.ref").first.click()
    page.locator("#sources mark.here").wait_for()
    stored = page.evaluate("Object.values(localStorage).join(' ')")
    assert "Macron" not in stored  # the browser stores a name, not the conversation
    page.locator("#chat .icon-button-wrapper button").first.click()
    page.locator(".example").first.wait_for()
    page.reload()
    page.locator(".example").first.wait_for()
    assert page.locator("#chat .bot.message").count() == 0


def test_the_question_as_searched_can_be_edited(page: Page) -> None:
    """A misspelt question shows its correction; clicking that puts it into the box."""
    ask(page, "what did Macron say about US suport")
    edit = answers(page).locator("a[href='#edit']")
    words = edit.inner_text()
    edit.click()
    assert page.locator("#question textarea").input_value() == words


def test_a_conversation_is_saved_as_a_file(page: Page) -> None:
    """The conversation is downloaded in each format, with the quoted words."""
    ask(page, "what did Macron say about US support")
    quoted = answers(page).locator(".cited").first.inner_text()
    page.locator("#settings button").first.click()
    for file_format in ("json", "html", "md"):
        with page.expect_download() as download:
            page.locator(f"#save-{file_format}").click()
        text = Path(download.value.path()).read_text("utf-8")
        plain = html.unescape(text).replace("\\", "")
        assert quoted in plain and "2025-03-27" in plain
        assert download.value.suggested_filename.endswith(file_format)


def test_a_follow_up_is_resolved(page: Page) -> None:
    """A pronoun refers to the person asked about; the question as searched is shown."""
    ask(page, "what did Macron say about US support")
    ask(page, "and what did he say about Europe acting alone?")
    last = answers(page).last
    assert "What did Macron say about Europe acting alone?" in last.inner_text()
    assert "on its own" in last.inner_text()


def test_a_thumb_is_recorded(page: Page, page_index: Path) -> None:
    """Clicking a thumb adds a line with question and answer to the file."""
    ask(page, "what did Macron say about US support")
    quoted = answers(page).locator(".cited").first.inner_text()
    with page.expect_response(lambda response: response.url.endswith("/run/predict")):
        page.locator("#chat button[aria-label=Like]").last.click()
    lines = (page_index.parent / "feedback.jsonl").read_text("utf-8").splitlines()
    last = json.loads(lines[-1])
    assert (last["answer"], last["helpful"]) == (quoted, True)


def test_the_articles_are_listed_and_one_is_opened(page: Page) -> None:
    """The list names the articles, markup as text; clicking one shows it in the panel."""
    page.locator("#views a", has_text="Articles").click()
    listing = page.locator("#sources .panel")
    row = listing.locator("tr", has_text="how-drought-is-measured.docx")
    row.wait_for()
    assert SHOWN in listing.inner_text()
    made = "script, img, a:not([href^='?view=']):not([href^='/original?'])"
    assert listing.locator(made).count() == 0
    row.locator("a").first.click()
    page.locator("#sources .reading", has_text="how-drought-is-measured.docx").wait_for()
    assert page.locator("#dropped").count() == 0  # uploads are switched off


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(page: Page, scheme: Literal["light", "dark"]) -> None:
    """An accessibility check (axe) of every state of the page finds no serious violation."""
    page.emulate_media(color_scheme=scheme)
    page.reload()
    page.locator(".example").first.wait_for()
    assert violations(page) == []
    page.locator("#settings button").first.click()
    for view in ("Search", "Articles", "Collection", "Conversations", "Help"):
        page.locator("#views a", has_text=view).click()
        page.locator("#views a[aria-current]", has_text=view).wait_for()
        assert violations(page) == []
    ask(page, "Who won the chess championship on the planet Mars?")
    ask(page, "what did Macron say about US support in articles since 2025")
    page.locator("#topic").click()
    page.locator("#chat .topic").wait_for()
    assert answers(page).locator(".chip").count() == 2
    assert violations(page) == []
    answers(page).locator("a.ref").first.click()
    page.locator("#sources mark.here").wait_for()
    assert violations(page) == []


def violations(page: Page) -> list[tuple[str, str]]:
    """Return the violations that axe rates serious or critical, and headings out of order.

    Each has its first element.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.locator("#chat .pending").wait_for(state="detached")
    found = Axe().run(page).response["violations"]
    return [
        (v["id"], v["nodes"][0]["html"])
        for v in found
        if v["impact"] in ("serious", "critical") or v["id"] == "heading-order"
    ]


def test_the_server_has_the_page_and_no_api(address: str) -> None:
    """No handler is an API, and the chat's HTML is sanitized, without Markdown or LaTeX."""
    config = fetch(address + "config")
    assert {event["api_visibility"] for event in config["dependencies"]} == {"private"}
    assert config["analytics_enabled"] is False
    chat = next(c["props"] for c in config["components"] if c["type"] == "chatbot")
    assert chat["sanitize_html"] is True
    assert chat["render_markdown"] is False
    assert chat["latex_delimiters"] == []
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(address + "gradio_api/info")


def fetch(url: str) -> Any:
    """Return the JSON that a server responds with."""
    with urllib.request.urlopen(url, timeout=60) as response:
        return json.load(response)
