"""The icons that pages may show by name: the whole of the theme's icon font is 290 kB, these are a few.

Pure. Whoever needs another one adds it here and makes the font anew: `.ci/icon_font.py`.
"""

from __future__ import annotations

import hashlib
from typing import Final

# What the theme's own templates and scripts show.
OF_THE_THEME: Final = """
    add apps arrow_back arrow_circle_down arrow_circle_up arrow_forward cancel check_circle chevron_left
    chevron_right close computer content_copy dark_mode dashboard date_range delete dock_to_right download
    drag_indicator edit edit_square expand_more file_upload filter_list filter_list_off first_page help
    history inbox last_page light_mode logout manage_search menu more_horiz more_vert open_in_new
    progress_activity search settings undo unfold_more upload visibility visibility_off
""".split()
# What our own pages show, or may.
OURS: Final = """
    admin_panel_settings alarm alternate_email assignment assignment_ind assignment_turned_in badge balance
    bolt calendar_month call chat checklist contact_emergency contact_phone contract devices diversity_3
    domain emergency event event_note event_upcoming fact_check family_restroom fingerprint flag forum gavel
    graphic_eq group groups handshake health_and_safety home how_to_reg hub id_card key list_alt
    local_hospital lock lock_clock lock_open mail medical_services monitoring move_down notifications
    notifications_active palette person person_add person_search phone_in_talk phonelink_lock policy print
    psychology record_voice_over rule schedule self_improvement sentiment_neutral shield smartphone sos
    ssid_chart sticky_note_2 support support_agent swap_horiz task task_alt text_fields timeline today
    translate trending_down trending_up tune verified_user volunteer_activism vpn_key warning webhook
""".split()
ICONS: Final = tuple(sorted({*OF_THE_THEME, *OURS}))


def font_version() -> str:
    """What the name of the font's file ends with, so that a list without its font is seen."""
    return hashlib.sha256(" ".join(ICONS).encode()).hexdigest()[:8]
