# What the window says: targets, to which incidents are passed on. The Arabic of it is in locales/ar.

section-targets = Passing on
targets-title = Targets
targets-help = Incidents are passed on there when they open, escalate and recover. Never bodies or headers.
targets-none = There is no target yet.
target-new = Add a target
target-edit = Edit
target-edit-of = Edit { $name }
target-nothing-sent = Nothing sent yet.
target-sent = Working. Last sent { $time }.
target-failing = Failing for { $duration }: { $problem }.
target-waiting =
    { $count ->
        [one] 1 change waits and is tried again.
       *[other] { $count } changes wait and are tried again.
    }
target-send-test = Send a test
target-testing = Sending…
target-test-ask = A test was sent. Did it appear?
target-test-asked = A test was sent { $time }. Did it appear?
target-test-yes = Yes
target-test-no = No
target-test-appeared = The test sent { $time } appeared.
target-test-missing = The test sent { $time } did not appear. Check the address and the channel.
target-remove-question = Remove target { $name }?
target-remove-consequence = What waits for it is deleted.
target-secret-kept = Unchanged
target-name = Name
target-kind = Kind
target-slack = Slack
target-teams = Teams
target-discord = Discord
target-telegram = Telegram
target-ntfy = ntfy
target-gotify = Gotify
target-mail = Mail
target-any-url = A URL
target-command = A command
target-url = URL
target-token = Token
target-chat = Chat
target-in-keyring = Keep in the keyring
target-no-keyring = Stays in the settings file: there is no keyring.
target-kept-in-keyring = in the keyring
target-signing = Signing secret
target-server = Mail server
target-tls = Encryption
target-user = User
target-password = Password
target-from = From
target-to = To
target-program = Command
target-only = Only
target-only-help = A search. Empty: every incident.
target-project = Project
target-hours = Hours
target-hours-help = Only what begins in these hours is sent.
target-quiet = Quiet hours
target-quiet-help = Nothing is sent in these hours. Afterwards all of it is.
