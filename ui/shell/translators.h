// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The program's texts in a language: our own from translations/, and Qt's for its dialogs where the system
// has them. English is the language of the sources; its translation holds the plural forms. GUI thread only.

#include <QCoreApplication>
#include <QLocale>

namespace portolan::ui::shell {

/// Installs the translators for `locale`; they live as long as `application`. False when there is none of
/// ours.
bool installTranslators(QCoreApplication& application, const QLocale& locale);

}  // namespace portolan::ui::shell
