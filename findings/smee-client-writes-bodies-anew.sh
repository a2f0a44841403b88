#!/usr/bin/env bash
# smee-client 5.0.0 (npm): what it forwards is not what was sent. The body is parsed and written anew as JSON, so a number
# beyond 2^53 becomes another number, `1.0` becomes `1`, and a signature over the body no longer fits; and the content
# type is always application/json, whatever the channel says it was.
#
# Where it matters: an integration that is developed behind such a forwarder sees other bytes than in production. An order
# number of 17 digits is silently that of another order, and a check of `webhook-signature` fails for no fault of its own.
#
# Needs node and npm. The channel is a small server here; everything stays on the loopback.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT
cd "$work"
npm install --no-audit --no-fund --silent smee-client@5.0.0

# One process is the channel, which sends two events as a channel does, and the target, which prints what comes.
cat > both.mjs <<'JS'
import http from "node:http";
const events = [
  '{"content-type":"application/json","body":{"order_id":9007199254740993,"total":1.0},"query":{},"timestamp":1}',
  '{"content-type":"application/x-www-form-urlencoded","body":{"payload":"x"},"query":{},"timestamp":2}',
];
http.createServer((request, response) => {
  if (request.method === "GET") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of events) response.write(`data: ${event}\n\n`);
    return;
  }
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    console.log(`${request.headers["content-type"]} ${body}`);
    response.end("ok");
  });
}).listen(0, "127.0.0.1", function () { console.error(this.address().port); });
JS
node both.mjs > came 2> port &
pids+=("$!")
for _ in $(seq 100); do [ -s port ] && break; sleep 0.1; done
node node_modules/smee-client/bin/smee.js --url "http://127.0.0.1:$(cat port)/channel" \
  --target "http://127.0.0.1:$(cat port)/hook" > client 2>&1 &
pids+=("$!")
for _ in $(seq 100); do [ "$(wc -l < came)" = 2 ] && break; sleep 0.1; done
# They are forwarded at once, so that they may come in any order.
sort came | tee seen
diff seen - <<'EXPECTED'
application/json {"order_id":9007199254740992,"total":1}
application/json {"payload":"x"}
EXPECTED
