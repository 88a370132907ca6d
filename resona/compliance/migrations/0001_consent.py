"""Consent: the texts, what each person decided, and the columns of `users` that repeat what counts now.

Whoever records a session locks the person's row, and reads there what the person agreed to. A decision updates that
row, so the two wait for each other and the later one sees the earlier. (A subquery on consent_records would not do:
PostgreSQL re-reads a row it waited for, but nothing else of the statement.)
"""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers

# Decisions of one person about one purpose stand in the order in which they were recorded, whatever clocks say: a
# decision waits for the one before it to be committed, and is dated after it.
KEEP_ORDER = """
CREATE FUNCTION resona_keep_consent_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    latest timestamptz;
BEGIN
    PERFORM FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE;
    SELECT max(decided_at) INTO latest FROM consent_records WHERE user_id = NEW.user_id AND purpose = NEW.purpose;
    IF NEW.decided_at <= latest THEN
        NEW.decided_at := latest + interval '1 microsecond';
    END IF;
    RETURN NEW;
END $$
"""

# What counts now is worked out from the decisions at every write, so that nothing else can be written there.
KEEP_CURRENT = """
CREATE FUNCTION resona_keep_current_consents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(array_agg(purpose ORDER BY purpose) FILTER (WHERE decision = 'given'), '{}'),
           coalesce(array_agg(purpose ORDER BY purpose) FILTER (WHERE decision = 'withdrawn'), '{}')
        INTO NEW.consents_given, NEW.consents_withdrawn
        FROM (
            SELECT DISTINCT ON (purpose) purpose, decision FROM consent_records
            WHERE user_id = NEW.id ORDER BY purpose, decided_at DESC
        ) AS latest;
    RETURN NEW;
END $$;

CREATE TRIGGER users_keep_current_consents BEFORE INSERT OR UPDATE OF consents_given, consents_withdrawn ON users
    FOR EACH ROW EXECUTE FUNCTION resona_keep_current_consents();
"""

APPLY = """
CREATE FUNCTION resona_apply_consents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE users SET consents_given = '{}', consents_withdrawn = '{}', consent_version = coalesce((
        SELECT CASE decision WHEN 'given' THEN version ELSE '' END FROM consent_records
        WHERE user_id = users.id AND purpose = 'recording' ORDER BY decided_at DESC LIMIT 1
    ), '')
    WHERE id IN (SELECT user_id FROM decisions);
    RETURN NULL;
END $$;

CREATE TRIGGER consent_records_apply AFTER INSERT ON consent_records
    REFERENCING NEW TABLE AS decisions
    FOR EACH STATEMENT EXECUTE FUNCTION resona_apply_consents();
"""

# `users.consent_version` is older than the purposes, and other systems write it: whoever does, decides, and the
# decisions are recorded. A version covers what it covered before purposes were told apart: all but research, for which
# nobody was asked. An empty one ends recording and what is made of it; who may see what was recorded, and whether the
# person may be called, it never said. A newer version renews what stands. And what was withdrawn in any other way is
# not given again by a column that may be written by accident, together with the rest of a row.
RECORD_VERSION = """
CREATE FUNCTION resona_record_consent_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    recording consent_records;
BEGIN
    SELECT * INTO recording FROM consent_records
        WHERE user_id = NEW.id AND purpose = 'recording' ORDER BY decided_at DESC LIMIT 1;
    IF NEW.consent_version = (CASE recording.decision WHEN 'given' THEN recording.version ELSE '' END) THEN
        RETURN NULL;
    END IF;
    IF NEW.consent_version = '' THEN
        INSERT INTO consent_records (user_id, purpose, decision, version, channel)
            SELECT NEW.id, purpose, 'withdrawn', recording.version, 'integration'
            FROM unnest(ARRAY['recording', 'voice_analysis', 'personalisation']) AS purpose
            WHERE purpose = ANY(NEW.consents_given);
        RETURN NULL;
    END IF;
    IF recording.decision = 'withdrawn' AND recording.channel <> 'integration' THEN
        RAISE EXCEPTION 'consent that was withdrawn is given again in consent_records only'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO consent_records (user_id, purpose, decision, version, channel)
        SELECT NEW.id, covered.purpose, 'given', NEW.consent_version, 'integration'
        FROM unnest(ARRAY[
            'recording', 'voice_analysis', 'personalisation', 'care_team_sharing', 'crisis_contact'
        ]) AS covered (purpose)
        LEFT JOIN LATERAL (
            SELECT decision, channel FROM consent_records
            WHERE user_id = NEW.id AND purpose = covered.purpose ORDER BY decided_at DESC LIMIT 1
        ) AS latest ON true
        WHERE CASE latest.decision
            WHEN 'given' THEN true
            WHEN 'withdrawn' THEN latest.channel = 'integration'
            ELSE recording.decision IS DISTINCT FROM 'given'
        END;
    RETURN NULL;
END $$;

CREATE TRIGGER users_record_consent_version AFTER INSERT OR UPDATE OF consent_version ON users
    FOR EACH ROW WHEN (NEW.role = 'person') EXECUTE FUNCTION resona_record_consent_version();
"""

FORGET_CURRENT = """
UPDATE users SET consents_given = '{}', consents_withdrawn = '{}'
WHERE consents_given <> '{}' OR consents_withdrawn <> '{}'
"""

_NOT_ONLY_THE_ACCOUNT_GOES = (
    "NOT (OLD.decided_by IS NOT NULL AND NEW.decided_by IS NULL AND"
    " ROW(OLD.id, OLD.user_id, OLD.purpose, OLD.decision, OLD.version, OLD.text_id, OLD.channel, OLD.reason,"
    " OLD.decided_at, OLD.decided_by_uuid) IS NOT DISTINCT FROM ROW(NEW.id, NEW.user_id, NEW.purpose, NEW.decision,"
    " NEW.version, NEW.text_id, NEW.channel, NEW.reason, NEW.decided_at, NEW.decided_by_uuid))"
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("resona_postgres", "0002_refuse_delete"),
        ("accounts", "0004_consents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, FORGET_CURRENT),
        migrations.RunSQL(KEEP_ORDER, "DROP FUNCTION resona_keep_consent_order()"),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="UUIDv7, ordered by time; random where plain SQL inserts without one",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("recording", "recording"),
                            ("voice_analysis", "voice analysis"),
                            ("personalisation", "personalisation"),
                            ("care_team_sharing", "sharing with the care team"),
                            ("research", "research"),
                            ("crisis_contact", "contact in a crisis"),
                        ],
                        db_comment="What is agreed to",
                        max_length=30,
                    ),
                ),
                ("language", models.CharField(db_comment="BCP 47 tag", max_length=10)),
                ("version", models.CharField(db_comment="The clinic's own name of it, e.g. 2026-1", max_length=10)),
                ("text", models.TextField(db_comment="The words, as people read them")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="Since when it is shown",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "clinic",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The clinic that answers for it",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="consent_texts",
                        to="accounts.clinic",
                    ),
                ),
            ],
            options={
                "db_table": "consent_texts",
                "db_table_comment": "What people are asked to agree to, version by version; never changed",
                "ordering": ("purpose", "language", "-created_at"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "purpose", "language", "version"), name="uq_consent_texts_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                (
                                    "recording",
                                    "voice_analysis",
                                    "personalisation",
                                    "care_team_sharing",
                                    "research",
                                    "crisis_contact",
                                ),
                            )
                        ),
                        name="ck_consent_texts_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version", ""), _negated=True), name="ck_consent_texts_version"
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_update", name="consent_texts_refuse_update", when="BEFORE UPDATE"
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_delete", name="consent_texts_refuse_delete", when="BEFORE DELETE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="clinic", name="fk_consent_texts_clinic", on_delete="RESTRICT"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="UUIDv7, ordered by time; random where plain SQL inserts without one",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("recording", "recording"),
                            ("voice_analysis", "voice analysis"),
                            ("personalisation", "personalisation"),
                            ("care_team_sharing", "sharing with the care team"),
                            ("research", "research"),
                            ("crisis_contact", "contact in a crisis"),
                        ],
                        db_comment="What it is about",
                        max_length=30,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("given", "given"), ("withdrawn", "withdrawn")],
                        db_comment="given or withdrawn",
                        max_length=10,
                    ),
                ),
                (
                    "version",
                    models.CharField(
                        blank=True,
                        db_comment="Of the text agreed to; empty only where nothing was given",
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("app", "app"),
                            ("clinic_staff", "told to staff"),
                            ("paper", "on paper"),
                            ("import", "brought along from before"),
                            ("integration", "written to users.consent_version by another system"),
                        ],
                        db_comment="How it reached us",
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        db_comment="What staff noted: AES-256-GCM sealed text, base64url; empty: nothing",
                        null=True,
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        db_comment="When it was recorded; moved behind the decision before it, by a trigger",
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
                (
                    "decided_by_uuid",
                    models.UUIDField(blank=True, db_comment="Who, kept when the account is gone", null=True),
                ),
                (
                    "decided_by",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_column="decided_by",
                        db_comment="Who recorded it",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="consents_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Who decided",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="consent_records",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_comment="The words agreed to; empty: kept elsewhere",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="consent_records",
                        to="compliance.consenttext",
                    ),
                ),
            ],
            options={
                "db_table": "consent_records",
                "db_table_comment": "What people agreed to and took back; append-only, the one recorded last counts",
                "ordering": ("-decided_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("text__isnull", False)), fields=["text"], name="idx_consent_records_text"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("decided_by__isnull", False)),
                        fields=["decided_by"],
                        name="idx_consent_records_decided_by",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "purpose", "decided_at"), name="uq_consent_records_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                (
                                    "recording",
                                    "voice_analysis",
                                    "personalisation",
                                    "care_team_sharing",
                                    "research",
                                    "crisis_contact",
                                ),
                            )
                        ),
                        name="ck_consent_records_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", "withdrawn"),
                            models.Q(("decision", "given"), models.Q(("version", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="ck_consent_records_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("app", "clinic_staff", "paper", "import", "integration"))),
                        name="ck_consent_records_channel",
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_keep_consent_order", name="consent_records_keep_order", when="BEFORE INSERT"
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("decided_by", "decided_by_uuid"),
                        condition="NEW.decided_by IS NOT NULL",
                        function="resona_remember_actor",
                        name="consent_records_remember_decided_by",
                        when="BEFORE INSERT OR UPDATE OF decided_by",
                    ),
                    resona.postgres.triggers.Trigger(
                        condition=_NOT_ONLY_THE_ACCOUNT_GOES,
                        function="resona_refuse_update",
                        name="consent_records_refuse_update",
                        when="BEFORE UPDATE",
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("users", "user_id"),
                        function="resona_refuse_direct_delete",
                        name="consent_records_refuse_delete",
                        when="BEFORE DELETE",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_consent_records_user", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="text", name="fk_consent_records_consent_text", on_delete="RESTRICT"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="decided_by", name="fk_consent_records_decided_by", on_delete="SET NULL"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacySettings",
            fields=[
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseOneToOneField(
                        db_comment="Who decided",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="privacy_settings",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "words_for_clinicians",
                    models.CharField(
                        choices=[
                            ("always", "always"),
                            ("high_risk", "where a session was assessed high or critical"),
                            ("never", "never"),
                        ],
                        db_comment="Whether staff read what was said: always, high_risk or never; findings are shown",
                        db_default="always",
                        default="always",
                        max_length=10,
                    ),
                ),
                (
                    "retention_days",
                    models.PositiveIntegerField(
                        blank=True,
                        db_comment="Days that a session is kept; the clinic's count where they are fewer",
                        null=True,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_comment="Moved by every update, by a trigger",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
            options={
                "verbose_name": "privacy settings",
                "verbose_name_plural": "privacy settings",
                "db_table": "privacy_settings",
                "db_table_comment": "What a person lets be shown to whom, one row a person",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words_for_clinicians__in", ("always", "high_risk", "never"))),
                        name="ck_privacy_settings_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retention_days__isnull", True), ("retention_days__gte", 1), _connector="OR"
                        ),
                        name="ck_privacy_settings_retention",
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_touch_updated_at",
                        name="privacy_settings_touch_updated_at",
                        when="BEFORE UPDATE",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_privacy_settings_user", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            KEEP_CURRENT,
            "DROP TRIGGER users_keep_current_consents ON users; DROP FUNCTION resona_keep_current_consents()",
        ),
        migrations.RunSQL(
            APPLY, "DROP TRIGGER consent_records_apply ON consent_records; DROP FUNCTION resona_apply_consents()"
        ),
        migrations.RunSQL(
            RECORD_VERSION,
            "DROP TRIGGER users_record_consent_version ON users; DROP FUNCTION resona_record_consent_version()",
        ),
    ]
