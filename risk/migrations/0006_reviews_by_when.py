"""What came from no words is left to a review, and reviews say by when. Nobody is told of what was there before."""

from django.db import migrations, models

# No run of the analysis found words that call for a crisis event. The session's assessment asks for its review, or an
# action on it has been recorded; an event whose assessment asks for nothing stays open, for nobody else would ask.
LEAVE_TO_REVIEW = """
WITH left_to_review AS (
UPDATE crisis_events AS event SET resolution = 'to_review', resolved_at = now()
WHERE event.resolved_at IS NULL AND event.source_kind = 'session'
    AND EXISTS (
        SELECT 1 FROM risk_assessments AS current WHERE current.session_id = event.conversation_id
            AND current.is_current AND current.needs_review AND current.risk_level <> 'low'
    )
    AND NOT EXISTS (
        SELECT 1 FROM risk_assessments AS run WHERE run.session_id = event.conversation_id
            AND run.risk_factors @? '$[*] ? (@.factor == "crisis_language" && @.evidence.severity >= 3)'
    )
RETURNING event.id, event.user_id
)
INSERT INTO crisis_event_steps (user_id, event_id, kind, resolution, at)
SELECT user_id, id, 'resolved', 'to_review', now() FROM left_to_review;
"""
OPEN_AGAIN = """
WITH opened_again AS (
UPDATE crisis_events AS event
SET resolution = CASE WHEN later.id IS NULL THEN NULL ELSE 'other' END,
    resolved_at = CASE WHEN later.id IS NULL THEN NULL ELSE event.resolved_at END
FROM crisis_events AS past LEFT JOIN crisis_events AS later ON later.user_id = past.user_id
    AND later.source_kind = past.source_kind AND later.source_id = past.source_id AND later.resolved_at IS NULL
WHERE past.id = event.id AND event.resolution = 'to_review'
RETURNING event.id, event.user_id, later.id IS NULL AS is_open
)
INSERT INTO crisis_event_steps (user_id, event_id, kind, at)
SELECT user_id, id, 'reopened', now() FROM opened_again WHERE is_open;
"""
# Of the last two weeks, as if they were found now; older ones ask for a look when there is time, as they have.
NAME_A_TIME = """
UPDATE risk_assessments AS waiting
SET review_due_at = now() + CASE
    WHEN waiting.language_severity >= 2 OR waiting.risk_level = 'critical' THEN interval '24 hours'
    WHEN waiting.risk_level = 'high' THEN interval '72 hours'
    ELSE interval '7 days'
END
FROM conversations AS session
WHERE session.id = waiting.session_id AND NOT session.is_historical AND session.created_at > now() - interval '14 days'
    AND waiting.is_current AND waiting.needs_review AND waiting.action_taken_at IS NULL
    AND waiting.risk_level <> 'low';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('risk', '0005_steps_of_past_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='riskassessment',
            name='review_due_at',
            field=models.DateTimeField(blank=True, db_comment='By when a human should have looked; empty: at no certain time', null=True),
        ),
        migrations.AlterField(
            model_name='crisisevent',
            name='resolution',
            field=models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('false_alarm', 'false alarm'), ('transferred', 'transferred'), ('other', 'other'), ('to_review', 'left to a review: no words raised it')], db_comment='confirmed, false_alarm, transferred, other or to_review; empty: open', max_length=20, null=True),
        ),
        migrations.AlterField(
            model_name='crisiseventstep',
            name='resolution',
            field=models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('false_alarm', 'false alarm'), ('transferred', 'transferred'), ('other', 'other'), ('to_review', 'left to a review: no words raised it')], db_comment='How it turned out, where the step says so; empty: it does not', max_length=20, null=True),
        ),
        migrations.RunSQL(LEAVE_TO_REVIEW, OPEN_AGAIN),
        migrations.RunSQL(NAME_A_TIME, migrations.RunSQL.noop),
    ]
