# SPDX-License-Identifier: GPL-3.0-or-later
#
# The network as NetworkManager and ModemManager tell of it, for the service of a
# desktop: mocks on the desktop's bus, which is the system's to the service from its
# next start on.

import importlib.util
import subprocess
import unittest

from gi.repository import Gio, GLib

from .desktop import PATIENCE, WITH_US, until

MOCK = 'org.freedesktop.DBus.Mock'
NETWORK = ('org.freedesktop.NetworkManager', '/org/freedesktop/NetworkManager')
MODEMS = ('org.freedesktop.ModemManager1', '/org/freedesktop/ModemManager1')
MODEM_PATH = '/org/freedesktop/ModemManager1/Modem/0'
MODEM = 'org.freedesktop.ModemManager1.Modem'
REGISTRATION = 'org.freedesktop.ModemManager1.Modem.Modem3gpp'
# NMConnectivityState, NMState and NMMetered; MMModemState and MMModem3gppRegistrationState.
FULL, CONNECTED = 4, 70
METERED, NOT_METERED = 1, 2
MODEM_CONNECTED = 11
HOME, ROAMING = 1, 5


def numbers(**properties):
    return {name: GLib.Variant('u', value) for name, value in properties.items()}


class Network:
    """Skips the test where there is no mock."""

    def __init__(self, desktop):
        if importlib.util.find_spec('dbusmock') is None:
            raise unittest.SkipTest('python3-dbusmock is not here')
        self.bus = desktop.bus
        desktop.change_environment(DBUS_SYSTEM_BUS_ADDRESS=desktop.environment['DBUS_SESSION_BUS_ADDRESS'])
        self.processes = [self.start(desktop, *NETWORK), self.start(desktop, *MODEMS)]
        self.call(*NETWORK, 'AddProperties', '(sa{sv})', NETWORK[0],
                  numbers(Connectivity=FULL, State=CONNECTED, Metered=NOT_METERED))
        self.call(*MODEMS, 'AddObject', '(ssa{sv}a(ssss))', MODEM_PATH, MODEM,
                  {'State': GLib.Variant('i', MODEM_CONNECTED)}, [])
        self.call(MODEMS[0], MODEM_PATH, 'AddProperties', '(sa{sv})', REGISTRATION, numbers(RegistrationState=HOME))

    @staticmethod
    def start(desktop, name, path):
        process = subprocess.Popen([*WITH_US, '/usr/bin/python3', '-m', 'dbusmock', '--session', '-m', name, path, name],
                                   env=desktop.environment, stdout=subprocess.DEVNULL)
        until(lambda: desktop.ask_bus('NameHasOwner', name), f'{name} is there')
        return process

    def call(self, name, path, method, signature, *arguments):
        self.bus.call_sync(name, path, MOCK, method, GLib.Variant(signature, arguments), None,
                           Gio.DBusCallFlags.NONE, 1000 * PATIENCE, None)

    def set_metered(self, metered):
        self.call(*NETWORK, 'UpdateProperties', '(sa{sv})', NETWORK[0], numbers(Metered=METERED if metered else NOT_METERED))

    def set_roaming(self, roaming):
        """What goes through a modem is metered, too."""
        self.call(MODEMS[0], MODEM_PATH, 'UpdateProperties', '(sa{sv})', REGISTRATION,
                  numbers(RegistrationState=ROAMING if roaming else HOME))

    def stop(self):
        for process in self.processes:
            process.terminate()
            process.wait(PATIENCE)
