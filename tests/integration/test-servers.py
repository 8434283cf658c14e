#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The servers that uploads are tested against take them from a plain client:
# what fails elsewhere is Ferry's fault.

import hashlib
import http.client
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import urllib.parse

import ferrytest
from ferrytest import ROOT, until

TUS = {'Tus-Resumable': '1.0.0'}
CHUNK = TUS | {'Content-Type': 'application/offset+octet-stream'}
DRAFT = {'Upload-Draft-Interop-Version': '8'}
PART = DRAFT | {'Content-Type': 'application/partial-upload'}


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='ferry-servers.')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.content = os.urandom(3 * ferrytest.MB + 17)

    def start(self, kind):
        server = kind(self.folder / 'server')
        self.addCleanup(self.stop, server)
        return server

    def stop(self, server):
        server.stop()
        self.assertFalse(server.fault, 'a server crashed or leaked')

    def ask(self, method, address, headers={}, body=b''):
        """The answer, with its body read."""
        parts = urllib.parse.urlsplit(address)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        self.addCleanup(connection.close)
        connection.request(method, urllib.parse.urlunsplit(('', '', *parts[2:])), body, headers)
        answer = connection.getresponse()
        answer.text = answer.read()
        return answer

    def assert_upload(self, path):
        self.assertTrue(path.read_bytes() == self.content, f'{path} is not what was sent')

    def assert_tus(self, server, address):
        """Creates, breaks off, asks, goes on."""
        created = self.ask('POST', address, TUS | {'Upload-Length': str(len(self.content))})
        self.assertEqual(created.status, 201)
        upload = urllib.parse.urljoin(address, created.getheader('Location'))
        half = len(self.content) // 2
        first = self.ask('PATCH', upload, CHUNK | {'Upload-Offset': '0'}, self.content[:half])
        self.assertEqual(first.status, 204)
        self.assertEqual(self.ask('HEAD', upload, TUS).getheader('Upload-Offset'), str(half))
        rest = self.ask('PATCH', upload, CHUNK | {'Upload-Offset': str(half)}, self.content[half:])
        self.assertEqual(rest.getheader('Upload-Offset'), str(len(self.content)))
        until(lambda: server.received() == len(self.content), 'the log tells each byte once')
        last = next(answer for answer in server.answers() if answer.first)
        self.assertEqual((last.method, last.first, last.received), ('PATCH', half, len(self.content) - half))
        return upload


class FerryServer(Case):
    def test_takes_a_file(self):
        server = self.start(ferrytest.FerryServer)
        answer = self.ask('POST', server.address('upload'), {'Filename': 'na%C3%AFve.bin'}, self.content)
        file, = json.loads(answer.text)['files']
        self.assertEqual(file['sha256'], hashlib.sha256(self.content).hexdigest())
        self.assert_upload(server.uploads / file['file'])
        until(lambda: server.received('upload') == len(self.content), 'the log tells each byte once')

    @ferrytest.needs('curl')
    def test_takes_a_form(self):
        server = self.start(ferrytest.FerryServer)
        path = self.folder / 'file'
        path.write_bytes(self.content)
        said = subprocess.run(['curl', '-sS', '-F', 'text=value', '-F', f'file=@{path};filename="a\\"b.bin"',
                               server.address('upload')], capture_output=True, text=True, check=True).stdout
        report = json.loads(said)
        self.assertEqual(report['fields'], [{'name': 'text', 'value': 'value'}])
        self.assertEqual(report['files'][0]['size'], len(self.content))
        self.assert_upload(server.uploads / report['files'][0]['file'])

    def test_speaks_tus(self):
        server = self.start(ferrytest.FerryServer)
        upload = self.assert_tus(server, server.address('tus'))
        self.assert_upload(server.uploads / json.loads(self.ask('GET', upload).text)['files'][0]['file'])

    def test_speaks_the_draft(self):
        server = self.start(ferrytest.FerryServer)
        address = server.address('resumable')
        created = self.ask('POST', address, DRAFT | {'Upload-Complete': '?0'})
        upload = urllib.parse.urljoin(address, created.getheader('Location'))
        half = len(self.content) // 2
        self.ask('PATCH', upload, PART | {'Upload-Offset': '0', 'Upload-Complete': '?0'}, self.content[:half])
        self.assertEqual(self.ask('HEAD', upload, DRAFT).getheader('Upload-Offset'), str(half))
        done = self.ask('PATCH', upload, PART | {'Upload-Offset': str(half), 'Upload-Complete': '?1'},
                        self.content[half:])
        self.assert_upload(server.uploads / json.loads(done.text)['files'][0]['file'])


class Nginx(Case):
    @ferrytest.needs('nginx')
    def test_takes_a_file(self):
        server = self.start(ferrytest.Nginx)
        self.assertEqual(self.ask('PUT', server.address('uploads/name'), body=self.content).status, 201)
        self.assert_upload(server.uploads / 'name')
        until(lambda: server.received('uploads/name') > len(self.content), 'the log tells the bytes')

    @ferrytest.needs('nginx')
    def test_takes_a_file_as_it_is_set_up_for_people(self):
        folder = self.folder / 'sample'
        said = subprocess.run([ROOT / 'server/setup-server', folder], capture_output=True, text=True, check=True).stdout
        try:
            root = next(line.split()[-1] for line in said.splitlines() if line.startswith('Listening on '))
            address = urllib.parse.urljoin(root, '../uploads/name')
            self.assertEqual(self.ask('PUT', address, body=self.content).status, 201)
            self.assertTrue(self.ask('GET', root + 'uploads/name').text == self.content)
            (folder / 'data/uploads/name').unlink()
        finally:
            subprocess.run([ROOT / 'server/remove-server', folder], check=True, stdout=subprocess.DEVNULL)
        self.assertFalse(folder.exists())


class TusServer(Case):
    def test_takes_a_file_in_parts(self):
        server = self.start(ferrytest.TusServer)
        upload = self.assert_tus(server, server.address('tus'))
        self.assert_upload(server.uploads / upload.rsplit('/', 1)[1])

    def test_remembers_when_it_starts_again(self):
        server = self.start(ferrytest.TusServer)
        address = server.address('tus')
        created = self.ask('POST', address, TUS | {'Upload-Length': '10'})
        upload = urllib.parse.urljoin(address, created.getheader('Location'))
        self.ask('PATCH', upload, CHUNK | {'Upload-Offset': '0'}, b'12345')
        server.stop()
        server.start()
        self.assertEqual(self.ask('HEAD', upload, TUS).getheader('Upload-Offset'), '5')


ferrytest.main()
