"""Clinics, people and staff, care teams, and the keys and sessions they come in with."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("resona_postgres", "0001_trigger_functions"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
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
                    "password",
                    models.CharField(
                        db_comment="Salted hash; ! for no sign-in", db_default="!", default="!", max_length=128
                    ),
                ),
                (
                    "last_login",
                    models.DateTimeField(blank=True, db_comment="When staff last signed in to the admin", null=True),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("person", "person in care"),
                            ("clinician", "clinician"),
                            ("administrator", "clinic administrator"),
                        ],
                        db_comment="person (in care), clinician or administrator (of the clinic)",
                        db_default="person",
                        default="person",
                        max_length=20,
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        db_comment="What staff sign in with; empty for most people",
                        max_length=255,
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, db_comment="How the person can be called, if known", max_length=20, null=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When the account was made",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "last_active",
                    models.DateTimeField(blank=True, db_comment="When the person was last heard", null=True),
                ),
                (
                    "consent_version",
                    models.CharField(
                        blank=True,
                        db_comment="Empty: no consent, nothing is recorded",
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "data_retention_until",
                    models.DateTimeField(
                        blank=True, db_comment="Until when the person's records are kept; empty: not limited", null=True
                    ),
                ),
                (
                    "is_pseudonymous",
                    models.BooleanField(
                        db_column="is_anonymous",
                        db_comment="Known to the app by a pseudonym only",
                        db_default=True,
                        default=True,
                    ),
                ),
                ("timezone", models.CharField(db_comment="IANA name", db_default="UTC", default="UTC", max_length=50)),
                ("language", models.CharField(db_comment="BCP 47 tag", db_default="en", default="en", max_length=10)),
                (
                    "is_active",
                    models.BooleanField(
                        db_comment="False: may not sign in; staff are deactivated, not deleted",
                        db_default=True,
                        default=True,
                    ),
                ),
                (
                    "is_superuser",
                    models.BooleanField(db_comment="Sees and may do everything", db_default=False, default=False),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text=(
                            "The groups this user belongs to. "
                            "A user will get all permissions granted to each of their groups."
                        ),
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "db_table": "users",
                "db_table_comment": "People in care, and staff",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="CareTeam",
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
                ("name", models.CharField(db_comment="Unique in its clinic", max_length=200)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was set up",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
            options={
                "db_table": "care_teams",
                "db_table_comment": "Groups of staff and the people they care for",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Clinic",
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
                ("name", models.CharField(db_comment="What staff call it", max_length=200, unique=True)),
                (
                    "timezone",
                    models.CharField(
                        db_comment="IANA name, e.g. Africa/Nairobi", db_default="UTC", default="UTC", max_length=50
                    ),
                ),
                (
                    "crisis_email",
                    models.EmailField(
                        blank=True,
                        db_comment="Where crisis events are announced, with ids and a link only; empty: nowhere",
                        db_default="",
                        default="",
                        max_length=254,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was set up here",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
            options={
                "db_table": "clinics",
                "db_table_comment": "Organisations; nothing of one is visible to another",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="CareTeamMember",
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
                    "created_at",
                    models.DateTimeField(
                        db_comment="Since when", db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "staff",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The clinician or administrator in it",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="team_memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The team",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="memberships",
                        to="accounts.careteam",
                    ),
                ),
            ],
            options={
                "db_table": "care_team_members",
                "db_table_comment": "Which staff belong to a care team",
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["staff", "team"], name="idx_care_team_members_staff_id")
                ],
                "constraints": [models.UniqueConstraint(fields=("team", "staff"), name="uq_care_team_members")],
            },
        ),
        migrations.AddField(
            model_name="careteam",
            name="staff",
            field=models.ManyToManyField(
                related_name="staff_teams", through="accounts.CareTeamMember", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="CareTeamPerson",
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
                    "created_at",
                    models.DateTimeField(
                        db_comment="Since when", db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "person",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person it cares for",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="team_places",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The team",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="caseload",
                        to="accounts.careteam",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "care team people",
                "db_table": "care_team_people",
                "db_table_comment": "Which people a care team cares for",
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["person", "team"], name="idx_care_team_people_person_id")
                ],
                "constraints": [models.UniqueConstraint(fields=("team", "person"), name="uq_care_team_people")],
            },
        ),
        migrations.AddField(
            model_name="careteam",
            name="people",
            field=models.ManyToManyField(
                related_name="care_teams", through="accounts.CareTeamPerson", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="careteam",
            name="clinic",
            field=resona.postgres.foreign_keys.DatabaseForeignKey(
                db_comment="The clinic it belongs to",
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="care_teams",
                to="accounts.clinic",
            ),
        ),
        migrations.CreateModel(
            name="ApiKey",
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
                ("name", models.CharField(db_comment="What it is for", max_length=100)),
                ("digest", models.BinaryField(db_comment="SHA-256 of the key", max_length=32, unique=True)),
                (
                    "scopes",
                    models.JSONField(
                        db_comment="List of scope names; empty: may do nothing", db_default=[], default=list
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was made",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, db_comment="From when it opens nothing; empty: in use", null=True),
                ),
                (
                    "clinic",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The clinic it is bound to",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="api_keys",
                        to="accounts.clinic",
                    ),
                ),
            ],
            options={
                "verbose_name": "API key",
                "db_table": "api_keys",
                "db_table_comment": "Keys of other systems; the key itself is never stored",
                "indexes": [resona.postgres.indexes.NamedIndex(fields=["clinic"], name="idx_api_keys_clinic_id")],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="clinic",
            field=resona.postgres.foreign_keys.DatabaseForeignKey(
                blank=True,
                db_comment="The clinic that cares for the person, or employs the member of staff",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="users",
                to="accounts.clinic",
            ),
        ),
        migrations.CreateModel(
            name="UserSession",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Who signed in; empty: nobody yet",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "user_sessions",
                "db_table_comment": "Signed-in browsers",
                "indexes": [resona.postgres.indexes.NamedIndex(fields=["user"], name="idx_user_sessions_user_id")],
            },
        ),
        migrations.CreateModel(
            name="UserProfile",
            fields=[
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseOneToOneField(
                        db_comment="Whose details these are",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("encrypted_data", models.BinaryField(db_comment="AES-256-GCM sealed JSON of personal details")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When the details were first given",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
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
                "db_table": "user_profiles",
                "db_table_comment": "Personal details of people in care, encrypted",
                "constraints": [
                    resona.postgres.triggers.Trigger(
                        function="resona_touch_updated_at", name="user_profiles_touch_updated_at", when="BEFORE UPDATE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_user_profiles_user", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="careteammember",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="team", name="fk_care_team_members_care_team", on_delete="CASCADE"
            ),
        ),
        migrations.AddConstraint(
            model_name="careteammember",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="staff", name="fk_care_team_members_user", on_delete="CASCADE"
            ),
        ),
        migrations.AddConstraint(
            model_name="careteamperson",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="team", name="fk_care_team_people_care_team", on_delete="CASCADE"
            ),
        ),
        migrations.AddConstraint(
            model_name="careteamperson",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="person", name="fk_care_team_people_user", on_delete="CASCADE"
            ),
        ),
        migrations.AddConstraint(
            model_name="careteam",
            constraint=models.UniqueConstraint(fields=("clinic", "name"), name="uq_care_teams_clinic_name"),
        ),
        migrations.AddConstraint(
            model_name="careteam",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="clinic", name="fk_care_teams_clinic", on_delete="RESTRICT"
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="clinic", name="fk_api_keys_clinic", on_delete="RESTRICT"
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=resona.postgres.indexes.NamedIndex(fields=["clinic", "role"], name="idx_users_clinic_id"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ("person", "clinician", "administrator"))), name="ck_users_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="clinic", name="fk_users_clinic", on_delete="RESTRICT"
            ),
        ),
        migrations.AddConstraint(
            model_name="usersession",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="user", name="fk_user_sessions_user", on_delete="CASCADE"
            ),
        ),
    ]
