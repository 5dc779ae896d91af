"""Sentence boundaries: a table of cases, the layout of lines, headings, and invariants."""

# Typographic marks are what this is about:

from __future__ import annotations

import time
import timeit
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.segment.sentences import SentenceSpan, split_sentences

# What is shown, and a text in which a bar stands wherever a sentence ends and another begins.
TABLE = [
    ("two sentences", "Leaders met on Monday.| They will meet again."),
    ("question mark", "Will he go?| Nobody knows."),
    ("exclamation mark", "Go!| They went."),
    ("several marks", "Really?!| Yes!!!| No..?| He left."),
    ("one word", "Yes.| No."),
    ("no mark at the end", "It rained.| Then it stopped"),
    ("only a fragment", "no marks at all in this text"),
    ("two spaces", "It rained.|  It stopped."),
    ("no-break space", "It rained.|\u00a0It stopped."),
    ("tab", "It rained.|\tIt stopped."),
    ("whitespace around", "  It rained.| It stopped. \n"),
    # Abbreviations
    ("Mr.", "Mr. Smith met Mrs. Jones.| Dr. Brown and Ms. Green stayed."),
    ("military titles", "Gen. Petraeus met Lt. Gen. Flynn.| Sgt. Pepper left."),
    ("political titles", "Sen. Warren and Rep. Lewis met Gov. Pence.| They talked."),
    ("reverend", "The Rev. Jesse Jackson spoke.| People cheered."),
    ("titles in capitals", "MR. SMITH SPOKE.| DR. NO LISTENED."),
    ("title in brackets", "The guest (Mr. Smith) left.| He was tired."),
    ("title in a quotation", "“Mr. Smith is here,” she said.| He smiled."),
    ("initials", "J. K. Rowling wrote it.| J.R.R. Tolkien did not."),
    ("middle initial", "John F. Kennedy and George W. Bush were presidents.| So was Ford."),
    ("contraction", "They say they won’t. |Trump will, and it is Bush's. |Jones agreed."),
    ("title in straight quotes", "'Mr. Smith is here.'| He smiled."),
    ("initial, then a name", "Harry S. Truman won.| He was glad."),
    ("numeral one", "He fought in World War I. |The war ended in 1918."),
    ("saint", "He flew to St. Louis and St. Petersburg.| It was cold."),
    ("street", "She lives on Main St. |The house is red."),
    ("Fort and Mount", "From Ft. Lauderdale to Mt. Everest it is far.| Very far."),
    ("U.S. within", "The U.S. Supreme Court ruled.| The U.S. and the U.N. agreed."),
    ("U.S. at the end", "He came to the U.S. |He stayed there."),
    ("U.S. before a small letter", "The U.S. economy grew.| Prices fell."),
    ("D.C.", "He left Washington, D.C., on Monday.| A D.C. Circuit judge agreed."),
    ("U.S.-led", "The U.S.-led force withdrew.| Nobody noticed."),
    ("party and state", "Jon Tester (D-Mont.) spoke.| Sherrod Brown (D-Ohio) did not."),
    ("state in a dateline", "NEWPORT NEWS, Va. - In a tradition, he opened his home.| It rained."),
    ("state at the end", "He moved to Roanoke, Va. |There he worked."),
    ("company", "Apple Inc. Chief Executive Tim Cook spoke.| Alphabet Inc. did not."),
    ("company at the end", "She works for Alphabet Inc. |The firm is large."),
    ("Corp. and Ltd.", "News Corp. and Sky Ltd. merged.| It took years."),
    ("junior", "Martin Luther King Jr. Day is in January.| It is a holiday."),
    ("junior at the end", "They honoured Martin Luther King Jr. |It was a long march."),
    ("doctorate", "She has a Ph.D. in physics.| He has a Ph.D. |They are married."),
    ("e.g. and i.e.", "Some fruit, e.g. apples, i.e. Granny Smith, is green.| Most is not."),
    ("versus", "Roe v. Wade was overturned.| It was Ali vs. Frazier all over."),
    ("etc. within", "Apples, pears, etc. are fruit.| We sell them."),
    ("etc. at the end", "They sell apples, pears, etc.| They also sell tea."),
    ("et al.", "Smith et al. found it.| Nobody else did."),
    ("No. with a figure", "He lives at No. 10 Downing Street.| It is the No. 1 address."),
    ("No. without", "Did he agree?| No.| The answer was clear."),
    ("no. without", "She said no. |The vote was lost."),
    ("pages", "See pp. 3-9 and p. 12 of vol. 2.| The rest is missing."),
    ("month with a day", "On Sept. 11, 2001, and on Jan. 6, 2021, it happened.| We remember."),
    ("month at the end", "The talks begin in Sept. |They may last."),
    ("approximately", "It holds approx. 20 people.| Or so they say."),
    # Figures
    ("decimals", "It rose 3.5 percent to 1.25.| Then it fell."),
    ("figure at the end", "He was born in 1946.| She was born in 1947."),
    ("money", "They paid $3.5m. |The price was high."),
    ("figure at the beginning", "It was over.| 25 people had died."),
    ("money at the beginning", "It was costly.| $5 million was spent."),
    ("time within", "It begins at 5 p.m. on Monday.| At 9 a.m. it ends."),
    ("time and day", "It begins at 5 p.m. Monday and 7 p.m. Eastern.| Be there."),
    ("time and dotted zone", "It begins at 9 p.m. E.T. tonight.| Be there."),
    ("time at the end", "He left at 5 p.m. |She stayed until 6 p.m."),
    ("version", "Version 2.0 is out.| Version 2.0.1 follows."),
    # Numbered and lettered
    ("numbered", "1. First we go. |2. Second we stay."),
    ("numbered within", "He has two goals.| 1. Win.| 2. Stay."),
    ("lettered", "They want a. Oil, b. Influence, c. Calm.| So he wrote."),
    # Quotations
    ("stop within the quotation", "“We will go.”| He left."),
    ("straight quotation", '"We will go."| He left.'),
    ("comma and cue", "“We will go,” he said.| She stayed."),
    ("question and cue", "“Will we go?” he asked.| She stayed."),
    ("straight question and cue", '"Will we go?" he asked.| She stayed.'),
    ("shout and cue", "“Go!” shouted the crowd.| They went."),
    ("question and named cue", "“Will we go?” Mr. Smith asked.| She stayed."),
    ("question and long cue", "“Why?” Prime Minister Keir Starmer said.| Nobody knew."),
    ("question, then no cue", "“Why now?”| Mr. Smith left the room."),
    ("several sentences in one", "“We won.| We are glad.| We thank you,” he said."),
    ("several, then a cue that begins small", '"We won.| We go now." he said.'),
    ("quotation after quotation", "“We won.”| “You did not.”"),
    ("quotation after cue", "He said: “We won.| We are glad.”| She left."),
    ("single quotes", "‘We won.’| He left."),
    ("typewriter quotes", "''We won.''| He left."),
    ("quotation within", "“He said, ‘Go away.’”| She did."),
    ("guillemets", "« On a gagné. »| Il est parti."),
    ("German quotes", "Er sagte: „Wir gehen.“| Dann ging er."),
    ("only a name quoted", "He starred in ‘Mr. Holmes.’| It did well."),
    ("brackets around a sentence", "He left. |(She stayed.)| It rained."),
    ("brackets within", "He left (she stayed!) at once.| It rained."),
    ("square brackets", "[He left.]| She stayed."),
    ("reference marks", "It was found in 1901.[1][23]| It was lost again."),
    # Ellipses
    ("ellipsis before a small letter", "He is … tired.| He is... asleep."),
    ("attached ellipsis at the end", "I don’t know...| Maybe.| Well…| No."),
    ("ellipsis for something left out", "We saw ... Mr. Smith and … London.| It rained."),
    ("ellipsis of four", "He went home....| She stayed."),
    ("spaced ellipsis", "He went . . . home.| She stayed."),
    ("ellipsis at the beginning", "He was a grown-up.| … he came across well."),
    ("stammer", "He said that I... I am wrong.| We are."),
    # Names with dots and marks
    ("domain", "The site example.com is down.| So is bbc.co.uk."),
    ("domain at the end", "Visit example.com.| It is free."),
    ("address", "See https://example.com/a.b?c=d!e for more.| Or do not."),
    ("e-mail", "Write to jane.doe@example.com today.| She answers."),
    ("file", "Open the file notes.txt now.| Close it."),
    ("shouted name", "Yahoo! Finance reported it.| Yahoo! said so."),
    ("word with small first letter", "Sales fell.| iPhone sales rose."),
    ("abbreviation nobody listed", "It is a dept. of the state and a qqq. of ours.| So it is."),
    ("typing error: small letter", "The talks ended yesterday.| they begin again."),
    ("typing error: no space", "That is what he said.|The talks go on."),
    ("file with a capital", "Open the file old.notes.The now.| Close it."),
    ("two capitals without a space", "He works at Node.Js and Booking.Com now.| It pays."),
    # Other scripts
    ("Chinese", "他来了。|我们走吧！|好吗？"),
    ("Chinese quotation", "“走吧。|我们走。”|“好。”|（他们走了。）"),
    ("Chinese quotation with its cue", "“走吧。”他说。|好。"),
    ("Japanese brackets", "「行こう。」|（笑）。|彼は来た。"),
    ("Hindi", "वह आया। |हम गए।"),
    ("Arabic", "هل جاء؟| نعم."),
    ("Russian", "Он пришёл.| Мы ушли."),
    ("Greek", "Ήρθε.| Φύγαμε."),
    ("Armenian", "Նա եկավ։| Մենք գնացինք։"),
    # Lines
    ("blank line", "A headline without a stop\n\n|The article begins here."),
    ("a paragraph on each line", "Talks fail in Paris\n|Leaders left on Monday.\n|By Jane Doe"),
    ("line ends of Windows", "Talks fail in Paris\r\n|Leaders left on Monday."),
    ("line separator", "Talks fail in Paris\u2028|Leaders left on Monday."),
    ("list", "We need:\n|- bread\n|- butter\n|* milk\n|• 2 eggs"),
    ("abbreviation at a line's end", "He met Mr.\n\n|Smith was not there."),
    ("sentence torn by a link", "The president of the United States\nregularly lies.| He knows."),
    ("form feed", "The first page ends.\f|The second begins."),
    # Nothing to split
    ("only marks", "..."),
    ("only quotation marks", '"“”"'),
    ("NUL", "\0.\0 \0"),
    ("emoji", "He left 😀.| 😀 She stayed."),
    ("zero-width space", "He left.\u200b She stayed."),
]


@pytest.mark.parametrize(("text"), [case[1] for case in TABLE], ids=[case[0] for case in TABLE])
def test_splits_like_the_table(text: str) -> None:
    """Sentences equal those of the table, character by character."""
    assert sentences(text.replace("|", "")) == [part.strip() for part in text.split("|")]


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


WRAPPED = """\
The president said on Monday that he would not sign the bill that the
House of Representatives had passed in the night. He spoke to Mr.
Smith, who had asked him not to. Their talks, which began at the end of
September in Paris, are expected to go on until the winter.
A second paragraph begins here, and it is as long as the one before it
or nearly so. It is about the deploy-
ment of troops.

   Indented lines of another one follow after an empty line, and they
   go on here.
"""


def test_wrapped_lines_are_joined() -> None:
    """In text with lines of even width a sentence continues after a line break."""
    assert sentences(WRAPPED) == [
        "The president said on Monday that he would not sign the bill that the\n"
        "House of Representatives had passed in the night.",
        "He spoke to Mr.\nSmith, who had asked him not to.",
        "Their talks, which began at the end of\n"
        "September in Paris, are expected to go on until the winter.",
        "A second paragraph begins here, and it is as long as the one before it\nor nearly so.",
        "It is about the deploy-\nment of troops.",
        "Indented lines of another one follow after an empty line, and they\n   go on here.",
    ]


def test_short_line_ends_a_wrapped_paragraph() -> None:
    """In wrapped text a line with room for the next word is the last of its paragraph."""
    wrapped = "Talks fail\n" + WRAPPED
    assert sentences(wrapped)[0] == "Talks fail"
    assert [span.paragraph for span in split_sentences(wrapped)] == [1, 2, 2, 2, 3, 3, 4]


def test_lines_of_a_news_file_stay_apart() -> None:
    """Lines that begin with capitals are paragraphs, even without blank lines between them."""
    lines = [
        "Leaders met in Paris on Monday and agreed on next to nothing at all",
        "France and Britain are pushing for a “coalition of the willing” now",
        "Ms. Doe, who was there, called it a failure of the European leaders",
        "Torn in the middle by a link, this line goes on in the next one with\na small letter",
    ]
    assert sentences("\n".join(lines)) == lines


def test_list_items_are_not_joined_in_wrapped_text() -> None:
    """A line that begins with a bullet or a number begins a sentence, even in wrapped text."""
    items = [
        "- The first item of the list is as long as the lines of the text are",
        "2) The second item is nearly as long as the first one of the same list",
    ]
    assert sentences("\n".join([WRAPPED.strip(), *items]))[-2:] == items


def test_paragraphs_are_counted_from_one() -> None:
    """Blank lines and separate lines divide paragraphs, which are numbered without gaps."""
    text = "\n\nTalks fail\n\nLeaders met. They left.\n\n\n\nThe end came.\n"
    assert [span.paragraph for span in split_sentences(text)] == [1, 2, 2, 3]


@pytest.mark.parametrize(
    "line",
    [
        "European leaders debate troop deployment to Ukraine amid US uncertainty",
        "By Vafa Guliyeva",
        "By Jane Doe and John Roe, Associated Press.",
        "BY JANE DOE",
        "See photos of the march",
        "See photos of the march.",
        "Watch: The prime minister leaves No. 10.",
        "Read more: Leaders meet in Paris.",
        "Advertisement",
        "Share this",
        "* * *",
        "___.",
        "Photo: Jane Doe/Reuters.",
        "What comes next",
    ],
)
def test_heading(line: str) -> None:
    """Titles, bylines, teasers, credits and rules on separate lines are headings."""
    text = f"Leaders met in Paris.\n\n{line}\n\nThey agreed on little."
    assert [span.heading for span in split_sentences(text)] == [False, True, False]


@pytest.mark.parametrize(
    "line",
    [
        "He left.",
        "Who will pay?",
        "“We will not go,” he said.",
        "“Watch what we do.”",
        "Watch what they do, not what they say.",
        "By Tuesday the talks had failed.",
        "He told the Commons:",
        "- bread and butter",
        "他来了。",
        "a line of many words that goes on and on without a stop " * 3,
    ],
)
def test_not_a_heading(line: str) -> None:
    """Sentences, words before a quotation, list items and long lines are not headings."""
    assert [span.heading for span in split_sentences(line)] == [False]


def test_sentences_of_a_longer_paragraph_are_no_headings() -> None:
    """A sentence that shares its paragraph with another is not a heading."""
    assert [span.heading for span in split_sentences("It rained. Advertisement")] == [False, False]


def test_empty_text_has_no_sentences() -> None:
    """Neither an empty text nor whitespace has sentences."""
    assert split_sentences("") == []
    assert split_sentences(" \n\t\u3000\r\n ") == []


PIECES = [
    *" .?!…,;:\"'“”‘’()[]-–\n\r\t\0。！」•é漢😀\u2028\u200b",
    *["\n\n", "...", "Mr", "U.S.", "p.m", "No", "10", "The", "he", "said", "I", "1", "e\u0301"],
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@given(TEXTS)
def test_every_character_is_in_one_sentence(text: str) -> None:
    """Spans are ordered, disjoint and trimmed, and omit only whitespace."""
    spans = split_sentences(text)
    bounds = [0, *(at for span in spans for at in (span.start, span.end)), len(text)]
    assert bounds == sorted(bounds)
    for span in spans:
        sentence = text[span.start : span.end]
        assert sentence and sentence == sentence.strip()
    gaps = zip(bounds[::2], bounds[1::2], strict=True)
    assert all(not text[start:end].strip() for start, end in gaps)


@given(TEXTS)
def test_paragraphs_rise_by_one(text: str) -> None:
    """Paragraph numbers begin with 1 and have no gaps."""
    numbers = [0, *(span.paragraph for span in split_sentences(text))]
    assert all(later - earlier in (0, 1) for earlier, later in pairwise(numbers))
    assert numbers[1:2] in ([], [1])


@given(TEXTS)
def test_a_paragraph_before_a_text_changes_nothing_else(text: str) -> None:
    """A paragraph put before a text only shifts its sentences: paragraphs are independent."""
    before = "It rained.\n\n"
    moved = [
        SentenceSpan(s.start + len(before), s.end + len(before), s.paragraph + 1, s.heading)
        for s in split_sentences(text)
    ]
    assert split_sentences(before + text)[1:] == moved


UNITS = [
    *("a", "1", "漢", "\0", " ", ".", "。", '"', "“", "(", ")", "[1]", "e\u0301"),
    *(". ", "! ", "a. ", "U.S. ", "… ", ".\u00a0", 'a."', ".[1]", "The.The", "?” A "),
    *("a\n", "a\n\n", "- a\n", "word " * 13 + "\n"),
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear(unit: str) -> None:
    """Eight times the text takes about eight times as long, for any kind of text."""
    short, long = (unit * (size // len(unit)) for size in (16_000, 128_000))
    assert seconds(long) < 24 * seconds(short) + 0.05


def seconds(text: str) -> float:
    """Return the processor time of a split; `timeit` collects no garbage of other tests in it."""
    timer = timeit.Timer(lambda: split_sentences(text), timer=time.process_time)
    return min(timer.repeat(repeat=3, number=1))
