// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any bytes as the files of a certificate: as one file with everything in it, and, cut at a form feed, as
// certificates, key and issuers. Properties: what is accepted is a bundle that can be served (names, dates, a
// chain each of whose members has issued the one before, the key of its leaf), and written as PEM it is read
// as the same bundle. What is refused has a code and a sentence. Nothing is left in OpenSSL's queue of
// errors.
#include "backend/model/hostname.h"
#include "backend/pki/certificateloader.h"
#include "backend/pki/openssl.h"
#include "tests/fuzz/fuzzing.h"

#include <array>
#include <openssl/err.h>
#include <string>

namespace {

using namespace portolan;
using namespace portolan::fuzz;

/// 2027-01-01, when the certificates of the corpus are in force.
constexpr base::SystemTime someTime{std::chrono::hours(24 * 20819)};

/// Certificates, key, issuers; what is missing is empty.
std::array<std::string_view, 3> partsOf(std::string_view text) {
    std::array<std::string_view, 3> parts{};
    for (std::string_view& part : parts) {
        const std::size_t end = text.find('\f');
        part = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return parts;
}

void requireSoundChain(const model::CertificateBundle& bundle) {
    const pki::CertificatePointer leaf = pki::certificateOf(bundle.leaf);
    require(leaf != nullptr, "the leaf is a certificate");
    pki::CertificatePointer last = pki::certificateOf(bundle.leaf);
    for (const std::string& der : bundle.issuers->chain) {
        pki::CertificatePointer certificate = pki::certificateOf(der);
        require(certificate != nullptr, "the chain holds certificates");
        require(X509_verify(last.get(), X509_get0_pubkey(certificate.get())) == 1,
                "each has issued the one before");
        last = std::move(certificate);
    }
    const pki::KeyPointer key = pki::keyOf(bundle.privateKey);
    require(key && EVP_PKEY_eq(X509_get0_pubkey(leaf.get()), key.get()) == 1, "the key is the leaf's");
}

void requireSameWhenWrittenAgain(const model::CertificateBundle& bundle) {
    std::string text = pki::pemOf(*pki::certificateOf(bundle.leaf));
    for (const std::string& der : bundle.issuers->chain)
        text += pki::pemOf(*pki::certificateOf(der));
    const std::string key = pki::pemOf(*pki::keyOf(bundle.privateKey));
    const ExactCopy exact(text);
    const auto again = pki::loadCertificate({exact.view(), key, {}}, someTime);
    require(again.ok() && *again == bundle, "what is written is read as the same");
}

void check(const pki::CertificateTexts& texts) {
    const auto loaded = pki::loadCertificate(texts, someTime);
    require(ERR_peek_error() == 0, "the queue of errors is empty");
    if (!loaded) {
        require(!loaded.error().code.empty() && !loaded.error().message.empty(), "an error says what it is");
        return;
    }
    require(!loaded->names.empty(), "a certificate has names");
    for (const std::string& name : loaded->names) {
        const auto parsed = model::HostName::parseOwner(name);
        require(parsed.ok() && parsed->text() == name, "names are well formed");
    }
    require(loaded->notBefore <= someTime && someTime < loaded->notAfter, "it is in force");
    requireSoundChain(*loaded);
    requireSameWhenWrittenAgain(*loaded);
    ERR_clear_error();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = asText(data, size);
    check({text});
    const auto parts = partsOf(text);
    const ExactCopy certificates(parts[0]);
    const ExactCopy key(parts[1]);
    const ExactCopy issuers(parts[2]);
    check({certificates.view(), key.view(), issuers.view()});
    return 0;
}
