"""Where the program is that this package brings along."""

from __future__ import annotations

import os
import sys
import sysconfig


def find_phasebook() -> str:
    """Return the path of the program, which the wheel puts where its Python has scripts."""
    name = "phasebook" + (sysconfig.get_config_var("EXE") or "")
    folders = [sysconfig.get_path("scripts")]
    # `pip install --user`.
    scheme = "nt_user" if os.name == "nt" else "posix_user"
    if scheme in sysconfig.get_scheme_names():
        folders.append(sysconfig.get_path("scripts", scheme=scheme))
    # `pip install --target`.
    folders.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin"))
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(
        f"{name} is in none of {', '.join(folders)}: install it again with `{sys.executable} -m pip install "
        "--force-reinstall phasebook`"
    )
