# What the tray's menu and tooltip say. The verdict, which they show, is said elsewhere.

tray-tooltip = Missedhook: { $state }
tray-tooltip-paused = Missedhook: { $state }. Notifications are paused
tray-state =
    { $count ->
        [0] { $headline }
        [one] { $headline }. 1 new error
       *[other] { $headline }. { $count } new errors
    }
start-problem-title = Missedhook can't start
tray-open = { $name } · since { $since }
tray-open-cause = { $name } · { $cause } · since { $since }
tray-no-answer = no answer
tray-setup = Finish setup · { $left } of { $all } left
tray-more = { $count } more…
tray-open-history = Open history
tray-copy-url = Copy receiver URL
tray-send-test = Send test report
tray-pause = Pause notifications
tray-pause-for = Pause for
tray-pause-half-hour = 30 minutes
tray-pause-hour = 1 hour
tray-pause-tomorrow = Until tomorrow
tray-quit = Quit
