# SPDX-License-Identifier: GPL-3.0-or-later
#
# How a test waits: for something to happen, never for time to pass. The main
# loop turns meanwhile, so that signals are heard.

import os
import select
import time

from gi.repository import GLib

# Seconds. Long enough for a loaded machine, short enough to see that something hangs.
PATIENCE = 30
# Milliseconds after which the question is put again when nothing was heard: files and processes do not call.
BEAT = 20


def until(condition, what, patience=PATIENCE, rest=0):
    """Asks until the answer is true, and is the answer. It asks again whenever the main loop has heard something, but
    not before so many milliseconds of rest: a question may be work for who is waited for."""
    context = GLib.MainContext.default()
    end = time.monotonic() + patience
    while True:
        while context.iteration(False):
            pass
        if answer := condition():
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f'{what}: not within {patience} s')
        beat = GLib.timeout_add(max(BEAT, rest), lambda: GLib.SOURCE_CONTINUE)
        asked = time.monotonic()
        context.iteration(True)
        while time.monotonic() < asked + rest / 1000:
            context.iteration(True)
        GLib.source_remove(beat)


def until_ended(pid, what, patience=PATIENCE):
    """The process need not be ours."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if not select.select([process], [], [], patience)[0]:
            raise TimeoutError(f'{what}: not within {patience} s')
    finally:
        os.close(process)


def at_a_random_moment(dice, longest):
    """Comes back at any moment within so many seconds. For what breaks in on others and has nothing to wait for:
    the moment is what is drawn."""
    loop = GLib.MainLoop()
    GLib.timeout_add(round(1000 * dice.uniform(0, longest)), loop.quit)
    loop.run()
