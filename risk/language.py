"""Crisis language in a person's own words: what was said, how severe, who is meant. Pure.

Method: patterns by severity group (risk.crisis.english, risk.crisis.swahili) over normalised sentences, then rules for
person, negation, reported speech, idioms and tense (risk.crisis.context). Severity and flag come from the most severe
match that counts; the rank only orders people, it decides nothing.
Limits: nothing outside the tables is seen (metaphor, most misspellings, other languages), sarcasm and quotation without
a verb of saying count as meant, and silence is not safety: 0 means "nothing found", never "no risk".
Method, figures and limits at length: risk/CRISIS.md.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from risk.crisis.context import Context, read_context, takes_up
from risk.crisis.patterns import Candidate, find_candidates, may_hold_crisis_language
from risk.crisis.person import Person
from risk.crisis.tense import Tense
from risk.crisis.text import Sentence, read_sentence, sentence_ranges, without_format_characters


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One expression, with what its surroundings say about it. `start`..`end` are characters of the text as given."""

    message_index: int
    start: int
    end: int
    group: str
    severity: int  # 1..6; a denied act that was named stays at 2
    person: Person
    tense: Tense
    negated: bool
    reported: bool
    idiom: bool
    counts: bool  # False: a mention, shown to the reviewer and not weighed


@dataclass(frozen=True, kw_only=True, slots=True)
class CrisisLanguage:
    """What was found in one session."""

    severity: int  # the largest of the matches that count, 0 without any
    present_severity: int  # the largest of those about now or the time to come: an earlier attempt must not hide it
    worry_about_other: bool
    matches: tuple[Match, ...]
    rank: float  # orders people by urgency; never a level

    @property
    def is_present_tense(self) -> bool:
        """Whether the severest words are about now or the time to come."""
        return 0 < self.severity == self.present_severity


def read_crisis_language(texts: Sequence[str]) -> CrisisLanguage:
    """Read the messages of one session that the person themself said or wrote, in order, in whatever language."""
    matches: list[Match] = []
    worry_about_other = False
    sentence_count = 0
    for message_index, text in enumerate(texts):
        sentence_count += len(_SENTENCE_MARK.findall(text)) + 1
        if not may_hold_crisis_language(text):
            continue
        for match, is_worry in _read_message(message_index, text):
            worry_about_other = worry_about_other or is_worry
            if match.counts or is_worry or match.severity >= _MENTION_FROM:
                matches.append(match)
    counting = [match for match in matches if match.counts]
    severity = max((match.severity for match in counting), default=0)
    return CrisisLanguage(
        severity=severity,
        present_severity=max((match.severity for match in counting if match.tense != "past"), default=0),
        worry_about_other=worry_about_other,
        matches=tuple(matches),
        rank=_rank(counting, severity, sentence_count),
    )


# Clearly dangerous words are shown even where the handling around them says that they do not count.
_MENTION_FROM = 4
# An act that is named and denied: asked about unprompted denial, clinicians want to know.
_DENIED_ACT_SEVERITY = 2
# Denying one of these still names an act; denying a wish or a thought ("I am not suicidal") is an answer.
_ACTS = frozenset({"named_act", "method", "intent", "plan", "self_harm", "attempt"})
_PASSIVE_WISH = 2
# Weights of the ranking score, chosen on people labelled by clinicians: repetition raises, mere length lowers.
_HIT_WEIGHT = 0.6
_LENGTH_WEIGHT = 0.25
_LENGTH_UNIT = 10  # sentences
_SENTENCE_MARK = re.compile(r"[.!?;\n]+(?=\s*\S)")
# Nouns that name a topic ("suicide rates") unless the sentence is about the speaker.
_TOPIC = re.compile(
    r"suicide (?:attempts?|notes?|letters?|methods?|plans?|pact|date)|self ?(?:harm|injury|mutilation)|overdoses?"
    r"|(?:lethal|fatal) \w+|noose|carbon monoxide|(?:idea|thought)s? (?:of|about) (?:\w+ )?suicide"
    r"|(?:commit|do)(?:ting|ing)? suicide"
)
_ABOUT_SELF = re.compile(r"\b(?:i|my|me|am|mimi|n[ai]\w{3,})\b")


def _read_message(message_index: int, text: str) -> Iterator[tuple[Match, bool]]:
    seen, places = without_format_characters(text)
    ranges = list(sentence_ranges(seen))
    for (start, end), following in zip_longest(ranges, ranges[1:]):
        raw = seen[start:end]
        if len(ranges) > 1 and not may_hold_crisis_language(raw):
            continue
        sentence = read_sentence(seen, start, end)
        candidates = find_candidates(sentence, raw)
        if candidates and following and takes_up(read_sentence(seen, *following)):
            sentence = replace(sentence, is_taken_up=True)
        for found in candidates:
            context = read_context(sentence, found)
            match = _match(message_index, sentence, found, context)
            yield replace(match, start=places[match.start], end=places[match.end - 1] + 1), _is_worry(found, context)


def _match(message_index: int, sentence: Sentence, found: Candidate, context: Context) -> Match:
    start, end = sentence.original_span(found.first, found.last)
    is_denied_act = context.negated and found.group in _ACTS
    return Match(
        message_index=message_index,
        start=start,
        end=end,
        group=found.group,
        severity=_DENIED_ACT_SEVERITY if is_denied_act else found.severity,
        person=context.person,
        tense=context.tense,
        negated=context.negated,
        reported=context.reported,
        idiom=found.is_idiom,
        counts=_counts(sentence, found, context),
    )


def _counts(sentence: Sentence, found: Candidate, context: Context) -> bool:
    if found.is_idiom or context.reported or context.person in {"second", "third"}:
        return False
    if context.negated and (found.group not in _ACTS or context.person == "unknown"):
        return False
    return context.person == "first" or not (context.is_story or _is_topic(sentence, found))


def _is_topic(sentence: Sentence, found: Candidate) -> bool:
    phrase = " ".join(sentence.words[found.first : found.last])
    return _TOPIC.fullmatch(phrase) is not None and _ABOUT_SELF.search(sentence.text) is None


def _is_worry(found: Candidate, context: Context) -> bool:
    wishes_to_die = found.severity >= _PASSIVE_WISH and not found.is_idiom and not context.negated
    return wishes_to_die and context.is_about_someone_close


def _rank(counting: Sequence[Match], severity: int, sentence_count: int) -> float:
    hits = sum(match.severity >= _PASSIVE_WISH for match in counting)
    return severity + _HIT_WEIGHT * math.log1p(hits) - _LENGTH_WEIGHT * math.log1p(sentence_count / _LENGTH_UNIT)
