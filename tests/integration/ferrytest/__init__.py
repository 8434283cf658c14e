# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the tests of the whole service share.

from .case import TestCase, needs
from .desktop import (BUILD, ERROR, FINAL, HIGH, INTERFACE, LOW, NAME, PATH, ROOT, SERIALIZED, STATES, Desktop,
                      dictionary, is_alive, until)
from .servers import MB, FerryServer, Nginx, TusServer, pattern
from .tap import main
