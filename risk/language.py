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

from risk.crisis.answers import Reply, group_asked, reply_to, reported_reply
from risk.crisis.context import Context, read_context, takes_up
from risk.crisis.folding import Folded, fold
from risk.crisis.learned_file import load_learned_model
from risk.crisis.lifted import is_lifted
from risk.crisis.patterns import GROUP_SEVERITY, LEARNED, Candidate, find_candidates, may_hold_crisis_language
from risk.crisis.person import Person
from risk.crisis.tense import Tense
from risk.crisis.text import Sentence, read_sentence, sentence_ranges
from risk.crisis.utterances import cut_utterances


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
    is_answer: bool = False  # to what somebody asked; a denying one is shown too


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


def read_crisis_language(texts: Sequence[str], asked: Sequence[str] = ()) -> CrisisLanguage:
    """Read the messages of one session that the person themself said or wrote, in order, in whatever language.

    `asked` holds for each of them what somebody else said right before it, "" where the person goes on: consecutive
    messages are read on as one text, and an answer says what was asked.
    """
    matches: list[Match] = []
    worry_about_other = False
    sentence_count = 0
    for text in texts:
        sentence_count += _count_sentences(text)
    for match, is_worry in _read_all(texts, asked):
        worry_about_other = worry_about_other or is_worry
        if match.counts or is_worry or match.severity >= _MENTION_FROM or match.is_answer:
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
# Sentences after a reported question in which its answer may stand.
_ANSWER_WINDOW = 2
# Weights of the ranking score, chosen on people labelled by clinicians: repetition raises, mere length lowers.
_HIT_WEIGHT = 0.6
_LENGTH_WEIGHT = 0.25
_LENGTH_UNIT = 10  # sentences
_SENTENCE_MARKS = re.compile(r"[.!?;\n]+")
# Nouns that name a topic ("suicide rates") unless the sentence is about the speaker.
_TOPIC = re.compile(
    r"(?:adolescent |attempted |teen |youth )?suicide (?:attempts?|notes?|letters?|methods?|plans?|pact|date)"
    r"|self ?(?:harm|injury|mutilation)|overdoses?"
    r"|(?:lethal|fatal) \w+|noose|carbon monoxide|(?:idea|thought)s? (?:of|about) (?:\w+ )?suicide"
    r"|(?:commit|do)(?:ting|ing)? suicide|attempted suicide|died by suicide"
)
_ABOUT_SELF = re.compile(r"\b(?:i|my|me|am|mimi|n[ai]\w{3,})\b")


def _count_sentences(text: str) -> int:
    """One more than the runs of marks after which something follows, be it the last full stop of a run."""
    said = text.rstrip()
    runs = _SENTENCE_MARKS.findall(said)
    ends_in_single_mark = bool(runs) and len(runs[-1]) == 1 and said.endswith(runs[-1])
    return len(runs) - ends_in_single_mark + 1


def _read_all(texts: Sequence[str], asked: Sequence[str]) -> Iterator[tuple[Match, bool]]:
    for index, text in enumerate(texts):
        folded = fold(text)
        found = list(_read_text(index, folded))
        yield from found
        if all(match.counts and match.severity < _PASSIVE_WISH for match, _ in found):
            yield from _read_learned(index, folded)
        if index < len(asked) and asked[index]:
            yield from _read_answer(index, text, asked[index])
    for utterance in cut_utterances(texts, asked):
        for match, is_worry in _read_text(utterance.first_message, fold(utterance.text)):
            pieces = utterance.pieces(match.start, match.end)
            for piece in pieces if len(pieces) > 1 else ():
                placed = replace(match, message_index=piece.message_index, start=piece.start, end=piece.end)
                yield placed, is_worry


def _read_learned(message_index: int, folded: Folded) -> Iterator[tuple[Match, bool]]:
    """Words like those of people in crisis, where the expressions found nothing: they ask for a review, never more."""
    for word in load_learned_model().read(folded.text).deciding:
        start, end = folded.span(word.start, word.end)
        match = Match(
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
        yield match, False


def _read_text(message_index: int, folded: Folded) -> Iterator[tuple[Match, bool]]:
    seen = folded.text
    if not may_hold_crisis_language(seen):
        return
    ranges = list(sentence_ranges(seen))
    for place, (start, end) in enumerate(ranges):
        raw = seen[start:end]
        if len(ranges) > 1 and not may_hold_crisis_language(raw):
            continue
        sentence = read_sentence(seen, start, end)
        candidates = find_candidates(sentence, raw)
        following = ranges[place + 1 : place + 1 + _ANSWER_WINDOW] if candidates else []
        next_sentences = [read_sentence(seen, *one) for one in following]
        if next_sentences and takes_up(next_sentences[0]):
            sentence = replace(sentence, is_taken_up=True)
        for found in candidates:
            context = read_context(sentence, found)
            match = _match(message_index, sentence, found, context)
            reply = reported_reply(sentence, found, " ".join(one.text for one in next_sentences))
            match = _with_reply(match, reply)
            if reply is None and match.counts and is_lifted(sentence, found):
                match = replace(match, negated=True, counts=False)
            start_given, end_given = folded.span(match.start, match.end)
            is_worry = reply is None and _is_worry(found, context)
            yield replace(match, start=start_given, end=end_given), is_worry


def _with_reply(match: Match, reply: Reply | None) -> Match:
    """A match in a question that the speaker tells of, as they tell to have answered it."""
    if reply == "no":
        return replace(match, negated=True, counts=False, is_answer=True)
    if reply == "yes":
        return replace(match, person="first", negated=False, reported=False, counts=not match.idiom)
    return match


def _read_answer(message_index: int, answer: str, question: str) -> Iterator[tuple[Match, bool]]:
    """What a person says of themself by answering: a denial is shown and does not count."""
    group = group_asked(question)
    reply = reply_to(question, answer) if group else None
    span = next(sentence_ranges(answer), None)
    if group is not None and reply is not None and span is not None:
        match = Match(
            message_index=message_index,
            start=span[0],
            end=span[1],
            group=group,
            severity=GROUP_SEVERITY[group],
            person="first",
            tense="present",
            negated=reply == "no",
            reported=False,
            idiom=False,
            counts=reply == "yes",
            is_answer=True,
        )
        yield match, False


def _match(message_index: int, sentence: Sentence, found: Candidate, context: Context) -> Match:
    start, end = sentence.original_span(found.first, found.last)
    is_denied_act = context.negated and found.group in _ACTS
    is_past_wish = found.group == "wish_to_die" and context.tense == "past"
    return Match(
        message_index=message_index,
        start=start,
        end=end,
        group=found.group,
        severity=_DENIED_ACT_SEVERITY if is_denied_act else _PASSIVE_WISH if is_past_wish else found.severity,
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
