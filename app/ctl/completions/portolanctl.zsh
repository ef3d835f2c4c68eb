#compdef portolanctl
# SPDX-FileCopyrightText: The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of portolanctl for zsh.
_portolanctl() {
    local line
    local -a candidates
    while IFS= read -r line; do
        candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
    if ((${#candidates})); then
        _describe -V portolanctl candidates
    else
        _files
    fi
}
if [[ ${funcstack[1]} == _portolanctl ]]; then
    _portolanctl "$@"
else
    compdef _portolanctl portolanctl
fi
