# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person with a screen reader sees of a window, and does in it."""

import pathlib
import sys

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'integration'))

import ferrytest  # noqa: E402

# Generous: a busy machine may take long to draw a window.
PATIENCE = 60
# Milliseconds from one look to the next: each is hundreds of calls that the program has to answer.
REST = 50


def wait(ask, what):
    """Asks until there is an answer; the main loop goes on meanwhile."""
    def answer():
        try:
            return ask()
        except GLib.Error:  # it went away between two questions
            return None
    return ferrytest.until(answer, what, PATIENCE, REST)


def program(name):
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    for i in range(desktop.get_child_count()):
        try:
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_name() == name:
                return child
        except GLib.Error:  # one that has ended, or is only beginning, hides no other
            continue
    return None


def walk(root):
    if root is None:
        return
    root.clear_cache()
    yield root
    for i in range(root.get_child_count()):
        yield from walk(root.get_child_at_index(i))


def is_visible(widget):
    # GTK 4.8 never says "showing".
    return widget.get_state_set().contains(Atspi.StateType.VISIBLE)


def find(root, name, roles=None):
    for widget in walk(root):
        if widget.get_name() == name and is_visible(widget):
            if roles is None or widget.get_role_name() in roles:
                return widget
    return None


def focused(root):
    """What the keys go to. Entries of libadwaita 1.2 never say so."""
    for widget in walk(root):
        if widget.get_state_set().contains(Atspi.StateType.FOCUSED):
            return widget
    return None


def find_last(root, name):
    found = [widget for widget in walk(root) if widget.get_name() == name]
    return found[-1] if found else None


def find_that_acts(root, name):
    for widget in walk(root):
        if widget.get_name() == name and is_visible(widget):
            for part in walk(widget):
                if Atspi.Action.get_action_name(part, 0) == 'click':
                    return part
    return None


# What newer versions of GTK call it comes second.
BUTTON = ('push button', 'button')


def button(root, name):
    """Those that libadwaita makes have no name but that of their label."""
    found = find(root, name, BUTTON)
    if found is None:
        text = label(root, name)
        parent = text.get_parent() if text is not None else None
        if parent is not None and parent.get_role_name() in BUTTON:
            found = parent
    return found


def label(root, text):
    return find(root, text, ('label',))


def count_rows(root, name):
    """How many rows a list has made; asking for each would take far longer than making it."""
    rows = find(root, name, ('list',))
    return rows.get_child_count() if rows is not None else 0


def is_sensitive(widget):
    widget.clear_cache()
    return widget.get_state_set().contains(Atspi.StateType.SENSITIVE)


def is_selected(widget):
    widget.clear_cache()
    return widget.get_state_set().contains(Atspi.StateType.SELECTED)


def press(widget):
    assert Atspi.Action.do_action(widget, 0), widget.get_name()


def act(widget, name):
    """What a key or a menu does, by its name; whether it is possible."""
    for i in range(Atspi.Action.get_n_actions(widget)):
        if Atspi.Action.get_action_name(widget, i) == name:
            return Atspi.Action.do_action(widget, i)
    return False


def select(root, name, position):
    Atspi.Selection.select_child(find(root, name, ('list',)), position)


def entry(root, name):
    """The part of an entry row that takes text."""
    for widget in walk(find(root, name)):
        if 'EditableText' in widget.get_interfaces():
            return widget
    return None


def height(widget):
    widget.clear_cache()
    return Atspi.Component.get_extents(widget, Atspi.CoordType.WINDOW).height


def row(root, position):
    return find(root, 'Downloads', ('list',)).get_child_at_index(position)


def fraction(bar):
    bar.clear_cache()
    return Atspi.Value.get_current_value(bar)


def write(widget, text):
    assert Atspi.EditableText.set_text_contents(widget, text), text


def read(widget):
    widget.clear_cache()
    return Atspi.Text.get_text(widget, 0, Atspi.Text.get_character_count(widget))


# What X calls them.
TAB, RETURN, ESCAPE, SPACE, DELETE, F10 = 0xff09, 0xff0d, 0xff1b, 0x20, 0xffff, 0xffc7
SHIFT, CONTROL, ALT = 1, 4, 8


def key(name, modifiers=0):
    """Strikes a key as a hand does; whoever has the focus gets it."""
    if modifiers:
        Atspi.generate_keyboard_event(modifiers, None, Atspi.KeySynthType.LOCKMODIFIERS)
    Atspi.generate_keyboard_event(name if isinstance(name, int) else ord(name), None, Atspi.KeySynthType.SYM)
    if modifiers:
        Atspi.generate_keyboard_event(modifiers, None, Atspi.KeySynthType.UNLOCKMODIFIERS)


def value(widget):
    widget.clear_cache()
    return Atspi.Value.get_current_value(widget)


class Ear:
    """Hears the names that change, as a screen reader does."""

    def __init__(self):
        self.heard = []
        self.listener = Atspi.EventListener.new(self._on_event)
        self.listener.register('object:property-change:accessible-name')

    def _on_event(self, event):
        try:
            self.heard.append(event.source.get_name())
        except GLib.Error:  # it is gone already
            pass

    def heard_of(self, word):
        return [name for name in self.heard if word in name]

    def close(self):
        self.listener.deregister('object:property-change:accessible-name')
