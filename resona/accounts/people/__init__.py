"""People in care: their details, how they come in, how they are found and reached."""
