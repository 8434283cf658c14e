#!/usr/bin/python3 -Wignore::DeprecationWarning
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from a notification to the rows that it was about."""

import itertools
import os
import subprocess

import eyes
import fake_service as fake
import gi
import window

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

ADDRESS = 'http://example.org/files/book.txt'
APP, APP_PATH = 'io.github.ferrytransfer.Ferry', '/io/github/ferrytransfer/Ferry'


class Reveal(window.Window):
    def add_many(self, count):
        return [self.service.add(ADDRESS, state=fake.COMPLETED, file=f'/tmp/book {number}.txt')
                for number in range(count)]

    def start_as_service(self):
        """As the bus starts it: no window before it is asked for one."""
        environment = {**os.environ, 'G_DEBUG': 'gc-friendly,fatal-warnings'}
        self.process = subprocess.Popen([window.FERRY, '--gapplication-service'], stderr=subprocess.PIPE, text=True,
                                        env=environment)
        bus = self.service.bus
        eyes.wait(lambda: bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                        'NameHasOwner', GLib.Variant('(s)', (APP,)), None, 0, -1, None).unpack()[0],
                  'its name')

    def click(self, page, *guids):
        """What the service sends when a person clicks on a notification."""
        parameter = GLib.Variant('(sas)', (page, guids))
        self.service.bus.call(APP, APP_PATH, 'org.freedesktop.Application', 'ActivateAction',
                              GLib.Variant('(sava{sv})', ('show-transfers', [parameter],
                                                          {'activation-token': GLib.Variant('s', 'token'),
                                                           'desktop-startup-id': GLib.Variant('s', 'token')})),
                              None, Gio.DBusCallFlags.NONE, -1, None, None)

    def see_window(self):
        self.window = eyes.wait(lambda: eyes.program('ferry'), 'the program')
        eyes.wait(lambda: eyes.find(self.window, 'Main Menu'), 'the window')

    def rows_that_are(self, name, state):
        """The texts of the rows of a list that have the state; the list's part of a row is selected, ours has the focus."""
        rows = eyes.find(self.window, name, ('list',))
        items = [rows.get_child_at_index(i) for i in range(rows.get_child_count())] if rows else []
        parts = {item: [item, item.get_child_at_index(0)] for item in items}
        for part in itertools.chain(*parts.values()):
            part.clear_cache()
        return [[part.get_name() for part in eyes.walk(item) if part.get_role_name() == 'label']
                for item in items if any(part.get_state_set().contains(state) for part in parts[item])]

    def is_on_screen(self, name, text):
        """The whole row, in the part of the list that can be seen."""
        bottom = eyes.find(self.window, 'Log').get_component_iface().get_extents(Atspi.CoordType.WINDOW).y
        row = eyes.label(eyes.find(self.window, name, ('list',)), text)
        place = row.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return 0 < place.y < bottom - place.height

    def see_row(self, name, text):
        eyes.wait(lambda: any(text in labels for labels in self.rows_that_are(name, Atspi.StateType.FOCUSED)),
                  f'{text} has the focus')
        eyes.wait(lambda: self.is_on_screen(name, text), f'{text} is on the screen')

    def test_goes_to_a_row_far_down(self):
        guids = self.add_many(80)
        self.open()
        self.see('book 79.txt')
        self.click('download', guids[7])
        self.see_row('Downloads', 'book 7.txt')
        selected = eyes.wait(lambda: self.rows_that_are('Downloads', Atspi.StateType.SELECTED), 'the selection')
        self.assertEqual(len(selected), 1)
        self.assertIn('book 7.txt', selected[0])
        self.close()

    def test_opens_the_window_at_the_row(self):
        guids = self.add_many(80)
        self.start_as_service()
        self.click('download', guids[7])
        self.see_window()
        self.see_row('Downloads', 'book 7.txt')
        self.close()

    def test_selects_all_that_it_was_about(self):
        guids = self.add_many(5)
        self.open()
        self.see('book 4.txt')
        self.click('download', *guids[:3])
        self.see_row('Downloads', 'book 2.txt')
        eyes.wait(lambda: len(self.rows_that_are('Downloads', Atspi.StateType.SELECTED)) == 3, 'the selection')
        self.close()

    def test_goes_to_the_page_of_the_row(self):
        guid = self.service.add(ADDRESS, state=fake.COMPLETED, kind=fake.UPLOAD, file='/tmp/letter.txt')
        self.open()
        self.click('upload', guid)
        self.see_row('Uploads', 'letter.txt')
        self.close()

    def test_what_was_removed_meanwhile_is_not_missed(self):
        self.add_many(2)
        self.start_as_service()
        self.click('download', 'gone')
        self.see_window()
        self.see('book 1.txt')
        self.click('nowhere', 'gone')
        self.assertEqual(self.rows_that_are('Downloads', Atspi.StateType.SELECTED), [])
        self.close()


window.run(Reveal)
