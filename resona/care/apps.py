"""What people do about what was found: follow-ups, decisions, notes, handovers."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "resona.care"
    label = "care"
    verbose_name = "Care"

    def ready(self) -> None:
        """What a resolved crisis is followed by, what staff who leave pass on, and what the page of a person shows."""
        from resona.accounts.leaving import OPEN_WORK, OpenWork
        from resona.care.after_crisis import follow_up_crisis
        from resona.care.handover.slots import fill_owners
        from resona.care.leaving import pass_on_tasks, read_owned_tasks
        from resona.care.my_day.slots import fill_start
        from resona.care.pages.slots import fill_person_page
        from resona.care.record.own_entries import add_care_entries
        from resona.care.record.slots import fill_record
        from risk.resolved import FOLLOWING

        FOLLOWING.add("follow-ups", follow_up_crisis)
        OPEN_WORK.add("follow-ups", OpenWork(read=read_owned_tasks, pass_on=pass_on_tasks))
        fill_person_page()
        fill_record()
        add_care_entries()
        fill_owners()
        fill_start()
