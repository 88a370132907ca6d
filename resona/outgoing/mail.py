"""Mail: plain text, through the server that EMAIL_URL names."""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from resona.outgoing.deadlines import Deadline
from resona.outgoing.errors import OutgoingError
from resona.outgoing.mail_addresses import is_mail_address
from resona.outgoing.messages import Message, Outcome, make_message_id, outcome_of

logger = logging.getLogger(__name__)

NAME = "mail"  # of the transport
CONSOLE = "django.core.mail.backends.console.EmailBackend"  # where EMAIL_URL names no server: nobody reads that
NO_SERVER = "no_mail_server"  # the code of a message that was not sent for want of one
TIMEOUT_SECONDS = 60.0  # of all steps together; EMAIL_TIMEOUT bounds each of them
FOR_GOOD = 500  # SMTP replies from here on: the same would be refused again

MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f\x41-\x7e]+@[\x21-\x3b\x3d\x3f\x41-\x7e]+>")
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class RefusedMailError(OutgoingError):
    """The mail server refused the sender, the recipients or the message for good, or they are no mail."""

    code = "refused_mail"


class DelayedMailError(OutgoingError):
    """The mail server cannot be reached, or asks to try again later."""

    code = "delayed_mail"
    temporary = True


class MailTransport:
    """Delivers messages as mail."""

    def deliver(self, message: Message) -> Outcome:
        if settings.IS_PRODUCTION and settings.EMAIL_BACKEND == CONSOLE:
            return Outcome(delivered=False, temporary=True, code=NO_SERVER)
        return outcome_of(
            lambda: send_mail(
                recipients=[message.recipient],
                subject=message.subject,
                text=message.text,
                message_id=message.message_id,
            )
        )


def send_mail(
    *, recipients: Sequence[str], subject: str, text: str, message_id: str, timeout_seconds: float = TIMEOUT_SECONDS
) -> None:
    """Sends one mail to all the recipients, who see each other. Returns once the server has taken it.

    Recipients that are no e-mail address are left out, for the sake of the others.

    Raises RefusedMailError, DelayedMailError or TooSlowError; after the last two it may have been sent all the same,
    and another try has to carry the same `message_id`.
    """
    reached = [recipient for recipient in recipients if is_mail_address(recipient)]
    if not reached:
        raise RefusedMailError("No recipient is an e-mail address")
    if CONTROL.search(subject) or not MESSAGE_ID.fullmatch(message_id):
        raise RefusedMailError("The subject or the Message-ID holds what no header may hold")
    if len(reached) < len(recipients):
        logger.error("mail %s leaves out %d that are no e-mail address", message_id, len(recipients) - len(reached))
    mail = EmailMessage(subject=subject, body=text, to=reached, headers={"Message-ID": message_id})
    Deadline.after(timeout_seconds).run(lambda: _hand_over(mail))


def mail_id(purpose: str, *about: object) -> str:
    """The Message-ID of a mail about these things, in the domain that mail is sent from."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return make_message_id(purpose, *about, domain=domain if domain and domain.isascii() else "localhost")


def _hand_over(mail: EmailMessage) -> None:
    connection = get_connection()
    try:
        connection.open()
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(code for code, _ in error.recipients.values()) from error
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise _refusal([error.smtp_code]) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DelayedMailError from error
    finally:
        # The server has taken the mail, or not: how the connection ends changes nothing.
        with suppress(smtplib.SMTPException):
            connection.close()


def _refusal(codes: Iterable[int]) -> OutgoingError:
    """For good where no recipient may be tried again."""
    return RefusedMailError() if all(code >= FOR_GOOD for code in codes) else DelayedMailError()
