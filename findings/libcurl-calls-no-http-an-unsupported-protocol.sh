#!/usr/bin/env bash
# libcurl 8.23.0 (PyPI, the wheel of pycurl 7.49.0): what is not HTTP, in answer to a request over HTTP, is the error 1,
# CURLE_UNSUPPORTED_PROTOCOL, whose text (`curl_easy_strerror`) is "Unsupported protocol": the same number and the same
# text as of a URL with an unknown scheme. Only the error buffer tells them apart ("Received HTTP/0.9 when not allowed").
#
# Where it matters: a program that logs the number, or that number's text (Typhoeus' `return_message`, `curl_easy_strerror`
# in C), says that its own URL is wrong where another service listens on the port. In OpenSSL the same words mean a TLS
# version.
#
# Needs Python 3 with venv. Installs one pinned wheel into a temporary folder; everything stays on the loopback.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/py"
"$work/py/bin/pip" install -q --disable-pip-version-check --only-binary :all: pycurl==7.49.0
"$work/py/bin/python" - > "$work/seen" <<'PY'
import socket, threading, pycurl

listener = socket.create_server(("127.0.0.1", 0))

def serve():
    connection, _ = listener.accept()
    connection.recv(4096)
    connection.sendall(b"220 mail.example ESMTP\r\n")
    connection.close()

threading.Thread(target=serve, daemon=True).start()

def said(url):
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, url)
    curl.setopt(pycurl.TIMEOUT, 10)
    curl.setopt(pycurl.WRITEFUNCTION, lambda data: None)
    try:
        curl.perform()
    except pycurl.error as error:
        return error.args
    return "no error"

number, words = said(f"http://127.0.0.1:{listener.getsockname()[1]}/")
print("an answer of SMTP:", number, words)
number, words = said("gopherette://127.0.0.1/")
print("an unknown scheme:", number, "nsupported" in words or "not supported" in words)
print("the same:", number == pycurl.E_UNSUPPORTED_PROTOCOL)
PY
cat "$work/seen"
diff "$work/seen" - <<'EXPECTED'
an answer of SMTP: 1 Received HTTP/0.9 when not allowed
an unknown scheme: 1 True
the same: True
EXPECTED
