# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the style checks share: which files are ours, and how C looks without
# its comments and strings.

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ('src', 'server', 'tests', 'data', 'po', 'flatpak', '.ci')
NO_TEXT = ('.png', '.gz', '.der', '.sqlite', '.pyc', '.mo')

COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)


def files(*suffixes):
    """Our files below FOLDERS and at the top; those that end so, or all of them."""
    found = [path for path in ROOT.iterdir() if path.is_file() and path.name != '.git']
    for folder in FOLDERS:
        found += [path for path in (ROOT / folder).rglob('*') if path.is_file()]
    return sorted(path for path in found
                  if '__pycache__' not in path.parts and path.suffix not in NO_TEXT and
                  (not suffixes or path.suffix in suffixes))


def relative(path):
    return str(path.relative_to(ROOT))


def code(path, strings=True):
    """The C of a file: comments, and strings if so wished, blanked; lines keep their numbers."""
    def blank(match):
        if strings and match[0].startswith('"'):
            return match[0]
        return '\n' * match[0].count('\n')
    return COMMENT_OR_STRING.sub(blank, path.read_text())


def finish(faults, what):
    """Tells the faults, and is the exit status."""
    for fault in faults:
        print(fault)
    print(f'{len(faults)} {what}')
    return 1 if faults else 0
