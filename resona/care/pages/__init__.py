"""What the admin shows of follow-ups, decisions and notes."""
