#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The person is told when a transfer ends, by what dbusmock plays.

import importlib.util
import re
import subprocess
import unittest

import ferrytest

PYTHON = '/usr/bin/python3'


@unittest.skipIf(importlib.util.find_spec('dbusmock') is None, 'python3-dbusmock is not here')
class Toasts(ferrytest.TestCase):
    def setUp(self):
        super().setUp()
        self.log_path = self.desktop.root / 'toasts.log'
        self.mock = subprocess.Popen(
            [PYTHON, '-m', 'dbusmock', '--session', '--template', 'notification_daemon', '--logfile',
             str(self.log_path)], env=self.desktop.environment, stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop_mock)
        ferrytest.until(lambda: self.desktop.ask_bus('NameHasOwner', 'org.freedesktop.Notifications'), 'toasts')

    def stop_mock(self):
        self.mock.terminate()
        self.mock.wait()

    def toasts(self):
        """The lines of the calls of Notify."""
        text = self.log_path.read_text() if self.log_path.exists() else ''
        return re.findall(r'^\S+ Notify (.*)$', text, re.M)

    def fetch(self, path, state, **options):
        self.desktop.wait(self.desktop.download(self.server.address(path), **options), state)

    def test_tells_success(self):
        self.fetch('fault/disposition?sample=plain', 'completed')
        ferrytest.until(self.toasts, 'told')
        toast, = self.toasts()
        self.assertIn('report.pdf', toast)

    def test_tells_of_an_upload(self):
        path = self.desktop.downloads / 'letter.txt'
        path.write_text('Dear Sir')
        self.desktop.wait(self.desktop.upload(self.server.address('upload'), path), 'completed')
        ferrytest.until(self.toasts, 'told')
        toast, = self.toasts()
        self.assertIn('Upload Finished', toast)
        self.assertIn('letter.txt', toast)

    def test_tells_failure(self):
        self.fetch('fault/404', 'error')
        ferrytest.until(self.toasts, 'told')
        self.assertEqual(len(self.toasts()), 1)

    def test_tells_nothing_when_the_caller_says_so(self):
        self.fetch('fault/disposition?sample=plain', 'completed', toast=False)
        self.fetch('fault/404', 'error')
        ferrytest.until(self.toasts, 'told')
        self.assertNotIn('report.pdf', ''.join(self.toasts()))

    def test_tells_nothing_when_the_person_does_not_want_it(self):
        self.desktop.change_settings(toast_success=False)
        self.fetch('fault/disposition?sample=plain', 'completed')
        self.fetch('fault/404', 'error')
        ferrytest.until(self.toasts, 'told')
        self.assertNotIn('report.pdf', ''.join(self.toasts()))

    def test_tells_once_that_the_journal_was_set_aside(self):
        self.desktop.change_settings(toast_success=False, toast_failure=False)
        self.desktop.state_folder.mkdir(mode=0o700, parents=True)
        (self.desktop.state_folder / 'journal.sqlite').write_bytes(b'This is no journal. ' * 500)
        self.desktop.list()
        ferrytest.until(self.toasts, 'told')
        self.desktop.end()
        self.desktop.list()
        self.fetch('fault/404', 'error')
        aside, = self.desktop.state_folder.glob('journal.sqlite.unreadable-*')
        toast, = self.toasts()
        self.assertIn(aside.name, toast)

    def test_names_from_a_server_are_no_markup(self):
        self.fetch('fault/disposition?value=attachment;%20filename=%22%3Cb%3E%26.txt%22', 'completed')
        ferrytest.until(self.toasts, 'told')
        body = self.toasts()[0]
        self.assertNotRegex(body, r'&(?!amp;|lt;|gt;|quot;|apos;|#)')


class NoToasts(ferrytest.TestCase):
    def test_nobody_shows_them_and_nothing_breaks(self):
        id = self.desktop.download(self.server.address('fault/404'))
        self.desktop.wait(id, 'error')
        self.assert_alive()


if __name__ == '__main__':
    ferrytest.main()
