# SPDX-License-Identifier: GPL-3.0-or-later
"""GNOME's Shell with a screen that nobody sees, the real window in it and the real service behind it.

What a person does with the mouse on the Shell itself is done by the Shell's own
scripting; what they do in the window is for the eyes.
"""

import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'integration'))

from gi.repository import Gio, GLib  # noqa: E402

import ferrytest  # noqa: E402
from ferrytest.desktop import BUS_CONFIG, WITH_US  # noqa: E402
from ferrytest.waits import PATIENCE  # noqa: E402

APP = 'io.github.ferrytransfer.Ferry'
SERVICES = pathlib.Path('/usr/share/dbus-1/services')
# What the bus has to start beside Ferry: the eyes, and the half of the Shell that takes in toasts.
NEEDED = ('org.a11y.Bus', 'org.gnome.Shell.Notifications')
# It offers no tour, as to somebody who has been there before.
GNOME = '''
[org/gnome/shell]
welcome-dialog-last-shown-version='99'
'''
WRAPPER = '''#!/bin/sh
export GTK_A11Y=atspi GSK_RENDERER=cairo ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0:fast_unwind_on_malloc=1"
exec {ferry} "$@" >> {root}/window.log 2>&1
'''
# Shell.AppState has it so.
STOPPED = 0
# The Shell knows an app by its desktop file; newer ones call the text of a message otherwise.
SCRIPT = '''
const ferry = imports.gi.Shell.AppSystem.get_default().lookup_app('{app}.desktop');
const toasts = Main.messageTray.getSources().filter(s => (s.app ?? s._app) === ferry).flatMap(s => s.notifications);
const toast = title => toasts.find(n => n.title === title);
const windows = ferry.get_windows();
const open = paths => ferry.app_info.launch(paths.map(p => imports.gi.Gio.File.new_for_path(p)), null);
'''


class ShellDesktop(ferrytest.Desktop):
    def make_environment(self):
        environment = super().make_environment()
        # Warnings are looked for in what Ferry prints; other programs may warn as they like.
        for name in ('NO_AT_BRIDGE', 'G_DEBUG'):
            environment.pop(name, None)
        return environment | {
            'DBUS_SYSTEM_BUS_ADDRESS': f'unix:path={self.folder("system")}/bus',
            'WAYLAND_DISPLAY': 'wayland-ferry',
            'GDK_BACKEND': 'wayland',
            'GTK_A11Y': 'none',
            'LIBGL_ALWAYS_SOFTWARE': '1',
            'XDG_CURRENT_DESKTOP': 'GNOME',
            'XDG_SESSION_TYPE': 'wayland',
        }

    def change_settings(self, **settings):
        super().change_settings(**settings)
        with open(self.root / 'config/glib-2.0/settings/keyfile', 'a') as keyfile:
            keyfile.write(GNOME)

    def set(self, key, value, schema=APP):
        """One setting, as the person has changed it; a value that could be another type is in quotes of its own."""
        subprocess.run(['gsettings', 'set', schema, key, value], env=self.environment, check=True)

    def speak(self, language):
        """What the bus starts from now on is in that language."""
        self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                           'UpdateActivationEnvironment', GLib.Variant('(a{ss})', ({'LANGUAGE': language},)),
                           None, Gio.DBusCallFlags.NONE, 1000 * PATIENCE, None)

    def start_bus(self):
        services = self.folder('services')
        for name in NEEDED:
            (services / f'{name}.service').symlink_to(SERVICES / f'{name}.service')
        self.install()
        super().start_bus()
        self.start_system_bus()
        self.start_shell()

    def start_system_bus(self):
        """Nobody is there, but the Shell does not start without one."""
        folder = self.folder('system')
        (folder / 'bus.conf').write_text(BUS_CONFIG.format(root=folder))
        self.system_bus = subprocess.Popen(
            [*WITH_US, 'dbus-daemon', f'--config-file={folder}/bus.conf', '--nofork', '--print-address=1'],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.system_bus.stdout.readline()

    def install(self):
        """The files of data/, but that they start the programs of the build folder."""
        wrapper = self.root / 'ferry'
        wrapper.write_text(WRAPPER.format(root=self.root, ferry=ferrytest.BUILD / 'src/app/ferry'))
        wrapper.chmod(0o755)
        for name, folder in ((f'{APP}.desktop', 'data/applications'), (f'{APP}.service', 'services')):
            text = (ferrytest.BUILD / 'data' / name).read_text()
            installed = re.sub(r'^Exec=\S+/ferry\b', f'Exec={wrapper}', text, flags=re.M)
            (self.folder(folder) / name).write_text(installed)
        self.install_viewer()
        icons = self.folder('data/icons/hicolor/scalable/apps')
        (icons / f'{APP}.svg').symlink_to(ferrytest.ROOT / 'data/icons' / f'{APP}.svg')

    def install_viewer(self):
        """Opens files and folders, and says which."""
        viewer = self.root / 'viewer'
        viewer.write_text(f'#!/bin/sh\necho "$1" > {self.root}/viewed\n')
        viewer.chmod(0o755)
        applications = self.folder('data/applications')
        (applications / 'viewer.desktop').write_text(
            f'[Desktop Entry]\nType=Application\nName=Viewer\nExec={viewer} %f\n')
        (applications / 'mimeapps.list').write_text(
            '[Default Applications]\ninode/directory=viewer.desktop\ntext/plain=viewer.desktop\n')

    def viewed(self):
        path = self.root / 'viewed'
        return path.read_text().strip() if path.exists() else None

    def log(self):
        window = self.root / 'window.log'
        return super().log() + (window.read_text(errors='replace') if window.exists() else '')

    def close(self):
        self.shell.kill()
        self.shell.wait()
        super().close()
        self.system_bus.terminate()
        self.system_bus.communicate(timeout=PATIENCE)

    # The Shell.

    def start_shell(self):
        environment = {name: value for name, value in self.environment.items() if name != 'WAYLAND_DISPLAY'}
        log = open(self.root / 'shell.log', 'w')
        self.shell = subprocess.Popen(
            [*WITH_US, 'gnome-shell', '--headless', '--no-x11', '--unsafe-mode', '--virtual-monitor', '1280x800',
             '--wayland-display', self.environment['WAYLAND_DISPLAY']],
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        ferrytest.until(self.is_shell_up, 'the Shell is up', 4 * PATIENCE)
        # It tells root to beware.
        self.ask('Main.overview.hide(); Main.messageTray.getSources().forEach(s => s.destroy())')

    def is_shell_up(self):
        if self.shell.poll() is not None:
            raise RuntimeError((self.root / 'shell.log').read_text())
        try:
            return self.ask('Main.layoutManager._startingUp') is False
        except GLib.Error:
            return False

    def ask_ferry(self, script, *values):
        """With the words of SCRIPT, and values in their places."""
        return self.ask(SCRIPT.replace('{app}', APP) + script % tuple(map(json.dumps, values)))

    def ask(self, script):
        """What a piece of JavaScript is in the Shell."""
        answer = self.bus.call_sync('org.gnome.Shell', '/org/gnome/Shell', 'org.gnome.Shell', 'Eval',
                                    GLib.Variant('(s)', (script,)), None, Gio.DBusCallFlags.NO_AUTO_START,
                                    1000 * PATIENCE, None)
        good, text = answer.unpack()
        if not good:
            raise RuntimeError(f'{script}: {text}')
        return json.loads(text) if text else None

    def click_icon(self):
        self.ask_ferry('ferry.activate()')

    def choose_in_menu(self, action):
        """Of the icon."""
        self.ask_ferry('ferry.launch_action(%s, 0, -1)', action)

    def open_files(self, *paths):
        """As from the file manager."""
        self.ask_ferry('open(%s)', paths)

    def close_windows(self):
        self.ask_ferry('windows.forEach(w => w.delete(global.get_current_time()))')

    def has_ended(self):
        """The window's program, and the Shell knows: until then a click on the icon would be for the old window."""
        return not self.ask_bus('NameHasOwner', APP) and self.ask_ferry('ferry.state') == STOPPED

    def count_windows(self):
        return self.ask_ferry('windows.length')

    def has_dialog(self):
        """Whether one has the focus."""
        return self.ask('!!global.display.focus_window?.get_transient_for()')

    def toasts(self):
        """Title and text of each."""
        return [tuple(toast) for toast in self.ask_ferry('toasts.map(n => [n.title, n.bannerBodyText ?? n.body])')]

    def buttons(self, title):
        return self.ask_ferry('toast(%s).actions.map(a => a.label)', title)

    def click_toast(self, title):
        self.ask_ferry('toast(%s).activate()', title)

    def click_button(self, title, label):
        self.ask_ferry('toast(%s).actions.find(a => a.label === %s).callback()', title, label)

    def clear_toasts(self):
        self.ask_ferry('toasts.forEach(n => n.destroy())')

    def resize_window(self, width, height):
        """The window takes the size when it likes; the Shell knows what it has."""
        frame = '[windows[0].get_frame_rect().width, windows[0].get_frame_rect().height]'
        self.ask_ferry('windows[0].move_resize_frame(true, 40, 40, %s, %s)', width, height)
        ferrytest.until(lambda: self.ask_ferry(frame) == [width, height], f'a window of {width} × {height}')

    def take_picture(self, path):
        """Of the window that has the focus."""
        arguments = GLib.Variant('(bbbs)', (True, False, False, str(path)))
        self.bus.call_sync('org.gnome.Shell.Screenshot', '/org/gnome/Shell/Screenshot', 'org.gnome.Shell.Screenshot',
                           'ScreenshotWindow', arguments, None, Gio.DBusCallFlags.NONE, 1000 * PATIENCE, None)
