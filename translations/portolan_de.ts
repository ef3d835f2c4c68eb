<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Amounts</name>
    <message>
        <source>%1 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Another device added this; without a token only that device may change or remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backend asks for a token, and this window has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backend does not accept this window&apos;s token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Given up, because the connection to the backend was closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backend at {url} cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The backend did not answer within {seconds} seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name has letters a-z, digits, hyphens and underscores between dots, nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a name, such as “llm”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of a name may not begin or end with a hyphen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is an address, not a name. Give a name, such as “llm”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name has two dots in a row or begins with one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the name is longer than 63 characters; shorten it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” lies in none of our zones ({zones}); “{suggestion}” would work.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is kept for Portolan itself; choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name is longer than 253 characters; shorten it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody else has changed this in the meantime. Look at it again, then decide.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer makes no sense to this window. Is it Portolan that answers there, and of this version?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This service does not exist any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the IP address of the device that runs the service, such as 100.2.2.2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not checked yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing listens there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host is up, but nothing listens on that address. Does the app run, and does it listen on 127.0.0.1 only?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer: the host is off, or a firewall filters the port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no route to the host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No route to the host: is it in this network, and is the network up?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connection cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was accepted and then cut off without an answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not speak HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something answers there, but not in HTTP. Is it the right port?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers with an error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The app answers with an error of its own (5xx).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>some targets are down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some of the targets are down; the others serve.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TraySummary</name>
    <message>
        <source>No services</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n up</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n degraded</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disabled</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n down</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::PreviewCard</name>
    <message>
        <source>What will exist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a name and a target to see it here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::ServiceForm</name>
    <message>
        <source>Add service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Targets: where it really runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Shown as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Address in DNS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first part of the name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address in DNS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this proxy’s own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Enabled: answers DNS and passes requests on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adding …</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::TargetRows</name>
    <message>
        <source>Add another target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of target %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port of target %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove target %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this target</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>portolan::ui::services::ServiceModel</name>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Targets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last change</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>since %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added by %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>portolan::ui::services::ServicePanel</name>
    <message>
        <source>Services</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for the backend.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the services has all of these words in its name, address, targets or state.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No services yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a service a name, and every device of the network reaches it without knowing its port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add service</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::Desktop</name>
    <message>
        <source>This desktop has no tray: closing the window ends Portolan, and with it the names it serves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Portolan goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window is closed; the names are still served. Click the icon to open it again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::MainWindow</name>
    <message>
        <source>Add service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as curl command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Portolan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Services</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;h3&gt;Portolan %1&lt;/h3&gt;&lt;p&gt;A name for every internal service.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::ServiceActions</name>
    <message>
        <source>“%1” is saved and live.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is added and live.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) removed.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” was not removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” could not be brought back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” was not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No browser could be started for %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n address(es) copied.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::StatusStrip</name>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection lost, trying again …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generation %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each change that goes live makes a new generation.
Revision %1, version %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Serving while this program runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected to this computer’s service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>portolan::ui::tray::Tray</name>
    <message>
        <source>Not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Portolan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add service …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more …</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>portolan::ui::widgets::Toast</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
