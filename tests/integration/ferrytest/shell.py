# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a desktop's shell has around the service: it shows toasts, a file manager
# shows files, and the window of Ferry is asked to show itself.

import threading

from gi.repository import Gio, GLib

APP = 'io.github.ferrytransfer.Ferry'

TOASTS = 'org.freedesktop.Notifications'
TOASTS_PATH = '/org/freedesktop/Notifications'
FILES = 'org.freedesktop.FileManager1'
FILES_PATH = '/org/freedesktop/FileManager1'
APPLICATION = 'org.freedesktop.Application'
APPLICATION_PATH = '/' + APP.replace('.', '/')

INTERFACES = Gio.DBusNodeInfo.new_for_xml(f'''<node>
<interface name="{TOASTS}">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
</interface>
<interface name="{FILES}">
  <method name="ShowItems"><arg type="as" direction="in"/><arg type="s" direction="in"/></method>
</interface>
<interface name="{APPLICATION}">
  <method name="ActivateAction"><arg type="s" direction="in"/><arg type="av" direction="in"/>
    <arg type="a{{sv}}" direction="in"/></method>
</interface></node>''')


class Toast:
    def __init__(self, number, parameters):
        _, _, _, self.title, self.body, actions, self.hints, _ = parameters.unpack()
        self.number = number
        self.actions = dict(zip(actions[::2], actions[1::2]))


class Shell:
    """Serves from a thread of its own: a test may be waiting for the service meanwhile."""

    def __init__(self, desktop, file_manager=True):
        self.toasts = {}      # on the screen, by number
        self.notified = []    # all that were ever told
        self.shown = []       # arguments of ShowItems
        self.activated = []   # arguments of ActivateAction
        self.context = GLib.MainContext()
        self.ready, self.ending = threading.Event(), threading.Event()
        names = [TOASTS, APP] + ([FILES] if file_manager else [])
        self.thread = threading.Thread(target=self.serve, args=(desktop, names))
        self.thread.start()
        self.ready.wait()

    def serve(self, desktop, names):
        self.context.push_thread_default()
        self.bus = desktop.connect()
        for path, interface in ((TOASTS_PATH, TOASTS), (FILES_PATH, FILES), (APPLICATION_PATH, APPLICATION)):
            self.bus.register_object(path, INTERFACES.lookup_interface(interface), self.on_called, None, None)
        for name in names:
            self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                               GLib.Variant('(su)', (name, 0)), None, Gio.DBusCallFlags.NONE, -1, None)
        self.ready.set()
        while not self.ending.is_set():
            self.context.iteration(True)
        self.bus.close_sync(None)
        self.context.pop_thread_default()

    def end(self):
        self.ending.set()
        self.context.wakeup()
        self.thread.join()

    def on_called(self, bus, sender, path, interface, method, parameters, invocation):
        invocation.return_value(getattr(self, f'answer_{method}')(parameters))

    def answer_GetCapabilities(self, parameters):
        return GLib.Variant('(as)', (['actions', 'body', 'body-markup'],))

    def answer_GetServerInformation(self, parameters):
        return GLib.Variant('(ssss)', ('shell', 'ferry', '1', '1.2'))

    def answer_Notify(self, parameters):
        replaced = parameters.unpack()[1]
        number = replaced if replaced in self.toasts else len(self.notified) + 1
        toast = Toast(number, parameters)
        self.toasts[number] = toast
        self.notified.append(toast)
        return GLib.Variant('(u)', (number,))

    def answer_CloseNotification(self, parameters):
        self.close(parameters.unpack()[0])

    def answer_ShowItems(self, parameters):
        self.shown.append(parameters.unpack())

    def answer_ActivateAction(self, parameters):
        self.activated.append(parameters.unpack())

    # What a person does; or time.

    def signal(self, name, *arguments):
        types = ''.join('u' if isinstance(argument, int) else 's' for argument in arguments)
        self.bus.emit_signal(None, TOASTS_PATH, TOASTS, name, GLib.Variant(f'({types})', arguments))

    def close(self, number):
        self.toasts.pop(number, None)
        self.signal('NotificationClosed', number, 2)

    def choose(self, toast, action, token='token'):
        self.signal('ActivationToken', toast.number, token)
        self.signal('ActionInvoked', toast.number, action)
        self.close(toast.number)
