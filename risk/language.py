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
from risk.crisis.learned import LearnedModel
from risk.crisis.learned_file import load_learned_model
from risk.crisis.matches import CrisisLanguage, Match, found_in
from risk.crisis.patterns import GROUP_SEVERITY, LEARNED


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
    """With words like those of people in crisis, where the expressions found nothing: they ask for a review, never
    more. Raises what `load_learned_model` does."""
    model = load()
    learned = [
        match
        for index, text in enumerate(texts)
        if index not in found.judged
        for match in _read_learned(model, index, text)
    ]
    if not learned:
        return found
    return found_in(
        (*found.matches, *learned),
        sentences=found.sentences,
        worry_about_other=found.worry_about_other,
        judged=found.judged,
    )


def _read_learned(model: LearnedModel, message_index: int, folded: Folded) -> Iterator[Match]:
    for word in model.read(folded.text).deciding:
        start, end = folded.span(word.start, word.end)
        yield Match(
            message_index=message_index,
            start=start,
            end=end,
            group=LEARNED,
            severity=GROUP_SEVERITY[LEARNED],
            person="unknown",
            tense="present",
            negated=False,
            reported=False,
            idiom=False,
            counts=True,
        )
