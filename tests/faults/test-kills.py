#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The service is killed again and again while it moves 20 downloads and 10
# uploads and is commanded at random. What it told before a kill still holds
# after it. All choices come from FERRY_TEST_SEED, only the moments are real;
# FERRY_TEST_KILLS says how often. See tests/faults/run.

import collections
import hashlib
import os
import pathlib
import random
import shutil
import sqlite3
import time

from gi.repository import Gio, GLib

import ferrytest
from ferrytest import FINAL, IETF, INTERFACE, MB, NAME, PATH, PLAIN, STATES, TUS, dictionary

SEED = int(os.environ.get('FERRY_TEST_SEED', random.SystemRandom().randrange(1 << 32)))
QUICK = os.environ.get('FERRY_TESTS_QUICK') == '1'
KILLS = int(os.environ.get('FERRY_TEST_KILLS', 5 if QUICK else 20))

SECRETS = ('5ecretbearer', 'pa55word', 'u5ername')
HEADERS = [('Authorization', f'Bearer {SECRETS[0]}')]
CREDENTIALS = {'username': SECRETS[2], 'password': SECRETS[1]}

# How often each is chosen. What the state forbids is refused, which is no fault.
COMMANDS = {'Pause': 4, 'Resume': 5, 'Cancel': 2, 'Retry': 4, 'Remove': 2, 'Start': 2, 'priority': 2,
            'rate': 2, 'List': 3, 'create': 4}
# What a caller must have asked for before a state that was told may be left.
LEAVES = {'completed': {'Remove'}, 'canceled': {'Retry', 'Remove'}, 'error': {'Retry', 'Remove'},
          'paused-by-application': {'Resume', 'Cancel'}}
# What a caller must have asked for before a state may be told at all.
ENTERS = {'canceled': 'Cancel', 'paused-by-application': 'Pause'}
REFUSED = (ferrytest.ERROR + 'InvalidState', ferrytest.ERROR + 'NotFound')
# Seconds until all has come to rest after the last kill.
REST = 60

UPLOADS = ('PUT', 'POST', 'form', 'tus', 'resumable')


class Transfer:
    """What a caller knows of one, and what follows from it."""

    def __init__(self, id, plan):
        self.id, self.plan = id, plan
        self.state = None
        self.since = set()     # accepted commands that the state told last may or may not show
        self.new = set()       # ... given after it was told
        self.ever = set()
        self.retries = 0
        self.durable = 0       # bytes of a download that were told while it was paused

    def command(self, name):
        self.new.add(name)
        self.ever.add(name)
        if name == 'Retry':
            self.retries += 1
        if name in ('Cancel', 'Remove'):
            self.durable = 0

    def tell(self, state, where):
        if state == self.state:
            return
        given = self.since | self.new
        if self.state in LEAVES and not LEAVES[self.state] & given:
            raise AssertionError(f'{self.plan.name}: {self.state}, now {state} {where}, unasked')
        if state in ENTERS and ENTERS[state] not in self.ever:
            raise AssertionError(f'{self.plan.name}: {state} {where}, unasked')
        self.state, self.since, self.new = state, self.new, set()


class Plan:
    """What is to be moved: one of the thirty places, and for the how-manieth time."""

    def __init__(self, place, generation):
        self.place, self.name = place, f'place-{place}-{generation}'
        self.is_upload = place >= 20
        self.way = UPLOADS[place % len(UPLOADS)] if self.is_upload else 'GET'
        # A place of each kind has secrets, which only a keyring would keep beyond a kill.
        self.is_secret = place in (0, 1, 20, 21)
        dice = random.Random(f'{SEED} {self.name}')
        self.content = dice.randbytes(dice.randrange(1, 1 + (MB if self.is_upload else 2 * MB)))
        self.sum = hashlib.sha256(self.content).hexdigest()
        self.start = dice.random() < 0.8

    def options(self, test):
        secret = {} if not self.is_secret else {'headers': HEADERS} if self.place % 2 else CREDENTIALS
        options = {'start': self.start, 'toast': False, **secret}
        if not self.is_upload:
            return test.server.address('data/' + self.name), options | {'file': str(test.desktop.downloads / self.name)}
        file = str(test.documents / self.name)
        if self.way == 'form':
            part = dictionary({'name': 'file', 'file': file})
            return test.server.address('upload?' + self.name), options | {'parts': [part]}
        protocol = {'tus': TUS, 'resumable': IETF}.get(self.way, PLAIN)
        path = {'PUT': f'upload/{self.name}', 'POST': f'upload?{self.name}'}.get(self.way, f'{self.way}?{self.name}')
        method = 'PUT' if self.way == 'PUT' else 'POST'
        return test.server.address(path), options | {'file': file, 'method': method, 'resumable': protocol}

    def write(self, test):
        if self.is_upload:
            (test.documents / self.name).write_bytes(self.content)
        else:
            test.server.write(self.name, self.content)


class Kills(ferrytest.TestCase):
    rate = 2 * MB
    settings = {'max-parallel': 12}

    def setUp(self):
        super().setUp()
        print(f'# FERRY_TEST_SEED={SEED} FERRY_TEST_KILLS={KILLS}', flush=True)
        self.documents = self.desktop.folder('Documents')
        self.transfers = [None] * 30   # by place
        self.plans = [None] * 30       # the last of each place
        self.made = []                 # all that a caller was told of, for the end
        self.gone = set()              # ids that were told as removed
        self.by_id = {}
        self.count = collections.Counter()
        self.signals = collections.deque()
        self.desktop.bus.signal_subscribe(NAME, INTERFACE, None, PATH, None, Gio.DBusSignalFlags.NONE, self.on_signal)

    # What the service tells.

    def on_signal(self, bus, sender, path, interface, signal, parameters):
        self.signals.append((signal, parameters))

    def hear_signal(self, signal, parameters):
        self.count[signal] += 1
        told, = parameters.unpack()
        if signal == 'Removed':
            for id in told:
                if id in self.by_id:
                    self.forget(id)
        elif signal == 'List':
            self.hear_list(told)
        else:
            self.hear(told, 'in Changed')

    def forget(self, id):
        transfer = self.by_id.pop(id)
        self.assertIn('Remove', transfer.ever, f'{transfer.plan.name} was removed, unasked')
        self.gone.add(id)
        if self.transfers[transfer.plan.place] is transfer:
            self.transfers[transfer.plan.place] = None

    def hear(self, told, where):
        for fields in told:
            id = fields['id']
            self.assertNotIn(id, self.gone, f'removed, but {where}')
            transfer = self.by_id.get(id)
            if transfer is None or 'state' not in fields:
                continue
            transfer.tell(STATES[fields['state']], where)
            if transfer.state == 'paused-by-application' and not transfer.plan.is_upload:
                transfer.durable = max(transfer.durable, fields.get('bytes-done', 0))

    def drain(self):
        """An exception would not leave a callback, so what signals say is looked at here."""
        while GLib.MainContext.default().iteration(False):
            pass
        while self.signals:
            self.hear_signal(*self.signals.popleft())

    def ask(self, method, parameters):
        """An answer stands among the signals in the order in which they were sent."""
        answers = []

        def on_answered(bus, result):
            try:
                answers.append(bus.call_finish(result))
            except GLib.Error as error:
                answers.append(error)
            if method == 'List':
                self.signals.append((method, answers[0]))
        self.desktop.bus.call(NAME, PATH, INTERFACE, method, parameters, None, Gio.DBusCallFlags.NONE,
                              1000 * ferrytest.desktop.PATIENCE, None, on_answered)
        while not answers:
            GLib.MainContext.default().iteration(True)
        if isinstance(answers[0], GLib.Error):
            raise answers[0]
        return answers[0]

    def list(self):
        answer = self.ask('List', GLib.Variant('(a{sv})', ({},)))
        self.drain()
        return answer.unpack()[0]

    def hear_list(self, listed):
        self.hear(listed, 'in List')
        ids = {fields['id'] for fields in listed}
        for id in set(self.by_id) - ids:
            self.forget(id)

    def adopt(self, listed):
        """One whose caller was not answered may be there, or not."""
        for fields in listed:
            if fields['id'] in self.by_id or fields['id'] in self.gone:
                continue
            plan, = [plan for plan in self.plans if plan and fields['uri'].endswith(plan.name)]
            self.assertIsNone(self.transfers[plan.place], f'{plan.name} is there twice')
            self.know(fields['id'], plan)

    def know(self, id, plan):
        transfer = Transfer(id, plan)
        self.transfers[plan.place] = self.by_id[id] = transfer
        self.made.append(transfer)

    # What is asked of it.

    def request(self, name, place, dice):
        """The method and arguments of a command, and whom it concerns; None when there is nobody."""
        transfer = self.transfers[place]
        if name == 'List':
            return 'List', '(a{sv})', ({},), None
        if name == 'create':
            if transfer is not None:
                return None
            generation = 1 + int(self.plans[place].name.rpartition('-')[2]) if self.plans[place] else 0
            plan = self.plans[place] = Plan(place, generation)
            plan.write(self)
            address, options = plan.options(self)
            method = 'CreateUploads' if plan.is_upload else 'CreateDownloads'
            return method, '(a(sa{sv}))', ([(address, dictionary(options))],), plan
        if transfer is None:
            return None
        if name in ('priority', 'rate'):
            change = {'priority': dice} if name == 'priority' else {'rate_limit': (0, 300000, MB)[dice]}
            return 'Change', '(sa{sv})', (transfer.id, dictionary(change)), transfer
        return name, '(as)', ([transfer.id],), transfer

    def command(self, name, place, dice):
        request = self.request(name, place, dice)
        if request is None:
            return
        method, signature, arguments, whom = request
        self.drain()
        if method == 'List':
            self.list()
            return
        try:
            answer = self.ask(method, GLib.Variant(signature, arguments))
        except GLib.Error as error:
            self.refuse(Gio.dbus_error_get_remote_error(error), whom, f'{name} {place}: {error.message}')
            return
        self.count[name] += 1
        if isinstance(whom, Plan):
            self.know(answer.unpack()[0][0], whom)
        else:
            whom.command(name)
        self.drain()

    def refuse(self, error, whom, what):
        """What is removed is not there, even before Removed says so."""
        self.count['refused'] += 1
        if error == REFUSED[1]:
            self.assertIn('Remove', getattr(whom, 'ever', ()), what)
        else:
            self.assertEqual(error, REFUSED[0], what)

    def command_unanswered(self, name, place, dice):
        """Killed with the service: it was carried out, or it was not."""
        request = self.request(name, place, dice)
        if request is None:
            return
        method, signature, arguments, whom = request
        self.desktop.bus.call(NAME, PATH, INTERFACE, method, GLib.Variant(signature, arguments), None,
                              Gio.DBusCallFlags.NONE, -1, None, None)
        self.desktop.bus.flush_sync(None)
        if isinstance(whom, Transfer):
            whom.command(name)

    def wake(self):
        self.desktop.call('Subscribe')
        self.list()

    # What must hold.

    def journal(self):
        """The rows of a dead service, read from a copy: opening it would change it."""
        copy = self.desktop.folder('copy')
        for path in self.desktop.state_folder.glob('journal.sqlite*'):
            if not path.name.endswith('-shm'):
                shutil.copy(path, copy)
        journal = sqlite3.connect(copy / 'journal.sqlite')
        journal.row_factory = sqlite3.Row
        rows = {row['id']: row for row in journal.execute('SELECT * FROM transfer')}
        journal.close()
        shutil.rmtree(copy)
        return rows

    def check_dead(self):
        rows = self.journal()
        self.assertFalse(self.gone & set(rows), 'a removed transfer is in the journal')
        for id, transfer in self.by_id.items():
            if id not in rows:
                self.assertIn('Remove', transfer.since | transfer.new, f'{transfer.plan.name} is lost')
                continue
            row = rows[id]
            transfer.tell(STATES[row['state']], 'in the journal')
            self.assertGreaterEqual(row['bytes_done'], transfer.durable, f'{transfer.plan.name} lost bytes')
            self.check_part(row, transfer)
        self.check_files(rows)
        self.check_arrivals()
        self.check_secrets()

    def check_part(self, row, transfer):
        """What the journal promises is on the disk, and is what the server has."""
        if transfer.plan.is_upload or transfer.state in ('completed', 'canceled') or not row['part_file']:
            return
        part, done = pathlib.Path(os.fsdecode(row['part_file'])), row['bytes_done']
        if done == 0 or not part.exists() and (self.desktop.downloads / transfer.plan.name).exists():
            return
        self.assertTrue(part.read_bytes()[:done] == transfer.plan.content[:done], f'{part} is not what was promised')

    def check_files(self, rows):
        known = {os.path.basename(row['part_file']) for row in rows.values() if row['part_file']}
        for path in self.desktop.downloads.iterdir():
            if path.name.endswith('.part'):
                self.assertIn(path.name, known, 'nobody knows it')
                continue
            place, generation = map(int, path.name.split('-')[1:])
            self.assertTrue(path.read_bytes() == Plan(place, generation).content, f'{path.name} is not whole')
        for transfer in self.by_id.values():
            if transfer.state == 'completed' and not transfer.plan.is_upload:
                self.assertTrue((self.desktop.downloads / transfer.plan.name).exists(), transfer.plan.name)

    def check_arrivals(self):
        """A POST arrives once, and once more for each time that a caller asked for it."""
        arrived = collections.Counter(answer.address.rpartition('?')[2] for answer in self.server.answers('/upload?')
                                      if answer.method == 'POST' and answer.status == 200)
        for transfer in self.made:
            if transfer.plan.way in ('POST', 'form'):
                self.assertLessEqual(arrived[transfer.plan.name], 1 + transfer.retries, f'{transfer.plan.name} again')
        stored = {hashlib.sha256(path.read_bytes()).hexdigest() for path in self.server.uploads.glob('*')}
        for transfer in self.made:
            if transfer.plan.is_upload and transfer.state == 'completed':
                self.assertIn(transfer.plan.sum, stored, f'{transfer.plan.name} is not at the server')

    def check_secrets(self):
        for path in (*self.desktop.state_folder.rglob('*'), self.desktop.root / 'ferryd.log'):
            if path.is_file():
                for secret in SECRETS:
                    self.assertNotIn(secret.encode(), path.read_bytes(), f'{path.name} has a secret')

    def settle(self):
        """Everything is let go on until nothing moves; what lost its secrets in a kill may fail."""
        wanted = {'paused-by-application': 'Resume', 'error': 'Retry'}
        tries = collections.Counter()

        def rests():
            moving = []
            for fields in self.list():
                transfer = self.by_id[fields['id']]
                state, plan = STATES[fields['state']], transfer.plan
                name = 'Start' if state == 'idle' and not fields['started'] else wanted.get(state)
                if name and tries[transfer.id, name] < 3:
                    tries[transfer.id, name] += 1
                    self.command(name, plan.place, 0)
                    moving.append(plan.name)
                elif state not in ('completed', 'canceled') and not (state == 'error' and plan.is_secret):
                    moving.append(f"{plan.name} {state} {fields['error-message']}")
                elif state == 'error':
                    self.assertIn('keyring', fields['error-message'])
            self.moving = moving
            return not moving
        try:
            ferrytest.until(rests, 'all has come to rest', REST)
        except TimeoutError as error:
            raise AssertionError(f'never came to rest: {self.moving}') from error

    def test_what_was_told_before_a_kill_holds_after_it(self):
        begun = time.monotonic()
        self.wake()
        for place in range(30):
            self.command('create', place, 0)
        for kill in range(KILLS):
            # Of its own, so that what one life brings does not shift the choices of the next.
            dice = random.Random(f'{SEED} life {kill}')
            names = dice.choices(list(COMMANDS), COMMANDS.values(), k=dice.randrange(4, 24))
            choices = [(name, dice.randrange(30), dice.randrange(3)) for name in names]
            pauses = [dice.uniform(0, 0.06) for _ in choices]
            for choice, pause in zip(choices[:-1], pauses):
                self.command(*choice)
                time.sleep(pause)
            self.command_unanswered(*choices[-1])
            time.sleep(dice.choice((0, dice.uniform(0, 0.01), dice.uniform(0, 0.1))))
            self.desktop.kill()
            self.drain()
            self.check_dead()
            self.wake()
        self.settle()
        self.desktop.kill()
        self.check_dead()
        self.assertEqual([path.name for path in self.desktop.downloads.glob('*.part')
                          if not path.name.startswith(('place-0-', 'place-1-'))], [])
        states = collections.Counter(transfer.state for transfer in self.by_id.values())
        print(f'# {KILLS + 1} kills, {len(self.made)} transfers, {dict(states)}, {dict(self.count)}, '
              f'{time.monotonic() - begun:.1f} s')


if __name__ == '__main__':
    ferrytest.main()
