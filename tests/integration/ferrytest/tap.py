# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tells the result of Python's unittest in TAP, so that each test counts.

import sys
import unittest


class Result(unittest.TestResult):
    """A line for each test, printed when it ends; why it failed stands before it."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def tell(self, verdict, test, directive=''):
        self.count += 1
        name = test.id().removeprefix('__main__.')
        print(f'{verdict} {self.count} {name}{directive}', flush=True)

    def explain(self, test, error):
        for line in self._exc_info_to_string(error, test).splitlines():
            print('#', line)

    def addSuccess(self, test):
        self.tell('ok', test)

    def addSkip(self, test, reason):
        self.tell('ok', test, f' # SKIP {reason}')

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.explain(test, err)
        self.tell('not ok', test)

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        if err is None:
            self.tell('ok', subtest)
        else:
            self.addFailure(subtest, err)


def main():
    """Runs the tests of the program, or those that are named on its command line."""
    module = sys.modules['__main__']
    loader = unittest.defaultTestLoader
    names = sys.argv[1:]
    suite = loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)
    result = Result()
    suite.run(result)
    print(f'1..{result.count}')
    sys.exit(0 if result.wasSuccessful() else 1)
