#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Stories of downloads; golden.py says how they are told and how they are recorded.

import hashlib

import golden
from ferrytest import HIGH, LOW, SERIALIZED, pattern

SMALL = 'fault/stall?length=1000&times=0'
# Silent after 400 of 1000 bytes, the first time.
HELD = 'fault/stall?length=1000&after=400&times=1'


class Downloads(golden.Story):
    def hold(self, **options):
        id = self.download(HELD, **options)
        self.moment(id, 'running', bytes_done=400, bytes_total=1000, status_code=200, part_file=bool)
        return id

    def test_plain(self):
        self.moment(self.download(SMALL), 'completed')
        self.end()

    def test_pause_and_resume(self):
        id = self.hold()
        self.command('Pause', id)
        self.moment(id, 'paused-by-application', bytes_done=400)
        self.command('Pause', id)
        self.command('Resume', id)
        self.moment(id, 'completed')
        self.end()

    def test_cancel_and_retry(self):
        id = self.hold()
        self.command('Cancel', id)
        self.moment(id, 'canceled', part_file='')
        self.command('Cancel', id)
        self.command('Retry', id)
        self.moment(id, 'completed')
        self.end()

    def test_not_found(self):
        self.moment(self.download('fault/404'), 'error')
        self.end()

    def test_not_found_is_retried_and_removed(self):
        id = self.download('fault/404')
        self.moment(id, 'error')
        self.command('Resume', id)
        self.command('Retry', id)
        self.moment(id, 'error')
        self.command('Remove', id)
        self.gone(id)
        self.command('Remove', id)
        self.end()

    def test_retry_after(self):
        id = self.download('fault/503?retryAfter=4&times=1')
        self.moment(id, ('idle', 'running'), retry_at=lambda moment: moment > 0)
        self.moment(id, 'completed')
        self.end()

    def test_recoverable_status_repaired_by_address(self):
        id = self.download('fault/403', recoverable=[403])
        self.moment(id, 'paused-recoverable-web-error-status')
        self.change(id, uri='x')
        self.change(id, uri=self.address(SMALL))
        self.command('Resume', id)
        self.moment(id, 'completed')
        self.change(id, uri=self.address(SMALL))
        self.end()

    def test_redirect(self):
        self.moment(self.download('fault/redirect?n=2'), 'completed')
        self.moment(self.download('fault/redirect-file'), 'error')
        self.moment(self.download('fault/redirect-loop'), 'error')
        self.end()

    def test_checksum(self):
        right = hashlib.sha256(pattern(1000)).hexdigest()
        self.moment(self.download(SMALL, checksum='sha256=' + right), 'completed')
        self.moment(self.download(SMALL, checksum='sha256=' + '0' * 64), 'error')
        self.moment(self.download(SMALL, checksum='md5=' + '0' * 32), 'error')
        self.end()

    def test_a_file_exists(self):
        for name in ('rename', 'replace', 'fail'):
            (self.desktop.downloads / name).write_text('mine')
        self.moment(self.download(SMALL, name='rename', if_exists=0), 'completed')
        self.moment(self.download(SMALL, name='replace', if_exists=1), 'completed')
        self.moment(self.download(SMALL, name='fail', if_exists=2), 'error')
        self.end()

    def test_credentials(self):
        self.moment(self.download('fault/basic-auth', username='ferry', password='harbour'), 'completed')
        self.moment(self.download('fault/digest-auth', username='ferry', password='harbour'), 'completed')
        self.moment(self.download('fault/basic-auth', username='ferry', password='wrong'), 'error')
        self.end()

    def test_secrets_are_not_told(self):
        headers = [('Authorization', 'Bearer b3arer'), ('Cookie', 'id=c0okie'), ('X-Plain', 'told')]
        id = self.download(SMALL + '&token=t0ken&X-Amz-Signature=5ignature', headers=headers)
        self.moment(id, 'completed')
        self.end()

    def test_created_then_started(self):
        id = self.download(SMALL, start=False)
        self.moment(id, 'idle')
        self.command('Pause', id)
        self.command('Start', id)
        self.moment(id, 'completed')
        self.command('Start', id)
        self.end()

    def test_created_never_started_and_canceled(self):
        id = self.download(SMALL, start=False)
        self.moment(id, 'idle')
        self.restart()
        self.command('Cancel', id)
        self.moment(id, 'canceled')
        self.end()

    def test_all_options(self):
        id = self.download(SMALL, name='named', method='GET', headers=[('Accept', 'text/x'), ('X-Two', 'a'), ('X-Two', 'b')],
                           priority=HIGH, cost=1, group='album', behavior=SERIALIZED, rate_limit=1000000,
                           recoverable=[403, 410], toast=False)
        self.moment(id, 'completed')
        self.end()

    def test_changes(self):
        id = self.download(SMALL, start=False)
        self.moment(id, 'idle')
        self.change(id, priority=LOW, cost=2, rate_limit=500000)
        self.change(id, headers=[('X-New', 'new'), ('Accept', 'text/x')])
        self.change(id, priority=99)
        self.change(id, nonsense='x')
        self.moment(id, 'idle', priority=LOW, rate_limit=500000)
        self.command('Start', id)
        self.moment(id, 'completed')
        self.end()

    def test_rate_changes_while_it_runs(self):
        id = self.hold(rate_limit=300000)
        self.change(id, rate_limit=200000, priority=HIGH)
        self.moment(id, 'running', rate_limit=200000)
        self.command('Pause', id)
        self.moment(id, 'paused-by-application', bytes_done=400)
        self.command('Resume', id)
        self.moment(id, 'completed')
        self.end()

    def test_killed(self):
        id = self.hold()
        self.restart(kill=True)
        self.moment(id, 'completed')
        self.end()

    def test_ended_while_it_runs(self):
        id = self.hold()
        self.restart()
        self.moment(id, 'completed')
        self.end()

    def test_ended_while_it_is_paused(self):
        id = self.hold()
        self.command('Pause', id)
        self.moment(id, 'paused-by-application', bytes_done=400)
        self.restart()
        self.list()
        self.command('Resume', id)
        self.moment(id, 'completed')
        self.end()

    def test_content_changes_on_the_way(self):
        self.moment(self.download('fault/changed-etag?length=1000&after=400'), 'completed')
        self.end()


if __name__ == '__main__':
    golden.main()
