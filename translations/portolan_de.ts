<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Amounts</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) ago</source>
        <translation>
            <numerusform>vor %n Sekunde</numerusform>
            <numerusform>vor %n Sekunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>vor %n Minute</numerusform>
            <numerusform>vor %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>vor %n Stunde</numerusform>
            <numerusform>vor %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>vor %n Tag</numerusform>
            <numerusform>vor %n Tagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service(s)</source>
        <translation>
            <numerusform>%n Dienst</numerusform>
            <numerusform>%n Dienste</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>CertificateText</name>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>being issued</source>
        <translation>wird ausgestellt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>valid</source>
        <translation>gültig</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>abgelaufen</translation>
    </message>
    <message numerus="yes">
        <source>ends in %n day(s)</source>
        <translation>
            <numerusform>endet in %n Tag</numerusform>
            <numerusform>endet in %n Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>Issued by %1</source>
        <translation>Ausgestellt von %1</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Another device added this; without a token only that device may change or remove it.</source>
        <translation>Ein anderes Gerät hat das hinzugefügt; ohne Token darf nur dieses Gerät es ändern oder entfernen.</translation>
    </message>
    <message>
        <source>The backend asks for a token, and this window has none.</source>
        <translation>Der Server verlangt ein Token, und dieses Fenster hat keines.</translation>
    </message>
    <message>
        <source>The backend does not accept this window&apos;s token.</source>
        <translation>Der Server nimmt das Token dieses Fensters nicht an.</translation>
    </message>
    <message>
        <source>Given up, because the connection to the backend was closed.</source>
        <translation>Aufgegeben, weil die Verbindung zum Server geschlossen wurde.</translation>
    </message>
    <message>
        <source>The backend at {url} cannot be reached.</source>
        <translation>Der Server unter {url} ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>The backend did not answer within {seconds} seconds.</source>
        <translation>Der Server hat innerhalb von {seconds} Sekunden nicht geantwortet.</translation>
    </message>
    <message>
        <source>A name has letters a-z, digits, hyphens and underscores between dots, nothing else.</source>
        <translation>Ein Name besteht aus Buchstaben a–z, Ziffern, Bindestrichen und Unterstrichen zwischen Punkten, aus nichts sonst.</translation>
    </message>
    <message>
        <source>Give a name, such as “llm”.</source>
        <translation>Geben Sie einen Namen an, zum Beispiel „llm“.</translation>
    </message>
    <message>
        <source>A part of a name may not begin or end with a hyphen.</source>
        <translation>Ein Teil eines Namens darf nicht mit einem Bindestrich beginnen oder enden.</translation>
    </message>
    <message>
        <source>This is an address, not a name. Give a name, such as “llm”.</source>
        <translation>Das ist eine Adresse, kein Name. Geben Sie einen Namen an, zum Beispiel „llm“.</translation>
    </message>
    <message>
        <source>The name has two dots in a row or begins with one.</source>
        <translation>Der Name hat zwei Punkte hintereinander oder beginnt mit einem.</translation>
    </message>
    <message>
        <source>A part of the name is longer than 63 characters; shorten it.</source>
        <translation>Ein Teil des Namens ist länger als 63 Zeichen; kürze ihn.</translation>
    </message>
    <message>
        <source>“{name}” lies in none of our zones ({zones}); “{suggestion}” would work.</source>
        <translation>„{name}“ liegt in keiner unserer Zonen ({zones}); „{suggestion}“ ginge.</translation>
    </message>
    <message>
        <source>“{name}” is kept for Portolan itself; choose another name.</source>
        <translation>„{name}“ ist Portolan selbst vorbehalten; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>The name is longer than 253 characters; shorten it.</source>
        <translation>Der Name ist länger als 253 Zeichen; kürze ihn.</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>Ein Port ist eine Zahl von 1 bis 65535.</translation>
    </message>
    <message>
        <source>Somebody else has changed this in the meantime. Look at it again, then decide.</source>
        <translation>Jemand anders hat das inzwischen geändert. Sieh es noch einmal an und entscheide dann.</translation>
    </message>
    <message>
        <source>The answer makes no sense to this window. Is it Portolan that answers there, and of this version?</source>
        <translation>Dieses Fenster versteht die Antwort nicht. Antwortet dort Portolan, und in dieser Version?</translation>
    </message>
    <message>
        <source>This service does not exist any more.</source>
        <translation>Diesen Dienst gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>Give a time from one second to one year.</source>
        <translation>Geben Sie eine Zeit von einer Sekunde bis zu einem Jahr an.</translation>
    </message>
    <message>
        <source>A display name is one line without control characters.</source>
        <translation>Ein Anzeigename ist eine Zeile ohne Steuerzeichen.</translation>
    </message>
    <message>
        <source>This display name is longer than 200 characters; shorten it.</source>
        <translation>Dieser Anzeigename ist länger als 200 Zeichen; kürze ihn.</translation>
    </message>
    <message>
        <source>The name points to {address}, which is not this proxy, so requests do not pass it. Leave the address in DNS empty to point it here.</source>
        <translation>Der Name zeigt auf {address}; das ist nicht dieser Proxy, also laufen Anfragen an ihm vorbei. Lassen Sie die Adresse im DNS leer, damit der Name hierher zeigt.</translation>
    </message>
    <message>
        <source>“{name}” is delegated by an NS record; remove that first.</source>
        <translation>„{name}“ ist durch einen NS-Eintrag delegiert; entferne erst diesen.</translation>
    </message>
    <message>
        <source>That is more than the backend takes in one request.</source>
        <translation>Das ist mehr, als der Server in einer Anfrage annimmt.</translation>
    </message>
    <message>
        <source>“{host}” is taken by the service “{name}”. Choose another name, or change that service.</source>
        <translation>„{host}“ gehört schon dem Dienst „{name}“. Wählen Sie einen anderen Namen, oder ändern Sie jenen Dienst.</translation>
    </message>
    <message>
        <source>The change could not be written to disk, so nothing has changed: {reason}.</source>
        <translation>Die Änderung ließ sich nicht auf die Platte schreiben, darum hat sich nichts geändert: {reason}.</translation>
    </message>
    <message>
        <source>The disk is full, so nothing has changed. Make room and try again.</source>
        <translation>Die Platte ist voll, darum hat sich nichts geändert. Schaffen Sie Platz, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>{address} means the host that runs Portolan; from another device that needs a token. Give the device’s own address.</source>
        <translation>{address} meint den Rechner, auf dem Portolan läuft; von einem anderen Gerät aus braucht das ein Token. Geben Sie die eigene Adresse des Geräts an.</translation>
    </message>
    <message>
        <source>{address} lies outside the networks where targets may be; add it to target-networks in portolan.toml to allow it.</source>
        <translation>{address} liegt außerhalb der Netze, in denen Ziele sein dürfen; um es zu erlauben, nehmen Sie es in portolan.toml in target-networks auf.</translation>
    </message>
    <message>
        <source>{address} is a public address outside the tailnet’s range 100.64.0.0/10. Is it really in your network?</source>
        <translation>{address} ist eine öffentliche Adresse außerhalb des Tailnet-Bereichs 100.64.0.0/10. Ist sie wirklich in Ihrem Netz?</translation>
    </message>
    <message>
        <source>That is Portolan’s own listener, requests would go in a circle. Give the port the service itself listens on.</source>
        <translation>Dort lauscht Portolan selbst, Anfragen liefen im Kreis. Geben Sie den Port an, auf dem der Dienst selbst lauscht.</translation>
    </message>
    <message>
        <source>A target may not be at {address}; give the address of the device that runs the service.</source>
        <translation>Bei {address} darf kein Ziel sein; geben Sie die Adresse des Geräts an, auf dem der Dienst läuft.</translation>
    </message>
    <message>
        <source>{address} stands there twice; name each target once.</source>
        <translation>{address} steht zweimal da; nenne jedes Ziel einmal.</translation>
    </message>
    <message>
        <source>A service needs at least one target: the address and port it listens on.</source>
        <translation>Ein Dienst braucht mindestens ein Ziel: Adresse und Port, auf dem er lauscht.</translation>
    </message>
    <message>
        <source>A service has at most 64 targets.</source>
        <translation>Ein Dienst hat höchstens 64 Ziele.</translation>
    </message>
    <message>
        <source>Browsers open names under {zone} only by https: let each device trust the root of this zone, or use a certificate of your own.</source>
        <translation>Browser öffnen Namen unter {zone} nur über https: Lassen Sie jedes Gerät der Wurzel dieser Zone vertrauen, oder verwenden Sie ein eigenes Zertifikat.</translation>
    </message>
    <message>
        <source>Requests to this service carry fields whose values this window may not see, so it may not send them to another host without a token. Replace or remove those fields, or keep the targets.</source>
        <translation>Anfragen an diesen Dienst tragen Felder, deren Werte dieses Fenster nicht sehen darf; ohne Token darf es sie deshalb auch nicht an einen anderen Rechner schicken. Ersetzen oder entfernen Sie diese Felder, oder lassen Sie die Ziele, wie sie sind.</translation>
    </message>
    <message>
        <source>The time to connect is from 0.1 to 600 seconds.</source>
        <translation>Die Zeit zum Verbinden liegt zwischen 0,1 und 600 Sekunden.</translation>
    </message>
    <message>
        <source>A pin is “sha256:” and 64 hexadecimal digits.</source>
        <translation>Ein Fingerabdruck ist „sha256:“ und 64 hexadezimale Ziffern.</translation>
    </message>
    <message>
        <source>The targets are spoken to by plain http, so the settings for https have no effect.</source>
        <translation>Mit den Zielen wird einfaches http gesprochen; die Einstellungen für https wirken deshalb nicht.</translation>
    </message>
    <message>
        <source>“{name}” cannot be the name of a field; use letters, digits and hyphens, such as X-Api-Key.</source>
        <translation>„{name}“ kann kein Feldname sein; nehmen Sie Buchstaben, Ziffern und Bindestriche, etwa X-Api-Key.</translation>
    </message>
    <message>
        <source>“{name}” is set or removed by the proxy itself; use another field.</source>
        <translation>„{name}“ setzt oder entfernt der Proxy selbst; nehmen Sie ein anderes Feld.</translation>
    </message>
    <message>
        <source>The value of a field is one line without control characters.</source>
        <translation>Der Wert eines Feldes ist eine Zeile ohne Steuerzeichen.</translation>
    </message>
    <message>
        <source>There is no value for “{name}” yet; give one.</source>
        <translation>Für „{name}“ gibt es noch keinen Wert; geben Sie einen an.</translation>
    </message>
    <message>
        <source>The value of a field has at most 4096 bytes.</source>
        <translation>Der Wert eines Feldes hat höchstens 4096 Bytes.</translation>
    </message>
    <message>
        <source>“{name}” stands there twice; name each field once.</source>
        <translation>„{name}“ steht zweimal da; nenne jedes Feld einmal.</translation>
    </message>
    <message>
        <source>At most 32 fields can be set in requests.</source>
        <translation>In Anfragen können höchstens 32 Felder gesetzt werden.</translation>
    </message>
    <message>
        <source>The time until a response begins is from 1 to 86400 seconds (a day).</source>
        <translation>Die Zeit, bis eine Antwort beginnt, liegt zwischen 1 und 86400 Sekunden (einem Tag).</translation>
    </message>
    <message>
        <source>“{upgrade}” would change the HTTP version behind the proxy; name only protocols that are not HTTP.</source>
        <translation>„{upgrade}“ würde hinter dem Proxy die HTTP-Version wechseln; nenne nur Protokolle, die nicht HTTP sind.</translation>
    </message>
    <message>
        <source>“{upgrade}” cannot be the name of a protocol; write it as in Upgrade, such as “tcp”.</source>
        <translation>„{upgrade}“ kann kein Protokollname sein; schreiben Sie ihn wie in Upgrade, etwa „tcp“.</translation>
    </message>
    <message>
        <source>“{upgrade}” stands there twice; name each protocol once.</source>
        <translation>„{upgrade}“ steht zweimal da; nenne jedes Protokoll einmal.</translation>
    </message>
    <message>
        <source>At most 8 protocols beside WebSocket can be named.</source>
        <translation>Neben WebSocket können höchstens 8 Protokolle genannt werden.</translation>
    </message>
    <message>
        <source>{address} leads each device to itself. Give the address by which other devices reach the target.</source>
        <translation>{address} führt jedes Gerät zu sich selbst. Geben Sie die Adresse an, unter der andere Geräte das Ziel erreichen.</translation>
    </message>
    <message>
        <source>Without the proxy clients reach all targets at one port, but there are {port} and {other}. Give all targets the same.</source>
        <translation>Ohne den Proxy erreichen Clients alle Ziele an einem Port, hier sind es aber {port} und {other}. Geben Sie allen Zielen denselben.</translation>
    </message>
    <message>
        <source>Requests do not pass the proxy, so the settings for how the targets are spoken to have no effect.</source>
        <translation>Anfragen gehen nicht durch den Proxy, darum bleiben die Einstellungen, wie mit den Zielen gesprochen wird, ohne Wirkung.</translation>
    </message>
    <message>
        <source>Browsers keep to https for at most two years.</source>
        <translation>Browser bleiben höchstens zwei Jahre lang bei https.</translation>
    </message>
    <message>
        <source>The clock of the backend’s machine is behind the day on which the root of {zone} was made. Set the clock.</source>
        <translation>Die Uhr des Backend-Rechners steht vor dem Tag, an dem die Wurzel von {zone} erzeugt wurde. Stellen Sie die Uhr.</translation>
    </message>
    <message>
        <source>No certificate authority is made for {zone} while the clock of the backend’s machine is not set.</source>
        <translation>Für {zone} wird keine Zertifizierungsstelle angelegt, solange die Uhr des Backend-Rechners nicht gestellt ist.</translation>
    </message>
    <message>
        <source>OpenSSL could not make a certificate for {zone}.</source>
        <translation>OpenSSL konnte kein Zertifikat für {zone} erzeugen.</translation>
    </message>
    <message>
        <source>The root in {path} has not signed the intermediate beside it. Put back the root that devices trust.</source>
        <translation>Die Wurzel hat das Zwischenzertifikat {path} nicht unterschrieben. Legen Sie die Wurzel zurück, der die Geräte vertrauen.</translation>
    </message>
    <message>
        <source>The intermediate {path} cannot be read. Let the backend’s user read it, or move it away.</source>
        <translation>Das Zwischenzertifikat {path} ist nicht lesbar. Lassen Sie den Benutzer des Backends es lesen, oder legen Sie es beiseite.</translation>
    </message>
    <message>
        <source>The key of the root, {path}, is damaged. Put it back from a backup.</source>
        <translation>Der Schlüssel der Wurzel, {path}, ist beschädigt. Legen Sie ihn aus einer Sicherung zurück.</translation>
    </message>
    <message>
        <source>The key of the root, {path}, is encrypted. Store it without a passphrase.</source>
        <translation>Der Schlüssel der Wurzel, {path}, ist verschlüsselt. Speichern Sie ihn ohne Passphrase.</translation>
    </message>
    <message>
        <source>Others may read the key of the root, {path}. Make it readable to the backend’s user only.</source>
        <translation>Andere dürfen den Schlüssel der Wurzel, {path}, lesen. Machen Sie ihn nur für den Benutzer des Backends lesbar.</translation>
    </message>
    <message>
        <source>The key {path} is not that of the root beside it. Put both back from one backup.</source>
        <translation>Der Schlüssel {path} gehört nicht zur Wurzel daneben. Legen Sie beide aus einer Sicherung zurück.</translation>
    </message>
    <message>
        <source>The key of the root, {path}, is not there. Put it back from a backup.</source>
        <translation>Der Schlüssel der Wurzel, {path}, fehlt. Legen Sie ihn aus einer Sicherung zurück.</translation>
    </message>
    <message>
        <source>The key of the root, {path}, cannot be read. Let the backend’s user read it.</source>
        <translation>Der Schlüssel der Wurzel, {path}, ist nicht lesbar. Lassen Sie den Benutzer des Backends ihn lesen.</translation>
    </message>
    <message>
        <source>The authority of {zone} issues certificates for names of its zone only.</source>
        <translation>Die Zertifizierungsstelle von {zone} stellt nur für Namen ihrer Zone aus.</translation>
    </message>
    <message>
        <source>The certificate authority of {zone} cannot be written to {path}. Make the folder writable.</source>
        <translation>Die Zertifizierungsstelle von {zone} lässt sich nicht nach {path} schreiben. Machen Sie den Ordner beschreibbar.</translation>
    </message>
    <message>
        <source>The root {path} is damaged. Put it back from a backup or from a device.</source>
        <translation>Die Wurzel {path} ist beschädigt. Legen Sie sie aus einer Sicherung oder von einem Gerät zurück.</translation>
    </message>
    <message>
        <source>The root of {zone} has ended. If the clock is right, move its folder away and let devices trust the new root.</source>
        <translation>Die Wurzel von {zone} ist abgelaufen. Wenn die Uhr stimmt, legen Sie ihren Ordner beiseite und lassen Sie die Geräte der neuen Wurzel vertrauen.</translation>
    </message>
    <message>
        <source>The certificate in {path} is no root for {zone}. Put the root of this zone back.</source>
        <translation>Das Zertifikat in {path} ist keine Wurzel für {zone}. Legen Sie die Wurzel dieser Zone zurück.</translation>
    </message>
    <message>
        <source>The root that devices trust is gone. Put {path} back from a backup or from a device.</source>
        <translation>Die Wurzel, der die Geräte vertrauen, ist verschwunden. Legen Sie {path} aus einer Sicherung oder von einem Gerät zurück.</translation>
    </message>
    <message>
        <source>The file {path} no longer holds the root that was there at the start. Put it back, or start the backend again if devices shall trust the other one.</source>
        <translation>Die Datei {path} enthält nicht mehr die Wurzel vom Start. Legen Sie sie zurück, oder starten Sie das Backend neu, wenn die Geräte der anderen vertrauen sollen.</translation>
    </message>
    <message>
        <source>The root {path} cannot be read. Let the backend’s user read it.</source>
        <translation>Die Wurzel {path} ist nicht lesbar. Lassen Sie den Benutzer des Backends sie lesen.</translation>
    </message>
    <message>
        <source>Name the field of the request or the cookie whose value decides.</source>
        <translation>Nennen Sie das Feld der Anfrage oder das Cookie, dessen Wert entscheidet.</translation>
    </message>
    <message>
        <source>Each target is drained or has the weight 0, so nobody would serve. Leave one, or switch the service off.</source>
        <translation>Jedes Ziel läuft leer oder hat das Gewicht 0, also wäre keines zuständig. Lassen Sie eines übrig, oder schalten Sie den Dienst aus.</translation>
    </message>
    <message>
        <source>The path begins with “/” and has no spaces, such as “/health”.</source>
        <translation>Der Pfad beginnt mit „/“ und hat keine Leerzeichen, zum Beispiel „/health“.</translation>
    </message>
    <message>
        <source>“{field}” is a number from {least} to {most}.</source>
        <translation>„{field}“ ist eine Zahl von {least} bis {most}.</translation>
    </message>
    <message>
        <source>Write the expected status as codes and ranges, such as 200-299, 404.</source>
        <translation>Der erwartete Status besteht aus Codes und Bereichen, zum Beispiel 200-299, 404.</translation>
    </message>
    <message>
        <source>It is switched off or in maintenance; switch it on first.</source>
        <translation>Der Dienst ist abgeschaltet oder in Wartung; schalten Sie ihn zuerst ein.</translation>
    </message>
    <message>
        <source>The expected text has at most 256 bytes.</source>
        <translation>Der erwartete Text hat höchstens 256 Byte.</translation>
    </message>
    <message>
        <source>The answer to HEAD has no text. Choose GET, or expect no text.</source>
        <translation>Die Antwort auf HEAD hat keinen Text. Wählen Sie GET, oder erwarten Sie keinen Text.</translation>
    </message>
    <message>
        <source>“{address}” is no address a device can have; give one such as 100.1.1.1 or fd7a::1.</source>
        <translation>„{address}“ ist keine Adresse, die ein Gerät haben kann; geben Sie eine wie 100.1.1.1 oder fd7a::1 an.</translation>
    </message>
    <message>
        <source>“{address}” is neither an IP address nor a host name; give one such as 100.2.2.2 or nas.lan.</source>
        <translation>„{address}“ ist weder eine IP-Adresse noch ein Rechnername; geben Sie zum Beispiel 100.2.2.2 oder nas.lan an.</translation>
    </message>
    <message>
        <source>Give the IP address or name of the device that runs the service, such as 100.2.2.2.</source>
        <translation>Geben Sie die IP-Adresse oder den Namen des Geräts an, auf dem der Dienst läuft, zum Beispiel 100.2.2.2.</translation>
    </message>
    <message>
        <source>“{name}” is served by this Portolan itself; give the machine that the service runs on.</source>
        <translation>„{name}“ wird von diesem Portolan selbst bedient; geben Sie den Rechner an, auf dem der Dienst läuft.</translation>
    </message>
    <message>
        <source>There is no host “{name}”. Is it spelled right?</source>
        <translation>Einen Rechner „{name}“ gibt es nicht. Ist er richtig geschrieben?</translation>
    </message>
    <message>
        <source>The name server could not say where “{name}” is.</source>
        <translation>Der Nameserver konnte nicht sagen, wo „{name}“ ist.</translation>
    </message>
    <message>
        <source>No name server answered when asked where “{name}” is.</source>
        <translation>Kein Nameserver hat auf die Frage geantwortet, wo „{name}“ ist.</translation>
    </message>
    <message>
        <source>The name “{name}” exists, but has no address.</source>
        <translation>Den Namen „{name}“ gibt es, aber er hat keine Adresse.</translation>
    </message>
    <message>
        <source>Only the host belongs here: give “{host}”, and the port beside it.</source>
        <translation>Hierher gehört nur der Rechner: geben Sie „{host}“ an, und den Port daneben.</translation>
    </message>
    <message>
        <source>Other names are being explained at the moment; try again in a few seconds.</source>
        <translation>Gerade werden andere Namen erklärt; versuchen Sie es in ein paar Sekunden noch einmal.</translation>
    </message>
    <message>
        <source>Webhooks do not lead to {address}: that is a metadata service, a special address, or Portolan itself.</source>
        <translation>Webhooks führen nicht zu {address}: Das ist ein Metadatendienst, eine besondere Adresse oder Portolan selbst.</translation>
    </message>
    <message>
        <source>Choose at least one kind of notice.</source>
        <translation>Wählen Sie mindestens eine Art von Meldungen.</translation>
    </message>
    <message>
        <source>The connection failed: {reason}.</source>
        <translation>Die Verbindung ist gescheitert: {reason}.</translation>
    </message>
    <message>
        <source>The receiver wants no notices any more (410); the webhook was switched off.</source>
        <translation>Der Empfänger will keine Meldungen mehr (410); der Webhook wurde abgeschaltet.</translation>
    </message>
    <message>
        <source>The name {name} has no address.</source>
        <translation>Der Name {name} hat keine Adresse.</translation>
    </message>
    <message>
        <source>This webhook is no longer there.</source>
        <translation>Diesen Webhook gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>The receiver answered with a redirect ({status}), which is not followed. Write where it leads into the address.</source>
        <translation>Der Empfänger antwortet mit einer Umleitung ({status}), der nicht gefolgt wird. Tragen Sie als Adresse ein, wohin sie führt.</translation>
    </message>
    <message>
        <source>Nothing listens there.</source>
        <translation>Dort lauscht nichts.</translation>
    </message>
    <message>
        <source>A secret has at most {most} bytes.</source>
        <translation>Ein Geheimnis hat höchstens {most} Byte.</translation>
    </message>
    <message>
        <source>The receiver answered {status}.</source>
        <translation>Der Empfänger antwortet mit {status}.</translation>
    </message>
    <message>
        <source>No answer within {seconds} s.</source>
        <translation>Keine Antwort innerhalb von {seconds} s.</translation>
    </message>
    <message>
        <source>No trusted encrypted connection came about: {reason}.</source>
        <translation>Es kam keine vertrauenswürdige verschlüsselte Verbindung zustande: {reason}.</translation>
    </message>
    <message>
        <source>There are {most} webhooks already, which is as many as there can be. Remove one first.</source>
        <translation>Es gibt schon {most} Webhooks, mehr können es nicht sein. Entfernen Sie zuerst einen.</translation>
    </message>
    <message>
        <source>Write an address such as https://chat.example.com/hooks/abc.</source>
        <translation>Schreiben Sie eine Adresse wie https://chat.example.com/hooks/abc.</translation>
    </message>
    <message>
        <source>Leave user and password out of the address; deliveries are proved by their signature.</source>
        <translation>Lassen Sie Benutzer und Passwort aus der Adresse weg; Zustellungen weisen sich durch ihre Signatur aus.</translation>
    </message>
    <message>
        <source>Others could read the key of the root, {path}, until the backend started. If somebody may have copied it, move the folder away and let devices trust the new root.</source>
        <translation>Bis zum Start des Backends konnten andere den Schlüssel der Wurzel lesen, {path}. Falls ihn jemand kopiert haben könnte, legen Sie den Ordner beiseite und lassen Sie die Geräte der neuen Wurzel vertrauen.</translation>
    </message>
    <message>
        <source>The certificate {file} has ended on {date}. Renew it.</source>
        <translation>Das Zertifikat {file} ist am {date} abgelaufen. Erneuern Sie es.</translation>
    </message>
    <message>
        <source>The certificate {file} names no host: its subject alternative names hold no DNS name.</source>
        <translation>Das Zertifikat {file} nennt keinen Rechner: Unter seinen alternativen Namen (SAN) ist kein DNS-Name.</translation>
    </message>
    <message>
        <source>There is no certificate in {file}.</source>
        <translation>In {file} liegt kein Zertifikat.</translation>
    </message>
    <message>
        <source>The certificate {file} is not meant for servers.</source>
        <translation>Das Zertifikat {file} ist nicht für Server bestimmt.</translation>
    </message>
    <message>
        <source>The certificate {file} is valid from {date} on, and the clock of the backend’s machine says {now}.</source>
        <translation>Das Zertifikat {file} gilt erst ab {date}, und die Uhr auf dem Rechner des Backends zeigt {now}.</translation>
    </message>
    <message>
        <source>The certificate {file} is signed with SHA-1 or MD5, which clients refuse. Have it issued anew.</source>
        <translation>Das Zertifikat {file} ist mit SHA-1 oder MD5 unterschrieben, was Clients ablehnen. Lassen Sie es neu ausstellen.</translation>
    </message>
    <message>
        <source>{path} is not there.</source>
        <translation>{path} ist nicht da.</translation>
    </message>
    <message>
        <source>The file {path} is too large for a certificate or a key.</source>
        <translation>Die Datei {path} ist zu groß für ein Zertifikat oder einen Schlüssel.</translation>
    </message>
    <message>
        <source>{path} cannot be read ({reason}). Let the backend’s user read it.</source>
        <translation>{path} lässt sich nicht lesen ({reason}). Geben Sie dem Benutzer des Backends das Leserecht.</translation>
    </message>
    <message>
        <source>The private key for {file} is encrypted, and nobody is there to enter a passphrase. Store it without one.</source>
        <translation>Der private Schlüssel zu {file} ist verschlüsselt, und niemand ist da, um ein Kennwort einzugeben. Speichern Sie ihn ohne Kennwort.</translation>
    </message>
    <message>
        <source>Browsers take RSA, P-256 and P-384 keys, and that of {file} is of another kind. Have the certificate issued for one of them.</source>
        <translation>Browser nehmen RSA-, P-256- und P-384-Schlüssel, und der von {file} ist von anderer Art. Lassen Sie das Zertifikat für einen davon ausstellen.</translation>
    </message>
    <message>
        <source>The private key belongs to none of the certificates in {file}. Put the pair there that was issued together.</source>
        <translation>Der private Schlüssel gehört zu keinem der Zertifikate in {file}. Legen Sie das Paar dorthin, das zusammen ausgestellt wurde.</translation>
    </message>
    <message>
        <source>There is no private key in {file} or beside it.</source>
        <translation>In {file} und daneben liegt kein privater Schlüssel.</translation>
    </message>
    <message>
        <source>Clients take RSA keys of 2048 to 8192 bits, and that of {file} has {bits}. Have the certificate issued for another key.</source>
        <translation>Clients nehmen RSA-Schlüssel von 2048 bis 8192 Bit, und der von {file} hat {bits}. Lassen Sie das Zertifikat für einen anderen Schlüssel ausstellen.</translation>
    </message>
    <message>
        <source>The issued certificates in {path} cannot be written ({reason}), so they are issued anew at the next start. Make the file readable and writable.</source>
        <translation>Die ausgestellten Zertifikate lassen sich nicht nach {path} schreiben ({reason}) und werden beim nächsten Start neu ausgestellt. Machen Sie die Datei les- und beschreibbar.</translation>
    </message>
    <message>
        <source>The issued certificates in {path} cannot be read ({reason}), so they are issued anew at the next start. Make the file readable and writable.</source>
        <translation>Die ausgestellten Zertifikate in {path} lassen sich nicht lesen ({reason}) und werden beim nächsten Start neu ausgestellt. Machen Sie die Datei les- und beschreibbar.</translation>
    </message>
    <message>
        <source>{file} or its key is cut off or damaged. Copy it again.</source>
        <translation>{file} oder der Schlüssel dazu ist abgeschnitten oder beschädigt. Kopieren Sie die Dateien noch einmal.</translation>
    </message>
    <message>
        <source>{file} or the file of its key holds more than one private key. Leave one.</source>
        <translation>{file} oder die Datei des Schlüssels dazu enthält mehr als einen privaten Schlüssel. Lassen Sie einen übrig.</translation>
    </message>
</context>
<context>
    <name>Explanation</name>
    <message>
        <source>Zone</source>
        <translation>Zone</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Portolan’s DNS</source>
        <translation>DNS von Portolan</translation>
    </message>
    <message>
        <source>Resolver</source>
        <translation>Resolver</translation>
    </message>
    <message>
        <source>Who asks</source>
        <translation>Wer fragt</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>in Ordnung</translation>
    </message>
    <message>
        <source>worth a look</source>
        <translation>einen Blick wert</translation>
    </message>
    <message>
        <source>not fine</source>
        <translation>nicht in Ordnung</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>nicht angesehen</translation>
    </message>
    <message>
        <source>{caller} may ask: it lies in the internal networks.</source>
        <translation>{caller} darf fragen: Es liegt in den internen Netzen.</translation>
    </message>
    <message>
        <source>DNS answers {addresses}, which every device takes for itself.</source>
        <translation>DNS antwortet {addresses}, was jedes Gerät für sich selbst hält.</translation>
    </message>
    <message>
        <source>Name the address by which other devices reach this host (advertise in portolan.toml):</source>
        <translation>Nennen Sie die Adresse, unter der andere Geräte diesen Rechner erreichen (advertise in portolan.toml):</translation>
    </message>
    <message>
        <source>{caller} lies outside the internal networks: DNS refuses it, and the proxy answers 403.</source>
        <translation>{caller} liegt außerhalb der internen Netze: DNS weist es ab, und der Proxy antwortet 403.</translation>
    </message>
    <message>
        <source>If it is one of yours, add its network to internal-networks in portolan.toml:</source>
        <translation>Wenn es Ihres ist, fügen Sie sein Netz zu internal-networks in portolan.toml hinzu:</translation>
    </message>
    <message>
        <source>The certificate is good until {until}; {issuer} has issued it.</source>
        <translation>Das Zertifikat gilt bis {until}; {issuer} hat es ausgestellt.</translation>
    </message>
    <message>
        <source>{listener} shows another certificate than the one for {name}.</source>
        <translation>{listener} zeigt ein anderes Zertifikat als das für {name}.</translation>
    </message>
    <message>
        <source>Something else answers there; end it, or give the proxy another address.</source>
        <translation>Dort antwortet etwas anderes; beenden Sie es, oder geben Sie dem Proxy eine andere Adresse.</translation>
    </message>
    <message>
        <source>The certificate ended at {until}.</source>
        <translation>Das Zertifikat endete am {until}.</translation>
    </message>
    <message>
        <source>Renew it; if it is one of the local authority, this host&apos;s clock is wrong:</source>
        <translation>Erneuern Sie es; ist es eines der lokalen Zertifizierungsstelle, geht die Uhr dieses Rechners falsch:</translation>
    </message>
    <message>
        <source>There is no certificate for {name}: {reason}</source>
        <translation>Es gibt kein Zertifikat für {name}: {reason}</translation>
    </message>
    <message>
        <source>Until that is mended it opens by plain http only, or with a warning.</source>
        <translation>Bis das behoben ist, öffnet es nur über einfaches http oder mit einer Warnung.</translation>
    </message>
    <message>
        <source>It is served by plain http only.</source>
        <translation>Es wird nur über einfaches http bedient.</translation>
    </message>
    <message>
        <source>The certificate begins at {from}, which is later than this host&apos;s clock.</source>
        <translation>Das Zertifikat beginnt am {from}, später als die Uhr dieses Rechners anzeigt.</translation>
    </message>
    <message>
        <source>Set the clock:</source>
        <translation>Stellen Sie die Uhr:</translation>
    </message>
    <message>
        <source>{target} accepts connections.</source>
        <translation>{target} nimmt Verbindungen an.</translation>
    </message>
    <message>
        <source>Clients reach its targets without the proxy: the name leads to {addresses}.</source>
        <translation>Clients erreichen seine Ziele ohne den Proxy: Der Name führt zu {addresses}.</translation>
    </message>
    <message>
        <source>The service {service} is switched off: clients are answered with 503.</source>
        <translation>Der Dienst {service} ist ausgeschaltet: Clients bekommen 503.</translation>
    </message>
    <message>
        <source>Switch it on: in the window, or with &quot;enabled&quot;: true.</source>
        <translation>Schalten Sie ihn ein: im Fenster, oder mit &quot;enabled&quot;: true.</translation>
    </message>
    <message>
        <source>{listener} answers {found}.</source>
        <translation>{listener} antwortet {found}.</translation>
    </message>
    <message>
        <source>{listener} answers {found} and not {addresses}.</source>
        <translation>{listener} antwortet {found} und nicht {addresses}.</translation>
    </message>
    <message>
        <source>Another DNS server sits at that address; end it, or give Portolan&apos;s another one.</source>
        <translation>Auf dieser Adresse sitzt ein anderer DNS-Server; beenden Sie ihn, oder geben Sie dem von Portolan eine andere.</translation>
    </message>
    <message>
        <source>DNS does not listen on {listener}: {reason}</source>
        <translation>DNS lauscht nicht auf {listener}: {reason}</translation>
    </message>
    <message>
        <source>End what holds the port there, or give DNS another address; it is tried again by itself every 30 seconds.</source>
        <translation>Beenden Sie, was den Port dort hält, oder geben Sie DNS eine andere Adresse; es wird alle 30 Sekunden von selbst neu versucht.</translation>
    </message>
    <message>
        <source>DNS listens nowhere: it is switched off.</source>
        <translation>DNS lauscht nirgends: Es ist ausgeschaltet.</translation>
    </message>
    <message>
        <source>Give it an address (dns in portolan.toml), or let another server answer {name} with {addresses}.</source>
        <translation>Geben Sie ihm eine Adresse (dns in portolan.toml), oder lassen Sie einen anderen Server für {name} mit {addresses} antworten.</translation>
    </message>
    <message>
        <source>{listener} refuses the query ({rcode}).</source>
        <translation>{listener} weist die Anfrage ab ({rcode}).</translation>
    </message>
    <message>
        <source>DNS answers to the internal networks only; this host&apos;s own address must lie in one of them (internal-networks).</source>
        <translation>DNS antwortet nur den internen Netzen; die eigene Adresse dieses Rechners muss in einem davon liegen (internal-networks).</translation>
    </message>
    <message>
        <source>{listener} listens, but does not answer a query.</source>
        <translation>{listener} lauscht, beantwortet aber keine Anfrage.</translation>
    </message>
    <message>
        <source>Something on this host filters UDP at port {port}; look at its firewall rules:</source>
        <translation>Etwas auf diesem Rechner filtert UDP auf Port {port}; sehen Sie sich seine Firewall-Regeln an:</translation>
    </message>
    <message>
        <source>DNS listens on {listener}: split DNS and resolvers ask at port 53 only, so this port is for trying.</source>
        <translation>DNS lauscht auf {listener}: Split-DNS und Resolver fragen nur auf Port 53, dieser Port ist zum Ausprobieren.</translation>
    </message>
    <message>
        <source>Let it have port 53: start it as the service of the system, or allow the program to take low ports:</source>
        <translation>Lassen Sie ihm Port 53: Starten Sie es als Dienst des Systems, oder erlauben Sie dem Programm niedrige Ports:</translation>
    </message>
    <message>
        <source>{application} refuses the name {host} ({status}); asked for {accepted}, it answers with {answered}.</source>
        <translation>{application} weist den Namen {host} ab ({status}); nach {accepted} gefragt, antwortet es mit {answered}.</translation>
    </message>
    <message>
        <source>Let it see a Host that it knows, &quot;host_header&quot;: &quot;{profile}&quot; in the service (or in the window&apos;s form), or let it know the name:</source>
        <translation>Lassen Sie es einen Host sehen, den es kennt, &quot;host_header&quot;: &quot;{profile}&quot; im Dienst (oder im Formular des Fensters), oder machen Sie ihm den Namen bekannt:</translation>
    </message>
    <message>
        <source>Browsers never open plain http below {suffix} (it is HSTS-preloaded), and {name} is not served by https.</source>
        <translation>Browser öffnen unterhalb von {suffix} nie einfaches http (HSTS-Preload), und {name} wird nicht über https bedient.</translation>
    </message>
    <message>
        <source>Switch https on (https in portolan.toml, tls.access of the service), or use a zone with another suffix.</source>
        <translation>Schalten Sie https ein (https in portolan.toml, tls.access des Dienstes), oder nehmen Sie eine Zone mit einer anderen Endung.</translation>
    </message>
    <message>
        <source>{target} answers with {status}.</source>
        <translation>{target} antwortet mit {status}.</translation>
    </message>
    <message>
        <source>{target} takes the connection and closes it without an answer.</source>
        <translation>{target} nimmt die Verbindung an und schließt sie ohne Antwort.</translation>
    </message>
    <message>
        <source>Is it the right port? The application&apos;s log says more.</source>
        <translation>Stimmt der Port? Das Protokoll der Anwendung sagt mehr.</translation>
    </message>
    <message>
        <source>{target} answers with {status}: it asks who is there.</source>
        <translation>{target} antwortet mit {status}: Es fragt, wer da ist.</translation>
    </message>
    <message>
        <source>{target} answers with {status}: it is alive, but has nothing at /.</source>
        <translation>{target} antwortet mit {status}: Es lebt, hat aber unter / nichts.</translation>
    </message>
    <message>
        <source>Open it with the path that the application serves.</source>
        <translation>Öffnen Sie es mit dem Pfad, den die Anwendung bedient.</translation>
    </message>
    <message>
        <source>The proxy does not listen on {listener} for http: {reason}</source>
        <translation>Der Proxy lauscht nicht auf {listener} für http: {reason}</translation>
    </message>
    <message>
        <source>End what holds the port there, or give the proxy another address; it is tried again by itself every 30 seconds.</source>
        <translation>Beenden Sie, was den Port dort hält, oder geben Sie dem Proxy eine andere Adresse; es wird alle 30 Sekunden von selbst neu versucht.</translation>
    </message>
    <message>
        <source>{target} refuses the request with {status}.</source>
        <translation>{target} weist die Anfrage mit {status} ab.</translation>
    </message>
    <message>
        <source>The application&apos;s log says why; it is the same with another Host.</source>
        <translation>Das Protokoll der Anwendung sagt, warum; mit einem anderen Host ist es genauso.</translation>
    </message>
    <message>
        <source>{target} takes the request and does not answer within {seconds} seconds.</source>
        <translation>{target} nimmt die Anfrage an und antwortet nicht innerhalb von {seconds} Sekunden.</translation>
    </message>
    <message>
        <source>It may still be starting, or hang; its own log says more.</source>
        <translation>Es startet vielleicht noch, oder hängt; sein eigenes Protokoll sagt mehr.</translation>
    </message>
    <message>
        <source>The proxy does not listen on {listener} for https: {reason}</source>
        <translation>Der Proxy lauscht nicht auf {listener} für https: {reason}</translation>
    </message>
    <message>
        <source>Plain http is redirected to https, so each device must trust the zone&apos;s root.</source>
        <translation>Einfaches http wird zu https umgeleitet, also muss jedes Gerät der Wurzel der Zone vertrauen.</translation>
    </message>
    <message>
        <source>Devices find it, with the steps for their system, at the trust page:</source>
        <translation>Geräte finden sie, mit den Schritten für ihr System, auf der Vertrauensseite:</translation>
    </message>
    <message>
        <source>{listener} answers, and it is this proxy.</source>
        <translation>{listener} antwortet, und es ist dieser Proxy.</translation>
    </message>
    <message>
        <source>Something else answers at {listener}{holder}.</source>
        <translation>Auf {listener} antwortet etwas anderes{holder}.</translation>
    </message>
    <message>
        <source>End it, and let the proxy listen there: clients are sent to that address.</source>
        <translation>Beenden Sie es und lassen Sie den Proxy dort lauschen: Clients werden zu dieser Adresse geschickt.</translation>
    </message>
    <message>
        <source>Nothing answers at {listener}, where clients are sent: {reason}.</source>
        <translation>Auf {listener}, wohin Clients geschickt werden, antwortet nichts: {reason}.</translation>
    </message>
    <message>
        <source>Let the proxy listen there (http and https in portolan.toml), or look at this host&apos;s firewall rules.</source>
        <translation>Lassen Sie den Proxy dort lauschen (http und https in portolan.toml), oder sehen Sie sich die Firewall-Regeln dieses Rechners an.</translation>
    </message>
    <message>
        <source>The service {service} is being worked on: clients are answered with 503.</source>
        <translation>Am Dienst {service} wird gearbeitet: Clients bekommen 503.</translation>
    </message>
    <message>
        <source>End its maintenance: in the window, or with &quot;maintenance&quot;: false.</source>
        <translation>Beenden Sie die Wartung: im Fenster, oder mit &quot;maintenance&quot;: false.</translation>
    </message>
    <message>
        <source>{name} is gone since {time}: it had an end and was not renewed in time.</source>
        <translation>{name} ist seit {time} weg: Er war befristet und wurde nicht rechtzeitig erneuert.</translation>
    </message>
    <message>
        <source>Add it again, and renew it before it ends, or add it without an end (expires_in).</source>
        <translation>Fügen Sie ihn wieder hinzu und erneuern Sie ihn vor dem Ende, oder fügen Sie ihn ohne Ende hinzu (expires_in).</translation>
    </message>
    <message>
        <source>{name} was removed at {time}.</source>
        <translation>{name} wurde am {time} entfernt.</translation>
    </message>
    <message>
        <source>Add it again:</source>
        <translation>Fügen Sie ihn wieder hinzu:</translation>
    </message>
    <message>
        <source>There is neither a service nor a record named {name}.</source>
        <translation>Es gibt weder einen Dienst noch einen Eintrag namens {name}.</translation>
    </message>
    <message>
        <source>Correct the spelling, or add it:</source>
        <translation>Berichtigen Sie die Schreibweise, oder fügen Sie ihn hinzu:</translation>
    </message>
    <message>
        <source>{name} exists, but has no address: DNS holds {types} only.</source>
        <translation>{name} gibt es, aber ohne Adresse: DNS hat nur {types}.</translation>
    </message>
    <message>
        <source>Add a service of that name, or a record of type A or AAAA.</source>
        <translation>Fügen Sie einen Dienst dieses Namens hinzu, oder einen Eintrag vom Typ A oder AAAA.</translation>
    </message>
    <message>
        <source>{target} answers, but not in HTTP.</source>
        <translation>{target} antwortet, aber nicht in HTTP.</translation>
    </message>
    <message>
        <source>Is it the right port? What speaks no HTTP can be delivered by DNS only (&quot;delivery&quot;: &quot;direct&quot;).</source>
        <translation>Stimmt der Port? Was kein HTTP spricht, kann nur über DNS ausgeliefert werden (&quot;delivery&quot;: &quot;direct&quot;).</translation>
    </message>
    <message>
        <source>Not looked at, because of what is before.</source>
        <translation>Nicht angesehen, wegen dessen, was davor ist.</translation>
    </message>
    <message>
        <source>Portolan itself answers this name.</source>
        <translation>Diesen Namen beantwortet Portolan selbst.</translation>
    </message>
    <message>
        <source>{target} shows another certificate than the one that was seen first.</source>
        <translation>{target} zeigt ein anderes Zertifikat als das zuerst gesehene.</translation>
    </message>
    <message>
        <source>If it was renewed, forget the old one (&quot;pin&quot;: null, or in the window); if not, somebody else answers there.</source>
        <translation>Wurde es erneuert, vergessen Sie das alte (&quot;pin&quot;: null, oder im Fenster); wenn nicht, antwortet dort jemand anderes.</translation>
    </message>
    <message>
        <source>{application} does not trust the proxy: with X-Forwarded-For it answers {status}, without {answered}.</source>
        <translation>{application} vertraut dem Proxy nicht: Mit X-Forwarded-For antwortet es {status}, ohne {answered}.</translation>
    </message>
    <message>
        <source>Let it trust {proxy}, or send no such fields (&quot;forwarding_fields&quot;: false in the service):</source>
        <translation>Lassen Sie es {proxy} vertrauen, oder schicken Sie keine solchen Felder (&quot;forwarding_fields&quot;: false im Dienst):</translation>
    </message>
    <message>
        <source>The proxy listens nowhere: http and https are switched off.</source>
        <translation>Der Proxy lauscht nirgends: http und https sind ausgeschaltet.</translation>
    </message>
    <message>
        <source>Give it an address (http and https in portolan.toml).</source>
        <translation>Geben Sie ihm eine Adresse (http und https in portolan.toml).</translation>
    </message>
    <message>
        <source>DNS has {addresses} for it.</source>
        <translation>DNS hat dafür {addresses}.</translation>
    </message>
    <message>
        <source>DNS answers {addresses}, which is no address of this host: requests go there and not to this proxy.</source>
        <translation>DNS antwortet {addresses}, was keine Adresse dieses Rechners ist: Anfragen gehen dorthin und nicht zu diesem Proxy.</translation>
    </message>
    <message>
        <source>Take record_address out of the service, and DNS answers {advertised}.</source>
        <translation>Nehmen Sie record_address aus dem Dienst, dann antwortet DNS {advertised}.</translation>
    </message>
    <message>
        <source>{name} is a record without a service: DNS sends clients to {addresses}, and the proxy has no part in it.</source>
        <translation>{name} ist ein Eintrag ohne Dienst: DNS schickt Clients zu {addresses}, der Proxy ist nicht beteiligt.</translation>
    </message>
    <message>
        <source>If it is to go through the proxy, add a service of that name:</source>
        <translation>Soll er über den Proxy gehen, fügen Sie einen Dienst dieses Namens hinzu:</translation>
    </message>
    <message>
        <source>{target} redirects to {location}.</source>
        <translation>{target} leitet um zu {location}.</translation>
    </message>
    <message>
        <source>If that is not meant, tell the application its public address, {url}.</source>
        <translation>Wenn das nicht so gemeint ist, sagen Sie der Anwendung ihre öffentliche Adresse, {url}.</translation>
    </message>
    <message>
        <source>{target} redirects to {location}, where the client came from: it does not believe X-Forwarded-Proto.</source>
        <translation>{target} leitet um zu {location}, woher der Client kam: Es glaubt X-Forwarded-Proto nicht.</translation>
    </message>
    <message>
        <source>Let the application trust the proxy at {proxy} (&quot;trusted proxies&quot;, &quot;trust proxy&quot;), or switch its own redirect to https off.</source>
        <translation>Lassen Sie die Anwendung dem Proxy unter {proxy} vertrauen (&quot;trusted proxies&quot;, &quot;trust proxy&quot;), oder schalten Sie ihre eigene Umleitung zu https aus.</translation>
    </message>
    <message>
        <source>{target} redirects to {location}, and {host} is not served by https.</source>
        <translation>{target} leitet um zu {location}, und {host} wird nicht über https bedient.</translation>
    </message>
    <message>
        <source>Serve it by https (https in portolan.toml, tls.access of the service), or switch the application&apos;s redirect off.</source>
        <translation>Bedienen Sie es über https (https in portolan.toml, tls.access des Dienstes), oder schalten Sie die Umleitung der Anwendung aus.</translation>
    </message>
    <message>
        <source>{target} redirects to {location}, an address of its own that clients may not reach.</source>
        <translation>{target} leitet um zu {location}, einer eigenen Adresse, die Clients vielleicht nicht erreichen.</translation>
    </message>
    <message>
        <source>Tell the application its public address, {url} (&quot;base URL&quot;, &quot;external URL&quot;, &quot;root URL&quot;).</source>
        <translation>Sagen Sie der Anwendung ihre öffentliche Adresse, {url} (&quot;base URL&quot;, &quot;external URL&quot;, &quot;root URL&quot;).</translation>
    </message>
    <message>
        <source>The resolver of Portolan’s host finds {found}.</source>
        <translation>Der Resolver des Portolan-Rechners findet {found}.</translation>
    </message>
    <message>
        <source>The resolver of Portolan’s host answers {found} and not {addresses}: another DNS server speaks for {zone}, or an old answer is kept.</source>
        <translation>Der Resolver des Portolan-Rechners antwortet {found} und nicht {addresses}: Ein anderer DNS-Server spricht für {zone}, oder eine alte Antwort ist noch gespeichert.</translation>
    </message>
    <message>
        <source>Set split DNS with these two values, then empty the cache (resolvectl flush-caches):</source>
        <translation>Stellen Sie Split-DNS mit diesen zwei Werten ein und leeren Sie dann den Zwischenspeicher (resolvectl flush-caches):</translation>
    </message>
    <message>
        <source>The DNS servers of Portolan’s host are right, but its programs get {found}: /etc/hosts or another source comes before DNS.</source>
        <translation>Die DNS-Server des Portolan-Rechners haben recht, aber seine Programme bekommen {found}: /etc/hosts oder eine andere Quelle kommt vor DNS.</translation>
    </message>
    <message>
        <source>Take the entry out:</source>
        <translation>Nehmen Sie den Eintrag heraus:</translation>
    </message>
    <message>
        <source>Portolan’s host has no DNS server: /etc/resolv.conf names none.</source>
        <translation>Der Portolan-Rechner hat keinen DNS-Server: /etc/resolv.conf nennt keinen.</translation>
    </message>
    <message>
        <source>Set split DNS with these two values, in the settings of the network:</source>
        <translation>Stellen Sie Split-DNS mit diesen zwei Werten ein, in den Einstellungen des Netzes:</translation>
    </message>
    <message>
        <source>None of the DNS servers of Portolan’s host answers: {servers}.</source>
        <translation>Keiner der DNS-Server des Portolan-Rechners antwortet: {servers}.</translation>
    </message>
    <message>
        <source>Is the network up, and do they run? They stand in /etc/resolv.conf.</source>
        <translation>Ist das Netz da, und laufen sie? Sie stehen in /etc/resolv.conf.</translation>
    </message>
    <message>
        <source>The service {service} takes it.</source>
        <translation>Der Dienst {service} nimmt es an.</translation>
    </message>
    <message>
        <source>{target} answers with {status}: the application fails.</source>
        <translation>{target} antwortet mit {status}: Die Anwendung scheitert.</translation>
    </message>
    <message>
        <source>Its own log says why.</source>
        <translation>Ihr eigenes Protokoll sagt, warum.</translation>
    </message>
    <message>
        <source>{down} of {total} targets get no requests: {others}.</source>
        <translation>{down} von {total} Zielen bekommen keine Anfragen: {others}.</translation>
    </message>
    <message>
        <source>The resolver of Portolan’s host does not know {zone}: its servers ({servers}) do not ask Portolan.</source>
        <translation>Der Resolver des Portolan-Rechners kennt {zone} nicht: Seine Server ({servers}) fragen Portolan nicht.</translation>
    </message>
    <message>
        <source>Set split DNS with these two values, in the settings of the tailnet or of the router:</source>
        <translation>Stellen Sie Split-DNS mit diesen zwei Werten ein, in den Einstellungen des Tailnets oder des Routers:</translation>
    </message>
    <message>
        <source>{target} is chosen, one of {total}; its checks say: {state}.</source>
        <translation>{target} ist gewählt, eines von {total}; seine Prüfungen sagen: {state}.</translation>
    </message>
    <message>
        <source>The certificate of {target} is not valid at this time.</source>
        <translation>Das Zertifikat von {target} gilt zu dieser Zeit nicht.</translation>
    </message>
    <message>
        <source>Renew it there, and compare the clocks of both hosts.</source>
        <translation>Erneuern Sie es dort, und vergleichen Sie die Uhren beider Rechner.</translation>
    </message>
    <message>
        <source>The certificate of {target} is made out to another name than {host}.</source>
        <translation>Das Zertifikat von {target} ist auf einen anderen Namen als {host} ausgestellt.</translation>
    </message>
    <message>
        <source>Set proxy.tls.server_name to a name that the certificate holds.</source>
        <translation>Setzen Sie proxy.tls.server_name auf einen Namen, der im Zertifikat steht.</translation>
    </message>
    <message>
        <source>No authority that this system trusts vouches for {target}.</source>
        <translation>Keine Stelle, der dieses System vertraut, bürgt für {target}.</translation>
    </message>
    <message>
        <source>Use &quot;verification&quot;: &quot;pin&quot; for certificates that sign themselves, or make the system trust its authority.</source>
        <translation>Nehmen Sie &quot;verification&quot;: &quot;pin&quot; für Zertifikate, die sich selbst unterschreiben, oder lassen Sie das System seiner Stelle vertrauen.</translation>
    </message>
    <message>
        <source>{target} may not be connected to: {reason}</source>
        <translation>Zu {target} darf keine Verbindung aufgebaut werden: {reason}</translation>
    </message>
    <message>
        <source>Add its network to target-networks in portolan.toml, or correct the target.</source>
        <translation>Fügen Sie sein Netz zu target-networks in portolan.toml hinzu, oder berichtigen Sie das Ziel.</translation>
    </message>
    <message>
        <source>On this host the application{holder} listens on 127.0.0.1 only, and requests go to {target}.</source>
        <translation>Auf diesem Rechner lauscht die Anwendung{holder} nur auf 127.0.0.1, und Anfragen gehen an {target}.</translation>
    </message>
    <message>
        <source>Let it listen on {address} or on every address (often an option as --host 0.0.0.0), or make 127.0.0.1:{port} the target.</source>
        <translation>Lassen Sie sie auf {address} oder auf jeder Adresse lauschen (oft eine Option wie --host 0.0.0.0), oder nehmen Sie 127.0.0.1:{port} als Ziel.</translation>
    </message>
    <message>
        <source>{target} refuses connections: the host is up, and nothing listens there.</source>
        <translation>{target} weist Verbindungen ab: Der Rechner ist da, und dort lauscht nichts.</translation>
    </message>
    <message>
        <source>Does the application run, at that port, and not on 127.0.0.1 only? On its host this shows it:</source>
        <translation>Läuft die Anwendung, auf diesem Port, und nicht nur auf 127.0.0.1? Auf ihrem Rechner zeigt es dies:</translation>
    </message>
    <message>
        <source>{target} speaks plain http, and the service asks it by https.</source>
        <translation>{target} spricht einfaches http, und der Dienst fragt es über https.</translation>
    </message>
    <message>
        <source>Set &quot;protocol&quot;: &quot;http&quot; in the service, or the port where the application speaks https.</source>
        <translation>Setzen Sie &quot;protocol&quot;: &quot;http&quot; im Dienst, oder den Port, auf dem die Anwendung https spricht.</translation>
    </message>
    <message>
        <source>{target} speaks https, and the service asks it by plain http.</source>
        <translation>{target} spricht https, und der Dienst fragt es über einfaches http.</translation>
    </message>
    <message>
        <source>Set &quot;protocol&quot;: &quot;https&quot; in the service.</source>
        <translation>Setzen Sie &quot;protocol&quot;: &quot;https&quot; im Dienst.</translation>
    </message>
    <message>
        <source>{target} does not answer: the host is off, or a firewall drops what comes.</source>
        <translation>{target} antwortet nicht: Der Rechner ist aus, oder eine Firewall verwirft, was kommt.</translation>
    </message>
    <message>
        <source>Is the host on, and is port {port} open for this one? From here:</source>
        <translation>Ist der Rechner an, und ist Port {port} für diesen hier offen? Von hier aus:</translation>
    </message>
    <message>
        <source>There is no way to {target}: {reason}.</source>
        <translation>Es gibt keinen Weg zu {target}: {reason}.</translation>
    </message>
    <message>
        <source>Is this host in that network, and is the address right? This shows the way:</source>
        <translation>Ist dieser Rechner in jenem Netz, und stimmt die Adresse? Dies zeigt den Weg:</translation>
    </message>
    <message>
        <source>Its checks call every target down ({state}); requests are tried all the same.</source>
        <translation>Seine Prüfungen nennen jedes Ziel ausgefallen ({state}); Anfragen werden trotzdem versucht.</translation>
    </message>
    <message>
        <source>Every target is drained, or has no weight: none takes new clients.</source>
        <translation>Jedes Ziel wird geleert oder hat kein Gewicht: Keines nimmt neue Clients.</translation>
    </message>
    <message>
        <source>Let one of them take new ones (&quot;drain&quot;: false, &quot;weight&quot;: 1).</source>
        <translation>Lassen Sie eines davon neue annehmen (&quot;drain&quot;: false, &quot;weight&quot;: 1).</translation>
    </message>
    <message>
        <source>{target} speaks TLS, with the certificate that is expected of it.</source>
        <translation>{target} spricht TLS, mit dem Zertifikat, das von ihm erwartet wird.</translation>
    </message>
    <message>
        <source>No encrypted connection to {target} comes about: {reason}.</source>
        <translation>Es kommt keine verschlüsselte Verbindung zu {target} zustande: {reason}.</translation>
    </message>
    <message>
        <source>Is it the right port? Some applications want a server name (proxy.tls.server_name).</source>
        <translation>Stimmt der Port? Manche Anwendungen wollen einen Servernamen (proxy.tls.server_name).</translation>
    </message>
    <message>
        <source>The target is spoken to by plain http.</source>
        <translation>Mit dem Ziel wird einfaches http gesprochen.</translation>
    </message>
    <message>
        <source>The proxy answers at {listener}, a port for trying: the URL needs it, {url}.</source>
        <translation>Der Proxy antwortet auf {listener}, einem Port zum Ausprobieren: Die URL braucht ihn, {url}.</translation>
    </message>
    <message>
        <source>For URLs without a port let it have 80 and 443: start it as the service of the system, or allow the program to take low ports:</source>
        <translation>Für URLs ohne Port lassen Sie ihm 80 und 443: Starten Sie ihn als Dienst des Systems, oder erlauben Sie dem Programm niedrige Ports:</translation>
    </message>
    <message>
        <source>{name} lies in the zone {zone}.</source>
        <translation>{name} liegt in der Zone {zone}.</translation>
    </message>
    <message>
        <source>{name} lies in none of the zones that are served here: {zones}.</source>
        <translation>{name} liegt in keiner der Zonen, die hier bedient werden: {zones}.</translation>
    </message>
    <message>
        <source>Use a name below one of these zones, or let Portolan serve another zone too (zones in portolan.toml).</source>
        <translation>Nehmen Sie einen Namen unterhalb einer dieser Zonen, oder lassen Sie Portolan eine weitere Zone bedienen (zones in portolan.toml).</translation>
    </message>
    <message>
        <source>The service {service} has no target with an address: clients are answered with 503. {reason}</source>
        <translation>Der Dienst {service} hat kein Ziel mit einer Adresse: Clients bekommen 503. {reason}</translation>
    </message>
    <message>
        <source>Correct the name of the target, or see to it that this host&apos;s name server knows it.</source>
        <translation>Berichtigen Sie den Namen des Ziels, oder sorgen Sie dafür, dass der Nameserver dieses Rechners ihn kennt.</translation>
    </message>
    <message>
        <source>Another target is not fine: {target}.</source>
        <translation>Ein anderes Ziel ist nicht in Ordnung: {target}.</translation>
    </message>
    <message>
        <source>Other targets answer: {others}.</source>
        <translation>Andere Ziele antworten: {others}.</translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>Eingeschränkt</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ausgefallen</translation>
    </message>
    <message>
        <source>Disabled</source>
        <translation>Abgeschaltet</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>noch nicht geprüft</translation>
    </message>
    <message>
        <source>Not checked yet.</source>
        <translation>Noch nicht geprüft.</translation>
    </message>
    <message>
        <source>nothing listens there</source>
        <translation>dort lauscht nichts</translation>
    </message>
    <message>
        <source>The host is up, but nothing listens on that address. Does the app run, and does it listen on 127.0.0.1 only?</source>
        <translation>Der Rechner ist an, aber an dieser Adresse lauscht nichts. Läuft die Anwendung, und lauscht sie nur auf 127.0.0.1?</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>No answer: the host is off, or a firewall filters the port.</source>
        <translation>Keine Antwort: Der Rechner ist aus, oder eine Firewall filtert den Port.</translation>
    </message>
    <message>
        <source>no route to the host</source>
        <translation>kein Weg zum Rechner</translation>
    </message>
    <message>
        <source>No route to the host: is it in this network, and is the network up?</source>
        <translation>Kein Weg zum Rechner: Ist er in diesem Netz, und läuft das Netz?</translation>
    </message>
    <message>
        <source>connection cut off</source>
        <translation>Verbindung abgebrochen</translation>
    </message>
    <message>
        <source>The connection was accepted and then cut off without an answer.</source>
        <translation>Die Verbindung wurde angenommen und dann ohne Antwort abgebrochen.</translation>
    </message>
    <message>
        <source>does not speak HTTP</source>
        <translation>spricht kein HTTP</translation>
    </message>
    <message>
        <source>Something answers there, but not in HTTP. Is it the right port?</source>
        <translation>Dort antwortet etwas, aber nicht in HTTP. Ist es der richtige Port?</translation>
    </message>
    <message>
        <source>answers with an error</source>
        <translation>antwortet mit einem Fehler</translation>
    </message>
    <message>
        <source>The app answers with an error of its own (5xx).</source>
        <translation>Die Anwendung antwortet mit einem eigenen Fehler (5xx).</translation>
    </message>
    <message>
        <source>no encrypted connection</source>
        <translation>keine verschlüsselte Verbindung</translation>
    </message>
    <message>
        <source>No encrypted connection comes about. Is it the right port, or does it speak plain http?</source>
        <translation>Es kommt keine verschlüsselte Verbindung zustande. Ist es der richtige Port, oder spricht er unverschlüsseltes http?</translation>
    </message>
    <message>
        <source>certificate changed</source>
        <translation>Zertifikat geändert</translation>
    </message>
    <message>
        <source>The target shows another certificate than the one that was seen first. If it was renewed, accept the new one; if not, somebody else may be answering.</source>
        <translation>Das Ziel zeigt ein anderes Zertifikat als das zuerst gesehene. Wurde es erneuert, dann nehmen Sie das neue an; wenn nicht, antwortet vielleicht jemand anderes.</translation>
    </message>
    <message>
        <source>certificate not trusted</source>
        <translation>Zertifikat nicht vertrauenswürdig</translation>
    </message>
    <message>
        <source>No authority that the server trusts vouches for the target&apos;s certificate, or it is made out to another name.</source>
        <translation>Keine Zertifizierungsstelle, der der Server vertraut, bürgt für das Zertifikat des Ziels, oder es ist auf einen anderen Namen ausgestellt.</translation>
    </message>
    <message>
        <source>certificate expired</source>
        <translation>Zertifikat abgelaufen</translation>
    </message>
    <message>
        <source>The target&apos;s certificate is not valid at this time. It must be renewed.</source>
        <translation>Das Zertifikat des Ziels ist zurzeit nicht gültig. Es muss erneuert werden.</translation>
    </message>
    <message>
        <source>some targets are down</source>
        <translation>einige Ziele ausgefallen</translation>
    </message>
    <message>
        <source>Some of the targets are down; the others serve.</source>
        <translation>Einige der Ziele sind ausgefallen; die anderen bedienen weiter.</translation>
    </message>
    <message>
        <source>passed over: requests failed</source>
        <translation>übergangen: Anfragen scheiterten</translation>
    </message>
    <message>
        <source>Requests to it failed one after the other, so it gets none for a while. Then one is tried.</source>
        <translation>Anfragen an dieses Ziel scheiterten eine nach der anderen; darum bekommt es eine Weile keine. Danach wird es mit einer versucht.</translation>
    </message>
    <message>
        <source>passed over: errors</source>
        <translation>übergangen: Fehler</translation>
    </message>
    <message>
        <source>It answered one request after the other with an error (5xx), so it gets none for a while. Then one is tried.</source>
        <translation>Es hat eine Anfrage nach der anderen mit einem Fehler (5xx) beantwortet; darum bekommt es eine Weile keine. Danach wird es mit einer versucht.</translation>
    </message>
    <message>
        <source>unexpected status</source>
        <translation>unerwarteter Status</translation>
    </message>
    <message>
        <source>It answers, but with another status than the expected one.</source>
        <translation>Es kommt eine Antwort, aber mit einem anderen Status als erwartet.</translation>
    </message>
    <message>
        <source>expected text missing</source>
        <translation>erwarteter Text fehlt</translation>
    </message>
    <message>
        <source>It answers, but the expected text is not in its answer.</source>
        <translation>Es kommt eine Antwort, aber der erwartete Text steht nicht darin.</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>langsam</translation>
    </message>
    <message>
        <source>It answers, but takes longer than it should.</source>
        <translation>Es kommt eine Antwort, aber sie braucht länger, als sie sollte.</translation>
    </message>
    <message>
        <source>up and down again and again</source>
        <translation>läuft immer wieder an und fällt aus</translation>
    </message>
    <message>
        <source>It goes up and down again and again. Requests are still sent while it is up.</source>
        <translation>Es läuft immer wieder an und fällt wieder aus. Anfragen werden weitergereicht, solange es läuft.</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>läuft an</translation>
    </message>
    <message>
        <source>It does not answer yet; it may still be starting.</source>
        <translation>Es antwortet noch nicht; vielleicht läuft es gerade an.</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>It is never checked, as the service is set up.</source>
        <translation>Es wird nie geprüft; so ist der Dienst eingestellt.</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>abgeschaltet</translation>
    </message>
    <message>
        <source>The service is switched off.</source>
        <translation>Der Dienst ist abgeschaltet.</translation>
    </message>
    <message>
        <source>maintenance</source>
        <translation>Wartung</translation>
    </message>
    <message>
        <source>The service is being worked on. Clients are told that it comes back.</source>
        <translation>An dem Dienst wird gearbeitet. Wer ihn aufruft, erfährt, dass er wiederkommt.</translation>
    </message>
    <message>
        <source>name not found</source>
        <translation>Name nicht gefunden</translation>
    </message>
    <message>
        <source>There is no host of the target&apos;s name. Is it spelled right?</source>
        <translation>Einen Rechner mit dem Namen des Ziels gibt es nicht. Ist er richtig geschrieben?</translation>
    </message>
    <message>
        <source>name without an address</source>
        <translation>Name ohne Adresse</translation>
    </message>
    <message>
        <source>The target&apos;s name exists, but has no address.</source>
        <translation>Den Namen des Ziels gibt es, aber er hat keine Adresse.</translation>
    </message>
    <message>
        <source>name server fails</source>
        <translation>Nameserver versagt</translation>
    </message>
    <message>
        <source>No name server could say where the target is.</source>
        <translation>Kein Nameserver konnte sagen, wo das Ziel ist.</translation>
    </message>
    <message>
        <source>address not allowed</source>
        <translation>Adresse nicht erlaubt</translation>
    </message>
    <message>
        <source>The target&apos;s name leads to an address that Portolan does not connect to.</source>
        <translation>Der Name des Ziels führt zu einer Adresse, zu der sich Portolan nicht verbindet.</translation>
    </message>
    <message>
        <source>leads back to Portolan</source>
        <translation>führt zu Portolan zurück</translation>
    </message>
    <message>
        <source>The target&apos;s name is one of this Portolan&apos;s own. Give the machine that the service runs on.</source>
        <translation>Der Name des Ziels ist einer dieses Portolan selbst. Geben Sie den Rechner an, auf dem der Dienst läuft.</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>%1 went down</source>
        <translation>%1 ist ausgefallen</translation>
    </message>
    <message>
        <source>%1 is up again</source>
        <translation>%1 ist wieder da</translation>
    </message>
    <message numerus="yes">
        <source>It changed and changed back %n time(s) since.</source>
        <translation>
            <numerusform>Seither hat es %n-mal hin und her gewechselt.</numerusform>
            <numerusform>Seither hat es %n-mal hin und her gewechselt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weiterer</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>A test</source>
        <translation>Ein Test</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) went down</source>
        <translation>
            <numerusform>%n Dienst ist ausgefallen</numerusform>
            <numerusform>%n Dienste sind ausgefallen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) are up again</source>
        <translation>
            <numerusform>%n Dienst ist wieder da</numerusform>
            <numerusform>%n Dienste sind wieder da</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>a notice, and what is known of it</comment>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>services that went down</source>
        <translation>ausgefallene Dienste</translation>
    </message>
    <message>
        <source>services that are up again</source>
        <translation>Dienste, die wieder da sind</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Less than a day left</source>
        <translation>Noch weniger als ein Tag</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>Noch %n Tag</numerusform>
            <numerusform>Noch %n Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>The certificate for %1 ends soon</source>
        <translation>Das Zertifikat für %1 läuft bald ab</translation>
    </message>
    <message>
        <source>The certificate in %1 is not served</source>
        <translation>Das Zertifikat in %1 wird nicht verwendet</translation>
    </message>
    <message>
        <source>No certificates can be issued for %1</source>
        <translation>Für %1 lassen sich keine Zertifikate ausstellen</translation>
    </message>
    <message>
        <source>Certificates of %1 cannot be renewed</source>
        <translation>Zertifikate von %1 lassen sich nicht erneuern</translation>
    </message>
    <message>
        <source>The root certificate of %1 ends soon</source>
        <translation>Das Wurzelzertifikat von %1 läuft bald ab</translation>
    </message>
    <message>
        <source>%1 is not served at %2</source>
        <translation>%1 wird unter %2 nicht bedient</translation>
    </message>
    <message>
        <source>%1 is now served at %2</source>
        <translation>%1 wird jetzt unter %2 bedient</translation>
    </message>
    <message>
        <source>Devices have to trust another one by then.</source>
        <translation>Bis dahin müssen die Geräte einem anderen vertrauen.</translation>
    </message>
    <message>
        <source>served</source>
        <translation>wird bedient</translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) end soon</source>
        <translation>
            <numerusform>%n Zertifikat läuft bald ab</numerusform>
            <numerusform>%n Zertifikate laufen bald ab</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) are not served or cannot be issued</source>
        <translation>
            <numerusform>%n Zertifikat wird nicht verwendet oder lässt sich nicht ausstellen</numerusform>
            <numerusform>%n Zertifikate werden nicht verwendet oder lassen sich nicht ausstellen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n address(es) are not served</source>
        <translation>
            <numerusform>%n Adresse wird nicht bedient</numerusform>
            <numerusform>%n Adressen werden nicht bedient</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n address(es) are now served</source>
        <translation>
            <numerusform>%n Adresse wird jetzt bedient</numerusform>
            <numerusform>%n Adressen werden jetzt bedient</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a notice, and the names of what it is about</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a name, and how it is with it</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>certificates that end soon</source>
        <translation>Zertifikate, die bald ablaufen</translation>
    </message>
    <message>
        <source>certificates that fail</source>
        <translation>Zertifikate, die nicht zu verwenden sind</translation>
    </message>
    <message>
        <source>addresses that are not served</source>
        <translation>Adressen, die nicht bedient werden</translation>
    </message>
    <message>
        <source>addresses that are served again</source>
        <translation>Adressen, die wieder bedient werden</translation>
    </message>
</context>
<context>
    <name>PolicySummary</name>
    <message>
        <source>checked by authority</source>
        <translation>durch Zertifizierungsstelle geprüft</translation>
    </message>
    <message>
        <source>as %1</source>
        <translation>als %1</translation>
    </message>
    <message>
        <source>Host: the target’s</source>
        <translation>Host: der des Ziels</translation>
    </message>
    <message>
        <source>Host: localhost</source>
        <translation>Host: localhost</translation>
    </message>
    <message>
        <source>not told who asks</source>
        <translation>erfahren nicht, wer fragt</translation>
    </message>
    <message numerus="yes">
        <source>%n field(s)</source>
        <translation>
            <numerusform>%n Feld</numerusform>
            <numerusform>%n Felder</numerusform>
        </translation>
    </message>
    <message>
        <source>Upgrade: %1</source>
        <translation>Upgrade: %1</translation>
    </message>
    <message>
        <source>connects within %1 s</source>
        <translation>verbindet in %1 s</translation>
    </message>
    <message>
        <source>answers within %1 s</source>
        <translation>antwortet in %1 s</translation>
    </message>
    <message>
        <source>to the less busy of two</source>
        <translation>an das weniger beschäftigte von zweien</translation>
    </message>
    <message>
        <source>by lot</source>
        <translation>nach Los</translation>
    </message>
    <message>
        <source>by address</source>
        <translation>nach Adresse</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>nach %1</translation>
    </message>
    <message>
        <source>sticky</source>
        <translation>bleibt beim Ziel</translation>
    </message>
    <message>
        <source>slow start %1 s</source>
        <translation>sanfter Wiedereinstieg %1 s</translation>
    </message>
    <message>
        <source>own limits</source>
        <translation>eigene Grenzen</translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s)</source>
        <translation>
            <numerusform>%n Ersatzziel</numerusform>
            <numerusform>%n Ersatzziele</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n drained</source>
        <translation>
            <numerusform>%n läuft leer</numerusform>
            <numerusform>%n laufen leer</numerusform>
        </translation>
    </message>
    <message>
        <source>never checked</source>
        <translation>nie geprüft</translation>
    </message>
    <message>
        <source>by connection</source>
        <translation>durch eine Verbindung</translation>
    </message>
    <message>
        <source>status %1</source>
        <translation>Status %1</translation>
    </message>
    <message>
        <source>text “%1”</source>
        <translation>Text „%1“</translation>
    </message>
    <message>
        <source>every %1 s</source>
        <translation>alle %1 s</translation>
    </message>
    <message>
        <source>within %1 s</source>
        <translation>binnen %1 s</translation>
    </message>
    <message>
        <source>slow from %1 s</source>
        <translation>langsam ab %1 s</translation>
    </message>
</context>
<context>
    <name>TraySummary</name>
    <message>
        <source>No services</source>
        <translation>Keine Dienste</translation>
    </message>
    <message numerus="yes">
        <source>%n up</source>
        <translation>
            <numerusform>%n läuft</numerusform>
            <numerusform>%n laufen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n degraded</source>
        <translation>
            <numerusform>%n eingeschränkt</numerusform>
            <numerusform>%n eingeschränkt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unbekannt</numerusform>
            <numerusform>%n unbekannt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disabled</source>
        <translation>
            <numerusform>%n abgeschaltet</numerusform>
            <numerusform>%n abgeschaltet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n down</source>
        <translation>
            <numerusform>%n ausgefallen</numerusform>
            <numerusform>%n ausgefallen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) need attention</source>
        <translation>
            <numerusform>%n Zertifikat braucht Aufmerksamkeit</numerusform>
            <numerusform>%n Zertifikate brauchen Aufmerksamkeit</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::BalancingFields</name>
    <message>
        <source>How requests are spread</source>
        <translation>Wie Anfragen verteilt werden</translation>
    </message>
    <message>
        <source>A client &amp;stays with its target (by a cookie)</source>
        <translation>Wer ein Ziel hat, &amp;bleibt dort (durch ein Cookie)</translation>
    </message>
    <message>
        <source>&amp;Each request goes</source>
        <translation>&amp;Jede Anfrage geht</translation>
    </message>
    <message>
        <source>Its &amp;name</source>
        <translation>Sein &amp;Name</translation>
    </message>
    <message>
        <source>Passed over after failures in a row</source>
        <translation>Übergangen nach Fehlschlägen hintereinander</translation>
    </message>
    <message>
        <source>… after errors (5xx) in a row</source>
        <translation>… nach Fehlern (5xx) hintereinander</translation>
    </message>
    <message>
        <source>For, at first</source>
        <translation>Zuerst für</translation>
    </message>
    <message>
        <source>At most so many of the targets</source>
        <translation>Höchstens so viele der Ziele</translation>
    </message>
    <message>
        <source>Back to its full share within</source>
        <translation>Wieder mit vollem Anteil nach</translation>
    </message>
    <message>
        <source>Requests that may wait for a busy target</source>
        <translation>Anfragen, die auf ein belegtes Ziel warten dürfen</translation>
    </message>
    <message>
        <source>For at most</source>
        <translation>Höchstens für</translation>
    </message>
    <message>
        <source>Each request goes</source>
        <translation>Jede Anfrage geht</translation>
    </message>
    <message>
        <source>in turn</source>
        <translation>der Reihe nach</translation>
    </message>
    <message>
        <source>to the less busy of two</source>
        <translation>an das weniger beschäftigte von zweien</translation>
    </message>
    <message>
        <source>by lot</source>
        <translation>nach Los</translation>
    </message>
    <message>
        <source>by the client’s address</source>
        <translation>nach der Adresse des Absenders</translation>
    </message>
    <message>
        <source>by a field of the request</source>
        <translation>nach einem Feld der Anfrage</translation>
    </message>
    <message>
        <source>by a cookie</source>
        <translation>nach einem Cookie</translation>
    </message>
    <message>
        <source>Name of the field or cookie</source>
        <translation>Name des Feldes oder Cookies</translation>
    </message>
    <message>
        <source>Passed over after errors (5xx) in a row</source>
        <translation>Übergangen nach Fehlern (5xx) hintereinander</translation>
    </message>
    <message>
        <source>At most so many of the targets are passed over, in percent</source>
        <translation>Höchstens so viele der Ziele werden übergangen, in Prozent</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>How long a target is passed over at first, in seconds</source>
        <translation>Wie lange ein Ziel zuerst übergangen wird, in Sekunden</translation>
    </message>
    <message>
        <source>Time until a returning target has its full share, in seconds</source>
        <translation>Zeit, bis ein wiedergekehrtes Ziel seinen vollen Anteil hat, in Sekunden</translation>
    </message>
    <message>
        <source>How long a request waits for a busy target, in seconds</source>
        <translation>Wie lange eine Anfrage auf ein belegtes Ziel wartet, in Sekunden</translation>
    </message>
    <message>
        <source>One target after the other, as often as their weights say.</source>
        <translation>Ein Ziel nach dem anderen, so oft, wie ihre Gewichte sagen.</translation>
    </message>
    <message>
        <source>Two are drawn, and the one with fewer requests for its weight gets it. Right when some requests take much longer than others.</source>
        <translation>Zwei werden gezogen, und das mit weniger Anfragen für sein Gewicht bekommt sie. Richtig, wenn manche Anfragen viel länger dauern als andere.</translation>
    </message>
    <message>
        <source>Drawn by lot, as often as their weights say.</source>
        <translation>Ausgelost, so oft, wie ihre Gewichte sagen.</translation>
    </message>
    <message>
        <source>The same address goes to the same target. When one comes or goes, only its clients move.</source>
        <translation>Dieselbe Adresse geht zum selben Ziel. Kommt oder geht eines, ziehen nur dessen Absender um.</translation>
    </message>
    <message>
        <source>The same value goes to the same target. A request without it goes by its client’s address.</source>
        <translation>Derselbe Wert geht zum selben Ziel. Eine Anfrage ohne ihn geht nach der Adresse des Absenders.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::DeliveryFields</name>
    <message>
        <source>Delivered by</source>
        <translation>Der Name führt zu</translation>
    </message>
    <message>
        <source>The proxy</source>
        <translation>dem Proxy</translation>
    </message>
    <message>
        <source>The targets themselves (DNS only)</source>
        <translation>den Zielen selbst (nur DNS)</translation>
    </message>
    <message>
        <source>Reached by</source>
        <translation>Erreichbar über</translation>
    </message>
    <message>
        <source>http and https</source>
        <translation>http und https</translation>
    </message>
    <message>
        <source>https only</source>
        <translation>nur https</translation>
    </message>
    <message>
        <source>http only</source>
        <translation>nur http</translation>
    </message>
    <message>
        <source>&amp;Delivered by</source>
        <translation>Der Name &amp;führt zu</translation>
    </message>
    <message>
        <source>&amp;Reached by</source>
        <translation>E&amp;rreichbar über</translation>
    </message>
    <message>
        <source>The name leads to the targets’ own addresses, all at the same port. Those that are down are left out.</source>
        <translation>Der Name führt zu den Adressen der Ziele selbst, alle mit demselben Port. Wer ausgefallen ist, wird ausgelassen.</translation>
    </message>
    <message>
        <source>Plain http is sent on to https.</source>
        <translation>Einfaches http wird zu https weitergeleitet.</translation>
    </message>
    <message>
        <source>There will be no certificate for this name.</source>
        <translation>Für diesen Namen wird es kein Zertifikat geben.</translation>
    </message>
    <message>
        <source>Browsers keep to https (HSTS)</source>
        <translation>Browser bleiben bei https (HSTS)</translation>
    </message>
    <message>
        <source>Browsers that have been there by https refuse plain http from then on, for a year if nothing else was set.</source>
        <translation>Browser, die einmal über https dort waren, lehnen einfaches http von da an ab, ein Jahr lang, wenn nichts anderes eingestellt ist.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::HealthPolicyFields</name>
    <message>
        <source>How the targets are checked</source>
        <translation>Wie die Ziele geprüft werden</translation>
    </message>
    <message>
        <source>Checked by</source>
        <translation>Geprüft durch</translation>
    </message>
    <message>
        <source>What fits the service</source>
        <translation>Was zum Dienst passt</translation>
    </message>
    <message>
        <source>A request</source>
        <translation>Eine Anfrage</translation>
    </message>
    <message>
        <source>A connection</source>
        <translation>Eine Verbindung</translation>
    </message>
    <message>
        <source>Nothing: never check</source>
        <translation>Nichts: nie prüfen</translation>
    </message>
    <message>
        <source>Checked &amp;by</source>
        <translation>Geprüft &amp;durch</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Expected status</source>
        <translation>Erwarteter Status</translation>
    </message>
    <message>
        <source>any, or as 200-299, 401</source>
        <translation>jeder, oder etwa 200-299, 401</translation>
    </message>
    <message>
        <source>Expected text</source>
        <translation>Erwarteter Text</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Pat&amp;h</source>
        <translation>&amp;Pfad</translation>
    </message>
    <message>
        <source>&amp;Method</source>
        <translation>&amp;Methode</translation>
    </message>
    <message>
        <source>E&amp;xpected status</source>
        <translation>Erwarteter &amp;Status</translation>
    </message>
    <message>
        <source>Time between two checks, in seconds</source>
        <translation>Zeit zwischen zwei Prüfungen, in Sekunden</translation>
    </message>
    <message>
        <source>Time for one check, in seconds</source>
        <translation>Zeit für eine Prüfung, in Sekunden</translation>
    </message>
    <message>
        <source>Slow from, in seconds</source>
        <translation>Langsam ab, in Sekunden</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Failures until it is down</source>
        <translation>Fehlschläge, bis das Ziel als ausgefallen gilt</translation>
    </message>
    <message>
        <source>Answers until it is up</source>
        <translation>Antworten, bis das Ziel wieder läuft</translation>
    </message>
    <message>
        <source>Time to start, in seconds</source>
        <translation>Zeit zum Anlaufen, in Sekunden</translation>
    </message>
    <message>
        <source>Irregularity, in percent</source>
        <translation>Unregelmäßigkeit, in Prozent</translation>
    </message>
    <message>
        <source>Changes that are too many</source>
        <translation>Wechsel, die zu viele sind</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>unbegrenzt</translation>
    </message>
    <message>
        <source>Time in which changes are counted, in seconds</source>
        <translation>Zeit, in der Wechsel gezählt werden, in Sekunden</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Within</source>
        <translation>Binnen</translation>
    </message>
    <message>
        <source>Slow from</source>
        <translation>Langsam ab</translation>
    </message>
    <message>
        <source>Failures until down</source>
        <translation>Fehlschläge bis zum Ausfall</translation>
    </message>
    <message>
        <source>Answers until up</source>
        <translation>Antworten, bis es läuft</translation>
    </message>
    <message>
        <source>Time to start</source>
        <translation>Zeit zum Anlaufen</translation>
    </message>
    <message>
        <source>Flapping above</source>
        <translation>Unstet ab mehr als</translation>
    </message>
    <message>
        <source>changes within</source>
        <translation>Wechseln binnen</translation>
    </message>
    <message>
        <source>Irregularity</source>
        <translation>Unregelmäßigkeit</translation>
    </message>
    <message>
        <source>Without an expected status or text any answer means that it is up, also 401 or 404.</source>
        <translation>Ohne erwarteten Status oder Text bedeutet jede Antwort, dass es läuft, auch 401 oder 404.</translation>
    </message>
    <message>
        <source>It is up when it accepts a connection.</source>
        <translation>Es läuft, wenn es eine Verbindung annimmt.</translation>
    </message>
    <message>
        <source>For machines that a check would wake. F5 checks once.</source>
        <translation>Für Geräte, die eine Prüfung wecken würde. F5 prüft einmal.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::PreviewCard</name>
    <message>
        <source>What will exist</source>
        <translation>Was entstehen wird</translation>
    </message>
    <message>
        <source>Give a name and a target to see it here.</source>
        <translation>Geben Sie einen Namen und ein Ziel an, um es hier zu sehen.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::ProxyPolicyFields</name>
    <message>
        <source>How the targets are spoken to</source>
        <translation>Wie mit den Zielen gesprochen wird</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>https, encrypted</source>
        <translation>https, verschlüsselt</translation>
    </message>
    <message>
        <source>Host they see</source>
        <translation>Host, den sie sehen</translation>
    </message>
    <message>
        <source>The name that was asked for</source>
        <translation>Der gefragte Name</translation>
    </message>
    <message>
        <source>Their own address and port</source>
        <translation>Ihre eigene Adresse mit Port</translation>
    </message>
    <message>
        <source>Protocols for Upgrade</source>
        <translation>Protokolle für Upgrade</translation>
    </message>
    <message>
        <source>WebSocket always passes</source>
        <translation>WebSocket geht immer durch</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>&amp;Protokoll</translation>
    </message>
    <message>
        <source>&amp;Host they see</source>
        <translation>&amp;Host, den sie sehen</translation>
    </message>
    <message>
        <source>Time to &amp;connect</source>
        <translation>Zeit zum Ver&amp;binden</translation>
    </message>
    <message>
        <source>Time until a response &amp;begins</source>
        <translation>Zeit, bis eine Antwort be&amp;ginnt</translation>
    </message>
    <message>
        <source>Fields set in each request</source>
        <translation>Felder, die in jeder Anfrage gesetzt werden</translation>
    </message>
    <message>
        <source>Protocols for &amp;Upgrade</source>
        <translation>Protokolle für &amp;Upgrade</translation>
    </message>
    <message>
        <source>Time to connect, in seconds</source>
        <translation>Zeit zum Verbinden in Sekunden</translation>
    </message>
    <message>
        <source>Time until a response begins, in seconds</source>
        <translation>Zeit, bis eine Antwort beginnt, in Sekunden</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Host stays as the browser sent it. Right for most programs.</source>
        <translation>Host bleibt, wie der Browser ihn geschickt hat. Richtig für die meisten Programme.</translation>
    </message>
    <message>
        <source>Host becomes the target’s address and port, for programs that refuse names they do not know.</source>
        <translation>Host wird zu Adresse und Port des Ziels, für Programme, die unbekannte Namen ablehnen.</translation>
    </message>
    <message>
        <source>Host and Origin become localhost, for programs that serve only their own machine, such as Vite, Ollama or Jupyter.</source>
        <translation>Host und Origin werden zu localhost, für Programme, die nur dem eigenen Rechner dienen, etwa Vite, Ollama oder Jupyter.</translation>
    </message>
    <message>
        <source>Tell the targets &amp;who asks (X-Forwarded-For, Via)</source>
        <translation>Den Zielen sagen, &amp;wer fragt (X-Forwarded-For, Via)</translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::RequestFieldRows</name>
    <message>
        <source>Add a field</source>
        <translation>Feld hinzufügen</translation>
    </message>
    <message>
        <source>kept, not shown</source>
        <translation>bleibt, nicht gezeigt</translation>
    </message>
    <message>
        <source>Name of field %1</source>
        <translation>Name von Feld %1</translation>
    </message>
    <message>
        <source>Value of field %1</source>
        <translation>Wert von Feld %1</translation>
    </message>
    <message>
        <source>Remove field %1</source>
        <translation>Feld %1 entfernen</translation>
    </message>
    <message>
        <source>Remove this field</source>
        <translation>Dieses Feld entfernen</translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::ServiceForm</name>
    <message>
        <source>Add service</source>
        <translation>Dienst hinzufügen</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>%1 bearbeiten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Targets: where it really runs</source>
        <translation>&amp;Ziele: wo er wirklich läuft</translation>
    </message>
    <message>
        <source>&amp;Shown as</source>
        <translation>An&amp;gezeigt als</translation>
    </message>
    <message>
        <source>&amp;Address in DNS</source>
        <translation>&amp;Adresse im DNS</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>Angezeigt als</translation>
    </message>
    <message>
        <source>the first part of the name</source>
        <translation>der erste Teil des Namens</translation>
    </message>
    <message>
        <source>Address in DNS</source>
        <translation>Adresse im DNS</translation>
    </message>
    <message>
        <source>this proxy’s own</source>
        <translation>die dieses Proxys</translation>
    </message>
    <message>
        <source>&amp;Enabled: answers DNS and passes requests on</source>
        <translation>&amp;Eingeschaltet: beantwortet DNS und leitet Anfragen weiter</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>Adding …</source>
        <translation>Wird hinzugefügt …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Ma&amp;intenance: clients are told that it comes back</source>
        <translation>&amp;Wartung: wer den Dienst aufruft, erfährt, dass er wiederkommt</translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::TargetRows</name>
    <message>
        <source>Add another target</source>
        <translation>Weiteres Ziel hinzufügen</translation>
    </message>
    <message>
        <source>Address of target %1</source>
        <translation>Adresse von Ziel %1</translation>
    </message>
    <message>
        <source>Port of target %1</source>
        <translation>Port von Ziel %1</translation>
    </message>
    <message>
        <source>Remove target %1</source>
        <translation>Ziel %1 entfernen</translation>
    </message>
    <message>
        <source>Remove this target</source>
        <translation>Dieses Ziel entfernen</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Ersatz</translation>
    </message>
    <message>
        <source>Drained</source>
        <translation>Läuft leer</translation>
    </message>
    <message>
        <source>weight </source>
        <translation>Gewicht </translation>
    </message>
    <message>
        <source>any number at once</source>
        <translation>beliebig viele zugleich</translation>
    </message>
    <message>
        <source>at once </source>
        <translation>zugleich </translation>
    </message>
    <message>
        <source>Serves only while no other target can</source>
        <translation>Bedient nur, solange kein anderes Ziel kann</translation>
    </message>
    <message>
        <source>Gets no new clients, only those whose cookie leads here</source>
        <translation>Bekommt niemand Neuen, nur die, deren Cookie hierher führt</translation>
    </message>
    <message>
        <source>Weight of target %1</source>
        <translation>Gewicht von Ziel %1</translation>
    </message>
    <message>
        <source>Requests at once at target %1</source>
        <translation>Anfragen zugleich an Ziel %1</translation>
    </message>
    <message>
        <source>Target %1 is a backup</source>
        <translation>Ziel %1 ist Ersatz</translation>
    </message>
    <message>
        <source>Target %1 is drained</source>
        <translation>Ziel %1 läuft leer</translation>
    </message>
    <message>
        <source>100.2.2.2 or nas.lan</source>
        <translation>100.2.2.2 oder nas.lan</translation>
    </message>
</context>
<context>
    <name>portolan::ui::forms::UpstreamTlsFields</name>
    <message>
        <source>What proves the targets</source>
        <translation>Was die Ziele ausweist</translation>
    </message>
    <message>
        <source>The certificate seen first</source>
        <translation>Das zuerst gesehene Zertifikat</translation>
    </message>
    <message>
        <source>A certificate authority</source>
        <translation>Eine Zertifizierungsstelle</translation>
    </message>
    <message>
        <source>Name they are asked for</source>
        <translation>Name, nach dem gefragt wird</translation>
    </message>
    <message>
        <source>Name they are as&amp;ked for</source>
        <translation>Name, nach &amp;dem gefragt wird</translation>
    </message>
    <message>
        <source>Trust anew</source>
        <translation>Neu vertrauen</translation>
    </message>
    <message>
        <source>Certificate of %1</source>
        <translation>Zertifikat von %1</translation>
    </message>
    <message>
        <source>Trust the next certificate of %1</source>
        <translation>Dem nächsten Zertifikat von %1 vertrauen</translation>
    </message>
    <message>
        <source>Forgets this certificate; the next one the target shows is trusted.</source>
        <translation>Vergisst dieses Zertifikat; dem nächsten, das das Ziel zeigt, wird vertraut.</translation>
    </message>
    <message>
        <source>forgotten when saved: the next one is trusted</source>
        <translation>wird beim Speichern vergessen: dem nächsten wird vertraut</translation>
    </message>
    <message>
        <source>none seen yet: the first one is trusted</source>
        <translation>noch keines gesehen: dem ersten wird vertraut</translation>
    </message>
    <message>
        <source>the name above</source>
        <translation>der Name oben</translation>
    </message>
    <message>
        <source>For self-signed certificates: the first one is remembered for each target, and any other is refused until you trust it.</source>
        <translation>Für selbst signierte Zertifikate: das erste wird für jedes Ziel gemerkt, und jedes andere abgelehnt, bis Sie ihm vertrauen.</translation>
    </message>
    <message>
        <source>For certificates of an authority that this system trusts, issued for the name they are asked for.</source>
        <translation>Für Zertifikate einer Stelle, der dieses System vertraut, ausgestellt auf den Namen, nach dem gefragt wird.</translation>
    </message>
    <message>
        <source>Pro&amp;ven by</source>
        <translation>A&amp;usgewiesen durch</translation>
    </message>
</context>
<context>
    <name>portolan::ui::notices::NoticeDialog</name>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>There are no notices: nothing has gone wrong.</source>
        <translation>Es gibt keine Meldungen: Es ist nichts ausgefallen.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::notices::NoticeModel</name>
    <message>
        <source>unread: %1</source>
        <translation>ungelesen: %1</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschehen ist</translation>
    </message>
</context>
<context>
    <name>portolan::ui::notices::WebhookForm</name>
    <message>
        <source>No secret any more</source>
        <translation>Kein Geheimnis mehr</translation>
    </message>
    <message>
        <source>Switched on</source>
        <translation>Eingeschaltet</translation>
    </message>
    <message>
        <source>Edit webhook</source>
        <translation>Webhook bearbeiten</translation>
    </message>
    <message>
        <source>Add webhook</source>
        <translation>Webhook hinzufügen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>set; empty keeps it</source>
        <translation>gesetzt; leer lässt es, wie es ist</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>Told of</source>
        <translation>Erfährt von</translation>
    </message>
</context>
<context>
    <name>portolan::ui::notices::WebhookModel</name>
    <message>
        <source>switched off</source>
        <translation>abgeschaltet</translation>
    </message>
    <message>
        <source>nothing sent yet</source>
        <translation>noch nichts gesendet</translation>
    </message>
    <message>
        <source>delivered %1</source>
        <translation>zugestellt %1</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Told of</source>
        <translation>Erfährt von</translation>
    </message>
    <message>
        <source>Deliveries</source>
        <translation>Zustellungen</translation>
    </message>
    <message>
        <source>all notices</source>
        <translation>alle Meldungen</translation>
    </message>
</context>
<context>
    <name>portolan::ui::notices::WebhooksDialog</name>
    <message>
        <source>Webhooks</source>
        <translation>Webhooks</translation>
    </message>
    <message>
        <source>A webhook is told of notices by a POST of JSON, such as many chat services take. docs/notices.md says what is in it.</source>
        <translation>Ein Webhook erfährt von Meldungen durch einen POST mit JSON, wie ihn viele Chatdienste annehmen. Was darin steht, sagt docs/notices.md.</translation>
    </message>
    <message>
        <source>Add …</source>
        <translation>Hinzufügen …</translation>
    </message>
    <message>
        <source>Edit …</source>
        <translation>Bearbeiten …</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Send a test</source>
        <translation>Probe senden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Remove webhook</source>
        <translation>Webhook entfernen</translation>
    </message>
    <message>
        <source>Remove the webhook that leads to %1?</source>
        <translation>Den Webhook entfernen, der zu %1 führt?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Sending a test …</source>
        <translation>Die Probe wird gesendet …</translation>
    </message>
    <message>
        <source>The receiver took it: status %1.</source>
        <translation>Der Empfänger hat sie angenommen: Status %1.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::services::OfferedCertificate</name>
    <message>
        <source>Accept the new one</source>
        <translation>Das neue annehmen</translation>
    </message>
    <message>
        <source>Accept it only if the machine itself names the same fingerprint: openssl x509 -in cert.pem -noout -fingerprint -sha256</source>
        <translation>Nehmen Sie es nur an, wenn das Gerät selbst denselben Fingerabdruck nennt: openssl x509 -in cert.pem -noout -fingerprint -sha256</translation>
    </message>
    <message>
        <source>Pinned (SHA-256)</source>
        <translation>Gemerkt (SHA-256)</translation>
    </message>
    <message>
        <source>It shows</source>
        <translation>Es zeigt</translation>
    </message>
    <message>
        <source>Pinned fingerprint of %1</source>
        <translation>Gemerkter Fingerabdruck von %1</translation>
    </message>
    <message>
        <source>Fingerprint that %1 shows</source>
        <translation>Fingerabdruck, den %1 zeigt</translation>
    </message>
    <message>
        <source>Accept the new certificate of %1</source>
        <translation>Das neue Zertifikat von %1 annehmen</translation>
    </message>
</context>
<context>
    <name>portolan::ui::services::ServiceDetails</name>
    <message>
        <source>How far back</source>
        <translation>Wie weit zurück</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 Tage</translation>
    </message>
    <message numerus="yes">
        <source>and %n more target(s)</source>
        <translation>
            <numerusform>und %n weiteres Ziel</numerusform>
            <numerusform>und %n weitere Ziele</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 in 24 h · %2 in 7 d · %3 in 90 d</source>
        <translation>%1 in 24 Std. · %2 in 7 T. · %3 in 90 T.</translation>
    </message>
    <message>
        <source>Past of %1</source>
        <translation>Vergangenheit von %1</translation>
    </message>
    <message>
        <source>The name is being looked up.</source>
        <translation>Der Name wird gesucht.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::services::ServiceModel</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>Letzte Änderung</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiteres</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>Added by %1</source>
        <translation>Hinzugefügt von %1</translation>
    </message>
    <message>
        <source>DNS only</source>
        <translation>nur DNS</translation>
    </message>
    <message>
        <source>https</source>
        <translation>https</translation>
    </message>
</context>
<context>
    <name>portolan::ui::services::ServicePanel</name>
    <message>
        <source>Services</source>
        <translation>Dienste</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Verbindung wird aufgebaut …</translation>
    </message>
    <message>
        <source>Looking for the backend.</source>
        <translation>Der Server wird gesucht.</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Kein Treffer</translation>
    </message>
    <message>
        <source>None of the services has all of these words in its name, address, targets or state.</source>
        <translation>Kein Dienst hat alle diese Wörter in Name, Adresse, Zielen oder Zustand.</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>No services yet</source>
        <translation>Noch keine Dienste</translation>
    </message>
    <message>
        <source>Give a service a name, and every device of the network reaches it without knowing its port.</source>
        <translation>Geben Sie einem Dienst einen Namen, und jedes Gerät im Netz erreicht ihn, ohne seinen Port zu kennen.</translation>
    </message>
    <message>
        <source>Add service</source>
        <translation>Dienst hinzufügen</translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::AuthoritiesDialog</name>
    <message>
        <source>Certificate authorities</source>
        <translation>Zertifizierungsstellen</translation>
    </message>
    <message>
        <source>A device that trusts the root of a zone opens its services by https without a warning. The page /trust of any service shows how, on each system. Compare the fingerprint there with the one here before you trust it.</source>
        <translation>Ein Gerät, das der Wurzel einer Zone vertraut, öffnet deren Dienste ohne Warnung über https. Wie das auf jedem System geht, zeigt die Seite /trust jedes Dienstes. Vergleichen Sie vorher den Fingerabdruck dort mit dem hier.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>No zone has an authority of its own: https is off, or certificates of your own are served.</source>
        <translation>Keine Zone hat eine eigene Zertifizierungsstelle: https ist aus, oder es werden Ihre eigenen Zertifikate gezeigt.</translation>
    </message>
    <message>
        <source>%1, valid until %2</source>
        <translation>%1, gültig bis %2</translation>
    </message>
    <message>
        <source>SHA-256 fingerprint of the root of %1</source>
        <translation>SHA-256-Fingerabdruck der Wurzel von %1</translation>
    </message>
    <message>
        <source>Copy fingerprint</source>
        <translation>Fingerabdruck kopieren</translation>
    </message>
    <message>
        <source>Save the root …</source>
        <translation>Wurzel speichern …</translation>
    </message>
    <message>
        <source>Save the root</source>
        <translation>Wurzel speichern</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt)</source>
        <translation>Zertifikate (*.pem *.crt)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Gespeichert als %1.</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 ließ sich nicht schreiben: %2</translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::Desktop</name>
    <message>
        <source>This desktop has no tray: closing the window ends Portolan, and with it the names it serves.</source>
        <translation>Diese Arbeitsumgebung hat keinen Systemabschnitt: Wird das Fenster geschlossen, endet Portolan und mit ihm die Namen, die es bedient.</translation>
    </message>
    <message>
        <source>Portolan goes on</source>
        <translation>Portolan läuft weiter</translation>
    </message>
    <message>
        <source>The window is closed; the names are still served. Click the icon to open it again.</source>
        <translation>Das Fenster ist geschlossen; die Namen werden weiter bedient. Ein Klick auf das Symbol öffnet es wieder.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::ExplainDialog</name>
    <message>
        <source>Why does %1 not open?</source>
        <translation>Warum öffnet %1 nicht?</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal ansehen</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Wird angesehen …</translation>
    </message>
    <message>
        <source>It does not open: %1</source>
        <translation>Es öffnet nicht: %1</translation>
    </message>
    <message>
        <source>From where Portolan runs, it opens.</source>
        <translation>Von dort aus, wo Portolan läuft, öffnet es.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy what is to be pasted</source>
        <translation>Kopieren, was einzufügen ist</translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::MainWindow</name>
    <message>
        <source>Certificate authorities …</source>
        <translation>Zertifizierungsstellen …</translation>
    </message>
    <message>
        <source>Add service</source>
        <translation>Dienst hinzufügen</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>Abschalten</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Copy as curl command</source>
        <translation>Als curl-Befehl kopieren</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>About Portolan</source>
        <translation>Über Portolan</translation>
    </message>
    <message>
        <source>&amp;Services</source>
        <translation>&amp;Dienste</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Filter (Ctrl+F)</source>
        <translation>Filtern (Strg+F)</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>Einschalten</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Portolan %1&lt;/h3&gt;&lt;p&gt;A name for every internal service.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Portolan %1&lt;/h3&gt;&lt;p&gt;Ein Name für jeden internen Dienst.&lt;/p&gt;&lt;p&gt;Freie Software unter der GNU General Public License, Version 3 oder später.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Notices (%1)</source>
        <translation>Meldungen (%1)</translation>
    </message>
    <message>
        <source>Why does it not open?</source>
        <translation>Warum öffnet es nicht?</translation>
    </message>
    <message>
        <source>Webhooks …</source>
        <translation>Webhooks …</translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::ServiceActions</name>
    <message>
        <source>“%1” is saved and live.</source>
        <translation>„%1“ ist gespeichert und gilt.</translation>
    </message>
    <message>
        <source>“%1” is added and live.</source>
        <translation>„%1“ ist hinzugefügt und gilt.</translation>
    </message>
    <message>
        <source>“%1” is removed.</source>
        <translation>„%1“ ist entfernt.</translation>
    </message>
    <message numerus="yes">
        <source>%n service(s) removed.</source>
        <translation>
            <numerusform>%n Dienst entfernt.</numerusform>
            <numerusform>%n Dienste entfernt.</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” was not removed.</source>
        <translation>„%1“ wurde nicht entfernt.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>“%1” could not be brought back.</source>
        <translation>„%1“ konnte nicht zurückgeholt werden.</translation>
    </message>
    <message>
        <source>“%1” was not changed.</source>
        <translation>„%1“ wurde nicht geändert.</translation>
    </message>
    <message>
        <source>No browser could be started for %1.</source>
        <translation>Für %1 ließ sich kein Browser starten.</translation>
    </message>
    <message>
        <source>Copied %1</source>
        <translation>%1 kopiert</translation>
    </message>
    <message numerus="yes">
        <source>%n address(es) copied.</source>
        <translation>
            <numerusform>%n Adresse kopiert.</numerusform>
            <numerusform>%n Adressen kopiert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Es wird geprüft …</translation>
    </message>
    <message>
        <source>“%1” was not checked.</source>
        <translation>„%1“ wurde nicht geprüft.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>The new certificate of %1 is accepted.</source>
        <translation>Das neue Zertifikat von %1 ist angenommen.</translation>
    </message>
</context>
<context>
    <name>portolan::ui::shell::StatusStrip</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Verbindung wird aufgebaut …</translation>
    </message>
    <message>
        <source>Connection lost, trying again …</source>
        <translation>Verbindung verloren, neuer Versuch …</translation>
    </message>
    <message>
        <source>Generation %1</source>
        <translation>Generation %1</translation>
    </message>
    <message>
        <source>Each change that goes live makes a new generation.
Revision %1, version %2</source>
        <translation>Jede Änderung, die wirksam wird, ergibt eine neue Generation.
Revision %1, Version %2</translation>
    </message>
    <message>
        <source>Serving while this program runs</source>
        <translation>In Betrieb, solange dieses Programm läuft</translation>
    </message>
    <message>
        <source>Connected to this computer’s service</source>
        <translation>Verbunden mit dem Dienst dieses Rechners</translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation>Verbunden mit %1</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicher</translation>
    </message>
</context>
<context>
    <name>portolan::ui::tray::Tray</name>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Open Portolan</source>
        <translation>Portolan öffnen</translation>
    </message>
    <message>
        <source>Add service …</source>
        <translation>Dienst hinzufügen …</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message numerus="yes">
        <source>%n more …</source>
        <translation>
            <numerusform>%n weiterer …</numerusform>
            <numerusform>%n weitere …</numerusform>
        </translation>
    </message>
    <message>
        <source>Notices (%1)</source>
        <translation>Meldungen (%1)</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>Meldungen</translation>
    </message>
</context>
<context>
    <name>portolan::ui::widgets::Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>Die Meldung schließen</translation>
    </message>
</context>
</TS>
