"""What is easily lost on a page: filters that are folded, long questions, prints, small screens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.index.lock import WriteLock
from tests.browser.test_page import violations
from tests.ui_server import answers, ask

if TYPE_CHECKING:
    from playwright.sync_api import Page

MACRON = "what did Macron say about US support"
ARTICLE = "path=europe%2Fmacron-presses-europe.txt&at=669-746"
VIEWS = (
    "?view=person&name=Emmanuel+Macron",
    "?view=search&words=Europe",
    f"?view=article&{ARTICLE}&speakers=1",
    f"?view=cite&{ARTICLE}",
    "?view=collection",
    "?view=conversations",
    "?view=help",
)


def test_filters_are_named_when_folded_and_after_a_reload(page: Page) -> None:
    """The heading names what is set; a cleared date filters nothing, not even a follow-up."""
    from playwright.sync_api import expect

    fold = page.locator("#settings .label-wrap")
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.locator("#to input").fill("2025-03")
    expect(fold).to_contain_text("until 2025-03")
    fold.click()
    page.reload()
    expect(fold).to_contain_text("until 2025-03")
    ask(page, MACRON)
    expect(answers(page).locator(".chip")).to_have_count(2)
    fold.click()
    assert page.locator("#to input").input_value() == "2025-03"
    page.locator("#to input").fill("")
    expect(fold.locator(".in-force")).to_have_text("")
    ask(page, "and about Europe acting alone?")
    expect(answers(page).locator(".chip")).to_have_count(1)


def test_a_question_that_is_too_long_stays_whole(page: Page) -> None:
    """It is not cut and not sent; the page says how much too long it is, until it is shorter."""
    from playwright.sync_api import expect

    box, said = page.locator("#question textarea"), page.locator("#too-long p")
    box.fill("why " * 600)
    expect(said).to_contain_text("shorten it by 399")
    box.press("Enter")
    page.locator("#question .submit-button").click()
    assert len(box.input_value()) == 2_400
    assert page.locator("#chat .user.message").count() == 0
    ask(page, MACRON)
    expect(said).to_have_text("")


def test_a_print_has_the_whole_conversation(page: Page) -> None:
    """Nothing is cut or scrolled, and no control is printed."""
    for question in (MACRON, "Why?", "How is drought measured?"):
        ask(page, question)
    page.emulate_media(media="print")
    for control in ("#question", "#settings", "#views", "#rebuild"):
        assert not page.locator(control).is_visible()
    hidden = (
        "[...document.querySelectorAll('#chat, #chat *')].filter(e => e.clientHeight > 1 && "
        "e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).overflowY !== 'visible').length"
    )
    assert page.evaluate(hidden) == 0
    bottom = page.locator("#chat .bot.message").last.bounding_box()
    assert bottom and bottom["y"] + bottom["height"] <= page.evaluate(
        "document.documentElement.scrollHeight"
    )


def test_the_line_about_a_locked_index_goes(page: Page, page_index: Path) -> None:
    """While another process writes the page says so, and no longer once it has finished."""
    from playwright.sync_api import expect

    with WriteLock(page_index):
        page.locator("#rebuild").click()
        page.locator("#status .failure").wait_for()
    expect(page.locator("#status .failure")).to_have_count(0)


def test_a_saved_conversation_cites_in_the_chosen_style(page: Page) -> None:
    """The references are those of MLA where MLA is chosen."""
    ask(page, MACRON)
    page.locator("#settings .label-wrap").click()
    saved = []
    for style in ("APA", "MLA"):
        page.locator("#style label", has_text=style).click()
        with page.expect_download() as download:
            page.locator("#save-md").click()
        saved.append(Path(download.value.path()).read_text("utf-8"))
    assert "(2025, March 27)" in saved[0] and "27 Mar. 2025" in saved[1]


def test_every_view_is_accessible_and_reached_in_one_column(page: Page) -> None:
    """At 200 % zoom a view's address leads to the view, nothing is wide, and axe finds no fault."""
    ask(page, MACRON)
    page.locator("#sources button[data-act=pin]").first.click()
    page.locator("#said .said").wait_for()
    page.set_viewport_size({"width": 640, "height": 400})
    origin = page.url.partition("?")[0]
    for view in VIEWS:
        page.goto(origin + view)
        page.locator("#sources .panel[data-address]").wait_for()
        page.wait_for_function(
            "document.querySelector('#sources .panel').getBoundingClientRect().top < innerHeight"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        assert violations(page) == []
