# SPDX-License-Identifier: GPL-3.0-or-later
#
# A desktop of its own for a test: a session bus that starts ferryd when it is
# called, folders, settings. Nothing of it outlives the test.

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from gi.repository import Gio, GLib

from .waits import PATIENCE, until, until_ended

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get('FERRY_BUILD', ROOT / 'build'))

NAME = 'io.github.ferrytransfer.Ferry.Service'
PATH = '/io/github/ferrytransfer/Ferry/Service'
INTERFACE = 'io.github.ferrytransfer.Ferry.Transfers1'
ERROR = 'io.github.ferrytransfer.Ferry.Error.'

STATES = {0: 'idle', 1: 'running', 2: 'paused-by-application', 3: 'paused-costed-network',
          4: 'paused-no-network', 5: 'completed', 6: 'canceled', 7: 'error',
          8: 'paused-recoverable-web-error-status', 32: 'paused-system-policy'}
FINAL = ('completed', 'canceled', 'error')
HIGH, LOW = 1, 2
AUTO, PLAIN, TUS, IETF = range(4)
SERIALIZED = 1

# Signatures of the options that the bus contract names.
OPTIONS = {'headers': 'a(ss)', 'priority': 'u', 'cost': 'u', 'behavior': 'u', 'rate-limit': 't',
           'recoverable': 'au', 'toast': 'b', 'start': 'b', 'ids': 'as', 'kind': 'u',
           'finished': 'b', 'offset': 'u', 'limit': 'u', 'if-exists': 'u', 'parts': 'aa{sv}', 'resumable': 'u'}
# What a service that runs well does not print.
FAULTS = ('AddressSanitizer', 'LeakSanitizer', 'runtime error:', 'CRITICAL', 'WARNING')
CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
# Before a command: it ends when the test ends, however that ends.
WITH_US = ('setpriv', '--pdeathsig', 'KILL')

BUS_CONFIG = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={root}/bus</listen>
  <servicedir>{root}/services</servicedir>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''
WRAPPER = '''#!/bin/sh
echo $$ >> {root}/pids
export G_MESSAGES_DEBUG=ferry
exec {before} {ferryd} "$@" >> {root}/ferryd.log 2>&1
'''
# What root may do and a person may not: to read and write what belongs to others.
AS_PERSON = 'setpriv --bounding-set -dac_override,-dac_read_search' if os.geteuid() == 0 else ''


CLIENT = BUILD / 'src/client'


def sanitizers():
    """A library with the sanitizers in it wants them loaded before Python."""
    library, = CLIENT.glob('libferry-1.so.?')
    needed = subprocess.run(['ldd', str(library)], capture_output=True, text=True, check=True).stdout
    return re.findall(r'=> (\S*lib[au]b?san\.so\S*)', needed)


def dictionary(options):
    """An a{sv} of keyword arguments: rate_limit=1 is 'rate-limit': <uint64 1>."""
    names = {name.replace('_', '-'): value for name, value in options.items()}
    return {name: value if isinstance(value, GLib.Variant)
            else GLib.Variant(OPTIONS.get(name, 's'), value) for name, value in names.items()}


def is_alive(pid):
    try:
        stat = pathlib.Path(f'/proc/{pid}/stat').read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(') ')[2][0] != 'Z'


class Desktop:
    def __init__(self, **settings):
        self.root = self.make_root()
        self.downloads = self.folder('Downloads')
        self.state_folder = self.root / 'state/ferry'
        self.allowed = []
        self.settings = {'download-folder': str(self.downloads), 'idle-timeout': 600}
        self.environment = self.make_environment()
        self.change_settings(**settings)
        self.start_bus()

    def make_root(self):
        return pathlib.Path(tempfile.mkdtemp(prefix='ferry.'))

    def folder(self, name):
        path = self.root / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def make_environment(self):
        kept = ('PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS')
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        return environment | {
            'HOME': str(self.folder('home')),
            'XDG_RUNTIME_DIR': str(self.folder('run')),
            'XDG_CONFIG_HOME': str(self.folder('config')),
            'XDG_DATA_HOME': str(self.folder('data')),
            'XDG_STATE_HOME': str(self.folder('state')),
            'XDG_CACHE_HOME': str(self.folder('cache')),
            'DBUS_SESSION_BUS_ADDRESS': f'unix:path={self.root}/bus',
            'DBUS_SYSTEM_BUS_ADDRESS': 'unix:path=/nonexistent',
            'GSETTINGS_BACKEND': 'keyfile',
            'GSETTINGS_SCHEMA_DIR': str(BUILD / 'data'),
            'G_DEBUG': 'fatal-warnings',
            'GIO_USE_VFS': 'local',
            'NO_AT_BRIDGE': '1',
            'LC_ALL': 'C.UTF-8',
        }

    def change_environment(self, **variables):
        """Of the services that the bus starts from now on, and of programs."""
        self.environment |= variables
        self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                           'UpdateActivationEnvironment', GLib.Variant('(a{ss})', (variables,)), None,
                           Gio.DBusCallFlags.NONE, 1000 * PATIENCE, None)

    # Settings.

    def change_settings(self, **settings):
        """max_parallel=1 and so on; a GLib.Variant is written whatever its type."""
        self.settings |= {name.replace('_', '-'): value for name, value in settings.items()}
        lines = ['[io/github/ferrytransfer/Ferry]']
        for name, value in self.settings.items():
            if isinstance(value, GLib.Variant):
                text = value.print_(False)
            elif isinstance(value, str):
                text = GLib.Variant('s', value).print_(False)
            else:
                text = str(value).lower()
            lines.append(f'{name}={text}')
        keyfile = self.folder('config/glib-2.0/settings') / 'keyfile'
        temporary = keyfile.with_suffix('.new')
        temporary.write_text('\n'.join(lines) + '\n')
        temporary.rename(keyfile)

    # Bus and service.

    def start_bus(self):
        (self.root / 'bus.conf').write_text(BUS_CONFIG.format(root=self.root))
        wrapper = self.root / 'ferryd'
        self.write_wrapper(f'{AS_PERSON} {self.inside()}')
        wrapper.chmod(0o755)
        service = f'[D-BUS Service]\nName={NAME}\nExec={wrapper}\n'
        (self.folder('services') / f'{NAME}.service').write_text(service)
        self.dbus_daemon = subprocess.Popen(
            [*WITH_US, 'dbus-daemon', f'--config-file={self.root}/bus.conf', '--nofork', '--print-address=1'],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.dbus_daemon.stdout.readline()
        self.bus = self.connect()

    def inside(self):
        """A command that runs the service elsewhere."""
        return ''

    def write_wrapper(self, before):
        (self.root / 'ferryd').write_text(WRAPPER.format(root=self.root, before=before,
                                                         ferryd=BUILD / 'src/daemon/ferryd'))

    def trust(self, certificate):
        """To be called before the service is: for it alone, another file lies over that of the system."""
        if subprocess.run(['unshare', '--mount', 'true'], stderr=subprocess.DEVNULL).returncode != 0:
            raise unittest.SkipTest('the service alone can be made to trust a certificate only where it can have mounts of its own')
        mount = f"""'mount --bind {certificate} {CERTIFICATES} && exec "$@"'"""
        self.write_wrapper(f'unshare --mount sh -c {mount} sh {AS_PERSON}')

    def connect(self):
        """A caller of its own on the bus."""
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
                 Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        return Gio.DBusConnection.new_for_address_sync(
            self.environment['DBUS_SESSION_BUS_ADDRESS'], flags, None, None)

    def ask_bus(self, method, *arguments):
        return self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                                  'org.freedesktop.DBus', method, GLib.Variant('(s)', arguments),
                                  None, Gio.DBusCallFlags.NONE, 1000 * PATIENCE, None).unpack()[0]

    def is_running(self):
        return self.ask_bus('NameHasOwner', NAME)

    def pid(self):
        return self.ask_bus('GetConnectionUnixProcessID', NAME)

    def owns_name(self, pid):
        try:
            return self.pid() == pid
        except GLib.Error:
            return False

    def pids(self):
        """Of all services that were ever started."""
        try:
            return [int(pid) for pid in (self.root / 'pids').read_text().split()]
        except FileNotFoundError:
            return []

    def kill(self):
        """As a power cut does, but for what the kernel has yet to write."""
        pid = self.pid()
        os.kill(pid, signal.SIGKILL)
        until_ended(pid, 'ferryd is dead')
        # Who follows a transfer may have woken the next one already.
        until(lambda: not self.owns_name(pid), 'the bus knows')

    def end(self):
        """Asks the service to end, as at log-out, and waits for it."""
        if not self.is_running():
            return
        pid = self.pid()
        os.kill(pid, signal.SIGTERM)
        until_ended(pid, 'ferryd has ended')

    def log(self):
        path = self.root / 'ferryd.log'
        return path.read_text(errors='replace') if path.exists() else ''

    def faults(self):
        """The lines of the log that should not be there."""
        return [line for line in self.log().splitlines()
                if any(fault in line for fault in FAULTS) and
                not any(allowed in line for allowed in self.allowed)]

    def close(self):
        try:
            self.end()
        except (GLib.Error, TimeoutError):
            pass
        for pid in filter(is_alive, self.pids()):
            os.kill(pid, signal.SIGKILL)
        self.bus.close_sync(None)
        self.dbus_daemon.terminate()
        self.dbus_daemon.communicate(timeout=PATIENCE)

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)

    # Transfers.

    def call(self, method, parameters=None, bus=None):
        return (bus or self.bus).call_sync(NAME, PATH, INTERFACE, method, parameters, None,
                                           Gio.DBusCallFlags.NONE, 1000 * PATIENCE, None)

    def command(self, method, *ids):
        self.call(method, GLib.Variant('(as)', (ids,)))

    def create(self, transfers, method='CreateDownloads'):
        """Ids of transfers made in one call: (address, options) each."""
        pairs = [(address, dictionary({'start': True} | options)) for address, options in transfers]
        return self.call(method, GLib.Variant('(a(sa{sv}))', (pairs,))).unpack()[0]

    def download(self, address, **options):
        return self.create([(address, options)])[0]

    def upload(self, address, file=None, **options):
        """parts are dictionaries of their own."""
        if file is not None:
            options['file'] = str(file)
        if 'parts' in options:
            options['parts'] = [dictionary(part) for part in options['parts']]
        return self.create([(address, options)], 'CreateUploads')[0]

    def change(self, id, **changes):
        self.call('Change', GLib.Variant('(sa{sv})', (id, dictionary(changes))))

    def list(self, **filter):
        return self.call('List', GLib.Variant('(a{sv})', (dictionary(filter),))).unpack()[0]

    def show(self, id):
        transfer, = self.list(ids=[id])
        return transfer

    def state(self, id):
        return STATES[self.show(id)['state']]

    def wait(self, id, *states, patience=PATIENCE):
        """The transfer when it has come to one of the states; any other end is a fault."""
        def arrived():
            transfer = self.show(id)
            state = STATES[transfer['state']]
            if state in states:
                return transfer
            if state in FINAL:
                raise AssertionError(f"{state}, not {states}: {transfer['error-message']}")
            return None
        return until(arrived, f'{id} is {states}', patience)

    def wait_bytes(self, id, count):
        return until(lambda: self.show(id)['bytes-done'] >= count, f'{count} bytes')

    # Programs.

    def ctl(self, *arguments, patience=PATIENCE, **options):
        return subprocess.run([str(BUILD / 'src/cli/ferryctl'), *map(str, arguments)],
                              env=self.environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=patience, **options)

    def python(self, lines, *arguments, patience=2 * PATIENCE):
        """Runs lines that use the library."""
        return self.introspect(['/usr/bin/python3', '-c', lines, *arguments], patience)

    def javascript(self, lines, *arguments, patience=2 * PATIENCE):
        return self.introspect(['gjs', '-c', lines, *arguments], patience)

    def introspect(self, command, patience):
        return subprocess.run(command, env=self.with_library(), capture_output=True, text=True, timeout=patience)

    def with_library(self):
        """The environment of a program that uses the library where it was built."""
        first = [*sanitizers(), self.environment.get('LD_PRELOAD', '')]
        environment = self.environment | {
            'GI_TYPELIB_PATH': str(CLIENT), 'LD_LIBRARY_PATH': str(CLIENT), 'LD_PRELOAD': ' '.join(first)}
        # Both languages leak at their end.
        environment['ASAN_OPTIONS'] = environment.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
        return environment
