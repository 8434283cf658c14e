#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Stories of uploads; golden.py says how they are told and how they are recorded.

import golden
from ferrytest import AUTO, IETF, PLAIN, TUS, until

BOTH = ((TUS, 'tus'), (IETF, 'resumable'))


class Uploads(golden.Story):
    def test_post(self):
        self.moment(self.upload('upload', self.file()), 'completed')
        self.end()

    def test_put(self):
        self.moment(self.upload('upload/letter.bin', self.file(), method='PUT', resumable=PLAIN), 'completed')
        self.end()

    def test_form(self):
        parts = [{'name': 'who', 'text': 'Søren\nand others'}, {'name': 'file', 'file': self.file()},
                 {'name': 'other', 'file': self.file('other'), 'file-name': 'other.txt',
                  'headers': [('Content-Type', 'text/x-other')]}]
        self.moment(self.upload('upload', parts=parts, boundary='harbour wall'), 'completed')
        self.end()

    def test_tus(self):
        self.moment(self.upload('tus', self.file(), resumable=TUS), 'completed')
        self.end()

    def test_draft_of_the_ietf(self):
        self.moment(self.upload('resumable', self.file(), resumable=IETF), 'completed')
        self.end()

    def test_the_server_is_asked_which_way_it_has(self):
        for path in ('tus', 'resumable', 'upload'):
            self.moment(self.upload(path, self.file(), resumable=AUTO), 'completed')
        self.end()

    def test_body_of_the_answer(self):
        self.moment(self.upload('upload?answer=1000', self.file(), resumable=PLAIN), 'completed')
        self.end()

    def test_refused(self):
        self.moment(self.upload('upload?fail=status&status=413', self.file(), resumable=PLAIN), 'error')
        self.end()

    def test_refused_for_the_moment(self):
        self.moment(self.upload('upload?fail=status&status=503&retryAfter=1', self.file(), resumable=PLAIN), 'completed')
        self.end()

    def test_a_post_that_is_not_answered(self):
        id = self.upload('upload?fail=lost', self.file(), resumable=PLAIN)
        self.moment(id, 'error')
        self.command('Retry', id)
        self.moment(id, 'completed')
        self.end()

    def test_a_put_is_paused_and_resumed(self):
        id = self.upload('upload/letter.bin?fail=stall&after=5000', self.file(), method='PUT', resumable=PLAIN)
        self.moment(id, 'running', bytes_done=5000)
        self.command('Pause', id)
        self.moment(id, 'paused-by-application')
        self.command('Resume', id)
        self.moment(id, 'completed')
        self.end()

    def sent(self, **options):
        """A POST of which the server has every byte, and says nothing."""
        id = self.upload('upload?fail=stall&after=5000', self.file(), resumable=PLAIN, **options)
        self.moment(id, 'running', bytes_done=5000)
        return id

    def test_a_post_that_is_sent_is_not_paused_but_canceled(self):
        id = self.sent()
        self.command('Pause', id)
        self.moment(id, 'running', bytes_done=5000)
        self.command('Cancel', id)
        self.moment(id, 'canceled', bytes_done=0)
        self.end()

    def test_a_post_that_is_sent_is_answered_in_spite_of_pause(self):
        id = self.upload('upload?bytesPerSec=1000', self.file(), resumable=PLAIN)
        self.moment(id, 'running', bytes_done=5000)
        self.command('Pause', id)
        self.moment(id, 'completed')
        self.end()

    def test_a_post_that_is_sent_is_killed(self):
        id = self.sent()
        self.restart(kill=True)
        self.unseen(id, 'error')
        self.command('Retry', id)
        self.moment(id, 'completed')
        self.end()

    def has_come(self, length):
        """The server has so many bytes of the one upload that is under way, thus its request as well."""
        until(lambda: [part.stat().st_size for part in self.server.uploads.glob('.*.part')] == [length],
              'the server has its bytes')

    def test_resumable_uploads_are_paused_and_resumed(self):
        for protocol, path in BOTH:
            id = self.upload(f'{path}?fail=stall&after=1000', self.file(), resumable=protocol)
            # Sooner, nothing of it might have come, and the server would fall silent after Resume instead.
            self.has_come(1000)
            self.command('Pause', id)
            self.moment(id, 'paused-by-application')
            self.command('Resume', id)
            self.moment(id, 'completed')
        self.end()

    def test_resumable_uploads_are_canceled(self):
        for protocol, path in BOTH:
            id = self.upload(f'{path}?fail=stall&after=1000&times=100', self.file(), resumable=protocol)
            # Sooner, the request with its bytes might still be on its way, or might never leave.
            until(lambda: self.desktop.show(id)['resumable'], 'it has a place')
            self.has_come(1000)
            self.command('Cancel', id)
            self.moment(id, 'canceled', protocol=0, resumable=False)
            until(lambda: any(answer.method == 'DELETE' for answer in self.server.answers(f'{path}/')), 'it is deleted')
        self.end()

    def test_forgotten_by_the_server(self):
        for protocol, path in BOTH:
            self.moment(self.upload(f'{path}?fail=forgets&status=404', self.file(), resumable=protocol), 'completed')
        self.end()

    def test_options_that_are_refused(self):
        self.upload('upload')
        self.upload('upload', '/nonexistent/file')
        self.upload('upload', self.file(), parts=[{'name': 'a', 'text': 'b'}])
        self.upload('upload', self.file(), resumable=99)
        self.upload('upload', self.file(), boundary='x' * 80, parts=[])
        self.end()


if __name__ == '__main__':
    golden.main()
