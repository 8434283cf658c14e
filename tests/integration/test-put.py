#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `ferryctl put`, from the file to the server and back to what it answered.

import hashlib
import json
import os
import pathlib
import signal
import subprocess

import ferrytest
from ferrytest import ALWAYS, BUILD, MB


class Put(ferrytest.CommandLineCase):
    def setUp(self):
        super().setUp()
        self.folder = self.desktop.folder('Documents')

    def file(self, name='letter.bin', length=MB + 17):
        path = self.folder / name
        path.write_bytes(os.urandom(length))
        return path

    def stored(self):
        """By hash, what the server has."""
        return {hashlib.sha256(path.read_bytes()).hexdigest()
                for path in self.server.uploads.iterdir() if path.is_file()}

    def assert_stored(self, *paths):
        self.assertLessEqual({hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}, self.stored())

    def report(self, one):
        """What the server says of an upload, as `show` knows where to find it."""
        return json.loads(pathlib.Path(one['result_file']).read_text())

    def test_follows_an_upload_to_its_end(self):
        path = self.file()
        answer = self.ctl('put', path, self.server.address('upload'))
        self.assertIn(str(path), answer.stdout)
        self.assert_stored(path)

    def test_tells_it_as_json(self):
        path = self.file()
        one, = self.objects('put', path, self.server.address('upload'))
        self.assertTrue(ALWAYS <= one.keys())
        self.assertEqual((one['kind'], one['state'], one['http_status']), ('upload', 'completed', 200))
        self.assertEqual((one['bytes_done'], one['bytes_total']), (path.stat().st_size,) * 2)
        self.assertEqual(one['file'], str(path))

    def test_show_tells_what_the_server_answered(self):
        path = self.file('häfen.bin')
        one, = self.objects('put', path, self.server.address('upload'))
        shown, = self.objects('show', one['id'])
        self.assertEqual(self.report(shown)['files'][0]['name'], 'häfen.bin')
        self.assertEqual(shown['bytes_received'], pathlib.Path(shown['result_file']).stat().st_size)
        self.assertIn('Content-Type', shown['headers'])
        told = self.ctl('show', one['id']).stdout
        self.assertIn(shown['result_file'], told)
        self.assertIn('upload', told)

    def test_puts_files_into_a_folder_of_the_server(self):
        paths = [self.file(f'{name}.bin', 1000) for name in ('a', 'b b', 'c')]
        objects = self.objects('put', '--method=PUT', *paths, self.server.address('upload/'))
        self.assertEqual({one['state'] for one in objects}, {'completed'})
        self.assertEqual({one['uri'].rsplit('/', 1)[1] for one in objects}, {'a.bin', 'b%20b.bin', 'c.bin'})
        self.assert_stored(*paths)

    def test_sends_a_form(self):
        paths = [self.file('"quoted".bin', 1000), self.file('plain.bin', 0)]
        fields = self.folder / 'fields'
        fields.write_text('# what nobody else is to see\nsecret=a=b\n')
        one, = self.objects('put', '--field', 'title=Häfen & Fähren', '--field', f'@{fields}',
                            '--name', 'photo', *paths, self.server.address('upload'))
        shown, = self.objects('show', one['id'])
        self.assertEqual([file['name'] for file in self.report(shown)['files']], ['"quoted".bin', 'plain.bin'])
        self.assertIn('Häfen & Fähren', pathlib.Path(shown['result_file']).read_text())
        self.assert_stored(*paths)

    def test_resumes_after_a_pause(self):
        path = self.file(length=12 * MB)
        for way, address in (('tus', 'tus'), ('ietf', 'resumable')):
            with self.subTest(way):
                address = self.server.address(f'{address}?bytesPerSec=4000000')
                one, = self.objects('put', '--detach', '--resumable', way, path, address)
                ferrytest.until(lambda: self.desktop.show(one['id'])['resumable'], 'it has a place')
                self.ctl('pause', one['id'])
                self.assertEqual(self.desktop.state(one['id']), 'paused-by-application')
                self.ctl('resume', one['id'])
                self.ctl('wait', one['id'])
                shown, = self.objects('show', one['id'])
                self.assertEqual((shown['protocol'], shown['restarts']), (way, 0))
                self.assert_stored(path)

    def test_says_what_went_wrong(self):
        path = self.file()
        answer = self.ctl('put', path, self.server.address('upload?fail=early&status=413'), status=1)
        self.assertGreater(len(answer.stderr), 10)
        for wrong in (self.folder / 'missing', self.folder):
            answer = self.desktop.ctl('put', str(wrong), self.server.address('upload'))
            self.assertIn(answer.returncode, (1, 2))
            self.assertIn(wrong.name, answer.stderr)
            self.assertNotIn('GDBus', answer.stderr)
        self.ctl('put', '--header', 'Content-Length: 7', path, self.server.address('upload'), status=2)

    def test_nothing_is_created_when_one_file_is_missing(self):
        self.ctl('put', self.file(), self.folder / 'missing', self.server.address('upload'), status=1)
        self.assertEqual(self.desktop.list(), [])

    def test_lists_both_ways(self):
        path = self.file()
        self.ctl('put', path, self.server.address('upload'))
        self.ctl('get', self.server.address('randomAccess?length=1000&bytesPerSec=0'))
        told = self.ctl('list', '--all').stdout
        self.assertIn('↑', told)
        self.assertIn('↓', told)

    def follow(self, *arguments):
        """A ferryctl that is not waited for."""
        return subprocess.Popen([str(BUILD / 'src/cli/ferryctl'), *map(str, arguments)], text=True,
                                env=self.desktop.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def wait_for_place(self):
        """Until the server has given the one upload a place to resume at."""
        return ferrytest.until(lambda: next((one['id'] for one in self.desktop.list() if one['resumable']), None),
                               'it has a place')

    def test_ctrl_c_leaves_the_upload_to_the_service(self):
        path = self.file(length=12 * MB)
        put = self.follow('put', '--resumable=tus', path, self.server.address('tus?bytesPerSec=4000000'))
        id = self.wait_for_place()
        self.ctl('pause', id)
        # What it says of the pause shows that it follows.
        self.assertIn(path.name, put.stderr.readline())
        put.send_signal(signal.SIGINT)
        _, told = put.communicate(timeout=30)
        self.assertEqual(put.returncode, 130)
        self.assertIn(id[:8], told)
        self.ctl('resume', id)
        self.desktop.wait(id, 'completed')
        self.assert_stored(path)

    def test_the_service_is_killed_while_it_is_followed(self):
        path = self.file(length=12 * MB)
        put = self.follow('put', '--resumable=ietf', path, self.server.address('resumable?bytesPerSec=4000000'))
        self.wait_for_place()
        self.desktop.kill()
        _, told = put.communicate(timeout=60)
        self.assertEqual(put.returncode, 0, told)
        self.assert_stored(path)


if __name__ == '__main__':
    ferrytest.main()
