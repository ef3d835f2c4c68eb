# SPDX-FileCopyrightText: The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of portolanctl for fish.
function __portolanctl_complete
    set -l typed (commandline -opc)
    $typed[1] __complete $typed[2..-1] (commandline -ct) 2>/dev/null
end
complete -c portolanctl -f -a '(__portolanctl_complete)'
complete -c portolanctl -l token-file -l endpoint -rF
