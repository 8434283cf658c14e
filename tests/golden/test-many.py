#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Stories of several transfers; golden.py says how they are told and how they are
# recorded.

import golden
from ferrytest import HIGH, LOW, SERIALIZED
from gi.repository import GLib

SMALL = 'fault/stall?length=1000&times=0&n={}'
# Silent after 400 of 1000 bytes, the first time.
HELD = 'fault/stall?length=1000&after=400&times=1&n={}'
UNKNOWN = '00000000-0000-4000-8000-000000000000'


class Many(golden.Story):
    def several(self, count, path=SMALL, **options):
        return self.create(*((path.format(n), {'name': f'file-{n}'} | options) for n in range(count)))

    def test_batch(self):
        self.moment(*self.several(3), 'completed')
        self.end(in_order=False)

    def test_batch_that_is_refused(self):
        self.call('CreateDownloads', '(a(sa{sv}))', [(self.address(SMALL), {}), ('x', {})])
        self.create((SMALL, {}), (SMALL, {'name': '../x'}))
        self.create((SMALL, {}), (SMALL, {'priority': GLib.Variant('s', 'high')}))
        self.create((SMALL, {'file': 'relative'}))
        self.create((SMALL, {'checksum': 'sha256=x'}))
        self.create((SMALL, {'headers': [('X', '\r\n')]}))
        self.end()

    def test_commands_all_or_nothing(self):
        id, = self.several(1, start=False)
        self.moment(id, 'idle')
        for method in ('Start', 'Pause', 'Resume', 'Cancel', 'Retry', 'Remove'):
            self.command(method, id, UNKNOWN)
            self.command(method)
        self.command('Remove', id)
        self.command('Resume', id)
        self.end()

    def test_serialized_group(self):
        self.moment(*self.several(3, group='album', behavior=SERIALIZED), 'completed')
        self.end()

    def test_parallel_group(self):
        self.call('CreateGroup', '(su)', 'side', 0)
        self.call('CreateGroup', '(su)', 'side', SERIALIZED)
        self.call('CreateGroup', '(su)', 'side', 99)
        ids = self.several(3, HELD, group='side', behavior=SERIALIZED)
        self.moment(*ids, 'running', bytes_done=400, bytes_total=1000, status_code=200, part_file=bool)
        self.command('Pause', *ids)
        self.moment(*ids, 'paused-by-application', bytes_done=400)
        self.list(group='side')
        self.list(group='none')
        self.command('Resume', *ids)
        self.moment(*ids, 'completed')
        self.end(in_order=False)

    def test_filters(self):
        ids = self.several(3)
        self.moment(*ids, 'completed')
        waiting, = self.several(1, start=False)
        self.moment(waiting, 'idle')
        for filter in ({}, {'ids': [ids[2], UNKNOWN, ids[0]]}, {'kind': 0}, {'kind': 1}, {'kind': 9}, {'finished': True},
                       {'finished': False}, {'offset': 1, 'limit': 2}, {'limit': 0}, {'offset': 9},
                       {'ids': GLib.Variant('s', 'x')}, {'nonsense': 'x'}):
            self.list(**filter)
        self.command('Remove', *ids[:2])
        self.gone(*ids[:2])
        self.end(in_order=False)

    def test_history_is_limited(self):
        self.desktop.change_settings(history_limit=1)
        self.desktop.end()
        self.restart()
        first, = self.several(1)
        self.moment(first, 'completed')
        self.several(1, path=SMALL + '&again')
        self.gone(first)
        self.end()


class InTurn(golden.Story):
    settings = {'max_parallel': 1}

    def test_priorities(self):
        first = self.download(HELD.format(0), name='first')
        self.moment(first, 'running', bytes_done=400, bytes_total=1000, status_code=200, part_file=bool)
        ids = self.create((SMALL.format(1), {'name': 'low', 'priority': LOW}), (SMALL.format(2), {'name': 'default'}),
                          (SMALL.format(3), {'name': 'late'}), (SMALL.format(4), {'name': 'high', 'priority': HIGH}))
        self.moment(first, *ids, 'completed')
        self.end()


if __name__ == '__main__':
    golden.main()
