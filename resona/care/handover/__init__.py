"""Who answers for what: taken, offered, returned; and the handover from one shift to the next."""
