#!/usr/bin/env python3
"""Clicks a button as a person would: finds it by its words, through the accessibility bus, and clicks the middle of it with
xdotool. Waits for it for a minute at most. `click.py WORDS`, on the display and the bus of the environment."""
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def find(node, words):
    """The button of these words below this node, if it is shown and can be used."""
    states = node.get_state_set()
    if node.get_role() == Atspi.Role.PUSH_BUTTON and (node.get_name() or "").strip() == words:
        if all(states.contains(state) for state in (Atspi.StateType.SHOWING, Atspi.StateType.SENSITIVE)):
            return node
    for at in range(node.get_child_count()):
        child = node.get_child_at_index(at)
        found = child and find(child, words)
        if found:
            return found
    return None


words, end, place, why = sys.argv[1], time.monotonic() + 60, None, ""
while True:
    before = place
    try:
        # What an earlier look saw is not kept.
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        button = find(desktop, words)
        extents = button and Atspi.Component.get_extents(button, Atspi.CoordType.SCREEN)
        place = extents and (extents.x + extents.width // 2, extents.y + extents.height // 2)
        why = "it is not in the window" if place is None else f"it moves; now it is at {place}"
    except GLib.Error as error:
        # The tree changed while it was read.
        place, why = None, error
    # A person clicks on what stands still.
    if place and place == before:
        break
    if time.monotonic() > end:
        sys.exit(f"no button {words!r}: {why}")
    time.sleep(0.3)

x, y = map(str, place)
# As slowly as a hand: a press in the moment in which the pointer enters is lost at times.
subprocess.run(["xdotool", "mousemove", x, y, "sleep", "0.3", "mousedown", "1", "sleep", "0.1", "mouseup", "1"], check=True)
print(f"{words} at {x}, {y}")
