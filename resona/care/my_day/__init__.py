"""The page on which a clinician's day begins."""
