# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of a test, run against a service that is a fake and moves no bytes.

A test is called with FERRY CONTRACT [TEST…]: the program, and the file with the
service's contract.
"""

import os
import subprocess
import sys
import unittest

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio  # noqa: E402

import eyes  # noqa: E402
import fake_service as fake  # noqa: E402
import person  # noqa: E402

FERRY, CONTRACT = sys.argv[1:3]
NOTIFICATIONS = '''<node><interface name="org.gtk.Notifications">
<method name="AddNotification"><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="a{sv}" direction="in"/></method>
<method name="RemoveNotification"><arg type="s" direction="in"/><arg type="s" direction="in"/></method>
</interface></node>'''


class NotificationHost:
    """Stands in for the desktop's shell."""

    def __init__(self, bus):
        self.titles = []
        node = Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS)
        bus.register_object('/org/gtk/Notifications', node.interfaces[0], self._called, None, None)
        Gio.bus_own_name_on_connection(bus, 'org.gtk.Notifications', 0, None, None)

    def _called(self, bus, sender, path, interface, method, parameters, invocation):
        if method == 'AddNotification':
            self.titles.append(parameters.unpack()[2]['title'])
        invocation.return_value(None)


class Window(person.Person, unittest.TestCase):
    bus = None
    service = None
    shell = None
    tolerant = False

    @classmethod
    def setUpClass(cls):
        Window.service = fake.FakeService(CONTRACT)
        Window.bus = Window.service.bus
        Window.shell = NotificationHost(Window.bus)

    def setUp(self):
        self.service.transfers.clear()
        self.service.calls.clear()
        self.service.refusal = None
        self.service.is_deaf = False
        self.service.slow_method = None
        self.shell.titles.clear()

    def tearDown(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate()

    def open(self, *addresses, tolerant=False):
        self.tolerant = tolerant
        environment = {**os.environ, 'G_DEBUG': 'gc-friendly' if tolerant else 'gc-friendly,fatal-warnings'}
        self.process = subprocess.Popen([FERRY, *addresses], stderr=subprocess.PIPE, text=True, env=environment)
        self.window = eyes.wait(self.find_program, 'the program')
        eyes.wait(lambda: eyes.find(self.window, 'Main Menu'), 'the window')
        self.wait_for_list()

    def find_program(self):
        if self.process.poll() is not None:
            self.fail(f'the program has ended with {self.process.returncode}: {self.process.stderr.read()}')
        return eyes.program('ferry')

    def wait_for_list(self):
        eyes.wait(lambda: self.called('List'), 'the list to be asked for')

    def close(self, meanwhile=lambda: None):
        """Ends as by Ctrl+Q; whatever was printed is a fault, except where warnings are expected."""
        actions = Gio.DBusActionGroup.get(self.bus, 'io.github.ferrytransfer.Ferry',
                                          '/io/github/ferrytransfer/Ferry')
        actions.activate_action('quit', None)
        meanwhile()
        eyes.wait(lambda: self.process.poll() is not None, 'the end of the program')
        said = self.process.stderr.read()
        self.assertEqual('' if self.tolerant else said, '')
        self.assertEqual(self.process.returncode, 0)

    def called(self, method):
        return [arguments for name, *arguments in self.service.calls if name == method]


class Tap(unittest.TestResult):
    """Says it as meson wants to hear it."""

    def __init__(self):
        super().__init__(verbosity=0)

    def stopTest(self, test):
        super().stopTest(test)
        faults = [text for case, text in self.failures + self.errors if case is test]
        print(f'{"not ok" if faults else "ok"} {self.testsRun} {test._testMethodName}', flush=True)
        for line in ''.join(faults).splitlines():
            print(f'# {line}', flush=True)


def run(case):
    """Runs the tests of a class, and ends."""
    suite = unittest.TestSuite()
    for test in unittest.defaultTestLoader.loadTestsFromTestCase(case):
        if len(sys.argv) < 4 or test._testMethodName in sys.argv[3:]:
            suite.addTest(test)
    print(f'1..{suite.countTestCases()}', flush=True)
    result = Tap()
    suite.run(result)
    sys.exit(0 if result.wasSuccessful() else 1)
