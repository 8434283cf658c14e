#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# From an address to a finished file: its bytes, its name, its date, what it
# remembers of where it came from.

import hashlib
import os
import pathlib
import subprocess

import ferrytest
from ferrytest import MB, STATES, pattern, until

# What ferry-server names its files (fault/disposition?sample=…), and what becomes of it.
NAMES = {
    'plain': 'report.pdf',
    'encoded': 'naïve €.txt',
    'traversal': 'passwd',
    'encoded-traversal': 'passwd',
    'absolute': 'passwd',
    'device': 'sda',
}
# Where any name will do that is harmless.
ODD = ('backslashes', 'hidden', 'dots', 'empty', 'control', 'encoded-newline', 'right-to-left',
       'not-utf-8', 'bad-encoding', 'unclosed', 'twice', 'desktop')


class TheFile(ferrytest.TestCase):
    def fetch(self, path, **options):
        """The finished transfer."""
        return self.desktop.wait(self.desktop.download(self.server.address(path), **options), 'completed')

    def test_is_what_the_server_sent(self):
        content = os.urandom(3 * MB + 17)
        address = self.server.write('ferry.iso', content)
        done = self.desktop.wait(self.desktop.download(address), 'completed')
        self.assertEqual(done['file'], str(self.desktop.downloads / 'ferry.iso'))
        self.assertEqual(done['bytes-done'], len(content))
        self.assertEqual(done['bytes-total'], len(content))
        self.assertEqual(done['status-code'], 200)
        self.assertGreater(done['finished'], done['created'])
        self.assert_file(done['file'], content)
        self.assert_no_leftovers()

    def test_may_be_empty(self):
        done = self.desktop.wait(self.desktop.download(self.server.write('nothing', b'')), 'completed')
        self.assert_file(done['file'], b'')

    def test_may_be_of_unknown_length(self):
        for path in ('fault/no-length', 'fault/until-close'):
            with self.subTest(path):
                self.assert_file(self.fetch(path + '?length=300000')['file'], pattern(300000))

    def test_is_stored_as_it_is_on_the_wire(self):
        done = self.fetch('fault/gzip')
        plain = subprocess.run(['gzip', '-dc'], input=open(done['file'], 'rb').read(),
                               capture_output=True, check=True).stdout
        self.assertTrue(plain == pattern(len(plain)))

    def test_has_the_name_that_was_asked_for(self):
        done = self.fetch('fault/disposition?sample=plain', name='mine.bin')
        self.assertEqual(done['file'], str(self.desktop.downloads / 'mine.bin'))

    def test_goes_into_the_folder_that_was_asked_for(self):
        folder = self.desktop.folder('elsewhere')
        done = self.fetch('fault/disposition?sample=plain', folder=str(folder))
        self.assertEqual(done['file'], str(folder / 'report.pdf'))

    def test_has_the_path_that_was_asked_for(self):
        path = str(self.desktop.folder('elsewhere') / 'exactly.this')
        self.assertEqual(self.fetch('fault/disposition?sample=plain', file=path)['file'], path)

    def test_has_the_name_that_the_server_gives(self):
        for sample, name in NAMES.items():
            with self.subTest(sample):
                folder = self.desktop.folder(sample)
                done = self.fetch(f'fault/disposition?sample={sample}', folder=str(folder))
                self.assertEqual(done['file'], str(folder / name))

    def test_stays_in_its_folder_whatever_the_server_says(self):
        for path in [f'fault/disposition?sample={sample}' for sample in ODD] + ['fault/long-name']:
            with self.subTest(path):
                folder = self.desktop.folder('odd/' + path.rpartition('=')[2].replace('/', '-'))
                file = self.fetch(path, folder=str(folder))['file']
                name = os.path.basename(file)
                self.assertEqual(os.listdir(folder), [name])
                self.assertFalse(name.startswith('.'), name)
                self.assertTrue(all(letter.isprintable() for letter in name), repr(name))
                self.assertLessEqual(len(name.encode()), 255)

    def test_never_takes_the_place_of_another(self):
        (self.desktop.downloads / 'ferry.iso').write_text('mine')
        address = self.server.write('ferry.iso', b'theirs')
        files = [self.desktop.wait(id, 'completed')['file']
                 for id in self.desktop.create([(address, {})] * 3)]
        self.assertEqual(sorted(map(os.path.basename, files)),
                         ['ferry (1).iso', 'ferry (2).iso', 'ferry (3).iso'])
        self.assertEqual((self.desktop.downloads / 'ferry.iso').read_text(), 'mine')

    def test_never_takes_the_place_of_one_that_came_meanwhile(self):
        id = self.desktop.download(self.server.address('randomAccess?length=400000&bytesPerSec=400000'))
        name = os.path.basename(until(lambda: self.desktop.show(id)['part-file'], 'a name'))
        taken = self.desktop.downloads / name.removesuffix('.part')
        taken.write_text('mine')
        done = self.desktop.wait(id, 'completed')
        self.assertNotEqual(done['file'], str(taken))
        self.assertEqual(taken.read_text(), 'mine')
        self.assert_file(done['file'], pattern(400000))

    def test_does_not_follow_a_link_out_of_the_folder(self):
        victim = self.desktop.root / 'victim'
        victim.write_text('mine')
        for name in ('ferry.iso', 'ferry.iso.part'):
            (self.desktop.downloads / name).symlink_to(victim)
        address = self.server.write('ferry.iso', b'theirs')
        done = self.desktop.wait(self.desktop.download(address), 'completed')
        self.assertFalse(os.path.islink(done['file']))
        self.assert_file(done['file'], b'theirs')
        self.assertEqual(victim.read_text(), 'mine')

    def test_has_the_date_of_the_server(self):
        address = self.server.write('old', b'old')
        os.utime(self.server.data / 'old', (1408656897, 1408656897))
        done = self.desktop.wait(self.desktop.download(address), 'completed')
        self.assertEqual(int(os.stat(done['file']).st_mtime), 1408656897)

    def test_remembers_where_it_came_from_but_no_secret(self):
        address = self.server.write('origin', b'bytes').replace('//', '//ferry:harbour@')
        done = self.desktop.wait(self.desktop.download(address + '?token=abc'), 'completed')
        try:
            origin = os.getxattr(done['file'], 'user.xdg.origin.url').decode()
        except OSError as error:
            self.skipTest(f'no extended attributes in {self.desktop.downloads}: {error.strerror}')
        self.assertEqual(origin, self.server.address('data/origin'))

    def test_is_checked_when_a_checksum_is_given(self):
        content = os.urandom(100000)
        address = self.server.write('checked', content)
        for kind in ('sha256', 'md5', 'sha1', 'sha512'):
            with self.subTest(kind):
                digest = hashlib.new(kind, content).hexdigest()
                id = self.desktop.download(address, checksum=f'{kind}={digest}', name=kind)
                self.desktop.wait(id, 'completed')

    def test_does_not_appear_when_its_checksum_is_wrong(self):
        address = self.server.write('wrong', b'wrong')
        failed = self.desktop.wait(self.desktop.download(address, checksum='sha256=' + 64 * '0'), 'error')
        self.assertEqual(failed['error-domain'], 'ferry')
        self.assertEqual(failed['error-code'], 7)
        self.assertFalse((self.desktop.downloads / 'wrong').exists())


class TheUser(ferrytest.TestCase):
    """What a person does to a transfer that runs."""

    rate = 500 * 1000
    length = 2 * MB

    def start(self):
        id = self.desktop.download(self.server.address(f'randomAccess?length={self.length}&bytesPerSec=0'))
        self.desktop.wait_bytes(id, 100000)
        return id

    def part(self, id):
        return self.desktop.show(id)['part-file']

    def test_pauses_and_resumes(self):
        id = self.start()
        self.desktop.command('Pause', id)
        paused = self.desktop.wait(id, 'paused-by-application')
        self.assertTrue(os.path.exists(paused['part-file']))
        self.assert_refused('InvalidState', self.desktop.command, 'Pause', id)
        self.desktop.command('Resume', id)
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], pattern(self.length))
        self.assertEqual(done['restarts'], 0)
        first, second = self.server.wait_answers('randomAccess', 2)
        self.assertEqual((first.status, second.status), (200, 206))
        self.assertGreaterEqual(second.first, 100000)

    def test_stays_paused_over_a_restart_of_the_service(self):
        id = self.start()
        self.desktop.command('Pause', id)
        self.desktop.wait(id, 'paused-by-application')
        self.desktop.kill()
        self.assertEqual(self.desktop.state(id), 'paused-by-application')
        self.desktop.command('Resume', id)
        self.assert_file(self.desktop.wait(id, 'completed')['file'], pattern(self.length))

    def test_cancels(self):
        id = self.start()
        part = self.part(id)
        self.desktop.command('Cancel', id)
        self.desktop.wait(id, 'canceled')
        ferrytest.until(lambda: not os.path.exists(part), 'the unfinished file is gone')
        self.assertEqual(os.listdir(self.desktop.downloads), [])
        self.assert_refused('InvalidState', self.desktop.command, 'Cancel', id)
        self.assert_refused('InvalidState', self.desktop.command, 'Resume', id)

    def test_retries_what_was_canceled(self):
        id = self.start()
        self.desktop.command('Cancel', id)
        self.desktop.command('Retry', id)
        self.assert_file(self.desktop.wait(id, 'completed')['file'], pattern(self.length))

    def test_retries_what_has_failed(self):
        id = self.desktop.download(self.server.address('data/late'))
        self.desktop.wait(id, 'error')
        self.server.write('late', b'here')
        self.desktop.command('Retry', id)
        self.assert_file(self.desktop.wait(id, 'completed')['file'], b'here')

    def test_removes_what_is_finished_and_keeps_the_file(self):
        id = self.desktop.download(self.server.write('kept', b'kept'))
        file = self.desktop.wait(id, 'completed')['file']
        self.desktop.command('Remove', id)
        self.assertEqual(self.desktop.list(), [])
        self.assert_file(file, b'kept')

    def test_does_not_remove_what_runs(self):
        id = self.start()
        self.assert_refused('InvalidState', self.desktop.command, 'Remove', id)
        self.assertEqual(self.desktop.state(id), 'running')

    def test_commands_all_or_nothing(self):
        id = self.start()
        unknown = '00000000-0000-4000-8000-000000000000'
        self.assert_refused('NotFound', self.desktop.command, 'Pause', id, unknown)
        self.assertEqual(self.desktop.state(id), 'running')

    def test_starts_what_waits(self):
        id = self.desktop.download(self.server.write('waits', b'waits'), start=False)
        self.assertFalse(self.desktop.show(id)['started'])
        self.desktop.command('Start', id)
        self.desktop.wait(id, 'completed')
        self.assert_refused('InvalidState', self.desktop.command, 'Start', id)


class TheDisk(ferrytest.TestCase):
    def failed(self, **options):
        id = self.desktop.download(self.server.address('randomAccess?length=4000000&bytesPerSec=0'), **options)
        return self.desktop.wait(id, 'error')

    def test_has_no_such_folder(self):
        failed = self.failed(folder=str(self.desktop.root / 'none'))
        self.assertEqual((failed['error-domain'], failed['error-code']), ('ferry', 2))
        self.assertIn('none', failed['error-message'])

    def test_has_a_folder_that_is_not_ours(self):
        folder = self.desktop.folder('locked')
        folder.chmod(0o500)
        failed = self.failed(folder=str(folder))
        self.assertEqual((failed['error-domain'], failed['error-code']), ('ferry', 4))

    def test_has_a_folder_that_cannot_be_written(self):
        failed = self.failed(folder='/proc')
        self.assertEqual(failed['error-domain'], 'ferry')
        self.assertNotEqual(failed['error-message'], '')

    def mount(self, size):
        """A small disk; only root can make one."""
        folder = self.desktop.folder('small')
        mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'tmpfs', str(folder)],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f'no small disk: {mounted.stderr.strip()}')
        self.addCleanup(subprocess.run, ['umount', '-l', str(folder)], check=True)
        return folder

    def test_is_full_and_that_is_said_before_a_byte_is_fetched(self):
        folder = self.mount('2m')
        failed = self.failed(folder=str(folder))
        self.assertEqual((failed['error-domain'], failed['error-code']), ('ferry', 5))
        self.assertEqual(STATES[failed['state']], 'error')
        self.assertLess(failed['bytes-done'], 4000000)

    def test_fills_up_and_the_transfer_goes_on_when_there_is_room(self):
        folder = self.mount('2m')
        address = self.server.address('fault/no-length?length=4000000')
        id = self.desktop.download(address, folder=str(folder))
        failed = self.desktop.wait(id, 'error')
        self.assertEqual((failed['error-domain'], failed['error-code']), ('ferry', 5))
        subprocess.run(['mount', '-o', 'remount,size=20m', str(folder)], check=True)
        self.desktop.command('Retry', id)
        self.assert_file(self.desktop.wait(id, 'completed')['file'], pattern(4000000))


class TheUnfinishedFile(ferrytest.TestCase):
    """What a person does in the folder while a download is paused."""

    rate = 4 * MB

    def pause(self):
        id = self.desktop.download(self.server.address('randomAccess?length=6000000&bytesPerSec=0'),
                                   folder=str(self.desktop.folder('disk')))
        self.desktop.wait_bytes(id, 2 * MB)
        self.desktop.command('Pause', id)
        return until(lambda: self.desktop.show(id)['bytes-per-second'] == 0 and
                     self.desktop.state(id) == 'paused-by-application' and self.desktop.show(id), 'it is paused')

    def test_keeps_its_bytes_while_its_disk_is_away(self):
        paused = self.pause()
        here, away = self.desktop.root / 'disk', self.desktop.root / 'away'
        here.rename(away)
        self.desktop.command('Resume', paused['id'])
        self.desktop.wait(paused['id'], 'error')
        away.rename(here)
        self.desktop.command('Retry', paused['id'])
        done = self.desktop.wait(paused['id'], 'completed')
        self.assertEqual(done['restarts'], 0)
        self.assert_file(done['file'], pattern(6 * MB))

    def test_ends_well_in_a_folder_that_got_a_name_that_is_no_text(self):
        id = self.desktop.download(self.server.address('randomAccess?length=6000000&bytesPerSec=0'),
                                   folder=str(self.desktop.folder('disk')))
        self.desktop.wait_bytes(id, 2 * MB)
        away = self.desktop.root / os.fsdecode(b'caf\xe9')
        (self.desktop.root / 'disk').rename(away)
        done = self.desktop.wait(id, 'completed')
        self.assertEqual(done['file'], str(self.desktop.root / 'caf\N{REPLACEMENT CHARACTER}' / pathlib.Path(done['file']).name))
        self.assert_file(away / pathlib.Path(done['file']).name, pattern(6 * MB))
        self.desktop.end()
        self.assertEqual(self.desktop.state(id), 'completed')

    def replace(self, paused):
        """Puts a file of the person in its place, or skips where nothing can tell the two."""
        part = pathlib.Path(paused['part-file'])
        try:
            os.getxattr(part, 'user.ferry.transfer')
        except OSError as error:
            self.skipTest(f'no extended attributes in {part.parent}: {error.strerror}')
        part.unlink()
        part.write_bytes(b'precious' * MB)
        return part

    def test_is_not_the_file_of_a_person_in_its_place(self):
        paused = self.pause()
        part = self.replace(paused)
        self.desktop.command('Resume', paused['id'])
        done = self.desktop.wait(paused['id'], 'completed')
        self.assert_file(done['file'], pattern(6 * MB))
        self.assert_file(part, b'precious' * MB)

    def test_is_not_the_file_of_a_person_when_it_is_given_up(self):
        paused = self.pause()
        part = self.replace(paused)
        self.desktop.command('Cancel', paused['id'])
        self.desktop.end()
        self.assert_file(part, b'precious' * MB)


if __name__ == '__main__':
    ferrytest.main()
