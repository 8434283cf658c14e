#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The icon in the dock has a badge and a bar while transfers run.

from gi.repository import Gio, GLib

import ferrytest

LAUNCHER = 'com.canonical.Unity.LauncherEntry'


class Dock(ferrytest.TestCase):
    def setUp(self):
        super().setUp()
        self.updates = []
        self.listener = self.desktop.connect()
        self.listener.signal_subscribe(None, LAUNCHER, 'Update', None, None, Gio.DBusSignalFlags.NONE, self.on_update)

    def on_update(self, bus, sender, path, interface, signal, parameters):
        self.updates.append(parameters.unpack())

    def wait(self, condition, what):
        ferrytest.until(lambda: any(condition(facts) for _, facts in self.updates), what)

    def test_shows_what_runs_and_nothing_afterwards(self):
        ids = [self.desktop.download(self.server.address('randomAccess?length=100000000&bytesPerSec=1000000'))
               for _ in range(2)]
        self.wait(lambda facts: facts['count-visible'] and facts['count'] == 2, 'the badge')
        self.wait(lambda facts: facts['progress-visible'] and 0 < facts['progress'] < 1, 'the bar')
        self.assertEqual(self.updates[0][0], 'application://io.github.ferrytransfer.Ferry.desktop')
        self.updates.clear()
        self.desktop.command('Cancel', *ids)
        self.wait(lambda facts: not facts['count-visible'] and not facts['progress-visible'], 'the end')


if __name__ == '__main__':
    ferrytest.main()
