#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Stories of the way to a server: what it costs, and a proxy on it. golden.py says
# how they are told and how they are recorded.

import golden
from ferrytest import Keyring, Network, Proxy, needs, until

SMALL = 'fault/stall?length=1000&times=0'
# Silent after 400 of 1000 bytes, the first time.
HELD = 'fault/stall?length=1000&after=400&times=1'
ALWAYS, UNRESTRICTED = 2, 1
CREDENTIALS = {'proxy-username': Proxy.USER, 'proxy-password': Proxy.PASSWORD}
WRONG = {'proxy-username': Proxy.USER, 'proxy-password': 'wr0ngpass'}


class Networks(golden.Story):
    """The server is reached by a proxy only, as one that is not this machine: what is on it costs nothing."""

    def setUp(self):
        super().setUp()
        self.proxy = Proxy()
        self.addCleanup(self.proxy.stop)
        self.relay.behind = self.proxy.port

    def address(self, path):
        return self.server.address(path, host='ferry.example')

    def download(self, path, **options):
        return super().download(path, proxy=f'http://127.0.0.1:{self.relay.port}', **options)

    def hold(self, **options):
        id = self.download(HELD, **options)
        self.moment(id, 'running', bytes_done=400, bytes_total=1000, status_code=200, part_file=bool)
        return id

    def set_metered(self, metered):
        self.heading('the network is metered' if metered else 'the network is not metered')
        self.network.set_metered(metered)

    def set_roaming(self, roaming):
        self.heading('the modem roams' if roaming else 'the modem is at home')
        self.network.set_roaming(roaming)

    def start_network(self):
        self.network = Network(self.desktop)
        self.addCleanup(self.network.stop)
        self.restart()

    def test_what_may_cost_nothing_waits(self):
        self.start_network()
        self.set_metered(True)
        self.moment(self.download(SMALL, name='default'), 'completed')
        self.moment(self.download(SMALL, name='always', cost=ALWAYS), 'completed')
        id = self.download(SMALL, name='unrestricted', cost=UNRESTRICTED)
        self.moment(id, 'paused-costed-network')
        self.restart()
        self.unseen(id, 'paused-costed-network')
        self.set_metered(False)
        self.moment(id, 'completed')
        self.end()

    def test_what_runs_when_the_network_becomes_metered_stops(self):
        self.start_network()
        id = self.hold(cost=UNRESTRICTED)
        self.set_metered(True)
        self.moment(id, 'paused-costed-network', bytes_done=400)
        self.change(id, cost=ALWAYS)
        self.moment(id, 'completed')
        self.end()

    def test_what_runs_when_the_modem_roams_stops(self):
        self.start_network()
        self.set_metered(True)
        id = self.hold()
        self.set_roaming(True)
        self.moment(id, 'paused-costed-network', bytes_done=400)
        self.moment(self.download(SMALL, name='always', cost=ALWAYS), 'completed')
        self.set_roaming(False)
        self.moment(id, 'completed')
        self.end()

    @needs('gnome-keyring-daemon')
    def test_a_proxy_with_a_password(self):
        keyring = Keyring(self.desktop)
        self.addCleanup(keyring.stop)
        self.proxy.wants_password = True
        id = self.hold(**CREDENTIALS)
        until(lambda: keyring.count(transfer=id) == 1, 'the keyring has it')
        self.restart()
        self.moment(id, 'completed')
        self.moment(self.download(SMALL, name='wrong', **WRONG), 'error')
        self.moment(self.download(SMALL, name='nobody'), 'error')
        self.end()
        self.assert_not_told(Proxy.USER, Proxy.PASSWORD, WRONG['proxy-password'])

    def assert_not_told(self, *secrets):
        """Nowhere but in what the caller said."""
        words = '\n'.join(line for line in self.lines if not line.startswith('== CreateDownloads ')) + self.desktop.log()
        files = [path.read_bytes() for path in self.desktop.state_folder.iterdir()]
        for secret in secrets:
            self.assertNotIn(secret, words)
            self.assertNotIn(secret.encode(), b''.join(files))


if __name__ == '__main__':
    golden.main()
