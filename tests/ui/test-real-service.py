#!/usr/bin/python3 -Wignore::DeprecationWarning
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window with the real service behind it, and the sample's web server."""

import os
import pathlib
import shutil
import subprocess

from gi.repository import Gio, GLib

import eyes
import fake_service
import window

BUILD = pathlib.Path(os.environ['FERRY_BUILD'])
MB = 1000 * 1000


class RealService(window.Window):
    @classmethod
    def setUpClass(cls):
        cls.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        cls.shell = window.NotificationHost(cls.bus)
        cls.home = pathlib.Path(os.environ['HOME'])
        cls.data = cls.home / 'www'
        cls.data.mkdir()
        cls.server = subprocess.Popen([BUILD / 'server/ferry-server', f'--folder={cls.data}', f'--rate={2 * MB}'],
                                      stdout=subprocess.PIPE, text=True)
        cls.site = cls.server.stdout.readline().removeprefix('Listening on ').strip()

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.communicate()

    def setUp(self):
        self.shell.titles.clear()
        shutil.rmtree(os.environ['XDG_STATE_HOME'], ignore_errors=True)
        with open(self.home / 'ferryd.log', 'a') as log:
            self.daemon = subprocess.Popen([BUILD / 'src/daemon/ferryd'], stdout=log, stderr=log)
        eyes.wait(lambda: self.ask_bus('NameHasOwner', fake_service.NAME), 'the service')

    def tearDown(self):
        super().tearDown()
        self.daemon.terminate()
        self.assertEqual(self.daemon.wait(eyes.PATIENCE), 0, (self.home / 'ferryd.log').read_text())

    def ask_bus(self, method, name):
        return self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method,
                                  GLib.Variant('(s)', (name,)), None, 0, -1, None).unpack()[0]

    def wait_for_list(self):
        """Nothing to see of it; what a test looks for comes with it."""

    def make(self, folder, name, size):
        path = folder / name
        path.write_bytes(os.urandom(size))
        return path

    def test_a_download_is_paused_left_alone_and_finished(self):
        origin = self.make(self.data, 'film.ogv', 40 * MB)
        self.open()
        self.type('Address', f'{self.site}data/film.ogv')
        self.press('Start Download')
        self.press('Pause')
        self.button('Resume')
        self.close()
        self.open()
        self.press('Resume')
        self.button('Open')
        self.assertTrue((self.home / 'film.ogv').read_bytes() == origin.read_bytes(), 'another film')
        self.assertIn('film.ogv: Completed, saved as', self.read_log())
        self.close()

    def test_a_download_goes_on_without_the_window(self):
        origin = self.make(self.data, 'song.ogg', 10 * MB)
        self.open(f'{self.site}data/song.ogg')
        self.see('song.ogg')
        self.close()
        self.open()
        self.button('Open')
        self.assertTrue((self.home / 'song.ogg').read_bytes() == origin.read_bytes(), 'another song')
        self.close()

    def test_the_app_of_a_transfer_is_the_window(self):
        self.make(self.data, 'letter.txt', 1000)
        self.open(f'{self.site}data/letter.txt')
        self.button('Open')
        self.close()
        transfers, = self.bus.call_sync(fake_service.NAME, fake_service.PATH, fake_service.INTERFACE, 'List',
                                        GLib.Variant('(a{sv})', ({},)), None, 0, -1, None).unpack()
        self.assertEqual([transfer['app-id'] for transfer in transfers], ['io.github.ferrytransfer.Ferry'])

    def test_what_the_server_refuses_is_said(self):
        self.open(f'{self.site}fault/404')
        self.see('The server says that the file does not exist (404)')
        self.button('Retry')
        self.close()

    def test_an_upload_is_paused_and_finished(self):
        origin = self.make(self.home, 'slides.odp', 24 * MB)
        self.open(str(origin))
        self.see('1 file, 24.0\u00a0MB')
        program, self.window = self.window, eyes.find_last(self.window, 'FerryTransferPage')
        self.type('Address', f'{self.site}tus?bytesPerSec={2 * MB}')
        self.press('Start Upload')
        self.press('Pause')
        self.press('Resume')
        eyes.wait(lambda: eyes.find(self.window, 'slides.odp · ' + self.site.split('/')[2] + ' · Sent'), 'the end')
        self.assertIn('slides.odp: Sent', self.read_log())
        found = [path.read_bytes() for path in (self.data / 'uploads').iterdir() if path.is_file()]
        self.assertTrue(origin.read_bytes() in found, 'the server has something else')
        self.window = program
        self.close()


window.run(RealService)
