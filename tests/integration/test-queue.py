#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Who runs now and who waits.

import time

import ferrytest
from ferrytest import HIGH, LOW, SERIALIZED, STATES
from gi.repository import GLib


class Queue(ferrytest.TestCase):
    settings = {'max_parallel': 2, 'max_per_host': 2}
    rate = 100 * 1000
    # Two seconds each.
    path = 'randomAccess?length=200000&bytesPerSec=0&n={}'

    def add(self, count, **options):
        return self.desktop.create([(self.server.address(self.path.format(n)), options)
                                    for n in range(count)])

    @staticmethod
    def moves(transfer):
        """One that has all its bytes is still Running while its file is finished, without a slot."""
        return STATES[transfer['state']] == 'running' and transfer['bytes-done'] != transfer['bytes-total']

    def running(self):
        return {transfer['id'] for transfer in self.desktop.list() if self.moves(transfer)}

    def wait_running(self, *ids):
        ferrytest.until(lambda: self.running() == set(ids), f'{len(ids)} run')

    def follow(self, ids):
        """The largest number that ever ran at once, and the order in which they ended."""
        most = 0

        def look():
            nonlocal most
            transfers = self.desktop.list(ids=ids)
            most = max(most, sum(map(self.moves, transfers)))
            return all(transfer['finished'] for transfer in transfers) and transfers
        ended = sorted(ferrytest.until(look, 'all have ended'), key=lambda one: one['finished'])
        return most, [transfer['id'] for transfer in ended]

    def test_runs_no_more_than_the_setting_says(self):
        ids = self.add(6)
        most, _ = self.follow(ids)
        self.assertEqual(most, 2)

    def test_runs_no_more_from_one_host_than_the_setting_says(self):
        self.desktop.change_settings(max_parallel=5, max_per_host=1)
        most, ended = self.follow(self.add(3))
        self.assertEqual(most, 1)

    def test_follows_a_setting_that_changes(self):
        ids = self.add(5)
        self.wait_running(*ids[:2])
        self.desktop.change_settings(max_parallel=4, max_per_host=4)
        self.wait_running(*ids[:4])

    def test_serves_first_come_first(self):
        self.desktop.change_settings(max_parallel=1)
        ids = self.add(3)
        self.assertEqual(self.follow(ids)[1], ids)

    def test_serves_high_before_default_before_low(self):
        self.desktop.change_settings(max_parallel=1)
        first, = self.add(1, priority=HIGH)
        self.wait_running(first)
        low, = self.add(1, priority=LOW)
        default, = self.add(1)
        high, = self.add(1, priority=HIGH)
        _, ended = self.follow([first, low, default, high])
        self.assertEqual(ended, [first, high, default, low])

    def test_gives_the_slot_of_a_lower_one_to_high(self):
        low = self.add(2, priority=LOW)
        self.wait_running(*low)
        high, = self.add(1, priority=HIGH)
        ferrytest.until(lambda: high in self.running(), 'high runs')
        self.assertEqual(len(self.running()), 2)
        for id in (high, *low):
            self.assertEqual(self.desktop.wait(id, 'completed')['restarts'], 0)

    def test_moves_what_is_made_high(self):
        self.desktop.change_settings(max_parallel=1)
        ids = self.add(4)
        self.wait_running(ids[0])
        self.desktop.change(ids[3], priority=HIGH)
        ferrytest.until(lambda: self.running() == {ids[3]}, 'the last runs')

    def test_runs_a_serialized_group_one_after_the_other(self):
        ids = self.add(3, group='album', behavior=SERIALIZED)
        most, ended = self.follow(ids)
        self.assertEqual((most, ended), (1, ids))

    def test_runs_a_parallel_group_side_by_side(self):
        most, _ = self.follow(self.add(3, group='side'))
        self.assertEqual(most, 2)

    def test_runs_a_group_as_it_was_made_whatever_a_request_says(self):
        for name, behavior, expected in (('one', SERIALIZED, 1), ('both', 0, 2)):
            with self.subTest(name):
                self.desktop.call('CreateGroup', GLib.Variant('(su)', (name, behavior)))
                self.desktop.end()
                ids = self.add(3, group=name, behavior=1 - behavior)
                self.assertEqual({self.desktop.show(id)['behavior'] for id in ids}, {behavior})
                most, _ = self.follow(ids)
                self.assertEqual(most, expected)

    def test_a_paused_one_gives_its_slot_away(self):
        ids = self.add(3)
        self.wait_running(*ids[:2])
        self.desktop.command('Pause', ids[0])
        self.wait_running(*ids[1:])

    def test_the_limit_of_one_transfer_holds(self):
        began = time.monotonic()
        id, = self.add(1, rate_limit=50000)
        self.desktop.wait(id, 'completed')
        self.assertGreater(time.monotonic() - began, 2.5)


if __name__ == '__main__':
    ferrytest.main()
