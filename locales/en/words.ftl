# What stands within other messages: how long, when.

## How long something lasted or will last

span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count } days
span-milliseconds = { $count } ms
span-parts-of-ms = { $number } ms
span-parts-of-s = { $number } s

## When

day-and-time = { day-in-year } { $time }
day-in-year =
    { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }

## What was done to incidents

counted-incidents =
    { $count ->
        [one] 1 incident
       *[other] { $count } incidents
    }
done =
    { $action ->
        [acknowledge] Acknowledged { counted-incidents }
        [until-change] Acknowledged { counted-incidents } until { $count ->
            [one] it changes
           *[other] they change
        }
        [resolve] Resolved { counted-incidents }
        [reopen] Reopened { counted-incidents }
        [mute] Muted { counted-incidents }
        [unmute] Unmuted { counted-incidents }
       *[undo] Undone: { counted-incidents }
    }
done-not =
    #{ $id } is { $why ->
        [not-muted] not muted
        [followed-by-newer] followed by a newer incident that is not resolved
        [already-resolved] already resolved
        [already-until-change] already acknowledged until it changes
        [already-acknowledged] already acknowledged
       *[already-open] already open
    }
done-more-not = { $count } more stay as they are
done-semicolon = {"; "}

## Tunnels to choose from

tunnel-own-url = My own URL
tunnel-about =
    { $kind ->
        [tailscale] Free with a Tailscale account. Permanent URL.
        [ngrok] Free account with one permanent domain.
        [ssh] For your own server (sshd and a web server). Permanent URL.
        [own_url] You already have a public URL. Missedhook only checks that it works.
        [cloudflared] Free, no account. The URL changes at every start, unless you use a named tunnel.
       *[bore] Free, built in. Not encrypted: others on the network can read reports and key. The URL changes unless you run the server.
    }
tunnel-get =
    { $kind ->
        [tailscale] Install it from tailscale.com/download and run `tailscale up`.
        [ngrok] Install it from ngrok.com/download and run `ngrok config add-authtoken TOKEN`.
        [ssh] Install the OpenSSH client (package openssh-client).
        [cloudflared] Install it from github.com/cloudflare/cloudflared/releases, or with your package manager.
       *[other] { "" }
    }

## How a report was read, and why it could not be

unreadable =
    { $why ->
        [not-text] The body is not text.
        [too-large] The body is larger than 256 KiB once it is decompressed.
        [empty] The body is empty.
        [not-json] The body is not complete JSON.
        [not-an-object] The body is JSON, but not an object.
       *[no-known-field] The body is a JSON object without code, endpoint or message.
    }
read-as =
    { $how ->
        [compressed] It was compressed ({ $name }).
        [charset] Its text is in { $name }, not in UTF-8.
        [leniently] Its JSON is not quite valid; it was read leniently.
        [form] It is a form, not JSON.
        [field] The report is in its field “{ $name }”.
        [string] The report is JSON within a string.
       *[array] The report is in an array.
    }

## Exact times

exact-date = { day-in-year } { $year }
exact-time = { $date } { $time } { $offset }
exact-time-hijri = { $date } { $time } { $offset } ({ $hijri })
hijri-date =
    { $day } { $month ->
        [1] Muharram
        [2] Safar
        [3] Rabi I
        [4] Rabi II
        [5] Jumada I
        [6] Jumada II
        [7] Rajab
        [8] Shaban
        [9] Ramadan
        [10] Shawwal
        [11] Dhu al-Qidah
       *[12] Dhu al-Hijjah
    } { $year } AH
