"""The care record as people of the clinic and other systems read it."""
