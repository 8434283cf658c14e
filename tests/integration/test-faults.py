#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each fault of a server has a state, a name and a sentence.

import socket
import threading
import time

import ferrytest
from ferrytest import MB, pattern

# Windows.Web.WebErrorStatus, those below 300.
CERTIFICATES = (1, 2, 3, 4, 5)
TIMEOUT, INVALID_RESPONSE = (7,), (8,)
BROKEN = (9, 10, 11)
CANNOT_CONNECT = (6, 14)
REDIRECT = (17, 19)

# The route, the status that the transfer fails with. One attempt each.
FAILURES = (
    ('data/none', (404,)),
    ('fault/403', (403,)),
    ('fault/404', (404,)),
    ('fault/407', (407,)),
    ('fault/408', (408,)),
    ('fault/429', (429,)),
    ('fault/500', (500,)),
    ('fault/503', (503,)),
    ('fault/basic-auth', (401,)),
    ('fault/digest-auth', (401,)),
    ('fault/redirect-loop', REDIRECT),
    ('fault/redirect?n=11', REDIRECT),
    ('fault/redirect-file', REDIRECT),
    ('fault/redirect-host?to=ftp://127.0.0.1/file', REDIRECT),
    ('fault/silence', TIMEOUT),
    ('fault/stall?after=0', TIMEOUT),
    ('fault/cut?after=0', BROKEN),
    ('notifications', (400,)),
)


BAD_LOCATIONS = ('//h;x', 'http://h;x', 'http:;x', '//h&x/', '//[fe80::1%25a%0ab]/',
                 'http://a%0d%0aX-Injected%3a%20yes%0d%0aZ%3a%20/x')


class Liar:
    """A server that answers each path byte for byte with what it is told, an iterable of pieces for a long one."""

    def __init__(self, answers):
        self.answers, self.heads = answers, []
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def address(self, path):
        return f'http://127.0.0.1:{self.port}{path}'

    def serve(self):
        try:
            while True:
                caller, _ = self.listener.accept()
                threading.Thread(target=self.answer, args=(caller,), daemon=True).start()
        except OSError:
            pass

    def answer(self, caller):
        with caller, caller.makefile('rb') as lines:
            head = b''.join(iter(lines.readline, b'\r\n')).decode()
            self.heads.append(head)
            answer = self.answers[head.split(' ')[1]]
            try:
                for piece in [answer] if isinstance(answer, bytes) else answer:
                    caller.sendall(piece)
            except OSError:
                pass

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def head(status, *headers):
    return '\r\n'.join((f'HTTP/1.1 {status} x', *headers, 'Connection: close', '', '')).encode()


class OneAttempt(ferrytest.TestCase):
    settings = {'max_attempts': 1, 'silence_timeout': 3}

    def failed(self, address, **options):
        failed = self.desktop.wait(self.desktop.download(address, **options), 'error')
        self.assertEqual(failed['error-domain'], 'web', failed['error-message'])
        # A sentence, not a code and not a domain.
        self.assertRegex(failed['error-message'], r'^\S+( \S+){2,}')
        self.assertNotIn('Quark', failed['error-message'])
        return failed

    def test_each_fault_has_its_status(self):
        for path, statuses in FAILURES:
            with self.subTest(path):
                failed = self.failed(self.server.address(path))
                self.assertIn(failed['error-code'], statuses, failed['error-message'])

    def test_no_server_listens(self):
        with socket.create_server(('127.0.0.1', 0)) as probe:
            port = probe.getsockname()[1]
        failed = self.failed(f'http://127.0.0.1:{port}/x')
        self.assertIn(failed['error-code'], CANNOT_CONNECT)

    def test_no_http_is_spoken(self):
        with socket.create_server(('127.0.0.1', 0)) as listener:
            id = self.desktop.download(f'http://127.0.0.1:{listener.getsockname()[1]}/x')
            caller, _ = listener.accept()
            caller.recv(1)
            caller.sendall(b'220 smtp.example ESMTP ready\r\n\r\n')
            caller.close()
            failed = self.desktop.wait(id, 'error')
        self.assertIn(failed['error-code'], INVALID_RESPONSE + BROKEN + (0,))

    def test_the_certificate_is_nobodys(self):
        server = ferrytest.FerryServer(self.desktop.folder('tls'), tls=True)
        self.addCleanup(server.stop)
        # The sanitizers take their time over the certificates of the system.
        self.desktop.change_settings(silence_timeout=60)
        failed = self.failed(server.address('randomAccess?length=1000'))
        self.assertIn(failed['error-code'], CERTIFICATES)

    def test_the_sample_expires_as_the_sample_did(self):
        id = self.desktop.download(self.server.address('recoverableErrors?shouldExpire=yes'),
                                   recoverable=[403])
        self.desktop.change_settings(max_attempts=3)
        paused = self.desktop.wait(id, 'paused-recoverable-web-error-status')
        self.assertEqual((paused['error-domain'], paused['error-code']), ('web', 403))
        self.assertGreater(paused['bytes-done'], 5 * MB)
        self.desktop.change(id, uri=self.server.address('recoverableErrors'))
        self.desktop.command('Resume', id)
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], pattern(10 * MB))
        self.assertEqual(done['restarts'], 0)

    def lie(self, answers):
        server = Liar(answers)
        self.addCleanup(server.stop)
        return server

    def test_a_redirect_to_an_address_that_can_t_be_written_fails(self):
        server = self.lie({f'/{n}': head(302, f'Location: {location}', 'Content-Length: 0')
                           for n, location in enumerate(BAD_LOCATIONS)})
        self.desktop.list()
        pid = self.desktop.pid()
        for n, location in enumerate(BAD_LOCATIONS):
            with self.subTest(location):
                failed = self.failed(server.address(f'/{n}'))
                self.assertIn(failed['error-code'], REDIRECT)
                self.assertTrue(failed['error-message'].isprintable())
        self.assertEqual(self.desktop.pid(), pid)

    def test_a_length_that_makes_no_sense_is_no_file(self):
        # libsoup complains of other negative ones, and all from 2^63 to 2^64 are to it.
        lengths = ('', '18446744073709551616', '99999999999999999999', '-1')
        server = self.lie({f'/{n}': head(200, f'Content-Length: {length}') + b'hello'
                           for n, length in enumerate(lengths)})
        for n, length in enumerate(lengths):
            with self.subTest(length):
                self.assertIn(self.failed(server.address(f'/{n}'))['error-code'], INVALID_RESPONSE)
                self.assertFalse(list(self.desktop.downloads.iterdir()))

    def test_a_refusal_without_end_is_not_gathered(self):
        for status in (401, 407, 421):
            with self.subTest(status):
                sent = []

                def talk():
                    yield head(status, 'WWW-Authenticate: Basic realm="x"', 'Proxy-Authenticate: Basic realm="x"')
                    while True:
                        sent.append(1)
                        yield bytes(MB)

                self.assertEqual(self.failed(self.lie({'/x': talk()}).address('/x'))['error-code'], status)
                # What fits into the buffers of the kernel.
                self.assertLess(len(sent), 32)

    def test_a_slow_server_is_no_silent_one(self):
        done = self.desktop.wait(self.desktop.download(self.server.address('fault/drip?length=30')), 'completed')
        self.assert_file(done['file'], pattern(30))


class Answers(ferrytest.TestCase):
    """Faults that a transfer overcomes."""

    def fetch(self, path, **options):
        done = self.desktop.wait(self.desktop.download(self.server.address(path), **options), 'completed')
        self.assert_file(done['file'], pattern(MB))
        return done

    def test_ten_redirects_are_followed(self):
        done = self.fetch('fault/redirect?n=10')
        self.assertIn('randomAccess', done['actual-uri'])

    def test_every_kind_of_redirect_is_followed(self):
        for status in (301, 302, 303, 307, 308):
            with self.subTest(status):
                self.fetch(f'fault/redirect?n=2&status={status}')

    def test_a_redirect_to_another_host_is_followed(self):
        self.fetch('fault/redirect-host')

    def test_a_busy_server_is_asked_again_when_it_says(self):
        for status in (429, 503):
            with self.subTest(status):
                began = time.monotonic()
                self.fetch(f'fault/{status}?retryAfter=2&times=1')
                self.assertGreaterEqual(time.monotonic() - began, 2)

    def test_a_busy_server_cannot_put_us_off_for_ever(self):
        id = self.desktop.download(self.server.address('fault/503?retryAfter=99999999999999999999'))
        waits = ferrytest.until(lambda: self.desktop.show(id)['retry-at'] and self.desktop.show(id), 'it waits')
        self.assertNotIn(ferrytest.STATES[waits['state']], ferrytest.FINAL)
        self.assertLess(waits['retry-at'] / 1e6 - time.time(), 25 * 3600)

    def test_rubbish_in_retry_after_is_no_answer(self):
        self.fetch('fault/503?retryAfter=soon&times=1')

    def test_credentials_are_taken(self):
        for kind in ('basic', 'digest'):
            with self.subTest(kind):
                self.fetch(f'fault/{kind}-auth', username='ferry', password='harbour')

    def test_credentials_in_the_address_are_taken(self):
        address = self.server.address('fault/basic-auth').replace('//', '//ferry:harbour@')
        self.desktop.wait(self.desktop.download(address), 'completed')

    def test_wrong_credentials_fail(self):
        id = self.desktop.download(self.server.address('fault/basic-auth'), username='ferry', password='x')
        self.assertEqual(self.desktop.wait(id, 'error')['error-code'], 401)

    def test_a_recoverable_error_is_a_pause(self):
        id = self.desktop.download(self.server.address('fault/403'), recoverable=[403])
        paused = self.desktop.wait(id, 'paused-recoverable-web-error-status')
        self.assertEqual(paused['status-code'], 403)


if __name__ == '__main__':
    ferrytest.main()
