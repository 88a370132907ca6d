"""What a session's words tell by themselves, read before anything is known of the person. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from risk.crisis.expressions import read_expressions
from risk.crisis.folding import Folded, fold
from risk.crisis.matches import NOTHING_FOUND, CrisisLanguage
from risk.gaps import Gaps
from risk.language import add_crisis_words
from risk.passages import language_in, stated_in
from risk.policy import Sentiment
from risk.reading_limits import NOT_READ, Reading, choose_passages
from risk.session_findings import Evident
from risk.stated import StatedEmotion, assess_stated_emotion

CLIENT_LABEL = "client label"
# A client's own label is taken as strong as the clearest voice: happy .8 among the valences of the policy.
VALENCE_OF_LABEL: Mapping[Sentiment, float] = {"positive": 0.8, "neutral": 0.0, "negative": -0.8}


@dataclass(frozen=True, kw_only=True, slots=True)
class WordReaders:
    """The parts that read words; each can be replaced by a better one."""

    stated_emotion: Callable[[Sequence[str], str], StatedEmotion] = assess_stated_emotion
    crisis_language: Callable[[Sequence[Folded], Sequence[str]], CrisisLanguage] = read_expressions
    crisis_words: Callable[[CrisisLanguage, Sequence[Folded]], CrisisLanguage] = add_crisis_words


READERS = WordReaders()


@dataclass(frozen=True, kw_only=True, slots=True)
class WordsRead:
    """What was found in the words of a session; None: could not be read."""

    reading: Reading
    language: CrisisLanguage | None
    language_gaps: Gaps
    language_tag: str  # that the mood was read in
    stated: StatedEmotion | None
    stated_gaps: Gaps

    def note_gaps(self, gaps: Gaps) -> None:
        """What could not be read, in the codes of the API."""
        if not self.reading.is_whole:
            gaps.note(NOT_READ)
        gaps.note_all(self.stated_gaps)
        gaps.note_all(self.language_gaps)


def read_words(evident: Evident, readers: WordReaders = READERS, *, earlier: WordsRead | None = None) -> WordsRead:
    """Reads what a person said, as much as may be read of one session.

    `earlier`: of the same words, whose mood may have been read in another language.
    """
    if earlier is not None and earlier.language_tag == evident.language:
        return earlier
    language_gaps, stated_gaps = Gaps(), Gaps()
    if earlier is None:
        reading = choose_passages([text for _, text in evident.said], evident.asked)
        language = _language(reading, readers, language_gaps)
    else:
        reading, language, language_gaps = earlier.reading, earlier.language, earlier.language_gaps
    return WordsRead(
        reading=reading,
        language=language,
        language_gaps=language_gaps,
        language_tag=evident.language,
        stated=_stated(evident, reading, readers, stated_gaps),
        stated_gaps=stated_gaps,
    )


def _stated(evident: Evident, reading: Reading, readers: WordReaders, gaps: Gaps) -> StatedEmotion | None:
    """What the words state; a client's own label overrides them, but not the fact that they could not be read."""
    said = [passage.text for passage in reading.passages]
    stated = gaps.attempt(
        "stated_emotion", lambda: stated_in(readers.stated_emotion(said, evident.language), reading.passages)
    )
    label = evident.stated_emotion
    if stated is not None and stated.gap is not None and not (label and stated.gap == "words_uncertain"):
        gaps.note(stated.gap)
    if label is None:
        return stated
    return StatedEmotion(label=label, valence=VALENCE_OF_LABEL[label], confidence=1.0, method=CLIENT_LABEL, gap=None)


def _language(reading: Reading, readers: WordReaders, gaps: Gaps) -> CrisisLanguage | None:
    """The crisis language in what was said; None where nothing was. Neither reader fails with the other."""
    said = [passage.text for passage in reading.passages]
    if not any(text.strip() for text in said):
        return None
    texts = gaps.attempt("crisis_language", lambda: [fold(text) for text in said])
    if texts is None:
        return None
    expressions = gaps.attempt("crisis_language", lambda: readers.crisis_language(texts, reading.asked))
    found = expressions or NOTHING_FOUND
    both = gaps.attempt("crisis_words", lambda: readers.crisis_words(found, texts)) or found
    if expressions is None and not (both.matches or both.harm):
        return None
    return language_in(both, reading.passages)
