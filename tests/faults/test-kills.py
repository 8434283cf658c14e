#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The service is killed again and again while it moves 20 downloads and 10
# uploads and is commanded at random. What it told before a kill still holds
# after it. All choices come from FERRY_TEST_SEED, only the moments are real;
# FERRY_TEST_KILLS says how often. See tests/faults/run.
#
# A kill takes nothing from the disk that was written: that it was not synced
# shows only when the power is cut.

import base64
import collections
import contextlib
import hashlib
import os
import pathlib
import random
import re
import shutil
import sqlite3
import time

from gi.repository import Gio, GLib

import ferrytest
from ferrytest import IETF, INTERFACE, MB, NAME, PATH, PLAIN, STATES, TUS, dictionary, pattern

SEED = int(os.environ.get('FERRY_TEST_SEED', random.SystemRandom().randrange(1 << 32)))
QUICK = os.environ.get('FERRY_TESTS_QUICK') == '1'
KILLS = int(os.environ.get('FERRY_TEST_KILLS', 5 if QUICK else 20))

# The server lets nobody in without them: a user and password that are asked for, or a header.
CREDENTIALS = {'username': 'ferry', 'password': 'harbour'}
AUTHORIZATION = base64.b64encode(b'ferry:harbour').decode()
HEADERS = [('Authorization', f'Basic {AUTHORIZATION}')]
SECRETS = (CREDENTIALS['password'].encode(), AUTHORIZATION.encode())

# How often each is chosen. What the state forbids is refused, which is no fault. A new one takes the place of
# one that is completed, so that there is always something to do.
COMMANDS = {'Pause': 4, 'Resume': 5, 'Cancel': 2, 'Retry': 4, 'Remove': 2, 'Start': 2, 'priority': 1,
            'rate-limit': 2, 'uri': 2, 'headers': 2, 'List': 2, 'create': 10}
CHANGES = ('priority', 'rate-limit', 'uri', 'headers')
# What a caller must have asked for before a state that was told may be left.
LEAVES = {'completed': {'Remove'}, 'canceled': {'Retry', 'Remove'}, 'error': {'Retry', 'Remove'},
          'paused-by-application': {'Resume', 'Cancel'}}
# What a caller must have asked for before a state may be told.
ENTERS = {'canceled': 'Cancel', 'paused-by-application': 'Pause'}
# States that the journal cannot have after the answer to a command, until the next.
OVER = {'Pause': {'idle', 'running'}, 'Resume': {'paused-by-application'}, 'Retry': {'canceled'},
        'Cancel': set(STATES.values()) - {'canceled', 'completed'}}
REFUSED = (ferrytest.ERROR + 'InvalidState', ferrytest.ERROR + 'NotFound')
# Seconds until all has come to rest after the last kill.
REST = 60
# Seconds that the next signal is waited for.
MOMENT = 0.3
# Seconds until the keyring has taken or forgotten something, which nothing waits for: who is killed within them
# may leave a secret behind, which the next that lives on clears, or lose it.
KEYRING = 5

UPLOADS = ('PUT', 'POST', 'form', 'tus', 'resumable')


class Transfer:
    """What a caller knows of one, and what follows from it."""

    def __init__(self, id, plan):
        self.id, self.plan = id, plan
        self.state, self.finished = None, 0
        self.since = set()     # accepted commands that the state told last may or may not show
        self.new = set()       # ... given after it was told
        self.flying = None     # the command that is not answered yet
        self.last = None       # the last one that was
        self.retries = 0
        self.durable = 0       # bytes of a download that were told while it was paused
        self.set = {}          # values that were set by Change, each of which may be the present one
        self.is_started = plan.start
        self.is_kept = False   # its secrets are in the keyring
        self.moment = time.monotonic()   # when it was made or when its end was told

    def asked(self):
        return self.since | self.new | {self.flying}

    def accept(self, name, value=None):
        if name in CHANGES:
            self.set[name] = [value]
            return
        self.new.add(name)
        self.last = name
        self.is_started |= name in ('Start', 'Resume', 'Retry')
        self.retries += name == 'Retry'
        if name in ('Cancel', 'Remove'):
            self.durable = 0
        if name == 'Remove':
            self.moment = time.monotonic()

    def tell(self, state, where):
        if state == self.state:
            return
        if self.state in LEAVES and not LEAVES[self.state] & self.asked():
            raise AssertionError(f'{self.plan.name}: {self.state}, now {state} {where}, unasked')
        if state in ENTERS and ENTERS[state] not in self.asked():
            raise AssertionError(f'{self.plan.name}: {state} {where}, unasked')
        self.state, self.since, self.new = state, self.new, set()
        if state == 'completed':
            self.moment = time.monotonic()


class Plan:
    """What is to be moved: one of the thirty places, and for the how-manieth time."""

    def __init__(self, place, generation):
        self.place, self.generation = place, generation
        self.name = f'place-{place}-{generation}'
        self.is_upload = place >= 20
        self.way = UPLOADS[place % len(UPLOADS)] if self.is_upload else 'GET'
        self.is_secret = place in (0, 1, 20, 21)
        dice = random.Random(f'{SEED} {self.name}')
        size = dice.randrange(1, 1 + (MB if self.is_upload else 2 * MB))
        # What the guarded page has is the server's choice.
        content = pattern(MB) if self.is_secret and not self.is_upload else dice.randbytes(size)
        self.sum = hashlib.sha256(content).hexdigest()
        self.start = dice.random() < 0.8
        # So that what has secrets sees more than one life.
        self.rate = MB // 4 if self.is_secret else 0
        self.content = content

    def address(self, test, version=0):
        """The same under each version."""
        path = 'data/' + self.name
        if self.is_secret:
            # A long answer leaves time between the last byte sent and its end.
            path = f'fault/basic-auth/upload?answer={MB}&name={self.name}' if self.is_upload else f'fault/basic-auth?{self.name}'
        elif self.is_upload:
            path = {'PUT': f'upload/{self.name}?', 'POST': f'upload?answer={MB}&name={self.name}'}.get(
                self.way, f'{"upload" if self.way == "form" else self.way}?{self.name}')
        return test.server.address(path + f'{"&" if "?" in path else "?"}version={version}')

    def options(self, test):
        secret = {} if not self.is_secret else {'headers': HEADERS} if self.place % 2 else CREDENTIALS
        options = {'start': self.start, 'toast': False, 'rate-limit': self.rate, **secret}
        if not self.is_upload:
            return options | {'file': str(test.desktop.downloads / self.name)}
        file = str(test.documents / self.name)
        if self.way == 'form':
            return options | {'parts': [dictionary({'name': 'file', 'file': file})]}
        return options | {'file': file, 'method': 'PUT' if self.way == 'PUT' else 'POST',
                          'resumable': {'tus': TUS, 'resumable': IETF}.get(self.way, PLAIN)}

    def write(self, test):
        if self.is_upload:
            (test.documents / self.name).write_bytes(self.content)
        elif not self.is_secret:
            test.server.write(self.name, self.content)


def fields(entry, *keys):
    """Of a description: all of it would take long to unpack."""
    values = (entry.lookup_value(key, None) for key in keys)
    return [value.unpack() if value is not None else None for value in values]


class Kills(ferrytest.TestCase):
    rate = 2 * MB
    settings = {'max-parallel': 12}

    def setUp(self):
        super().setUp()
        print(f'# FERRY_TEST_SEED={SEED} FERRY_TEST_KILLS={KILLS}', flush=True)
        self.keyring = ferrytest.Keyring(self.desktop)
        self.addCleanup(self.keyring.stop)
        self.documents = self.desktop.folder('Documents')
        self.transfers = [None] * 30   # by place
        self.plans = [None] * 30       # the last of each place
        self.by_name = {}              # all plans
        self.made = []                 # all transfers that a caller was told of
        self.gone = set()              # ids that were told as removed
        self.by_id = {}
        self.whole = set()             # files that were seen to be whole
        self.arrivals = {}             # the plan of each file that the server received
        self.searched = 0              # bytes of the log
        self.forlorn = set()           # ids of those whose secrets a kill has lost, or left behind
        self.count = collections.Counter()
        self.signals = collections.deque()
        self.desktop.bus.signal_subscribe(NAME, INTERFACE, None, PATH, None, Gio.DBusSignalFlags.NONE, self.on_signal)

    # What the service tells.

    def on_signal(self, bus, sender, path, interface, signal, parameters):
        self.signals.append((signal, parameters))

    def hear_signal(self, signal, parameters):
        self.count[signal] += 1
        told = parameters.get_child_value(0)
        if signal == 'Removed':
            for id in told.unpack():
                if id in self.by_id:
                    self.forget(id)
            return
        entries = [told.get_child_value(i) for i in range(told.n_children())]
        if signal == 'List':
            self.hear_list(entries)
        else:
            self.hear(entries, 'in Changed')

    def forget(self, id):
        transfer = self.by_id.pop(id)
        self.assertIn('Remove', transfer.asked() | {transfer.last}, f'{transfer.plan.name} was removed, unasked')
        self.gone.add(id)
        if self.transfers[transfer.plan.place] is transfer:
            self.transfers[transfer.plan.place] = None

    def hear(self, entries, where):
        for entry in entries:
            id, state, done, finished = fields(entry, 'id', 'state', 'bytes-done', 'finished')
            self.assertNotIn(id, self.gone, f'removed, but {where}')
            transfer = self.by_id.get(id)
            if transfer is None or state is None:
                continue
            transfer.tell(STATES[state], where)
            if finished is not None:
                transfer.finished = finished
            if transfer.state == 'paused-by-application' and not transfer.plan.is_upload:
                transfer.durable = max(transfer.durable, done or 0)

    def drain(self):
        """An exception would not leave a callback, so what signals say is looked at here."""
        while GLib.MainContext.default().iteration(False):
            pass
        while self.signals:
            self.hear_signal(*self.signals.popleft())

    def ask(self, method, parameters):
        """An answer to List stands among the signals in the order in which they were sent."""
        answers = []

        def on_answered(bus, result):
            try:
                answers.append(bus.call_finish(result))
            except GLib.Error as error:
                answers.append(error)
            if method == 'List':
                self.signals.append((method, answers[0]))
        self.desktop.bus.call(NAME, PATH, INTERFACE, method, parameters, None, Gio.DBusCallFlags.NONE,
                              1000 * ferrytest.waits.PATIENCE, None, on_answered)
        while not answers:
            GLib.MainContext.default().iteration(True)
        if isinstance(answers[0], GLib.Error):
            raise answers[0]
        return answers[0]

    def list(self):
        answer = self.ask('List', GLib.Variant('(a{sv})', ({},))).get_child_value(0)
        self.drain()
        return [answer.get_child_value(i) for i in range(answer.n_children())]

    def hear_list(self, entries):
        ids = {fields(entry, 'id')[0] for entry in entries}
        for id in set(self.by_id) - ids:
            self.forget(id)
        self.adopt(entries)
        self.hear(entries, 'in List')

    def adopt(self, entries):
        """One whose caller was not answered may be there, or not."""
        for entry in entries:
            id, address = fields(entry, 'id', 'uri')
            if id in self.by_id or id in self.gone:
                continue
            plan = self.by_name[re.search(r'place-\d+-\d+', address)[0]]
            self.assertIs(plan, self.plans[plan.place], f'{plan.name} is there twice')
            self.assertIsNone(self.transfers[plan.place], f'{plan.name} is there twice')
            self.know(id, plan)

    def know(self, id, plan):
        transfer = Transfer(id, plan)
        self.transfers[plan.place] = self.by_id[id] = transfer
        self.made.append(transfer)

    # What is asked of it.

    def request(self, name, place, dice):
        """Method and arguments of a command, whom it concerns and what is set; None when there is nobody."""
        transfer = self.transfers[place]
        if name == 'List':
            return 'List', '(a{sv})', ({},), None, None
        if name == 'create':
            if transfer is not None:
                if transfer.state != 'completed':
                    return None
                self.command('Remove', place, 0)
            plan = Plan(place, self.plans[place].generation + 1 if self.plans[place] else 0)
            self.plans[place] = self.by_name[plan.name] = plan
            plan.write(self)
            method = 'CreateUploads' if plan.is_upload else 'CreateDownloads'
            return method, '(a(sa{sv}))', ([(plan.address(self), dictionary(plan.options(self)))],), plan, None
        if transfer is None:
            return None
        if name in CHANGES:
            value = {'priority': dice % 3, 'rate-limit': (0, 300000, MB)[dice % 3],
                     'uri': transfer.plan.address(self, dice), 'headers': [('X-Version', str(dice))]}[name]
            return 'Change', '(sa{sv})', (transfer.id, dictionary({name: value})), transfer, value
        return name, '(as)', ([transfer.id],), transfer, None

    def command(self, name, place, dice):
        request = self.request(name, place, dice)
        if request is None:
            return
        method, signature, arguments, whom, value = request
        self.drain()
        if method == 'List':
            self.list()
            return
        if isinstance(whom, Transfer):
            whom.flying = name
        try:
            answer = self.ask(method, GLib.Variant(signature, arguments))
        except GLib.Error as error:
            self.refuse(Gio.dbus_error_get_remote_error(error), whom, f'{name} {place}: {error.message}')
            answer = None
        if isinstance(whom, Transfer):
            whom.flying = None
        if answer is None:
            return
        self.count[name] += 1
        if isinstance(whom, Plan):
            self.know(answer.unpack()[0][0], whom)
        else:
            whom.accept(name, value)
        self.drain()

    def refuse(self, error, whom, what):
        """What is removed is not there, even before Removed says so."""
        self.count['refused'] += 1
        if error == REFUSED[1]:
            self.assertEqual('Remove', getattr(whom, 'last', None), what)
        else:
            self.assertEqual(error, REFUSED[0], what)

    def command_unanswered(self, name, place, dice):
        """Killed with the service: it was carried out, or it was not. What the
        journal says then tells which, so that nothing else is excused."""
        request = self.request(name, place, dice)
        if request is None:
            return
        method, signature, arguments, whom, value = request
        self.drain()
        if name == 'Retry' and whom.state not in ('error', 'canceled'):
            return
        self.desktop.bus.call(NAME, PATH, INTERFACE, method, GLib.Variant(signature, arguments), None,
                              Gio.DBusCallFlags.NONE, -1, None, None)
        self.desktop.bus.flush_sync(None)
        if not isinstance(whom, Transfer):
            return
        whom.flying = name
        if name in CHANGES:
            whom.set[name] = whom.set.get(name, [self.created(whom.plan, name)]) + [value]

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
            self.check_row(rows.get(id), transfer)
        self.check_files(rows)
        self.check_arrivals()
        self.check_secrets(rows)

    def check_row(self, row, transfer):
        flying, name = transfer.flying, transfer.plan.name
        if row is None:
            self.assertIn('Remove', transfer.asked(), f'{name} is lost')
            return
        if transfer.last == 'Remove':
            raise AssertionError(f'{name} was removed, and is there')
        state = STATES[row['state']]
        self.check_answered(row, state, transfer)
        transfer.tell(state, 'in the journal')
        if flying == 'Retry' and (state not in ('error', 'canceled') or row['finished'] != transfer.finished):
            transfer.retries += 1
        if flying is not None and flying not in CHANGES:
            transfer.last = None
        if state == 'canceled':
            transfer.durable = 0
        transfer.flying, transfer.is_started = None, bool(row['started'])
        self.assertGreaterEqual(row['bytes_done'], transfer.durable, f'{name} lost bytes')
        self.check_set(row, transfer)
        self.check_part(row, transfer)

    def check_answered(self, row, state, transfer):
        """A command that was answered shows. What has all its bytes comes to its end all the same, and so
        does a POST that has gone out."""
        if transfer.is_started:
            self.assertTrue(row['started'], f'{transfer.plan.name} was started')
        if transfer.flying not in (None, *CHANGES):
            return
        is_ending = row['bytes_done'] == row['bytes_total'] or transfer.plan.way in ('POST', 'form')
        if transfer.last in OVER and not (is_ending and transfer.last in ('Pause', 'Cancel')):
            self.assertNotIn(state, OVER[transfer.last], f'{transfer.plan.name}, after {transfer.last}')

    def created(self, plan, key):
        """What it was created with."""
        return {'uri': plan.address(self), 'headers': [], 'rate-limit': plan.rate}.get(key, 0)

    def check_set(self, row, transfer):
        request = GLib.Variant.new_from_bytes(GLib.VariantType('a{sv}'), GLib.Bytes.new(row['request']), False)
        for key, values in transfer.set.items():
            found = fields(request, key)[0] or ([] if key == 'headers' else 0)
            if key == 'headers':
                found = [tuple(header) for header in found if header[0] == 'X-Version']
            self.assertIn(found, values, f'{key} of {transfer.plan.name}')
            values[:] = [found]

    def check_part(self, row, transfer):
        """What the journal promises is on the disk, and is what the server has."""
        if transfer.plan.is_upload or transfer.state in ('completed', 'canceled') or not row['part_file']:
            return
        part, done = pathlib.Path(os.fsdecode(row['part_file'])), row['bytes_done']
        if done == 0 or not part.exists() and (self.desktop.downloads / transfer.plan.name).exists():
            return
        self.assertTrue(part.read_bytes()[:done] == transfer.plan.content[:done], f'{part} is not what was promised')

    def check_files(self, rows):
        known = {os.path.basename(os.fsdecode(row['part_file'])) for row in rows.values() if row['part_file']}
        for path in self.desktop.downloads.iterdir():
            if path.name.endswith('.part'):
                if path.name not in known:
                    self.check_unknown(path, rows)
                continue
            about = path.stat()
            seen = path.name, about.st_ino, about.st_size, about.st_mtime_ns
            if seen not in self.whole:
                plan = self.by_name[re.search(r'place-\d+-\d+', path.name)[0]]
                self.assertIn(path.name, self.names_of(plan))
                self.assertTrue(path.read_bytes() == plan.content, f'{path.name} is not whole')
                self.whole.add(seen)
        for transfer in self.by_id.values():
            if transfer.state == 'completed' and not transfer.plan.is_upload:
                self.assertTrue(any((self.desktop.downloads / name).exists() for name in self.names_of(transfer.plan)),
                                transfer.plan.name)

    def names_of(self, plan):
        """A name is taken where a creation was not answered and asked for again."""
        twice = sum(transfer.plan is plan for transfer in self.by_id.values()) > 1
        return [plan.name] + [f'{plan.name} (1)'] * twice

    def check_unknown(self, part, rows):
        """Not yet in the journal, its attribute says whose it is."""
        owner = os.getxattr(part, 'user.ferry.transfer').decode().partition('#')[0]
        self.assertIn(owner, rows, f'nobody knows {part.name}')

    def receive(self):
        """The server keeps each body that came whole under a name of its own, whether or not anyone lived to
        hear its answer."""
        plans = {plan.sum: plan for plan in self.by_name.values()}
        for path in self.server.uploads.glob('[!.]*'):
            if path.name not in self.arrivals:
                plan = plans.get(hashlib.sha256(path.read_bytes()).hexdigest())
                self.assertIsNotNone(plan, f'the server was sent {path.name}, which nobody has')
                self.arrivals[path.name] = plan
        return collections.Counter(plan.name for plan in self.arrivals.values())

    def check_arrivals(self):
        """What must not be sent twice arrives once, and once more for each time that a caller asked for it."""
        arrived = self.receive()
        for transfer in self.made:
            plan = transfer.plan
            if plan.is_upload and plan.way != 'PUT':
                self.assertLessEqual(arrived[plan.name], 1 + transfer.retries, f'{plan.name} {plan.way} again')
            if plan.is_upload and transfer.state == 'completed':
                self.assertGreater(arrived[plan.name], 0, f'{plan.name} is not at the server')

    def check_secrets(self, rows):
        log = self.desktop.root / 'ferryd.log'
        with open(log, 'rb') as new:
            new.seek(self.searched)
            texts = {log: new.read()}
            self.searched = new.tell()
        texts |= {path: path.read_bytes() for path in self.desktop.state_folder.rglob('journal*')}
        for path, text in texts.items():
            for secret in SECRETS:
                self.assertNotIn(secret, text, f'{path.name} has a secret')
        for transfer in self.made:
            if transfer.plan.is_secret:
                self.check_keyring(transfer, transfer.id in rows)

    def check_keyring(self, transfer, is_there):
        is_kept = self.keyring.count(transfer=transfer.id) == 1
        is_needed = is_there and transfer.state != 'completed'
        if is_kept != is_needed and transfer.id not in self.forlorn:
            self.assertLess(time.monotonic() - transfer.moment, KEYRING,
                            f'secrets of {transfer.plan.name}: {is_kept}, not {is_needed}')
            self.assertFalse(is_needed and transfer.is_kept, f'the secrets of {transfer.plan.name} are lost')
            self.forlorn.add(transfer.id)
        transfer.is_kept = is_kept

    # The end.

    def settle(self):
        """Everything is let go on until nothing moves."""
        wanted = {'paused-by-application': 'Resume', 'error': 'Retry'}
        tries = collections.Counter()

        def rests():
            moving = []
            for entry in self.list():
                id, state, started, later, message = fields(entry, 'id', 'state', 'started', 'retry-at', 'error-message')
                transfer, state = self.by_id[id], STATES[state]
                name = 'Start' if state == 'idle' and not started else 'Pause' if later else wanted.get(state)
                if name and tries[id, name] < 3:
                    tries[id, name] += 1
                    if id in self.forlorn:
                        self.desktop.change(id, headers=HEADERS)
                    self.command(name, transfer.plan.place, 0)
                if state not in ('completed', 'canceled'):
                    moving.append(f'{transfer.plan.name} {state} {message}')
            self.moving = moving
            return not moving
        try:
            ferrytest.until(rests, 'all has come to rest', REST)
        except TimeoutError as error:
            raise AssertionError(f'never came to rest: {self.moving}') from error

    def check_nothing_left(self):
        for place in range(30):
            self.command('Remove', place, 0)
        self.list()
        self.assertEqual(self.by_id, {})
        self.desktop.end()
        self.assertEqual(self.journal(), {})
        parts = {path.name for path in self.desktop.downloads.glob('*.part')}
        self.assertEqual(parts, set(), 'unfinished files of nobody')
        self.assertEqual(list(self.desktop.state_folder.glob('answers/*')), [])
        # What the last of its services did not forget was forgotten by none.
        left = [transfer for transfer in self.made if self.keyring.count(transfer=transfer.id)]
        self.assertEqual([transfer.plan.name for transfer in left if transfer.id not in self.forlorn], [])

    def live_on(self, dice, choice):
        """Until the moment of the kill: while a command is on its way, at its answer, at what is told, or any."""
        ending = dice.randrange(4)
        if ending == 0:
            self.command_unanswered(*choice)
            ferrytest.at_a_random_moment(dice, dice.choice((0, 0.01, 0.1)))
            return
        self.command(*choice)
        if ending == 1:
            ferrytest.at_a_random_moment(dice, 0.2)
        elif ending == 2:
            with contextlib.suppress(TimeoutError):
                ferrytest.until(lambda: self.signals, 'a signal', MOMENT)

    @ferrytest.needs('gnome-keyring-daemon')
    def test_what_was_told_before_a_kill_holds_after_it(self):
        begun = time.monotonic()
        self.wake()
        for place in range(30):
            self.command('create', place, 0)
        for kill in range(KILLS):
            # Of its own, so that what one life brings does not shift the choices of the next.
            dice = random.Random(f'{SEED} life {kill}')
            names = dice.choices(list(COMMANDS), COMMANDS.values(), k=dice.randrange(2, 10))
            choices = [(name, dice.randrange(30), dice.randrange(1000)) for name in names]
            for choice in choices[:-1]:
                self.command(*choice)
                ferrytest.at_a_random_moment(dice, 0.04)
            self.live_on(dice, choices[-1])
            self.desktop.kill()
            self.drain()
            self.check_dead()
            self.wake()
        self.settle()
        self.desktop.kill()
        self.check_dead()
        states = collections.Counter(transfer.state for transfer in self.by_id.values())
        self.check_nothing_left()
        print(f'# {KILLS + 1} kills, {len(self.made)} transfers, {len(self.arrivals)} arrivals, {dict(states)}, '
              f'{len(self.forlorn)} times secrets lost or left, {dict(self.count)}, {time.monotonic() - begun:.1f} s')


if __name__ == '__main__':
    ferrytest.main()
