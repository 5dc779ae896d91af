"""The figures as text tables, and the failed questions under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answers import Answer
from rag.evaluate.calibrate import Calibrated
from rag.evaluate.dialogues import DialogueResult, figures
from rag.evaluate.figures import Flags, Numbers, risk_at, risk_coverage
from rag.evaluate.question_figures import Result, Results, all_figures
from rag.evaluate.questions import FAILURES, OwnQuestion
from rag.evaluate.squad_figures import SquadFigures

MAX_ERRORS = 10  # invalid lines that are printed; one cause often spoils them all
COVERAGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

MEANINGS = {
    "passage_recall@1": "the question's paragraph is found first",
    "passage_recall@5": "the question's paragraph is among the first five",
    "passage_recall@20": "the question's paragraph is among the first twenty",
    "sentence@1": "the first sentence answers",
    "sentence@3": "one of the first three sentences answers",
    "mrr": "mean of 1 / rank of the first sentence that answers",
    "latency_ms_p50": "median time of an answer, in milliseconds",
    "auroc": "an answerable question has a higher confidence than an unanswerable one",
    "false_answers@90": "share of unanswerable questions answered, if 90 % of the answerable are",
    "ece": "stated probability against share of right answers, mean difference in 10 bins",
    "hit@1": "the first sentence overlaps what was said on the topic",
    "hit@3": "one of the first three sentences does",
    "speaker@1": "the first sentence has words of the speaker asked about",
    "span_precision": "share of the index's spans of speech that were annotated",
    "span_recall": "share of the annotated spans that are in the index",
    "speaker_precision": "right speaker, where the index and the annotation name one",
    "speaker_recall": "annotated spans with a speaker that the index attributes to the same one",
    "direct_precision": "right speaker, of quotations",
    "direct_recall": "annotated quotations that the index attributes to the same speaker",
    "indirect_precision": "right speaker, of speech without quotation marks",
    "indirect_recall": "annotated speech of that kind, attributed to the same speaker",
    "named_precision": "right speaker, where the text has no pronoun for it",
    "named_recall": "annotated speech of that kind, attributed to the same speaker",
    "pronoun_precision": "right speaker, where the text has a pronoun",
    "pronoun_recall": "annotated speech of that kind, attributed to the same speaker",
    "both_precision": "right span and right speaker, of spans with a speaker",
    "direct_precision_as_marked": "as above, a name in the words marked in the text is right too",
    "direct_recall_as_marked": "the same",
    "speaker_precision_as_marked": "the same",
    "speaker_recall_as_marked": "the same",
    "source_characters_precision": "letters that the tagger takes for a source and were annotated",
    "source_characters_recall": "annotated letters of sources that the tagger finds",
    "cue_characters_precision": "the same for the words that introduce speech",
    "cue_characters_recall": "the same",
    "content_characters_precision": "letters of speech in the index that were annotated",
    "content_characters_recall": "annotated letters of speech that are in the index",
    "held_attributions": "spans of speech in the index",
    "questions": "questions asked",
    "answered_right": "a sentence shown holds an accepted answer",
    "answered_wrong": "none does, or the question had to be refused",
    "wrongly_refused": "refused although an answer is expected",
    "rightly_refused": "refused as expected",
    "answered_now": "answered, where feedback says that the refusal did not help",
    "left_out": "lines of feedback without a right answer, not asked",
    "unreadable": "invalid lines, not asked",
    "first_right": "share of answerable questions whose first sentence found answers",
    "in_three": "share of them with an answer among the first three distinct sentences",
    "threshold": "the confidence below which the program refuses",
    "false_answers@80": "the same, if 80 % of the answerable are",
    "held_out_auroc": "the same as auroc, half of the articles held out",
    "held_out_false_answers@90": "share answered of those whose article is held out, at 90 %",
    "held_out_false_answers@80": "the same, if 80 % of the others are answered",
    "held_out_ece": "the same as ece, half of the articles held out",
    "near_misses": "questions asked of articles that only seem to answer them",
    "near_misses_answered": "near misses answered at the program's own threshold",
    "near_misses_answered@90": "share of them answered, if 90 % of the answerable are",
    "near_misses_answered@80": "the same, if 80 % of the answerable are",
    "risk": "the share of wrong answers that the threshold was fitted to",
    "coverage": "share of the questions that are answered",
    "answered_wrongly": "share of the questions with a wrong answer; of new ones at most the risk",
    "wrong_of_answered": "share of the answers that are wrong",
    "slope": "of the stated log odds over the program's",
    "intercept": "the same",
    "answerable": "questions with an accepted answer",
    "documents": "documents indexed",
    "attributions": "attributions in the file",
}


def table(values: Mapping[str, float | int | None]) -> str:
    """Return a line for each figure: name, value, meaning."""
    return "\n".join(_line(name, value) for name, value in values.items())


def _line(name: str, value: float | int | None) -> str:
    return f"  {name:<27}{_number(value):>8}   {MEANINGS[name]}"


def squad_table(result: SquadFigures) -> str:
    """Return the table of `rag evaluate squad`."""
    values, stated = result.values, result.confidences
    held_out = ("auroc", "false_answers@90", "ece")
    first = {n: v for n, v in values.items() if n not in held_out and n != "questions"}
    return "\n".join(
        [
            f"{values['questions']} questions, all {result.paragraphs} paragraphs indexed",
            table(first),
            "",
            f"the same questions, {stated.articles} of {stated.of} articles indexed",
            table({n: values[n] for n in held_out}),
            "",
            "risk (share of answers wrong) at coverage (share of these questions answered)",
            _risks(stated.confidence, stated.right),
        ]
    )


def questions_table(evaluated: Results) -> str:
    """Return the figures of `rag evaluate questions`, the skipped lines and every failure."""
    lines = [_line(name, value) for name, value in all_figures(evaluated).items()]
    if evaluated.held_out is not None:
        held_out = evaluated.held_out
        lines.append(
            f"held_out_…: {len(held_out.confidence)} questions asked again, "
            f"{held_out.indexed} of {held_out.articles} articles indexed"
        )
    if evaluated.left_out:
        lines += ["", f"skipped because their answer did not help: {evaluated.left_out}"]
    lines += _invalid_lines(evaluated.unreadable)
    near_misses = [r for r in evaluated.near_misses if r.outcome in FAILURES]
    failed = [r for r in evaluated.results if r.outcome in FAILURES] + near_misses
    return "\n".join(lines + [_question_failure(r) for r in failed])


def calibration_table(fitted: Calibrated) -> str:
    """Return what `rag calibrate` fitted, and the risk-coverage curve of the questions."""
    return "\n".join(
        [
            *(_line(name, value) for name, value in fitted.figures.items()),
            "",
            "risk (share of answers wrong) at coverage (share of these questions answered)",
            _risks(fitted.confidence, fitted.right),
        ]
    )


def _invalid_lines(errors: Sequence[str]) -> list[str]:
    if not errors:
        return []
    more = [f"  and {len(errors) - MAX_ERRORS} more"] if len(errors) > MAX_ERRORS else []
    return [
        "",
        "skipped because they are invalid:",
        *(f"  {e}" for e in errors[:MAX_ERRORS]),
        *more,
    ]


def dialogues_table(results: Sequence[DialogueResult]) -> str:
    """Return the figures of `rag evaluate dialogues` and every failure outside the held-out set."""
    lines = [f"  {name:<18}{_number(value):>8}" for name, value in figures(results).items()]
    failed = [r for r in results if not r.right and not r.dialogue.held]
    return "\n".join(lines + [_dialogue_failure(r) for r in failed])


def _number(value: float | int | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _risks(confidence: Numbers, right: Flags) -> str:
    curve = risk_coverage(confidence, right)
    risks = "".join(f"{risk_at(c, *curve):>7.1%}" for c in COVERAGES)
    return "  coverage" + "".join(f"{c:>7.0%}" for c in COVERAGES) + "\n  risk    " + risks


def _question_failure(result: Result) -> str:
    return _failure(result.outcome, result.question.text, result.question, result.answer)


def _dialogue_failure(result: DialogueResult) -> str:
    dialogue, query = result.dialogue, result.answer.query
    asked = f"{dialogue.question} {dialogue.then.text} (searched as: {query.text})"
    return _failure(result.outcome, asked, dialogue.then, result.answer)


def _failure(outcome: str, asked: str, question: OwnQuestion, answer: Answer) -> str:
    got = [c.sentence.text for c in answer.citations] or [str(answer.refusal)]
    accepted = question.answers
    wanted = "an answer" if accepted is None else " | ".join(accepted) or "a refusal"
    return "\n".join(
        [
            "",
            f"{outcome}, confidence {answer.confidence:.2f}: {asked}",
            f"  expected: {wanted}",
            *(f"  got:      {text}" for text in got),
        ]
    )
