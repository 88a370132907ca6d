"""Crisis language in a person's own words: what was said, how severe, who is meant. Pure.

Two readers, neither of which lowers what the other found: expressions (risk.crisis.expressions) and what was learned
from examples (risk.crisis.learned). Severity and flag come from the most severe match that counts; the rank only orders
people, it decides nothing.
Limits: nothing outside the tables and the examples is seen (metaphor, most misspellings, other languages), sarcasm and
quotation without a verb of saying count as meant, and silence is not safety: 0 means "nothing found", never "no risk".
Method, figures and limits at length: risk/CRISIS.md.
"""

from collections.abc import Callable, Iterator, Sequence

from risk.crisis.expressions import read_expressions
from risk.crisis.folding import Folded, fold
from risk.crisis.harm import harm_match
from risk.crisis.learned import LearnedModel, LearnedReading
from risk.crisis.learned_file import load_learned_model
from risk.crisis.matches import CrisisLanguage, Match
from risk.crisis.patterns import GROUP_SEVERITY, LEARNED, LEARNED_CERTAIN


def read_crisis_language(texts: Sequence[str], asked: Sequence[str] = ()) -> CrisisLanguage:
    """Read the messages of one session that the person themself said or wrote, in order, in whatever language.

    `asked` holds for each of them what somebody else said right before it, "" where the person goes on: consecutive
    messages are read on as one text, and an answer says what was asked.
    """
    folded = [fold(text) for text in texts]
    return add_crisis_words(read_expressions(folded, asked), folded)


def add_crisis_words(
    found: CrisisLanguage, texts: Sequence[Folded], load: Callable[[], LearnedModel] = load_learned_model
) -> CrisisLanguage:
    """With what the learned reader finds: words like those of people in crisis, where no expression stands, and of harm
    to or by others. Raises what `load_learned_model` does."""
    model = load()
    learned: list[Match] = []
    harm: list[Match] = []
    nearest = 0.0
    for index, text in enumerate(texts):
        nearness, readings = model.read(text.text)
        nearest = max(nearest, nearness)
        for reading in readings:
            if reading.kind != "self_harm":
                harm += _harm_matches(index, text, reading)
            elif index not in found.judged:
                learned += _learned_matches(index, text, reading)
    return found.with_more(learned, harm, nearest)


def _harm_matches(message_index: int, folded: Folded, reading: LearnedReading) -> Iterator[Match]:
    for word in reading.deciding:
        yield harm_match(message_index, reading.kind, folded.span(word.start, word.end))


def _learned_matches(message_index: int, folded: Folded, reading: LearnedReading) -> Iterator[Match]:
    group = LEARNED_CERTAIN if reading.is_certain else LEARNED
    for word in reading.deciding:
        start, end = folded.span(word.start, word.end)
        yield Match(
            message_index=message_index,
            start=start,
            end=end,
            group=group,
            severity=GROUP_SEVERITY[group],
            person="unknown",
            tense="present",
            negated=False,
            reported=False,
            idiom=False,
            counts=True,
        )
