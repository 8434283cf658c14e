#!/usr/bin/python3 -Wignore::DeprecationWarning
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page Download, as a person with a screen reader uses it."""

import os

import eyes
import fake_service as fake
import window

ADDRESS = 'http://example.org/files/book.txt'


class DownloadPage(window.Window):
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

    def test_a_row_has_the_name_asked_for_and_its_height_from_the_start(self):
        """Bug: it had the address's name, and grew with the first byte, so that the list jumped."""
        guid = self.service.add(ADDRESS, state=fake.RUNNING, name='mine.txt')
        self.open()
        self.see('mine.txt')
        row = eyes.row(self.window, 0)
        before = eyes.wait(lambda: eyes.height(row), 'the row')
        self.service.change(guid, bytes_done=1000000, bytes_total=3000000, bytes_per_second=1000000)
        self.see('1.0\u00a0MB of 3.0\u00a0MB · 1.0\u00a0MB/s · 2 seconds left')
        self.assertEqual(eyes.height(row), before)
        self.service.change(guid, state=fake.COMPLETED, bytes_done=3000000, bytes_per_second=0, file='/tmp/mine.txt')
        self.see('3.0\u00a0MB')
        self.assertAlmostEqual(eyes.height(row), before, delta=2)  # a font may be higher than most
        self.close()

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
                           ('Retry', 'Retry'), ('Cancel', 'Cancel')):
            self.press(name)
            eyes.wait(lambda: self.service.calls[-1] == (call, [guid]), name)
        self.close()

    def test_what_was_only_created_is_started_by_its_row(self):
        """Bug: the row said that it was queued, and offered a Pause that failed."""
        guid = self.service.add(ADDRESS, state=fake.IDLE, started=False)
        self.open()
        self.see('example.org · Not started')
        self.assertFalse(eyes.is_sensitive(self.button('Pause All')))
        self.assertFalse(eyes.is_sensitive(self.button('Resume All')))
        self.assertTrue(eyes.is_sensitive(self.button('Cancel All')))
        self.press('Start')
        eyes.wait(lambda: self.service.calls[-1] == ('Start', [guid]), 'Start')
        self.see('example.org · Downloading')
        self.button('Pause')
        self.close()

    def test_a_start_that_waits_for_its_turn_is_seen(self):
        guid = self.service.add(ADDRESS, state=fake.IDLE, started=False)
        self.open()
        self.button('Start')
        self.service.change(guid, started=True)
        self.see('example.org · Queued')
        self.button('Pause')
        eyes.wait(lambda: eyes.is_sensitive(self.button('Pause All')), 'Pause All')
        self.close()

    def test_a_removed_row_can_be_had_back(self):
        self.service.add(ADDRESS, state=fake.COMPLETED)
        self.open()
        self.press('Remove From List')
        self.see('1 download removed')
        self.press('Undo')
        self.see('example.org · Completed')
        self.assertEqual(self.called('Remove'), [])
        self.close()
        self.assertEqual(self.called('Remove'), [])

    def test_a_removed_row_is_forgotten_when_the_window_closes(self):
        guid = self.service.add(ADDRESS, state=fake.COMPLETED)
        other = self.service.add(ADDRESS, state=fake.RUNNING)
        self.open()
        self.press('Remove From List')
        self.see('1 download removed')
        self.assertEqual(self.called('Remove'), [])
        self.close()
        self.assertEqual(self.called('Remove'), [[[guid]]])
        self.assertEqual(list(self.service.transfers), [other])

    def test_addresses_on_the_command_line_are_started(self):
        other = 'https://example.org/other'
        self.open(ADDRESS, other)
        (downloads,) = eyes.wait(lambda: self.called('CreateDownloads'), 'the call')[0]
        self.assertEqual([uri for uri, _ in downloads], [ADDRESS, other])
        self.assertTrue(all(options['start'] for _, options in downloads))
        self.close()

    def test_what_is_no_web_address_is_not_started(self):
        self.open('fish://example.org/book')
        self.be_told('Only addresses that start with http:// or https:// can be downloaded')
        self.assertEqual(self.called('CreateDownloads'), [])
        self.close()

    def test_a_service_that_is_not_there_is_said_and_tried_again(self):
        self.service.add(ADDRESS, state=fake.RUNNING)
        self.service.is_deaf = True
        self.open()
        self.see('Can’t Reach the Transfer Service')
        self.service.is_deaf = False
        self.press('Try Again')
        self.see('example.org · Downloading')
        self.close()

    def test_an_address_under_way_is_asked_about(self):
        self.service.add(ADDRESS, state=fake.RUNNING)
        self.open()
        self.see('example.org · Downloading')
        self.type('Address', ADDRESS)
        self.press('Start Download')
        self.press('Download Again')
        eyes.wait(lambda: self.called('CreateDownloads'), 'the call')
        self.close()

    def act_on(self, positions, action):
        for position in positions:
            eyes.select(self.window, 'Downloads', position)
        rows = eyes.find(self.window, 'FerryTransferList')
        eyes.wait(lambda: eyes.act(rows, action), action)

    def test_details_say_what_went_wrong_and_what_to_do(self):
        guid = self.service.add(ADDRESS, state=fake.FAILED, error_domain='web', error_code=404,
                                error_message='There is no such file', status_code=404, actual_uri=ADDRESS + '?a',
                                headers=[('Server', 'fake')])
        self.open()
        self.see('example.org · Failed')
        self.act_on([0], 'transfers.details')
        for text in ('Check the address for mistakes. The file may have moved.', guid, ADDRESS + '?a', '404',
                     'Server: fake'):
            self.see(text)
        self.close()

    def test_all_selected_rows_are_commanded_together(self):
        guids = [self.service.add(f'{ADDRESS}{i}', state=fake.RUNNING) for i in range(3)]
        self.open()
        self.see('book.txt2')
        self.act_on([0, 2], 'transfers.pause')
        eyes.wait(lambda: self.called('Pause'), 'the pause')
        self.assertEqual([set(ids) for ids, in self.called('Pause')], [{guids[0], guids[2]}])
        self.close()

    def test_selected_rows_that_were_only_created_are_started(self):
        guids = [self.service.add(f'{ADDRESS}{i}', state=fake.IDLE, started=i == 1) for i in range(3)]
        self.open()
        self.see('book.txt2')
        self.act_on([0, 1, 2], 'transfers.start')
        eyes.wait(lambda: self.called('Start'), 'the start')
        self.assertEqual([set(ids) for ids, in self.called('Start')], [{guids[0], guids[2]}])
        self.close()

    def test_details_say_what_was_not_started(self):
        guid = self.service.add(ADDRESS, state=fake.IDLE, started=False)
        self.open()
        self.see('example.org · Not started')
        self.act_on([0], 'transfers.details')
        self.see(guid)
        eyes.wait(lambda: eyes.label(self.window, 'Not started'), 'the state')
        self.close()

    def test_pictures_are_saved_where_pictures_are(self):
        self.open()
        self.choose('Choose Folder', 'Pictures')
        self.type('Address', ADDRESS)
        self.press('Start Download')
        ((_, options),), = eyes.wait(lambda: self.called('CreateDownloads'), 'the call')[0]
        self.assertEqual(options['folder'], os.environ['HOME'])
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
            for told in ([['Transfers Go On']], [[]]):
                self.shell.titles.clear()
                self.open()
                self.see('example.org · Downloading')
                self.close()
                self.assertEqual([self.shell.titles], told)
        finally:
            os.environ['GSETTINGS_BACKEND'] = 'memory'


window.run(DownloadPage)
