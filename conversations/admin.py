"""The admin of what was said and measured."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from conversations.emotion_wording import shares_in_words
from conversations.links import session_url
from conversations.models import Conversation, EmotionReading, Message, Upload
from conversations.parts import open_whole
from conversations.services import review_session
from conversations.session_page import FILTERS, VIEWS, length_in_words, show_session_page
from conversations.words import why_hidden
from resona.accounts.people.cards import language_in_words
from resona.accounts.teams import NotInYourCareError
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, badge, day_and_time, link_to, named_link, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, in_clinic_time, read_mapping
from resona.site.returning import go_back

# A valence nearer to nothing than this is neither pleasant nor unpleasant.
NEITHER_BELOW = 0.2
# Of a message on its own page; all of it stands on that of its session.
MOST_CHARACTERS = 20_000
STATUS_TONES = {"complete": "low", "partial": "medium", "failed": "high"}


class StatusFilter(ChoiceFilter):
    """How far a session could be assessed."""

    title = "assessed"
    parameter_name = field = "analysis_status"
    offers = Conversation.Status.choices


class CrisisFilter(ChoiceFilter):
    """Sessions that raised a crisis event."""

    title = "crisis"
    parameter_name = field = "crisis_detected"
    offers = [("True", "with a crisis event")]


class MessageRoleFilter(ChoiceFilter):
    """Who spoke."""

    title = "speaker"
    parameter_name = field = "role"
    offers = Message.Role.choices


class UploadStatusFilter(ChoiceFilter):
    """What became of an upload."""

    title = "status"
    parameter_name = field = "status"
    offers = Upload.Status.choices


class PersonFilter(ChoiceFilter):
    """Records of one person, by links from their page; offers no choices of its own."""

    title = "person"
    parameter_name = field = "user"
    template = "resona/no_filter.html"


@admin.register(Conversation)
class ConversationAdmin(RecordAdmin):
    """Sessions, each with a page of its own."""

    permissions = Permissions(staff="view change")
    places = (Place(group="People", title="Sessions", icon="forum", order=25, first={"clinician": 40}),)
    list_display: ClassVar[tuple[str, ...]] = ("began", "person", "length", "spoken", "assessed", "crisis")
    list_filter: ClassVar[Any] = (period_of("started_at"), StatusFilter, CrisisFilter)
    ordering = ("-started_at", "-id")
    also_shows = (
        "analysis_status", "not_assessed", "claimed_started_at", "clock_doubtful", "is_untimed", "ended_at",
        "emotion_summary", "voice_features", "crisis_detected",
    )  # fmt: skip
    exclude = (
        "recorded_result", "stated_emotion", "is_historical", "escalated_to_human", "reviewed_by", "reviewed_at",
        "wrong_person_by", "wrong_person_at", "spoken_by",
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        added = [
            path(
                f"<uuid:session_id>/{name}/",
                site(partial(self.session_view, view)),
                name=f"conversations_conversation_{name}",
            )
            for name, view in VIEWS.items()
        ]
        review = path("<uuid:session_id>/review/", site(self.review_view), name="conversations_conversation_review")
        return [review, *added, *super().get_urls()]

    def session_view(self, view: Any, request: HttpRequest, session_id: UUID) -> HttpResponseBase:
        """A page that an app adds, of a session the caller may see."""
        answer: HttpResponseBase = view(self, request, self.get_object(request, str(session_id)))
        return answer

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return (*self.list_filter, *FILTERS)

    def review_view(self, request: HttpRequest, session_id: UUID) -> HttpResponseBase:
        """Someone has looked at what could not be assessed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        session: Conversation = self.get_object(request, str(session_id))
        if not request.user.has_perm("conversations.change_conversation"):
            raise PermissionDenied
        try:
            review_session(session_id=session.id, caller=request.user, now=timezone.now())
        except NotInYourCareError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Noted that you have looked at this session.")
        return go_back(request)

    @in_clinic_time
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        session: Conversation = self.get_object(request, object_id)
        if not self.has_view_permission(request, session):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return show_session_page(self, request, session)

    @admin.display(description="session", ordering="started_at")
    def began(self, session: Conversation) -> str:
        return day_and_time(session.started_at)

    @admin.display(description="length")
    def length(self, session: Conversation) -> str:
        return length_in_words(session) or EMPTY

    @admin.display(description="language", ordering="language")
    def spoken(self, session: Conversation) -> str:
        return language_in_words(session.language)

    @admin.display(description="assessed")
    def assessed(self, session: Conversation) -> SafeString:
        return badge(session.get_analysis_status_display(), STATUS_TONES[session.analysis_status])

    @admin.display(description="crisis")
    def crisis(self, session: Conversation) -> SafeString | str:
        return badge("crisis", "critical") if session.crisis_detected else EMPTY


@admin.register(Message)
class MessageAdmin(RecordAdmin):
    """Messages; their words are opened on their own page only."""

    places = (Place(group="Records", title="Messages", icon="chat", order=40),)
    list_display: ClassVar[tuple[str, ...]] = ("said", "role", "person", "session_link")
    list_filter: ClassVar[Any] = (period_of("created_at"), MessageRoleFilter)
    list_select_related = ("conversation__user",)
    ordering = ("-created_at", "-id")
    id_fields = ("id", "conversation_id", "conversation__user_id")
    person_path = "conversation__user"
    fields = readonly_fields = ("person", "session_link", "role", "position", "said_at", "words", "heard")
    also_shows = ("conversation", "content", "emotion_data")
    exclude = ("part_of",)  # parts of a long message are shown as one

    @admin.display(description="said", ordering="created_at")
    def said(self, message: Message) -> SafeString | str:
        return time_ago(message.created_at)

    @admin.display(description="said at")
    def said_at(self, message: Message) -> str:
        return day_and_time(message.created_at)

    @admin.display(description="emotions heard in it")
    def heard(self, message: Message) -> str:
        return shares_in_words(read_mapping(message.emotion_data)) or EMPTY

    @admin.display(description="person")
    def person(self, message: Any) -> SafeString:
        return named_link(message.conversation.user, getattr(message, "shown_name", ""))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Messages whole: of a long one the first part stands for all."""
        return super().get_queryset(request).filter(part_of__isnull=True)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        message = super().get_object(request, object_id, from_field)
        message.why_hidden = why_hidden(message.conversation_id, request.user)
        return message

    @admin.display(description="words")
    def words(self, message: Any) -> str:
        if message.why_hidden:
            return str(message.why_hidden)
        text = open_whole(message)
        if text is None:
            return "cannot be opened"
        if len(text) <= MOST_CHARACTERS:
            return text
        return (
            f"{text[:MOST_CHARACTERS]}…\n\nThe first {MOST_CHARACTERS:,} of {len(text):,} characters; see the session."
        )


@admin.register(EmotionReading)
class EmotionReadingAdmin(RecordAdmin):
    """Emotional readings."""

    places = (Place(group="Records", title="Emotional readings", icon="sentiment_neutral", order=30),)
    explains = "How each session sounded: the strongest emotion heard, and how much of all that was heard it was."
    list_display: ClassVar[tuple[str, ...]] = (
        "when",
        "person",
        "emotion_type",
        "share",
        "voice",
        "words",
        "session_link",
    )
    list_filter: ClassVar[Any] = (period_of("created_at"),)
    list_select_related = ("user", "conversation")
    ordering = ("-created_at", "-id")
    id_fields = ("id", "user_id", "conversation_id")
    fields = readonly_fields = ("person", "session_link", "emotion_type", "share", "voice", "words", "when")
    also_shows = ("conversation", "message", "voice_emotion", "text_sentiment", "created_at")
    exclude = ("confidence_score",)  # how sure the valence is, which reads as if the emotion were

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmotionReading]:
        """Without what a session has of great length."""
        rows: QuerySet[EmotionReading] = super().get_queryset(request)
        return rows.defer("conversation__recorded_result", "conversation__voice_features")

    @admin.display(description="when", ordering="created_at")
    def when(self, reading: EmotionReading) -> str:
        return day_and_time(reading.created_at)

    @admin.display(description="share of what was heard")
    def share(self, reading: EmotionReading) -> str:
        heard = read_mapping(reading.conversation.emotion_summary) if reading.conversation is not None else {}
        share = heard.get(reading.emotion_type)
        return f"{share:.0%}" if isinstance(share, int | float) else EMPTY

    @admin.display(description="the voice sounded")
    def voice(self, reading: EmotionReading) -> str:
        return _valence_in_words(reading.voice_emotion, ("unpleasant", "neither", "pleasant"))

    @admin.display(description="the words were")
    def words(self, reading: EmotionReading) -> str:
        return _valence_in_words(reading.text_sentiment, ("negative", "neither", "positive"))


@admin.register(Upload)
class UploadAdmin(RecordAdmin):
    """Uploads and their outcome."""

    permissions = Permissions()  # a superuser's alone: what came in before it was read
    places = (Place(group="Records", title="Uploads", icon="upload", order=55),)
    list_display: ClassVar[tuple[str, ...]] = (
        "short_id",
        "person",
        "operation_type",
        "status",
        "received",
        "retry_count",
        "session",
    )
    list_filter: ClassVar[Any] = (UploadStatusFilter,)
    list_before_template = None
    ordering = ("-id",)
    exclude = ("encrypted_data", "body_digest")

    @admin.display(description="upload", ordering="id")
    def short_id(self, upload: Upload) -> str:
        return str(upload)

    @admin.display(description="received")
    def received(self, upload: Upload) -> SafeString | str:
        return time_ago(upload.created_at)

    @admin.display(description="session")
    def session(self, upload: Upload) -> SafeString | str:
        """The upload's id is the session's."""
        return link_to(session_url(upload.id), "session") if upload.status == Upload.Status.COMPLETED else EMPTY


def _valence_in_words(reading: object, words: tuple[str, str, str]) -> str:
    """One of these, for below, about and above nothing."""
    valence = read_mapping(reading).get("valence")
    if not isinstance(valence, int | float):
        return EMPTY
    below, neither, above = words
    if abs(valence) < NEITHER_BELOW:
        return neither
    return below if valence < 0.0 else above
