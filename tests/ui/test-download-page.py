#!/usr/bin/python3 -Wignore::DeprecationWarning
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window, as a person with a screen reader uses it.

test-download-page.py FERRY CONTRACT: runs the program against a service that
is a fake and moves no bytes.
"""

import os
import subprocess
import sys
import unittest

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

import eyes  # noqa: E402
import fake_service as fake  # noqa: E402

FERRY, CONTRACT = sys.argv[1:3]
ADDRESS = 'http://example.org/files/book.txt'
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


class Window(unittest.TestCase):
    service = None
    shell = None

    @classmethod
    def setUpClass(cls):
        Window.service = fake.FakeService(CONTRACT)
        Window.shell = NotificationHost(Window.service.bus)

    def setUp(self):
        self.service.transfers.clear()
        self.service.calls.clear()
        self.service.refusal = None
        self.shell.titles.clear()

    def tearDown(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate()

    def open(self):
        environment = {**os.environ, 'G_DEBUG': 'gc-friendly,fatal-warnings'}
        self.process = subprocess.Popen([FERRY], stderr=subprocess.PIPE, text=True, env=environment)
        self.window = eyes.wait(lambda: eyes.program('ferry'), 'the program')
        eyes.wait(lambda: eyes.find(self.window, 'Main Menu'), 'the window')
        eyes.wait(lambda: self.called('List'), 'the list to be asked for')

    def close(self):
        """Ends as by Ctrl+Q; whatever was printed is a fault."""
        actions = Gio.DBusActionGroup.get(self.service.bus, 'io.github.ferrytransfer.Ferry',
                                          '/io/github/ferrytransfer/Ferry')
        actions.activate_action('quit', None)
        eyes.wait(lambda: self.process.poll() is not None, 'the end of the program')
        self.assertEqual(self.process.returncode, 0)
        self.assertEqual(self.process.stderr.read(), '')

    def called(self, method):
        return [arguments for name, *arguments in self.service.calls if name == method]

    def see(self, text):
        eyes.wait(lambda: eyes.label(self.window, text), text)

    def button(self, name):
        return eyes.wait(lambda: eyes.button(self.window, name), name)

    def press(self, name):
        button = self.button(name)
        eyes.wait(lambda: eyes.is_sensitive(button), f'{name} to be possible')
        eyes.press(button)

    def type(self, name, text):
        eyes.write(eyes.wait(lambda: eyes.entry(self.window, name), name), text)

    def test_an_empty_list_says_what_to_do(self):
        self.open()
        self.see('No Downloads')
        self.close()

    def test_a_download_is_started_from_its_address(self):
        self.open()
        self.type('Address', ADDRESS)
        self.assertEqual(eyes.read(eyes.entry(self.window, 'File Name')), 'book.txt')
        self.press('Start Download')
        ((uri, options),), = eyes.wait(lambda: self.called('CreateDownloads'), 'the call')[0]
        self.assertEqual(uri, ADDRESS)
        self.assertTrue(options['start'])
        self.assertTrue(options['folder'].startswith('/'))
        self.assertNotIn('name', options)
        self.assertEqual(options.get('priority', 0), 0)
        self.see('example.org · Downloading')
        self.close()

    def test_a_high_priority_download_has_the_name_that_was_typed(self):
        self.open()
        self.type('Address', ADDRESS)
        self.type('File Name', 'mine.txt')
        self.press('Start High Priority Download')
        ((_, options),), = eyes.wait(lambda: self.called('CreateDownloads'), 'the call')[0]
        self.assertEqual(options['name'], 'mine.txt')
        self.assertEqual(options['priority'], 1)
        self.close()

    def test_a_wrong_address_is_explained_and_cannot_be_started(self):
        self.open()
        self.type('Address', 'fish://example.org/')
        self.see('An address starts with http:// or https://')
        self.assertFalse(eyes.is_sensitive(self.button('Start Download')))
        self.close()

    def test_a_refusal_is_shown_and_logged(self):
        self.service.refusal = 'There is no such folder'
        self.open()
        self.type('Address', ADDRESS)
        self.press('Start Download')
        self.see('There is no such folder')
        self.assertIn('There is no such folder', self.read_log())
        self.close()

    def read_log(self):
        self.press('Log')
        return eyes.read(eyes.wait(lambda: eyes.find(self.window, 'Log', ('text',)), 'the log'))

    def test_a_row_follows_its_download(self):
        guid = self.service.add(ADDRESS, state=fake.RUNNING, file='/tmp/book.txt', bytes_total=3000000)
        self.open()
        self.see('book.txt')
        self.service.change(guid, bytes_done=1000000, bytes_per_second=1000000)
        self.see('1.0\u00a0MB of 3.0\u00a0MB · 1.0\u00a0MB/s · 2 seconds left')
        self.service.change(guid, state=fake.FAILED, error_domain='ferry', error_code=0,
                            error_message='The disk is full')
        self.see('example.org · Failed')
        self.see('The disk is full')
        self.service.change(guid, state=fake.COMPLETED, error_domain='', error_message='',
                            bytes_done=3000000)
        self.see('example.org · Completed')
        self.button('Open')
        self.close()

    def test_a_row_is_paused_resumed_and_canceled(self):
        guid = self.service.add(ADDRESS, state=fake.RUNNING)
        self.open()
        for name, call in (('Pause', 'Pause'), ('Resume', 'Resume'), ('Cancel', 'Cancel'),
                           ('Retry', 'Retry'), ('Cancel', 'Cancel'), ('Remove From List', 'Remove')):
            self.press(name)
            eyes.wait(lambda: self.service.calls[-1] == (call, [guid]), name)
        self.see('No Downloads')
        self.close()

    def test_all_are_paused_resumed_and_canceled(self):
        running = [self.service.add(ADDRESS, state=fake.RUNNING) for _ in range(3)]
        self.service.add(ADDRESS, state=fake.COMPLETED)
        self.open()
        self.press('Pause All')
        eyes.wait(lambda: self.called('Pause') == [[running]], 'all to be paused')
        self.press('Resume All')
        eyes.wait(lambda: self.called('Resume') == [[running]], 'all to be resumed')
        self.press('Cancel All')
        self.see('What has arrived of unfinished files is deleted.')
        self.assertEqual(self.called('Cancel'), [])
        self.close()

    def test_many_downloads_are_few_rows(self):
        for i in range(2000):
            self.service.add(f'http://example.org/{i}', state=fake.PAUSED)
        self.open()
        self.see('1999')
        self.assertLess(eyes.count_rows(self.window, 'Downloads'), 300)
        self.close()

    def test_closing_says_once_that_downloads_go_on(self):
        os.environ['GSETTINGS_BACKEND'] = 'keyfile'
        try:
            self.service.add(ADDRESS, state=fake.RUNNING)
            for told in ([['Downloads Go On']], [[]]):
                self.shell.titles.clear()
                self.open()
                self.see('example.org · Downloading')
                self.close()
                self.assertEqual([self.shell.titles], told)
        finally:
            os.environ['GSETTINGS_BACKEND'] = 'memory'




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


def main():
    suite = unittest.TestSuite()
    for test in unittest.defaultTestLoader.loadTestsFromTestCase(Window):
        if len(sys.argv) < 4 or test._testMethodName in sys.argv[3:]:
            suite.addTest(test)
    print(f'1..{suite.countTestCases()}', flush=True)
    result = Tap()
    suite.run(result)
    return 0 if result.wasSuccessful() else 1


sys.exit(main())
