"""What risk adds to where work begins, and to the pages and the lists of people, of sessions and of crisis events."""

from __future__ import annotations

from conversations import session_page
from resona.accounts import people_list, person_page
from resona.accounts.people.details_page import card_section
from resona.accounts.people_list import Column
from resona.site.pages import Section
from resona.site.records import in_clinic_time
from resona.site.start import START_PAGES, StartPage
from risk.pages import event_page
from risk.pages.course_section import course_on, sessions_on
from risk.pages.dashboard import triage_page
from risk.pages.drift_section import change_on
from risk.pages.episode_section import episode_on, words_on
from risk.pages.event_deliveries import deliveries_on
from risk.pages.event_page import ended_event, waiting_event
from risk.pages.moved import moved_event_on
from risk.pages.open_section import open_findings_on, silence_fact
from risk.pages.people_list import ContactFilter, NewestLevelFilter, newest_levels, newest_rank
from risk.pages.raise_page import raise_link, show_raise_page
from risk.pages.record_events import add_event_entries
from risk.pages.record_sessions import add_session_entries
from risk.pages.said_section import mood_on, said_on
from risk.pages.session_list import WaitsFilter
from risk.pages.session_sections import (
    assessment_on,
    dissonance_on,
    emotions_on,
    events_on,
    gaps_on,
    level_badge,
    open_on,
    runs_on,
    voice_on,
)
from risk.pages.step_lines import steps_on


def fill_person_page() -> None:
    """What is open, how the person changes, the course of their sessions, and what their care record tells of it."""
    add = person_page.SECTIONS.add
    add("open findings", Section(read=open_findings_on, template="risk/person/open.html"), order=20)
    add("change", Section(read=change_on, template="risk/person/change.html"), order=30)
    add("course", Section(read=course_on, template="risk/person/course.html"), order=40)
    add("sessions", Section(read=sessions_on, template="risk/person/sessions.html"), order=50)
    add_session_entries()
    add_event_entries()
    person_page.LINKS.add("raise", raise_link, order=5)
    person_page.VIEWS.add("raise-event", in_clinic_time(show_raise_page))
    person_page.FACTS.add("silence", silence_fact, order=20)


def fill_session_page() -> None:
    """The level, what is open and what it is owed to, above and below what was said and how it sounded."""
    session_page.BADGES.add("level", level_badge)
    add = session_page.SECTIONS.add
    add("open", Section(read=open_on, template="risk/session/open.html"), order=20)
    add("events", Section(read=events_on, template="risk/session/events.html"), order=30)
    add("gaps", Section(read=gaps_on, template="risk/session/gaps.html"), order=40)
    add("assessment", Section(read=assessment_on, template="risk/session/assessment.html"), order=50)
    add("runs", Section(read=runs_on, template="risk/session/runs.html"), order=70)
    session_page.WORDS.add("said", Section(read=said_on, template="risk/session/said.html"), order=10)
    add = session_page.VOICE.add
    add("mood", Section(read=mood_on, template="risk/session/mood.html"), order=10)
    add("dissonance", Section(read=dissonance_on, template="risk/session/dissonance.html"), order=20)
    add("emotions", Section(read=emotions_on, template="risk/session/emotions.html"), order=30)
    add("voice", Section(read=voice_on, template="risk/session/voice.html"), order=40)


def fill_event_page() -> None:
    """How the person is reached, the event as triage shows it, and what was done about it."""
    event_page.SECTIONS.add("contact", Section(read=card_section, template="accounts/card.html"), order=0)
    event_page.SECTIONS.add("event", Section(read=waiting_event, template="risk/finding.html"), order=10)
    event_page.SECTIONS.add("ended", Section(read=ended_event, template="risk/event/ended.html"), order=10)
    event_page.SECTIONS.add("moved", Section(read=moved_event_on, template="risk/event/moved_event.html"), order=5)
    told = Section(read=deliveries_on, template="risk/event/deliveries.html")
    event_page.SECTIONS.add("deliveries", told, order=15)
    event_page.SECTIONS.add("steps", Section(read=steps_on, template="risk/event/steps.html"), order=20)
    event_page.SECTIONS.add("words", Section(read=words_on, template="risk/event/words.html"), order=12)
    event_page.SECTIONS.add("episode", Section(read=episode_on, template="risk/event/episode.html"), order=30)


def fill_start() -> None:
    """Who needs a human."""
    triage = StartPage(
        title="Triage",
        icon="notifications_active",
        template="risk/triage.html",
        read=triage_page,
        roles=frozenset({"clinician", "administrator"}),
    )
    START_PAGES.add("triage", triage, order=20)


def fill_lists() -> None:
    """The newest assessment, who has gone quiet, and the sessions that wait for someone."""
    people_list.COLUMNS.add("newest", Column(title="newest assessment", read=newest_levels, ordering=newest_rank))
    people_list.FILTERS.add("contact", ContactFilter)
    people_list.FILTERS.add("level", NewestLevelFilter)
    session_page.FILTERS.add("waits", WaitsFilter)
