#compdef portolanctl
# SPDX-FileCopyrightText: The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of portolanctl for zsh.
_portolanctl() {
    local line
    local -a candidates fields
    while IFS= read -r line; do
        if [[ $line == *= ]]; then
            fields+=("$line")
        else
            candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        fi
    done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
    if ((${#candidates} + ${#fields})); then
        ((${#candidates})) && _describe -V portolanctl candidates
        ((${#fields})) && compadd -S '' -a fields
    else
        _files
    fi
}
if [[ ${funcstack[1]} == _portolanctl ]]; then
    _portolanctl "$@"
else
    compdef _portolanctl portolanctl
fi
