"""The first reader of crisis language: expressions, and what the words around them say about them. Pure.

Method: patterns by severity group (risk.crisis.english, risk.crisis.swahili) over normalised sentences, then rules for
person, negation, reported speech, idioms and tense (risk.crisis.context, risk.crisis.lifted).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from risk.crisis.answers import Reply, denies_at_once, group_asked, reply_to, reported_reply
from risk.crisis.context import Context, read_context, takes_up
from risk.crisis.folding import Folded, fold
from risk.crisis.harm import read_harm
from risk.crisis.lifted import is_lifted
from risk.crisis.matches import PASSIVE_WISH, CrisisLanguage, Match, found_in
from risk.crisis.patterns import GROUP_SEVERITY, Candidate, find_candidates, may_hold_crisis_language
from risk.crisis.text import Sentence, read_sentence, sentence_ranges
from risk.crisis.utterances import cut_utterances


def read_expressions(texts: Sequence[Folded], asked: Sequence[str]) -> CrisisLanguage:
    """Read what was said for expressions alone; `asked` as for `read_crisis_language`."""
    found = [*_read_said(texts, asked)]
    judged = frozenset(match.message_index for match, _ in found if not match.counts or match.severity >= PASSIVE_WISH)
    found += ((match, False) for match in _read_answers(texts, asked))
    kept = [
        match
        for match, is_worry in found
        if match.counts or is_worry or match.severity >= _MENTION_FROM or match.is_answer
    ]
    return found_in(
        sorted(kept, key=lambda match: match.message_index),
        sentences=sum(_count_sentences(one.given) for one in texts),
        worry_about_other=any(is_worry for _, is_worry in found),
        judged=judged,
        harm=tuple(match for index, text in enumerate(texts) for match in read_harm(index, text)),
    )


# Clearly dangerous words are shown even where the handling around them says that they do not count.
_MENTION_FROM = 4
# An act that is named and denied: asked about unprompted denial, clinicians want to know.
_DENIED_ACT_SEVERITY = 2
# Denying one of these still names an act; denying a wish or a thought ("I am not suicidal") is an answer.
_ACTS = frozenset({"named_act", "method", "intent", "plan", "self_harm", "attempt"})
# Sentences after a reported question in which its answer may stand.
_ANSWER_WINDOW = 2
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


def _read_said(texts: Sequence[Folded], asked: Sequence[str]) -> Iterator[tuple[Match, bool]]:
    """Each match, and whether it is worry about somebody close."""
    for index, text in enumerate(texts):
        yield from _read_text(index, text)
    for utterance in cut_utterances([one.given for one in texts], asked):
        for match, is_worry in _read_text(utterance.first_message, fold(utterance.text)):
            pieces = utterance.pieces(match.start, match.end)
            for piece in pieces if len(pieces) > 1 else ():
                placed = replace(match, message_index=piece.message_index, start=piece.start, end=piece.end)
                yield placed, is_worry


def _read_answers(texts: Sequence[Folded], asked: Sequence[str]) -> Iterator[Match]:
    for index, question in enumerate(asked[: len(texts)]):
        if question:
            yield from _read_answer(index, texts[index].given, question)


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
        after = ranges[place + 1 : place + 1 + _ANSWER_WINDOW] if candidates else []
        next_sentences = [read_sentence(seen, *one) for one in after]
        if next_sentences and takes_up(next_sentences[0]):
            sentence = replace(sentence, is_taken_up=True)
        for found in candidates:
            context = read_context(sentence, found)
            match = _match(message_index, sentence, found, context)
            following = " ".join(one.text for one in next_sentences)
            reply = reported_reply(sentence, found, following)
            if reply is None and seen[end : end + 1] == "?" and denies_at_once(following):
                reply = "no"
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


def _read_answer(message_index: int, answer: str, question: str) -> Iterator[Match]:
    """What a person says of themself by answering: a denial is shown and does not count."""
    group = group_asked(question)
    reply = reply_to(question, answer) if group else None
    span = next(sentence_ranges(answer), None)
    if group is not None and reply is not None and span is not None:
        severity = GROUP_SEVERITY[group]
        yield Match(
            message_index=message_index,
            start=span[0],
            end=span[1],
            group=group,
            severity=min(severity, PASSIVE_WISH) if reply == "unclear" else severity,
            person="first",
            tense="present",
            negated=reply == "no",
            reported=False,
            idiom=False,
            counts=reply != "no",
            is_answer=True,
        )


def _match(message_index: int, sentence: Sentence, found: Candidate, context: Context) -> Match:
    start, end = sentence.original_span(found.first, found.last)
    is_denied_act = context.negated and found.group in _ACTS
    is_past_wish = found.group == "wish_to_die" and context.tense == "past"
    return Match(
        message_index=message_index,
        start=start,
        end=end,
        group=found.group,
        severity=_DENIED_ACT_SEVERITY if is_denied_act else PASSIVE_WISH if is_past_wish else found.severity,
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
    wishes_to_die = found.severity >= PASSIVE_WISH and not found.is_idiom and not context.negated
    return wishes_to_die and context.is_about_someone_close
