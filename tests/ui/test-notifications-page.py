#!/usr/bin/python3 -Wignore::DeprecationWarning
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page Notifications, as a person with a screen reader uses it."""

import eyes
import window

ADDRESS = 'http://example.org/notifications'
START = 'Start Three Downloads'


class NotificationsPage(window.Window):
    def show(self):
        """What is looked at from now on is this page; the others are there, too."""
        self.open()
        eyes.press(eyes.find(self.window, 'Notifications', ('page tab',)))
        self.window = eyes.find(self.window, 'FerryNotificationsPage')

    def test_all_three_exist_before_any_starts(self):
        self.show()
        self.type('Address', ADDRESS)
        self.press(START)
        eyes.wait(lambda: self.called('Start'), 'the start')
        (name, behavior), = self.called('CreateGroup')
        self.assertEqual(behavior, 0)
        downloads = [download for (created,) in self.called('CreateDownloads') for download in created]
        self.assertEqual([uri for uri, _ in downloads],
                         [f'{ADDRESS}?delay={seconds}' for seconds in (1, 5, 10)])
        for _, options in downloads:
            self.assertEqual(options['group'], name)
            self.assertFalse(options.get('start', False))
        self.assertEqual(self.called('Start'), [[list(self.service.transfers)]])
        self.see('example.org · Downloading')
        for number in (1, 2, 3):
            self.see(f'notifications {number}')
        self.close()

    def test_what_is_typed_meanwhile_is_for_the_next_group(self):
        """Bug: the address was read when the group existed, and Start was enabled before."""
        self.service.slow_method = 'CreateGroup'
        self.show()
        self.type('Address', ADDRESS)
        self.press(START)
        eyes.wait(lambda: not eyes.is_sensitive(self.button(START)), 'the start')
        self.type('Address', ADDRESS + '/other')
        self.assertFalse(eyes.is_sensitive(self.button(START)))
        self.service.catch_up()
        eyes.wait(lambda: self.called('Start'), 'the start')
        for (((uri, _),),) in self.called('CreateDownloads'):
            self.assertTrue(uri.startswith(ADDRESS + '?'))
        eyes.wait(lambda: eyes.is_sensitive(self.button(START)), 'the next start')
        self.close()

    def test_a_second_group_has_another_name(self):
        self.show()
        self.type('Address', ADDRESS + '?fast=1')
        self.press(START)
        eyes.wait(lambda: len(self.called('Start')) == 1, 'the start')
        self.press(START)
        eyes.wait(lambda: len(self.called('Start')) == 2, 'the second start')
        (one, _), (other, _) = self.called('CreateGroup')
        self.assertNotEqual(one, other)
        self.assertEqual(self.called('CreateDownloads')[3][0][0][0], f'{ADDRESS}?fast=1&delay=1')
        self.close()

    def test_a_wrong_address_is_explained_and_cannot_be_started(self):
        self.show()
        self.type('Address', 'fish://example.org/')
        self.see('An address starts with http:// or https://')
        self.assertFalse(eyes.is_sensitive(self.button(START)))
        self.close()

    def test_a_refusal_is_shown(self):
        self.service.refusal = 'There is no such folder'
        self.show()
        self.type('Address', ADDRESS)
        self.press(START)
        self.see('There is no such folder')
        self.assertTrue(eyes.is_sensitive(self.button(START)))
        self.close()


window.run(NotificationsPage)
