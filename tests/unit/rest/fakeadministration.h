// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// An Administration that writes down what it is asked and replies with what a test has put in line, at once
// or when told to. It keeps no catalog. For the tests of rest/ only.

#include "backend/api/administration.h"

#include <optional>
#include <string>
#include <vector>

namespace portolan::rest {

class FakeAdministration final : public api::Administration {
  public:
    enum class Pace : unsigned char { AtOnce, WhenTold };

    Pace pace = Pace::AtOnce;
    std::optional<base::Error> error;  ///< what every call is replied to, if set

    std::vector<std::string> calls;
    api::Caller caller;
    api::AnnounceRequest announced;
    std::string withdrawn;
    api::ListRequest listed;
    std::uint64_t id = 0;
    api::ServiceDraft draft;
    api::RecordDraft recordDraft;
    api::Precondition precondition;
    api::PreviewRequest previewed;

    api::AnnounceReply announceReply;
    api::WithdrawReply withdrawReply{true, "Removed."};
    std::vector<api::NameView> names;
    api::ServicePage services;
    api::ServiceView service;
    std::vector<api::Warning> warnings;
    api::RecordPage records;
    api::RecordView record;
    api::Preview previewReply;
    api::SystemStatus systemStatus;
    api::ReportRequest reported;
    api::Report reportReply;
    api::ConfigurationChange configured;
    api::Configured configureReply;

    /// Replies to all calls that wait.
    void reply() {
        auto waiting = std::move(m_waiting);
        m_waiting.clear();
        for (const auto& each : waiting)
            each();
    }
    [[nodiscard]] std::size_t waiting() const { return m_waiting.size(); }

    void announce(const api::Caller& from, api::AnnounceRequest request,
                  api::Reply<api::AnnounceReply> done) override {
        announced = std::move(request);
        finish("announce", from, std::move(done), announceReply);
    }
    void withdraw(const api::Caller& from, api::WithdrawRequest request,
                  api::Reply<api::WithdrawReply> done) override {
        withdrawn = request.name;
        finish("withdraw", from, std::move(done), withdrawReply);
    }
    void listNames(const api::Caller& from, api::Reply<std::vector<api::NameView>> done) override {
        finish("listNames", from, std::move(done), names);
    }
    void listServices(const api::Caller& from, api::ListRequest request,
                      api::Reply<api::ServicePage> done) override {
        listed = std::move(request);
        finish("listServices", from, std::move(done), services);
    }
    void showService(const api::Caller& from, model::ServiceId which,
                     api::Reply<api::ServiceView> done) override {
        id = static_cast<std::uint64_t>(which);
        finish("showService", from, std::move(done), service);
    }
    void addService(const api::Caller& from, api::ServiceDraft wanted,
                    api::Reply<api::ServiceChange> done) override {
        draft = std::move(wanted);
        finish("addService", from, std::move(done), api::ServiceChange{service, warnings});
    }
    void replaceService(const api::Caller& from, model::ServiceId which, api::ServiceDraft wanted,
                        api::Precondition only, api::Reply<api::ServiceChange> done) override {
        id = static_cast<std::uint64_t>(which);
        draft = std::move(wanted);
        precondition = only;
        finish("replaceService", from, std::move(done), api::ServiceChange{service, warnings});
    }
    void removeService(const api::Caller& from, model::ServiceId which, api::Precondition only,
                       api::Reply<api::ServiceView> done) override {
        id = static_cast<std::uint64_t>(which);
        precondition = only;
        finish("removeService", from, std::move(done), service);
    }
    void previewService(const api::Caller& from, api::PreviewRequest request,
                        api::Reply<api::Preview> done) override {
        previewed = std::move(request);
        finish("previewService", from, std::move(done), previewReply);
    }
    void listRecords(const api::Caller& from, api::ListRequest request,
                     api::Reply<api::RecordPage> done) override {
        listed = std::move(request);
        finish("listRecords", from, std::move(done), records);
    }
    void saveRecord(const api::Caller& from, std::optional<model::RecordId> which, api::RecordDraft wanted,
                    api::Precondition only, api::Reply<api::RecordView> done) override {
        id = static_cast<std::uint64_t>(which.value_or(model::RecordId{}));
        recordDraft = std::move(wanted);
        precondition = only;
        finish(which ? "replaceRecord" : "addRecord", from, std::move(done), record);
    }
    void removeRecord(const api::Caller& from, model::RecordId which, api::Precondition only,
                      api::Reply<api::RecordView> done) override {
        id = static_cast<std::uint64_t>(which);
        precondition = only;
        finish("removeRecord", from, std::move(done), record);
    }
    void configure(const api::Caller& from, api::ConfigurationChange change, api::Precondition only,
                   api::Reply<api::Configured> done) override {
        configured = std::move(change);
        precondition = only;
        finish("configure", from, std::move(done), configureReply);
    }
    void status(const api::Caller& from, api::Reply<api::SystemStatus> done) override {
        finish("status", from, std::move(done), systemStatus);
    }
    void report(const api::Caller& from, api::ReportRequest request, api::Reply<api::Report> done) override {
        reported = std::move(request);
        finish("report", from, std::move(done), reportReply);
    }
    std::unique_ptr<api::Subscription> watch(std::uint64_t, api::EventHandlers) override { return nullptr; }

  private:
    template <class T>
    void finish(const char* name, const api::Caller& from, api::Reply<T> done, T value) {
        calls.emplace_back(name);
        caller = from;
        auto reply = [done = std::move(done), value = std::move(value), failure = error] {
            if (failure)
                done(*failure);
            else
                done(value);
        };
        if (pace == Pace::AtOnce)
            reply();
        else
            m_waiting.emplace_back(std::move(reply));
    }

    std::vector<std::function<void()>> m_waiting;
};

}  // namespace portolan::rest
