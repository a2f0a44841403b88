"""aiosmtpd on the loopback with a certificate and a password. Prints "ready", then each mail as a line of JSON.

Arguments: the port, `starttls` or `tls`, the files of the certificate and of its key, the user, the password.
"""

import email.policy
import json
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

port, tls, certificate, key, user, password = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)


class Printer:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "tls": session.ssl is not None or tls == "tls",
                    "user": session.auth_data.login.decode(),
                    "subject": mail["Subject"],
                    "message_id": mail["Message-ID"],
                    "references": mail["References"],
                    "body": mail.get_content(),
                }
            ),
            flush=True,
        )
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    expected = LoginPassword(user.encode(), password.encode())
    is_right = mechanism in ("LOGIN", "PLAIN") and data == expected
    return AuthResult(success=is_right, handled=False, auth_data=data)


controller = Controller(
    Printer(),
    hostname="127.0.0.1",
    port=int(port),
    ssl_context=context if tls == "tls" else None,
    tls_context=context if tls == "starttls" else None,
    require_starttls=tls == "starttls",
    auth_require_tls=tls == "starttls",
    auth_required=True,
    authenticator=authenticate,
)
controller.start()
print("ready", flush=True)
signal.pause()
