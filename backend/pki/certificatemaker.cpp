// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/pki/certificatemaker.h"

#include <array>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rand.h>
#include <optional>

namespace portolan::pki {

namespace {

constexpr long version3 = 2;                   // RFC 5280 section 4.1.2.1
constexpr std::size_t serialSize = 20;         // RFC 5280 section 4.1.2.2
constexpr std::size_t longestCommonName = 64;  // RFC 5280 appendix A, ub-common-name
constexpr std::size_t keyIdentifierSize = 20;  // RFC 7093 section 2, method 1
constexpr int digitalSignature = 0;            // RFC 5280 section 4.2.1.3, as the next two
constexpr int keyCertSign = 5;
constexpr int crlSign = 6;
/// OpenSSL writes the byte as it is given, and strict readers take no other. Source: X.690 section 11.1.
constexpr int derTrue = 0xFF;

enum class Critical : bool { No, Yes };

template <class T>
using Owned = std::unique_ptr<T, OpenSslFree>;

/// A certificate being made. Each step returns whether it and all before it went well.
class Builder {
  public:
    Builder(const EVP_PKEY& key, const Validity& validity) : m_certificate(X509_new()) {
        m_good = m_certificate && X509_set_version(m_certificate.get(), version3) == 1 && setSerial() &&
                 setTime(X509_getm_notBefore(m_certificate.get()), validity.notBefore) &&
                 setTime(X509_getm_notAfter(m_certificate.get()), validity.notAfter) && setPublicKey(key);
    }

    void subject(int kind, std::string_view text) {
        m_good = m_good &&
                 X509_NAME_add_entry_by_NID(X509_get_subject_name(m_certificate.get()), kind, MBSTRING_UTF8,
                                            reinterpret_cast<const unsigned char*>(text.data()),
                                            static_cast<int>(text.size()), -1, 0) == 1;
    }

    void extension(int kind, void* value, Critical critical) {
        m_good =
            m_good && value &&
            X509_add1_ext_i2d(m_certificate.get(), kind, value, critical == Critical::Yes ? 1 : 0, 0) == 1;
    }

    void authority(std::optional<long> pathLength) {
        const Owned<BASIC_CONSTRAINTS> constraints(BASIC_CONSTRAINTS_new());
        if (constraints) {
            constraints->ca = derTrue;
            if (pathLength)
                constraints->pathlen = ASN1_INTEGER_new();
            m_good = m_good && (!pathLength || ASN1_INTEGER_set(constraints->pathlen, *pathLength) == 1);
        }
        extension(NID_basic_constraints, constraints.get(), Critical::Yes);
        usage({keyCertSign, crlSign});
    }

    void notAuthority() {
        const Owned<BASIC_CONSTRAINTS> constraints(BASIC_CONSTRAINTS_new());
        extension(NID_basic_constraints, constraints.get(), Critical::Yes);
        usage({digitalSignature});
    }

    void forServers() {
        const Owned<EXTENDED_KEY_USAGE> purposes(EXTENDED_KEY_USAGE_new());
        m_good = m_good && purposes && sk_ASN1_OBJECT_push(purposes.get(), OBJ_nid2obj(NID_server_auth)) > 0;
        extension(NID_ext_key_usage, purposes.get(), Critical::No);
    }

    void revocationsAt(std::string_view url);
    void constrainTo(std::string_view zone);
    void names(const std::vector<std::string>& names);
    void keyIdentifiers(const X509* issuer);

    /// Signs; nullptr when any step failed. The issuer of nullptr is the certificate itself.
    [[nodiscard]] CertificatePointer sign(const X509* issuer, const EVP_PKEY& key) {
        m_good = m_good &&
                 X509_set_issuer_name(m_certificate.get(),
                                      X509_get_subject_name(issuer ? issuer : m_certificate.get())) == 1 &&
                 X509_sign(m_certificate.get(), const_cast<EVP_PKEY*>(&key), EVP_sha256()) > 0;
        return m_good ? std::move(m_certificate) : nullptr;
    }

  private:
    /// 159 random bits: positive, and more than anybody can guess.
    bool setSerial() {
        std::array<unsigned char, serialSize> bytes{};
        if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
            return false;
        bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7F) | 0x01);
        const Owned<BIGNUM> number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
        return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(m_certificate.get()));
    }

    /// As X509_set_pubkey(), which encodes the key and decodes it again and so takes half of a leaf's time.
    /// Source: RFC 5480 section 2.
    bool setPublicKey(const EVP_PKEY& key) {
        unsigned char* point = nullptr;
        const std::size_t size = EVP_PKEY_get1_encoded_public_key(const_cast<EVP_PKEY*>(&key), &point);
        if (size > 0 &&
            X509_PUBKEY_set0_param(X509_get_X509_PUBKEY(m_certificate.get()),
                                   OBJ_nid2obj(NID_X9_62_id_ecPublicKey), V_ASN1_OBJECT,
                                   OBJ_nid2obj(NID_X9_62_prime256v1), point, static_cast<int>(size)) == 1)
            return true;
        OPENSSL_free(point);
        return false;
    }

    static bool setTime(ASN1_TIME* field, base::SystemTime time) {
        return ASN1_TIME_set(field, std::chrono::system_clock::to_time_t(time)) != nullptr;
    }

    void usage(std::initializer_list<int> bits) {
        const Owned<ASN1_BIT_STRING> field(ASN1_BIT_STRING_new());
        for (const int bit : bits)
            m_good = m_good && field && ASN1_BIT_STRING_set_bit(field.get(), bit, 1) == 1;
        extension(NID_key_usage, field.get(), Critical::Yes);
    }

    CertificatePointer m_certificate;
    bool m_good = false;
};

/// A name of type dNSName, uniformResourceIdentifier or, with raw bytes, iPAddress. nullptr when there is no
/// memory.
GENERAL_NAME* generalName(int type, std::string_view bytes) {
    Owned<GENERAL_NAME> name(GENERAL_NAME_new());
    ASN1_STRING* const value =
        ASN1_STRING_type_new(type == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);
    if (!name || !value || ASN1_STRING_set(value, bytes.data(), static_cast<int>(bytes.size())) != 1) {
        ASN1_STRING_free(value);
        return nullptr;
    }
    GENERAL_NAME_set0_value(name.get(), type, value);
    return name.release();
}

bool addSubtree(STACK_OF(GENERAL_SUBTREE) * &trees, int type, std::string_view bytes) {
    if (!trees)
        trees = sk_GENERAL_SUBTREE_new_null();
    Owned<GENERAL_SUBTREE> tree(GENERAL_SUBTREE_new());
    GENERAL_NAME* const name = tree && trees ? generalName(type, bytes) : nullptr;
    if (!name)
        return false;
    GENERAL_NAME_free(tree->base);
    tree->base = name;
    return sk_GENERAL_SUBTREE_push(trees, tree.release()) > 0;
}

void Builder::constrainTo(std::string_view zone) {
    // Address and mask, all zero: every address. Source: RFC 5280 section 4.2.1.10.
    const std::string everyIpv4(2 * 4, '\0');
    const std::string everyIpv6(2 * 16, '\0');
    const Owned<NAME_CONSTRAINTS> constraints(NAME_CONSTRAINTS_new());
    m_good = m_good && constraints && addSubtree(constraints->permittedSubtrees, GEN_DNS, zone) &&
             addSubtree(constraints->excludedSubtrees, GEN_IPADD, everyIpv4) &&
             addSubtree(constraints->excludedSubtrees, GEN_IPADD, everyIpv6);
    extension(NID_name_constraints, constraints.get(), Critical::Yes);
}

/// Source: RFC 5280 section 4.2.1.13.
void Builder::revocationsAt(std::string_view url) {
    if (url.empty())
        return;
    const Owned<CRL_DIST_POINTS> points(sk_DIST_POINT_new_null());
    Owned<DIST_POINT> point(DIST_POINT_new());
    Owned<GENERAL_NAME> name(generalName(GEN_URI, url));
    m_good = m_good && points && point && name && (point->distpoint = DIST_POINT_NAME_new()) &&
             (point->distpoint->name.fullname = GENERAL_NAMES_new());
    if (!m_good)
        return;
    point->distpoint->type = 0;  // fullName
    m_good = sk_GENERAL_NAME_push(point->distpoint->name.fullname, name.get()) > 0;
    if (!m_good)
        return;
    (void)name.release();
    m_good = sk_DIST_POINT_push(points.get(), point.get()) > 0;
    if (m_good)
        (void)point.release();
    extension(NID_crl_distribution_points, points.get(), Critical::No);
}

void Builder::names(const std::vector<std::string>& names) {
    const Owned<GENERAL_NAMES> all(GENERAL_NAMES_new());
    for (const std::string& name : names) {
        Owned<GENERAL_NAME> one(generalName(GEN_DNS, name));
        m_good = m_good && all && one && sk_GENERAL_NAME_push(all.get(), one.get()) > 0;
        if (m_good)
            (void)one.release();
    }
    extension(NID_subject_alt_name, all.get(), Critical::No);
}

void Builder::keyIdentifiers(const X509* issuer) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    const Owned<ASN1_OCTET_STRING> own(ASN1_OCTET_STRING_new());
    m_good = m_good && own &&
             X509_pubkey_digest(m_certificate.get(), EVP_sha256(), digest.data(), nullptr) == 1 &&
             ASN1_OCTET_STRING_set(own.get(), digest.data(), keyIdentifierSize) == 1;
    extension(NID_subject_key_identifier, own.get(), Critical::No);
    const Owned<AUTHORITY_KEYID> authority(AUTHORITY_KEYID_new());
    const ASN1_OCTET_STRING* const keyId =
        issuer ? X509_get0_subject_key_id(const_cast<X509*>(issuer)) : own.get();
    if (!authority || !keyId) {
        m_good = false;
        return;
    }
    authority->keyid = ASN1_OCTET_STRING_dup(keyId);
    extension(NID_authority_key_identifier, authority.get(), Critical::No);
}

std::string randomHex() {
    std::array<unsigned char, 8> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        return {};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

/// The longest of these that fits into a common name.
std::string commonName(std::string_view what, std::string_view zone, std::string_view machine) {
    std::string name = std::string(what) + " for " + std::string(zone);
    if (const std::string whole = name + " (" + std::string(machine) + ")"; whole.size() <= longestCommonName)
        return whole;
    constexpr std::string_view dots = "...";
    if (name.size() > longestCommonName)
        name = name.substr(0, longestCommonName - dots.size()) + std::string(dots);
    return name;
}

}  // namespace

KeyPointer makeKey() {
    return KeyPointer(EVP_EC_gen("P-256"));
}

Identity makeRoot(std::string_view zone, std::string_view machine, const Validity& validity) {
    KeyPointer key = makeKey();
    const std::string unique = randomHex();
    if (!key || unique.empty())
        return {};
    Builder builder(*key, validity);
    builder.subject(NID_organizationName, "Portolan");
    builder.subject(NID_commonName, commonName("Portolan root", zone, machine));
    builder.subject(NID_serialNumber, unique);
    builder.authority(std::nullopt);
    builder.constrainTo(zone);
    builder.keyIdentifiers(nullptr);
    CertificatePointer certificate = builder.sign(nullptr, *key);
    return certificate ? Identity{std::move(certificate), std::move(key)} : Identity{};
}

Identity makeIntermediate(const Identity& root, std::string_view zone, const Validity& validity,
                          std::string_view revocationsUrl) {
    KeyPointer key = makeKey();
    const std::string unique = randomHex();
    if (!key || unique.empty())
        return {};
    Builder builder(*key, validity);
    builder.subject(NID_organizationName, "Portolan");
    builder.subject(NID_commonName, commonName("Portolan issuer", zone, unique));
    builder.subject(NID_serialNumber, unique);
    builder.authority(0);
    builder.forServers();
    builder.constrainTo(zone);
    builder.revocationsAt(revocationsUrl);
    builder.keyIdentifiers(root.certificate.get());
    CertificatePointer certificate = builder.sign(root.certificate.get(), *root.key);
    return certificate ? Identity{std::move(certificate), std::move(key)} : Identity{};
}

Identity makeLeaf(const Identity& issuer, const std::vector<std::string>& names, const Validity& validity,
                  std::string_view revocationsUrl) {
    KeyPointer key = makeKey();
    // The public half stands in the certificate: kept once, a key takes 67 bytes instead of 138.
    if (!key || EVP_PKEY_set_int_param(key.get(), OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, 0) != 1)
        return {};
    Builder builder(*key, validity);
    // Clients go by the alternative names; this one is for people who read the certificate.
    builder.subject(NID_organizationName, "Portolan");
    if (!names.empty() && names.front().size() <= longestCommonName)
        builder.subject(NID_commonName, names.front());
    builder.notAuthority();
    builder.forServers();
    builder.names(names);
    builder.revocationsAt(revocationsUrl);
    builder.keyIdentifiers(issuer.certificate.get());
    CertificatePointer certificate = builder.sign(issuer.certificate.get(), *issuer.key);
    return certificate ? Identity{std::move(certificate), std::move(key)} : Identity{};
}

std::string makeEmptyRevocationList(const Identity& issuer, const Validity& validity) {
    const auto timeOf = [](base::SystemTime time) {
        return Owned<ASN1_TIME>(ASN1_TIME_set(nullptr, std::chrono::system_clock::to_time_t(time)));
    };
    const Owned<X509_CRL> list(X509_CRL_new());
    const auto thisUpdate = timeOf(validity.notBefore);
    const auto nextUpdate = timeOf(validity.notAfter);
    const Owned<AUTHORITY_KEYID> authority(AUTHORITY_KEYID_new());
    const Owned<ASN1_INTEGER> number(ASN1_INTEGER_new());
    const ASN1_OCTET_STRING* const keyId = X509_get0_subject_key_id(issuer.certificate.get());
    if (!list || !thisUpdate || !nextUpdate || !authority || !number || !keyId)
        return {};
    authority->keyid = ASN1_OCTET_STRING_dup(keyId);
    // Numbers rise from list to list. Source: RFC 5280 section 5.2.3.
    const bool good =
        ASN1_INTEGER_set_int64(number.get(), std::chrono::system_clock::to_time_t(validity.notBefore)) == 1 &&
        X509_CRL_set_version(list.get(), 1) == 1 &&
        X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get())) == 1 &&
        X509_CRL_set1_lastUpdate(list.get(), thisUpdate.get()) == 1 &&
        X509_CRL_set1_nextUpdate(list.get(), nextUpdate.get()) == 1 &&
        X509_CRL_add1_ext_i2d(list.get(), NID_authority_key_identifier, authority.get(), 0, 0) == 1 &&
        X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, number.get(), 0, 0) == 1 &&
        X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256()) > 0;
    unsigned char* bytes = nullptr;
    const int size = good ? i2d_X509_CRL(list.get(), &bytes) : -1;
    if (size < 0)
        return {};
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return der;
}

}  // namespace portolan::pki
