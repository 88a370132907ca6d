"""The icons that pages may show by name: the whole of the theme's icon font is 290 kB, these are a few.

Pure. Whoever needs another one adds it here and makes the font anew: `.ci/icon_font.py`.
"""

from __future__ import annotations

import hashlib
from typing import Final

# What the theme's own templates, scripts and style sheet show.
OF_THE_THEME: Final = """
    add apps arrow_back arrow_circle_down arrow_circle_up arrow_forward calendar_today cancel check
    check_circle check_small chevron_left chevron_right close close_small computer content_copy dark_mode
    dashboard date_range delete dock_to_right download drag_indicator edit edit_square expand_more
    file_upload filter_list filter_list_off first_page help history inbox last_page light_mode logout
    manage_search menu more_horiz more_vert navigate_before navigate_next open_in_new progress_activity
    search settings undo unfold_more update upload visibility visibility_off
""".split()
# What our own pages show, or may.
OURS: Final = """
    add_task admin_panel_settings alarm alternate_email api archive article assignment assignment_ind
    assignment_turned_in badge balance bedtime block bolt bookmark calendar_month call call_split chat
    checklist child_care cloud_sync contact_emergency contact_phone contract dark_mode database description
    devices diversity_1 diversity_3 do_not_disturb_on domain drafts edit_note elderly emergency emergency_home
    event event_available event_note event_upcoming fact_check family_restroom favorite fingerprint flag
    folder forum forward gavel graphic_eq group group_add groups groups_2 handshake health_and_safety
    history_edu home hourglass_empty hourglass_top how_to_reg hub id_card inventory_2 key label lan lightbulb
    list_alt local_hospital local_phone lock lock_clock lock_open lock_person mail manage_accounts
    mark_email_read medical_services merge monitor_heart monitoring mood mood_bad move_down note_add
    notifications notifications_active notifications_off outbox palette pending_actions person person_add
    person_search phone_callback phone_forwarded phone_in_talk phone_missed phonelink_lock policy
    pregnant_woman print psychology push_pin rate_review record_voice_over reply rule schedule
    self_improvement sell send sentiment_dissatisfied sentiment_neutral sentiment_satisfied shield smartphone
    sms snooze sos speaker_notes ssid_chart star stethoscope sticky_note_2 summarize supervisor_account
    support support_agent swap_horiz sync task task_alt text_fields timeline today topic translate
    trending_down trending_up tune verified verified_user visibility_lock vital_signs volunteer_activism
    vpn_key warning webhook
""".split()
ICONS: Final = tuple(sorted({*OF_THE_THEME, *OURS}))


def font_version() -> str:
    """What the name of the font's file ends with, so that a list without its font is seen."""
    return hashlib.sha256(" ".join(ICONS).encode()).hexdigest()[:8]
