#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A password, a token or a header that lets somebody in is found nowhere but in
# the request: not in the journal, the log, an answer on the bus, a file.

import os
import pathlib
import signal

import ferrytest
from ferrytest import MB

SECRETS = {'user': 'u5ername', 'password': 'pa55word', 'token': 't0ken', 'signature': '5ignature',
           'bearer': 'b3arer', 'cookie': 'c0okie', 'key': 'k3yvalue', 'option': '0ption'}
QUERY = f"length={MB}&bytesPerSec=0&token={SECRETS['token']}&X-Amz-Signature={SECRETS['signature']}"
HEADERS = [('Authorization', f"Bearer {SECRETS['bearer']}"), ('Cookie', f"id={SECRETS['cookie']}"),
           ('X-Api-Key', SECRETS['key'])]


class Keyring(ferrytest.TestCase):
    @ferrytest.needs('gnome-keyring-daemon')
    def test_has_nothing_more_of_a_transfer_that_was_completed_before_a_kill(self):
        keyring = ferrytest.Keyring(self.desktop)
        self.addCleanup(keyring.stop)
        id = self.desktop.download(self.server.address(f'randomAccess?length={MB}&bytesPerSec=0'), headers=HEADERS,
                                   start=False)
        waiting = self.desktop.download(self.server.address('randomAccess?length=1'), headers=HEADERS, start=False)
        ferrytest.until(lambda: keyring.count() == 2, 'both are kept')
        # Until the service is dead it does nothing.
        keyring.process.send_signal(signal.SIGSTOP)
        self.desktop.command('Start', id)
        self.desktop.wait(id, 'completed')
        self.desktop.kill()
        keyring.process.send_signal(signal.SIGCONT)
        self.assertEqual(keyring.count(transfer=id), 1)
        self.desktop.list()
        ferrytest.until(lambda: keyring.count(transfer=id) == 0, 'it is forgotten')
        self.assertEqual(keyring.count(transfer=waiting), 1)


class Secrets(ferrytest.TestCase):
    rate = 2 * MB

    def address(self):
        credentials = f"//{SECRETS['user']}:{SECRETS['password']}@"
        return self.server.address('randomAccess?' + QUERY).replace('//', credentials)

    def start(self, **options):
        id = self.desktop.download(self.address(), headers=HEADERS, **options)
        self.desktop.wait_bytes(id, 1)
        return id

    def assert_none(self, where, text):
        if isinstance(text, str):
            text = text.encode()
        for kind, secret in SECRETS.items():
            self.assertNotIn(secret.encode(), text, f'the {kind} is in {where}')

    def search(self):
        for top in (self.desktop.root / 'state', self.desktop.downloads, self.desktop.root / 'cache',
                    self.desktop.root / 'config', self.desktop.root / 'data'):
            for path in pathlib.Path(top).rglob('*'):
                if path.is_file():
                    self.assert_none(path.name, path.read_bytes())
                    for name in os.listxattr(path):
                        self.assert_none(f'{name} of {path.name}', os.getxattr(path, name))
        self.assert_none('the log', self.desktop.log())
        self.assert_none('the list', repr(self.desktop.list()))
        pid = self.desktop.pid()
        for name in ('cmdline', 'environ'):
            self.assert_none(name, pathlib.Path(f'/proc/{pid}/{name}').read_bytes())

    def test_are_nowhere_while_a_transfer_runs(self):
        id = self.start()
        self.search()
        self.desktop.command('Cancel', id)

    def test_are_nowhere_after_it(self):
        self.desktop.wait(self.start(), 'completed')
        self.search()

    def test_are_nowhere_after_a_failure(self):
        id = self.desktop.download(self.address().replace('randomAccess', 'fault/404'), headers=HEADERS)
        self.desktop.wait(id, 'error')
        self.search()

    def test_are_nowhere_after_a_redirect(self):
        # Where it leads is written so that the first address holds no secret itself.
        target = self.server.address('randomAccess?' + QUERY).replace('&', '%26').replace('e', '%2565').replace('i', '%2569')
        id = self.desktop.download(self.server.address('fault/redirect-host?to=' + target))
        transfer = self.desktop.wait(id, 'completed')
        self.assert_none('the address that answered', transfer['actual-uri'])
        self.assert_none('the journal', b''.join(path.read_bytes() for path in
                                                 self.desktop.state_folder.glob('journal*')))

    def test_are_nowhere_after_an_error_on_the_bus(self):
        error = self.assert_refused('InvalidArgument', self.desktop.download, self.address(),
                                    headers=[('Authorization', SECRETS['bearer'] + '\r\nX: y')])
        self.assert_none('the error', error.message)
        self.assert_none('the log', self.desktop.log())

    def test_as_options_are_nowhere(self):
        id = self.desktop.download(self.server.address('fault/basic-auth'), username='ferry',
                                   password=SECRETS['option'])
        self.desktop.wait(id, 'error')
        self.search()

    def test_of_a_form_are_nowhere(self):
        parts = [{'name': 'password', 'text': SECRETS['password']}, {'name': 'access_token', 'text': SECRETS['token']},
                 {'name': 'note', 'text': 'harmless', 'headers': HEADERS}]
        address = self.server.address('upload?' + QUERY).replace('//', f"//{SECRETS['user']}:x@")
        running = self.desktop.upload(address + '&fail=stall&after=10', parts=parts, headers=HEADERS)
        self.desktop.wait(running, 'running')
        self.search()
        failed = self.desktop.upload(address + '&fail=status&status=500', parts=parts, headers=HEADERS)
        self.desktop.wait(failed, 'error')
        self.search()
        for id in (running, failed):
            answer = self.desktop.ctl('show', id, '--json')
            self.assert_none('show', answer.stdout + answer.stderr)

    def test_of_a_resumable_upload_are_nowhere(self):
        path = self.desktop.downloads / 'letter'
        path.write_bytes(b'x' * MB)
        for address, protocol in (('tus', 2), ('resumable', 3)):
            address = self.server.address(f'{address}?{QUERY}&fail=stall&after=1000&on=PATCH')
            id = self.desktop.upload(address.replace('bytesPerSec=0&', ''), path, headers=HEADERS, resumable=protocol)
            self.desktop.wait(id, 'running')
            self.search()
            self.desktop.command('Cancel', id)

    def test_are_not_in_what_ferryctl_prints(self):
        id = self.start()
        for command in (('list', '--json'), ('show', id, '--json'), ('list',)):
            answer = self.desktop.ctl(*command)
            self.assert_none(' '.join(command), answer.stdout + answer.stderr)

    def test_the_journal_is_private(self):
        self.start()
        for path in (self.desktop.state_folder, *self.desktop.state_folder.iterdir()):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)


if __name__ == '__main__':
    ferrytest.main()
