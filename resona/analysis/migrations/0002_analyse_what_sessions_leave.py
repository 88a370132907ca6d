"""Lets the application have PostgreSQL count anew what sessions leave: only a table's owner may.

MAINTAIN, of PostgreSQL 17, would do too, and give the right to lock and rewrite the tables besides.
"""

from django.db import migrations

ANALYSE = """
CREATE FUNCTION resona_analyse_sessions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    ANALYZE public.conversations, public.messages, public.emotion_history, public.sync_queue,
        public.user_baselines, public.user_drifts, public.session_deviations, public.dissonance_records,
        public.risk_assessments, public.crisis_events;
END
$$;
REVOKE ALL ON FUNCTION resona_analyse_sessions() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0001_jobs_go_with_their_person"),
        ("baselines", "0003_drift"),
        ("conversations", "0001_initial"),
        ("risk", "0001_initial"),
    ]
    operations = [migrations.RunSQL(ANALYSE, "DROP FUNCTION resona_analyse_sessions()")]
