#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Through a proxy that a transfer names: by HTTP, by SOCKS, and by none.

import ferrytest
from ferrytest import MB, Proxy

CREDENTIALS = {'proxy-username': Proxy.USER, 'proxy-password': Proxy.PASSWORD}
WRONG = {'proxy-username': Proxy.USER, 'proxy-password': 'wrong'}


class ProxyCase(ferrytest.CommandLineCase):
    def setUp(self):
        super().setUp()
        self.proxy = Proxy()
        self.addCleanup(self.proxy.stop)
        self.http, self.socks = f'http://{self.proxy.place}', f'socks5://{self.proxy.place}'

    def address(self, server=None):
        return (server or self.server).address(f'randomAccess?length={MB}&bytesPerSec=0')

    def download(self, proxy, **options):
        return self.desktop.download(self.address(), proxy=proxy, **options)

    def assert_is_not_told(self):
        words = (self.desktop.log() + repr(self.desktop.list())).encode()
        words += b''.join(path.read_bytes() for path in self.desktop.state_folder.glob('journal*'))
        self.assertNotIn(Proxy.PASSWORD.encode(), words)

    def start_keyring(self):
        keyring = ferrytest.Keyring(self.desktop)
        self.addCleanup(keyring.stop)
        return keyring

    def wait_with_password_of(self, keyring, id):
        """Starts it in a service that was told no password by anybody."""
        ferrytest.until(lambda: keyring.count(transfer=id) == 1, 'the keyring has it')
        self.desktop.end()
        self.desktop.command('Start', id)
        self.desktop.wait(id, 'completed')
        self.assert_is_not_told()


class Proxies(ProxyCase):
    def test_a_download_goes_through_it(self):
        self.desktop.wait(self.download(self.http), 'completed')
        self.assertEqual(self.proxy.seen, ['GET'])

    def test_an_upload_does_too(self):
        path = self.desktop.root / 'letter'
        path.write_bytes(b'x' * MB)
        for proxy, seen in ((self.http, 'POST'), (self.socks, 'SOCKS')):
            id = self.desktop.upload(self.server.address('upload'), path, proxy=proxy, resumable=ferrytest.PLAIN)
            self.desktop.wait(id, 'completed')
            self.assertEqual(self.proxy.seen[-1], seen)
        self.assertEqual(len(self.proxy.seen), 2)

    def test_socks_too(self):
        self.desktop.wait(self.download(self.socks), 'completed')
        self.assertEqual(self.proxy.seen, ['SOCKS'])

    @ferrytest.needs('gnome-keyring-daemon')
    def test_a_password_of_the_keyring_is_told_when_asked(self):
        keyring = self.start_keyring()
        self.proxy.wants_password = True
        for proxy, refused, seen in ((self.http, 1, ['GET']), (self.socks, 1, ['GET', 'SOCKS'])):
            self.wait_with_password_of(keyring, self.download(proxy, start=False, **CREDENTIALS))
            self.assertEqual((self.proxy.refused, self.proxy.seen), (refused, seen))

    def test_a_wrong_password_fails(self):
        self.proxy.wants_password = True
        id = self.download(self.http, **WRONG)
        self.assertEqual(self.desktop.wait(id, 'error')['status-code'], 407)
        self.desktop.wait(self.download(self.http), 'error')
        self.assertEqual(self.proxy.seen, [])

    def test_no_other_transfer_does(self):
        self.desktop.wait(self.download(self.http), 'completed')
        self.desktop.wait(self.download('direct'), 'completed')
        self.assertEqual(self.proxy.seen, ['GET'])

    def test_counts_before_that_of_the_system(self):
        system = Proxy()
        self.addCleanup(system.stop)
        self.desktop.change_environment(http_proxy=f'http://{system.place}')
        self.desktop.wait(self.download(''), 'completed')
        self.assertEqual((system.seen, self.proxy.seen), (['GET'], []))
        self.desktop.wait(self.download('direct'), 'completed')
        self.assertEqual((system.seen, self.proxy.seen), (['GET'], []))
        self.desktop.wait(self.download(self.http), 'completed')
        self.assertEqual((system.seen, self.proxy.seen), (['GET'], ['GET']))

    def test_is_told_and_may_change(self):
        id = self.download(self.http, start=False)
        self.assertEqual(self.desktop.show(id)['proxy'], self.http)
        self.desktop.change(id, proxy='direct')
        self.assertEqual(self.desktop.show(id)['proxy'], 'direct')
        self.desktop.change(id, proxy='')
        self.assertNotIn('proxy', self.desktop.show(id))
        self.desktop.command('Start', id)
        self.desktop.wait(id, 'completed')
        self.assertEqual(self.proxy.seen, [])

    def test_changed_while_it_runs_counts_from_the_next_request(self):
        address = self.server.address('fault/stall?length=1000&after=400&times=1')
        id = self.desktop.download(address, proxy=self.http)
        self.desktop.wait_bytes(id, 400)
        self.desktop.change(id, proxy=self.socks)
        self.assertEqual(self.desktop.state(id), 'running')
        self.desktop.command('Pause', id)
        self.desktop.command('Resume', id)
        self.assertEqual(self.desktop.wait(id, 'completed')['responses'], 1)
        self.assertEqual(self.proxy.seen, ['GET', 'SOCKS'])


class Tunnels(ProxyCase):
    """What goes to a server of TLS."""

    def setUp(self):
        super().setUp()
        self.desktop.trust(ferrytest.CERTIFICATE)
        self.secure = ferrytest.FerryServer(self.desktop.folder('secure'), certificate=ferrytest.CERTIFICATE)
        self.addCleanup(self.secure.stop)

    def address(self, server=None):
        return super().address(self.secure)

    def test_a_download_goes_through_one(self):
        id = self.download(self.http)
        self.assert_file(self.desktop.wait(id, 'completed')['file'], ferrytest.pattern(MB))
        self.assertEqual(self.proxy.seen, ['CONNECT'])

    @ferrytest.needs('gnome-keyring-daemon')
    def test_a_password_of_the_keyring_is_told_when_asked(self):
        keyring = self.start_keyring()
        self.proxy.wants_password = True
        self.wait_with_password_of(keyring, self.download(self.http, start=False, **CREDENTIALS))
        self.assertEqual((self.proxy.refused, self.proxy.seen), (1, ['CONNECT']))
        # Nor is it told for the next one, who has none.
        self.assertEqual(self.desktop.wait(self.download(self.http), 'error')['status-code'], 407)
        self.assertEqual((self.proxy.refused, self.proxy.seen), (2, ['CONNECT']))

    def test_a_wrong_password_fails(self):
        self.proxy.wants_password = True
        self.assertEqual(self.desktop.wait(self.download(self.http, **WRONG), 'error')['status-code'], 407)
        self.assertEqual(self.proxy.seen, [])


class Ferryctl(ProxyCase):
    def test_get_goes_through_it(self):
        path = self.desktop.root / 'out.bin'
        self.ctl('get', '--proxy', self.http, '-o', path, self.address())
        self.assert_file(path, ferrytest.pattern(MB))
        self.ctl('get', '--proxy=' + self.socks, self.address())
        self.ctl('get', '--proxy=direct', self.address())
        self.assertEqual(self.proxy.seen, ['GET', 'SOCKS'])

    def test_set_changes_it(self):
        id = self.download('', start=False)
        self.ctl('set', id, '--proxy', self.http)
        self.assertEqual(self.objects('show', id)[0]['proxy'], self.http)
        self.ctl('start', id)
        self.ctl('wait', id)
        self.assertEqual(self.proxy.seen, ['GET'])

    def test_what_is_none_is_said_clearly(self):
        id = self.download(self.http, start=False)
        for value, words in (('https://127.0.0.1:1', 'HTTPS'), ('http://me:hush@127.0.0.1:1', 'password'),
                             ('127.0.0.1:1', 'http://HOST:PORT'), ('http://127.0.0.1', 'http://HOST:PORT')):
            for command in (('get', self.address()), ('set', id)):
                with self.subTest(value=value, command=command[0]):
                    answer = self.ctl(*command, '--proxy', value, status=2)
                    self.assertEqual((answer.stdout, len(answer.stderr.splitlines())), ('', 1))
                    self.assertIn(words, answer.stderr)
                    self.assertNotIn('hush', answer.stderr)
        self.assertEqual([transfer['id'] for transfer in self.desktop.list()], [id])
        self.assertEqual(self.desktop.show(id)['proxy'], self.http)


if __name__ == '__main__':
    ferrytest.main()
