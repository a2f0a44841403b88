# What probes and checks find. They are stored in English: `Locale::translate` reads a sentence by its message here and says the
# Arabic one. One line a message, no choices. What a variable is, `locale/translate.rs` says by its name.

## The sentence of a probe

probe-offline = This machine has no network, so nothing is known of { $host }.
probe-no-target = RETM named no endpoint to probe.
probe-path-only = RETM named only the path { $path }, so the host is not known.
probe-stopped = The probe was stopped.
probe-is-not-allowed = { $host } is { $kind }, and this host is not allowed yet. Nothing was sent.
probe-leads-not-allowed = { $host } leads to { $address }, { $kind }, and this host is not allowed yet. Nothing was sent.
probe-is-never = { $host } is { $kind }, which is never probed. Nothing was sent.
probe-leads-never = { $host } leads to { $address }, { $kind }, which is never probed. Nothing was sent.
probe-no-name = The name { $host } does not exist.
probe-no-address = The name { $host } exists but has no address.
probe-bad-name = { $host } is not a valid host name.
probe-name-timeout = No name server answered for { $host } within { $duration }.
probe-name-failed = The name server can't answer for { $host }: { $code }.
probe-no-resolver = No name server could be reached for { $host }: { $text }.
probe-refused-here = { $ip } refused the connection on port { $port }: nothing is listening there.
probe-refused = { $host } refused the connection: nothing is listening on port { $port } of { $ip }.
probe-connect-timeout = { $host } did not accept a connection on port { $port } of { $ip } within { $duration }.
probe-unreachable = { $host } at { $ip } is unreachable from this network.
probe-connect-failed = Connecting to { $host } at { $ip } failed: { $text }.
probe-no-tls = { $host } does not speak TLS on port { $port }. Its response is not encrypted.
probe-tls-alert = { $host } aborted the encryption: { $text }.
probe-tls-failed = Encryption with { $host } failed: { $text }.
probe-tls-silent = { $host } accepted the connection but did not start TLS within { $duration }.
probe-tls-closed = { $host } accepted the connection and closed it before TLS.
probe-tls-reset = { $host } accepted the connection and reset it before TLS.
probe-expired = Your certificate for { $host } expired { $duration } ago.
probe-not-yet-valid = Your certificate for { $host } is not valid yet: it begins in { $duration }.
probe-nameless = The certificate that { $host } shows is for no name at all.
probe-wrong-name = The certificate that { $host } shows is for { $names }, not for { $wanted }.
probe-self-signed = Your certificate for { $host } is self-signed, so RETM does not trust it.
probe-chain = { $host } does not send the intermediate certificate: its issuer, { $text }, is not known.
probe-untrusted = Your certificate for { $host } comes from { $text }, which this machine does not trust.
probe-certificate = The certificate of { $host } is not accepted: { $text }.
probe-silent = { $host } accepted the connection but did not respond within { $duration }.
probe-closed = { $host } accepted the request and closed the connection without a response.
probe-reset = { $host } accepted the connection and reset it before responding.
probe-not-http = The response on port { $port } of { $host } is not HTTP.
probe-no-response = { $host } accepted the connection but sent no response: { $text }.
probe-slow-body = { $host } began to answer { $status } but did not finish within { $duration }.
probe-broken-body = { $host } began to answer { $status }, then closed the connection too early.
probe-answers = { $host } answers { $status } after { $duration }.
probe-answers-get = { $host } answers { $status } to HEAD, and { $get } to GET.
probe-answers-remarked = { $host } answers { $status } after { $duration }: { $sentence }.
probe-answers-get-remarked = { $host } answers { $status } to HEAD, and { $get } to GET: { $sentence }.
probe-redirects = { $host } answers { $status } and sends the caller to { $url }; RETM is not known to follow.
probe-redirects-nowhere = { $host } answers { $status } and does not say where to; RETM is not known to follow.

## Endpoints that are served from this computer

probe-nothing-listens = Nothing is listening on port { $port } of this computer, which serves { $host }: { $why }.
probe-tunnel-down-listens = The tunnel to { $host } is down: { $why }, while { $program } listens on port { $port } of this computer.
probe-tunnel-down-nothing = The tunnel to { $host } is down: { $why }. Nothing is listening on port { $port } of this computer either.
probe-page-no-tunnel-listens = The tunnel to { $host } is down: { $provider } reports no connected tunnel ({ $code }), while { $program } listens on port { $port } of this computer.
probe-page-no-tunnel = The tunnel to { $host } is down: { $provider } reports no connected tunnel ({ $code }).
probe-page-silent-behind = The tunnel to { $host } is up, but { $provider } gets no response behind it ({ $code }), though { $program } listens on port { $port } of this computer.
probe-page-nothing-here = The tunnel to { $host } is up, but nothing is listening on port { $port } of this computer.
probe-page-nothing-behind = The tunnel to { $host } is up, but nothing is listening behind it: { $provider } says { $code }.
probe-hop-name-timeout = its name was not resolved in time
probe-hop-name-failed = its name can't be looked up
probe-hop-no-name = its name does not exist
probe-hop-connection = the connection fails ({ $why })
probe-hop-answers = the tunnel answers { $status }
probe-hop-silent = the tunnel accepts the connection but does not respond
probe-a-program = a program

## What to do next

probe-next-connect = Connect this computer and probe again.
probe-next-url = Probe it by its URL: https://host/path.
probe-next-base-url = Set the base URL of your endpoints in the settings (probe.base_url).
probe-next-allow = Allow { $host } in the settings (probe.allowed_hosts), or for one probe with --allow. RETM itself can't reach such an address.
probe-next-own-address = Write the URL with the endpoint's own address or name; on this machine that is 127.0.0.1.
probe-next-record = Correct the DNS record of { $host }, or the URL that RETM has.
probe-next-add-record = Add its DNS record, or correct the host in the URL that RETM has.
probe-next-add-address = Add an A or AAAA record to it.
probe-next-host = Correct the host in the URL that RETM has.
probe-next-name-servers = Check the domain's name servers, and this machine's own.
probe-next-dnssec = Check the domain's name servers and its DNSSEC with your DNS provider.
probe-next-resolver = Check this machine's name servers, or set one (probe.resolver).
probe-next-other-address = { $program } listens on port { $port } of another address of this machine: have it listen on { $ip } as well.
probe-next-start-port = Start your app, or check which port it listens on. It is not { $port }.
probe-next-start-there = Start your app there, and make sure it listens on port { $port } for other machines.
probe-next-firewall-port = Make sure the server is up and its firewall allows port { $port }.
probe-next-compare = Compare the address in DNS with your server's, and make sure it is up.
probe-next-firewall = Make sure the server is up and this computer's firewall allows the connection.
probe-next-put-tls = Put TLS in front of your app, or give RETM an http:// URL.
probe-next-tls-versions = Check your server's TLS versions and ciphers, and that it knows this host name.
probe-next-tls = Check the TLS configuration of your server.
probe-next-tls-stuck = Make sure the program on port { $port } speaks TLS and is not stuck.
probe-next-tls-log = Make sure the program on port { $port } speaks TLS, and check its log.
probe-next-renew = Renew it and reload the server.
probe-next-clocks = Put the valid one back, and check the clocks of the server and of this machine.
probe-next-name = Get a certificate for { $host }, or correct the host in the URL that RETM has.
probe-next-authority = Use a certificate from a public authority, such as Let's Encrypt.
probe-next-chain = Configure the server to send the full chain (fullchain.pem, not cert.pem).
probe-next-trusted = Use a certificate from a public authority: RETM most likely does not trust yours either.
probe-next-replace = Replace it with one from a public authority.
probe-next-stuck = Check whether your app is stuck or overloaded. Reply first, then do the work.
probe-next-crash = Check your app's log for a crash at this time.
probe-next-crash-proxy = Check your app's log for a crash at this time, and any proxy in front of it.
probe-next-which-program = Check which program listens on port { $port }, and whether the URL should begin with https://.
probe-next-log = Check your app's log at this time.
probe-next-finish = Finish the response right away: 200 with an empty body is enough.
probe-next-final-url = Give RETM the URL that answers by itself: { $url }
probe-next-no-redirect = Give RETM a URL that answers by itself.
probe-next-post = It may take POST all the same: post a test event to see what RETM meets.
probe-next-head-only = Some servers answer so to HEAD only: post a test event to see what RETM meets.
probe-next-dead = Its address { $ip } does not work ({ $why }), and RETM may use that one: take it out of DNS, or mend it.
probe-next-start = Start your app on port { $port }.
probe-next-tunnel = Start the tunnel again. If its URL has changed, give RETM the new one.
probe-next-start-both = Start your app on port { $port }, then the tunnel.
probe-next-forward = Make sure the tunnel forwards to port { $port }.
probe-next-start-behind = Start your app on the port the tunnel forwards to.

## Checks of monitors

check-late = It answers after { $seconds } s; { $limit } s are allowed.
check-unexpected = It answers { $status }; { $expected } is expected.
check-offline = This machine has no network.
check-network-changed = This machine's network changed meanwhile.
check-slept = This machine slept meanwhile.

## Kinds of addresses

address-unspecified = an unspecified address
address-multicast = a multicast address
address-broadcast = the broadcast address
address-reserved = a reserved address
address-own = an address of this machine
address-private = a private address
address-carrier = a carrier's private address
address-link-local = a link-local address
address-documentation = an address for documentation
address-special = an address for a special purpose

## The steps

step-name = Look up { $host }
step-connect = Connect to { $address }
step-tls = Agree on encryption with { $host }
step-local = Port { $port } of this machine
step-is = { $address } is { $kind }
step-no-name = The name does not exist
step-no-address = The name has no address
step-no-answer = No answer within { $duration }
step-name-failed = No address: { $code }
step-bad-name = It can't be a name
step-connected = Connected
step-refused = Refused
step-unreachable = Unreachable
step-expired = The certificate has expired
step-not-yet-valid = The certificate is not valid yet
step-wrong-name = The certificate is for another name
step-self-signed = The certificate is self-signed
step-chain = The intermediate certificate is missing
step-untrusted = The issuer is not trusted
step-certificate = The certificate is not accepted
step-no-tls = What answers is not TLS
step-tls-alert = Broken off: { $text }
step-certificate-good = { $version }, certificate good for { $duration }
step-closed = Closed without an answer
step-reset = Reset
step-not-http = The response is not HTTP
step-provider = { $status }, from the tunnel's provider
step-slow-body = { $status }, and no end within { $duration }
step-broken-body = { $status }, and closed before the end
step-stopped = Stopped.
step-listens = { $program } listens
step-something-listens = Something listens
step-other-address = { $program } listens on another address of that port
step-nothing-listens = Nothing listens

## What a step found

fact-resolver = resolver
fact-address = address
fact-not-asked = not asked
fact-from = from
fact-version = version
fact-cipher = cipher
fact-names = names
fact-name-matches = name matches
fact-days-left = days left
fact-certificate = certificate { $number }
fact-issuer = certificate { $number } issued by
fact-validity = certificate { $number } valid
fact-first-byte = first byte after
fact-body-read = body read
fact-known-by = known by
fact-process = process
fact-by-url = the URL
fact-by-ngrok = the ngrok that runs here
fact-yes = yes
fact-no = no
fact-and-more = { $names } and { $count } more
