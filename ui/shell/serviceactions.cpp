// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/serviceactions.h"

#include "backend/api/drafts.h"
#include "backend/model/policytext.h"
#include "ui/connect/guarded.h"
#include "ui/text/amounts.h"
#include "ui/text/errortext.h"
#include "ui/text/healthtext.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QUrl>

#include <algorithm>
#include <memory>
#include <optional>

namespace portolan::ui::shell {

using Kind = widgets::Toast::Kind;

namespace {

/// More tabs at once than anybody wants.
constexpr std::size_t mostOpened = 10;
/// More findings than a message can hold.
constexpr std::size_t mostChecked = 10;

QString nameOf(const api::ServiceView& service) {
    return QString::fromStdString(service.name.empty() ? service.host : service.name);
}

}  // namespace

/// One removal of several services, until the last reply has come.
struct ServiceActions::Removal {
    std::size_t waiting = 0;
    Services removed{};
    std::optional<base::Error> error{};
    QString failedName{};
};

/// One check of several services, until the last finding has come.
struct ServiceActions::Checking {
    std::size_t waiting = 0;
    QStringList findings{};
    Kind kind = Kind::Done;
};

ServiceActions::ServiceActions(api::Administration& backend, connect::BackendLink& link,
                               const base::Clock& clock, widgets::Toast& toast, QWidget& window)
    : m_backend(backend), m_link(link), m_clock(clock), m_toast(toast), m_window(window) {}

void ServiceActions::add() {
    if (!m_addForm) {
        m_addForm = new forms::ServiceForm(m_backend, &m_window);
        present(m_addForm);
    }
    m_addForm->raise();
    m_addForm->activateWindow();
}

void ServiceActions::edit(const api::ServiceView& service) {
    std::erase_if(m_editForms, [](const auto& form) { return form.isNull(); });
    for (const auto& form : m_editForms) {
        if (form->editing() == service.id) {
            form->raise();
            form->activateWindow();
            return;
        }
    }
    auto* form = new forms::ServiceForm(m_backend, service, m_clock.systemNow(), &m_window);
    m_editForms.push_back(form);
    present(form);
}

void ServiceActions::present(forms::ServiceForm* form) {
    form->setZones(m_link.zoneNames());
    QObject::connect(&m_link, &connect::BackendLink::changed, form,
                     [this, form] { form->setZones(m_link.zoneNames()); });
    QObject::connect(form, &forms::ServiceForm::saved, this, [this, form](const api::ServiceChange& change) {
        QString sentence = form->editing() ? tr("“%1” is saved and live.").arg(nameOf(change.service))
                                           : tr("“%1” is added and live.").arg(nameOf(change.service));
        for (const api::Warning& warning : change.warnings)
            sentence += QLatin1Char('\n') + text::warningText(warning);
        m_toast.say(Kind::Done, sentence);
        Q_EMIT saved(change.service);
    });
    form->show();
}

void ServiceActions::remove(const Services& services) {
    auto removal = std::make_shared<Removal>();
    removal->waiting = services.size();
    for (const api::ServiceView& service : services) {
        auto reply = connect::guarded<api::ServiceView>(
            this, [this, removal, service](base::Result<api::ServiceView> result) {
                if (result) {
                    removal->removed.push_back(std::move(result).value());
                } else {
                    removal->error = std::move(result).error();
                    removal->failedName = nameOf(service);
                }
                if (--removal->waiting == 0)
                    finishRemoval(*removal);
            });
        m_backend.removeService({}, service.id, {service.revision}, std::move(reply));
    }
}

void ServiceActions::finishRemoval(const Removal& removal) {
    const auto count = static_cast<int>(removal.removed.size());
    QStringList sentences;
    if (count == 1)
        sentences.append(tr("“%1” is removed.").arg(nameOf(removal.removed.front())));
    else if (count > 1)
        sentences.append(tr("%n service(s) removed.", nullptr, count));
    if (removal.error)
        sentences.append(tr("“%1” was not removed.").arg(removal.failedName) + QLatin1Char(' ') +
                         text::errorText(*removal.error));
    widgets::ToastAction undo;
    if (count > 0)
        undo = {tr("Undo"), [this, services = removal.removed] { bringBack(services); }};
    m_toast.say(removal.error ? Kind::Problem : Kind::Done, sentences.join(QLatin1Char('\n')),
                std::move(undo));
}

void ServiceActions::bringBack(const Services& services) {
    for (const api::ServiceView& service : services) {
        auto reply = connect::guarded<api::ServiceChange>(
            this, [this, name = nameOf(service)](base::Result<api::ServiceChange> result) {
                if (!result)
                    complain(tr("“%1” could not be brought back.").arg(name), result.error());
                else
                    Q_EMIT saved(result->service);
            });
        m_backend.addService({}, api::draftOf(service, m_clock.systemNow()), std::move(reply));
    }
}

void ServiceActions::setEnabled(const Services& services, model::Switch state) {
    for (const api::ServiceView& service : services) {
        api::ServiceDraft draft = api::draftOf(service, m_clock.systemNow());
        draft.enabled = state != model::Switch::Disabled;
        replace(service, std::move(draft));
    }
}

void ServiceActions::open(const Services& services) {
    for (std::size_t i = 0; i < std::min(services.size(), mostOpened); ++i)
        if (!QDesktopServices::openUrl(QUrl(QString::fromStdString(services[i].url))))
            m_toast.say(
                Kind::Problem,
                tr("No browser could be started for %1.").arg(QString::fromStdString(services[i].url)));
}

void ServiceActions::check(const Services& services) {
    const std::size_t count = std::min(services.size(), mostChecked);
    if (count == 0)
        return;
    m_toast.say(Kind::Done, tr("Checking …"));
    const auto checking = std::make_shared<Checking>(Checking{count});
    for (std::size_t i = 0; i < count; ++i)
        m_backend.report(
            {}, api::CheckRequest{services[i].id},
            connect::guarded<api::Report>(this, [this, checking, name = nameOf(services[i])](auto reply) {
                takeFinding(*checking, name, reply);
            }));
}

void ServiceActions::takeFinding(Checking& checking, const QString& name,
                                 const base::Result<api::Report>& reply) {
    const api::CheckView* const view = reply ? std::get_if<api::CheckView>(&reply.value()) : nullptr;
    if (view) {
        checking.findings.append(findingText(name, *view));
        Q_EMIT checked();
    } else {
        checking.kind = Kind::Problem;
        checking.findings.append(
            tr("“%1” was not checked.").arg(name) + QLatin1Char(' ') +
            text::errorText(reply ? base::Error{"reply.malformed", "", "", {}} : reply.error()));
    }
    if (--checking.waiting == 0)
        m_toast.say(checking.kind, checking.findings.join(QLatin1Char('\n')));
}

void ServiceActions::acceptCertificate(const api::ServiceView& service, const api::TargetView& target) {
    const auto accepted = std::find_if(service.targets.begin(), service.targets.end(),
                                       [&](const api::TargetView& one) { return one.id == target.id; });
    if (accepted == service.targets.end() || !target.offered)
        return;
    const api::ServiceDraft before = api::draftOf(service, m_clock.systemNow());
    api::ServiceDraft draft = before;
    draft.targets[static_cast<std::size_t>(accepted - service.targets.begin())].pin =
        model::toText(*target.offered);
    const QString where = text::leftToRight(QString::fromStdString(target.place()));
    m_backend.replaceService(
        {}, service.id, std::move(draft), {service.revision},
        connect::guarded<api::ServiceChange>(
            this, [this, before, where, name = nameOf(service)](base::Result<api::ServiceChange> result) {
                if (!result) {
                    complain(tr("“%1” was not changed.").arg(name), result.error());
                    return;
                }
                m_toast.say(
                    Kind::Done, tr("The new certificate of %1 is accepted.").arg(where),
                    {tr("Undo"), [this, before, service = result->service] { replace(service, before); }});
            }));
}

/// Makes it what `draft` says.
void ServiceActions::replace(const api::ServiceView& service, api::ServiceDraft draft) {
    m_backend.replaceService(
        {}, service.id, std::move(draft), {service.revision},
        connect::guarded<api::ServiceChange>(
            this, [this, name = nameOf(service)](base::Result<api::ServiceChange> result) {
                if (!result)
                    complain(tr("“%1” was not changed.").arg(name), result.error());
            }));
}

void ServiceActions::copyUrls(const Services& services) {
    QStringList urls;
    for (const api::ServiceView& service : services)
        urls.append(QString::fromStdString(service.url));
    if (urls.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(urls.join(QLatin1Char('\n')));
    m_toast.say(Kind::Done, urls.size() == 1 ? tr("Copied %1").arg(urls.first())
                                             : tr("%n address(es) copied.", nullptr, int(urls.size())));
}

void ServiceActions::copyCurl(const api::ServiceView& service) {
    const QString command = curlCommandOf(service, m_link.status() ? &m_link.status().value() : nullptr);
    QGuiApplication::clipboard()->setText(command);
    m_toast.say(Kind::Done, tr("Copied %1").arg(command));
}

void ServiceActions::complain(const QString& what, const base::Error& error) {
    m_toast.say(Kind::Problem, what + QLatin1Char(' ') + text::errorText(error));
}

QString findingText(const QString& name, const api::CheckView& check) {
    QStringList parts;
    for (const api::CheckFinding& target : check.targets) {
        QString words = text::stateText(target.state);
        if (target.cause != model::HealthCause::None)
            words += QStringLiteral(", ") + text::causeWords(target.cause, target.detail);
        if (target.latency)
            words += QStringLiteral(", ") + text::latencyText(*target.latency);
        const std::string place = target.name.empty()
                                      ? target.address.toString()
                                      : target.name + ':' + std::to_string(target.address.port);
        const QString where = text::leftToRight(QString::fromStdString(place));
        parts.append(check.targets.size() == 1 ? words : where + QLatin1Char(' ') + words);
    }
    return ServiceActions::tr("%1: %2").arg(name, parts.join(QStringLiteral("; ")));
}

QString curlCommandOf(const api::ServiceView& service, const api::SystemStatus* status) {
    const QUrl url(QString::fromStdString(service.url));
    const QString host = QString::fromStdString(service.host);
    if (status) {
        for (const api::ListenerView& listener : status->listeners) {
            if (listener.name != url.scheme().toStdString() || listener.status != "listening")
                continue;
            return QStringLiteral("curl --connect-to %1:%2:%3 %4/")
                .arg(host)
                .arg(url.port(url.scheme() == QLatin1String("https") ? 443 : 80))
                .arg(QString::fromStdString(listener.address.toString()),
                     url.toString(QUrl::StripTrailingSlash));
        }
    }
    return QStringLiteral("curl %1/").arg(url.toString(QUrl::StripTrailingSlash));
}

}  // namespace portolan::ui::shell
