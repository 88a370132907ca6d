"""How the demo's people are reached: numbers of the range that is kept for fiction (+1 202 555 01xx)."""

from __future__ import annotations

from resona.accounts.models import CarePeriod, PersonContact, User, UserProfile
from resona.accounts.people.contacts import contact_row
from resona.accounts.people.person_bodies import Contact
from resona.accounts.people.profile import Profile, Telecom
from resona.demo.people import Person
from resona.postgres.bulk import insert_rows

NUMBER = "+120255501{:02}"


def keep_details(user: User, person: Person) -> None:
    """Their name, number and address; and for most of them somebody else to call."""
    given, _, family = person.name.partition(" ")
    number = NUMBER.format(person.number)
    phone = Telecom.model_construct(kind="phone", value=number, use="mobile", times="evenings, after six")
    profile = Profile.model_construct(
        given_name=given, family_name=family, telecom=(phone,), address="Plot 12, Ngong Road", area="Kilimani"
    )
    sealed = UserProfile.encrypted_data.seal(user.id, profile.as_json())
    UserProfile.objects.create(user=user, encrypted_data=sealed)
    CarePeriod.objects.create(user=user, started_at=user.created_at)
    insert_rows(PersonContact, [contact_row(user.id, contact) for contact in _contacts(person, family)])


def _contacts(person: Person, family: str) -> list[Contact]:
    sister = Contact.model_construct(
        kind=PersonContact.Kind.EMERGENCY,
        relation="sister",
        name=f"Agnes {family}",
        telephone=NUMBER.format(person.number + 40),
        may_be_contacted=PersonContact.MayBeContacted.IN_CRISIS,
    )
    doctor = Contact.model_construct(
        kind=PersonContact.Kind.GP,
        name="Dr Were, Kilimani",
        telephone=NUMBER.format(99),
        may_be_contacted=PersonContact.MayBeContacted.ALWAYS,
        priority=2,
    )
    return [sister, doctor] if person.number % 3 else [doctor]
