"""Stored configurations are named by the second contract, which they fit as they are: it adds answers to a question."""

from django.db import migrations

RENAMED = """
UPDATE user_interfaces SET interface_config = jsonb_set(interface_config, '{version}', '"resona-interface/2"')
WHERE interface_config ->> 'version' = 'resona-interface/1'
"""
# The first contract knows no answers.
NAMED_BACK = """
UPDATE user_interfaces SET interface_config = jsonb_set(
    jsonb_set(interface_config, '{components,SafetyCheck,items}', '[]', false), '{version}', '"resona-interface/1"')
WHERE interface_config ->> 'version' = 'resona-interface/2'
"""


class Migration(migrations.Migration):
    dependencies = [("interfaces", "0003_crisis_lines_lead_somewhere")]

    operations = [migrations.RunSQL(RENAMED, NAMED_BACK)]
