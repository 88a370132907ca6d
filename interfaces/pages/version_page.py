"""The page of one version: the screen as the person sees it, the one before beside it, what changed, and the course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from interfaces.config import ComponentName, InterfaceConfig, InvalidConfigError
from interfaces.daytime import PARTS
from interfaces.models import UserInterface
from interfaces.pages.change_groups import group_changes
from interfaces.pages.change_wording import LANGUAGE_LABELS, main_reason, summarise
from interfaces.pages.course_strip import draw_strip
from interfaces.pages.marks import Marks, mark_differences
from interfaces.pages.screen import Screen, draw_screen, part_at
from interfaces.pages.versions import CourseVersion, VersionCourse, changes_of, read_course, read_stored, version_before
from interfaces.serving import for_today
from interfaces.themes import Theme
from interfaces.wording.texts import MalformedTextError
from resona.accounts.profiles import read_names
from resona.accounts.staff_names import actor_in_words
from resona.encryption.sealing import SealedValueError
from resona.site.links import person_url, records_url
from resona.site.records import clinic_zone
from resona.site.times import ago_in_words, exact_time, short_time
from resona.time_zones import is_known, read_zone, utc_suffix

# Origins as the course tells them.
ORIGINS: Final[Mapping[str, str]] = {
    UserInterface.Origin.BUILD: "built",
    UserInterface.Origin.PIN: "pinned",
    UserInterface.Origin.UNPIN: "unpinned",
    UserInterface.Origin.GO_BACK: "taken back",
}
UNREADABLE_REASON: Final = "The reason cannot be opened: its key is missing, or it was changed."


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A version with its configuration, or why that cannot be read."""

    interface: UserInterface
    config: InterfaceConfig | None = None
    # As it is served: an earlier one as it was, the one shown with today's help.
    served: InterfaceConfig | None = None
    fault: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """One version to be drawn; `fault` says why it cannot be."""

    interface: UserInterface
    caption: str
    when: str
    stylesheet_url: str
    screen: Screen | None
    fault: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseLine:
    """A version in the list of the course."""

    url: str
    version: int
    when: str
    when_exact: str
    theme: str
    changed: str
    why: str  # for the clinician
    origin: str
    is_decided: bool
    is_active: bool
    is_opened: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """The present, where the person and where the reader is."""

    now: datetime
    reader_zone: tzinfo
    person_hour: int
    person_time: str


def version_url(interface_id: UUID) -> str:
    """The page of a version."""
    return reverse("admin:interfaces_userinterface_change", args=[interface_id])


def version_context(request: HttpRequest, interface: UserInterface, *, may_decide: bool) -> dict[str, Any]:
    """Everything the page of a version shows."""
    clock = _clock(request, interface)
    stored = _read(interface)
    part = _part_of_day(request, stored.config, clock)
    course = read_course(interface.user_id)
    groups = group_changes(changes_of(interface))
    name = read_names([interface.user_id]).get(interface.user_id)
    return {
        "title": _title(interface, name),
        "interface": interface,
        "name": name,
        "person_url": person_url(interface.user_id),
        "facts": _facts(stored, clock),
        "reason": _reason_of(interface),
        "screens": _screens(stored, part, clock),
        "offers": _offers(part),
        "zone_fault": not is_known(interface.user.timezone),
        "stored": None if stored.config else interface.interface_config,
        "language": stored.config.language.value if stored.config else "",
        "groups": groups,
        "change_count": sum(len(group.lines) for group in groups),
        "themes": [theme.value for theme in Theme],
        "strip": _strip(course, interface, clock),
        "lines": [_course_line(version, interface, clock) for version in course.versions],
        "is_cut": course.is_cut,
        "all_url": records_url(UserInterface, q=interface.user_id),
        "decisions": _decisions(stored) if may_decide else [],
    }


def draw_decision(request: HttpRequest, interface: UserInterface) -> list[Drawn]:
    """The version decided about, at the present part of the person's day; before it what they see now, where that is
    another, with the differences marked on both.
    """
    clock, stored = _clock(request, interface), _read(interface)
    part = _part_of_day(request, stored.config, clock)
    now = UserInterface.objects.filter(user_id=interface.user_id, active=True).exclude(id=interface.id).first()
    if now is None:
        return [_draw(stored, part, clock, caption="now", marks={})]
    return _draw_beside(_read(now), stored, part, clock, captions=("now", "to go back to"))


def _screens(stored: Stored, part: str, clock: Clock) -> list[Drawn]:
    """The version, and before it the one that it followed, with the differences marked on both."""
    caption = "now" if stored.interface.active else "this version"
    before = version_before(stored.interface)
    if before is None:
        return [_draw(stored, part, clock, caption=caption, marks={})]
    return _draw_beside(_read(before), stored, part, clock, captions=("before", caption))


def _draw_beside(earlier: Stored, later: Stored, part: str, clock: Clock, *, captions: tuple[str, str]) -> list[Drawn]:
    marks = Marks(earlier={}, later={})
    if earlier.config is not None and later.config is not None:
        marks = mark_differences(earlier.config, later.config)
    return [
        _draw(earlier, part, clock, caption=captions[0], marks=marks.earlier),
        _draw(later, part, clock, caption=captions[1], marks=marks.later),
    ]


def _title(interface: UserInterface, name: str | None) -> str:
    seen = "sees" if interface.active else "saw"
    return f"What {name or interface.user.code} {seen}: version {interface.version}"


def _clock(request: HttpRequest, interface: UserInterface) -> Clock:
    now, named = timezone.now(), interface.user.timezone
    local = now.astimezone(read_zone(named))
    told = f"{local:%H:%M}{utc_suffix(named)}"
    return Clock(now=now, reader_zone=clinic_zone(request.user), person_hour=local.hour, person_time=told)


def _read(interface: UserInterface) -> Stored:
    try:
        config = read_stored(interface)
    except InvalidConfigError as error:
        return Stored(interface=interface, fault=str(error))
    try:
        served = for_today(config, interface.user_id) if interface.active else config
    except MalformedTextError:
        served = config
    return Stored(interface=interface, config=config, served=served)


def _part_of_day(request: HttpRequest, config: InterfaceConfig | None, clock: Clock) -> str:
    """The one asked for, or the present one where the person is."""
    asked = request.GET.get("at", "")
    if asked in PARTS:
        return asked
    return PARTS[0] if config is None else part_at(config, clock.person_hour)


def _draw(stored: Stored, part: str, clock: Clock, *, caption: str, marks: Mapping[ComponentName, str]) -> Drawn:
    interface, config = stored.interface, stored.served
    return Drawn(
        interface=interface,
        caption=caption,
        when=short_time(interface.generated_at, clock.reader_zone),
        stylesheet_url=reverse("admin:interfaces_userinterface_colours", args=[interface.id]) if config else "",
        screen=draw_screen(config, part, marks) if config else None,
        fault=stored.fault,
    )


def _facts(stored: Stored, clock: Clock) -> list[tuple[str, str]]:
    interface, config = stored.interface, stored.config
    kept = interface.kept_version
    return [
        ("Made", exact_time(interface.generated_at, clock.reader_zone)),
        ("Made by", str(interface.get_origin_display())),
        ("Follows the person", "yes" if kept is None else f"kept at version {kept}, safety excepted"),
        ("Theme", config.theme.name.value if config else "cannot be read"),
        ("Language", LANGUAGE_LABELS[config.language.value] if config else "cannot be read"),
        ("Time where they are", clock.person_time),
    ]


def _reason_of(interface: UserInterface) -> dict[str, str] | None:
    """Who decided this version, and why; None where nobody did."""
    if interface.origin == UserInterface.Origin.BUILD:
        return None
    try:
        text = UserInterface.reason.open(interface.id, interface.reason) if interface.reason else ""
    except SealedValueError:
        text = UNREADABLE_REASON
    return {"who": actor_in_words(interface.decided_by, interface.decided_by_uuid), "text": text}


def _offers(chosen: str) -> list[dict[str, Any]]:
    return [{"title": part, "link": f"?{urlencode({'at': part})}", "active": part == chosen} for part in PARTS]


def _strip(course: VersionCourse, opened: UserInterface, clock: Clock) -> str:
    urls = {version.id: version_url(version.id) for version in course.versions}
    return draw_strip(course.versions, urls, opened=opened.id, now=clock.now, zone=clock.reader_zone)


def _course_line(version: CourseVersion, opened: UserInterface, clock: Clock) -> CourseLine:
    return CourseLine(
        url=version_url(version.id),
        version=version.version,
        when=ago_in_words(version.at, clock.now),
        when_exact=exact_time(version.at, clock.reader_zone),
        theme=version.theme or "unread",
        changed=summarise(version.changes),
        why=main_reason(version.changes),
        origin=ORIGINS.get(version.origin, version.origin),
        is_decided=version.origin != UserInterface.Origin.BUILD,
        is_active=version.is_active,
        is_opened=version.id == opened.id,
    )


def _decisions(stored: Stored) -> list[dict[str, str]]:
    """What may be decided from this version; each leads to a page that asks."""
    interface = stored.interface
    if stored.config is None:
        return []
    if not interface.active:
        names = {"go_back": f"Go back to version {interface.version} …"}
    elif interface.kept_version is None:
        names = {"pin": "Keep it as it is …"}
    else:
        names = {"unpin": "Let it follow the person again …"}
    return [
        {"url": reverse(f"admin:interfaces_userinterface_{name}", args=[interface.id]), "label": label}
        for name, label in names.items()
    ]
