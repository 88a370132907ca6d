"""How the care record tells of follow-ups, decisions, notes, contacts and handovers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.db.models import F, QuerySet

from resona.accounts.models import User
from resona.accounts.performers import opened_performer
from resona.accounts.record.entries import RecordKind
from resona.accounts.record.own_entries import CARE
from resona.accounts.record.sources import SOURCES, RecordSource, Telling, Told, one_by_one, sentence
from resona.care.handover.handing import read_giver, read_taker
from resona.care.models import CareNote, CareOffer, Decision, DecisionStakeholder, HandoverItem, Task, TaskStep
from resona.site.links import record_url

TASKS: Final = RecordKind(name="tasks", title="Follow-ups")
DECISIONS: Final = RecordKind(name="decisions", title="Decisions")
NOTES: Final = RecordKind(name="notes", title="Notes")
CONTACTS: Final = RecordKind(name="contacts", title="Contacts")
HANDOVERS: Final = RecordKind(name="handovers", title="Handovers")

_Kind = TaskStep.Kind
# What somebody did about a follow-up, and what happened where nobody is named; `{}` is its title.
_STEPS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        _Kind.CREATED: ("added the follow-up{}", "Follow-up added{}"),
        _Kind.TAKEN: ("took the follow-up{}", "Follow-up taken{}"),
        _Kind.PASSED: ("passed the follow-up{} on", "Follow-up passed on{}"),
        _Kind.CHANGED: ("changed when the follow-up{} is due or how urgent it is", "Follow-up changed{}"),
        _Kind.COMPLETED: ("completed the follow-up{}", "Follow-up completed{}"),
        _Kind.REOPENED: ("opened the follow-up{} again", "Follow-up opened again{}"),
        _Kind.CANCELLED: ("cancelled the follow-up{}", "Follow-up cancelled{}"),
    }
)
_REACHED: Final[Mapping[str, str]] = MappingProxyType(
    {
        CareNote.ContactOutcome.REACHED: "reached them",
        CareNote.ContactOutcome.NOT_REACHED: "tried to reach them: not reached",
        CareNote.ContactOutcome.LEFT_MESSAGE: "tried to reach them: left a message",
        CareNote.ContactOutcome.REFUSED: "reached them; they did not want to talk",
    }
)


def add_care_entries() -> None:
    """One source for each moment in the life of these rows."""
    for name, order, kind, rows, at, tell, known_at, actor in (
        ("follow-up step", 50, TASKS, _steps, "at", _step, "", "actor_id_uuid"),
        ("decision", 52, DECISIONS, _decisions, "decided_at", _decided, "recorded_at", "recorded_by_uuid"),
        ("decision part", 52, DECISIONS, _parts, "at", _took_part, "", "staff_id_uuid"),
        ("decision review", 52, DECISIONS, _reviewed, "reviewed_at", _reviewed_it, "", "reviewed_by_uuid"),
        ("note", 54, NOTES, _notes, "written_at", _note, "recorded_at", "author_id_uuid"),
        ("note moved", 54, NOTES, _moved_notes, "moved_at", _moved, "", "moved_by_uuid"),
        ("contact", 56, CONTACTS, _contacts, "written_at", _contact, "recorded_at", "author_id_uuid"),
        ("handover", 58, HANDOVERS, _handed_over, "signed", _handed, "", "given_by"),
        ("lead offered", 80, CARE, _offers, "offered_at", _offered, "", "given_by_uuid"),
        ("lead returned", 80, CARE, _returns, "answered_at", _returned, "", "to_staff_id_uuid"),
    ):
        source = RecordSource(kind=kind, rows=rows, at=at, tell=one_by_one(tell), known_at=known_at, actor=actor)
        SOURCES.add(name, source, order=order)


def _steps(person: User) -> QuerySet[TaskStep]:
    return TaskStep.objects.filter(user=person).select_related("task", "actor", "to_staff", "to_team")


def _decisions(person: User) -> QuerySet[Decision]:
    return Decision.objects.filter(user=person).select_related("recorded_by")


def _reviewed(person: User) -> QuerySet[Decision]:
    return Decision.objects.filter(user=person, reviewed_at__isnull=False).select_related("reviewed_by")


def _parts(person: User) -> QuerySet[DecisionStakeholder]:
    """Who agreed or did not; that somebody was consulted or informed alone is read on the decision's page."""
    parts = DecisionStakeholder.objects.filter(user=person, agreed__isnull=False)
    return parts.select_related("decision", "staff")


def _notes(person: User) -> QuerySet[CareNote]:
    return _standing_notes(person).exclude(kind=CareNote.Kind.CONTACT)


def _contacts(person: User) -> QuerySet[CareNote]:
    return _standing_notes(person).filter(kind=CareNote.Kind.CONTACT)


def _standing_notes(person: User) -> QuerySet[CareNote]:
    return CareNote.objects.filter(user=person, moved_at__isnull=True).select_related("author")


def _moved_notes(person: User) -> QuerySet[CareNote]:
    return CareNote.objects.filter(user=person, moved_at__isnull=False).select_related("moved_by")


def _handed_over(person: User) -> QuerySet[HandoverItem]:
    signed = HandoverItem.objects.filter(user=person).annotate(
        signed=F("handover__signed_at"), given_by=F("handover__given_by_uuid")
    )
    signed = signed.filter(signed__isnull=False)
    return signed.select_related("handover__given_by", "handover__taken_by", "handover__care_team")


def _offers(person: User) -> QuerySet[CareOffer]:
    """Of events, their steps tell."""
    return CareOffer.objects.filter(user=person, kind=CareOffer.Kind.LEAD).select_related("given_by", "to_staff")


def _returns(person: User) -> QuerySet[CareOffer]:
    return _offers(person).filter(answer=CareOffer.Answer.RETURNED)


def _step(step: TaskStep, telling: Telling) -> Told:
    title = telling.open(Task.title, step.task_id, step.task.title)
    did, happened = _STEPS[step.kind]
    quoted = f" “{title}”" if title else ""
    ending = f" to {_receiver(step)}" if step.kind == _Kind.PASSED and _receiver(step) else ""
    outcome = f": {step.get_outcome_display()}" if step.outcome else ""
    text = sentence(
        _who(step.actor, step.actor_id_uuid, step, telling),
        f"{did.format(quoted)}{ending}{outcome}",
        f"{happened.format(quoted)}{ending}{outcome}",
    )
    words = telling.open(TaskStep.text, step.id, step.text)
    return Told(text=text, words=words, url=record_url(Task, step.task_id))


def _receiver(step: TaskStep) -> str:
    return step.to_staff.called if step.to_staff else f"the team {step.to_team.name}" if step.to_team else ""


def _decided(decision: Decision, telling: Telling) -> Told:
    title = telling.open(Decision.title, decision.id, decision.title)
    about = f": {title}" if title else f" about {decision.get_decision_type_display()}"
    who = _who(decision.recorded_by, decision.recorded_by_uuid, decision, telling)
    text = sentence(who, f"recorded a decision{about}", f"Decision recorded{about}")
    words = telling.open(Decision.rationale, decision.id, decision.rationale)
    return Told(text=text, words=words, url=record_url(Decision, decision.id))


def _took_part(part: DecisionStakeholder, telling: Telling) -> Told:
    named = telling.open(DecisionStakeholder.name, part.id, part.name) or "Somebody"
    who = part.staff.called if part.staff else named
    title = telling.open(Decision.title, part.decision_id, part.decision.title)
    decision = f"the decision “{title}”" if title else "a decision"
    agreed = f"{who} agreed to {decision}." if part.agreed else f"{who} did not agree to {decision}."
    words = telling.open(DecisionStakeholder.reason, part.id, part.reason)
    return Told(text=agreed, words=words, url=record_url(Decision, part.decision_id))


def _reviewed_it(decision: Decision, telling: Telling) -> Told:
    who = telling.who(decision.reviewed_by, decision.reviewed_by_uuid)
    title = telling.open(Decision.title, decision.id, decision.title)
    about = f"what came of the decision{f' “{title}”' if title else ''}: {decision.get_outcome_kind_display()}"
    text = sentence(who, f"noted {about}", f"It was noted {about}")
    words = telling.open(Decision.outcome, decision.id, decision.outcome)
    return Told(text=text, words=words, url=record_url(Decision, decision.id))


def _note(note: CareNote, telling: Telling) -> Told:
    kind = {"note": "a note", "handover": "a note for the handover", "supervision": "a note of supervision"}[note.kind]
    who, added = (
        _who(note.author, note.author_id_uuid, note, telling),
        " that adds to another" if note.amends_id else "",
    )
    text = sentence(who, f"wrote {kind}{added}", f"{kind[:1].upper()}{kind[1:]}{added} was written")
    words = telling.open(CareNote.content, note.id, note.content)
    return Told(text=text, words=words, url=record_url(CareNote, note.id))


def _moved(note: CareNote, telling: Telling) -> Told:
    what = "a note that stood here by mistake to another record"
    who = telling.who(note.moved_by, note.moved_by_uuid)
    text = sentence(who, f"moved {what}", "A note that stood here by mistake was moved to another record")
    return Told(text=text, url=record_url(CareNote, note.id))


def _contact(note: CareNote, telling: Telling) -> Told:
    went = _REACHED[note.contact_outcome or ""]
    who = _who(note.author, note.author_id_uuid, note, telling)
    words = telling.open(CareNote.content, note.id, note.content)
    return Told(text=sentence(who, went, f"Somebody {went}"), words=words, url=record_url(CareNote, note.id))


def _handed(item: HandoverItem, telling: Telling) -> Told:
    handover = item.handover
    giver = _performed(read_giver(handover)) or telling.who(handover.given_by, handover.given_by_uuid) or "Somebody"
    team = f" of {handover.care_team.name}" if handover.care_team else ""
    taker = _performed(read_taker(handover)) or telling.who(handover.taken_by, handover.taken_by_uuid)
    answers = {True: f"{taker} took over", False: f"{taker} returned it", None: "nobody has taken over yet"}
    text = f"{giver} handed over to the next shift{team}; {answers[item.accepted]}."
    words = telling.open(HandoverItem.text, item.id, item.text)
    because = telling.open(HandoverItem.returned_because, item.id, item.returned_because)
    return Told(text=text, words=f"{words}\nReturned: {because}" if because else words)


def _offered(offer: CareOffer, telling: Telling) -> Told:
    to = offer.to_staff.called if offer.to_staff else "a colleague"
    who = _who(offer.given_by, offer.given_by_uuid, offer, telling)
    text = sentence(who, f"offered to {to} to be the lead", f"{to} was offered to be the lead")
    return Told(text=text, words=telling.open(CareOffer.note, offer.id, offer.note))


def _returned(offer: CareOffer, telling: Telling) -> Told:
    who = telling.who(offer.to_staff, offer.to_staff_id_uuid) or "Somebody"
    words = telling.open(CareOffer.answer_note, offer.id, offer.answer_note)
    return Told(text=f"{who} did not become the lead, and said why.", words=words)


def _who(account: User | None, kept: Any, row: Any, telling: Telling) -> str:
    """Of what another system wrote, on whose behalf."""
    performer = opened_performer(telling.open(type(row).performer, row.id, row.performer))
    return _performed(performer) or telling.who(account, kept)


def _performed(performer: dict[str, str] | None) -> str:
    return performer["display"] if performer else ""
