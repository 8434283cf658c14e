# SPDX-License-Identifier: GPL-3.0-or-later
#
# The network as NetworkManager tells of it, for the service of a desktop; a mock
# on the desktop's bus, which is the system's to the service from its next start on.

import importlib.util
import subprocess
import unittest

from gi.repository import Gio, GLib

from .desktop import PATIENCE, WITH_US, until

NETWORK = 'org.freedesktop.NetworkManager'
NETWORK_PATH = '/org/freedesktop/NetworkManager'
MOCK = 'org.freedesktop.DBus.Mock'
# NMConnectivityState, NMState and NMMetered.
FULL, CONNECTED = 4, 70
METERED, NOT_METERED = 1, 2


class Network:
    """Skips the test where there is no mock."""

    def __init__(self, desktop):
        if importlib.util.find_spec('dbusmock') is None:
            raise unittest.SkipTest('python3-dbusmock is not here')
        self.bus = desktop.bus
        desktop.change_environment(DBUS_SYSTEM_BUS_ADDRESS=desktop.environment['DBUS_SESSION_BUS_ADDRESS'])
        self.process = subprocess.Popen(
            [*WITH_US, '/usr/bin/python3', '-m', 'dbusmock', '--session', '-m', NETWORK, NETWORK_PATH, NETWORK],
            env=desktop.environment, stdout=subprocess.DEVNULL)
        until(lambda: desktop.ask_bus('NameHasOwner', NETWORK), 'NetworkManager is there')
        self.tell('AddProperties', Connectivity=FULL, State=CONNECTED, Metered=NOT_METERED)

    def tell(self, method, **properties):
        values = {name: GLib.Variant('u', value) for name, value in properties.items()}
        self.bus.call_sync(NETWORK, NETWORK_PATH, MOCK, method, GLib.Variant('(sa{sv})', (NETWORK, values)), None,
                           Gio.DBusCallFlags.NONE, 1000 * PATIENCE, None)

    def set_metered(self, metered):
        self.tell('UpdateProperties', Metered=METERED if metered else NOT_METERED)

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
