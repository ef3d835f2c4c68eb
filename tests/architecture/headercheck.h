// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Compiles each header that has no source of its own alone, as nothing else proves that it can be included
// first. (A header with a source is proven by the build: rules.h asks that the source includes it first.) The
// compiler, the language version, the definitions and the include folders come from compile_commands.json.
// Used by the architecture tests; runs as many compilers at a time as there are cores; blocks until they are
// done.

#include "tests/architecture/rules.h"

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace portolan::architecture {

/// How this build compiles: what all entries of compile_commands.json have between them.
struct CompileFlags {
    QString compiler;
    QStringList arguments;  ///< -std, -D, -I and -isystem

    /// Empty compiler if the file cannot be read or has no entry.
    [[nodiscard]] static CompileFlags read(const QString& compileCommandsPath);
};

/// Headers of backend/, ui/, app/ and tests/ that are the first include of no source. Those under ui/ and
/// tests/gui are left out when the build has no Qt Widgets.
[[nodiscard]] std::vector<std::string> headersToCompile(const SourceTree& tree, const CompileFlags& flags);

/// "header.alone" for each of `headers` that does not compile by itself, with the compiler's first error.
[[nodiscard]] Findings checkHeadersAlone(const SourceTree& tree, const std::vector<std::string>& headers,
                                         const CompileFlags& flags);

}  // namespace portolan::architecture
