#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The service is killed, the server goes away, the file changes: the download
# ends with exactly the server's bytes, and little is fetched twice.

import os
import random
import shutil
import sqlite3
import unittest

import ferrytest
from ferrytest import MB, STATES, pattern

# A seed from an earlier run plays the same moments again.
SEED = int(os.environ.get('FERRY_TEST_SEED', random.SystemRandom().randrange(1 << 32)))
KILLS = 10 if os.environ.get('FERRY_TESTS_QUICK') == '1' else 50
# Seconds between two checkpoints of a download that runs, with room for a
# loaded machine.
CHECKPOINT = 3
# What the sockets of both ends hold, which the server has sent but the client
# never read.
IN_FLIGHT = 4 * MB


def checkpoint(desktop, id):
    """What the journal of a dead service knows, read from a copy: opening it would change it."""
    copy = desktop.folder('copy')
    for path in desktop.state_folder.glob('journal.sqlite*'):
        if not path.name.endswith('-shm'):
            shutil.copy(path, copy)
    with sqlite3.connect(copy / 'journal.sqlite') as journal:
        row = journal.execute('SELECT bytes_done, state FROM transfer WHERE id = ?', (id,)).fetchone()
    journal.close()
    shutil.rmtree(copy)
    return row


class Killed(ferrytest.TestCase):
    """Each round is a download of its own, killed once or more at random moments."""

    length = 4 * MB
    rate = 6 * MB

    def rounds(self, server, kills):
        print(f'# FERRY_TEST_SEED={SEED}')
        dice = random.Random(SEED)
        done = 0
        while done < kills:
            name = f'round-{done}'
            content = dice.randbytes(self.length)
            id = self.desktop.download(server.write(name, content))
            known = [0]
            for _ in range(dice.choice((1, 1, 2))):
                ferrytest.at_a_random_moment(dice, 0.9 * self.length / self.rate)
                self.desktop.kill()
                done += 1
                bytes_done, state = checkpoint(self.desktop, id)
                if state == 5:
                    break
                known.append(bytes_done)
                self.desktop.list()
            transfer = self.desktop.wait(id, 'completed')
            self.assert_file(transfer['file'], content)
            self.assertEqual(transfer['restarts'], 0)
            self.check_answers(server, name, known)
            os.unlink(transfer['file'])
        self.assert_no_leftovers()

    def check_answers(self, server, name, known):
        """Each answer but the first begins where a checkpoint said, never before the last one."""
        size, end = self.length, 0
        ferrytest.until(lambda: sum(answer.sent for answer in server.answers(name)) >= size, 'the log')
        for answer in server.answers(name):
            self.assertIn(answer.first, known)
            self.assertGreaterEqual(answer.first, max(k for k in known if k <= answer.first))
            self.assertLessEqual(end - answer.first, CHECKPOINT * self.rate + IN_FLIGHT)
            end = max(end, answer.first + answer.sent)
        self.assertEqual(end, size)

    def test_fifty_times_the_file_is_whole_and_little_is_fetched_twice(self):
        self.rounds(self.server, KILLS)

    @ferrytest.needs('nginx')
    def test_against_nginx_too(self):
        nginx = ferrytest.Nginx(self.desktop.folder('nginx'), rate=self.rate)
        self.addCleanup(nginx.stop)
        self.rounds(nginx, KILLS // 5)

    def test_a_checkpoint_never_promises_more_than_is_on_the_disk(self):
        id = self.desktop.download(self.server.write('promise', os.urandom(self.length)))
        self.desktop.wait_bytes(id, self.length // 2)
        self.desktop.kill()
        bytes_done, _ = checkpoint(self.desktop, id)
        part, = self.desktop.downloads.glob('*.part')
        content = part.read_bytes()
        served = (self.server.data / 'promise').read_bytes()
        self.assertTrue(content[:bytes_done] == served[:bytes_done])


class KilledServer(ferrytest.TestCase):
    rate = 2 * MB

    def wait_tries(self, id, count):
        """Until so many in a row were in vain, which must not have been the end."""
        def tried():
            transfer = self.desktop.show(id)
            self.assertNotIn(STATES[transfer['state']], ferrytest.FINAL)
            return transfer['attempts'] >= count
        ferrytest.until(tried, f'{count} tries')

    def test_stops_for_a_while_and_comes_back(self):
        content = os.urandom(6 * MB)
        id = self.desktop.download(self.server.write('stops', content))
        self.desktop.wait_bytes(id, MB)
        self.server.process.kill()
        self.server.stop()
        self.wait_tries(id, 2 if os.environ.get('FERRY_TESTS_QUICK') == '1' else 4)
        self.server.start()
        done = self.desktop.wait(id, 'completed', patience=60)
        self.assert_file(done['file'], content)
        self.assertEqual(done['restarts'], 0)
        # The killed server wrote nothing down; the new one was asked for the rest only.
        self.assertGreater(self.server.wait_answers('stops', 1)[0].first, 0)

    def test_is_not_there_when_the_service_comes_back(self):
        content = os.urandom(4 * MB)
        id = self.desktop.download(self.server.write('both', content))
        self.desktop.wait_bytes(id, MB)
        self.desktop.kill()
        self.server.stop()
        self.assertNotIn(self.desktop.state(id), ferrytest.FINAL)
        self.wait_tries(id, 1)
        self.server.start()
        done = self.desktop.wait(id, 'completed', patience=60)
        self.assert_file(done['file'], content)

    @ferrytest.needs('nginx')
    def test_is_nginx_and_stops_for_a_while(self):
        nginx = ferrytest.Nginx(self.desktop.folder('nginx'), rate=self.rate)
        self.addCleanup(nginx.stop)
        content = os.urandom(4 * MB)
        id = self.desktop.download(nginx.write('stops', content))
        self.desktop.wait_bytes(id, MB)
        nginx.stop()
        self.wait_tries(id, 2)
        nginx.start()
        done = self.desktop.wait(id, 'completed', patience=60)
        self.assert_file(done['file'], content)
        self.assertEqual(done['restarts'], 0)


class TheFileChanges(ferrytest.TestCase):
    """Midway; what comes out is all of the new one, never a mixture."""

    rate = 2 * MB
    length = 4 * MB

    def change_midway(self, server, change):
        old, new = os.urandom(self.length), os.urandom(self.length - 1000)
        address = server.write('changing', old)
        os.utime(server.data / 'changing', (1408656897, 1408656897))
        id = self.desktop.download(address)
        self.desktop.wait_bytes(id, MB)
        change(id)
        server.write('changing', new)
        self.desktop.command('Resume', id)
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], new)
        self.assertEqual(done['restarts'], 1)
        self.assertEqual(done['bytes-total'], len(new))

    def pause(self, id):
        self.desktop.command('Pause', id)
        self.desktop.wait(id, 'paused-by-application')
        # What is paused tells only what is on the disk.
        self.desktop.wait_bytes(id, 1)

    def pause_and_kill(self, id):
        self.pause(id)
        self.desktop.kill()

    def test_while_the_transfer_is_paused(self):
        self.change_midway(self.server, self.pause)

    def test_while_the_service_is_dead(self):
        self.change_midway(self.server, self.pause_and_kill)

    @ferrytest.needs('nginx')
    def test_on_nginx(self):
        nginx = ferrytest.Nginx(self.desktop.folder('nginx'), rate=self.rate)
        self.addCleanup(nginx.stop)
        self.change_midway(nginx, self.pause)

    @ferrytest.needs('nginx')
    def test_or_cannot_be_told_from_a_changed_one(self):
        nginx = ferrytest.Nginx(self.desktop.folder('nginx'), rate=self.rate)
        self.addCleanup(nginx.stop)
        content = os.urandom(2 * MB)
        address = nginx.write('weak', content).replace('/data/', '/weak/')
        id = self.desktop.download(address)
        self.desktop.wait_bytes(id, MB // 2)
        self.pause(id)
        self.desktop.command('Resume', id)
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], content)
        self.assertEqual(done['restarts'], 1)


class Broken(ferrytest.TestCase):
    """Servers that break off, and answer the second time in their own way."""

    length = 600000

    def fetch(self, path, seed=0, length=length):
        id = self.desktop.download(self.server.address(f'fault/{path}?length={self.length}'))
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], pattern(length, seed))
        return done

    def test_goes_on_after_a_cut(self):
        id = self.desktop.download(self.server.address(f'fault/cut?length={self.length}&times=2'))
        done = self.desktop.wait(id, 'completed')
        self.assert_file(done['file'], pattern(self.length))
        self.assertEqual(done['restarts'], 0)

    def test_begins_again_when_it_must(self):
        for path, seed, length in (('ignored-range', 0, self.length), ('changed-etag', 1, self.length),
                                   ('weak-etag', 0, self.length), ('no-validator', 0, self.length)):
            with self.subTest(path):
                self.assertEqual(self.fetch(path, seed, length)['restarts'], 1)

    def test_goes_on_when_only_the_etag_differs(self):
        self.assertEqual(self.fetch('fresh-etag')['restarts'], 0)

    def test_never_takes_a_part_that_does_not_fit(self):
        for path in ('wrong-content-range', 'missing-content-range', '416'):
            with self.subTest(path):
                self.fetch(path)

    def test_never_mixes_lengths(self):
        self.fetch('changed-length', length=self.length + 1000)


if __name__ == '__main__':
    ferrytest.main()
