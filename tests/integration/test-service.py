#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ferryd as a whole: when it is there, what it does with its journal and with
# settings that make no sense.

import os
import signal
import sqlite3
import subprocess
import time

import ferrytest
from ferrytest import MB, pattern
from gi.repository import Gio, GLib

ADDRESS = 'randomAccess?length=1000&bytesPerSec=0'


class Life(ferrytest.TestCase):
    settings = {'idle_timeout': 1}
    rate = 500000

    def wait_gone(self):
        pid = self.desktop.pids()[-1]
        ferrytest.until_ended(pid, 'the idle service has ended')

    def test_ends_when_it_has_nothing_to_do_and_comes_back_when_called(self):
        id = self.desktop.download(self.server.address(ADDRESS))
        self.desktop.wait(id, 'completed')
        self.wait_gone()
        self.assertEqual(self.desktop.state(id), 'completed')
        self.assertEqual(len(self.desktop.pids()), 2)

    def test_stays_while_a_transfer_runs(self):
        id = self.desktop.download(self.server.address('randomAccess?length=2000000&bytesPerSec=0'))
        # Looked at from outside: whoever called would keep it.
        part = self.desktop.downloads / 'randomAccess.part'
        ferrytest.until(lambda: part.exists() and part.stat().st_size >= 3 * self.rate, 'three seconds of it have come')
        self.assertEqual(self.desktop.state(id), 'running')
        self.desktop.wait(id, 'completed')
        self.assertEqual(len(self.desktop.pids()), 1)

    def test_stays_while_a_transfer_waits_to_be_tried_again(self):
        id = self.desktop.download(self.server.address('fault/503?retryAfter=4&times=1'))
        self.server.wait_answers('fault/503', 2)
        self.assertEqual(len(self.desktop.pids()), 1)
        self.desktop.wait(id, 'completed')

    def test_ends_while_all_are_paused_by_the_user(self):
        id = self.desktop.download(self.server.address('randomAccess?length=2000000&bytesPerSec=0'))
        self.desktop.wait_bytes(id, 100000)
        self.desktop.command('Pause', id)
        self.wait_gone()
        self.assertEqual(self.desktop.state(id), 'paused-by-application')

    def test_each_of_a_batch_starts_or_waits_as_it_was_asked(self):
        path = self.desktop.root / 'letter.txt'
        path.write_text('Ahoy')
        for method, address, options in (('CreateDownloads', ADDRESS, {}),
                                         ('CreateUploads', 'upload', {'file': str(path)})):
            ids = self.desktop.create([(self.server.address(address), options | {'start': start})
                                       for start in (False, True, False)], method)
            self.desktop.wait(ids[1], 'completed')
            self.assertEqual([self.desktop.show(id)['started'] for id in ids], [False, True, False])

    def test_takes_calls_to_its_last_moment(self):
        pairs = [(self.server.address(ADDRESS), ferrytest.dictionary({'start': True}))]
        answers, faults = [], []

        def on_answer(bus, result):
            try:
                answers.extend(bus.call_finish(result).unpack()[0])
            except GLib.Error as error:
                faults.append(error.message)

        self.desktop.list()
        pid = self.desktop.pid()
        for i in range(100):
            self.desktop.bus.call(ferrytest.NAME, ferrytest.PATH, ferrytest.INTERFACE, 'CreateDownloads',
                                  GLib.Variant('(a(sa{sv}))', (pairs,)), None, Gio.DBusCallFlags.NONE, 30000,
                                  None, on_answer)
            self.desktop.bus.flush_sync()
            if i == 20:
                os.kill(pid, signal.SIGTERM)
        while len(answers) + len(faults) < 100:
            GLib.MainContext.default().iteration(True)
        self.assertEqual(faults, [])
        ferrytest.until_ended(pid, 'the service has ended')
        self.assertEqual(sorted(answers), sorted(transfer['id'] for transfer in self.desktop.list()))
        self.assertNotIn("can't be written", self.desktop.log())

    def test_is_not_troubled_by_being_asked_to_end_twice(self):
        self.desktop.wait_bytes(self.desktop.download(self.server.address('randomAccess?bytesPerSec=0')), 100000)
        pid = self.desktop.pid()
        for _ in range(5):
            os.kill(pid, signal.SIGTERM)
        ferrytest.until_ended(pid, 'the service has ended')

    def test_stays_as_long_as_the_setting_says(self):
        # GApplication's own patience with a service ends after ten seconds.
        self.desktop.change_settings(idle_timeout=12)
        began = time.monotonic()
        self.desktop.list()
        self.wait_gone()
        self.assertGreater(time.monotonic() - began, 11)

    def test_follows_the_setting_that_says_how_long_it_stays(self):
        self.desktop.change_settings(idle_timeout=600)
        self.desktop.list()
        self.desktop.change_settings(idle_timeout=1)
        self.wait_gone()

    def test_goes_on_after_it_was_asked_to_end(self):
        id = self.desktop.download(self.server.address('randomAccess?length=2000000&bytesPerSec=0'))
        self.desktop.wait_bytes(id, 500000)
        self.desktop.end()
        self.desktop.list()
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], pattern(2 * MB))
        first, second = self.server.wait_answers('randomAccess', 2)
        # It had the time to make all durable: nothing that it had read is fetched again.
        self.assertGreaterEqual(second.first, 500000)

    def autostart(self):
        folder = self.desktop.root / 'config/autostart'
        return list(folder.glob('*.desktop'))  # not what it is made from

    def test_goes_on_after_log_in_only_when_something_is_unfinished(self):
        id = self.desktop.download(self.server.address('randomAccess?length=1000000&bytesPerSec=0'))
        entry, = ferrytest.until(self.autostart, 'there is an entry')
        self.assertIn('[Desktop Entry]', entry.read_text())
        self.desktop.wait(id, 'completed')
        ferrytest.until(lambda: not self.autostart(), 'the entry is gone')

    def test_does_not_start_after_log_in_for_what_only_a_person_can_repair(self):
        broken = self.desktop.download(self.server.address('fault/403'), recoverable=[403])
        self.desktop.wait(broken, 'paused-recoverable-web-error-status')
        other = self.desktop.download(self.server.address('randomAccess?length=1000000&bytesPerSec=0'))
        ferrytest.until(self.autostart, 'there is an entry')
        self.desktop.wait(other, 'completed')
        ferrytest.until(lambda: not self.autostart(), 'the entry is gone')

    def test_tells_its_version(self):
        answer = self.desktop.bus.call_sync(
            ferrytest.NAME, ferrytest.PATH, 'org.freedesktop.DBus.Properties', 'Get',
            GLib.Variant('(ss)', ('io.github.ferrytransfer.Ferry.Transfers1', 'Version')), None,
            Gio.DBusCallFlags.NONE, -1, None)
        self.assertRegex(answer.unpack()[0], r'^\d+\.\d+')

    def test_is_quick_to_answer_with_a_long_history(self):
        self.desktop.create([(self.server.address(ADDRESS), {'start': False})] * 1000)
        self.desktop.end()
        self.assertEqual(len(self.desktop.list()), 1000)


class Journal(ferrytest.TestCase):
    def journal(self):
        return self.desktop.state_folder / 'journal.sqlite'

    def test_that_cannot_be_read_is_set_aside(self):
        rubbish = b'This is no journal. ' * 500
        self.desktop.state_folder.mkdir(mode=0o700, parents=True)
        self.journal().write_bytes(rubbish)
        self.assertEqual(self.desktop.list(), [])
        aside, = self.desktop.state_folder.glob('journal.sqlite.unreadable-*')
        self.assertEqual(aside.read_bytes(), rubbish)
        self.assertIn(aside.name, self.desktop.log())
        self.assert_alive()

    def test_that_is_damaged_is_set_aside(self):
        self.desktop.create([(self.server.address(ADDRESS), {'start': False})] * 50)
        self.desktop.end()
        content = bytearray(self.journal().read_bytes())
        content[100:] = os.urandom(len(content) - 100)
        self.journal().write_bytes(content)
        self.assertEqual(self.desktop.list(), [])
        aside, = [path for path in self.desktop.state_folder.glob('journal.sqlite.unreadable-*')
                  if not path.name.endswith(('-wal', '-shm'))]
        self.assertEqual(aside.read_bytes(), content)

    def test_that_is_damaged_in_part_gives_back_the_rest(self):
        idle = [(self.server.address(ADDRESS), {'start': False})]
        self.desktop.create(idle * 20)
        running = self.desktop.download(self.server.address(f'randomAccess?length={2 * MB}&bytesPerSec={MB}'))
        self.desktop.wait_bytes(running, 1)
        self.desktop.create(idle * 80)
        self.desktop.command('Pause', running)
        self.desktop.end()
        had = {entry['id'] for entry in self.desktop.list()}
        self.desktop.end()
        self.damage_a_page_without(running)
        left = {entry['id']: entry for entry in self.desktop.list()}
        self.assertLess(left.keys(), had)
        self.assertGreater(len(left), 80)
        self.assertGreater(left[running]['bytes-done'], 0)
        self.desktop.command('Resume', running)
        transfer = self.desktop.wait(running, 'completed')
        self.assertEqual(transfer['restarts'], 0)
        self.assert_file(transfer['file'], pattern(2 * MB))
        self.assertIn(f'{len(left)} transfers', self.desktop.log())

    def damage_a_page_without(self, id):
        """Of those that have rows: a page that begins with 13."""
        content = bytearray(self.journal().read_bytes())
        pages = range(4096, len(content), 4096)
        rows = [at for at in pages if content[at] == 13 and content[at:at + 4096].count(b'http') > 1]
        first = [at for at in rows if id.encode() not in content[at:at + 4096]][0]
        content[first:first + 4096] = os.urandom(4096)
        self.journal().write_bytes(content)

    def test_of_a_newer_ferry_is_not_lost(self):
        self.desktop.create([(self.server.address(ADDRESS), {'start': False})])
        self.desktop.end()
        with sqlite3.connect(self.journal()) as journal:
            journal.execute('PRAGMA user_version = 999')
        journal.close()
        try:
            self.assertEqual(self.desktop.list(), [])
        except GLib.Error:
            pass
        versions = []
        for path in self.desktop.state_folder.glob('journal.sqlite*'):
            if not path.name.endswith(('-wal', '-shm')):
                with sqlite3.connect(path) as journal:
                    versions += journal.execute('PRAGMA user_version').fetchone()
        self.assertIn(999, versions)

    def test_is_used_by_one_service_only(self):
        id = self.desktop.download(self.server.address(ADDRESS))
        self.desktop.wait(id, 'completed')
        other = ferrytest.Desktop()
        self.addCleanup(other.remove)
        self.addCleanup(other.close)
        environment = other.environment | {'XDG_STATE_HOME': self.desktop.environment['XDG_STATE_HOME']}
        second = subprocess.run([str(ferrytest.BUILD / 'src/daemon/ferryd')], env=environment, timeout=30,
                                capture_output=True, text=True)
        self.assertNotEqual(second.returncode, 0)
        self.assertIn('nother', second.stderr)
        for fault in ('Sanitizer', 'CRITICAL', 'runtime error'):
            self.assertNotIn(fault, second.stderr)
        self.assertEqual(self.desktop.state(id), 'completed')
        self.assert_alive()

    def test_that_cannot_be_used_is_told_to_who_calls(self):
        other = ferrytest.Desktop()
        self.addCleanup(other.remove)
        self.addCleanup(other.close)
        other.list()
        wrapper = self.desktop.root / 'ferryd'
        state = other.environment['XDG_STATE_HOME']
        wrapper.write_text(wrapper.read_text().replace('exec', f'export XDG_STATE_HOME={state}\nexec'))
        for _ in range(2):
            error = self.assert_refused('Journal', self.desktop.list)
            self.assertIn('Another service', error.message)
        said = self.desktop.ctl('list')
        self.assertEqual(said.returncode, 1)
        self.assertIn('Another service', said.stderr)
        ferrytest.until(lambda: not self.desktop.is_running(), 'it leaves')
        other.end()
        self.assertEqual(self.desktop.list(), [])

    def test_whose_folder_cannot_be_made_is_told_to_who_calls(self):
        self.desktop.state_folder.write_text('a file')
        self.assertIn('ferry', self.assert_refused('Journal', self.desktop.list).message)
        ferrytest.until(lambda: not self.desktop.is_running(), 'it leaves')
        self.desktop.state_folder.unlink()
        self.assertEqual(self.desktop.list(), [])

    def test_survives_a_service_that_is_killed_at_once(self):
        for _ in range(10):
            self.desktop.download(self.server.address(ADDRESS), start=False)
            self.desktop.kill()
        self.assertEqual(len(self.desktop.list()), 10)
        with sqlite3.connect(f'file:{self.journal()}?mode=ro', uri=True) as journal:
            self.assertEqual(journal.execute('PRAGMA integrity_check').fetchone()[0], 'ok')

    def test_forgets_the_oldest_first(self):
        self.desktop.change_settings(history_limit=2)
        ids = []
        for _ in range(4):
            ids.append(self.desktop.download(self.server.address(ADDRESS)))
            self.desktop.wait(ids[-1], 'completed') if len(ids) < 3 else None
        ferrytest.until(lambda: [one['id'] for one in self.desktop.list()] == ids[-2:], 'two are left')


class Settings(ferrytest.TestCase):
    def test_out_of_range_or_of_the_wrong_type_are_as_if_not_set(self):
        for name in ('max-parallel', 'max-per-host', 'connections', 'max-attempts', 'silence-timeout', 'history-limit',
                     'rate-limit', 'idle-timeout'):
            for value in ('uint32 0', 'uint32 4294967295', '-1', "'many'", 'rubbish'):
                if (name, value) == ('history-limit', 'uint32 0'):
                    continue
                with self.subTest(f'{name}={value}'):
                    self.write(name, value)
                    id = self.desktop.download(self.server.address(ADDRESS))
                    self.desktop.wait(id, 'completed')
        self.assertEqual(len(self.desktop.pids()), 1)

    def write(self, name, text):
        keyfile = self.desktop.root / 'config/glib-2.0/settings/keyfile'
        keyfile.write_text('[io/github/ferrytransfer/Ferry]\n'
                           f"download-folder='{self.desktop.downloads}'\n{name}={text}\n")

    def test_a_folder_that_is_none_fails_the_download_and_nothing_else(self):
        for folder in ('relative', '/nonexistent/folder', '/dev/null'):
            with self.subTest(folder):
                self.desktop.change_settings(download_folder=folder)
                self.desktop.end()
                try:
                    id = self.desktop.download(self.server.address(ADDRESS))
                    self.desktop.wait(id, 'error', 'completed')
                except GLib.Error as error:
                    self.assertTrue(Gio.dbus_error_get_remote_error(error).startswith(ferrytest.ERROR))

    def test_the_folder_is_the_persons_downloads_folder(self):
        home = self.desktop.root / 'home'
        (home / 'Ladungen').mkdir()
        (self.desktop.root / 'config/user-dirs.dirs').write_text('XDG_DOWNLOAD_DIR="$HOME/Ladungen"\n')
        self.desktop.change_settings(download_folder='')
        done = self.desktop.wait(self.desktop.download(self.server.address(ADDRESS)), 'completed')
        self.assertEqual(os.path.dirname(done['file']), str(home / 'Ladungen'))

    def test_the_limit_of_all_holds_and_can_be_lifted(self):
        self.desktop.change_settings(rate_limit=GLib.Variant('t', 100000))
        began = time.monotonic()
        ids = self.desktop.create([(self.server.address('randomAccess?length=150000&bytesPerSec=0'), {})] * 2)
        for id in ids:
            self.desktop.wait(id, 'completed')
        self.assertGreater(time.monotonic() - began, 1.5)
        id = self.desktop.download(self.server.address('randomAccess?length=50000000&bytesPerSec=0'))
        self.desktop.wait_bytes(id, 1)
        self.desktop.change_settings(rate_limit=GLib.Variant('t', 0))
        self.desktop.wait(id, 'completed')

    def test_a_folder_that_is_chosen_is_used_from_then_on(self):
        self.desktop.wait(self.desktop.download(self.server.address(ADDRESS)), 'completed')
        folder = self.desktop.folder('elsewhere')
        self.desktop.change_settings(download_folder=str(folder))

        def is_used():
            done = self.desktop.wait(self.desktop.download(self.server.address(ADDRESS)), 'completed')
            return os.path.dirname(done['file']) == str(folder)
        ferrytest.until(is_used, 'the new folder')


class IfExists(ferrytest.TestCase):
    settings = {'if-exists': 'replace'}

    def setUp(self):
        super().setUp()
        self.mine = self.desktop.downloads / 'ferry.iso'
        self.mine.write_text('mine')
        self.address = self.server.write('ferry.iso', b'theirs')

    def fetch(self, *states, **options):
        return self.desktop.wait(self.desktop.download(self.address, **options), *states)

    def names(self):
        return sorted(os.listdir(self.desktop.downloads))

    def test_the_setting_decides_when_nothing_is_said(self):
        done = self.fetch('completed')
        self.assertEqual(done['file'], str(self.mine))
        self.assert_file(self.mine, b'theirs')
        self.assertEqual(self.names(), ['ferry.iso'])

    def test_the_setting_is_followed_while_the_service_runs(self):
        self.fetch('completed')
        self.desktop.change_settings(if_exists='fail')
        ferrytest.until(lambda: self.fetch('completed', 'error')['state'] == 7, 'it fails')
        self.assertEqual(self.names(), ['ferry.iso'])

    def test_who_says_something_is_obeyed(self):
        self.assertEqual(self.fetch('completed', if_exists=0)['file'], str(self.desktop.downloads / 'ferry (1).iso'))
        self.assertIn('ferry.iso', self.fetch('error', if_exists=2)['error-message'])
        self.assertEqual(self.mine.read_text(), 'mine')

    def test_a_server_names_no_file_that_would_be_replaced(self):
        mine = self.desktop.downloads / 'report.pdf'
        mine.write_text('mine')
        id = self.desktop.download(self.server.address('fault/disposition?sample=plain'))
        self.assertEqual(self.desktop.wait(id, 'completed')['file'], str(self.desktop.downloads / 'report (1).pdf'))
        self.assertEqual(mine.read_text(), 'mine')

    def test_the_old_file_stays_until_the_new_one_is_whole_whatever_happens(self):
        mine = self.desktop.downloads / 'big'
        mine.write_text('mine')
        id = self.desktop.download(self.server.address('randomAccess?length=2000000&bytesPerSec=1000000'), name='big')
        self.desktop.wait_bytes(id, 100000)
        self.desktop.kill()
        self.assertEqual(mine.read_text(), 'mine')
        self.desktop.list()
        self.assertEqual(self.desktop.wait(id, 'completed')['file'], str(mine))
        self.assert_file(mine, pattern(2 * MB))
        self.assertEqual(self.names(), ['big', 'ferry.iso'])


if __name__ == '__main__':
    ferrytest.main()
