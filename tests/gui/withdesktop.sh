#!/bin/sh
# SPDX-FileCopyrightText: The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# withdesktop.sh PROGRAM [ARGUMENT...]: runs the program on a desktop of its own (X server, window manager, tray,
# session bus), which is gone with it. Where a part is not installed it says so and ends with 77, which ctest
# takes for "skipped", or with 1 where CI=true.

missing=
for tool in Xvfb openbox trayer dbus-run-session xdotool; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ]; then
    echo "SKIPPED: not installed:$missing"
    [ "$CI" = true ] && exit 1
    exit 77
fi

if [ "$1" != --inside ]; then
    exec dbus-run-session -- sh "$0" --inside "$@"
fi
shift

work=$(mktemp -d) || exit 1
chmod 700 "$work"
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3>"$work/display" >"$work/xvfb.log" 2>&1 &
server=$!
cleanup() {
    kill "$tray" "$manager" "$server" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

tries=0
while [ ! -s "$work/display" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ] || ! kill -0 "$server" 2>/dev/null; then
        echo "the X server did not start:"
        cat "$work/xvfb.log"
        exit 1
    fi
    sleep 0.1
done
DISPLAY=":$(cat "$work/display")"
XDG_RUNTIME_DIR="$work"
XDG_CONFIG_HOME="$work/config"
XDG_DATA_HOME="$work/data"
export DISPLAY XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME
unset WAYLAND_DISPLAY QT_STYLE_OVERRIDE

openbox >"$work/openbox.log" 2>&1 &
manager=$!
trayer --edge top --align right --widthtype request --height 28 >"$work/trayer.log" 2>&1 &
tray=$!
QT_QPA_PLATFORM=xcb "$@"
