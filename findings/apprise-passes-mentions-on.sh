#!/usr/bin/env bash
# apprise 2.3.0 (PyPI): text from others keeps its mentions. To a Slack webhook `<!channel>` goes as it is, while `<b>` is
# escaped; to Discord `@everyone` goes without `allowed_mentions`, so Discord's default holds, which pings. A body whose
# format is not named goes to Telegram as HTML, and its `<b>` is not escaped.
#
# Where it matters: a program that passes on what came over the network through apprise lets whoever wrote that text ping
# a whole channel. Take `<`, `@` and `&` out first.
#
# Needs Python 3 with venv. Installs apprise into a temporary folder; everything is sent to a local server.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/py"
"$work/py/bin/pip" install -q --disable-pip-version-check apprise==2.3.0
"$work/py/bin/python" - <<'PYTHON'
import http.server, json, sys, threading
import apprise
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram

sent = []

class Server(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        sent.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        answer = b"ok" if self.path.startswith("/services") else b'{"ok": true}'
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = "http://127.0.0.1:%d" % server.server_address[1]
NotifySlack.webhook_url = base + "/services"
NotifyDiscord.notify_url = base + "/api/webhooks"
NotifyTelegram.notify_url = base + "/bot"

def body(url):
    sent.clear()
    to = apprise.Apprise()
    to.add(url)
    to.notify(title="It fails", body="<b>x</b> <!channel> @everyone")
    return sent[-1]

slack = body("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/")
discord = body("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js")
telegram = body("tgram://123456789:abcdefg_hijklmnop/12315544/")
text = slack["attachments"][0]["text"]
print("Slack:   ", text)
print("Discord: ", discord["content"], "allowed_mentions:", discord.get("allowed_mentions"))
print("Telegram:", telegram["parse_mode"], telegram["text"].splitlines()[-1])
as_before = (
    "<!channel>" in text and "&lt;b&gt;" in text
    and "@everyone" in discord["content"] and "allowed_mentions" not in discord
    and telegram["parse_mode"] == "HTML" and "<b>x</b>" in telegram["text"]
)
sys.exit(0 if as_before else "This has changed.")
PYTHON
