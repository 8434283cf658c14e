# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the tests of the whole service share.

from .case import ALWAYS, CommandLineCase, TestCase, needs
from .desktop import (AUTO, BUILD, ERROR, FINAL, HIGH, IETF, INTERFACE, LOW, NAME, PATH, PLAIN, ROOT, SERIALIZED,
                      STATES, TUS, Desktop, dictionary)
from .disk import FarDisk
from .keyring import Keyring
from .network import Network
from .proxy import Proxy
from .servers import CERTIFICATE, MB, FerryServer, Nginx, TusServer, pattern
from .shell import Shell
from .tap import main
from .waits import at_a_random_moment, until, until_ended
