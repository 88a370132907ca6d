"""The care record: one line of everything that was said, found, decided and done about a person, the latest first."""
