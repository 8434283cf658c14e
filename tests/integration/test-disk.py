#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Uploads from a disk that does not answer any more.

import os

import ferrytest
from ferrytest import MB, until


class TestCase(ferrytest.TestCase):
    def setUp(self):
        super().setUp()
        self.disk = ferrytest.FarDisk(self.desktop.folder('far'), os.urandom(MB) * 40)
        self.addCleanup(self.disk.remove)

    def begin(self):
        """An upload in whose midst the disk falls silent."""
        id = self.desktop.upload(self.server.address('upload/far?bytesPerSec=8000000'), self.disk.file, method='PUT')
        self.desktop.wait_bytes(id, MB)
        self.disk.silence()
        return id

    def assert_others_go_on(self):
        near = self.desktop.folder('near') / 'file'
        near.write_bytes(os.urandom(3 * MB))
        upload = self.desktop.upload(self.server.address('upload/near'), near, method='PUT')
        download = self.desktop.download(self.server.address('randomAccess?length=1000&bytesPerSec=0'))
        self.desktop.wait(upload, 'completed')
        self.desktop.wait(download, 'completed')


class Patient(TestCase):
    def test_a_disk_that_answers_is_read(self):
        id = self.desktop.upload(self.server.address('upload/far'), self.disk.file, method='PUT')
        self.desktop.wait(id, 'completed')
        self.assertTrue((self.server.uploads / 'far').read_bytes() == self.disk.content)

    def test_holds_up_no_other_transfer(self):
        id = self.begin()
        self.assert_others_go_on()
        self.assertEqual(self.desktop.state(id), 'running')
        self.desktop.command('Cancel', id)
        self.desktop.wait(id, 'canceled')

    def test_is_paused_all_the_same(self):
        id = self.begin()
        self.desktop.command('Pause', id)
        self.desktop.wait(id, 'paused-by-application')


class Hasty(TestCase):
    settings = {'silence_timeout': 3}

    def test_is_given_up_and_the_server_is_not_blamed(self):
        id = self.begin()
        until(lambda: self.desktop.state(id) == 'error', 'it fails')
        failed = self.desktop.show(id)
        self.assertEqual((failed['error-domain'], failed['error-message']),
                         ('ferry', 'The disk that the file is on does not answer'))
        self.assert_others_go_on()


if __name__ == '__main__':
    ferrytest.main()
