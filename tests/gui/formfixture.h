// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A form over a backend in memory, used as a user would: for the tests of its sections, which derive from it.
// `open` deletes the form before. GUI thread.

#include "tests/gui/fakebackend.h"
#include "ui/forms/serviceform.h"
#include "ui/widgets/fieldmessage.h"

#include <QPointer>
#include <QTest>

#include <memory>

namespace portolan::testing {

class FormFixture {
  protected:
    FormFixture() = default;
    ~FormFixture() { delete m_form; }
    FormFixture(const FormFixture&) = delete;
    FormFixture& operator=(const FormFixture&) = delete;

    /// As before the first test.
    void begin() {
        delete m_form;
        m_backend = std::make_unique<FakeBackend>();
    }
    void open(ui::forms::ServiceForm* form) {
        delete m_form;
        m_form = form;
        m_form->setZones({"internal.example"});
        m_form->show();
    }
    /// With what a service needs at the least.
    void openNew() {
        open(new ui::forms::ServiceForm(*m_backend));
        type("host", "media");
        type("address1", "100.9.9.9");
        type("port1", "8096");
    }
    /// The backend keeps the one that it has, if it has any.
    void edit(const api::ServiceView& service) {
        if (m_backend->services.empty())
            m_backend->services = {service};
        open(new ui::forms::ServiceForm(*m_backend, service, std::chrono::system_clock::now()));
    }

    template <class Widget>
    [[nodiscard]] Widget* find(const char* name) const {
        return m_form->findChild<Widget*>(QLatin1String(name));
    }
    [[nodiscard]] QString message(const char* name) const {
        return find<ui::widgets::FieldMessage>(name)->sentence();
    }
    void type(const char* name, const char* text) const {
        find<QLineEdit>(name)->clear();
        QTest::keyClicks(find<QLineEdit>(name), QString::fromUtf8(text));
    }
    void choose(const char* name, int item) const {
        auto* box = find<QComboBox>(name);
        box->setCurrentIndex(item);
        Q_EMIT box->activated(item);
    }
    template <class Button>
    void press(const char* name) const {
        find<Button>(name)->click();
    }
    /// The draft that saving sends; an empty one when it sends none.
    [[nodiscard]] api::ServiceDraft saved() const {
        press<QPushButton>("save");
        return m_backend->drafts.empty() ? api::ServiceDraft() : m_backend->drafts.back();
    }
    /// The first of these that a screen reader cannot name; empty when there is none.
    [[nodiscard]] static QString unnamedOf(const std::vector<QWidget*>& inputs) {
        for (const QWidget* input : inputs) {
            const auto* button = qobject_cast<const QAbstractButton*>(input);
            if (input->accessibleName().isEmpty() && (!button || button->text().isEmpty()))
                return QLatin1String(input->metaObject()->className()) + QLatin1Char(' ') +
                       input->objectName();
        }
        return {};
    }

    std::unique_ptr<FakeBackend> m_backend = std::make_unique<FakeBackend>();
    QPointer<ui::forms::ServiceForm> m_form;
};

}  // namespace portolan::testing
