#!/usr/bin/python3 -Wignore::DeprecationWarning
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole stories, as a person lives them: Ferry's window in GNOME's Shell, its service, its toasts, a server."""

import os
import pathlib
import unittest

import eyes
import person
import shell

import ferrytest
from ferrytest import MB, pattern

# Bytes a second: enough to see it move, too few to end before somebody says so.
SLOW, FAST = '50000', '0'
LENGTH = 20 * MB
GOES_ON = 'Transfers Go On', 'They continue in the background. Open Ferry to pause or cancel them.'


@ferrytest.needs('gnome-shell', 'gjs')
class Stories(person.Person, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = shell.ShellDesktop()
        cls.addClassCleanup(cls.put_away)
        cls.server = ferrytest.FerryServer(cls.desktop.folder('server'))
        cls.addClassCleanup(cls.server.stop)
        # The eyes look at one desktop as long as they live, and would find another by its display.
        os.environ.pop('DISPLAY', None)
        os.environ |= {name: cls.desktop.environment[name] for name in ('DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR')}

    @classmethod
    def put_away(cls):
        cls.desktop.close()
        faults = cls.desktop.faults()
        cls.desktop.remove()
        assert faults == [], faults

    def setUp(self):
        self.desktop.set('page', 'download')
        self.desktop.set('rate-limit', SLOW)
        self.addCleanup(self.forget)

    def forget(self):
        """What the next story must not find."""
        self.close()
        for command, finished in (('Cancel', False), ('Remove', True)):
            self.desktop.command(command, *(transfer['id'] for transfer in self.desktop.list(finished=finished)))
        self.desktop.clear_toasts()
        for path in self.server.uploads.glob('*'):
            path.unlink()

    def look_at(self, page):
        """The page stands for the window: others have controls of the same names."""
        eyes.wait(self.desktop.count_windows, 'the window')
        find = eyes.find_last if page == 'Upload' else eyes.find
        name = 'FerryNotificationsPage' if page == 'Notifications' else 'FerryTransferPage'
        self.window = eyes.wait(lambda: find(eyes.program('ferry'), name), f'the page {page}')

    def open(self, page='Download'):
        self.desktop.click_icon()
        self.look_at(page)
        eyes.press(self.tab(page))
        self.see_page(page)

    def tab(self, page):
        return eyes.find(eyes.program('ferry'), page, ('page tab',))

    def see_page(self, page):
        eyes.wait(lambda: eyes.is_selected(self.tab(page)), f'the page {page} in front')

    def close(self):
        """The program ends with its window."""
        self.desktop.close_windows()
        eyes.wait(self.desktop.has_ended, 'the end of the program')

    def see_state(self, state):
        self.see(f'127.0.0.1:{self.server.port} · {state}')

    def see_it_move(self):
        bar = eyes.wait(lambda: eyes.find(self.window, 'Progress', ('progress bar',)), 'the bar')
        first = eyes.fraction(bar)
        eyes.wait(lambda: first < eyes.fraction(bar) < 1, 'progress')

    def see_toasts(self, *toasts):
        eyes.wait(lambda: len(self.desktop.toasts()) >= len(toasts), f'{len(toasts)} toasts')
        self.assertEqual(self.desktop.toasts(), list(toasts))

    def document(self, name, length):
        path = self.desktop.folder('Documents') / name
        path.write_bytes(pattern(length, seed=len(name)))
        return str(path)

    def assert_arrived(self, *paths):
        """The server gave them names of its own."""
        there = sorted(path.read_bytes() for path in self.server.uploads.iterdir())
        self.assertTrue(there == sorted(pathlib.Path(path).read_bytes() for path in paths), 'other files arrived')

    def test_a_download_goes_on_when_its_window_is_closed(self):
        self.desktop.set('background-told', 'false')
        self.open()
        self.type('Address', self.server.address(f'randomAccess?length={LENGTH}&bytesPerSec=0'))
        self.type('File Name', 'film.bin')
        self.press('Start Download')
        self.see_state('Downloading')
        self.see_it_move()
        self.press('Pause')
        self.see_state('Paused')
        self.press('Resume')
        self.see_state('Downloading')
        self.close()
        self.see_toasts(GOES_ON)
        self.desktop.clear_toasts()
        self.desktop.set('rate-limit', FAST)
        self.see_toasts(('Download Finished', 'film.bin'))
        self.desktop.set('page', 'upload')
        self.desktop.click_toast('Download Finished')
        self.look_at('Download')
        self.see_page('Download')
        self.see('film.bin')
        self.see_state('Completed')
        self.assertTrue((self.desktop.downloads / 'film.bin').read_bytes() == pattern(LENGTH), 'another file arrived')

    def test_a_toast_opens_the_file_and_its_folder(self):
        self.server.write('letter.txt', b'Dear Sir')
        self.open()
        self.type('Address', self.server.address('data/letter.txt'))
        self.press('Start Download')
        self.see_toasts(('Download Finished', 'letter.txt'))
        self.assertEqual(self.desktop.buttons('Download Finished'), ['Open', 'Show in Folder'])
        for label, place in (('Open', self.desktop.downloads / 'letter.txt'), ('Show in Folder', self.desktop.downloads)):
            self.desktop.click_button('Download Finished', label)
            eyes.wait(lambda: self.desktop.viewed() == str(place), label)

    def test_a_failure_is_told_and_tried_again_from_its_toast(self):
        self.desktop.set('page', 'upload')
        self.desktop.choose_in_menu('new-download')
        self.look_at('Download')
        self.type('Address', self.server.address('data/late.txt'))
        self.press('Start Download')
        self.see_state('Failed')
        self.close()
        (title, text), = eyes.wait(self.desktop.toasts, 'the toast')
        self.assertEqual((title, self.desktop.buttons(title)), ('Download Failed', ['Retry']))
        self.assertIn('late.txt', text)
        self.server.write('late.txt', b'Here I am')
        self.desktop.click_button('Download Failed', 'Retry')
        eyes.wait(lambda: self.desktop.toasts() == [('Download Finished', 'late.txt')], 'the other toast')

    def test_an_upload_goes_on_when_its_window_is_closed(self):
        self.desktop.set('background-told', 'true')
        path = self.document('report.pdf', LENGTH)
        self.desktop.choose_in_menu('new-upload')
        self.look_at('Upload')
        self.desktop.open_files(path)
        self.see('1 file, 20.0\u00a0MB')
        self.type('Address', self.server.address('upload'))
        self.press('Start Upload')
        self.see_state('Uploading')
        self.see_it_move()
        self.close()
        self.assertEqual(self.desktop.toasts(), [])
        self.desktop.set('rate-limit', FAST)
        self.see_toasts(('Upload Finished', 'report.pdf'))
        self.desktop.set('page', 'download')
        self.desktop.click_toast('Upload Finished')
        self.look_at('Upload')
        self.see_page('Upload')
        self.see('report.pdf')
        self.see_state('Sent')
        self.assert_arrived(path)

    def test_files_go_together_in_one_upload(self):
        paths = [self.document(name, 1000) for name in ('one.txt', 'another.txt')]
        self.desktop.open_files(*paths)
        self.look_at('Upload')
        self.see('2 files, 2.0\u00a0kB')
        self.type('Address', self.server.address('upload'))
        self.press('Start Multipart Upload')
        self.see_state('Sent')
        self.see_toasts(('Upload Finished', 'one.txt and 1 other file'))
        self.assert_arrived(*paths)

    def test_a_group_has_one_toast_when_all_have_ended(self):
        self.desktop.set('rate-limit', FAST)
        self.open('Notifications')
        self.start_three('notifications')
        self.start_three('fault/404')
        failed = 'Downloads Failed', '3 of 3 downloads failed'
        self.see_toasts(failed)
        self.close()
        self.see_toasts(failed, ('Downloads Finished', '3 downloads have finished'))

    def start_three(self, address):
        before = len(self.desktop.list())
        self.type('Address', self.server.address(address))
        self.press('Start Three Downloads')
        eyes.wait(lambda: len(self.desktop.list()) == before + 3, 'three downloads')


if __name__ == '__main__':
    ferrytest.main()
