#!/usr/bin/python3 -Wignore::DeprecationWarning
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page Upload, as a person with a screen reader uses it."""

import os
import pathlib

from gi.repository import Gio

import eyes
import fake_service as fake
import window

ADDRESS = 'http://example.org/upload'
KEYS = 'io.github.ferrytransfer.Ferry'


class UploadPage(window.Window):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = pathlib.Path(os.environ['HOME'])
        cls.keys = pathlib.Path(os.environ['XDG_CONFIG_HOME']) / 'glib-2.0/settings/keyfile'
        cls.keys.parent.mkdir(parents=True)
        os.environ['GSETTINGS_BACKEND'] = 'keyfile'

    def setUp(self):
        super().setUp()
        self.files = [self.make('book.txt', 1000), self.make('film “1”.ogv', 2000)]
        self.set_keys('')

    def open(self, *arguments):
        """The page stands for the window: other pages have controls of the same names."""
        super().open(*arguments)
        self.program = self.window
        self.window = eyes.wait(lambda: eyes.find_last(self.program, 'FerryTransferPage'), 'the page')

    def above(self):
        """Looks at the dialogs, too."""
        self.window = self.program

    def make(self, name, size):
        path = self.folder / name
        path.write_bytes(b'x' * size)
        return str(path)

    def set_keys(self, lines):
        """What the window finds in its settings when it opens."""
        self.keys.write_text(f"[io/github/ferrytransfer/Ferry]\npage='upload'\n{lines}\n")

    def create(self, button):
        self.press(button)
        return eyes.wait(lambda: self.called('CreateUploads'), 'the call')[0][0]

    def test_an_empty_list_says_what_to_do(self):
        self.open()
        self.see('No Uploads')
        self.see('Choose files, or drop them here')
        self.assertFalse(eyes.is_sensitive(self.button('Start Upload')))
        self.close()

    def test_each_file_is_an_upload(self):
        self.open(*self.files)
        self.see('2 files, 3.0\u00a0kB')
        self.type('Address', ADDRESS)
        uploads = self.create('Start Upload')
        self.assertEqual([uri for uri, _ in uploads], [ADDRESS] * 2)
        self.assertEqual([options['file'] for _, options in uploads], self.files)
        self.assertTrue(all(options['start'] for _, options in uploads))
        self.see('example.org · Uploading')
        self.see('Choose files, or drop them here')
        self.assertIn('book.txt: Started', self.read_log())
        self.close()

    def test_all_files_are_parts_of_one_upload(self):
        self.open(*self.files)
        self.type('Address', ADDRESS)
        (uri, options), = self.create('Start Multipart Upload')
        self.assertEqual(uri, ADDRESS)
        self.assertEqual([(part['name'], part['file']) for part in options['parts']],
                         [('File0', self.files[0]), ('File1', self.files[1])])
        self.close()

    def test_a_file_can_be_taken_off_again(self):
        self.open(*self.files)
        self.see('2 files, 3.0\u00a0kB')
        self.press('Do Not Send')
        self.see('1 file, 2.0\u00a0kB')
        self.press('Do Not Send')
        self.see('Choose files, or drop them here')
        self.close()

    def test_a_file_is_chosen_once(self):
        self.open(self.files[0], self.files[0])
        self.see('1 file, 1.0\u00a0kB')
        self.close()

    def test_what_cannot_be_sent_is_left_out_and_said(self):
        fifo = self.folder / 'pipe'
        os.mkfifo(fifo)
        self.open(str(self.folder), str(fifo), self.files[0])
        self.see('1 file, 1.0\u00a0kB')
        self.be_told(f'“{self.folder.name}” is a folder; only files can be sent (and 1 more was left out)')
        self.close()
        fifo.unlink()

    def test_a_missing_file_is_said(self):
        self.open('/nowhere/file')
        self.be_told('Error when getting information for file “/nowhere/file”: No such file or directory')
        self.close()

    def test_a_wrong_address_is_explained_and_cannot_be_used(self):
        self.open(self.files[0])
        self.type('Address', 'fish://example.org/')
        self.see('An address starts with http:// or https://')
        self.assertFalse(eyes.is_sensitive(self.button('Start Upload')))
        self.close()

    def test_a_file_above_the_limit_is_refused(self):
        self.set_keys('upload-size-limit=uint64 1500')
        self.open(*self.files)
        self.be_told('“film “1”.ogv” is larger than 1.5\u00a0kB, the limit in the preferences')
        self.see('1 file, 1.0\u00a0kB')
        self.close()

    def test_files_that_are_too_large_together_go_each_alone(self):
        self.set_keys('upload-size-limit=uint64 2500')
        self.open(*self.files)
        self.type('Address', ADDRESS)
        self.press('Start Multipart Upload')
        self.be_told('Together the files are larger than 2.5\u00a0kB, the limit in the preferences')
        self.assertEqual(self.called('CreateUploads'), [])
        self.assertEqual(len(self.create('Start Upload')), 2)
        self.close()

    def test_a_refusal_keeps_the_files(self):
        self.service.refusal = 'There is no such file'
        self.open(self.files[0])
        self.type('Address', ADDRESS)
        self.press('Start Upload')
        self.be_told('There is no such file')
        self.see('1 file, 1.0\u00a0kB')
        self.close()

    def test_the_same_twice_is_asked_about(self):
        self.service.add(ADDRESS, kind=fake.UPLOAD, state=fake.RUNNING, file=self.files[0])
        self.open(self.files[0])
        self.see('example.org · Uploading')
        self.type('Address', ADDRESS)
        self.press('Start Upload')
        self.above()
        self.see('Upload Again?')
        self.assertEqual(self.called('CreateUploads'), [])
        self.create('Upload Again')
        self.close()

    def test_the_address_is_remembered(self):
        self.open(self.files[0])
        self.type('Address', ADDRESS)
        self.create('Start Upload')
        self.see('Choose files, or drop them here')
        self.close()
        self.open()
        self.assertEqual(eyes.read(eyes.wait(lambda: eyes.entry(self.window, 'Address'), 'the entry')), ADDRESS)
        self.close()

    def test_a_row_follows_its_upload(self):
        guid = self.service.add(ADDRESS, kind=fake.UPLOAD, state=fake.RUNNING, file=self.files[0], bytes_total=3000000)
        self.open()
        self.see('book.txt')
        self.service.change(guid, bytes_done=1000000, bytes_per_second=1000000)
        self.see('1.0\u00a0MB of 3.0\u00a0MB · 1.0\u00a0MB/s · 2 seconds left')
        self.service.change(guid, state=fake.COMPLETED, bytes_done=3000000)
        self.see('example.org · Sent')
        self.assertIsNone(eyes.button(self.window, 'Open'))
        self.assertIn('book.txt: Sent', self.read_log())
        self.close()

    def test_details_show_what_the_server_answered(self):
        answer = self.make('answer', 0)
        pathlib.Path(answer).write_text('Thank you\n')
        self.service.add(ADDRESS, kind=fake.UPLOAD, state=fake.COMPLETED, file=self.files[0], bytes_done=1000,
                         bytes_total=1000, status_code=201, headers=[('Server', 'fake')], answer_file=answer)
        self.open()
        self.see('example.org · Sent')
        eyes.select(self.window, 'Uploads', 0)
        rows = eyes.find(self.window, 'FerryTransferList')
        eyes.wait(lambda: eyes.act(rows, 'transfers.details'), 'the details')
        self.above()
        for text in (self.files[0], '201', 'Server: fake', 'Thank you', answer):
            self.see(text)
        self.close()

    def test_pages_have_rows_of_their_own(self):
        self.service.add(ADDRESS, kind=fake.DOWNLOAD, state=fake.RUNNING)
        upload = self.service.add(ADDRESS, kind=fake.UPLOAD, state=fake.RUNNING, file=self.files[0])
        self.open()
        self.see('example.org · Uploading')
        self.press('Pause All')
        eyes.wait(lambda: self.called('Pause') == [[[upload]]], 'the upload to be paused')
        self.press('Cancel All')
        self.above()
        self.see('Cancel All Uploads?')
        self.close()

    def test_addresses_go_to_downloads_and_files_to_uploads(self):
        self.open('http://example.org/book', self.files[0])
        (download,), = eyes.wait(lambda: self.called('CreateDownloads'), 'the download')[0]
        self.assertEqual(download[0], 'http://example.org/book')
        self.see('1 file, 1.0\u00a0kB')
        self.assertEqual(self.called('CreateUploads'), [])
        self.close()

    def test_the_action_new_upload_opens_the_page(self):
        self.set_keys("page='download'")
        self.open()
        actions = Gio.DBusActionGroup.get(self.service.bus, KEYS, '/io/github/ferrytransfer/Ferry')
        actions.activate_action('new-upload', None)
        eyes.wait(lambda: "page='upload'" in self.keys.read_text(), 'the page')
        self.close()


window.run(UploadPage)
