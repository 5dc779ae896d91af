"""rag.corpus.subtitles: cues become paragraphs, with their speakers."""

from __future__ import annotations

import pytest

from rag.corpus.files import Unreadable
from rag.corpus.subtitles import extract


def vtt(*cues: str, seconds: int = 2) -> bytes:
    """Return WebVTT of cues that follow each other without a pause."""
    times = [f"00:{n * seconds // 60:02}:{n * seconds % 60:02}.000" for n in range(len(cues) + 1)]
    blocks = [f"{times[n]} --> {times[n + 1]}\n{cue}" for n, cue in enumerate(cues)]
    return "\n\n".join(["WEBVTT", *blocks]).encode()


def test_voices_are_turns() -> None:
    """A cue's voice is the name before the words, once for each turn."""
    data = vtt(
        "<v Ewa Lind>The mill is <i>sold</i>,", "<v Ewa Lind>and nobody asked.", "<v Jon Falk>Why?"
    )
    assert extract(data).text == "Ewa Lind: The mill is sold, and nobody asked.\n\nJon Falk: Why?"


def test_two_voices_in_a_cue() -> None:
    """Each voice of a cue has a line of its own."""
    data = vtt("<v.loud Ewa Lind>Sold.</v>\n<v Jon Falk>When?</v>")
    assert extract(data).text == "Ewa Lind: Sold.\n\nJon Falk: When?"


def test_labels_and_dashes() -> None:
    """Labels in the words, dashes and double arrows begin another paragraph."""
    data = vtt(
        "EWA LIND: The mill is",
        "sold.",
        "- When?",
        "&gt;&gt; JON FALK: Today.",
        "- Really &amp; truly?",
    )
    assert extract(data).text == (
        "EWA LIND: The mill is sold.\n\nWhen?\n\nJON FALK: Today.\n\nReally & truly?"
    )


def test_sounds_and_repeated_lines() -> None:
    """Sounds are left out, and so are lines that automatic captions show twice."""
    data = vtt("[applause]", "♪ ♪", "The mill is", "The mill is\nsold to<00:00:06.500> a bank.")
    assert extract(data).text == "The mill is sold to a bank."


def test_subrip_and_pauses() -> None:
    """SubRip is read as well; a pause after a sentence begins another paragraph."""
    data = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}The mill\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\nis <b>sold</b>.\r\n\r\n"
        "3\r\n00:00:09,000 --> 00:00:10,000\r\nIt rained.\r\n"
    )
    assert extract(b"\xef\xbb\xbf" + data.encode()).text == "The mill is sold.\n\nIt rained."


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"words", r"^is damaged \(no subtitles\)$"), (b"WEBVTT\n\n", "^holds no words$")],
)
def test_files_that_are_no_subtitles(data: bytes, reason: str) -> None:
    """Other bytes, and subtitles without cues, are refused."""
    with pytest.raises(Unreadable, match=reason):
        extract(data)


def test_the_title_of_the_file() -> None:
    """What stands behind the mark of the format is the title."""
    data = vtt("<v Ewa Lind>Sold.").replace(b"WEBVTT", b"WEBVTT - The mill hearing")
    assert extract(data).facts.title == "The mill hearing"
    assert extract(vtt("<v Ewa Lind>Sold.")).facts.title is None
