// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/pemreader.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace portolan::pki {

namespace {

base::Error damaged() {
    return {"pem.damaged",
            "It is cut off or damaged: a block between BEGIN and END is not whole. Copy the file again.",
            "",
            {}};
}

base::Error encrypted() {
    return {"key.encrypted",
            "The private key is encrypted, and nobody is there to enter a passphrase. Store it without one: "
            "openssl pkey -in FILE -out NEWFILE.",
            "",
            {}};
}

/// One block as OpenSSL hands it out.
class Block {
  public:
    Block() = default;
    ~Block() {
        OPENSSL_free(m_label);
        OPENSSL_free(m_header);
        OPENSSL_clear_free(m_bytes, static_cast<std::size_t>(m_size));
    }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    [[nodiscard]] bool read(BIO& bio) {
        return PEM_read_bio(&bio, &m_label, &m_header, &m_bytes, &m_size) == 1;
    }
    [[nodiscard]] std::string_view label() const { return m_label; }
    [[nodiscard]] std::string_view header() const { return m_header; }
    [[nodiscard]] std::string_view bytes() const {
        return {reinterpret_cast<const char*>(m_bytes), static_cast<std::size_t>(m_size)};
    }
    [[nodiscard]] bool isCertificate() const {
        return label() == PEM_STRING_X509 || label() == PEM_STRING_X509_OLD;
    }
    [[nodiscard]] bool isKey() const { return label().ends_with(PEM_STRING_PKCS8INF); }
    [[nodiscard]] bool isEncrypted() const {
        return label() == PEM_STRING_PKCS8 || header().find("ENCRYPTED") != std::string_view::npos;
    }

  private:
    char* m_label = nullptr;
    char* m_header = nullptr;
    unsigned char* m_bytes = nullptr;
    long m_size = 0;
};

base::Result<void> take(const Block& block, PemContent& content) {
    if (block.isCertificate()) {
        content.certificates.push_back(certificateOf(block.bytes()));
        if (!content.certificates.back())
            return damaged();
    }
    if (!block.isKey())
        return {};
    if (block.isEncrypted())
        return encrypted();
    if (content.key)
        return base::Error{"pem.several_keys", "It holds more than one private key; leave one.", "", {}};
    content.key = keyOf(block.bytes());
    if (!content.key)
        return damaged();
    return {};
}

}  // namespace

base::Result<PemContent> readPem(std::string_view text) {
    PemContent content;
    const BioPointer bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    ERR_clear_error();
    for (bool more = bio != nullptr; more;) {
        Block block;
        more = block.read(*bio);
        if (!more)
            break;
        if (auto taken = take(block, content); !taken) {
            ERR_clear_error();
            return std::move(taken).error();
        }
    }
    // What ends the file must be its end, not a block that does not.
    const bool isEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (!isEnd)
        return damaged();
    return content;
}

}  // namespace portolan::pki
