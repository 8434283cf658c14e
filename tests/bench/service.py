# SPDX-License-Identifier: GPL-3.0-or-later
"""ferryd and ferryctl of a build folder, on a bus and in folders of their own."""

import os
import signal
import subprocess
import time

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

from measure import Cost, cost_of, cpu_of, wait_until

NAME = 'io.github.ferrytransfer.Ferry.Service'
PATH = '/io/github/ferrytransfer/Ferry/Service'
INTERFACE = 'io.github.ferrytransfer.Ferry.Transfers1'

BUS = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={0}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>'''

SETTINGS = '''[io/github/ferrytransfer/Ferry]
max-parallel=uint32 {parallel}
max-per-host=uint32 {parallel}
connections=uint32 {connections}
idle-timeout=uint32 {idle}
toast-success=false
toast-failure=false
'''


class Service:
    """One home folder with its bus; the daemon is started and ended at will."""

    def __init__(self, build, home, bundle=None, inside=()):
        self.build = build
        self.home = home
        self.bundle = bundle
        self.inside = inside
        self.daemon = None
        for name in ('run', 'config/glib-2.0/settings', 'state', 'data', 'cache'):
            os.makedirs(f'{home}/{name}', mode=0o700)
        with open(f'{home}/bus.conf', 'w') as configuration:
            configuration.write(BUS.format(f'{home}/run'))
        self.bus = subprocess.Popen(['dbus-daemon', f'--config-file={home}/bus.conf', '--nofork', '--print-address=1'],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        address = self.bus.stdout.readline().strip()
        self.env = {
            'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8', 'HOME': home,
            'DBUS_SESSION_BUS_ADDRESS': address, 'DBUS_SYSTEM_BUS_ADDRESS': 'unix:path=/nonexistent',
            'XDG_RUNTIME_DIR': f'{home}/run', 'XDG_CONFIG_HOME': f'{home}/config',
            'XDG_STATE_HOME': f'{home}/state', 'XDG_DATA_HOME': f'{home}/data', 'XDG_CACHE_HOME': f'{home}/cache',
            'GSETTINGS_BACKEND': 'keyfile', 'GSETTINGS_SCHEMA_DIR': f'{build}/data',
        }
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.configure()

    def configure(self, parallel=16, connections=1, idle=3600):
        """Takes effect when the daemon starts next."""
        with open(f'{self.home}/config/glib-2.0/settings/keyfile', 'w') as keyfile:
            keyfile.write(SETTINGS.format(parallel=parallel, connections=connections, idle=idle))

    def call(self, method, parameters):
        reply = self.connection.call_sync(NAME, PATH, INTERFACE, method, parameters, None,
                                          Gio.DBusCallFlags.NO_AUTO_START, 120_000, None)
        return reply.unpack()

    def answers(self):
        try:
            self.call('List', GLib.Variant('(a{sv})', ({'limit': GLib.Variant('u', 1)},)))
            return True
        except GLib.Error:
            if self.daemon.poll() is not None:
                raise RuntimeError(f'ferryd ended with {self.daemon.returncode}') from None
            return False

    def start(self):
        """Returns the seconds from its start to its first answer."""
        command = [f'{self.build}/src/daemon/ferryd']
        if self.bundle:
            # Trusted by this process only: the file is covered in a mount namespace.
            command = ['unshare', '--mount', 'sh', '-c',
                       'mount --bind "$1" /etc/ssl/certs/ca-certificates.crt && exec "$2"', 'sh', self.bundle, *command]
        began = time.monotonic()
        with open(f'{self.home}/ferryd.log', 'a') as log:
            self.daemon = subprocess.Popen([*self.inside, *command], env=self.env, stderr=log)
        wait_until(self.answers, 60, 'ferryd')
        return time.monotonic() - began

    def stop(self):
        if self.daemon and self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
            self.daemon.wait(30)

    def get(self, *arguments):
        return cost_of([f'{self.build}/src/cli/ferryctl', 'get', *arguments], env=self.env, also=self.daemon.pid)

    def put(self, *arguments):
        return cost_of([f'{self.build}/src/cli/ferryctl', 'put', *arguments], env=self.env, also=self.daemon.pid)

    def upload(self, pairs):
        """Files to addresses of their own, in one call; waits until all are there."""
        group = f'upload-{time.monotonic()}'
        options = {'method': GLib.Variant('s', 'PUT'), 'start': GLib.Variant('b', True),
                   'group': GLib.Variant('s', group)}
        uploads = GLib.Variant('(a(sa{sv}))', (
            [(address, options | {'file': GLib.Variant('s', path)}) for path, address in pairs],))
        unfinished = GLib.Variant('(a{sv})', ({'group': GLib.Variant('s', group), 'finished': GLib.Variant('b', False),
                                               'limit': GLib.Variant('u', 1)},))
        began, before = time.monotonic(), cpu_of(self.daemon.pid)
        self.call('CreateUploads', uploads)
        while self.call('List', unfinished)[0]:
            time.sleep(0.01)
        return Cost(time.monotonic() - began, cpu_of(self.daemon.pid) - before)

    def create(self, addresses, folder):
        """Queues downloads, as any program on the bus may."""
        options = {'folder': GLib.Variant('s', folder), 'start': GLib.Variant('b', True)}
        for first in range(0, len(addresses), 1000):
            downloads = [(address, options) for address in addresses[first:first + 1000]]
            self.call('CreateDownloads', GLib.Variant('(a(sa{sv}))', (downloads,)))

    def close(self):
        if self.connection.is_closed():
            return
        self.stop()
        self.connection.close_sync(None)
        self.bus.terminate()
        self.bus.wait()
