# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do all the time, whichever window it is."""

import eyes


class Person:
    """What they see and do in a window; self.window is what they look at, all of it or a part."""

    window = None

    def see(self, text):
        eyes.wait(lambda: eyes.label(self.window, text), text)

    def button(self, name):
        return eyes.wait(lambda: eyes.button(self.window, name), name)

    def press(self, name):
        found = self.button(name)
        eyes.wait(lambda: eyes.is_sensitive(found), f'{name} to be possible')
        eyes.press(found)

    def type(self, name, text):
        eyes.write(eyes.wait(lambda: eyes.entry(self.window, name), name), text)

    def choose(self, menu, item):
        """GTK names both a menu button and the toggle in it; only that can be pressed."""
        eyes.press(eyes.wait(lambda: eyes.find_that_acts(self.window, menu), menu))
        eyes.press(eyes.wait(lambda: eyes.find(self.window, item, ('menu item',)), item))

    def open_log(self):
        self.press('Log')
        return eyes.wait(lambda: eyes.find(self.window, 'Log', ('text',)), 'the log')

    def read_log(self):
        return eyes.read(self.open_log())

    def be_told(self, text):
        """A toast may be gone before a busy machine has looked; the log has it, too."""
        log = self.open_log()
        eyes.wait(lambda: text in eyes.read(log), text)
