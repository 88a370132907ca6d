"""Follow-ups, decisions and notes over the API."""
