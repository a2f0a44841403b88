#!/usr/bin/env bash
# Erlang/OTP 25.2.3 (Debian 12, erlang-ssl 1:25.2.3+dfsg-1+deb12u4): a certificate that is not valid yet is refused with
# `{tls_alert,{certificate_expired,…}}` and "Fatal - Certificate Expired", letter for letter as one that has expired. TLS
# has no alert for the former; the client's own error could tell, and does not.
#
# Where it matters: whoever reads the error of an Erlang or Elixir program (httpc, hackney, Mint) and renews a certificate
# that is new already. A wrong clock, or a certificate put in place too early, looks like one that was forgotten.
#
# Needs Debian or Ubuntu's apt-get and openssl. Downloads the packages named here into a temporary folder, installs
# nothing; everything stays on the loopback.
set -euo pipefail
work=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"' EXIT

mkdir -p "$work/debs/partial" "$work/root"
version=1:25.2.3+dfsg-1+deb12u4
packages=()
for name in base crypto asn1 public-key ssl; do packages+=("erlang-$name=$version"); done
apt-get -qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::Cache::archives="$work/debs" install --reinstall --download-only -y \
  --no-install-recommends "${packages[@]}" >/dev/null
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
export ERL_ROOTDIR="$work/root/usr/lib/erlang" HOME="$work"
export ROOTDIR="$ERL_ROOTDIR" BINDIR EMU=beam PROGNAME=erl
BINDIR=$(dirname "$(find "$ERL_ROOTDIR" -name erlexec -path '*erts*' | head -1)")

cd "$work"
cat > ca.cnf <<'CNF'
[ca]
default_ca = own
[own]
dir = .
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
CNF
: > index.txt
echo 01 > serial
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3650 -subj /CN=finding 2>/dev/null
echo subjectAltName=DNS:localhost > san
serve() { # name, from, until
  openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj /CN=localhost 2>/dev/null
  openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in "$1.csr" -out "$1.pem" -extfile san -notext \
    -startdate "$2" -enddate "$3" 2>/dev/null
  openssl s_server -accept "$4" -cert "$1.pem" -key "$1.key" -quiet >/dev/null 2>&1 &
  pids+=($!)
}
year=$(date -u +%Y)
serve expired "$((year - 2))0101000000Z" "$((year - 1))0101000000Z" 47443
serve future "$((year + 1))0101000000Z" "$((year + 2))0101000000Z" 47444
for port in 47443 47444; do
  for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
done

said() {
  "$BINDIR/erlexec" -boot "$ERL_ROOTDIR/bin/start_clean" -noshell -eval '
    logger:set_primary_config(level, none), {ok, _} = application:ensure_all_started(ssl),
    {error, {tls_alert, {Alert, _}}} = ssl:connect("localhost", '"$1"', [{verify, verify_peer}, {cacertfile, "ca.pem"}]),
    io:format("~p~n", [Alert]), halt().'
}
{
  echo "valid until last year: $(said 47443)"
  echo "valid from next year: $(said 47444)"
} | tee seen
diff seen - <<'EXPECTED'
valid until last year: certificate_expired
valid from next year: certificate_expired
EXPECTED
