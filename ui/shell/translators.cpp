// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/translators.h"

#include <QLibraryInfo>
#include <QTranslator>

// The macro declares a function of the global namespace.
static void initTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace portolan::ui::shell {

bool installTranslators(QCoreApplication& application, const QLocale& locale) {
    initTranslations();
    auto* qt = new QTranslator(&application);
    if (qt->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto* own = new QTranslator(&application);
    const QString folder = QStringLiteral(":/i18n");
    if (!own->load(locale, QStringLiteral("portolan"), QStringLiteral("_"), folder) &&
        !own->load(QStringLiteral("portolan_en"), folder))
        return false;
    return QCoreApplication::installTranslator(own);
}

}  // namespace portolan::ui::shell
