<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Amounts</name>
    <message numerus="yes">
        <source>%n second(s) ago</source>
        <translation>
            <numerusform>%n second ago</numerusform>
            <numerusform>%n seconds ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n service</numerusform>
            <numerusform>%n services</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CertificateText</name>
    <message numerus="yes">
        <source>ends in %n day(s)</source>
        <translation>
            <numerusform>ends in %n day</numerusform>
            <numerusform>ends in %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message numerus="yes">
        <source>It changed and changed back %n time(s) since.</source>
        <translation>
            <numerusform>It changed and changed back %n time since.</numerusform>
            <numerusform>It changed and changed back %n times since.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) went down</source>
        <translation>
            <numerusform>%n service went down</numerusform>
            <numerusform>%n services went down</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) are up again</source>
        <translation>
            <numerusform>%n service is up again</numerusform>
            <numerusform>%n services are up again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) end soon</source>
        <translation>
            <numerusform>%n certificate ends soon</numerusform>
            <numerusform>%n certificates end soon</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) are not served or cannot be issued</source>
        <translation>
            <numerusform>%n certificate is not served or cannot be issued</numerusform>
            <numerusform>%n certificates are not served or cannot be issued</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n address(es) are not served</source>
        <translation>
            <numerusform>%n address is not served</numerusform>
            <numerusform>%n addresses are not served</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n address(es) are now served</source>
        <translation>
            <numerusform>%n address is now served</numerusform>
            <numerusform>%n addresses are now served</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PolicySummary</name>
    <message numerus="yes">
        <source>%n field(s)</source>
        <translation>
            <numerusform>%n field</numerusform>
            <numerusform>%n fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s)</source>
        <translation>
            <numerusform>%n backup</numerusform>
            <numerusform>%n backups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n drained</source>
        <translation>
            <numerusform>%n drained</numerusform>
            <numerusform>%n drained</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TraySummary</name>
    <message numerus="yes">
        <source>%n up</source>
        <translation>
            <numerusform>%n up</numerusform>
            <numerusform>%n up</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n degraded</source>
        <translation>
            <numerusform>%n degraded</numerusform>
            <numerusform>%n degraded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unknown</numerusform>
            <numerusform>%n unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disabled</source>
        <translation>
            <numerusform>%n disabled</numerusform>
            <numerusform>%n disabled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n down</source>
        <translation>
            <numerusform>%n down</numerusform>
            <numerusform>%n down</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) need attention</source>
        <translation>
            <numerusform>%n certificate needs attention</numerusform>
            <numerusform>%n certificates need attention</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>portolan::ui::services::ServiceDetails</name>
    <message numerus="yes">
        <source>and %n more target(s)</source>
        <translation>
            <numerusform>and %n more target</numerusform>
            <numerusform>and %n more targets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>portolan::ui::services::ServiceModel</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::ServiceActions</name>
    <message numerus="yes">
        <source>%n service(s) removed.</source>
        <translation>
            <numerusform>%n service removed.</numerusform>
            <numerusform>%n services removed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n address(es) copied.</source>
        <translation>
            <numerusform>%n address copied.</numerusform>
            <numerusform>%n addresses copied.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>portolan::ui::tray::Tray</name>
    <message numerus="yes">
        <source>%n more …</source>
        <translation>
            <numerusform>%n more …</numerusform>
            <numerusform>%n more …</numerusform>
        </translation>
    </message>
</context>
</TS>
