# SPDX-License-Identifier: GPL-3.0-or-later
#
# A test with a desktop and a web server of its own, and the questions that
# many tests ask.

import json
import os
import pathlib
import shutil
import unittest

from gi.repository import Gio, GLib

from .desktop import ERROR, Desktop
from .servers import FerryServer
from .waits import until_ended

# The members that an object of ferryctl --json always has.
ALWAYS = {'id', 'kind', 'uri', 'file', 'state', 'error', 'http_status', 'bytes_done', 'bytes_total',
          'bytes_per_second', 'priority', 'cost', 'group', 'created', 'finished'}


class TestCase(unittest.TestCase):
    """Settings are what the desktop starts with; rate is the server's."""

    desktop_class = Desktop
    settings = {}
    rate = 0

    def setUp(self):
        self.desktop = self.desktop_class(**self.settings)
        self.addCleanup(self.put_away)
        self.server = FerryServer(self.desktop.folder('server'), rate=self.rate)
        self.addCleanup(self.stop_server)

    def stop_server(self):
        self.server.stop()
        self.assertFalse(self.server.fault, 'ferry-server crashed or leaked')

    def put_away(self):
        """A service that complained, leaked or crashed fails the test that made it do so."""
        self.desktop.close()
        faults, log = self.desktop.faults(), self.desktop.log()
        self.desktop.remove()
        self.assertEqual(faults, [], log[-6000:])

    def assert_file(self, path, content):
        """Compares without printing megabytes."""
        found = pathlib.Path(path).read_bytes()
        self.assertEqual(len(found), len(content), path)
        self.assertTrue(found == content, f'{path} is not what the server sent')

    def assert_no_leftovers(self, folder=None):
        leftovers = [path.name for path in (folder or self.desktop.downloads).iterdir()
                     if path.name.endswith('.part')]
        self.assertEqual(leftovers, [])

    def assert_refused(self, name, function, /, *arguments, **options):
        """The call fails with the error of that name, as the contract has it."""
        with self.assertRaises(GLib.Error) as caught:
            function(*arguments, **options)
        self.assertEqual(Gio.dbus_error_get_remote_error(caught.exception), ERROR + name,
                         caught.exception.message)
        return caught.exception

    def wait_for_an_idle_service(self, timeout=2):
        """Until one that has nothing to do has gone, so long after it was called. For a test whose own service has
        less patience and must not go: to ask it would keep it."""
        other = Desktop(idle_timeout=timeout)
        self.addCleanup(other.remove)
        self.addCleanup(other.close)
        other.list()
        until_ended(other.pid(), 'the idle service has ended')

    def assert_alive(self):
        """The service is the one that the test began with, and it still works."""
        self.assertEqual(len(self.desktop.pids()), 1)
        id = self.desktop.download(self.server.address('randomAccess?length=1000&bytesPerSec=0'))
        self.desktop.wait(id, 'completed')


class CommandLineCase(TestCase):
    """Asks by ferryctl, and looks whether it complained."""

    def ctl(self, *arguments, status=0):
        answer = self.desktop.ctl(*arguments)
        self.assertEqual(answer.returncode, status, answer.stderr)
        for fault in ('Sanitizer', 'CRITICAL', 'WARNING', 'runtime error'):
            self.assertNotIn(fault, answer.stderr)
        return answer

    def objects(self, *arguments, status=0):
        """What it prints as JSON, from a command that ends with that status."""
        return [json.loads(line) for line in self.ctl(*arguments, '--json', status=status).stdout.splitlines()]


def needs(*programs):
    """Skips, with the reason, where a program is not installed."""
    path = os.environ['PATH'] + ':/usr/sbin:/sbin'
    missing = [name for name in programs if shutil.which(name, path=path) is None]
    return unittest.skipIf(missing, f'{", ".join(missing)} is not here')
