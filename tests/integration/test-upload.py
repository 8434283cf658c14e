#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Uploads as a caller of the service sees them: what arrives is what was sent,
# what stops goes on where it can, and nothing is sent twice that must not be.

import hashlib
import json
import os
import pathlib
import random
import time

import ferrytest
from ferrytest import AUTO, IETF, MB, PLAIN, TUS, until

# A seed from an earlier run plays the same moments again.
SEED = int(os.environ.get('FERRY_TEST_SEED', random.SystemRandom().randrange(1 << 32)))
KILLS = 3 if os.environ.get('FERRY_TESTS_QUICK') == '1' else 8
# What sockets of both ends hold is sent, but was never read.
IN_FLIGHT = 8 * MB


class TestCase(ferrytest.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = self.desktop.folder('Documents')

    def file(self, name='letter.bin', length=3 * MB + 17):
        path = self.folder / name
        path.write_bytes(os.urandom(length))
        return path

    def report(self, transfer):
        """What the sample's server says of an upload, as it was kept."""
        return json.loads(pathlib.Path(transfer['answer-file']).read_text())

    def assert_arrived(self, path, transfer, server=None):
        report = self.report(transfer)['files'][0]
        content = path.read_bytes()
        self.assertEqual(report['size'], len(content))
        self.assertEqual(report['sha256'], hashlib.sha256(content).hexdigest())
        self.assertTrue(((server or self.server).uploads / report['file']).read_bytes() == content)

    def wait_error(self, id):
        return until(lambda: self.desktop.state(id) == 'error' and self.desktop.show(id), 'it fails')


class Plain(TestCase):
    def test_arrives_whole_by_post_and_put(self):
        path = self.file()
        for method, address in (('POST', 'upload'), ('PUT', 'upload/letter.bin')):
            id = self.desktop.upload(self.server.address(address), path, method=method)
            done = self.desktop.wait(id, 'completed')
            self.assert_arrived(path, done)
            self.assertEqual((done['kind'], done['method'], done['status-code']), (1, method, 200))
            self.assertEqual((done['bytes-done'], done['bytes-total']), (path.stat().st_size,) * 2)
            answer = pathlib.Path(done['answer-file'])
            self.assertEqual((done['bytes-received'], done['bytes-to-receive']), (answer.stat().st_size,) * 2)
            self.assertEqual((done['file'], done['restarts'], done['protocol']), (str(path), 0, PLAIN))

    def test_names_the_file_whatever_it_is_called(self):
        for name in ('häfen.bin', 'two words & 100%.txt', 'q"uote.png'):
            path = self.file(name, 10)
            done = self.desktop.wait(self.desktop.upload(self.server.address('upload'), path), 'completed')
            self.assertEqual(self.report(done)['files'][0]['name'], name)

    def test_sends_an_empty_file(self):
        path = self.file(length=0)
        for method, address in (('POST', 'upload'), ('PUT', 'upload/empty')):
            id = self.desktop.upload(self.server.address(address), path, method=method)
            self.assert_arrived(path, self.desktop.wait(id, 'completed'))

    def test_logs_in(self):
        path = self.file()
        for kind in ('basic', 'digest'):
            id = self.desktop.upload(self.server.address(f'fault/{kind}-auth/upload'), path,
                                     username='ferry', password='harbour')
            self.assert_arrived(path, self.desktop.wait(id, 'completed'))

    def test_tells_the_status_that_came_before_the_last_byte(self):
        path = self.file(length=64 * MB)
        for status in (401, 403, 413):
            id = self.desktop.upload(self.server.address(f'upload?fail=early&status={status}'), path)
            failed = self.wait_error(id)
            self.assertEqual((failed['error-domain'], failed['error-code'], failed['status-code']),
                             ('web', status, status), failed['error-message'])
            self.assertLess(failed['bytes-done'], path.stat().st_size)

    def test_a_put_is_sent_again_until_it_arrives(self):
        path = self.file()
        for trouble in ('cut&after=100000', 'status&status=500', 'status&status=503&retryAfter=1', 'lost'):
            id = self.desktop.upload(self.server.address(f'upload/again?fail={trouble}'), path, method='PUT')
            done = self.desktop.wait(id, 'completed')
            self.assert_arrived(path, done)

    def count_posts(self, address):
        until(lambda: any(answer.method == 'POST' for answer in self.server.answers(address)), 'it is written down')
        return len([answer for answer in self.server.answers(address) if answer.method == 'POST'])

    def test_a_post_that_may_have_arrived_is_not_sent_again_unasked(self):
        path = self.file()
        for trouble in ('cut&after=100000', 'status&status=500', 'lost'):
            address = f'upload?fail={trouble}'
            id = self.desktop.upload(self.server.address(address), path)
            failed = self.wait_error(id)
            self.assertEqual(self.count_posts(address), 1)
            if 'status' not in trouble:
                self.assertIn('sent again only when you say so', failed['error-message'])
            self.desktop.command('Retry', id)
            self.assert_arrived(path, self.desktop.wait(id, 'completed'))

    def test_gets_an_answer_that_is_elsewhere(self):
        path = self.file()
        for status in (302, 303):
            address = f'upload?fail=status&status={status}&to=./'
            done = self.desktop.wait(self.desktop.upload(self.server.address(address), path), 'completed')
            self.assertEqual((done['status-code'], done['actual-uri']), (200, self.server.address('')))
            self.assertEqual(self.count_posts(address), 1)

    def test_an_answer_that_is_elsewhere_and_lost_is_no_reason_to_send_it_again(self):
        path = self.file()
        for status in (404, 500, 503):
            address = f'upload?fail=status&status=303&to=fault/{status}'
            failed = self.wait_error(self.desktop.upload(self.server.address(address), path))
            self.assertIn('sent again only when you say so', failed['error-message'])
            self.assertEqual((failed['status-code'], failed['actual-uri']),
                             (status, self.server.address(f'fault/{status}')))
            self.assertEqual(self.count_posts(address), 1)

    def test_a_post_that_was_refused_for_the_moment_is_sent_again(self):
        path = self.file()
        id = self.desktop.upload(self.server.address('upload?fail=status&status=503&retryAfter=1'), path)
        self.assert_arrived(path, self.desktop.wait(id, 'completed'))

    def test_pauses_and_begins_again(self):
        path = self.file(length=6 * MB)
        id = self.desktop.upload(self.server.address('upload/paused?bytesPerSec=4000000'), path, method='PUT')
        self.desktop.wait_bytes(id, MB)
        self.desktop.command('Pause', id)
        paused = self.desktop.wait(id, 'paused-by-application')
        self.assertFalse(paused['resumable'])
        self.desktop.command('Resume', id)
        done = self.desktop.wait(id, 'completed')
        self.assert_arrived(path, done)
        self.assertEqual(done['restarts'], 1)

    def test_keeps_to_its_rate(self):
        path = self.file(length=2 * MB)
        begin = time.monotonic()
        id = self.desktop.upload(self.server.address('upload/slow'), path, method='PUT', rate_limit=MB)
        self.assert_arrived(path, self.desktop.wait(id, 'completed'))
        self.assertGreater(time.monotonic() - begin, 0.8)

    @ferrytest.needs('nginx')
    def test_arrives_at_nginx(self):
        nginx = ferrytest.Nginx(self.desktop.folder('nginx'))
        self.addCleanup(nginx.stop)
        path = self.file(length=20 * MB)
        id = self.desktop.upload(nginx.address('uploads/letter'), path, method='PUT')
        done = self.desktop.wait(id, 'completed')
        self.assertEqual(done['status-code'], 201)
        self.assertTrue((nginx.uploads / 'letter').read_bytes() == path.read_bytes())
        id = self.desktop.upload(nginx.address('data/letter'), self.file(length=1000), method='PUT')
        self.assertEqual(self.wait_error(id)['error-code'], 405)


class Secure(TestCase):
    """To a server that would speak HTTP/2, too."""

    def setUp(self):
        super().setUp()
        self.nginx = ferrytest.Nginx(self.desktop.folder('nginx'), tls=True)
        self.addCleanup(self.nginx.stop)
        self.desktop.trust(ferrytest.CERTIFICATE)

    @ferrytest.needs('nginx')
    def test_arrives_at_nginx(self):
        path = self.file(length=20 * MB)
        id = self.desktop.upload(self.nginx.address('uploads/letter'), path, method='PUT')
        self.assertEqual(self.desktop.wait(id, 'completed')['status-code'], 201)
        self.assertTrue((self.nginx.uploads / 'letter').read_bytes() == path.read_bytes())

    @ferrytest.needs('nginx')
    def test_pauses_and_is_canceled(self):
        path = self.file(length=20 * MB)
        id = self.desktop.upload(self.nginx.address('uploads/letter'), path, method='PUT', rate_limit=8 * MB)
        self.desktop.wait_bytes(id, MB)
        self.desktop.command('Pause', id)
        self.desktop.wait(id, 'paused-by-application')
        self.desktop.command('Resume', id)
        until(lambda: self.desktop.show(id)['restarts'] == 1 and self.desktop.show(id)['bytes-done'] > MB, 'it runs')
        self.desktop.command('Cancel', id)
        self.desktop.wait(id, 'canceled')
        self.assertFalse((self.nginx.uploads / 'letter').exists())


class Form(TestCase):
    def test_arrives_with_all_its_parts(self):
        paths = [self.file(name, length) for name, length in
                 (('a "b"\\c.txt', 100), ('häfen.png', MB), ('x' * 250, 0))]
        parts = [{'name': 'who', 'text': 'Søren\nand others'}, {'name': 'who', 'text': ''},
                 *({'name': 'files', 'file': str(path)} for path in paths),
                 {'name': 'last', 'file': str(paths[0]), 'file-name': 'other.txt',
                  'headers': [('Content-Type', 'text/x-other')]}]
        id = self.desktop.upload(self.server.address('upload'),
                                 parts=parts)
        done = self.desktop.wait(id, 'completed')
        report = self.report(done)
        self.assertEqual([(file['name'], file['size']) for file in report['files']],
                         [(path.name, path.stat().st_size) for path in paths] +
                         [('other.txt', 100)])
        self.assertEqual(report['files'][3]['type'], 'text/x-other')
        self.assertEqual([file['sha256'] for file in report['files'][:3]],
                         [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths])
        self.assertEqual([(field['name'], field['value']) for field in report['fields']],
                         [('who', 'Søren\r\nand others'), ('who', '')])
        self.assertEqual(done['bytes-done'], done['bytes-total'])

    def test_uses_the_boundary_it_is_given(self):
        parts = [{'name': 'a', 'text': 'b'}]
        id = self.desktop.upload(self.server.address('upload'), parts=parts, boundary='harbour wall')
        report = self.report(self.desktop.wait(id, 'completed'))
        self.assertEqual(report['fields'][0]['value'], 'b')


class Resumable(TestCase):
    protocols = ((TUS, 'tus'), (IETF, 'resumable'))

    def assert_sent_once(self, path, part, more=0):
        """Bytes that came twice are those in flight when something broke."""
        size = path.stat().st_size
        self.assertLessEqual(self.server.received(part), size + more)

    def test_arrives_by_either_protocol(self):
        for length in (0, 1, 30 * MB):
            path = self.file(length=length)
            for protocol, address in self.protocols:
                id = self.desktop.upload(self.server.address(address), path, resumable=protocol)
                done = self.desktop.wait(id, 'completed')
                self.assertEqual((done['protocol'], done['bytes-done'], done['restarts']), (protocol, length, 0))
                self.assert_stored(path)

    def assert_stored(self, path):
        """Under whatever name, the server has it."""
        content = path.read_bytes()
        newest = max(self.server.uploads.iterdir(), key=lambda found: found.stat().st_mtime_ns)
        self.assertTrue(newest.read_bytes() == content, newest)

    def test_asks_the_server_which_way_it_has(self):
        path = self.file()
        for address, protocol in (('tus', TUS), ('resumable', IETF), ('upload', PLAIN)):
            id = self.desktop.upload(self.server.address(address), path, resumable=AUTO)
            done = self.desktop.wait(id, 'completed')
            self.assertEqual(done['protocol'], protocol)
            self.assertIn('OPTIONS', [answer.method for answer in self.server.answers(address)])
            self.assert_stored(path)

    def test_pauses_and_goes_on(self):
        path = self.file(length=12 * MB)
        for protocol, address in self.protocols:
            id = self.desktop.upload(self.server.address(f'{address}?bytesPerSec=4000000'), path, resumable=protocol)
            until(lambda: self.desktop.show(id)['resumable'], 'it has a place')
            self.desktop.wait_bytes(id, 2 * MB)
            self.desktop.command('Pause', id)
            self.desktop.wait(id, 'paused-by-application')
            self.desktop.command('Resume', id)
            done = self.desktop.wait(id, 'completed')
            self.assertEqual(done['restarts'], 0)
            self.assert_stored(path)
            self.assert_sent_once(path, address, IN_FLIGHT)

    def test_obeys_the_limits_of_the_server(self):
        path = self.file()
        id = self.desktop.upload(self.server.address('resumable?maxAppend=1000000'), path, resumable=IETF)
        self.desktop.wait(id, 'completed')
        self.assert_stored(path)
        appends = [answer.received for answer in self.server.answers('resumable/') if answer.method == 'PATCH']
        self.assertEqual(appends, [MB, MB, MB, 17])
        for protocol, address in self.protocols:
            id = self.desktop.upload(self.server.address(f'{address}?maxSize=1000'), path, resumable=protocol)
            self.assertEqual(self.wait_error(id)['error-code'], 413)

    def test_a_file_that_is_too_small_for_parts_goes_whole(self):
        path = self.file(length=MB)
        target = self.server.address('resumable?minSize=2000000')
        failed = self.wait_error(self.desktop.upload(target, path, resumable=IETF))
        self.assertEqual((failed['error-code'], failed['error-message']),
                         (400, 'The file is smaller than 127.0.0.1 takes in parts'))
        done = self.desktop.wait(self.desktop.upload(target, path, resumable=AUTO), 'completed')
        self.assertEqual(done['protocol'], PLAIN)
        self.assert_stored(path)
        done = self.desktop.wait(self.desktop.upload(target, self.file(length=3 * MB), resumable=AUTO), 'completed')
        self.assertEqual(done['protocol'], IETF)

    def test_does_not_ask_for_what_the_server_kept_for_so_long_only(self):
        path = self.file(length=12 * MB)
        id = self.desktop.upload(self.server.address('resumable?maxAge=1&bytesPerSec=3000000'), path, resumable=IETF)
        until(lambda: self.desktop.show(id)['bytes-done'] > 0, 'the server has some')
        self.desktop.command('Pause', id)
        self.desktop.wait(id, 'paused-by-application')
        kept, = self.server.uploads.glob('.*.part')
        until(lambda: time.time() - kept.stat().st_mtime > 1, 'what the server has is older than it is kept')
        self.desktop.command('Resume', id)
        done = self.desktop.wait(id, 'completed')
        self.assertEqual(done['restarts'], 1)
        self.assertNotIn('HEAD', [answer.method for answer in self.server.answers('resumable/')])
        self.assert_stored(path)

    def test_bears_with_servers_that_err(self):
        path = self.file(length=12 * MB)
        for trouble in ('cut&after=5000000', 'behind', 'status&status=500&on=PATCH', 'status&status=503&on=HEAD',
                        'moves&after=5000000&status=307', 'lost', 'early&status=503&on=PATCH', 'ahead'):
            for protocol, address in self.protocols:
                with self.subTest(trouble=trouble, address=address):
                    id = self.desktop.upload(self.server.address(f'{address}?fail={trouble}'), path,
                                             resumable=protocol)
                    done = self.desktop.wait(id, 'completed', patience=60)
                    self.assertEqual(done['restarts'], 0)
                    self.assert_stored(path)

    def test_an_upload_that_is_whole_but_no_good_is_over(self):
        path = self.file()
        id = self.desktop.upload(self.server.address('resumable?fail=result&status=422'), path, resumable=IETF)
        self.assertEqual(self.wait_error(id)['error-code'], 422)
        self.desktop.command('Retry', id)
        until(lambda: [answer.method for answer in self.server.answers('resumable?')].count('POST') == 2,
              'it is made anew')
        self.assertEqual(self.wait_error(id)['error-code'], 422)

    def test_begins_again_where_the_server_has_forgotten_all(self):
        path = self.file(length=12 * MB)
        for protocol, address in self.protocols:
            id = self.desktop.upload(self.server.address(f'{address}?bytesPerSec=6000000'), path, resumable=protocol)
            until(lambda: self.desktop.show(id)['bytes-done'] > 0, 'the server has some')
            self.server.process.kill()
            self.server.stop()
            self.server.start()
            done = self.desktop.wait(id, 'completed')
            self.assertEqual(done['restarts'], 1)
            self.assert_stored(path)

    def count(self, method, part):
        return [answer.method for answer in self.server.answers(part)].count(method)

    def test_begins_again_once_where_the_upload_was_forgotten(self):
        path = self.file(length=12 * MB)
        for after in (0, 5 * MB):
            for status in (404, 410):
                for protocol, address in self.protocols:
                    with self.subTest(after=after, status=status, address=address):
                        target = f'{address}?fail=forgets&after={after}&status={status}'
                        id = self.desktop.upload(self.server.address(target), path, resumable=protocol)
                        done = self.desktop.wait(id, 'completed', patience=60)
                        self.assertEqual(done['restarts'], 1)
                        self.assertEqual(self.count('POST', target), 2)
                        self.assert_stored(path)

    def assert_uncertain(self, id):
        self.assertIn('sent again only when you say so', self.wait_error(id)['error-message'])

    def test_what_was_taken_without_an_answer_is_not_sent_again_unasked(self):
        for length in (MB, 6 * MB):
            path = self.file(length=length)
            for protocol, address in self.protocols:
                with self.subTest(length=length, address=address):
                    target = f'{address}?fail=vanishes&length={length}'
                    id = self.desktop.upload(self.server.address(target), path, resumable=protocol)
                    self.assert_uncertain(id)
                    self.assertEqual(self.count('POST', target), 1)
                    self.assert_stored(path)
                    self.desktop.command('Retry', id)
                    self.desktop.wait(id, 'completed', patience=60)
                    self.assertEqual(self.count('POST', target), 2)

    def test_a_put_by_the_draft_is_sent_again_until_it_is_answered(self):
        path = self.file(length=6 * MB)
        target = 'resumable?fail=vanishes'
        id = self.desktop.upload(self.server.address(target), path, method='PUT', resumable=IETF)
        self.desktop.wait(id, 'completed', patience=60)
        self.assertEqual(self.count('PUT', target), 2)

    def test_arrives_at_another_server_of_tus(self):
        server = ferrytest.TusServer(self.desktop.folder('tus-server'))
        self.addCleanup(server.stop)
        path = self.file(length=30 * MB)
        for protocol in (TUS, AUTO):
            id = self.desktop.upload(server.address('tus'), path, resumable=protocol)
            done = self.desktop.wait(id, 'completed')
            self.assertEqual(done['protocol'], TUS)
            newest = max((found for found in server.uploads.iterdir() if found.suffix != '.json'),
                         key=lambda found: found.stat().st_mtime_ns)
            self.assertTrue(newest.read_bytes() == path.read_bytes())


    def test_goes_on_after_the_session_has_ended(self):
        path = self.file(length=12 * MB)
        for protocol, address in self.protocols:
            id = self.desktop.upload(self.server.address(f'{address}?bytesPerSec=6000000'), path, resumable=protocol)
            until(lambda: self.desktop.show(id)['resumable'], 'it has a place')
            self.desktop.wait_bytes(id, 4 * MB)
            self.desktop.end()
            done = self.desktop.wait(id, 'completed')
            self.assertEqual(done['restarts'], 0)
            self.assert_stored(path)

    def test_what_is_canceled_is_deleted_on_the_server(self):
        path = self.file(length=12 * MB)
        for protocol, address in self.protocols:
            id = self.desktop.upload(self.server.address(f'{address}?bytesPerSec=6000000'), path, resumable=protocol)
            until(lambda: self.desktop.show(id)['resumable'], 'it has a place')
            self.desktop.command('Cancel', id)
            until(lambda: any(answer.method == 'DELETE' and answer.status == 204
                              for answer in self.server.answers(address + '/')), 'it is deleted')

    def test_asks_once_for_many_files(self):
        path = self.file(length=1000)
        for _ in range(5):
            self.desktop.wait(self.desktop.upload(self.server.address('upload'), path), 'completed')
        self.assertEqual([answer.method for answer in self.server.wait_answers('upload', 6)].count('OPTIONS'), 1)


class Killed(TestCase):
    """The service dies in the middle; the server's log says what was sent twice."""

    length = 12 * MB
    rate = 6 * MB

    def rounds(self, protocol, address):
        print(f'# FERRY_TEST_SEED={SEED}')
        dice = random.Random(SEED)
        for number in range(KILLS):
            path = self.file(f'round-{number}', self.length)
            id = self.desktop.upload(self.server.address(f'{address}?bytesPerSec={self.rate}&round={number}'), path,
                                     resumable=protocol)
            for _ in range(dice.choice((1, 1, 2))):
                ferrytest.at_a_random_moment(dice, 0.9 * self.length / self.rate)
                self.desktop.kill()
                self.desktop.list()
            done = self.desktop.wait(id, 'completed', patience=60)
            self.assertEqual(done['restarts'], 0)
            newest = max(self.server.uploads.iterdir(), key=lambda found: found.stat().st_mtime_ns)
            self.assertTrue(newest.read_bytes() == path.read_bytes())

    def test_by_tus_goes_on_where_the_server_is(self):
        self.rounds(TUS, 'tus')
        self.assert_little_was_sent_twice('tus/')

    def test_by_the_draft_goes_on_where_the_server_is(self):
        self.rounds(IETF, 'resumable')
        self.assert_little_was_sent_twice('resumable/')

    def stored(self):
        try:
            return [found.stat().st_size for found in self.server.uploads.iterdir()]
        except FileNotFoundError:  # the folder is not there yet, or a file has got its name
            return []

    def test_what_was_taken_whole_before_it_died_is_not_sent_again_unasked(self):
        path = self.file(length=3 * MB)
        for protocol, address in ((TUS, 'tus'), (IETF, 'resumable')):
            target = f'{address}?fail=vanishes&bytesPerSec=3000000'
            id = self.desktop.upload(self.server.address(target), path, resumable=protocol)
            until(lambda: self.stored() == [path.stat().st_size], 'it is taken')
            self.desktop.kill()
            self.desktop.list()
            self.assertIn('sent again only when you say so', self.wait_error(id)['error-message'])
            for found in self.server.uploads.iterdir():
                found.unlink()

    def assert_little_was_sent_twice(self, part):
        received = self.server.received(part)
        self.assertLessEqual(received, KILLS * (self.length + 2 * IN_FLIGHT))

    def test_a_put_begins_again_and_a_post_does_not(self):
        path = self.file(length=self.length)
        put = self.desktop.upload(self.server.address(f'upload/put?bytesPerSec={self.rate}'), path, method='PUT')
        post = self.desktop.upload(self.server.address(f'upload?bytesPerSec={self.rate}'), path)
        for id in (put, post):
            self.desktop.wait_bytes(id, MB)
        self.desktop.kill()
        self.assert_arrived(path, self.desktop.wait(put, 'completed'))
        failed = self.wait_error(post)
        self.assertIn('sent again only when you say so', failed['error-message'])
        self.desktop.command('Retry', post)
        self.assert_arrived(path, self.desktop.wait(post, 'completed'))


class Refused(TestCase):
    def test_what_is_no_file_is_refused_at_once(self):
        fifo = self.folder / 'fifo'
        os.mkfifo(fifo)
        for path, name in ((self.folder / 'missing', 'NotFound'), (self.folder, 'InvalidArgument'),
                           (fifo, 'InvalidArgument'), ('/dev/zero', 'InvalidArgument'),
                           ('relative', 'InvalidArgument')):
            self.assert_refused(name, self.desktop.upload, self.server.address('upload'), path)
        self.assertEqual(self.desktop.list(), [])

    def test_what_may_not_be_read_is_refused_at_once(self):
        path = self.file()
        path.chmod(0)
        self.assert_refused('AccessDenied', self.desktop.upload, self.server.address('upload'), path)

    def test_what_makes_no_sense_is_refused(self):
        path = self.file()
        address = self.server.address('upload')
        text = [{'name': 'a', 'text': 'b'}]
        for options in ({'headers': [('X-A', 'b\r\nX-C: d')]}, {'method': 'GET'}, {'method': 'A B'},
                        {'folder': '/tmp'}, {'checksum': 'sha256=00'}, {'subtype': 'mixed'}, {'resumable': 9}):
            self.assert_refused('InvalidArgument', self.desktop.upload, address, path, **options)
        for options in ({}, {'parts': []}, {'parts': text, 'file': str(path)}, {'parts': [{'name': 'a'}]},
                        {'parts': text, 'boundary': 'ä'}, {'parts': text, 'boundary': 'x' * 71},
                        {'parts': text, 'resumable': TUS}, {'parts': text, 'subtype': 'a b'},
                        {'parts': [{'text': 'a', 'headers': [('X', 'a\nb')]}]}):
            self.assert_refused('InvalidArgument', self.desktop.upload, address, **options)
        for bad in ('ftp://127.0.0.1/x', 'file:///etc/passwd', 'nonsense'):
            self.assert_refused('InvalidArgument', self.desktop.upload, bad, path)

    def test_a_file_that_changes_fails_the_upload(self):
        for resumable, address in ((PLAIN, 'upload/grows'), (TUS, 'tus'), (IETF, 'resumable')):
            path = self.file(length=6 * MB)
            id = self.desktop.upload(self.server.address(f'{address}?bytesPerSec=3000000'), path, method='PUT'
                                     if resumable != TUS else 'POST', resumable=resumable)
            self.desktop.wait_bytes(id, MB)
            self.desktop.command('Pause', id)
            with path.open('ab') as file:
                file.write(b'more')
            self.desktop.command('Resume', id)
            failed = self.wait_error(id)
            self.assertIn('has changed since', failed['error-message'])

    def test_a_file_that_is_another_when_its_turn_comes_fails_the_upload(self):
        def remove(path):
            path.unlink()

        def replace(path):
            self.file('new', 1000).rename(path)

        def replace_by_folder(path):
            remove(path)
            path.mkdir()

        for change, sentence in ((remove, 'There is no file “late.bin”'),
                                 (replace, 'The file “late.bin” has changed since the upload was created'),
                                 (replace_by_folder, '“late.bin” is a folder, and only files can be uploaded')):
            path = self.file('late.bin', 1000)
            id = self.desktop.upload(self.server.address('upload'), path, start=False)
            change(path)
            self.desktop.command('Start', id)
            self.assertEqual(self.wait_error(id)['error-message'], sentence)
        self.assertEqual(self.server.answers('upload'), [])

    def test_a_boundary_that_occurs_in_a_file_fails_the_upload(self):
        path = self.file()
        path.write_bytes(path.read_bytes() + b'\r\n--wall\r\n')
        id = self.desktop.upload(self.server.address('upload'), boundary='wall', parts=[{'name': 'a', 'file': str(path)}])
        self.assertIn('The boundary “wall” occurs in', self.wait_error(id)['error-message'])
        self.assertEqual(self.server.answers('upload'), [])

    def test_a_file_that_grows_or_shrinks_while_it_is_sent_fails_the_upload(self):
        for change in (7 * MB, MB):
            path = self.file(length=6 * MB)
            id = self.desktop.upload(self.server.address('upload/moving?bytesPerSec=3000000'), path, method='PUT')
            self.desktop.wait_bytes(id, MB)
            os.truncate(path, change)
            failed = self.wait_error(id)
            self.assertEqual(failed['error-domain'], 'ferry', failed['error-message'])

    def test_a_canceled_upload_is_over(self):
        path = self.file(length=6 * MB)
        id = self.desktop.upload(self.server.address('upload?bytesPerSec=1000000'), path)
        self.desktop.wait_bytes(id, 1)
        self.desktop.command('Cancel', id)
        self.assertEqual(self.desktop.wait(id, 'canceled')['error-message'], '')
        self.desktop.command('Remove', id)
        self.assertEqual(self.desktop.list(), [])


if __name__ == '__main__':
    ferrytest.main()
