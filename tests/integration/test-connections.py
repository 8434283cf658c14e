#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# One file over several connections, from a server that gives each of them so many
# bytes a second, and that may refuse the second one or answer it with something else.

import http.server
import json
import os
import re
import socketserver
import sqlite3
import threading

import ferrytest
from ferrytest import MB, until

BLOCK = 64 * 1024
RATE = 2 * MB
LENGTH = 24 * MB


class Paced(socketserver.ThreadingTCPServer):
    """Each connection is as slow as RATE; `answers` says what is answered to the n-th request instead."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, content, answers=lambda number, request: None, tag='"1"', host='127.0.0.1'):
        super().__init__((host, 0), Request)
        self.content, self.answers, self.tag = content, answers, tag
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.ranges, self.open, self.most_open, self.sent = [], 0, 0, 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def address(self, path='/large.bin'):
        return 'http://{}:{}'.format(*self.server_address) + path

    def begin(self, asked):
        with self.lock:
            self.ranges.append(asked)
            self.open += 1
            self.most_open = max(self.most_open, self.open)
            return len(self.ranges)

    def end(self):
        with self.lock:
            self.open -= 1

    def stop(self):
        self.ended.set()
        self.shutdown()
        self.server_close()


class Request(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def do_GET(self):
        number = self.server.begin(self.headers.get('Range'))
        try:
            if not (self.server.answers(number, self) or False):
                self.send_what_is_asked_for()
        except OSError:
            self.close_connection = True
        finally:
            self.server.end()

    def send_what_is_asked_for(self, tag=None, ranges=True):
        content = self.server.content
        asked = re.fullmatch(r'bytes=(\d+)-(\d*)', self.headers.get('Range', '')) if ranges else None
        first, last = 0, len(content) - 1
        if asked:
            first, last = int(asked[1]), int(asked[2] or last)
            self.send_response(206)
            self.send_header('Content-Range', f'bytes {first}-{last}/{len(content)}')
        else:
            self.send_response(200)
        self.send_header('ETag', tag or self.server.tag)
        self.send_header('Content-Length', str(last - first + 1))
        self.end_headers()
        self.send_paced(first, last + 1)

    def send_paced(self, first, end, rate=RATE):
        for at in range(first, end, BLOCK):
            block = self.server.content[at:min(at + BLOCK, end)]
            self.wfile.write(block)
            with self.server.lock:
                self.server.sent += len(block)
            if self.server.ended.wait(BLOCK / rate):
                raise OSError

    def refuse(self, status):
        self.send_response(status)
        self.send_header('Content-Length', '0')
        self.end_headers()
        return True

    def hang_up(self):
        raise OSError


class Connections(ferrytest.TestCase):
    settings = {'connections': 4, 'max_per_host': 4, 'silence_timeout': 5, 'max_attempts': 1}

    def setUp(self):
        super().setUp()
        self.content = os.urandom(LENGTH)

    def serve(self, *arguments, **options):
        server = Paced(self.content, *arguments, **options)
        self.addCleanup(server.stop)
        return server

    def fetch(self, server, **options):
        done = self.desktop.wait(self.desktop.download(server.address(), **options), 'completed')
        self.assert_file(done['file'], self.content)
        self.assertEqual((done['restarts'], done['attempts']), (0, 0))
        self.assert_no_leftovers()
        return done

    def test_four_fetch_one_file(self):
        server = self.serve()
        self.fetch(server)
        # Of one that is dropped the server hears when it writes next.
        self.assertIn(server.most_open, (4, 5))
        # The first one is cut short; a block or two of each piece may be on its way then.
        self.assertLess(server.sent, LENGTH * 1.15)

    def test_one_does_where_no_more_are_wanted(self):
        self.desktop.change_settings(connections=1)
        self.content = self.content[:10 * MB]
        server = self.serve()
        self.fetch(server)
        self.assertEqual(server.ranges, [None])

    def test_one_does_for_what_is_small(self):
        self.content = self.content[:4 * MB]
        server = self.serve()
        self.fetch(server)
        self.assertEqual(server.ranges, [None])

    def test_one_does_where_nothing_vouches_for_the_bytes(self):
        self.content = self.content[:9 * MB]
        server = self.serve(tag='W/"weak"')
        self.fetch(server)
        self.assertEqual(server.ranges, [None])

    def test_a_refused_second_one_leaves_one(self):
        self.content = self.content[:12 * MB]
        ways = {
            '403': lambda number, request: number == 2 and request.refuse(403),
            '429': lambda number, request: number == 2 and request.refuse(429),
            '503': lambda number, request: number == 2 and request.refuse(503),
            'whole': lambda number, request: number == 2 and (request.send_what_is_asked_for(ranges=False) or True),
            'another': lambda number, request: number == 2 and (request.send_what_is_asked_for(tag='"2"') or True),
        }
        # A host that has refused is remembered, so each is another one.
        for number, (name, answers) in enumerate(ways.items(), 2):
            with self.subTest(name):
                server = self.serve(answers, host=f'127.0.0.{number}')
                self.fetch(server)
                self.assertGreater(len(server.ranges), 1)

    def test_an_address_that_is_good_for_one_request_is_asked_once_more_in_vain(self):
        self.content = self.content[:12 * MB]
        server = self.serve(lambda number, request: number > 1 and request.refuse(403))
        self.fetch(server)
        self.assertEqual(server.ranges[0], None)
        self.assertEqual(server.sent, len(self.content))

    def test_a_host_that_has_refused_is_not_asked_again_at_once(self):
        self.content = self.content[:12 * MB]
        server = self.serve(lambda number, request: number == 2 and request.refuse(503))
        self.fetch(server)
        before = len(server.ranges)
        self.fetch(server)
        self.assertEqual(server.ranges[before:], [None])

    def test_one_that_is_cut_loses_nothing(self):
        server = self.serve(lambda number, request: number in (2, 3) and request.hang_up())
        self.fetch(server)

    def test_one_that_falls_silent_holds_up_nobody(self):
        def answers(number, request):
            if number == 2:
                request.server.ended.wait()
                raise OSError
        server = self.serve(answers)
        self.fetch(server)

    def test_a_kill_in_the_midst_fetches_only_what_is_missing(self):
        server = self.serve()
        id = self.desktop.download(server.address())
        self.desktop.wait_bytes(id, 10 * MB)
        until(lambda: len(self.ranges_of(id)) > 1, 'gaps are in the journal')
        self.desktop.kill()
        before = server.sent
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], self.content)
        self.assertEqual(done['restarts'], 0)
        self.assertLess(server.sent - before, LENGTH * 0.8)
        self.assert_no_leftovers()

    def test_pause_and_resume_fetch_only_what_is_missing(self):
        server = self.serve()
        id = self.desktop.download(server.address())
        self.desktop.wait_bytes(id, 10 * MB)
        self.desktop.command('Pause', id)
        paused = self.desktop.wait(id, 'paused-by-application')
        until(lambda: server.open == 0, 'all connections are closed')
        self.assert_ranges_are_told(id)
        before = server.sent
        self.desktop.command('Resume', id)
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], self.content)
        self.assertLess(server.sent - before, LENGTH - paused['bytes-done'] + LENGTH * 0.1)

    def assert_ranges_are_told(self, id):
        told = self.desktop.show(id)
        self.assertGreater(len(told['ranges']), 1)
        self.assertEqual(sum(end - start for start, end in told['ranges']), told['bytes-done'])
        # The last checkpoint may come in between.
        until(lambda: self.shown_ranges(id) == self.desktop.show(id)['ranges'], 'ferryctl shows what is told')
        self.assertRegex(self.desktop.ctl('show', id).stdout, r'On the disk +\[[= -]+\]\n')

    def shown_ranges(self, id):
        shown = json.loads(self.desktop.ctl('show', id, '--json').stdout)
        return [(one['offset'], one['offset'] + one['length']) for one in shown['ranges']]

    def ranges_of(self, id):
        with sqlite3.connect(f'file:{self.desktop.state_folder}/journal.sqlite?mode=ro', uri=True) as journal:
            (ranges,), = journal.execute('SELECT ranges FROM transfer WHERE id = ?', (id,)).fetchall()
        return ranges or b''

    def test_a_transfer_that_waits_comes_before_a_second_connection(self):
        self.desktop.change_settings(max_per_host=2)
        server = self.serve()
        first = self.desktop.download(server.address('/a'))
        until(lambda: server.open == 2, 'there are two connections')
        second = self.desktop.download(server.address('/b'))
        self.desktop.wait(second, 'running')
        until(lambda: server.open == 2, 'there are two connections again')
        for id in (first, second):
            self.assert_file(self.desktop.wait(id, 'completed')['file'], self.content)


if __name__ == '__main__':
    ferrytest.main()
