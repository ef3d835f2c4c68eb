# SPDX-FileCopyrightText: The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of portolanctl for bash.
_portolanctl() {
    local line typed=${COMP_LINE:0:COMP_POINT}
    local -a words
    # Not COMP_WORDS, which breaks FIELD=VALUE into three.
    read -ra words <<<"$typed"
    [[ $typed == *[[:blank:]] ]] && words+=("")
    typed=${words[-1]}
    COMPREPLY=()
    while IFS= read -r line; do
        line=${line%%$'\t'*}
        # What stands before the "=" is not to be written again.
        [[ $typed == *=* && $COMP_WORDBREAKS == *=* ]] && line=${line#"${typed%%=*}="}
        COMPREPLY+=("$line")
    done < <("$1" __complete "${words[@]:1}" 2>/dev/null)
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F _portolanctl portolanctl
