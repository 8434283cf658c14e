#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The contract of the command line: exit statuses, and what is on which stream.

import http.server
import os
import signal
import subprocess
import threading

import ferrytest
from ferrytest import ALWAYS, BUILD, MB, pattern


class OtherServer(http.server.ThreadingHTTPServer):
    """Keeps all that it is told, and has a byte for everyone."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.told.append(f'{self.path}\n{self.headers}')
            self.send_response(200)
            self.send_header('Content-Length', '1')
            self.end_headers()
            self.wfile.write(b'x')

        def log_message(self, *words):
            pass

    def __init__(self):
        super().__init__(('127.0.0.1', 0), self.Handler)
        self.told = []
        self.address = f'http://127.0.0.1:{self.server_port}/file'
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class Ferryctl(ferrytest.CommandLineCase):
    def good(self, length=1000):
        return self.server.address(f'randomAccess?length={length}&bytesPerSec=0')

    def slow(self):
        return self.server.address('randomAccess?length=2000000&bytesPerSec=500000')

    def detach(self, address):
        line, = self.objects('get', '--detach', address)
        return line['id']

    def test_get_follows_a_download_to_its_end(self):
        path = self.desktop.root / 'out.bin'
        self.ctl('get', '-o', path, self.good(MB))
        self.assert_file(path, pattern(MB))

    def test_get_takes_several_addresses_and_a_folder(self):
        folder = self.desktop.folder('several')
        self.ctl('get', '-d', folder, self.good(), self.good(), self.good())
        self.assertEqual(len(os.listdir(folder)), 3)

    def test_get_tells_each_step_as_json(self):
        objects = self.objects('get', self.good())
        self.assertTrue(all(ALWAYS <= one.keys() for one in objects))
        self.assertEqual((objects[-1]['state'], objects[-1]['bytes_done']), ('completed', 1000))

    def test_get_fails_with_1_and_says_why(self):
        answer = self.ctl('get', self.server.address('fault/404'), status=1)
        self.assertEqual(answer.stdout, '')
        self.assertGreater(len(answer.stderr), 10)

    def test_get_fails_with_1_when_one_of_many_fails(self):
        self.ctl('get', self.good(), self.server.address('fault/404'), status=1)

    def test_get_checks(self):
        self.ctl('get', '--checksum', 'sha256=' + 64 * '0', self.good(), status=1)

    def test_get_replaces_a_file_only_when_told_to(self):
        path = self.desktop.root / 'out.bin'
        path.write_text('mine')
        self.ctl('get', '--if-exists=fail', '-o', path, self.good(), status=1)
        self.assertEqual(path.read_text(), 'mine')
        self.ctl('get', '-o', path, self.good())
        self.assertEqual(path.read_text(), 'mine')
        self.assert_file(self.desktop.root / 'out (1).bin', pattern(1000))
        self.ctl('get', '--if-exists=replace', '-o', path, self.good())
        self.assert_file(path, pattern(1000))

    def test_get_sends_headers_and_credentials_from_files_too(self):
        credentials = self.desktop.root / 'credentials'
        credentials.write_text('ferry:harbour\n')
        self.ctl('get', '--credentials', credentials, self.server.address('fault/basic-auth'))

    def test_wrong_usage_is_2(self):
        for arguments in (('get',), ('get', '--nonsense', 'x'), ('nonsense',), (), ('show',), ('pause',),
                          ('set', 'x'), ('get', '--priority', 'first', self.good()),
                          ('get', '-o', 'a', self.good(), self.good())):
            with self.subTest(arguments):
                answer = self.ctl(*arguments, status=2)
                self.assertEqual(answer.stdout, '')
                self.assertNotEqual(answer.stderr, '')

    def test_bad_input_is_said_clearly(self):
        for address in ('x', 'ftp://127.0.0.1/x', 'http://'):
            with self.subTest(address):
                answer = self.desktop.ctl('get', address)
                self.assertIn(answer.returncode, (1, 2))
                self.assertNotIn('GDBus', answer.stderr)
                self.assertNotIn('io.github', answer.stderr)

    def test_no_service_is_3(self):
        self.desktop.environment['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent'
        self.ctl('list', status=3)
        self.ctl('get', self.good(), status=3)

    def test_help_and_version(self):
        for arguments in (('--help',), ('--version',), ('get', '--help'), ('list', '--help')):
            self.assertNotEqual(self.ctl(*arguments).stdout, '')

    def test_list_shows_what_is_unfinished_or_all(self):
        id = self.detach(self.slow())
        self.ctl('get', self.good())
        self.assertEqual([one['id'] for one in self.objects('list')], [id])
        self.assertEqual(len(self.objects('list', '--all')), 2)
        self.assertIn(id[:8], self.ctl('list').stdout)

    def test_show_tells_all_about_one(self):
        id = self.detach(self.good())
        self.ctl('wait', id)
        one, = self.objects('show', id)
        self.assertTrue(ALWAYS <= one.keys())
        self.assertEqual(one['http_status'], 200)
        self.assertIn('randomAccess', self.ctl('show', id).stdout)

    def test_an_unknown_id_is_1(self):
        self.ctl('show', '00000000-0000-4000-8000-000000000000', status=1)
        self.ctl('pause', '00000000-0000-4000-8000-000000000000', status=1)

    def test_a_transfer_is_paused_resumed_and_waited_for(self):
        id = self.detach(self.slow())
        self.desktop.wait_bytes(id, 1)
        self.ctl('pause', id)
        self.assertEqual(self.desktop.state(id), 'paused-by-application')
        self.ctl('resume', '--all')
        self.ctl('wait', id)
        self.assertEqual(self.desktop.state(id), 'completed')
        self.ctl('remove', id)
        self.assertEqual(self.desktop.list(), [])

    def test_a_transfer_is_canceled_and_retried(self):
        id = self.detach(self.slow())
        self.ctl('cancel', id)
        self.ctl('wait', id, status=1)
        self.ctl('retry', id)
        self.assertEqual(self.objects('watch', id)[-1]['state'], 'completed')

    def test_a_transfer_is_changed(self):
        id = self.detach(self.slow())
        self.ctl('set', id, '--priority', 'low', '--cost', 'always')
        self.assertEqual([(one['priority'], one['cost']) for one in self.objects('list')], [('low', 'always')])

    def test_another_server_is_not_told_the_secrets_of_the_old_one(self):
        other = OtherServer()
        self.addCleanup(other.close)
        address = self.server.address('fault/404').replace('//', '//us3r:pa55word@')
        line, = self.objects('get', '--detach', '--header', 'Authorization: Bearer t0ken', '--header', 'X-Api-Key: k3y',
                             '--header', 'X-Plain: yes', address + '?token=t0ken')
        self.desktop.wait(line['id'], 'error')
        same = self.ctl('set', line['id'], '--uri', self.server.address('fault/404'))
        self.assertEqual(same.stderr, '')
        said = self.ctl('set', line['id'], '--uri', other.address)
        self.assertIn('another server', said.stderr)
        self.assertEqual(said.stdout, '')
        self.desktop.kill()
        self.ctl('retry', line['id'])
        self.desktop.wait(line['id'], 'completed')
        told, = other.told
        self.assertIn('X-Plain: yes', told)
        for secret in ('Authorization', 't0ken', 'k3y', 'us3r', 'pa55word'):
            self.assertNotIn(secret, told)

    def test_ctrl_c_leaves_the_download_running(self):
        get = subprocess.Popen([str(BUILD / 'src/cli/ferryctl'), 'get', self.slow()], text=True,
                               env=self.desktop.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        id = ferrytest.until(self.desktop.list, 'there is one')[0]['id']
        self.desktop.wait_bytes(id, 1)
        get.send_signal(signal.SIGINT)
        _, told = get.communicate(timeout=30)
        self.assertNotEqual(get.returncode, 0)
        self.assertIn(id[:8], told)
        self.assert_file(self.desktop.wait(id, 'completed')['file'], pattern(2000000))

    def test_the_service_is_killed_while_it_is_followed(self):
        get = subprocess.Popen([str(BUILD / 'src/cli/ferryctl'), 'get', self.slow()], text=True,
                               env=self.desktop.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        id = ferrytest.until(self.desktop.list, 'there is one')[0]['id']
        self.desktop.wait_bytes(id, 1)
        self.desktop.kill()
        _, told = get.communicate(timeout=30)
        self.assertEqual(get.returncode, 0, told)
        self.assert_file(self.desktop.show(id)['file'], pattern(2000000))


if __name__ == '__main__':
    ferrytest.main()
