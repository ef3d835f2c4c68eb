// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/openssl.h"

#include <openssl/pem.h>

namespace portolan::pki {

namespace {

template <class Object, class Encode>
std::string derBy(Encode encode, const Object* object) {
    const int size = encode(object, nullptr);
    std::string der(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    if (!der.empty())
        encode(object, &at);
    return der;
}

template <class Write>
std::string pemBy(Write write) {
    const BioPointer bio(BIO_new(BIO_s_mem()));
    char* text = nullptr;
    if (!bio || write(bio.get()) != 1)
        return {};
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

std::string derOf(const X509& certificate) {
    return derBy(i2d_X509, &certificate);
}

std::string derOf(const EVP_PKEY& key) {
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpenSslFree> wrapped(EVP_PKEY2PKCS8(&key));
    return wrapped ? derBy(i2d_PKCS8_PRIV_KEY_INFO, wrapped.get()) : std::string();
}

std::string pemOf(const X509& certificate) {
    return pemBy([&](BIO* bio) { return PEM_write_bio_X509(bio, &certificate); });
}

std::string pemOf(const EVP_PKEY& key) {
    return pemBy([&](BIO* bio) {
        return PEM_write_bio_PKCS8PrivateKey(bio, &key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

CertificatePointer certificateOf(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* const end = at + der.size();
    CertificatePointer certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    return at == end ? std::move(certificate) : nullptr;
}

KeyPointer keyOf(std::string_view der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* const end = at + der.size();
    KeyPointer key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
    return at == end ? std::move(key) : nullptr;
}

}  // namespace portolan::pki
