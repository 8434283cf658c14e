# SPDX-License-Identifier: GPL-3.0-or-later
#
# A keyring on the bus of a desktop, open, with nothing in it.

import subprocess

from gi.repository import Gio, GLib

from .desktop import WITH_US
from .shell import APP
from .waits import PATIENCE, until

SECRETS = 'org.freedesktop.secrets'
SERVICE = ('/org/freedesktop/secrets', 'org.freedesktop.Secret.Service')


class Keyring:
    def __init__(self, desktop):
        self.bus = desktop.bus
        # It warns by itself.
        environment = desktop.environment | {'G_DEBUG': ''}
        self.process = subprocess.Popen(
            [*WITH_US, 'gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets'],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process.stdin.write(b'pw')
        self.process.stdin.close()
        until(lambda: desktop.ask_bus('NameHasOwner', SECRETS), 'the keyring is there')

    def count(self, **attributes):
        """How many secrets of Ferry it has, all or those with such attributes."""
        wanted = GLib.Variant('(a{ss})', ({'xdg:schema': APP} | attributes,))
        found = self.bus.call_sync(SECRETS, *SERVICE, 'SearchItems', wanted, None, Gio.DBusCallFlags.NONE,
                                   1000 * PATIENCE, None)
        return sum(map(len, found.unpack()))

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
