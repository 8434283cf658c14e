#!/usr/bin/python3 -Wignore::DeprecationWarning
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window without a mouse, and without eyes."""

import eyes
import fake_service as fake
import window

ADDRESS = 'http://example.org/files/book.txt'
RUNNING = 'book.txt · example.org · Downloading'
COMPLETED = 'book.txt · example.org · Completed'
NEW = 'book.txt · example.org · Not started'
ROWS = {fake.RUNNING: RUNNING, fake.COMPLETED: COMPLETED, fake.IDLE: NEW}


class Keyboard(window.Window):
    def focus(self):
        widget = eyes.focused(self.window)
        return widget.get_name() if widget is not None else None

    def walk_to(self, name):
        """With Tab, as often as it takes to come round; what was on the way. First comes the entry of the address,
        which never says so."""
        way, here = [], None

        def elsewhere():
            widget = eyes.focused(self.window)
            return widget if widget != here else None
        while name not in way:
            self.assertLess(len(way), 40, way)
            eyes.key(eyes.TAB)
            here = eyes.wait(elsewhere, f'the focus after {way}') if way else eyes.focused(self.window)
            way.append(here.get_name() if here is not None else None)
        return way

    def open_with(self, **facts):
        self.guid = self.service.add(ADDRESS, **facts)
        self.open()
        self.row = ROWS[facts['state']]
        eyes.wait(lambda: eyes.find(self.window, self.row), 'the row')

    def test_tab_goes_to_every_control(self):
        self.open_with(state=fake.RUNNING)
        self.type('Address', ADDRESS + '.2')
        way = self.walk_to('Main Menu')
        for name in ('Folder', 'Choose Folder', 'Start Download', 'Start High Priority Download', 'Pause All',
                     'Cancel All', RUNNING, 'Pause', 'Cancel', 'Log', 'Download', 'Upload', 'Notifications'):
            self.assertIn(name, way)
        self.close()

    def test_tab_passes_by_what_cannot_be_done(self):
        self.open_with(state=fake.RUNNING)
        way = self.walk_to('Main Menu')
        self.assertNotIn('Start Download', way)
        self.assertIn('Pause All', way)
        self.close()

    def test_the_menu_of_a_row_comes_and_goes(self):
        self.open_with(state=fake.COMPLETED)
        self.walk_to(COMPLETED)
        eyes.key(eyes.F10, eyes.SHIFT)
        eyes.wait(lambda: eyes.find(self.window, 'Copy Address', ('menu item',)), 'the menu')
        eyes.wait(lambda: self.focus() == 'Open', 'the focus in the menu')
        eyes.key(eyes.ESCAPE)
        eyes.wait(lambda: self.focus() == COMPLETED, 'the focus back at the row')
        self.close()

    def test_the_menu_starts_what_was_only_created(self):
        self.open_with(state=fake.IDLE, started=False)
        self.walk_to(NEW)
        eyes.key(eyes.F10, eyes.SHIFT)
        eyes.wait(lambda: self.focus() == 'Start', 'the focus in the menu')
        eyes.key(eyes.RETURN)
        eyes.wait(lambda: self.called('Start'), 'the start')
        self.close()

    def test_details_open_and_close(self):
        self.open_with(state=fake.COMPLETED)
        self.walk_to(COMPLETED)
        eyes.key(eyes.SPACE, eyes.CONTROL)
        eyes.key(eyes.RETURN, eyes.ALT)
        self.see('Identifier')
        eyes.key(eyes.ESCAPE)
        eyes.wait(lambda: eyes.label(self.window, 'Identifier') is None, 'the end of the details')
        self.close()

    def test_details_that_are_closed_before_they_are_answered(self):
        self.open_with(state=fake.COMPLETED)
        self.walk_to(COMPLETED)
        self.service.slow_method = 'List'
        eyes.key(eyes.SPACE, eyes.CONTROL)
        eyes.key(eyes.RETURN, eyes.ALT)
        self.see('Identifier')
        eyes.wait(lambda: self.service.unanswered, 'the question for the answer')
        eyes.key(eyes.ESCAPE)
        eyes.wait(lambda: eyes.label(self.window, 'Identifier') is None, 'the end of the details')
        self.close(meanwhile=self.service.catch_up)

    def test_delete_takes_the_row_off(self):
        self.open_with(state=fake.COMPLETED)
        self.walk_to(COMPLETED)
        eyes.key(eyes.SPACE, eyes.CONTROL)
        eyes.key(eyes.DELETE)
        self.see('1 download removed')
        self.press('Undo')
        eyes.wait(lambda: eyes.find(self.window, COMPLETED), 'the row again')
        self.close()

    def test_the_buttons_of_a_row_are_pressed(self):
        self.open_with(state=fake.RUNNING)
        self.walk_to('Pause')
        eyes.key(eyes.SPACE)
        eyes.wait(lambda: self.called('Pause') == [[[self.guid]]], 'the pause')
        eyes.wait(lambda: self.focus() == 'Resume', 'the other face of the button')
        eyes.key(eyes.SPACE)
        eyes.wait(lambda: self.called('Resume') == [[[self.guid]]], 'the resumption')
        self.close()

    def test_an_address_is_copied_pasted_and_started(self):
        self.open_with(state=fake.COMPLETED)
        self.walk_to(COMPLETED)
        eyes.key(eyes.SPACE, eyes.CONTROL)
        eyes.key('c', eyes.CONTROL)
        eyes.key('v', eyes.CONTROL)
        entry = eyes.entry(self.window, 'Address')
        eyes.wait(lambda: eyes.read(entry) == ADDRESS, 'the address')
        eyes.key(eyes.RETURN)
        eyes.wait(lambda: len(self.called('CreateDownloads')) == 1, 'the download')
        self.assertEqual(self.called('CreateDownloads')[0][0][0][0], ADDRESS)
        self.close()

    def test_a_new_download_is_typed_and_started(self):
        self.open()
        self.walk_to('Main Menu')
        eyes.key('n', eyes.CONTROL)
        for letter in 'http://b.c/d':
            eyes.key(letter)
        entry = eyes.entry(self.window, 'Address')
        eyes.wait(lambda: eyes.read(entry) == 'http://b.c/d', 'the address')
        eyes.key(eyes.RETURN, eyes.CONTROL)
        eyes.wait(lambda: self.called('CreateDownloads'), 'the download')
        ((uri, options),), = self.called('CreateDownloads')[0]
        self.assertEqual((uri, options['priority']), ('http://b.c/d', 1))
        self.close()

    def test_keys_are_explained(self):
        """GTK 4.8 warns of a label of its own in there."""
        self.open(tolerant=True)
        eyes.key('?', eyes.CONTROL)
        self.see('Paste addresses or files')
        self.close()

    def test_another_state_is_told_and_progress_is_not(self):
        self.open_with(state=fake.RUNNING, bytes_total=3000000)
        self.walk_to(RUNNING)
        ear = eyes.Ear()
        for done in range(1, 6):
            self.service.change(self.guid, bytes_done=done * 500000)
        bar = eyes.find(self.window, 'Progress', ('progress bar',))
        eyes.wait(lambda: eyes.value(bar) > 0.8, 'the bar')
        self.assertEqual(ear.heard_of('book'), [])
        self.service.change(self.guid, state=fake.FAILED, error_domain='ferry', error_code=0,
                            error_message='The disk is full')
        eyes.wait(lambda: ear.heard_of('book'), 'the news')
        self.service.change(self.guid, state=fake.COMPLETED)
        eyes.wait(lambda: COMPLETED in ear.heard_of('book'), 'the news after it')
        self.assertEqual(ear.heard_of('book'), ['book.txt · example.org · Failed · The disk is full', COMPLETED])
        ear.close()
        self.close()


window.run(Keyboard)
