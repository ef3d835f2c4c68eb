// SPDX-FileCopyrightText: The Portolan authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/edge/truststeps.h"

namespace portolan::edge {

namespace {

/// The words that occur in more than one system's steps.
struct Words {
    explicit Words(const TrustedRoot& root)
        : crt("portolan-" + root.zone + ".crt"),
          pem("portolan-" + root.zone + ".pem"),
          crtUrl(root.origin + "/trust/" + crt),
          pemUrl(root.origin + "/trust/" + pem),
          alias("portolan-" + root.zone),
          name(root.name) {}

    std::string crt;
    std::string pem;
    std::string crtUrl;
    std::string pemUrl;
    std::string alias;
    std::string name;
};

TrustSteps windows(const Words& words) {
    return {"Windows",
            {{"Download the root, open PowerShell as administrator in the folder it was saved to, and run:",
              "certutil -addstore Root " + words.crt},
             {"Or open the file, choose Install Certificate, Local Machine, and place it in Trusted Root "
              "Certification Authorities. Edge, Chrome and Firefox follow; restart the browser.",
              ""}},
            {"", "certutil -delstore Root \"" + words.name + "\""}};
}

TrustSteps macOs(const Words& words) {
    return {"macOS",
            {{"In a terminal:", "curl -fO " + words.crtUrl +
                                    "\nsudo security add-trusted-cert -d -r trustRoot -k "
                                    "/Library/Keychains/System.keychain " +
                                    words.crt},
             {"Or open the profile above, then System Settings, General, Device Management, and install it.",
              ""}},
            {"", "sudo security delete-certificate -c \"" + words.name +
                     "\" /Library/Keychains/System.keychain"}};
}

TrustSteps debian(const Words& words) {
    return {"Linux: Debian, Ubuntu",
            {{"For the system (curl, git, Python, most programs):",
              "sudo curl -fo /usr/local/share/ca-certificates/" + words.crt + " " + words.pemUrl +
                  "\nsudo update-ca-certificates"},
             {"For Chromium and Chrome of your user (certutil is in the package libnss3-tools):",
              "curl -fO " + words.pemUrl + "\ncertutil -d sql:$HOME/.pki/nssdb -A -t C,, -n " + words.alias +
                  " -i " + words.pem},
             {"On this host itself, \"portolanctl trust install\" does both.", ""}},
            {"", "sudo rm /usr/local/share/ca-certificates/" + words.crt +
                     "\nsudo update-ca-certificates --fresh\ncertutil -d sql:$HOME/.pki/nssdb -D -n " +
                     words.alias}};
}

TrustSteps fedora(const Words& words) {
    return {"Linux: Fedora, RHEL",
            {{"For the system, Chromium and Chrome included:",
              "sudo curl -fo /etc/pki/ca-trust/source/anchors/" + words.pem + " " + words.pemUrl +
                  "\nsudo update-ca-trust"}},
            {"", "sudo rm /etc/pki/ca-trust/source/anchors/" + words.pem + "\nsudo update-ca-trust"}};
}

TrustSteps ios(const Words&) {
    return {"iPhone, iPad",
            {{"In Safari, open the profile above and allow the download.", ""},
             {"Settings, General, VPN & Device Management: install it.", ""},
             {"Settings, General, About, Certificate Trust Settings: switch the root on. Without this last "
              "step it is installed and not trusted.",
              ""}},
            {"Settings, General, VPN & Device Management: remove the profile.", ""}};
}

TrustSteps android(const Words&) {
    return {
        "Android",
        {{"Download the root, then Settings, Security, Encryption & credentials, Install a certificate, "
          "CA certificate, and choose the file. Chrome follows; other apps only if they allow roots of "
          "the user.",
          ""},
         {"Firefox for Android: Settings, About Firefox, tap the logo five times; back in Settings, Secret "
          "Settings: Use third party CA certificates.",
          ""}},
        {"Settings, Security, Encryption & credentials, Trusted credentials, User: remove it.", ""}};
}

TrustSteps firefox(const Words&) {
    return {"Firefox",
            {{"On Windows and macOS it follows the system. Elsewhere: Settings, Privacy & Security, View "
              "Certificates, Authorities, Import; choose the downloaded root and tick \"Trust this CA to "
              "identify websites\".",
              ""}},
            {"The same list: select the root, Delete or Distrust.", ""}};
}

TrustSteps java(const Words& words) {
    return {"Java",
            {{"As the owner of the Java installation (changeit is its usual password):",
              "keytool -importcert -noprompt -cacerts -storepass changeit -alias " + words.alias + " -file " +
                  words.crt}},
            {"", "keytool -delete -cacerts -storepass changeit -alias " + words.alias}};
}

TrustSteps python(const Words& words) {
    return {"Python",
            {{"On Linux, Python's own ssl follows the system. requests and httpx carry their own list; let "
              "them use the system's (Debian's path):",
              "export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/"
              "ca-certificates.crt"},
             {"For one program alone: verify=\"" + words.pem + "\".", ""}},
            {"", "unset REQUESTS_CA_BUNDLE SSL_CERT_FILE"}};
}

TrustSteps node(const Words& words) {
    return {"Node.js",
            {{"Beside the roots that it carries:", "export NODE_EXTRA_CA_CERTS=$PWD/" + words.pem}},
            {"", "unset NODE_EXTRA_CA_CERTS"}};
}

}  // namespace

std::vector<TrustSteps> trustStepsFor(const TrustedRoot& root) {
    const Words words(root);
    return {windows(words), macOs(words),   debian(words), fedora(words), ios(words),
            android(words), firefox(words), java(words),   python(words), node(words)};
}

}  // namespace portolan::edge
